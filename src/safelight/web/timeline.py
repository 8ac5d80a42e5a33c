"""Where and when ads were posted, laid out for a drawing: one line a place, one bar a stay.

Pure geometry in SVG units; the template draws it with attributes alone, no style. The same stays are
also a table, and `words` says it in a sentence for those who hear the page.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

WIDTH = 900
LEFT = 170
RIGHT = 40
TOP = 42
ROW = 30
MOST_ROWS = 14
"""Places shown as lines of their own; the rest share the last line. More would not fit a screen."""

OTHERS = "Other places"


@dataclass(frozen=True, slots=True)
class Stay:
    """Ads of one place from `first` to `last`, both included."""

    place: str
    first: date
    last: date
    ads: int


@dataclass(frozen=True, slots=True)
class Bar:
    """A stay, drawn: `x` and `width` in units, `y` the middle of its line."""

    x: float
    y: float
    width: float
    stay: Stay


@dataclass(frozen=True, slots=True)
class Tick:
    x: float
    label: str


@dataclass(frozen=True, slots=True)
class PlaceRow:
    y: float
    place: str


@dataclass(frozen=True, slots=True)
class Timeline:
    rows: tuple[PlaceRow, ...]
    bars: tuple[Bar, ...]
    ticks: tuple[Tick, ...]
    words: str
    height: int
    width: int = WIDTH
    left: int = LEFT


def timeline(stays: Sequence[Stay]) -> Timeline | None:
    """None when there are no stays."""
    if not stays:
        return None
    names = _rows(stays)
    first, last = min(stay.first for stay in stays), max(stay.last for stay in stays)
    y_of = {name: TOP + ROW * index for index, name in enumerate(names)}
    bars = []
    for stay in sorted(stays, key=lambda each: (each.first, each.last, each.place, each.ads)):
        start, end = _x(stay.first, first, last), _x(stay.last, first, last)
        bars.append(Bar(start, y_of.get(stay.place, y_of.get(OTHERS, TOP)), round(max(6.0, end - start), 1), stay))
    return Timeline(
        rows=tuple(PlaceRow(y_of[name], name) for name in names),
        bars=tuple(bars),
        ticks=_ticks(first, last),
        words=f"{len(stays)} stays in {len({stay.place for stay in stays})} places, "
        f"{first.isoformat()} to {last.isoformat()}.",
        height=TOP + ROW * len(names),
    )


def _rows(stays: Iterable[Stay]) -> list[str]:
    """Places in the order in which they were first seen; beyond the limit the least used are folded together."""
    total: dict[str, int] = {}
    seen: dict[str, date] = {}
    for stay in stays:
        total[stay.place] = total.get(stay.place, 0) + stay.ads
        seen[stay.place] = min(stay.first, seen.get(stay.place, stay.first))
    ranked = sorted(total, key=lambda place: (-total[place], place))
    kept = ranked if len(ranked) <= MOST_ROWS else ranked[: MOST_ROWS - 1]
    names = sorted(kept, key=lambda place: (seen[place], place))
    return names if len(kept) == len(ranked) else [*names, OTHERS]


def _x(day: date, first: date, last: date) -> float:
    width = WIDTH - LEFT - RIGHT
    share = (day - first).days / max(1, (last - first).days)
    return round(LEFT + width * share, 1)


def _ticks(first: date, last: date) -> tuple[Tick, ...]:
    """Up to five days, evenly apart, the first and the last among them."""
    length = (last - first).days
    steps = min(4, length)
    days = [first + timedelta(days=round(length * step / steps)) for step in range(steps + 1)] if steps else [first]
    return tuple(Tick(_x(day, first, last), f"{day.day} {day:%b} {day.year}") for day in days)
