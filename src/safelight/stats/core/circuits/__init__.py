"""Circuits: entities whose stops repeat as a cycle, judged against their own visits in other orders.

Each entity is compared with the same visits shuffled and with walks that have no direction (`near.circuit`). A cycle
that others are seen to go is easier to believe, and is looked for in a second pass; an entity never counts for itself.
q is Benjamini and Hochberg's over the entities that could show a circuit at all, those with and those without a known
cycle weighed by how many of each seem to go none (Hu, Zhao and Zhou, JASA 105, 2010). Twin: `near/circuit_twin.py`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from safelight.near.circuit import Cycle, Judged, can_be_judged, from_least, judge, period
from safelight.stats.core.circuits.visits import Visits, visits_of
from safelight.stats.core.discovery import q_of
from safelight.stats.core.negbin import Numbers

__all__ = ["SHARE", "Circuit", "Circuits", "Visits", "circuits_of", "visits_of"]

SHARE = 0.03
"""Reported circuits of which this share may be false. A cycle found may also be short of a stop, which q doesn't know;
so that nineteen of twenty reported cycles are wholly right, the share is below one in twenty (see evaluation)."""

SEEMS = 0.05
"""p below which an entity's cycle counts for others in the second pass."""

OTHERS = 2
"""Entities, not counting itself, that must seem to go a cycle before an entity is tested on it."""

Names = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Circuit:
    """`stops` in the order gone, from the first by name. `period_days` is the median time of one round."""

    entity: str
    stops: Names
    period_days: float | None
    p: float
    q: float


@dataclass(frozen=True, slots=True)
class Circuits:
    """Circuits within `share`, by entity; of `entities` seen, `tested` could show one; `tied` have guessed orders."""

    found: tuple[Circuit, ...]
    entities: int
    tested: int
    tied: int


def circuits_of(everyone: Iterable[Visits], seed: int, share: float = SHARE) -> Circuits:
    """Judge every entity. Raises nothing: an empty answer says how many could have shown a circuit."""
    all_visits = list(everyone)
    tested = [visits for visits in all_visits if can_be_judged(visits.seq)]
    judged = [judge(visits.seq, seed + number) for number, visits in enumerate(tested)]
    offered = _offered(tested, judged)
    for number, cycles in enumerate(offered):
        if cycles:
            judged[number] = judge(tested[number].seq, seed + number, cycles)
    p = np.array([one.p for one in judged])
    q = _weighed(p, np.array([bool(cycles) for cycles in offered], np.bool_)) if tested else p
    found = tuple(
        _circuit(visits, one, float(q[number]))
        for number, (visits, one) in enumerate(zip(tested, judged, strict=True))
        if one.cycle and q[number] <= share
    )
    return Circuits(found, len(all_visits), len(tested), sum(visits.ties > 0 for visits in all_visits))


def _circuit(visits: Visits, judged: Judged, q: float) -> Circuit:
    stops = tuple(visits.places[place] for place in judged.cycle)
    return Circuit(visits.entity, stops, period(visits.seq, visits.days, judged.cycle), judged.p, q)


def _offered(tested: Sequence[Visits], judged: Sequence[Judged]) -> list[tuple[Cycle, ...]]:
    """For each entity, the cycles among its own places that enough others seem to go."""
    own: list[Names | None] = [
        tuple(visits.places[place] for place in one.cycle) if one.p <= SEEMS and one.cycle else None
        for visits, one in zip(tested, judged, strict=True)
    ]
    seen = Counter(stops for stops in own if stops)
    shared = {stops: number for stops, number in seen.items() if number >= OTHERS}
    return [_possible(visits, mine, shared) for visits, mine in zip(tested, own, strict=True)]


def _possible(visits: Visits, mine: Names | None, shared: Mapping[Names, int]) -> tuple[Cycle, ...]:
    at = {name: number for number, name in enumerate(visits.places)}
    others = (stops for stops, number in shared.items() if number - (stops == mine) >= OTHERS)
    inside = (tuple(at[name] for name in stops) for stops in others if all(name in at for name in stops))
    return tuple(sorted(from_least(cycle) for cycle in inside))


def _weighed(p: Numbers, group: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]) -> Numbers:
    """q values of p values in two groups whose shares of true nulls differ; each group's is estimated from its p."""
    nulls = {side: _nulls(p[group == side]) for side in (False, True) if (group == side).any()}
    share = np.array([nulls[bool(side)] for side in group])
    whole = float(share.mean())
    weight = (1 - share) / share
    usual = float((weight * share).mean())
    if usual <= 0:
        return np.asarray(np.minimum(q_of(p), 1.0))
    return np.asarray(np.minimum(q_of(np.minimum(p * usual / np.maximum(weight, 1e-9), 1.0)) * whole, 1.0))


def _nulls(p: Numbers) -> float:
    """The share of tests that go no circuit, never under-estimated by much: p above a half, and one more (Storey)."""
    return float(np.clip((1 + (p > 0.5).sum()) / (0.5 * len(p)), 1.0 / len(p), 1 - 1e-3))
