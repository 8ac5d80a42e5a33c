"""An attacker who knows every other record asks, of many releases, whether one person's record is in them.

The attack is the best there is against normal noise (likelihood ratio over all measured numbers, Neyman and Pearson);
it must stay below the stated bound. Without noise the same attack is always right: the positive control.
"""

from __future__ import annotations

import math

import numpy as np
import pytest
from tests.lib.cases_table import case_rows

from safelight.infra.entropy import random_words
from safelight.stats.core.publish.bound import counted
from safelight.stats.core.publish.budget import Plan, plan
from safelight.stats.core.publish.privacy import worst_advantage
from safelight.stats.core.publish.residual import Counts, measure

RELEASES = 200


def score(
    planned: Plan,
    released: dict[tuple[int, ...], np.ndarray],
    without: dict[tuple[int, ...], Counts],
    codes: np.ndarray,
) -> float:  # type: ignore[type-arg]
    """Log-likelihood ratio of "the person is in it", up to a constant."""
    total = 0.0
    one = counted(codes[:, None], planned.sizes, planned.parts)
    for columns, part in planned.parts.items():
        direction = project(one[columns])
        total += float((direction * (released[columns] - project(without[columns]))).sum()) / part.sigma**2
    return total


def project(counts: Counts) -> np.ndarray:  # type: ignore[type-arg]
    table = counts.astype(float)
    for axis in range(table.ndim):
        table = table - table.mean(axis=axis, keepdims=True)
    return table


@pytest.mark.parametrize("outlier", [True, False], ids=["outlier", "typical"])
def test_the_best_attack_stays_below_the_stated_bound(outlier: bool) -> None:
    rows, sizes = case_rows(600, 4, 21)
    person = np.array([size - 2 for size in sizes]) if outlier else rows[0]
    planned = plan(sizes, 2.0, 1e-6)
    without = counted(np.ascontiguousarray(rows.T.astype(np.int32)), sizes, planned.parts)
    both = np.vstack([rows, person]).T.astype(np.int32)
    with_person = counted(np.ascontiguousarray(both), sizes, planned.parts)
    there = [
        score(planned, measure(with_person, planned.parts, random_words), without, person) for _ in range(RELEASES)
    ]
    absent = [score(planned, measure(without, planned.parts, random_words), without, person) for _ in range(RELEASES)]
    cut = planned.mu**2 / 2
    hit, alarm = np.mean([value > cut for value in there]), np.mean([value > cut for value in absent])
    error = math.sqrt((hit * (1 - hit) + alarm * (1 - alarm)) / RELEASES)
    bound = worst_advantage(planned.mu)
    assert hit - alarm <= bound + 4 * error
    assert hit - alarm >= bound - 4 * error, "the best attack reaches the bound: the bound is exact, not loose"


def test_without_noise_the_attack_is_always_right() -> None:
    rows, sizes = case_rows(600, 4, 22)
    planned = plan(sizes, 2.0, 1e-6)
    person = rows[0]
    codes = np.ascontiguousarray(rows.T.astype(np.int32))
    without = counted(codes, sizes, planned.parts)
    there = counted(np.ascontiguousarray(np.vstack([rows, person]).T.astype(np.int32)), sizes, planned.parts)
    exact = {columns: project(table) for columns, table in there.items()}
    silent = {columns: project(table) for columns, table in without.items()}
    cut = planned.mu**2 / 2
    assert score(planned, exact, without, person) > cut > score(planned, silent, without, person)
