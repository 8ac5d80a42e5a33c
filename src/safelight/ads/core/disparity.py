"""Disparity: whether groups of some languages or places become leads more often than the others.

Each trait is compared with all groups that lack it: the ratio of the two shares of leads, with a 95 % interval (Katz
1978, a half added to each cell where one is empty). An alert is a ratio above 1.25 whose interval lies above 1.
Ethnicity is no trait: only whether any is stated. Promises: pure and indifferent to order. A ratio is no cause; an
alert asks for a look at the reasons of those leads, not for other leads.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from math import exp, log, sqrt

from safelight.ads.core.reading import Reading

ALERT = 1.25
"""Research asks for an alert above 1.25; the mirror of the four-fifths rule (29 CFR 1607.4 D, 1978)."""

FEWEST = 20
"""Groups with a trait, and without it, below which no ratio is told."""

Z = 1.959964

STATES_ETHNICITY = "states_ethnicity"


@dataclass(frozen=True, slots=True)
class Traits:
    """Of one group: what its ads are written in, which states they are placed in, whether any states an ethnicity."""

    found: frozenset[tuple[str, str]]
    lead: bool


@dataclass(frozen=True, slots=True)
class Disparity:
    """`groups` with the trait, `leads` among them; `ratio` of their share of leads to that of all others, None when too
    few; `alert` when it is high beyond chance."""

    kind: str
    value: str
    groups: int
    leads: int
    other_groups: int
    other_leads: int
    ratio: float | None
    interval: tuple[float, float] | None
    alert: bool

    def record(self) -> dict[str, object]:
        return {
            "kind": self.kind,
            "value": self.value,
            "groups": self.groups,
            "leads": self.leads,
            "other_groups": self.other_groups,
            "other_leads": self.other_leads,
            "ratio": self.ratio,
            "interval": list(self.interval) if self.interval else None,
            "alert": self.alert,
        }


def traits(readings: Iterable[Reading], lead: bool) -> Traits:
    """The traits of one group, of what its ads say."""
    found: set[tuple[str, str]] = set()
    for reading in readings:
        found |= {("language", code) for code in reading.extraction.languages}
        found |= {("state", place.state) for place in reading.extraction.locations if place.state}
        if any(mention.indicator == STATES_ETHNICITY for mention in reading.indicators):
            found.add(("ethnicity", "stated"))
    return Traits(frozenset(found), lead)


def disparities(groups: Iterable[Traits]) -> tuple[Disparity, ...]:
    """Every trait that some group has and some lacks: alerts first, then by kind and value."""
    with_it: Counter[tuple[str, str]] = Counter()
    leads_with: Counter[tuple[str, str]] = Counter()
    count = leads = 0
    for group in groups:
        count, leads = count + 1, leads + group.lead
        with_it.update(group.found)
        if group.lead:
            leads_with.update(group.found)
    found = (_compared(trait, with_it[trait], leads_with[trait], count, leads) for trait in with_it)
    told = [one for one in found if one.other_groups]
    return tuple(sorted(told, key=lambda one: (not one.alert, one.kind, one.value)))


def _compared(trait: tuple[str, str], groups: int, leads: int, count: int, leads_in_all: int) -> Disparity:
    others, other_leads = count - groups, leads_in_all - leads
    ratio = interval = None
    if min(groups, others) >= FEWEST and leads_in_all:
        ratio, interval = _ratio(leads, groups, other_leads, others)
    alert = ratio is not None and interval is not None and ratio > ALERT and interval[0] > 1
    return Disparity(*trait, groups, leads, others, other_leads, ratio, interval, alert)


def _ratio(a: int, m: int, c: int, n: int) -> tuple[float, tuple[float, float]]:
    """Of a/m to c/n, with its interval."""
    add = 0.5 if 0 in (a, c) else 0.0
    x, y, whole_x, whole_y = a + add, c + add, m + add, n + add
    middle = log(x / whole_x) - log(y / whole_y)
    half = Z * sqrt(max(0.0, 1 / x - 1 / whole_x + 1 / y - 1 / whole_y))
    return round(exp(middle), 3), (round(exp(middle - half), 3), round(exp(middle + half), 3))
