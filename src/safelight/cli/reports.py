"""`safelight ads report`: prepare a report about a quarantined ad, download its package. A person sends it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from safelight.cli.answers import whole_file
from safelight.cli.console import err, out, show, show_json
from safelight.cli.session import HomeOption, JsonOption, PurposeOption, ReasonOption, purpose, signed_in
from safelight.kernel.errors import Conflict

app = typer.Typer(help="Reports about quarantined ads, for a person to send.", no_args_is_help=True)


@app.command("prepare")
def prepare(
    lead: Annotated[str, typer.Argument(metavar="LEAD", help="Id of a lead with a quarantined ad.")],
    case: PurposeOption = "",
    reason: ReasonOption = "",
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Put a report together. Needs an open case of the kind exploited minor or missing person."""
    with signed_in(home) as (platform, actor):
        row = platform.reports.prepare(actor, lead, purpose(case, reason))
    if as_json:
        show_json({"report": row.id, "status": row.status, "record": row.record})
    else:
        out(row.id)


@app.command("download")
def download(
    report: Annotated[str, typer.Argument(metavar="REPORT", help="Id of a prepared report.")],
    target: Annotated[Path, typer.Option("--out", help="File to write the package to.")],
    case: PurposeOption = "",
    reason: ReasonOption = "",
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write the package and print, once, the passphrase of its sealed text. It is recorded."""
    if target.exists():
        raise Conflict("ads.report.exists", f"{target} is there already; a report is never overwritten.")
    with whole_file(target) as file, signed_in(home) as (platform, actor):
        done = platform.reports.download(actor, report, purpose(case, reason))
        file.write(done.package.content)
    passphrase = done.passphrase.reveal()
    show({"file": str(target), "sha256": done.package.sha256, "passphrase": passphrase}, as_json)
    err("Nothing was sent. Check the report, send it yourself, and note it with: safelight ads report note")


@app.command("note")
def note(
    report: Annotated[str, typer.Argument(metavar="REPORT", help="Id of a report.")],
    verb: Annotated[str, typer.Option("--as", help="note_sent (say where to in --reason) or withdraw.")] = "note_sent",
    case: PurposeOption = "",
    reason: ReasonOption = "",
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write down what a person did with a report."""
    with signed_in(home) as (platform, actor):
        row = platform.reports.note(actor, report, verb, purpose(case, reason))
    show({"report": row.id, "status": row.status}, as_json)
