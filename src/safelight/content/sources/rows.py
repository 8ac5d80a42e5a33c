"""Rows of fingerprints from a CSV or JSONL stream: each is a `ListRow`, or a `Rejected` with its line and reason.

The first character that isn't blank decides: `{` begins JSONL, anything else a CSV header. A file of one video as vPDQ
tools write it (lines of number,quality,pdq,seconds, or a JSON list of frames) is one row under the file's name.
Promises: memory stays within one line, or one video; a bad line costs itself only.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from typing import BinaryIO

from safelight.content.core import frames
from safelight.content.core.fingerprint import VPDQ, fingerprint
from safelight.content.core.listing import FIELDS, KINDS, ListRow, read_row
from safelight.kernel.errors import Invalid
from safelight.kernel.provenance import Rejected

MAX_LINE = 4 * 1024 * 1024
"""Longest line in bytes. A row with every kind of hash has about 600, one of a video of 25,000 frames 2.2 million."""

csv.field_size_limit(MAX_LINE)

DELIMITERS = ",;\t|"
_BOM = b"\xef\xbb\xbf"


def read_rows(stream: BinaryIO, name: str) -> Iterator[ListRow | Rejected]:
    """The rows of one stream. Places are `name:line`."""
    numbered = _lines(stream, name)
    for first in numbered:
        if isinstance(first, Rejected):
            yield first
            continue
        number, text = first
        if frames.is_text(text) or text.lstrip().startswith("["):
            yield _one_video(text, numbered, name)
        elif text.lstrip().startswith("{"):
            yield _json_row(text, f"{name}:{number}")
            yield from _jsonl(numbered, name)
        else:
            yield from _csv(text, number, numbered, name)
        return


Numbered = tuple[int, str]


def _lines(stream: BinaryIO, name: str) -> Iterator[Numbered | Rejected]:
    """Lines that aren't blank, decoded; one that is too long or isn't UTF-8 is a refusal."""
    number = 0
    while raw := stream.readline(MAX_LINE + 1):
        number += 1
        if number == 1:
            raw = raw.removeprefix(_BOM)
        if len(raw) > MAX_LINE and not raw.endswith(b"\n"):
            while (rest := stream.readline(MAX_LINE)) and not rest.endswith(b"\n"):
                pass
            yield Rejected(f"{name}:{number}", f"the line has more than {MAX_LINE:,} bytes")
            continue
        try:
            text = raw.decode("utf-8")
        except UnicodeDecodeError as error:
            yield Rejected(f"{name}:{number}", f"not UTF-8 at byte {error.start + 1}; re-export the file as UTF-8")
            continue
        if text.strip():
            yield number, text


def _one_video(first: str, numbered: Iterator[Numbered | Rejected], name: str) -> ListRow | Rejected:
    """The frames of a whole file, or a refusal of it: a video matched by half would look like "no match"."""
    lines, size = [first], len(first)
    for line in numbered:
        if isinstance(line, Rejected):
            return line
        lines.append(line[1])
        size += len(line[1])
        if size > MAX_LINE:
            return Rejected(name, f"the video has more than {MAX_LINE:,} bytes of frames")
    try:
        return ListRow(name, (fingerprint(VPDQ, "".join(lines)),))
    except Invalid as refused:
        return Rejected(name, refused.message)


def _jsonl(numbered: Iterator[Numbered | Rejected], name: str) -> Iterator[ListRow | Rejected]:
    for line in numbered:
        yield line if isinstance(line, Rejected) else _json_row(line[1], f"{name}:{line[0]}")


def _json_row(text: str, place: str) -> ListRow | Rejected:
    try:
        record = json.loads(text, parse_constant=_no_constant)
    except RecursionError:
        return Rejected(place, "nested too deep")
    except ValueError as error:
        return Rejected(place, f"not JSON: {getattr(error, 'msg', None) or error}")
    return _row(record, place)


def _no_constant(name: str) -> float:
    raise ValueError(f"{name} is no JSON number")


def _row(record: object, place: str) -> ListRow | Rejected:
    try:
        return read_row(record)
    except Invalid as refused:
        return Rejected(place, refused.message)


def _csv(header: str, number: int, numbered: Iterator[Numbered | Rejected], name: str) -> Iterator[ListRow | Rejected]:
    """A quoted line end inside a cell isn't read: no hash list has one, and it would let one quote swallow a file."""
    delimiter = max(DELIMITERS, key=lambda mark: (header.count(mark), mark == ","))
    names = [_column(cell) for cell in _cells(header, delimiter) or []]
    if not {"id", "path"} & set(names) or not set(KINDS) & set(names):
        reason = "the header needs a column id and one of pdq, vpdq, md5, sha1, sha256; nothing of this file was read"
        yield Rejected(f"{name}:{number}", reason)
        return
    for line in numbered:
        if isinstance(line, Rejected):
            yield line
            continue
        place, cells = f"{name}:{line[0]}", _cells(line[1], delimiter)
        if cells is None or len(cells) != len(names):
            found = "an open quote" if cells is None else f"{len(cells)} cells"
            yield Rejected(place, f"the row has {found}, the header {len(names)} cells")
        else:
            yield _row(dict(zip(names, cells, strict=True)), place)


def _cells(line: str, delimiter: str) -> list[str] | None:
    try:
        return next(csv.reader([line.rstrip("\r\n")], delimiter=delimiter, strict=True))
    except csv.Error:
        return None


def _column(cell: str) -> str:
    """Our own columns are known in any case of letters."""
    plain = cell.strip()
    return plain.lower() if plain.lower() in FIELDS else plain
