"""Impact: outcomes added up, each matter once, with the interval that the unknown overlap and the open checks leave.

Rows of one mark are about the same matter and count once, the largest of them. What two tenants entered without a mark
may still be the same people: the lower bound takes all of it as the same, the upper bound none. Lower: confirmed
rows of the tenant with most. Best: all recorded rows, known repeats once; upper the same, as far as hours go. Twin:
`impact_twin.py`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from safelight.stats.core.outcome import ADULT, CHILD, Outcome
from safelight.stats.core.veil import MINIMUM, Key, veiled

COUNTED = ("recorded", "confirmed")
"""Statuses that count."""

LEAST_TENANTS = 3
"""Sums over tenants are shown when at least three contribute: with two, each could subtract its own (the rule of three
contributors of statistical disclosure control; Hundepool et al., Statistical Disclosure Control, 2012, section 4.2)."""

BY: Mapping[str, Callable[[Outcome], str]] = {
    "sex": lambda one: one.sex,
    "age": lambda one: one.age,
    "group": lambda one: "child" if one.age in CHILD else "adult" if one.age in ADULT else "unknown",
    "form": lambda one: one.form,
    "state": lambda one: one.state or "not stated",
    "county": lambda one: one.county or "not stated",
    "year": lambda one: str(one.day.year),
    "through": lambda one: one.through,
}
"""What totals can be split by."""


@dataclass(frozen=True, slots=True)
class Total:
    """A number of the ledger with what it leaves open. `confirmed` of `rows` rows were checked by a second member."""

    low: float
    best: float
    high: float
    rows: int
    confirmed: int
    repeats: int
    tenants: int


@dataclass(frozen=True, slots=True)
class Cell:
    """One line of a split: None where it is hidden."""

    key: Key
    count: int | None


def total(outcomes: Iterable[Outcome]) -> Total:
    """The number, its bounds, and what they rest on. Outcomes are all of one kind."""
    rows = [one for one in outcomes if one.status in COUNTED]
    matters = _matters(rows)
    tenants = {one.tenant_id for one in rows}
    confirmed = [one for one in rows if one.status == "confirmed"]
    alone = [sum(_most(m, low_of) for m in _matters([one for one in confirmed if one.tenant_id == t])) for t in tenants]
    return Total(
        low=max(alone, default=0),
        best=sum(_most(matter, middle_of) for matter in matters),
        high=sum(_most(matter, high_of) for matter in matters),
        rows=len(rows),
        confirmed=len(confirmed),
        repeats=len(rows) - len(matters),
        tenants=len(tenants),
    )


def split(outcomes: Iterable[Outcome], by: Sequence[str], minimum: int = MINIMUM) -> list[Cell]:
    """Persons or investigations by these columns, each matter once, small cells hidden; margins say `Total`.

    Where the rows of one matter disagree, the row with most persons says where it counts, then the first entered.
    """
    counts: dict[Key, int] = defaultdict(int)
    for matter in _matters([one for one in outcomes if one.status in COUNTED]):
        chief = min(matter, key=lambda one: (-one.count, one.entered_at, one.id))
        counts[tuple(BY[name](chief) for name in by)] += chief.count
    shown = veiled(by, counts, minimum)
    return [Cell(key, shown[key]) for key in sorted(shown)]


def low_of(one: Outcome) -> float:
    return one.count if one.hours_low is None else one.hours_low


def high_of(one: Outcome) -> float:
    return one.count if one.hours_high is None else one.hours_high


def middle_of(one: Outcome) -> float:
    return (low_of(one) + high_of(one)) / 2


def _matters(rows: Iterable[Outcome]) -> list[list[Outcome]]:
    """Rows that are about the same matter together; a row without a mark is a matter of its own."""
    found: dict[str, list[Outcome]] = defaultdict(list)
    for one in rows:
        found[one.shared or f"alone {one.id}"].append(one)
    return list(found.values())


def _most(matter: Iterable[Outcome], number: Callable[[Outcome], float]) -> float:
    return max(number(one) for one in matter)
