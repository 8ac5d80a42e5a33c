"""Invented counts of several places, one of which counts more, or not, in the periods of an event."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class EventMake:
    """How a world is made. `shock` is the spread of what all places share from week to week, `size` the scatter."""

    places: int = 30
    weeks: int = 156
    level: tuple[float, float] = (8.0, 1.0)
    size: float = 20.0
    shock: float = 0.10
    lean: float = 0.3
    lasting: float = 0.0
    drift: float = 0.0
    width: int = 2
    until_end: bool = False


EVENT_MAKES = {
    "note": EventMake(),
    "shocks": EventMake(shock=0.35, lean=0.4, level=(40.0, 5.0)),
    "small": EventMake(level=(2.0, 0.5), size=8.0),
    "large": EventMake(level=(150.0, 40.0), size=60.0, shock=0.2),
    "lasting": EventMake(lasting=0.5, level=(30.0, 4.0)),
    "drift": EventMake(drift=0.03, level=(30.0, 4.0)),
    "few": EventMake(places=7, level=(20.0, 5.0)),
    "months": EventMake(weeks=60, level=(30.0, 5.0), width=1),
    "stays": EventMake(until_end=True, level=(20.0, 4.0)),
}


@dataclass(frozen=True)
class EventWorld:
    """`y` and `mu` (without the event) [places, weeks]; the event hits `place` from `start` on."""

    y: Numbers
    mu: Numbers
    place: int
    start: int
    ratio: float

    def csv(self) -> str:
        """`place,week,n` with Mondays."""
        first = np.datetime64("2022-01-03")
        rows = [
            f"p{place:02d},{first + 7 * week},{int(self.y[place, week])}"
            for place in range(len(self.y))
            for week in range(self.y.shape[1])
        ]
        return "\n".join(["place,week,n", *rows]) + "\n"


def event_world(seed: int, make: EventMake, ratio: float) -> EventWorld:
    rng = np.random.default_rng(seed)
    week = np.arange(make.weeks)
    level = rng.gamma(1.0, make.level[0], make.places) + make.level[1]
    season = rng.uniform(0, 0.3, make.places)[:, None] * np.sin(2 * np.pi * week / 52 + rng.uniform(0, 1.5))
    trend = rng.normal(0, 0.2, make.places)[:, None] * (week / make.weeks - 0.5)
    shared = _lasting(rng, (1, make.weeks), 0.4) * make.shock
    lean = np.maximum(rng.normal(1, make.lean, make.places), 0)[:, None]
    wander = np.cumsum(rng.normal(0, make.drift, (make.places, make.weeks)), axis=1)
    mu = level[:, None] * np.exp(season + trend + lean * shared + wander)
    place, start = int(rng.integers(make.places)), int(rng.integers(make.weeks * 2 // 3, make.weeks - make.width))
    hit = mu.copy()
    hit[place, start : None if make.until_end else start + make.width] *= ratio
    return EventWorld(_counts(rng, hit, make), mu, place, start, ratio)


def _counts(rng: np.random.Generator, mean: Numbers, make: EventMake) -> Numbers:
    if not make.lasting:
        return rng.negative_binomial(make.size, make.size / (make.size + mean)).astype(float)
    from scipy.stats import gamma, norm

    noise = norm.cdf(_lasting(rng, mean.shape, make.lasting))
    return rng.poisson(mean * gamma.ppf(noise, make.size) / make.size).astype(float)


def _lasting(rng: np.random.Generator, shape: tuple[int, int], carry: float) -> Numbers:
    """Standard normal noise that carries over to the next period."""
    noise = rng.standard_normal(shape)
    for step in range(1, shape[1]):
        noise[:, step] = carry * noise[:, step - 1] + np.sqrt(1 - carry**2) * noise[:, step]
    return noise


def weighted_controls(world: EventWorld, width: int) -> tuple[float, tuple[float, float]]:
    """The research note's prototype: controls weighed to follow the unit's log counts before the event, and the spread
    of the same gap over all earlier windows as interval. The ratio and its ends."""
    from scipy.optimize import nnls

    logs = np.log(world.y + 0.5)
    others = np.arange(len(logs)) != world.place
    past = slice(0, world.start)
    middle = logs[:, past].mean(axis=1, keepdims=True)
    away = logs - middle
    ridge = np.sqrt(1.0) * np.eye(others.sum())
    design = np.concatenate([away[others][:, past].T, ridge])
    weights, _ = nnls(design, np.concatenate([away[world.place, past], np.zeros(others.sum())]))
    gap = away[world.place] - weights @ away[others]
    windows = np.array([gap[at : at + width].mean() for at in range(world.start - width + 1)])
    effect = float(gap[world.start : world.start + width].mean())
    low, high = np.quantile(windows, [0.025, 0.975])
    return float(np.exp(effect)), (float(np.exp(effect - high)), float(np.exp(effect - low)))
