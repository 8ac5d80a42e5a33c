"""A sign of one hand: what the rules of control look at, and the shape in which they answer.

A rule takes a `Company` (a group's people and what may be quoted of them) and gives a `Sign` or nothing. The rules
stand by what they look at in `sign_texts.py`, `sign_pictures.py`, `sign_lines.py` and `sign_times.py`; `control.py`
weighs them. None looks at ages, prices or where anybody went alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TypeVar

from safelight.ads.core import quote
from safelight.ads.core.board import Board
from safelight.ads.core.persona import Persona
from safelight.ads.core.quote import Quote
from safelight.ads.core.script import Phrases
from safelight.ads.core.selector import Selector

WEIGHT: Mapping[str, float] = MappingProxyType(
    {
        "shared_script": 0.95,
        "passed_lines": 0.88,
        "shared_pictures": 0.93,
        "joint_movement": 0.50,
        "come_and_go": 0.85,
        "shared_payment": 0.27,
        "shared_contact": 0.18,
        "one_sitting": 0.79,
        "changing_lines": 0.89,
        "address_for_all": 0.30,
    }
)
"""Fitted by maximum likelihood, held towards a half, on groups of several people of five declared synthetic worlds,
each weighing the same (benchmarks/control_weights.py, seeds 501 to 505, 2026-12-01), rounded; joint movement at most
0.5 and a shared payment or address at most 0.3, because friends tour, lend one another an account and keep a site. What
they are elsewhere nobody knows."""

Mark = TypeVar("Mark")


@dataclass(frozen=True, slots=True)
class Sign:
    """`hits` of `trials` showed it; `part` = factor * hits / trials, where the factor is that of size and of what else
    speaks against it; `strength` = weight * part. `quotes` are never empty."""

    indicator: str
    hits: int
    trials: int
    factor: float
    quotes: tuple[Quote, ...]

    @property
    def part(self) -> float:
        return self.factor * self.hits / self.trials

    @property
    def strength(self) -> float:
        return WEIGHT[self.indicator] * self.part


@dataclass(frozen=True, slots=True)
class Company:
    """What the signs look at: the world, a group's personas, and the ads that may be quoted."""

    world: Board
    people: tuple[Persona, ...]
    quotable: frozenset[int]
    phrases: Phrases

    def pick(self, ads: Sequence[int]) -> int | None:
        return next((at for at in ads if at in self.quotable), None)


def size_factor(people: int) -> float:
    """Half for two people, towards 1 for many."""
    return (people - 1) / people


def shown(company: Company, indicator: str, hits: int, trials: int, quotes: Sequence[Quote]) -> Sign | None:
    if not hits or not trials:
        return None
    return Sign(indicator, hits, trials, size_factor(len(company.people)), quote.few(quotes))


def users(company: Company, marks: Callable[[int], set[Mark]]) -> dict[Mark, set[int]]:
    """mark -> numbers of the personas in whose own ads it stands."""
    found: dict[Mark, set[int]] = {}
    for who, persona in enumerate(company.people):
        for at in persona.own:
            for mark in marks(at):
                found.setdefault(mark, set()).add(who)
    return found


def of_kind(company: Company, at: int, kinds: frozenset[str]) -> set[Selector]:
    return {selector for selector in company.world.selectors[at] if selector.kind in kinds}


def name_quotes(company: Company, who: Sequence[int], holds: Callable[[int], bool]) -> list[Quote]:
    """Where each of these people is named, in an ad that holds."""
    quotes = []
    for number in who:
        at = company.pick([at for at in company.people[number].own if holds(at)])
        if at is not None:
            quotes.append(quote.of_name(company.world.readings[at], company.people[number].names))
    return quotes
