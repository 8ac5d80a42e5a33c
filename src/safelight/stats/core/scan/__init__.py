"""Spatial scan: neighbouring places that together count more than their share of people explains.

Windows are circles around each place (Kulldorff, Communications in Statistics 26, 1997). Whether there is a cluster
at all is judged by the average likelihood ratio over windows and strengths (Chan, Statistica Sinica 19, 2009), which
finds more than the highest one; further clusters by the highest. Compared with maps on which cases fall by people
alone, scattered as much as this one outside its cluster. A cluster of reports may be one of reporters: see coverage.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from safelight.kernel.errors import Invalid
from safelight.stats.core.negbin import Numbers

Whole = NDArray[np.int64]
Rng = np.random.Generator

LARGEST = 0.25
"""Most people a window may hold: half, as is usual, loses power for small clusters (see evaluation)."""

RATIOS = np.array([1.5, 2.0, 3.0])
"""Strengths averaged over: below 1.5 a cluster is not worth a person's time."""

MAPS = 999
"""Maps drawn: a p of 0.05 to a seventh of itself."""

LEAN = 0.5
"""How much less a window of n places weighs than one of a single place: n to the power of this. On maps 0-59 with
clusters of 5, 9 and 21 places: power 0.47, 0.83, 1.00; with 1: 0.47, 0.82, 1.00; with 0: 0.43, 0.83, 1.00."""

LEVEL = 0.05
"""p up to which clusters are reported, all tests on one map together."""

MOST = 5
"""Clusters reported at most."""

EARTH_KM = 6371.0088


@dataclass(frozen=True, slots=True, eq=False)
class Windows:
    """`order` [places, K] nearest first; `sizes` how many of them each window takes, `allowed` [places] how many sizes
    stay below `LARGEST`, `share` [places, sizes] their share of people."""

    order: Whole
    sizes: Whole
    allowed: Whole
    share: Numbers


@dataclass(frozen=True, slots=True)
class Cluster:
    """`places` are row numbers, nearest to the centre first. `ratio`: inside against outside, with a 95 % interval."""

    places: tuple[int, ...]
    radius_km: float
    count: int
    expected: float
    ratio: float
    interval: tuple[float, float]
    p: float


@dataclass(frozen=True, slots=True)
class Scanned:
    """Clusters, strongest first; `p` of any cluster at all; `scatter` excess variance that the comparison maps have."""

    clusters: tuple[Cluster, ...]
    p: float
    scatter: float


def distances(lat: Numbers, lon: Numbers) -> Numbers:
    """Great-circle kilometres between all places (haversine)."""
    phi, lam = np.radians(lat), np.radians(lon)
    half = np.sin((phi[:, None] - phi) / 2) ** 2
    half = half + np.cos(phi[:, None]) * np.cos(phi) * np.sin((lam[:, None] - lam) / 2) ** 2
    return np.asarray(2 * EARTH_KM * np.arcsin(np.sqrt(np.clip(half, 0, 1))), np.float64)


def windows(away: Numbers, people: Numbers) -> Windows:
    """Circles of 1, 2, 3 ... and then a fifth more places each, around each place."""
    order = np.argsort(away, axis=1, kind="stable")
    share = np.cumsum(people[order], axis=1) / people.sum()
    steps = [1]
    while steps[-1] < len(people):
        steps.append(max(steps[-1] + 1, int(steps[-1] * 1.2)))
    sizes = np.array([step for step in steps if step <= len(people)], np.int64)
    picked = share[:, sizes - 1]
    allowed = np.maximum((picked <= LARGEST).sum(axis=1), 1).astype(np.int64)
    most = int(sizes[allowed.max() - 1])
    kept = sizes <= most
    return Windows(np.ascontiguousarray(order[:, :most]), sizes[kept], allowed, np.ascontiguousarray(picked[:, kept]))


