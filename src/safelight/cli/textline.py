"""`safelight textline`: segments, read, route and agencies, all stateless. Those on a home stand in other files."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, BinaryIO

import typer

from safelight.cli.console import err
from safelight.infra.clock import SystemClock
from safelight.kernel.errors import Invalid, Missing
from safelight.kernel.provenance import Rejected

if TYPE_CHECKING:
    from safelight.textline.core.agency import Agency

app = typer.Typer(help="Texts to conversations.", no_args_is_help=True)

SourceArgument = Annotated[
    str, typer.Argument(metavar="[IN.jsonl|-]", help='File of {"id","text"} lines; - is standard input.')
]
StrictOption = Annotated[bool, typer.Option("--strict", help="Exit 2 when any line was refused.")]

Records = Callable[[BinaryIO, str, Callable[[Rejected], None]], Iterator[dict[str, object]]]


def _each(source: str, strict: bool, records: Records) -> None:
    """Writes one JSON line a record; refused lines go to standard error and, with `strict`, to the exit code."""
    if source != "-" and not Path(source).is_file():
        raise Missing("textline.input.missing", f"There is no file {source}.")
    counts = {"read": 0, "refused": 0}

    def report(row: Rejected) -> None:
        counts["refused"] += 1
        err(row.line())

    with nullcontext(sys.stdin.buffer) if source == "-" else Path(source).open("rb") as stream:
        for record in records(stream, source, report):
            counts["read"] += 1
            sys.stdout.write(json.dumps(record, ensure_ascii=False).encode("utf-8", "replace").decode("utf-8") + "\n")
    sys.stdout.flush()
    if counts["refused"] and (strict or counts["read"] == 0):
        raise Invalid("textline.input.refused", f"{counts['refused']:,} line(s) were refused, {counts['read']:,} read.")


@app.command("segments")
def segments(source: SourceArgument = "-", strict: StrictOption = False) -> None:
    """Count how many short messages each text takes on the air, and in which encoding. Keeps nothing."""
    from safelight.textline.service.words import segments_of

    _each(source, strict, segments_of)


@app.command("read")
def read(source: SourceArgument = "-", strict: StrictOption = False) -> None:
    """Read keyword, language and urgency off first messages, with the words that say so. Keeps nothing.

    Tier 3 is imminent danger, 2 urgent, 1 ordinary, 0 likely not for us; the queue is ordered by priority, then id.
    """
    from safelight.textline.service.words import readings_of

    _each(source, strict, readings_of)


@app.command("route")
def route(
    place: Annotated[str, typer.Argument(metavar="PLACE", help="What somebody wrote: a ZIP, city and state, a line.")],
    agencies: Annotated[
        Path | None, typer.Option("--agencies", metavar="CSV", help="Table of agencies: ori, name, kind, counties, ...")
    ] = None,
) -> None:
    """Find county and agencies for a stated place, or the one question to ask. Never by area code."""
    from safelight.textline.service.words import route_of

    if agencies is None:
        typer.echo(json.dumps(route_of(place), ensure_ascii=False))
        return
    from safelight.textline.service.agencies import route_to

    typer.echo(json.dumps(route_to(place, _agencies(agencies), SystemClock().now()), ensure_ascii=False))


@app.command("agencies")
def check_agencies(
    table: Annotated[Path, typer.Argument(metavar="CSV", help="ori, name, kind, counties, hours, time_zone, ...")],
    strict: StrictOption = False,
) -> None:
    """Check a table of agencies: overlaps, counties nobody has, hours nobody answers. One line a finding."""
    from safelight.textline.service.agencies import findings

    refused: list[Rejected] = []
    for finding in findings(_agencies(table, refused)):
        typer.echo(json.dumps(finding, ensure_ascii=False))
    if refused and strict:
        raise Invalid("textline.input.refused", f"{len(refused):,} row(s) were refused.")


def _agencies(table: Path, refused: list[Rejected] | None = None) -> tuple[Agency, ...]:
    from safelight.textline.service.agencies import agencies_of

    if not table.is_file():
        raise Missing("textline.input.missing", f"There is no file {table}.")

    def report(row: Rejected) -> None:
        err(f"{table}: {row.place}: {row.reason}")
        if refused is not None:
            refused.append(row)

    with table.open(encoding="utf-8-sig", newline="", errors="replace") as lines:
        return agencies_of(lines, report)
