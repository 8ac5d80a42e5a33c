"""When an event was: `UNIT@DATE` or `UNIT@DATE..DATE`, the dates as the table writes its periods or as ISO dates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from safelight.kernel.errors import Invalid
from safelight.stats.core.effect import WIDTH
from safelight.stats.core.periods import WAYS, Axis

PARTS = {"month": 12, "quarter": 4, "half": 2, "year": 1}


@dataclass(frozen=True, slots=True)
class Event:
    """`unit` as the table names it; `start` the first period, `width` how many."""

    unit: str
    start: int
    width: int


def event_of(text: str, axis: Axis) -> Event:
    """Raises Invalid when the event can't be read or lies outside the table."""
    unit, mark, when = text.rpartition("@")
    if not mark or not unit.strip() or not when.strip():
        raise Invalid("stats.effect.event", f"{text!r} is no event; write UNIT@DATE, or UNIT@DATE..DATE with its end.")
    first, _, last = when.partition("..")
    start = _step(first.strip(), axis)
    if not last.strip():
        return Event(unit.strip(), start, min(WIDTH, axis.length - start))
    end = _step(last.strip(), axis)
    if end < start:
        raise Invalid("stats.effect.event", f"The event of {text!r} ends before it begins.")
    return Event(unit.strip(), start, end - start + 1)


def _step(text: str, axis: Axis) -> int:
    """The period with that label, or the one that holds that date."""
    step = axis.labels.index(text) if text in axis.labels else _dated(text, axis)
    if step is None:
        raise Invalid(
            "stats.effect.date", f"{text!r} is no time of this table; write it like {axis.labels[0]} or 2024-03-01."
        )
    if not 0 <= step < axis.length:
        raise Invalid("stats.effect.outside", f"{text} lies outside the table ({axis.labels[0]} to {axis.labels[-1]}).")
    return step


def _dated(text: str, axis: Axis) -> int | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return _same_kind(text, axis)
    if axis.first is not None:
        return axis.step_of(day)
    if axis.kind not in PARTS:
        return None
    parts = PARTS[axis.kind]
    first = _number(axis.labels[0], axis)
    return None if first is None else day.year * parts + (day.month - 1) * parts // 12 - first


def _same_kind(text: str, axis: Axis) -> int | None:
    """A period outside the table, or one that is written in another way of the same kind."""
    first, own = _number(axis.labels[0], axis), _number(text, axis)
    return None if first is None or own is None else own - first


def _number(text: str, axis: Axis) -> int | None:
    found = (read(text) for kind, _, read in WAYS if kind == axis.kind and kind != "day")
    return next((number for number in found if number is not None), None)
