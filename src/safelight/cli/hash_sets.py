"""`safelight content import|export FILE`: hash sets in and out of a home."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Literal

import typer

from safelight.cli.console import err, progress, show
from safelight.cli.content import StrictOption, opened
from safelight.cli.session import HomeOption, JsonOption, PurposeOption, ReasonOption, purpose, signed_in
from safelight.kernel.errors import Invalid
from safelight.kernel.provenance import Rejected, Warned

Form = Literal["vics", "csv", "jsonl"]


def register(app: typer.Typer) -> None:
    """Add the commands of this file to `safelight content`."""
    app.command("import")(take_in)
    app.command("export")(hand_out)


def take_in(
    file: Annotated[
        str,
        typer.Argument(
            metavar="FILE", help="VICS JSON, ICSE or other CSV, JSONL, NCMEC XML, StopNCII JSON; - is standard input."
        ),
    ],
    kind: Annotated[
        Literal["vics", "csv", "jsonl", "ncmec", "stopncii"] | None,
        typer.Option("--format", help="What the file is, when its first bytes don't say."),
    ] = None,
    ref: Annotated[str, typer.Option("--ref", help="Your own case reference; sealed to your agency.")] = "",
    profile: Annotated[
        str, typer.Option("--profile", help="File every category code under this profile, as US, instead.")
    ] = "",
    without: Annotated[
        list[str] | None, typer.Option("--without-category", help="Leave out entries with this code, as 0.")
    ] = None,
    strict: StrictOption = False,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Submit the entries of a hash set. Names, paths, EXIF, comments and thumbnails stay behind. The same file again
    goes on where it stopped, and changes nothing when it was done."""
    from safelight.content.service.imports import Choice

    choice = Choice(kind, ref, profile, frozenset(without or ()))
    with signed_in(home) as (platform, actor), opened(file) as stream, progress() as tell:
        done = platform.content.hash_sets.take(
            actor, stream, file, choice, _told, lambda count: tell("import", count, None)
        )
        platform.letters.drain()
    for name, count in done.left.items():
        err(f"left behind: {name} ({count:,})")
    record = done.record()
    if not as_json:
        record.pop("left")
    show(record, as_json)
    if done.refused and (strict or not done.entries):
        raise Invalid("content.input.refused", f"{done.refused:,} entr(ies) were refused, {done.entries:,} taken.")
    if not done.entries:
        raise Invalid("content.input.empty", "There is no entry with a fingerprint.")


def _told(row: Rejected | Warned) -> None:
    err(row.line())


def hand_out(
    file: Annotated[str, typer.Argument(metavar="FILE", help="Written anew; - is standard output.")],
    kind: Annotated[
        Form | None, typer.Option("--format", help="Default: by the file's ending; .json is VICS 2.0.")
    ] = None,
    country: Annotated[str, typer.Option("--country", help="Whose category codes a VICS file has.")] = "US",
    to_companies: Annotated[
        bool, typer.Option("--to-companies", help="Only what two bodies confirmed and none disputes.")
    ] = False,
    case: PurposeOption = "",
    reason: ReasonOption = "",
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write your own observations as a hash set, without case references."""
    form = kind or _form(file)
    if not (country.isascii() and country.isalpha() and len(country) <= 16):
        raise Invalid("content.export.country", "The country is a word of letters, as US or UK.")
    with signed_in(home) as (platform, actor):
        pieces = platform.content.hash_sets.hand_out(actor, form, country, to_companies, purpose(case, reason))
        if file == "-":
            _write(sys.stdout.write, pieces)
            return
        first = next(pieces)
        with Path(file).open("w", encoding="utf-8", newline="\n") as target:
            target.write(first)
            _write(target.write, pieces)
    show({"file": file, "format": form, "bytes": Path(file).stat().st_size}, as_json)


def _write(write: object, pieces: Iterable[str]) -> None:
    assert callable(write)
    for piece in pieces:
        write(piece)


def _form(file: str) -> Form:
    ending = Path(file).suffix.lower()
    if ending == ".csv":
        return "csv"
    return "jsonl" if ending == ".jsonl" else "vics"
