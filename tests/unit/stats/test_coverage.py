"""Coverage: what changed in how a table was made is said; a steady table gets no warning."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pytest

from safelight.stats.core.coverage import Finding, check_table, guess_layout, warnings_of
from safelight.stats.core.table import table_of
from safelight.stats.service import patterns

Cells = Mapping[str, Sequence[str]]


def found(cells: Cells, **named: str) -> dict[str, Finding]:
    layout = guess_layout(table_of("t.csv", cells), **named)  # type: ignore[arg-type]
    return {finding.check: finding for finding in check_table(layout) if finding.severity != "note"}


def weeks(number: int) -> list[str]:
    return [f"{2020 + week // 52}-W{week % 52 + 1:02d}" for week in range(number)]


def panel(rng: np.random.Generator, agencies: int, number: int, mean: float) -> dict[str, list[str]]:
    """A steady register: each agency counts in every week, around its own level and season."""
    level = rng.gamma(2, mean / 2, agencies)[:, None]
    season = 1 + 0.4 * np.sin(2 * np.pi * np.arange(number) / 52)
    counts = rng.negative_binomial(8, 8 / (8 + level * season))
    labels = weeks(number)
    return {
        "agency": [f"agency {a}" for a in range(agencies) for _ in labels],
        "week": labels * agencies,
        "count": [str(count) for count in counts.ravel()],
    }


@pytest.mark.parametrize("seed", range(8))
def test_a_steady_register_gets_no_warning(seed: int) -> None:
    assert found(panel(np.random.default_rng(seed), 30, 104, 6.0), by=("agency",)) == {}  # type: ignore[arg-type]


def test_agencies_that_join_are_a_warning_with_both_numbers_and_the_steady_ones() -> None:
    cells = panel(np.random.default_rng(1), 40, 60, 6.0)
    keep = [not (int(a.split()[1]) > 9 and w < "2020-W40") for a, w in zip(cells["agency"], cells["week"], strict=True)]
    cells = {name: [cell for cell, kept in zip(texts, keep, strict=True) if kept] for name, texts in cells.items()}
    message = found(cells)["reporters"].message
    assert "10 reported in 2020-W01, 40 in" in message
    assert "The 10 that reported throughout" in message


def test_a_lasting_jump_of_the_whole_table_is_a_break_and_a_slow_rise_is_none() -> None:
    cells = panel(np.random.default_rng(2), 30, 104, 20.0)
    week = np.array([int(w[:4]) * 52 + int(w[-2:]) for w in cells["week"]]) - 2020 * 52
    counts = np.array(cells["count"], float)
    jumped = {**cells, "count": [str(int(c)) for c in np.where(week > 60, 0.5 * counts, counts)]}
    assert "definition" in found(jumped)
    slow = {**cells, "count": [str(int(c)) for c in counts * (1 + week / 104)]}
    assert "definition" not in found(slow)


def test_fewer_reports_with_more_files_in_each_is_bundling() -> None:
    years = [str(year) for year in range(2019, 2025)]
    reports = ["269000", "287000", "293000", "320000", "362000", "205000"]
    files = ["690000", "753000", "849000", "882000", "1050000", "1029000"]
    checks = found({"year": years, "reports": reports, "files": files}, count="reports")
    assert "2023 to 2024 -43 %" in checks["definition"].message
    assert "2023 to 2024: files for each reports changes by a factor of 1.73" in checks["bundling"].message
    steady = found({"year": years, "reports": ["100000"] * 6, "files": ["200000"] * 6})
    assert steady == {}


def test_repeated_case_numbers_and_copied_rows_are_named() -> None:
    number = [str(n) for n in range(100)]
    cells = {"case id": [*number, "7", "8"], "week": [*weeks(100), "2020-W08", "2020-W09"]}
    assert found(cells)["duplicates"].rows == 2


def test_a_form_that_changes_shows_in_its_words_and_in_its_blanks() -> None:
    months = [f"2024-{month:02d}" for month in range(1, 13) for _ in range(50)]
    rng = np.random.default_rng(3)
    kind = [("web" if m < "2024-07" else "online") if rng.random() < 0.4 else "phone" for m in months]
    age = ["" if m > "2024-08" and rng.random() < 0.7 else str(rng.integers(20, 60)) for m in months]
    checks = found({"month": months, "channel": kind, "age": age})
    assert "begins in 2024-07" in checks["vocabulary"].message or "ends after 2024-06" in checks["vocabulary"].message
    assert "age is filled in" in checks["missing"].message


def test_a_total_that_does_not_add_up_names_its_cell() -> None:
    cells = {"year": ["2024"] * 3, "sex": ["women", "men", "total"], "count": ["10", "5", "17"]}
    assert "t.csv:4 column count: the total says 17, its 2 parts add up to 15" in found(cells)["totals"].message
    assert "totals" not in found({**cells, "count": ["10", "<5", "13"]})


def test_warnings_leave_notes_out() -> None:
    layout = guess_layout(table_of("t.csv", {"year": ["2023", "2024"], "count": ["<5", "9"]}))
    assert warnings_of(layout) == ()
    assert [finding.check for finding in check_table(layout)] == ["censored"]


@pytest.mark.corpora
def test_public_tables_with_known_breaks_warn(corpora: Path, tmp_path: Path) -> None:
    fbi = {f.check: f for f in patterns.coverage(corpora / "stats" / "fbi_ucr_ht" / "HT_2013-2020.csv")}
    assert "9 reported in 2013, 503 in 2020" in fbi["reporters"].message
    assert "HT_2013-2020.csv:1952 column ACTUAL_COUNT" in fbi["counts"].message
    years = (corpora / "stats" / "ncmec_diaphanous" / "ocse-reports-per-year.csv").read_text()
    path = tmp_path / "reports.csv"
    path.write_text(years.rstrip() + "\n2024,20500000\n")
    ncmec = {f.check: f for f in patterns.coverage(path)}
    assert "2023 to 2024 -43 %" in ncmec["definition"].message
