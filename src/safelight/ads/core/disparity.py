"""Disparity: whether groups of some languages or places become leads more often than the others.

A group counts with the language and the state of most of its ads, so that who travels counts once. Each trait is
compared with all groups that lack it: the ratio of the two shares of leads, with a 95 % interval (Katz 1978, a half
added to each cell where one is empty). An alert is a ratio above 1.25 that chance does not explain: Fisher's exact
test, all traits told together (Benjamini and Hochberg 1995, 5 %). Of ethnicity only whether any is stated counts.
Promises: pure and indifferent to order. A ratio is no cause.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from math import exp, fsum, lgamma, log, sqrt

from safelight.ads.core.reading import Reading

ALERT = 1.25
"""Research asks for an alert above 1.25; the mirror of the four-fifths rule (29 CFR 1607.4 D, 1978)."""

FEWEST = 20
"""Groups with a trait, and without it, below which no ratio is told."""

Z, LEVEL = 1.959964, 0.05

STATES_ETHNICITY = "states_ethnicity"


@dataclass(frozen=True, slots=True)
class Traits:
    """Of one group: what its ads are written in, which states they are placed in, whether any states an ethnicity."""

    found: frozenset[tuple[str, str]]
    lead: bool


@dataclass(frozen=True, slots=True)
class Said:
    """Of one ad: the languages it is written in, the states it is placed in, whether it states an ethnicity."""

    languages: tuple[str, ...]
    states: tuple[str, ...]
    ethnicity: bool


@dataclass(frozen=True, slots=True)
class Disparity:
    """`groups` with the trait, `leads` among them; `ratio` of their share of leads to that of all others, None when too
    few; `chance` of one as high where there is no difference; `alert` when it is high beyond chance."""

    kind: str
    value: str
    groups: int
    leads: int
    other_groups: int
    other_leads: int
    ratio: float | None = None
    interval: tuple[float, float] | None = None
    chance: float = 1.0
    alert: bool = False

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


def said(reading: Reading) -> Said:
    """What one ad says that counts here."""
    places = reading.extraction.locations
    return Said(
        tuple(reading.extraction.languages),
        tuple({place.state: None for place in places if place.state}),
        any(mention.indicator == STATES_ETHNICITY for mention in reading.indicators),
    )


def traits(readings: Iterable[Reading], lead: bool) -> Traits:
    """The traits of one group, of what its ads say."""
    return Traits(found_in(said(reading) for reading in readings), lead)


def found_in(ads: Iterable[Said]) -> frozenset[tuple[str, str]]:
    """The language and the state of most of a group's ads, and whether any states an ethnicity."""
    languages, states = Counter[str](), Counter[str]()
    ethnicity = False
    for ad in ads:
        languages.update(ad.languages)
        states.update(ad.states)
        ethnicity |= ad.ethnicity
    found = {(kind, most) for kind, counted in (("language", languages), ("state", states)) if (most := _most(counted))}
    return frozenset(found | ({("ethnicity", "stated")} if ethnicity else set()))


def _most(counted: Counter[str]) -> str:
    return min(counted, key=lambda value: (-counted[value], value), default="")


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
    told = _alerted([one for one in found if one.other_groups])
    return tuple(sorted(told, key=lambda one: (not one.alert, one.kind, one.value)))


def _alerted(found: Sequence[Disparity]) -> list[Disparity]:
    """The same, with alerts: high beyond chance, all traits told together."""
    chances = sorted(one.chance for one in found if one.ratio is not None)
    sure = [chance for rank, chance in enumerate(chances, 1) if chance * len(chances) <= LEVEL * rank]
    limit = max(sure, default=-1.0)
    return [replace(one, alert=(one.ratio or 0) > ALERT and one.chance <= limit) for one in found]


def _compared(trait: tuple[str, str], groups: int, leads: int, count: int, leads_in_all: int) -> Disparity:
    others, other_leads = count - groups, leads_in_all - leads
    plain = Disparity(*trait, groups, leads, others, other_leads)
    if min(groups, others) < FEWEST or not leads_in_all:
        return plain
    middle, error = _ratio(leads, groups, other_leads, others)
    interval = round(exp(middle - Z * error), 3), round(exp(middle + Z * error), 3)
    chance = _chance(leads, groups, count, leads_in_all)
    return replace(plain, ratio=round(exp(middle), 3), interval=interval, chance=chance)


def _chance(leads: int, groups: int, count: int, leads_in_all: int) -> float:
    """Of so many leads or more in these groups, were the leads dealt to all groups alike: a tail of the hypergeometric
    distribution, the one that is small. (SciPy has it, and takes a second of CPU to load in every run.)"""
    others = count - groups
    least, most = max(0, leads_in_all - others), min(groups, leads_in_all)
    high = leads * count > groups * leads_in_all
    terms = (
        exp(_ways(groups, at) + _ways(others, leads_in_all - at) - _ways(count, leads_in_all))
        for at in (range(leads, most + 1) if high else range(least, leads))
    )
    tail = min(1.0, fsum(terms))
    return tail if high else 1.0 - tail


def _ways(of: int, taken: int) -> float:
    """Logarithm of the ways to take so many of so many."""
    return lgamma(of + 1) - lgamma(taken + 1) - lgamma(of - taken + 1)


def _ratio(a: int, m: int, c: int, n: int) -> tuple[float, float]:
    """Logarithm of a/m to c/n, and its standard error."""
    add = 0.5 if 0 in (a, c) else 0.0
    x, y, whole_x, whole_y = a + add, c + add, m + add, n + add
    return log(x / whole_x) - log(y / whole_y), sqrt(max(0.0, 1 / x - 1 / whole_x + 1 / y - 1 / whole_y))
