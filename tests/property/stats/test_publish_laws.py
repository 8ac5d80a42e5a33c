"""Laws of publishing: residuals add up, noise has its exact law, kernels equal their twins, fitted tables agree."""

from __future__ import annotations

import math
from fractions import Fraction
from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from tests.lib.cases_table import case_rows

from safelight.kernel.errors import Invalid
from safelight.stats.core.publish.bound import counted
from safelight.stats.core.publish.budget import Plan, cells_of, plan
from safelight.stats.core.publish.fit import disagreement, fit, onto_total
from safelight.stats.core.publish.noise import SCALE_MOST, floored_normals
from safelight.stats.core.publish.privacy import delta_of, normal_cdf
from safelight.stats.core.publish.residual import assembled, deviation, measure, residual, scaled_residual
from safelight.stats.core.publish.rows import draw_rows
from safelight.stats.core.publish.settle import settle

sizes_of = st.lists(st.integers(1, 4), min_size=1, max_size=4)


def seeded(seed: int):  # type: ignore[no-untyped-def]
    rng = np.random.default_rng(seed)
    return lambda size: rng.integers(0, 1 << 64, size, np.uint64)


@given(sizes_of, st.integers(0, 1000))
@settings(max_examples=40, deadline=None)
def test_a_table_is_the_sum_of_its_residuals(sizes: list[int], seed: int) -> None:
    rng = np.random.default_rng(seed)
    codes = np.stack([rng.integers(0, size, 50, np.int32) for size in sizes])
    columns = tuple(range(len(sizes)))
    sets = [part for length in range(len(sizes) + 1) for part in combinations(columns, length)]
    counts = counted(codes, sizes, sets)
    residuals = {part: residual(counts[part].astype(float)) for part in sets}
    assert np.allclose(assembled(columns, sizes, residuals), counts[columns])
    for part in sets:
        assert np.allclose(scaled_residual(counts[part]) / cells_of(sizes, part), residuals[part])


@given(sizes_of)
@settings(max_examples=30, deadline=None)
def test_the_price_is_what_one_record_moves(sizes: list[int]) -> None:
    """Of every part: squared length of the residual of a single record over the variance of its noise."""
    planned = plan(sizes, 1.0, 1e-6)
    rng = np.random.default_rng(0)
    spent = Fraction(0)
    for columns, part in planned.parts.items():
        one = np.zeros([sizes[column] for column in columns], np.int64)
        one[tuple(int(rng.integers(size)) for size in one.shape)] = 1
        moved = sum(int(step) ** 2 for step in (scaled_residual(one) * part.finer).ravel())
        assert Fraction(moved, part.scale**2) == part.price
        spent += part.price
    assert math.sqrt(spent) <= planned.mu
    assert delta_of(planned.mu, 1.0) <= 1e-6


@pytest.mark.parametrize("scale", [1, 3, 50])
def test_floored_normals_have_their_exact_law(scale: int) -> None:
    """Chi-square against the distribution function; the seed is fixed, the threshold is five deviations."""
    count = 200_000
    values = floored_normals(np.full(count, scale, np.int64), seeded(scale))
    found, held = np.unique(values, return_counts=True)
    expected = np.array([normal_cdf((value + 1) / scale) - normal_cdf(value / scale) for value in found]) * count
    many = expected > 20
    statistic = float(((held - expected) ** 2 / expected)[many].sum())
    assert statistic < many.sum() + 5 * math.sqrt(2 * many.sum())


def test_large_steps_are_whole_and_not_rounded() -> None:
    values = floored_normals(np.full(20_000, SCALE_MOST, np.int64), seeded(1))
    assert abs(float((values / SCALE_MOST).std()) - 1) < 0.03
    assert len(np.unique(values % 1024)) == 1024
    with pytest.raises(ValueError, match="scale"):
        floored_normals(np.array([0]), seeded(1))


def test_counting_equals_counting_by_hand() -> None:
    rows, sizes = case_rows(300, 4, 5)
    for columns, table in counted(rows.T.astype(np.int32), sizes, [(), (1,), (0, 2), (0, 1, 3)]).items():
        for cell in product(*(range(sizes[column]) for column in columns)):
            assert table[cell] == sum(all(row[c] == v for c, v in zip(columns, cell, strict=True)) for row in rows)


def slow_settle(rows: NDArray[np.int32], sizes: list[int], targets: dict[tuple[int, int], NDArray[np.float64]]) -> None:
    """The obvious twin: try every value and recount every table."""

    def squared() -> float:
        total = 0.0
        for pair, target in targets.items():
            held = np.zeros_like(target)
            np.add.at(held, (rows[:, pair[0]], rows[:, pair[1]]), 1)
            total += float(((held - target) ** 2).sum())
        return total

    for row in range(len(rows)):
        for column, size in enumerate(sizes):
            held, best, least = int(rows[row, column]), int(rows[row, column]), squared()
            for value in range(size):
                rows[row, column] = value
                if squared() < least - 1e-9:
                    best, least = value, squared()
                rows[row, column] = held
            rows[row, column] = best


