"""Visits: the sightings of each entity in order of time, stays at one place taken together.

Sightings at the same time are ordered so that a stay goes on, then by the name of the place; how many entities have
such ties is counted, because their order is a guess. The order of rows never matters.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from safelight.stats.core.periods import Axis
from safelight.stats.core.table import Column, Rows

YEAR = 365.25

MOST = 400
"""Latest visits of an entity that are looked at: a circuit shows in far fewer, and time grows with their number."""


@dataclass(frozen=True, slots=True, eq=False)
class Visits:
    """One entity: `seq` places numbered by name among its own `places`, `days` of the first sighting of each visit."""

    entity: str
    places: tuple[str, ...]
    seq: NDArray[np.int64]
    days: NDArray[np.float64]
    ties: int


def days_of(axis: Axis) -> float:
    """Days of one step of the axis; a plain number counts days."""
    if axis.first is not None:
        return float(axis.days)
    return YEAR / axis.per_year if axis.per_year else float(axis.days)


def visits_of(entity: Column, place: Column, axis: Axis, within: NDArray[np.int64]) -> Iterator[Visits]:
    """Every entity's visits, by name. `within` [row] orders rows inside one step of the axis (0 when it can't)."""
    use: Rows = entity.known() & place.known() & (axis.index >= 0)
    rank = np.empty(max(len(place.values), 1), np.int64)
    rank[sorted(range(len(place.values)), key=place.values.__getitem__)] = np.arange(len(place.values))
    who, where = entity.codes[use].astype(np.int64), rank[place.codes[use]]
    when, inside = axis.index[use], within[use]
    order = np.lexsort((where, inside, when, who))
    who, where, when, inside = who[order], where[order], when[order], inside[order]
    names, step = sorted(place.values), days_of(axis)
    bounds = np.flatnonzero(np.diff(who, prepend=-1, append=-2))
    parts = {entity.values[who[start]]: (start, end) for start, end in itertools.pairwise(bounds)}
    for name in sorted(parts):
        start, end = parts[name]
        yield _one(name, where[start:end], (when[start:end] * step).astype(np.float64), inside[start:end], names)


def _one(
    name: str, where: NDArray[np.int64], days: NDArray[np.float64], inside: NDArray[np.int64], names: list[str]
) -> Visits:
    same = (np.diff(days) == 0) & (np.diff(inside) == 0)
    ties = int((same & (np.diff(where) != 0)).sum())
    if ties:
        where = _stays_go_on(where, same)
    kept = np.flatnonzero(np.diff(where, prepend=-1) != 0)[-MOST:]
    found, seq = np.unique(where[kept], return_inverse=True)
    return Visits(name, tuple(names[at] for at in found), seq.astype(np.int64), days[kept], ties)


def _stays_go_on(where: NDArray[np.int64], same: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Within sightings of one time, the place of the stay before comes first."""
    out = where.copy()
    starts = np.flatnonzero(np.concatenate([[True], ~same, [True]]))
    for start, end in itertools.pairwise(starts):
        if start and end - start > 1 and out[start - 1] in out[start:end]:
            stay = out[start:end] == out[start - 1]
            out[start:end] = np.concatenate([out[start:end][stay], out[start:end][~stay]])
    return out
