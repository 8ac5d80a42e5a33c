"""`safelight ads learned` and `disparity`: what decisions on leads teach, and on whom leads fall."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from safelight.cli.console import out, show_json
from safelight.cli.session import HomeOption, JsonOption, signed_in

if TYPE_CHECKING:
    from safelight.ads.service.lessons import Chance, Disparity, Lesson, Weight


def register(app: typer.Typer) -> None:
    """Add both commands to `ads`."""
    app.command("learned")(learned)
    app.command("disparity")(disparity)


def learned(
    limit: Annotated[int, typer.Option("--limit", min=1, max=200, help="Leads of each order.")] = 10,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """What your agency's decisions teach: the weight of each reason, and which lead to judge next. Changes nothing."""
    with signed_in(home) as (platform, actor):
        lesson = platform.lessons.learned(actor, limit)
    if as_json:
        show_json({**asdict(lesson), "better": bool(lesson.quality and lesson.quality.better)})
        return
    out(f"{lesson.accepted} accepted, {lesson.dismissed} dismissed")
    out(_told(lesson))
    for weight in lesson.weights:
        out(_weight(weight))
    _list("Deciding these would teach most:", lesson.ask)
    _list("Most like what was accepted:", lesson.likely)


def _told(lesson: Lesson) -> str:
    found = lesson.quality
    if found is None:
        return "Too few decisions to say whether they are told better than by the score: 30 in all, 5 of each kind."
    verdict = "better than" if found.better else "no better than"
    pairs = f"{found.ordered:.0%} of pairs in order, by the score {found.ordered_by_score:.0%}"
    losses = f"log loss {found.loss:.3f}, by the score {found.loss_by_score:.3f}"
    return f"{found.told} later decisions are told {verdict} by the score: {pairs}; {losses}"


def _weight(one: Weight) -> str:
    return (
        f"  {one.kind:<8} {one.indicator:<24} counts {one.weight:6.2f} (+- {one.deviation:.2f}; before {one.prior:g})"
    )


def _list(title: str, chances: tuple[Chance, ...]) -> None:
    if chances:
        out(title)
    for one in chances:
        out(f"  {one.lead_id}  place {one.rank:>4}  score {one.score:.2f}  chance {one.chance:.2f}")


def disparity(home: HomeOption = None, as_json: JsonOption = False) -> None:
    """Whether groups of some languages or states become leads more often than the others. A ratio is no cause."""
    with signed_in(home) as (platform, actor):
        found = platform.lessons.disparities(actor)
    for one in found:
        if as_json:
            show_json(one.record())
        else:
            out(_compared(one))
    if not as_json:
        out("Ratio of the shares that become leads, with a 95 % interval. An alert asks for a look at their reasons.")


def _compared(one: Disparity) -> str:
    share = f"{one.leads} of {one.groups} groups, the others {one.other_leads} of {one.other_groups}"
    low, high = one.interval or (0.0, 0.0)
    ratio = "too few to tell" if one.ratio is None else f"{one.ratio:.2f} ({low:.2f} to {high:.2f})"
    return f"{'ALERT' if one.alert else '':<6}{one.kind:<10}{one.value:<8}{ratio:<24}{share}"
