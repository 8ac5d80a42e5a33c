"""Spreadsheets give the cells that a CSV of the same table would, or say what to do."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.lib.workbooks import DATE_STYLE, write_workbook

from safelight.kernel.errors import Invalid
from safelight.stats.core.periods import axis_of
from safelight.stats.sources.tables import read_table

DAY = 45_292
"""2024-01-01 in days since 1899-12-30."""


def test_a_sheet_is_read_as_its_csv_would_be(tmp_path: Path) -> None:
    rows = [["day", "county", "count"], [(DAY, DATE_STYLE), "Alder & Ash", 12], [(DAY + 1, DATE_STYLE), "Birch", "<5"]]
    sheet = read_table(write_workbook(tmp_path / "t.xlsx", rows))
    (tmp_path / "t.csv").write_text("day,county,count\n2024-01-01,Alder & Ash,12\n2024-01-02,Birch,<5\n")
    text = read_table(tmp_path / "t.csv")
    assert sheet.names == text.names
    for name in text.names:
        read, expected = sheet.column(name), text.column(name)
        assert [read.at(row) for row in range(sheet.rows)] == [expected.at(row) for row in range(text.rows)]
    assert axis_of(sheet, "day")[0].kind == "day"


def test_a_file_that_is_no_workbook_is_named(tmp_path: Path) -> None:
    (tmp_path / "t.xlsx").write_bytes(b"PK\x03\x04 and then nothing of a workbook")
    with pytest.raises(Invalid, match=r"t\.xlsx can't be read as a workbook"):
        read_table(tmp_path / "t.xlsx")


def test_an_empty_sheet_is_named(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match=r"t\.xlsx is empty"):
        read_table(write_workbook(tmp_path / "t.xlsx", []))
