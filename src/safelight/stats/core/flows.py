"""Flows: pairs of places between which more goes than the places' own size explains.

Expected is what each origin sends and each destination takes, shared out without any preference; staying put is no
flow (quasi-independence; Goodman, JASA 63, 1968). Cells scatter more than chance; how much is learnt from all but the
loudest. q is Benjamini and Hochberg's over all pairs. Of sightings of entities, each entity counts once for a pair.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from safelight.kernel.errors import Invalid
from safelight.stats.core.circuits.visits import Visits
from safelight.stats.core.discovery import q_of
from safelight.stats.core.effect.judge import interval, middle_p
from safelight.stats.core.negbin import ALPHA_LEAST, Numbers

SHARE = 0.05
"""Reported flows of which this share may be false."""

RATIO, LEAST = 1.5, 5
"""Least ratio and count of a flow worth a person's time (as for bursts, research note)."""

ROUNDS = 200
"""Rounds of proportional fitting; margins then agree within 1e-6 of themselves on tables tried."""

LOUD = 0.02
"""Share of cells, the loudest, that scatter is not learnt from."""


@dataclass(frozen=True, slots=True)
class Flow:
    """`ratio` is `count` over `expected`, with its 95 % interval; `back` what goes the other way."""

    origin: str
    destination: str
    count: int
    back: int
    expected: float
    ratio: float
    interval: tuple[float, float]
    p: float
    q: float


def moves_of(everyone: Iterable[Visits]) -> tuple[tuple[str, ...], Numbers]:
    """Places by name, and [from, to] how many entities went that way at least once."""
    pairs = [
        {(one.places[a], one.places[b]) for a, b in zip(one.seq[:-1], one.seq[1:], strict=True)} for one in everyone
    ]
    places = sorted({place for some in pairs for pair in some for place in pair})
    at = {place: number for number, place in enumerate(places)}
    counts = np.zeros((len(places), len(places)))
    for some in pairs:
        for origin, destination in some:
            counts[at[origin], at[destination]] += 1
    return tuple(places), counts


def expected_flows(counts: Numbers) -> Numbers:
    """Counts without preference, same margins, nothing on the diagonal."""
    counts = counts * (1 - np.eye(len(counts)))
    fitted = np.asarray((counts.sum(axis=1)[:, None] > 0) * (counts.sum(axis=0) > 0) * (1 - np.eye(len(counts))), float)
    for _ in range(ROUNDS):
        fitted = fitted * (counts.sum(axis=1) / np.maximum(fitted.sum(axis=1), 1e-12))[:, None]
        fitted = fitted * (counts.sum(axis=0) / np.maximum(fitted.sum(axis=0), 1e-12))
    return fitted


def flows_of(places: tuple[str, ...], counts: Numbers, share: float = SHARE) -> Iterator[Flow]:
    """Flows beyond what the places' size explains, surest first. Raises Invalid for fewer than three places."""
    if len(places) < 3:
        raise Invalid("stats.flows.places", f"Flows need three places that things go between; there are {len(places)}.")
    mean = expected_flows(counts)
    cells = mean > 1e-9
    scatter = _scatter(counts[cells], mean[cells])
    p = np.ones_like(mean)
    two = middle_p(counts[cells], mean[cells], np.full(int(cells.sum()), scatter))
    p[cells] = np.where(counts[cells] > mean[cells], two / 2, 1 - two / 2)
    q = np.ones_like(mean)
    q[cells] = q_of(p[cells])
    kept = (q <= share) & (counts >= np.maximum(LEAST, RATIO * mean)) & cells
    for origin, destination in sorted(np.argwhere(kept).tolist(), key=lambda at: (p[at[0], at[1]], at)):
        at, back = (origin, destination), (destination, origin)
        yield Flow(
            places[origin],
            places[destination],
            int(counts[at]),
            int(counts[back]),
            float(mean[at]),
            float(counts[at] / mean[at]),
            interval(float(counts[at]), float(mean[at]), scatter),
            float(p[at]),
            float(q[at]),
        )


def _scatter(counts: Numbers, mean: Numbers) -> float:
    """Excess variance of the cells, without the loudest, by moments."""
    loud = (counts - mean) / np.sqrt(mean)
    quiet = loud <= np.quantile(loud, 1 - LOUD)
    apart = ((counts[quiet] - mean[quiet]) ** 2 - mean[quiet]).sum()
    return float(np.clip(apart / (mean[quiet] ** 2).sum(), ALPHA_LEAST, 4.0))
