"""`safelight content`: match a file of fingerprints against a hash list. Stateless: no home, no network."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, BinaryIO

import typer

from safelight.cli.console import err
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


@app.command("match")
def match(
    listed: Annotated[str, typer.Argument(metavar="LIST", help="Hash list, CSV or JSONL: id, and pdq or a digest.")],
    queries: Annotated[str, typer.Argument(metavar="QUERIES", help="The same form; - is standard input.")],
    distance: Annotated[
        int, typer.Option("--distance", min=0, max=256, help="Most bits of 256 in which two pdq may differ.")
    ] = 31,
    strict: StrictOption = False,
) -> None:
    """Which listed fingerprints are near each query. One JSON line a query; exact at any distance; keeps nothing."""
    from safelight.content.service.matching import match_stream

    if listed == queries == "-":
        raise Invalid("content.match.input", "Only one of LIST and QUERIES can be standard input.")
    refused, answered = 0, 0

    def report(row: Rejected | Warned) -> None:
        nonlocal refused
        refused += isinstance(row, Rejected)
        err(row.line())

    with opened(listed) as one, opened(queries) as other:
        for record in match_stream(one, listed, other, queries, distance, report):
            answered += 1
            sys.stdout.write(json.dumps(record, ensure_ascii=False) + "\n")
    sys.stdout.flush()
    if refused and (strict or not answered):
        raise Invalid("content.input.refused", f"{refused:,} row(s) were refused, {answered:,} quer(ies) answered.")
    if refused:
        err(f"{refused:,} row(s) were refused")
