"""Outside tables: cells that can't be read are named, missing and hidden counts stay what they are."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pytest

from safelight.kernel.errors import Invalid, Missing
from safelight.stats.core.counts import counts_of, read_count, refuse_negative
from safelight.stats.core.periods import axis_of
from safelight.stats.core.table import MISSING, joint, table_of
from safelight.stats.sources.tables import read_table


@pytest.mark.parametrize(
    ("cell", "interval"),
    [
        ("12", (12, 12)),
        ("1,234", (1234, 1234)),
        ("1 234 567", (1234567, 1234567)),
        ("7.0", (7, 7)),
        ("1.000", (1, 1)),
        ("0", (0, 0)),
        ("<5", (1, 4)),
        ("< 10", (1, 9)),
        ("fewer than 3", (1, 2)),
        ("≤4", (1, 4)),
        ("1-4", (1, 4)),
        ("3.5", None),
        ("-3", None),
        ("many", None),
        ("12,34", None),
    ],
)
def test_a_count_is_a_whole_number_or_an_interval(cell: str, interval: tuple[int, int] | None) -> None:
    assert read_count(cell) == interval


def test_a_cell_that_is_no_count_is_refused_by_line_and_column_and_the_rest_goes_through() -> None:
    counts, good, refused = counts_of(table_of("t.csv", {"n": ["4", "many", "<5", "", "unknown", "-2"]}), "n")
    assert [row.place for row in refused] == ["t.csv:3 column n", "t.csv:7 column n"]
    assert "negative" in refused[1].reason
    assert good.tolist() == [True, False, True, True, True, False]
    assert counts.low.tolist() == [4, -1, 1, -1, -1, -1]
    assert counts.high.tolist() == [4, -1, 4, -1, -1, -1]
    assert counts.missing == {"empty": 1, "unknown": 1}


def test_a_negative_count_stops_a_test_with_its_cell() -> None:
    with pytest.raises(Invalid, match=r"t.csv:3 column n: a count can't be negative \(-2\)"):
        refuse_negative(table_of("t.csv", {"n": ["1", "-2"]}), "n")


@pytest.mark.parametrize(
    ("cells", "kind", "index"),
    [
        (["2013", "2015"], "year", [0, 2]),
        (["2024-W05", "2024-W07"], "week of 52", [0, 2]),
        (["2020-W52", "2021-W01"], "week of 52", [0, 1]),
        (["2020-W52", "2020-W53", "2021-W01"], "week", [0, 1, 2]),
        (["2024-01-01", "2024-01-15", "2024-01-08"], "week", [0, 2, 1]),
        (["2024-01-01", "2024-01-03", "2024-01-04"], "day", [0, 2, 3]),
        (["2024-01-01", "2024-03-01", "2024-02-01"], "month", [0, 2, 1]),
        (["2023-Q4", "2024-Q1"], "quarter", [0, 1]),
        (["2023-H2", "2024-H2"], "half", [0, 2]),
        (["Mar 2024", "May 2024"], "month", [0, 2]),
        (["13/01/2024", "14/01/2024"], "day", [0, 1]),
        (["01/13/2024", "01/14/2024"], "day", [0, 1]),
        (["0", "1", "5"], "step", [0, 1, 5]),
    ],
)
def test_times_are_read_as_people_write_them(cells: list[str], kind: str, index: list[int]) -> None:
    axis, good, refused = axis_of(table_of("t", {"when": cells}), "when")
    assert (axis.kind, axis.index.tolist(), refused) == (kind, index, ())
    assert good.all()
    assert [axis.labels[step] for step in index] == cells


def test_mixed_dates_are_refused_with_the_cell_that_differs() -> None:
    table = table_of("t.csv", {"when": ["2024-01-01", "2024-01-02", "13/01/2024"]})
    with pytest.raises(Invalid, match=r"t.csv:4 column when: '13/01/2024' isn't written like the others"):
        axis_of(table, "when")


def test_dates_that_leave_the_order_open_need_it_said() -> None:
    table = table_of("t.csv", {"when": ["03/04/2024", "05/04/2024"]})
    with pytest.raises(Invalid, match="day first or month first"):
        axis_of(table, "when")
    assert axis_of(table, "when", "day")[0].first == date(2024, 4, 3)


def test_a_word_where_a_time_belongs_is_one_refused_row() -> None:
    axis, good, refused = axis_of(table_of("t.csv", {"when": ["2024-01-01", "soon", "2024-01-02"]}), "when")
    assert (axis.index.tolist(), good.tolist()) == ([0, -1, 1], [True, False, True])
    assert refused[0].place == "t.csv:3 column when"


def test_joint_codes_name_the_combinations_that_occur() -> None:
    table = table_of("t", {"a": ["x", "y", "x", ""], "b": ["1", "1", "1", "2"]})
    codes, names = joint(table.columns)
    assert [names[code] if code != MISSING else None for code in codes] == [("x", "1"), ("y", "1"), ("x", "1"), None]


@pytest.mark.parametrize(
    "raw",
    [
        b"a,n\nK\xc3\xb6ln,1\n,2\n",
        b"\xef\xbb\xbfa;n\r\nK\xc3\xb6ln;1\r\n;2\r\n",
        b"a\tn\nK\xf6ln\t1\n\t2\n",
        "a,n\nKöln,1\n,2\n".encode("utf-16"),
    ],
)
def test_delimiters_and_encodings_are_found(tmp_path: Path, raw: bytes) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(raw)
    table = read_table(path)
    assert table.names == ("a", "n")
    assert [table.column("a").at(row) for row in (0, 1)] == ["Köln", ""]


def test_a_row_of_another_width_is_refused_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("a,n\nx,1\ny,2,3\nz,4\n")
    table = read_table(path)
    assert [row.place for row in table.refused] == ["t.csv:3"]
    assert table.lines.tolist() == [2, 4]
    with pytest.raises(Missing, match="It has: a, n"):
        table.column("count")


def test_parquet_and_workbook_read_like_csv(tmp_path: Path) -> None:
    import pyarrow as pa
    from pyarrow import parquet

    parquet.write_table(
        pa.table({"when": pa.array([date(2024, 1, 1), date(2024, 1, 8)]), "n": pa.array([3, None])}),
        tmp_path / "t.parquet",
    )
    table = read_table(tmp_path / "t.parquet")
    assert [table.column("when").at(0), table.column("n").at(0), table.column("n").at(1)] == ["2024-01-01", "3", ""]


@pytest.mark.parametrize("text", ["", "a,a\n1,2\n", "a,b\n"])
def test_a_table_without_columns_or_rows_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "t.csv"
    path.write_text(text)
    with pytest.raises(Invalid):
        read_table(path)


def test_lines_skip_refused_rows() -> None:
    table = table_of("t", {"a": ["1", "2", "3"]})
    kept = table.kept(np.array([True, False, True]))
    assert kept.lines.tolist() == [2, 4]