def test_settling_equals_its_slow_twin() -> None:
    rng = np.random.default_rng(3)
    sizes = [2, 3, 4]
    rows = np.stack([rng.integers(0, size, 25, np.int32) for size in sizes], axis=1)
    pairs = list(combinations(range(3), 2))
    targets = {pair: rng.random((sizes[pair[0]], sizes[pair[1]])) * 6 for pair in pairs}
    twin = rows.copy()
    settle(rows, sizes, targets, [np.arange(25)])
    slow_settle(twin, sizes, targets)
    assert (rows == twin).all()


def fitted_case(epsilon: float, seed: int):  # type: ignore[no-untyped-def]
    rows, sizes = case_rows(4000, 6, seed)
    planned = plan(sizes, epsilon, 1e-6)
    counts = counted(rows.T.astype(np.int32), sizes, planned.tables)
    return planned, counts, fit(planned, measure(counts, planned.parts, seeded(seed)))


@pytest.mark.parametrize("epsilon", [0.2, 1.0, 8.0])
def test_fitted_tables_agree_hold_no_negative_count_and_lie_in_their_intervals(epsilon: float) -> None:
    planned, _, fitted = fitted_case(epsilon, 7)
    assert set(fitted) == set(planned.tables)
    assert disagreement(fitted) < max(1.0, 0.002 * float(fitted[()].counts))
    for table in fitted.values():
        assert (table.counts >= 0).all()
        assert ((table.lower <= table.counts + 1e-9) & (table.counts <= table.upper + 1e-9)).all()


def test_intervals_cover_the_truth_and_the_deviation_is_what_is_stated() -> None:
    inside, errors = [], []
    for seed in range(6):
        planned, counts, fitted = fitted_case(1.0, seed)
        triples = [columns for columns in planned.tables if len(columns) == 3]
        inside += [
            ((fitted[c].lower <= counts[c]) & (counts[c] <= fitted[c].upper))[counts[c] > 0].mean() for c in triples
        ]
        residuals = measure(counts, planned.parts, seeded(seed + 100))
        errors += [
            ((assembled(c, planned.sizes, residuals) - counts[c]) / deviation(c, planned)).std() for c in triples
        ]
    assert 0.93 <= float(np.mean(inside)) <= 0.99
    assert float(np.mean(errors)) == pytest.approx(1, abs=0.1)


def test_fitting_lowers_the_error() -> None:
    planned, counts, fitted = fitted_case(1.0, 11)
    linear = measure(counts, planned.parts, seeded(11))
    triples = [columns for columns in planned.tables if len(columns) == 3]
    raw = np.mean([np.abs(assembled(c, planned.sizes, linear) - counts[c]).mean() for c in triples])
    assert np.mean([np.abs(fitted[c].counts - counts[c]).mean() for c in triples]) < raw / 2


def test_rows_fit_the_tables_of_pairs() -> None:
    planned, _, fitted = fitted_case(4.0, 12)
    tables = {columns: table.counts for columns, table in fitted.items()}
    rows = draw_rows(tables, planned.sizes, np.random.default_rng(0))
    assert len(rows) == int(tables[()])
    pairs = [columns for columns in planned.tables if len(columns) == 2]
    held = counted(np.ascontiguousarray(rows.T), planned.sizes, pairs)
    assert max(float(np.abs(held[pair] - tables[pair]).mean()) for pair in pairs) < 1.5


@given(st.lists(st.floats(-50, 50), min_size=1, max_size=8), st.floats(0, 100))
def test_the_projection_is_the_nearest_table_with_that_total(table: list[float], total: float) -> None:
    found = onto_total(np.array(table), total)
    assert (found >= 0).all()
    assert float(found.sum()) == pytest.approx(total, abs=1e-6)
    for first, second in combinations(range(len(table)), 2):
        if found[first] > 1e-6 and found[second] > 1e-6:
            assert found[first] - table[first] == pytest.approx(found[second] - table[second], abs=1e-6)


def test_large_tables_are_left_out_with_all_that_hold_them() -> None:
    planned: Plan = plan([10_000, 30, 3, 2], 1.0, 1e-6)
    assert planned.left_out == ((0, 1), (0, 1, 2), (0, 1, 3))
    assert (0, 2, 3) in planned.tables


def test_a_delta_below_the_precision_of_the_noise_is_refused() -> None:
    with pytest.raises(Invalid, match="too small for"):
        plan([100, 100, 100], 20.0, 1e-9)
