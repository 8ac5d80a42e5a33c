"""Circuits, flows and clusters of places in an outside table. Stateless: nothing is stored and nobody's record read."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from safelight.kernel.errors import Invalid
from safelight.stats.core.circuits import SHARE, Circuit, circuits_of, visits_of
from safelight.stats.core.flows import Flow, flows_of, moves_of
from safelight.stats.core.table import Column
from safelight.stats.service.inputs import SEED, Refuse, counted, filled, opened, timed, warned

__all__ = ["Circuit", "CircuitAnswer", "Flow", "FlowAnswer", "circuits", "flows", "flows_of_entities"]

TIED = 0.05
"""Share of entities with sightings in two places at one time from which the answer says that orders were guessed."""

LEAST_PLACES = 3
"""Places a table must hold: a circuit has three stops."""


class CircuitAnswer(NamedTuple):
    """Circuits found, how many entities were seen and could show one, and what to know about the table."""

    found: tuple[Circuit, ...]
    entities: int
    tested: int
    warnings: tuple[str, ...]


class FlowAnswer(NamedTuple):
    """Flows beyond what the places' size explains, surest first, of how many pairs, and what to know of the table."""

    found: tuple[Flow, ...]
    places: int
    warnings: tuple[str, ...]


def circuits(
    path: Path,
    entity: str,
    place: str,
    time: str,
    refuse: Refuse,
    order: str | None = None,
    share: float | None = None,
) -> CircuitAnswer:
    """Entities whose stops repeat as a cycle. Rows that can't be read are told to `refuse` and left out.

    Raises Invalid for mixed times, and for a column that holds nothing or too few places.
    """
    table = opened(path, refuse)
    if len({table.column(name).name for name in (entity, place, time)}) < 3:
        raise Invalid("stats.circuits.columns", "Entity, place and time must be three different columns.")
    axis = timed(table, time, order, refuse)
    who, where = filled(table, entity), filled(table, place)
    if len(where.values) < LEAST_PLACES:
        raise Invalid(
            "stats.circuits.places",
            f"{table.name} column {where.name} names {len(where.values)} places; a circuit needs {LEAST_PLACES}.",
        )
    visits = visits_of(who, where, axis, _rank(table.column(time)))
    found = circuits_of(visits, SEED, SHARE if share is None else share)
    blank = int((~(who.known() & where.known() & (axis.index >= 0))).sum())
    said = [f"{blank:,} of {table.rows:,} rows lack entity, place or time and are left out."] if blank else []
    if found.tied > TIED * found.entities:
        said.append(
            f"{found.tied:,} of {found.entities:,} entities are in two places at one time; the order of those stops is "
            "guessed. Give times with hours if there are any."
        )
    return CircuitAnswer(found.found, found.entities, found.tested, (*said, *warned(table, time, None, order=order)))


def flows(path: Path, origin: str, destination: str, count: str | None, refuse: Refuse) -> FlowAnswer:
    """Flows in a table of origins and destinations, each row one or `count` moves."""
    given = counted(path, count, refuse)
    start, end = filled(given.table, origin), filled(given.table, destination)
    places = tuple(sorted({*start.values, *end.values}))
    at = {place: number for number, place in enumerate(places)}
    use = start.known() & end.known() & given.counts.given()
    from_ = np.array([at[value] for value in start.values], np.int64)[start.codes[use]]
    to = np.array([at[value] for value in end.values], np.int64)[end.codes[use]]
    size = len(places)
    counts = np.bincount(from_ * size + to, weights=given.usual[use], minlength=size * size).reshape(size, size)
    found = tuple(flows_of(places, counts.astype(np.float64)))
    return FlowAnswer(found, size, warned(given.table, None, count))


def flows_of_entities(
    path: Path, entity: str, place: str, time: str, refuse: Refuse, order: str | None = None
) -> FlowAnswer:
    """Flows in a table of sightings: how many entities went from one place straight to another, at least once."""
    table = opened(path, refuse)
    axis = timed(table, time, order, refuse)
    visits = visits_of(filled(table, entity), filled(table, place), axis, _rank(table.column(time)))
    places, counts = moves_of(visits)
    return FlowAnswer(tuple(flows_of(places, counts)), len(places), warned(table, time, None, order=order))


def _rank(column: Column) -> NDArray[np.int64]:
    """Orders rows of one day by the time of day that their cells may hold."""
    rank = np.zeros(len(column.values) + 1, np.int64)
    rank[sorted(range(len(column.values)), key=column.values.__getitem__)] = np.arange(len(column.values))
    return rank[column.codes]
