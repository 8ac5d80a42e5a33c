"""Odds: how much a thing in common speaks for one hand, as natural logarithms of likelihood ratios.

    log odds = ln P(seen | one hand) - ln P(seen | strangers)

Rarity comes from the ads at hand, blended with `PRIOR_PARTIES` imagined ones so that a handful of ads doesn't make
everything rare or everything common. What one hand does is this project's estimate, stated here once; the worlds it was
checked on are in docs/evaluation.md. A *party* is ads that reach the same people, see `party.py`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

STRENGTH: Mapping[str, float] = {
    "phone": 4.0,
    "email": 4.0,
    "crypto": 4.0,
    "payment_handle": 3.5,
    "handle": 3.5,
    "page": 3.5,
    "image": 3.0,
    "image_print": 3.0,
    "template": 3.0,
}
"""Log odds of a match when nobody else shares the value: 4 is 55 to 1. Order from the literature (contact before
picture before text: Freeman 2025, Portnoff 2017)."""

PER_STRANGER = 1.0
"""What every further party with a contact of its own and nothing else in common takes off: generic identifiers have
hundreds of users, one hand has a few."""

TOGETHER, BY_NAME = 0.6, 0.5
"""How often ads of one hand are in one place at one time, or speak of one name, where they could be."""

TAKEN_BY_FLOOD = 3
"""Further unlike parties that a picture of a flood counts for: who floods a country takes pictures that lie around."""

PRIOR_PARTIES, PRIOR_PLACE, PRIOR_NAME = 50.0, 0.02, 0.01
"""Imagined parties, and their chance of one place or name: one of fifty cities, one of a hundred working names."""

PLACE_OF_OWNERS = 2.0
"""Most that being in one place takes off the doubt about one more owner of a contact."""

MOST, LEAST = 4.0, -2.0
"""Bounds of what place or name may say: both are weak evidence, however rare."""


def copied(kind: str, strangers: int) -> float:
    """A picture or text that `strangers` unlike parties use: stolen things have many users, so the odds fall with the
    square of their number."""
    return max(0.0, STRENGTH[kind] + (1.0 if strangers < 2 else -2.0 * math.log(strangers / 2)))


def several(log_odds: Sequence[float]) -> float:
    """Matches of one kind: the best in full, the others by half, because who steals one picture steals the next."""
    best = max(log_odds, default=0.0)
    return best + (sum(log_odds) - best) / 2


def places(shared: int, chances: int, chance: float) -> float:
    """`shared` of `chances` cities in which both could have been at one time; `chance`: that strangers are there."""
    if not chances:
        return 0.0
    chance = min(TOGETHER, max(chance, 1e-3))
    apart = math.log((1 - TOGETHER) / (1 - chance))
    return _bounded(shared * math.log(TOGETHER / chance) + (chances - shared) * apart)


def names(chance: float | None) -> float:
    """`chance`: that strangers share the rarest name these two share; None when they share none."""
    if chance is None:
        return math.log(1 - BY_NAME)
    return _bounded(math.log(BY_NAME / min(BY_NAME, max(chance, 1e-3))))


def smoothed(count: float, parties: float, prior: float) -> float:
    """Share of parties that have a thing, with the imagined ones."""
    return (count + PRIOR_PARTIES * prior) / (parties + PRIOR_PARTIES)


def weight(log_odds: float) -> float:
    """0 to 1: the part of such matches that chance doesn't explain."""
    return round(max(0.0, 1.0 - math.exp(-log_odds)), 3)


def _bounded(value: float) -> float:
    return min(MOST, max(LEAST, value))
