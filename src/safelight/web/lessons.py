"""What decisions teach, and on whom leads fall: two pages beside the queue that change nothing in it.

An interval is drawn on one scale for all rows, so that rows can be compared by eye; the figures stand beside it.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import log2

from fastapi import APIRouter
from starlette.responses import Response

from safelight.access.core.permission import allows
from safelight.ads.service.lessons import Chance, Disparity, Lesson, Weight
from safelight.web.lead_rows import in_words
from safelight.web.numbers import Tab
from safelight.web.page import Signed, Visit

router = APIRouter(prefix="/leads")

SHOWN = 10
"""Leads of each order on the page: what somebody judges in one sitting."""

Z = 1.96
"""Standard deviations of a 95 % interval."""

WIDEST = 3.0
"""Doublings to either side of 1 that the scale of ratios shows: an eighth to eight times."""

LANGUAGES = {
    **{"ar": "Arabic", "de": "German", "en": "English", "es": "Spanish", "fr": "French", "hi": "Hindi"},
    **{"it": "Italian", "ja": "Japanese", "ko": "Korean", "pl": "Polish", "pt": "Portuguese", "ro": "Romanian"},
    **{"ru": "Russian", "th": "Thai", "tl": "Tagalog", "uk": "Ukrainian", "vi": "Vietnamese", "zh": "Chinese"},
}
"""Names of the languages that ads of the demo and of published corpora are in; another is shown by its code."""


@dataclass(frozen=True, slots=True)
class Range:
    """An interval on a scale from 0 to 100; `even` is where nothing differs."""

    low: float
    middle: float
    high: float
    even: float


@dataclass(frozen=True, slots=True)
class WeightRow:
    """A reason's weight with its 95 % interval; `verdict` says in words whether it differs from the one before."""

    weight: Weight
    low: float
    high: float
    drawn: Range
    verdict: str


@dataclass(frozen=True, slots=True)
class Look:
    """An undecided lead, its reasons in words."""

    chance: Chance
    title: str


@dataclass(frozen=True, slots=True)
class Compared:
    """One trait against all groups that lack it; `drawn` is None where too few tell."""

    name: str
    found: Disparity
    drawn: Range | None


def tabs(visit: Visit, current: str) -> list[Tab]:
    """The pages about leads that the actor may see."""
    pages = (
        ("Queue", "/leads", "ads.lead.queue"),
        ("What decisions teach", "/leads/learned", "ads.learning.view"),
        ("Disparity", "/leads/disparity", "ads.learning.view"),
    )
    return [Tab(name, path, path == current) for name, path, action in pages if allows(visit.actor, action)]  # type: ignore[arg-type]


@router.get("/learned")
def learned(visit: Signed) -> Response:
    lesson = visit.platform.lessons.learned(visit.actor, SHOWN)
    return visit.page(
        "learned.html",
        tabs=tabs(visit, "/leads/learned"),
        lesson=lesson,
        weights=weight_rows(lesson),
        ask=[look(one) for one in lesson.ask],
        likely=[look(one) for one in lesson.likely],
    )


@router.get("/disparity")
def disparity(visit: Signed) -> Response:
    every = visit.platform.lessons.disparities(visit.actor)
    ranked = sorted(every, key=lambda one: (not one.alert, one.kind, -(one.ratio or 0), one.value))
    found = [compared(one) for one in ranked]
    return visit.page(
        "disparity.html",
        tabs=tabs(visit, "/leads/disparity"),
        told=[one for one in found if one.drawn is not None],
        untold=[one for one in found if one.drawn is None],
        alerts=[one for one in found if one.found.alert],
        ethnicity=any(one.found.kind == "ethnicity" for one in found),
    )


def weight_rows(lesson: Lesson) -> list[WeightRow]:
    """The weights on one scale, which holds all their intervals and 0."""
    spans = [(one.weight - Z * one.deviation, one.weight + Z * one.deviation) for one in lesson.weights]
    bottom = min([0.0, *(low for low, _ in spans)])
    top = max([1.0, *(high for _, high in spans)])
    rows = []
    for one, (low, high) in zip(lesson.weights, spans, strict=True):
        places = [round(100 * (value - bottom) / (top - bottom), 1) for value in (low, one.weight, high, one.prior)]
        verdict = "more than before" if low > one.prior else "less than before" if high < one.prior else "not clear"
        rows.append(WeightRow(one, low, high, Range(*places), verdict))
    return rows


def look(one: Chance) -> Look:
    return Look(one, in_words(one.reasons))


def compared(found: Disparity) -> Compared:
    if found.ratio is None or found.interval is None:
        return Compared(named(found.kind, found.value), found, None)
    low, middle, high = (_place(value) for value in (found.interval[0], found.ratio, found.interval[1]))
    return Compared(named(found.kind, found.value), found, Range(low, middle, high, _place(1.0)))


def named(kind: str, value: str) -> str:
    """`Written in Spanish`, `Placed in CA`."""
    if kind == "language":
        return f"Written in {LANGUAGES.get(value, value)}"
    return f"Placed in {value}" if kind == "state" else "States an ethnicity"


def _place(ratio: float) -> float:
    """Where a ratio stands on the scale of doublings, cut at both ends."""
    doublings = max(-WIDEST, min(WIDEST, log2(max(ratio, 1e-9))))
    return round(100 * (doublings + WIDEST) / (2 * WIDEST), 1)
