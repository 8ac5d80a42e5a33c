"""Circuits in an outside table of sightings. Stateless: nothing is stored and nobody's record is read."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import numpy as np

from safelight.kernel.errors import Invalid
from safelight.stats.core.circuits import Circuit, circuits_of, visits_of
from safelight.stats.core.coverage import guess_layout, warnings_of
from safelight.stats.core.periods import axis_of
from safelight.stats.core.table import Column
from safelight.stats.service.patterns import SEED, Refuse, read_table

__all__ = ["Circuit", "CircuitAnswer", "circuits"]

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
    table = read_table(path)
    for row in table.refused:
        refuse(row)
    if len({table.column(name).name for name in (entity, place, time)}) < 3:
        raise Invalid("stats.circuits.columns", "Entity, place and time must be three different columns.")
    axis, _, unread = axis_of(table, time, order)
    for row in unread:
        refuse(row)
    who, where = table.column(entity), table.column(place)
    for column in (who, where):
        if not column.values:
            raise Invalid("stats.column.empty", f"{table.name} column {column.name} is empty in every row.")
    if len(where.values) < LEAST_PLACES:
        raise Invalid(
            "stats.circuits.places",
            f"{table.name} column {where.name} names {len(where.values)} places; a circuit needs {LEAST_PLACES}.",
        )
    found = circuits_of(
        visits_of(who, where, axis, _rank(table.column(time))), SEED, *(() if share is None else (share,))
    )
    blank = int((~(who.known() & where.known() & (axis.index >= 0))).sum())
    said = [f"{blank:,} of {table.rows:,} rows lack entity, place or time and are left out."] if blank else []
    if found.tied > TIED * found.entities:
        said.append(
            f"{found.tied:,} of {found.entities:,} entities are in two places at one time; the order of those stops is "
            "guessed. Give times with hours if there are any."
        )
    warnings = (*said, *warnings_of(guess_layout(table, time, order=order)))
    return CircuitAnswer(found.found, found.entities, found.tested, warnings)


def _rank(column: Column) -> np.ndarray[tuple[int, ...], np.dtype[np.int64]]:
    """Orders rows of one day by the time of day that their cells may hold."""
    rank = np.zeros(len(column.values) + 1, np.int64)
    rank[sorted(range(len(column.values)), key=column.values.__getitem__)] = np.arange(len(column.values))
    return rank[column.codes]
