"""Sums are found by word, by declaration and by what the counts show."""

from __future__ import annotations

import numpy as np
import pytest

from safelight.kernel.errors import Invalid
from safelight.stats.core.suppress.need import need_of
from safelight.stats.core.suppress.relations import relations_of
from safelight.stats.core.table import table_of


def sums(cells: dict[str, list[str]], counts: list[int], **more: object) -> list[tuple[int, list[int]]]:
    table = table_of("t.csv", cells)
    found = relations_of(table, table.columns, np.array(counts, np.int64), **more)  # type: ignore[arg-type]
    assert not (found.matrix @ np.array(counts)).any()
    return [(each.total, sorted(each.parts.tolist())) for each in found.sums]


def test_subtotals_of_a_hierarchy_are_sums() -> None:
    cells = {
        "region": ["A", "A", "A", "B", "B", "Total"],
        "country": ["x", "y", "Total", "z", "Total", "Total"],
    }
    assert sums(cells, [2, 3, 5, 7, 7, 12]) == [(5, [2, 4]), (2, [0, 1]), (4, [3])]


def test_a_total_without_its_word_is_seen() -> None:
    cells = {"region": ["A", "A", "A", "B", "B", "B"], "sex": ["f", "m", "t", "f", "m", "t"]}
    assert sums(cells, [2, 3, 5, 7, 9, 16]) == [(2, [0, 1]), (5, [3, 4])]


def test_an_empty_total_can_be_named() -> None:
    assert sums({"region": ["A", "B", ""]}, [2, 3, 5], words=("",)) == [(2, [0, 1])]


def test_a_total_over_two_columns_at_once() -> None:
    cells = {"region": ["A", "A", "B", "Total"], "sex": ["f", "m", "f", "Total"]}
    assert sums(cells, [1, 2, 3, 6]) == [(3, [0, 1, 2])]


def test_declared_subtotals_are_no_parts_of_the_total_twice() -> None:
    cells = {"age": ["0-8", "9-17", "minor", "adult", "Total"]}
    declared = {"age": {"minor": ["0-8", "9-17"]}}
    with pytest.raises(Invalid, match=r"t.csv:6 .* says 15, its 4 parts add up to 20"):
        sums(cells, [2, 3, 5, 10, 15])
    assert sums(cells, [2, 3, 5, 10, 15], parents=declared) == [(4, [2, 3]), (2, [0, 1])]


def test_a_total_of_four_ones_can_be_no_less_than_four() -> None:
    table = table_of("t.csv", {"region": ["A", "B", "C", "D", "Total"]})
    counts = np.array([1, 1, 1, 1, 4], np.int64)
    need = need_of(relations_of(table, table.columns, counts), counts, 5, 1)
    assert need.down.tolist() == [0, 0, 0, 0, 0]
    assert need.up.tolist() == [3, 3, 3, 3, 3]
