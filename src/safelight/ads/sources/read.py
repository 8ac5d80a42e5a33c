"""All sources to one stream of ads: files, folders (walked in sorted order) and standard input.

Promises: streams, never holds a file; nothing is lost silently: each problem is exactly one `Rejected` or
`Warned`, and what stands after it is still read. Order is that of the paths and of the records in them.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from safelight.ads.sources.csv_rows import read_csv
from safelight.ads.sources.jsonl import fault_reason, read_jsonl
from safelight.ads.sources.kinds import Kind, kind_of, peek
from safelight.ads.sources.pages import PageReader
from safelight.ads.sources.parquet import read_parquet
from safelight.ads.sources.recipe import Recipes, load_recipes
from safelight.ads.sources.sourced import Item
from safelight.ads.sources.streams import plain
from safelight.kernel.provenance import Rejected, Warned

STDIN = "-"


def read_sources(
    paths: Sequence[str],
    *,
    now: datetime,
    stdin: BinaryIO,
    recipes: Recipes | None = None,
    url_alone: bool = False,
    besides: Path | None = None,
) -> Iterator[Item]:
    """Every record of `paths` in order; `-` is standard input (JSONL, gzip or not). `now` judges future dates;
    without `recipes`, pages are read by those that come with Safelight and the generic fallback. `url_alone` takes
    JSON Lines that hold only an id and a URL, too. `besides` is a folder that isn't walked where it lies in another."""
    with PageReader(recipes if recipes is not None else load_recipes(), now) as pages:
        for path in paths:
            if path == STDIN:
                yield from _read_stream(stdin, now, url_alone)
            elif os.path.isdir(path):
                yield from _read_folder(path, pages, url_alone, besides)
            else:
                yield from _read_file(path, pages, url_alone, in_folder=False)


def shown(path: str) -> str:
    """`path` as a place may name it: one printable line, whatever bytes the name holds."""
    clean = path.encode("utf-8", "backslashreplace").decode("utf-8")
    return "".join(mark if mark.isprintable() else mark.encode("unicode_escape").decode() for mark in clean)


def _read_stream(stdin: BinaryIO, now: datetime, url_alone: bool) -> Iterator[Item]:
    try:
        reader = plain(stdin)
    except OSError as error:
        yield Rejected("stdin", f"can't be read: {fault_reason(error)}")
        return
    yield from read_jsonl(reader, "stdin", now, url_alone)


def _read_folder(folder: str, pages: PageReader, url_alone: bool, besides: Path | None) -> Iterator[Item]:
    """Every regular file under `folder`, links to folders not followed."""
    failures: list[OSError] = []
    for root, folders, files in os.walk(folder, onerror=failures.append):
        folders.sort()
        own = [name for name in folders if besides is not None and same_folder(os.path.join(root, name), besides)]
        for name in own:
            folders.remove(name)
            yield Warned(shown(os.path.join(root, name)), "the output of this run goes there; passed over")
        for path in (os.path.join(root, file) for file in sorted(files)):
            yield from _read_file(path, pages, url_alone, in_folder=True)
    for failure in failures:
        yield Rejected(shown(str(failure.filename)), f"can't be read: {fault_reason(failure)}")


def _read_file(path: str, pages: PageReader, url_alone: bool, in_folder: bool) -> Iterator[Item]:
    name = shown(path)
    try:
        if in_folder and not stat.S_ISREG(os.stat(path).st_mode):
            yield Warned(name, "not a regular file; passed over")
            return
        with open(path, "rb") as file, plain(file) as reader:
            start = peek(reader)
            kind = kind_of(path, start)
            if kind is Kind.JSONL:
                yield from read_jsonl(reader, name, pages.now, url_alone)
            elif kind is Kind.CSV:
                yield from read_csv(reader, name, pages.now)
            elif kind is Kind.PARQUET and reader is file:
                yield from read_parquet(path, name, pages.now)
            elif kind is Kind.HTML:
                yield from pages.page(reader, name)
            elif kind is Kind.WARC:
                yield from pages.warc(file, os.fstat(file.fileno()).st_size, name)
            else:
                empty = not start and os.fstat(file.fileno()).st_size == 0
                yield _unread(kind, name, in_folder, empty)
    except OSError as error:
        yield Rejected(name, f"can't be read: {fault_reason(error)}")


def same_folder(one: str | Path, other: str | Path) -> bool:
    """Whether two paths lead to one folder, by whatever names and links."""
    try:
        return os.path.samefile(one, other)
    except OSError:
        return False


def _unread(kind: Kind, name: str, in_folder: bool, empty: bool) -> Rejected | Warned:
    if empty:
        return Warned(name, "the file is empty") if in_folder else Rejected(name, "the file is empty")
    if kind is Kind.PARQUET:
        return Rejected(name, "Parquet inside gzip isn't read; unpack it first")
    if kind is Kind.PACKED:
        reason = "an archive or a workbook (zip, xlsx, bzip2, xz, zstd, 7z, rar)"
        if in_folder:
            return Warned(name, f"{reason}; passed over. Unpack it, or save it as CSV, to have it read")
        return Rejected(name, f"{reason}; unpack it, or save it as CSV, first")
    if in_folder:
        return Warned(name, "not a kind of file that holds ads; passed over")
    return Rejected(name, "not a kind of file that is read: JSONL, CSV, Parquet, HTML page or WARC")
