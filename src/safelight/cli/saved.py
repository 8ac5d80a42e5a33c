"""`safelight ads saved` and `safelight ads alerts`: keep a search for a case, and be told of what newly fits it."""

from __future__ import annotations

from typing import Annotated

import typer

from safelight.ads.core.saved_search import LONGEST_DAYS, USUAL_DAYS
from safelight.cli.ads import show_hit
from safelight.cli.console import out, show, show_json
from safelight.cli.session import HomeOption, JsonOption, PurposeOption, ReasonOption, purpose, signed_in
from safelight.kernel.clock import iso

app = typer.Typer(help="Searches kept for a case, which alert of what newly fits them.", no_args_is_help=True)


@app.command("add")
def add(
    query: Annotated[str, typer.Argument(help="Words and fields, as `safelight ads search` takes them.")],
    case: PurposeOption = "",
    reason: ReasonOption = "",
    days: Annotated[int, typer.Option("--days", min=1, max=LONGEST_DAYS, help="How long it lasts.")] = USUAL_DAYS,
    mail: Annotated[str, typer.Option("--mail", help="Also mail this address that something waits, not what.")] = "",
    webhook: Annotated[bool, typer.Option("--webhook", help="Also call your agency's signed webhook.")] = False,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Keep a search, with --purpose CASE and --reason TEXT. It ends with its days or with the case."""
    with signed_in(home) as (platform, actor):
        saved = platform.saved.save(actor, query, purpose(case, reason), days, mail, webhook)
    if as_json:
        show({"saved": saved.id, "until": iso(saved.until)}, as_json)
    else:
        out(f"{saved.id} until {saved.until:%Y-%m-%d}")


@app.command("list")
def show_list(home: HomeOption = None, as_json: JsonOption = False) -> None:
    """Your saved searches, newest first."""
    with signed_in(home) as (platform, actor):
        found, _ = platform.saved.own(actor)
    for saved in found:
        record = {"saved": saved.id, "status": saved.status, "until": iso(saved.until), "case": saved.case_id}
        if as_json:
            show_json({**record, "query": saved.line, "mail": saved.mail, "webhook": saved.webhook})
        else:
            out(f"{saved.id}  {saved.status:<7} until {saved.until:%Y-%m-%d}  {saved.case_id}  {saved.line}")


@app.command("stop")
def stop(
    saved: Annotated[str, typer.Argument(metavar="SAVED", help="Id of a saved search of yours.")],
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """End a saved search before its days are over."""
    with signed_in(home) as (platform, actor):
        ended = platform.saved.stop(actor, saved)
    show({"saved": ended.id, "status": "ended"}, as_json)


def register(ads: typer.Typer) -> None:
    """Add `alerts` beside `saved`."""
    ads.command("alerts")(alerts)


def alerts(
    alert: Annotated[str, typer.Argument(metavar="[ALERT]", help="Id of an alert, to see its ads.")] = "",
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Your alerts, newest first; with an id, its ads, under the purpose that the search was saved for."""
    with signed_in(home) as (platform, actor):
        if alert:
            for hit in platform.saved.open(actor, alert).hits:
                show_hit(hit, as_json)
            return
        found, listed = platform.saved.own(actor)
    lines = {saved.id: saved.line for saved in found}
    for one in listed:
        if as_json:
            record = {"alert": one.id, "saved": one.saved_id, "at": iso(one.at), "ads": one.ads}
            show_json({**record, "seen_at": iso(one.seen_at) if one.seen_at else None})
        else:
            seen = "seen" if one.seen_at else "new"
            out(f"{one.id}  {one.at:%Y-%m-%d %H:%M}  {seen:<4} {one.ads:>6,} ad(s)  {lines.get(one.saved_id, '')}")
