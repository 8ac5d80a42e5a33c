"""`safelight content report build|check`: CyberTipline documents, for a person to send. Stateless; nothing is sent."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from safelight.cli.console import err, show
from safelight.cli.content import opened
from safelight.cli.session import JsonOption
from safelight.kernel.errors import Conflict, Invalid

app = typer.Typer(help="CyberTipline report packages: built and checked, never sent.", no_args_is_help=True)


@app.command("build")
def build(
    fields: Annotated[
        str, typer.Argument(metavar="FIELDS", help='JSON: {"report": {...}, "files": [...]}; - is input.')
    ],
    target: Annotated[Path, typer.Option("--out", metavar="FILE", help="The archive to write.")],
    as_json: JsonOption = False,
) -> None:
    """Write a package from plain fields. Every problem is named, and nothing is written when there is one."""
    from safelight.content.service.report_package import build as built

    if target.exists():
        raise Conflict("content.report.exists", f"{target} is there already.")
    with opened(fields) as stream:
        try:
            given = json.loads(stream.read())
        except (ValueError, RecursionError):
            raise Invalid("content.report.json", f"{fields} is no JSON.") from None
    package = built(given)
    target.write_bytes(package)
    show({"file": str(target), "bytes": len(package), "sent": False}, as_json)


@app.command("check")
def check(
    document: Annotated[str, typer.Argument(metavar="FILE", help="A report or fileDetails document.")],
    as_json: JsonOption = False,
) -> None:
    """Check a document against the documented shape. Exit 2 when something is not as documented."""
    from safelight.content.service.report_package import check as checked

    with opened(document) as stream:
        found = checked(stream.read())
    for one in found:
        err(one)
    show({"problems": len(found)}, as_json)
    if found:
        raise Invalid("content.report.invalid", f"{len(found):,} thing(s) are not as documented.")
