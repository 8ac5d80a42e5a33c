"""Checks and tested patterns of counts on outside tables. Stateless: nothing is stored and nobody's record is read.

Each verb reads the file, refuses what it can't read by cell, and attaches the warnings of the coverage checks.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import numpy as np

from safelight.kernel.provenance import Rejected
from safelight.stats.core.bursts import Burst, bursts_of
from safelight.stats.core.coverage import Finding, check_table, guess_layout
from safelight.stats.core.periods import Axis
from safelight.stats.core.rates import Rate, rates_of
from safelight.stats.core.series import Panel, margin_of, margins, panel_of
from safelight.stats.core.table import Table, joint
from safelight.stats.core.trends import Trend, trends_of
from safelight.stats.core.typologies import MOST_KINDS, Typology, typology_of
from safelight.stats.service.inputs import SEED, Counted, Refuse, counted, filled, opened, timed, warned
from safelight.stats.sources.tables import read_table

__all__ = ["Burst", "BurstAnswer", "Finding", "Rate", "Rejected", "Table", "Trend", "Typology", "bursts", "coverage"]
__all__ += ["rates", "read_table", "trends", "typologies"]


class BurstAnswer(NamedTuple):
    """Flagged rows, and what the coverage checks say of the table they stand in."""

    found: tuple[Burst, ...]
    warnings: tuple[str, ...]


class TrendAnswer(NamedTuple):
    """A trend for each series, surest first, and what the coverage checks say of the table."""

    found: tuple[Trend, ...]
    warnings: tuple[str, ...]


class RateAnswer(NamedTuple):
    """A rate for each group, in the order of their names, and what the coverage checks say of the table."""

    found: tuple[Rate, ...]
    warnings: tuple[str, ...]


class TypologyAnswer(NamedTuple):
    """Kinds of case, and what the coverage checks say of the table."""

    found: Typology
    warnings: tuple[str, ...]


def coverage(
    path: Path,
    time: str | None = None,
    count: str | None = None,
    reporter: str | None = None,
    by: tuple[str, ...] = (),
    order: str | None = None,
) -> tuple[Finding, ...]:
    """Findings about how the table was made, worst first. Columns that aren't named are guessed."""
    table = read_table(path)
    return check_table(guess_layout(table, time, count, reporter, by, order))


def bursts(
    path: Path,
    time: str,
    count: str | None,
    by: tuple[str, ...],
    refuse: Refuse,
    order: str | None = None,
    share: float | None = None,
) -> BurstAnswer:
    """Flagged rows of every series of the table. Rows that can't be read are told to `refuse` and left out.

    Raises Invalid for a negative count, mixed times and tables too short to judge. `share` is the false-discovery rate.
    """
    given = counted(path, count, refuse)
    axis = timed(given.table, time, order, refuse)
    panel = _series(given, by, axis)
    found = bursts_of(panel, axis, np.random.default_rng(SEED), *(() if share is None else (share,)))
    return BurstAnswer(tuple(found), warned(given.table, time, count, by, order))


def trends(
    path: Path, time: str, count: str | None, by: tuple[str, ...], refuse: Refuse, order: str | None = None
) -> TrendAnswer:
    """The yearly change of every series, of its sums, and of the whole table; refusals as for bursts."""
    given = counted(path, count, refuse)
    axis = timed(given.table, time, order, refuse)
    if not by:
        whole = panel_of(given.table, (time,), axis, given.counts)
        return TrendAnswer(tuple(trends_of([_summed(whole)], axis)), warned(given.table, time, count, (), order))
    panel = _series(given, by, axis)
    parts = [panel, *(margin_of(panel, some) for some in margins(by))]
    found = sorted(trends_of(parts, axis), key=lambda one: (len(one.by), one.p))
    return TrendAnswer(tuple(found), warned(given.table, time, count, by, order))


def _series(given: Counted, by: tuple[str, ...], axis: Axis) -> Panel:
    """The series of columns that hold something."""
    for name in by:
        filled(given.table, name)
    return panel_of(given.table, by, axis, given.counts)


def _summed(panel: Panel) -> Panel:
    """All series of a panel as one; a period is known when any series is."""
    y = np.where(panel.known, panel.y, 0.0).sum(axis=0, keepdims=True)
    known = np.asarray(panel.known.any(axis=0, keepdims=True), np.bool_)
    return Panel((), ((),), y, known)


def rates(
    path: Path, group: str, count: str, people: str, strata: tuple[str, ...], refuse: Refuse, time: str | None = None
) -> RateAnswer:
    """Rates of groups with people as denominator; a row holds cases and people of one group (and stratum).

    A row with cases but no people is refused by its cell, and its group left out when no other row has people.
    Raises Invalid for negative numbers.
    """
    given = counted(path, count, refuse)
    table = given.table
    folk = counted(path, people, refuse)
    column = filled(table, group)
    lacking = column.known() & (given.usual > 0) & (folk.counts.low <= 0)
    for row in np.flatnonzero(lacking):
        place = table.place(int(row), table.column(people).name)
        refuse(Rejected(place, "there are cases but no people, so the row is left out; write how many live there"))
    codes, keys = joint((column, *(filled(table, name) for name in strata)))
    use = (codes >= 0) & given.counts.given() & folk.counts.given() & ~lacking
    names = tuple(sorted({keys[code][0] for code in np.unique(codes[use])}))
    layers = sorted({key[1:] for key in keys})
    row_of = {name: at for at, name in enumerate(names)}
    at = np.array([row_of.get(key[0], -1) * len(layers) + layers.index(key[1:]) for key in keys], np.int64)
    cases, living = (
        np.bincount(at[codes[use]], weights=one.usual[use], minlength=len(names) * len(layers)).astype(np.float64)
        for one in (given, folk)
    )
    grid = (len(names), len(layers))
    found = rates_of(names, cases.reshape(grid), living.reshape(grid))
    return RateAnswer(tuple(found), warned(table, time, count, (group,)))


def typologies(path: Path, columns: tuple[str, ...], refuse: Refuse, most: int | None = None) -> TypologyAnswer:
    """Kinds that the rows fall into, by the named columns or by all that are categories."""
    table = opened(path, refuse)
    found = typology_of(table, columns, np.random.default_rng(SEED), most or MOST_KINDS)
    return TypologyAnswer(found, warned(table, None, None))
