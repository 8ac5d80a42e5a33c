"""Noisy residuals to tables that agree with each other and hold no negative count.

From short tables to long: a table is first expected from the shorter ones (independence for pairs, no three-way
interaction for triples), its noisy residual is drawn towards that expectation as far as the noise makes it doubtful
(James and Stein, 1961), kept inside its interval, and scaled to the tables it must agree with (iterative proportional
fitting; Deming and Stephan, 1940). All of it reads noisy numbers only and costs no privacy.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from safelight.stats.core.publish.budget import Columns, Plan, shorter
from safelight.stats.core.publish.residual import Table, assembled, deviation, residual

NORMAL_95 = 1.959963984540054
"""The 97.5 % point of the standard normal: intervals cover 95 %."""

FLOOR = 1e-3
"""Part of the expectation below which a cell isn't clipped, so that scaling can bring it back."""

ROUNDS_EXPECTED, ROUNDS_FITTED = 8, 200
"""Scaling rounds at most: an expectation needs no last digit, a published table goes on until it agrees."""

AGREED = 0.01
"""Counts by which a table may differ from its margins when scaling stops."""


@dataclass(frozen=True, slots=True)
class Fitted:
    """One published table: fitted counts, and the 95 % interval of each count."""

    counts: Table
    lower: Table
    upper: Table


def fit(plan: Plan, residuals: Mapping[Columns, Table]) -> dict[Columns, Fitted]:
    """Every table of the plan, fitted; `residuals` are the noisy ones of `residual.measure`."""
    found: dict[Columns, Fitted] = {}
    for columns in plan.tables:
        linear = assembled(columns, plan.sizes, residuals)
        reach = NORMAL_95 * deviation(columns, plan)
        lower, upper = np.maximum(linear - reach, 0), np.maximum(linear + reach, 0)
        counts = _counts(columns, plan, residuals, found, lower, upper)
        found[columns] = Fitted(counts, np.minimum(lower, counts), np.maximum(upper, counts))
    return found


def _counts(
    columns: Columns,
    plan: Plan,
    residuals: Mapping[Columns, Table],
    known: Mapping[Columns, Fitted],
    lower: Table,
    upper: Table,
) -> Table:
    if not columns:
        return np.asarray(np.round(np.maximum(residuals[()], 0)), np.float64)
    margins = [(axis, known[margin].counts) for axis, margin in enumerate(shorter(columns))]
    expected = _expected(columns, plan, known, margins)
    part = plan.parts.get(columns)
    if part is None:
        return expected
    surprise = residuals[columns] - residual(expected)
    drawn = expected + _trust(surprise, part.sigma) * surprise
    inside = np.clip(drawn, lower, upper)
    if len(columns) == 1:
        return onto_total(inside, float(known[()].counts))
    return scaled(np.maximum(inside, FLOOR * expected), margins, ROUNDS_FITTED)


def _expected(columns: Columns, plan: Plan, known: Mapping[Columns, Fitted], margins: list[tuple[int, Table]]) -> Table:
    shape = [plan.sizes[column] for column in columns]
    total = float(known[()].counts)
    if len(columns) == 1:
        return np.full(shape, total / shape[0])
    if len(columns) == 2:
        first, second = (known[(column,)].counts for column in columns)
        return np.outer(first, second) / max(total, 1.0)
    return scaled(np.ones(shape), margins, ROUNDS_EXPECTED)


def _trust(surprise: Table, sigma: float) -> float:
    """The part of a surprise that noise doesn't explain: positive-part James-Stein, 0 to 1."""
    free = float(np.prod([size - 1 for size in surprise.shape]))
    squared = float((surprise**2).sum())
    return max(0.0, 1 - max(free - 2, 0.0) * sigma**2 / squared) if squared > 0 else 1.0


def onto_total(table: Table, total: float) -> Table:
    """The nearest table without negative counts whose sum is `total` (Euclidean projection onto a simplex)."""
    ordered = np.sort(table.ravel())[::-1]
    excess = (np.cumsum(ordered) - total) / np.arange(1, ordered.size + 1)
    shift = excess[np.flatnonzero(ordered >= excess)[-1]]
    nearest: Table = np.maximum(table - shift, 0.0)
    return nearest


def scaled(table: Table, margins: list[tuple[int, Table]], rounds: int) -> Table:
    """`table` scaled in turn so that summing each axis away gives the margin named with it, until all agree."""
    found = table.copy()
    for _ in range(rounds):
        worst = 0.0
        for axis, margin in margins:
            sums = found.sum(axis=axis)
            worst = max(worst, float(np.abs(sums - margin).max()))
            factor = np.divide(margin, sums, out=np.zeros_like(sums), where=sums > 0)
            found *= np.expand_dims(factor, axis)
        if worst < AGREED:
            break
    return found


def disagreement(fitted: Mapping[Columns, Fitted]) -> float:
    """The largest difference in counts between a table and what a longer table sums to."""
    worst = 0.0
    for columns, table in fitted.items():
        for axis, margin in enumerate(shorter(columns)):
            worst = max(worst, float(np.abs(table.counts.sum(axis=axis) - fitted[margin].counts).max(initial=0)))
    return worst
