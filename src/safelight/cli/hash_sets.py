"""`safelight content import|export FILE`: hash sets in and out of a home."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, BinaryIO, Literal

import typer

from safelight.cli.console import err, out, progress, show
from safelight.cli.content import StrictOption, opened
from safelight.cli.session import HomeOption, JsonOption, PurposeOption, ReasonOption, purpose, signed_in
from safelight.kernel.errors import Invalid
from safelight.kernel.provenance import Rejected, Warned

Form = Literal["vics", "csv", "jsonl"]
Forms = Literal["vics", "csv", "jsonl", "bundle"]


def register(app: typer.Typer) -> None:
    """Add the commands of this file to `safelight content`."""
    app.command("import")(take_in)
    app.command("export")(hand_out)
    app.add_typer(bundle, name="bundle")


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
        if kind is None and _is_bundle(stream):
            done = platform.content.bundles.take(actor, stream, file, _told)
        else:
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
    if not done.entries and done.format != "bundle":
        raise Invalid("content.input.empty", "There is no entry with a fingerprint.")


def _is_bundle(stream: BinaryIO) -> bool:
    from safelight.content.core.bundle import BEGINNING

    if not stream.seekable():
        return False
    head = stream.read(len(BEGINNING))
    stream.seek(0)
    return head == BEGINNING


def _told(row: Rejected | Warned) -> None:
    err(row.line())


def hand_out(
    file: Annotated[str, typer.Argument(metavar="FILE", help="Written anew; - is standard output.")],
    kind: Annotated[
        Forms | None, typer.Option("--format", help="Default: by the file's ending; .json is VICS 2.0.")
    ] = None,
    country: Annotated[str, typer.Option("--country", help="Whose category codes a VICS file has.")] = "US",
    to_companies: Annotated[
        bool, typer.Option("--to-companies", help="Only what two bodies confirmed and none disputes.")
    ] = False,
    whole: Annotated[bool, typer.Option("--whole", help="A bundle of all you hold, not only what is new.")] = False,
    case: PurposeOption = "",
    reason: ReasonOption = "",
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write your own observations as a hash set, or as the next signed bundle (.bundle), without case references."""
    if kind == "bundle" or (kind is None and file.endswith(".bundle")):
        _bundle(file, whole, case, reason, home, as_json)
        return
    form = kind if kind is not None else _form(file)
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


def _bundle(file: str, whole: bool, case: str, reason: str, home: Path | None, as_json: bool) -> None:
    with signed_in(home) as (platform, actor):
        made = platform.content.bundles.hand_out(actor, Path(file), whole, purpose(case, reason))
    show(
        {"file": file, "format": "bundle", "sequence": made.sequence, "entries": made.entries, "key": made.key}, as_json
    )


bundle = typer.Typer(help="Keys of signed bundles; the bundles themselves by import and export.", no_args_is_help=True)


@bundle.command("key")
def key(home: HomeOption = None) -> None:
    """The key that your bundles are signed with; give it to receivers by another way than the bundle."""
    with signed_in(home) as (platform, _):
        out(platform.content.bundles.public_key)


@bundle.command("trust")
def trust(
    sender: Annotated[str, typer.Argument(metavar="KEY", help="64 hexadecimal digits.")],
    name: Annotated[str, typer.Option("--name", help="Whose key it is.")],
    home: HomeOption = None,
) -> None:
    """Take in bundles signed with this key."""
    with signed_in(home) as (platform, actor):
        platform.content.bundles.trust(actor, sender, name)
    out("trusted")


def _write(write: object, pieces: Iterable[str]) -> None:
    assert callable(write)
    for piece in pieces:
        write(piece)


def _form(file: str) -> Form:
    ending = Path(file).suffix.lower()
    if ending == ".csv":
        return "csv"
    return "jsonl" if ending == ".jsonl" else "vics"
