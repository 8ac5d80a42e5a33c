"""Invented maps, moves and cases with planted clusters, flows and kinds."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Mapped:
    """A square grid: `count`, `people`, `away` (km), and the cells of the cluster."""

    count: Numbers
    people: Numbers
    away: Numbers
    inside: NDArray[np.bool_]


def mapped(
    seed: int,
    side: int = 15,
    cases: int = 800,
    ratio: float = 2.0,
    reach: float = 1.5,
    scatter: float = 0.0,
    stretch: float = 1.0,
) -> Mapped:
    """Cases fall by people; within `reach` cells of one place `ratio` times as often; `scatter` is excess variance.
    `stretch` makes the cluster so many times longer one way and narrower the other."""
    rng = np.random.default_rng(seed)
    spots = np.array([(x, y) for x in range(side) for y in range(side)], float)
    people = np.round(np.exp(rng.normal(8, 0.5, side * side)))
    away = (spots - spots[rng.integers(side * side)]) * np.array([1 / stretch, stretch])
    inside = (away**2).sum(axis=1) <= reach**2
    weight = people * np.where(inside, ratio, 1.0)
    if scatter:
        weight = weight * rng.gamma(1 / scatter, scatter, len(weight))
    count = rng.multinomial(cases, weight / weight.sum()).astype(float)
    away = 10 * np.sqrt(((spots[:, None] - spots) ** 2).sum(axis=2))
    return Mapped(count, people, away, inside)


def moves(
    seed: int, places: int = 20, total: int = 6000, loud: int = 4, ratio: float = 4.0
) -> tuple[Numbers, list[tuple[int, int]]]:
    """Moves by the places' size, and `loud` pairs with `ratio` times as many."""
    rng = np.random.default_rng(seed)
    size = rng.gamma(2.0, 1.0, places)
    weight = np.outer(size, rng.permutation(size)) * (1 - np.eye(places)) * rng.gamma(20, 0.05, (places, places))
    pairs = [(int(a), int(b)) for a, b in (rng.permutation(places)[:2] for _ in range(loud))]
    for a, b in pairs:
        weight[a, b] = max(weight[a, b], float(np.median(weight))) * ratio
    return rng.multinomial(total, (weight / weight.sum()).ravel()).reshape(places, places).astype(float), pairs


def kinds(
    seed: int, rows: int = 1500, count: int = 4, columns: int = 8, clear: float = 0.8
) -> tuple[dict[str, list[str]], NDArray[np.int64]]:
    """Cases of `count` kinds: in each column a kind has its own value with chance `clear`, else any; 10 % missing."""
    rng = np.random.default_rng(seed)
    kind = rng.choice(count, rows, p=rng.dirichlet(np.full(count, 8.0)))
    table = {}
    for column in range(columns):
        own = rng.integers(0, 4, count)
        value = np.where(rng.random(rows) < clear, own[kind], rng.integers(0, 4, rows))
        table[f"c{column}"] = ["" if blank else f"v{v}" for v, blank in zip(value, rng.random(rows) < 0.1, strict=True)]
    return table, kind


def trended(
    seed: int, change: float, weeks: int = 156, level: float = 20.0, lasting: float = 0.0, size: float = 10.0
) -> Numbers:
    """Counts with a yearly season that change by the factor `change` a year; noise may last to the next week."""
    rng = np.random.default_rng(seed)
    week = np.arange(weeks)
    mean = level * np.exp(np.log(change) * (week / 52 - 1.5) + 0.3 * np.sin(2 * np.pi * week / 52 + rng.uniform(0, 6)))
    noise = rng.standard_normal(weeks)
    for step in range(1, weeks):
        noise[step] = lasting * noise[step - 1] + np.sqrt(1 - lasting**2) * noise[step]
    spread = np.sqrt(np.log1p(1 / size))
    return rng.poisson(mean * np.exp(spread * noise - spread**2 / 2)).astype(float)
