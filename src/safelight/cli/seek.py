"""`safelight ads seek`: from one ad to those most likely of the same hand, learning from yes and no."""

from __future__ import annotations

from typing import Annotated

import typer

from safelight.cli.console import err, out, show, show_json
from safelight.cli.session import HomeOption, JsonOption, PurposeOption, ReasonOption, purpose, signed_in
from safelight.kernel.clock import iso

app = typer.Typer(help="Active search: related ads of one ad, learning from yes and no.", no_args_is_help=True)

SeekArgument = Annotated[str, typer.Argument(metavar="SEEK", help="Id of an active search of yours.")]


@app.command("start")
def start(
    ad: Annotated[str, typer.Argument(metavar="AD", help="Id of the ad to start from.")],
    case: PurposeOption = "",
    reason: ReasonOption = "",
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Start from an ad, with --purpose CASE and --reason TEXT; it is erased with the case."""
    with signed_in(home) as (platform, actor):
        row = platform.seeks.start(actor, ad, purpose(case, reason))
    if as_json:
        show({"seek": row.id, "seed": row.seed}, as_json)
    else:
        out(row.id)


@app.command("next")
def look(
    seek: SeekArgument,
    top: Annotated[int, typer.Option("--top", min=1, max=50, help="Suggestions at most.")] = 5,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """The ads to look at next, most likely first, each with what speaks for it. A suggestion is no finding."""
    with signed_in(home) as (platform, actor):
        view = platform.seeks.look(actor, seek, top)
    for one in view.looks:
        found, hit = one.suggested, one.hit
        reasons = [{"feature": r.feature, "adds": r.adds, "why": r.why} for r in found.reasons]
        if as_json:
            figures = {"ad_id": found.ad_id, "chance": found.chance, "interval": [found.low, found.high]}
            show_json({**figures, "masked": hit.masked, "title": hit.title, "body": hit.body, "reasons": reasons})
            continue
        shown = "(masked)" if hit.masked else hit.title[:60]
        out(f"{found.chance:.2f} [{found.low:.2f}, {found.high:.2f}]  {found.ad_id}  {hit.posted_on or '-'}  {shown}")
        for reason in found.reasons[:5]:
            out(f"      {reason.adds:+.1f} {reason.why}")
    if not as_json:
        yes = sum(answer == "yes" for _, answer in view.answered)
        err(f"{view.pool:,} ad(s) compared, {view.covered:,} covered; {len(view.answered)} answer(s), {yes} yes.")


@app.command("answer")
def answer(
    seek: SeekArgument,
    ad: Annotated[str, typer.Argument(metavar="AD", help="Id of the ad that was looked at.")],
    given: Annotated[str, typer.Argument(metavar="yes|no|undo", help="Whether it belongs with the others.")],
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Answer about one ad; the order of the next ones follows."""
    with signed_in(home) as (platform, actor):
        platform.seeks.answer(actor, seek, ad, given)
    show({"ad": ad, "answer": given}, as_json)


@app.command("list")
def show_list(home: HomeOption = None, as_json: JsonOption = False) -> None:
    """Your active searches, newest first."""
    with signed_in(home) as (platform, actor):
        found = platform.seeks.own(actor)
    for row in found:
        if as_json:
            show_json({"seek": row.id, "seed": row.seed, "case": row.case_id, "started_at": iso(row.started_at)})
        else:
            out(f"{row.id}  {row.started_at:%Y-%m-%d}  {row.case_id}  from {row.seed}")


@app.command("end")
def end(seek: SeekArgument, home: HomeOption = None, as_json: JsonOption = False) -> None:
    """Forget an active search and its answers."""
    with signed_in(home) as (platform, actor):
        platform.seeks.end(actor, seek)
    show({"seek": seek, "status": "erased"}, as_json)