def scan(count: Numbers, people: Numbers, away: Numbers, rng: Rng, maps: int = MAPS) -> Scanned:
    """Clusters of `count` given `people` and distances `away` (km). Raises Invalid when there is too little to scan."""
    if len(count) < 5 or count.sum() < 10:
        raise Invalid("stats.scan.little", "A scan needs at least 5 places and 10 counts in all.")
    if (people <= 0).any():
        raise Invalid("stats.scan.people", "Every place needs people (a population above zero).")
    around = windows(away, people)
    whole, _, best = _strengths(count[None], around)
    centre, size = int(best[0, 0]), int(around.sizes[best[0, 1]])
    first = around.order[centre, :size]
    outside = np.ones(len(count), np.bool_)
    outside[first] = False
    scatter = scatter_of(count[outside], people[outside])
    drawn = _drawn(int(count.sum()), people, scatter, rng, maps)
    null, tops, _ = _strengths(drawn, around)
    p = (1.0 + (null >= whole[0]).sum()) / (1.0 + maps)
    return Scanned(_clusters(count, people, away, around, tops, p), float(p), scatter)


def _strengths(draws: Numbers, around: Windows) -> tuple[Numbers, Numbers, Whole]:
    from safelight.stats.core.scan.kernel import strengths

    prior = -LEAN * np.log(around.sizes.astype(np.float64))
    whole, top, best = np.empty(len(draws)), np.empty(len(draws)), np.zeros((len(draws), 2), np.int64)
    strengths(draws, around.order, around.sizes, around.allowed, around.share, prior, RATIOS, whole, top, best)
    return whole, top, best


def scatter_of(count: Numbers, people: Numbers) -> float:
    """Excess variance of counts beyond people and chance; 0 unless chance alone would show less in 95 of 100 maps."""
    from scipy.stats import chi2

    mean = count.sum() * people / people.sum()
    if mean.sum() <= 0 or chi2.sf(((count - mean) ** 2 / mean).sum(), max(len(count) - 1, 1)) > 0.05:
        return 0.0
    return float(np.clip(((count - mean) ** 2 - mean).sum() / (mean**2).sum(), 0.0, 4.0))


def _drawn(total: int, people: Numbers, scatter: float, rng: Rng, maps: int) -> Numbers:
    """Maps with the same total and no cluster."""
    weight = np.tile(people / people.sum(), (maps, 1))
    if scatter > 0:
        weight = weight * rng.gamma(1 / scatter, scatter, weight.shape)
        weight = weight / weight.sum(axis=1, keepdims=True)
    return rng.multinomial(total, weight).astype(np.float64)


def _clusters(
    count: Numbers, people: Numbers, away: Numbers, around: Windows, tops: Numbers, p: float
) -> tuple[Cluster, ...]:
    """The strongest window, then the strongest that doesn't overlap those before, while their p stays within LEVEL."""
    found: list[Cluster] = []
    left = count.copy()
    free = np.ones(len(count), np.bool_)
    while len(found) < MOST:
        _, top, best = _strengths(left[None], around)
        chance = p if not found else (1.0 + (tops >= top[0]).sum()) / (1.0 + len(tops))
        places = around.order[best[0, 0], : int(around.sizes[best[0, 1]])]
        if chance > LEVEL or not free[places].all():
            break
        found.append(_cluster(places, count, people, away, float(chance)))
        free[places] = False
        usual = left[free].sum() / max(people[free].sum(), 1e-9)
        left[places] = usual * people[places]
    return tuple(found)


def _cluster(places: Whole, count: Numbers, people: Numbers, away: Numbers, p: float) -> Cluster:
    inside, share = float(count[places].sum()), float(people[places].sum() / people.sum())
    outside = float(count.sum()) - inside
    ratio = (inside / share) / max(outside / (1 - share), 1e-9)
    spread = 1.96 * np.sqrt(1 / max(inside, 0.5) + 1 / max(outside, 0.5))
    ends = (float(ratio * np.exp(-spread)), float(ratio * np.exp(spread)))
    radius = float(away[places[0], places].max())
    return Cluster(tuple(places.tolist()), radius, int(inside), float(count.sum() * share), float(ratio), ends, p)
