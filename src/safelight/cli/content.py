"""`safelight content`: hash files, match fingerprints against a hash list. Stateless: no home, no network."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import Annotated, BinaryIO

import typer

from safelight.cli.answers import OutOption, ResumeOption, lines_to
from safelight.cli.console import err, progress, show
from safelight.cli.session import JsonOption
from safelight.kernel.errors import Invalid, Missing
from safelight.kernel.provenance import Rejected, Warned

app = typer.Typer(help="Fingerprints to notices.", no_args_is_help=True)

StrictOption = Annotated[bool, typer.Option("--strict", help="Exit 2 when any row was refused.")]


@contextmanager
def opened(path: str) -> Iterator[BinaryIO]:
    """The file, or standard input for `-`."""
    if path == "-":
        yield sys.stdin.buffer
        return
    if not Path(path).is_file():
        raise Missing("content.input.missing", f"There is no file {path}.")
    with open(path, "rb") as file:
        yield file


@app.command("hash")
def hash_files(
    paths: Annotated[
        list[str] | None, typer.Argument(metavar="PATH...", help="Files and folders; - is a picture on standard input.")
    ] = None,
    listing: Annotated[
        str | None,
        typer.Option("--list", metavar="FILE", help="Also the paths in FILE, one a line; - is standard input."),
    ] = None,
    exact: Annotated[bool, typer.Option("--exact", help="Decode in full: the reference pipeline, slower.")] = False,
    orientations: Annotated[
        bool, typer.Option("--orientations", help="Add the pdq of the picture turned and mirrored, all eight.")
    ] = False,
    every: Annotated[
        float, typer.Option("--every", min=0, max=60, help="Seconds between the hashed frames of a video; 0: all.")
    ] = 1.0,
    target: OutOption = None,
    resume: ResumeOption = False,
    workers: Annotated[int, typer.Option("--workers", min=0, max=256, help="Child processes; 0: one a core.")] = 0,
    as_json: JsonOption = False,
) -> None:
    """MD5, SHA-1 and SHA-256 of files, the pdq of pictures, the vpdq of videos. Nothing leaves the machine.

    One JSON line a file. What is neither, or damaged, has its digests, "pdq": null and an "error". Videos need the
    extra: pip install safelight[video]."""
    from safelight.content.service.hashing import HashOptions, hash_paths, hash_stream

    options = HashOptions(exact, orientations, every)
    if workers:
        options = replace(options, workers=workers)
    missing = 0

    def report(row: Rejected) -> None:
        nonlocal missing
        missing += 1
        err(row.line())

    named = _named(paths or [], listing)
    with lines_to(target, resume) as (write, done), progress() as tell:
        options = replace(options, done=done)
        count = errors = 0
        streams = (hash_stream(sys.stdin.buffer, "-", options) for _ in range("-" in (paths or [])))
        for count, record in enumerate(chain(streams, hash_paths(named, options, report)), 1):
            write(record)
            errors += "error" in record
            tell("hash", count, None)
    if target is not None:
        show({"hashed": count, "without_pdq": errors, "skipped": len(done), "missing": missing}, as_json)
    if missing:
        raise Missing("content.hash.missing", f"{missing:,} path(s) could not be hashed; the others were.")


def _named(paths: list[str], listing: str | None) -> Iterator[str]:
    """Every path that was named, one at a time: a list of millions isn't held."""
    if not paths and listing is None:
        raise Invalid("content.hash.nothing", "Name a file or folder, or a list of them with --list.")
    if "-" in paths and listing == "-":
        raise Invalid("content.hash.input", "Standard input can't be a picture and the list at once.")

    def lines() -> Iterator[str]:
        yield from (path for path in paths if path != "-")
        if listing is not None:
            with opened(listing) as file:
                yield from (os.fsdecode(line.rstrip(b"\r\n")) for line in file if line.strip())

    return lines()


@app.command("match")
def match(
    listed: Annotated[
        str, typer.Argument(metavar="LIST", help="Hash list, CSV or JSONL: id, and pdq, vpdq or a digest.")
    ],
    queries: Annotated[str, typer.Argument(metavar="QUERIES", help="The same form; - is standard input.")],
    distance: Annotated[
        int, typer.Option("--distance", min=0, max=256, help="Most bits of 256 in which two pdq may differ.")
    ] = 31,
    quality: Annotated[
        int, typer.Option("--quality", min=0, max=100, help="Frames of a video below this are passed over.")
    ] = 50,
    query_percent: Annotated[
        float, typer.Option("--query-percent", min=0, max=100, help="Least of the query's frames that are matched.")
    ] = 80,
    listed_percent: Annotated[
        float,
        typer.Option("--listed-percent", min=0, max=100, help="Least of a listed video's frames that are matched."),
    ] = 0,
    strict: StrictOption = False,
) -> None:
    """Which listed fingerprints are near each query. One JSON line a query; exact at any distance; keeps nothing.

    Videos match by the rule of vPDQ; LIST or QUERIES may also be one video's frames as vPDQ tools write them."""
    from safelight.content.core.video_match import Rule
    from safelight.content.service.matching import match_stream

    if listed == queries == "-":
        raise Invalid("content.match.input", "Only one of LIST and QUERIES can be standard input.")
    refused, answered = 0, 0
    rule = Rule(distance, quality, query_percent, listed_percent)

    def report(row: Rejected | Warned) -> None:
        nonlocal refused
        refused += isinstance(row, Rejected)
        err(row.line())

    with opened(listed) as one, opened(queries) as other:
        for record in match_stream(one, listed, other, queries, rule, report):
            answered += 1
            sys.stdout.write(json.dumps(record, ensure_ascii=False) + "\n")
    sys.stdout.flush()
    if refused and (strict or not answered):
        raise Invalid("content.input.refused", f"{refused:,} row(s) were refused, {answered:,} quer(ies) answered.")
    if refused:
        err(f"{refused:,} row(s) were refused")
