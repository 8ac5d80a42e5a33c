"""`safelight textline agency`, `place`, `steps`, `reveal` and `review`: who serves a place, what comes next, and the
number behind the glass."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast

import typer

from safelight.cli.console import err, out, show, show_json
from safelight.cli.desk import TalkArgument, in_words
from safelight.cli.session import HomeOption, JsonOption, signed_in
from safelight.kernel.errors import Invalid, Missing

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from safelight.textline.service.directory import Routed
    from safelight.textline.service.reveals import Verdict

app = typer.Typer(help="Your own table of agencies, for routing in the home.", no_args_is_help=True)


def register(main: typer.Typer) -> None:
    """Add the commands of this file to `safelight textline`."""
    main.add_typer(app, name="agency")
    main.command("place")(place)
    main.command("steps")(steps)
    main.command("reveal")(reveal)
    main.command("reveals")(reveals)
    main.command("review")(review)


@app.command("import")
def import_table(
    table: Annotated[Path, typer.Argument(metavar="CSV", help="ori, name, kind, counties, hours, time_zone, ...")],
    strict: Annotated[bool, typer.Option("--strict", help="Exit 2 when any row was refused.")] = False,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Put a table in the place of your own; bad rows are named, the rest goes in; what it leaves open is told."""
    if not table.is_file():
        raise Missing("textline.input.missing", f"There is no file {table}.")
    with (
        signed_in(home) as (opened, actor),
        table.open(encoding="utf-8-sig", newline="", errors="replace") as lines,
    ):
        imported = opened.textline.directory.import_table(actor, lines)
    for row in imported.refused:
        err(f"{table}: {row.place}: {row.reason}")
    kinds = [str(finding["finding"]) for finding in imported.findings]
    counts = {
        f"{kind}s" if kind != "unattended" else kind: kinds.count(kind) for kind in ("overlap", "gap", "unattended")
    }
    show({"agencies": imported.agencies, "refused": len(imported.refused), **counts}, as_json)
    if imported.refused and strict:
        raise Invalid("textline.input.refused", f"{len(imported.refused):,} row(s) were refused.")


@app.command("list")
def list_agencies(home: HomeOption = None) -> None:
    """List your own table."""
    with signed_in(home) as (opened, actor):
        rows = opened.textline.directory.list(actor)
        now = opened.clock.now()
    for row in rows:
        agency = row.agency
        state = "answers now" if agency.hours.open_at(now) else "closed now"
        joined = "  takes referrals here" if row.joined else ""
        out(f"{agency.ori}  {agency.kind:<11} {agency.name}: {len(agency.counties)} counties, {state}{joined}")


@app.command("check")
def check(home: HomeOption = None) -> None:
    """Tell what your own table leaves open: overlaps, counties nobody has, hours nobody answers. One line a finding."""
    with signed_in(home) as (opened, actor):
        _findings(opened.textline.directory.findings(actor))


def _findings(findings: Iterable[Mapping[str, object]]) -> None:
    for finding in findings:
        typer.echo(json.dumps(finding, ensure_ascii=False))


@app.command("join")
def join(
    ori: Annotated[str, typer.Argument(help="Id of the agency in the table.")],
    tenant: Annotated[str, typer.Option("--tenant", help="Name of the tenant here that it is; empty: none.")] = "",
    home: HomeOption = None,
) -> None:
    """Say which agency of this installation a row of the table is, so that referrals can name it."""
    with signed_in(home) as (opened, actor):
        opened.textline.directory.join(actor, ori, tenant)


@app.command("route")
def route(
    words: Annotated[str, typer.Argument(metavar="PLACE", help="What somebody wrote: a ZIP, city and state, a line.")],
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Find who serves a stated place by your own table, or the one question to ask. Keeps nothing."""
    with signed_in(home) as (opened, actor):
        _show_routed(opened.textline.directory.route(actor, words), as_json)


def place(
    conversation: TalkArgument,
    words: Annotated[str, typer.Argument(metavar="PLACE", help="The place she stated.")],
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Keep the place she stated, as counties and agencies, and show who serves it."""
    with signed_in(home) as (opened, actor):
        _show_routed(opened.textline.directory.set_place(actor, conversation, words), as_json)


def _show_routed(routed: Routed, as_json: bool) -> None:
    if as_json:
        agencies = [{"ori": each.ori, "name": each.name, "share": each.share} for each in routed.agencies]
        counties = [{"fips": fips, "share": share} for fips, share in routed.counties]
        show_json({"counties": counties, "ask": routed.ask, "plain": routed.plain, "agencies": agencies})
        return
    if routed.ask:
        out(f"ask: {routed.ask}")
        return
    out(", ".join(f"county {fips} ({share:.0%})" for fips, share in routed.counties) or "no county")
    for each in routed.agencies:
        answers = "answers now" if each.open_now else f"answers from {in_words(each.opens_at)}"
        joined = "takes referrals here" if each.joined else f"phone {each.phone or 'not in the table'}"
        out(f"{each.ori}  {each.name}: {each.share:.0%} of the place, {answers}, {joined}")
    out(f"emergency desk: {routed.desk_phone or 'not in the table'}")


def steps(conversation: TalkArgument, home: HomeOption = None) -> None:
    """Show what comes next in a conversation, and the canned reply that does it."""
    with signed_in(home) as (opened, actor):
        guidance = opened.textline.guide.next_steps(actor, conversation)
    for each in guidance.steps:
        out(f"{each.step.replace('_', ' '):<14} {each.canned or '(you)'}")
    if guidance.desk:
        out(guidance.desk)


def reveal(
    conversation: TalkArgument,
    reason: Annotated[str, typer.Option("--reason", help="Why the number is needed; a supervisor reviews it.")],
    home: HomeOption = None,
) -> None:
    """Show her number, once. The reason is in the audit log before the number is on the screen."""
    with signed_in(home) as (opened, actor):
        out(opened.textline.reveals.reveal(actor, conversation, reason).reveal())


def reveals(
    every: Annotated[bool, typer.Option("--all", help="Also those that were reviewed.")] = False,
    home: HomeOption = None,
) -> None:
    """List who was shown a number and why (supervisors). No number."""
    with signed_in(home) as (opened, actor):
        rows = opened.textline.reveals.list(actor, open_only=not every)
    for row in rows:
        verdict = f"  {row.verdict} by {row.reviewed_by_name}" if row.verdict else "  waits for review"
        out(f"{row.id}  {in_words(row.at)}  {row.member_name}: {row.reason}{verdict}")


def review(
    reveal_id: Annotated[str, typer.Argument(metavar="REVEAL", help="Id of the reveal.")],
    verdict: Annotated[str, typer.Option("--as", metavar="VERDICT", help="justified or not_justified.")],
    remark: Annotated[str, typer.Option("--remark", help="Needed where it was not justified.")] = "",
    home: HomeOption = None,
) -> None:
    """Say whether showing a number was justified (supervisors; not their own)."""
    with signed_in(home) as (opened, actor):
        opened.textline.reveals.review(actor, reveal_id, cast("Verdict", verdict), remark)
