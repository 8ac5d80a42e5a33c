"""What a release says about itself: its promise, its risk, its error, what it leaves out.

Errors are what the noise implies, known before a record is read; the difference between rows and tables is taken from
published numbers. Nothing is compared with the records: such a figure would be a release of its own.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from safelight.stats.core.encode import Attribute
from safelight.stats.core.publish.bound import counted
from safelight.stats.core.publish.budget import Columns, Plan, cells_of
from safelight.stats.core.publish.fit import NORMAL_95, Fitted, disagreement
from safelight.stats.core.publish.privacy import epsilon_of, worst_advantage
from safelight.stats.core.publish.residual import deviation
from safelight.stats.core.publish.rows import Rows

MEAN_ABSOLUTE = math.sqrt(2 / math.pi)
"""Mean absolute value of a standard normal."""

UNSURE = 1.0
"""A length is called too noisy when half its interval is wider than the count of an evenly filled cell."""


@dataclass(frozen=True, slots=True)
class Utility:
    """Figures by length of table: expected error, half an interval, rows against tables."""

    error: dict[int, float]
    reach: dict[int, float]
    rows_error: dict[int, float]
    unsure: tuple[int, ...]
    total: float
    total_interval: tuple[float, float]
    rows: int
    disagreement: float
    cells: int


def utility_of(plan: Plan, fitted: Mapping[Columns, Fitted], rows: Rows) -> Utility:
    """Measured on the plan and on published numbers only."""
    spread: dict[int, list[tuple[int, float]]] = {}
    for columns in plan.tables:
        spread.setdefault(len(columns), []).append((cells_of(plan.sizes, columns), deviation(columns, plan)))
    mean = {
        length: sum(cells * sigma for cells, sigma in found) / sum(cells for cells, _ in found)
        for length, found in spread.items()
        if length
    }
    total = float(fitted[()].counts)
    even = {length: total * len(spread[length]) / max(sum(cells for cells, _ in spread[length]), 1) for length in mean}
    return Utility(
        error={length: sigma * MEAN_ABSOLUTE for length, sigma in mean.items()},
        reach={length: sigma * NORMAL_95 for length, sigma in mean.items()},
        rows_error=_rows_error(plan, fitted, rows),
        unsure=tuple(length for length in mean if mean[length] * NORMAL_95 > UNSURE * even[length]),
        total=total,
        total_interval=(float(fitted[()].lower), float(fitted[()].upper)),
        rows=len(rows),
        disagreement=disagreement(fitted),
        cells=sum(table.counts.size for table in fitted.values()),
    )


def _rows_error(plan: Plan, fitted: Mapping[Columns, Fitted], rows: Rows) -> dict[int, float]:
    """Mean absolute difference of the tables of the invented rows from the published tables, for short tables."""
    short = [columns for columns in plan.tables if len(columns) in (1, 2)]
    held = counted(np.ascontiguousarray(rows.T), plan.sizes, short)
    gaps: dict[int, list[float]] = {}
    for columns in short:
        gaps.setdefault(len(columns), []).append(float(np.abs(held[columns] - fitted[columns].counts).mean()))
    return {length: sum(found) / len(found) for length, found in sorted(gaps.items())}


def report_of(
    plan: Plan, attributes: Sequence[Attribute], utility: Utility, person: str | None, private: bool
) -> dict[str, object]:
    """The record written as report.json."""
    return {
        "private": private,
        "epsilon": plan.epsilon,
        "delta": plan.delta,
        "mu": plan.mu,
        "worst_case_advantage": worst_advantage(plan.mu),
        "epsilon_at_mu": epsilon_of(plan.mu, plan.delta),
        "neighbours": "one person added or removed",
        "person": person if person is not None else "each row is taken for one person",
        "rows_each": plan.rows_each,
        "noise": "normal, sampled exactly from the system's randomness, floored to a lattice"
        if private
        else "normal, from a seed: a rehearsal that promises nothing",
        "error": {str(length): round(value, 3) for length, value in utility.error.items()},
        "error_means": "expected absolute error of a count by number of columns, before fitting lowers it",
        "interval_half_width": {str(length): round(value, 3) for length, value in utility.reach.items()},
        "too_noisy": [str(length) for length in utility.unsure],
        "total": utility.total,
        "total_interval": [round(end, 2) for end in utility.total_interval],
        "rows": utility.rows,
        "rows_against_tables": {str(length): round(value, 3) for length, value in utility.rows_error.items()},
        "tables": len(plan.tables),
        "cells": utility.cells,
        "tables_disagree_by_at_most": round(utility.disagreement, 4),
        "left_out": [_names(attributes, columns) for columns in plan.left_out],
        "confidence": 0.95,
        "method": "Residual measurement of all published tables, exact Gaussian accounting, least-squares assembly, "
        "shrinkage and proportional fitting; rows are invented from the fitted tables",
        "use": "Counts of what was recorded, not of what happened. Not for finding a person; rows are invented.",
    }


def _names(attributes: Sequence[Attribute], columns: Columns) -> list[str]:
    return [
        attributes[column].column
        if attributes[column].member is None
        else f"{attributes[column].column}={attributes[column].member}"
        for column in columns
    ]
