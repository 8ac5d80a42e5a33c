"""`safelight case`: open, list and close the own agency's cases."""

from __future__ import annotations

from typing import Annotated, cast

import typer

from safelight.access.core.purpose import PURPOSE_KINDS, PurposeKind
from safelight.cases.core.case import DISPOSITIONS, Disposition
from safelight.cli.console import out, show, show_json
from safelight.cli.session import HomeOption, JsonOption, signed_in
from safelight.kernel.ids import CaseId

app = typer.Typer(help="Cases of your agency.", no_args_is_help=True)


@app.command("open")
def open_case(
    title: Annotated[str, typer.Argument(help="What the case is about.")],
    kind: Annotated[str, typer.Option("--kind", help=f"One of: {', '.join(PURPOSE_KINDS)}.")] = "trafficking",
    authority: Annotated[str, typer.Option("--authority", help="The legal ground your agency acts on.")] = "",
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Open a case; its id is the purpose of later look-ups."""
    with signed_in(home) as (platform, actor):
        case = platform.cases.open_case(actor, title, cast("PurposeKind", kind), authority)
    if as_json:
        show_json({"case": case.id, "title": case.title, "kind": case.kind, "status": case.status})
    else:
        out(case.id)


@app.command("list")
def list_cases(home: HomeOption = None, as_json: JsonOption = False) -> None:
    """List the cases of your agency, newest first."""
    with signed_in(home) as (platform, actor):
        for case in platform.cases.list(actor):
            if as_json:
                show_json({"case": case.id, "title": case.title, "kind": case.kind, "status": case.status})
            else:
                out(f"{case.id:<22} {case.status:<7} {case.kind:<26} {case.title}")


@app.command("close")
def close_case(
    case: Annotated[str, typer.Argument(help="Id of the case.")],
    disposition: Annotated[str, typer.Option("--as", help=f"What came of it: {', '.join(DISPOSITIONS)}.")],
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Close a case with what came of it."""
    with signed_in(home) as (platform, actor):
        closed = platform.cases.close(actor, CaseId(case), cast("Disposition", disposition))
    show({"case": closed.id, "status": closed.status, "disposition": closed.disposition or ""}, as_json)
