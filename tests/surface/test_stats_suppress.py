"""`safelight stats suppress` as people script it: two files or none, blanks, refusals that name the cell."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np
import pytest
from tests.lib.count_table import as_csv, attacked, counts_with_totals
from typer.testing import CliRunner

from safelight.cli import app

FORMS = (
    "region,form,cases\nA,x,3\nA,y,20\nA,Total,23\nB,x,40\nB,y,0\nB,Total,40\nTotal,x,43\nTotal,y,20\nTotal,Total,63\n"
)


def test_two_files_and_nothing_to_narrow(tmp_path: Path) -> None:
    counts = counts_with_totals((6, 5), 9.0, np.random.default_rng(7))
    (tmp_path / "in.csv").write_text(as_csv(counts))
    command = [
        "stats",
        "suppress",
        str(tmp_path / "in.csv"),
        "--minimum",
        "5",
        "--out",
        str(tmp_path / "out"),
        "--json",
    ]
    done = CliRunner().invoke(app, command)
    assert done.exit_code == 0, done.output
    with (tmp_path / "out/table.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == ["column 0", "column 1", "count", "suppressed"]
    assert all((row["count"] == "") == (row["suppressed"] == "true") for row in rows)
    assert [int(row["count"] or -1) for row in rows if row["count"]] == [
        int(count) for count, row in zip(counts.ravel(), rows, strict=True) if row["count"]
    ]
    assert not [row for row in rows if row["count"] in ("1", "2", "3", "4")]
    shown = {(row["column 0"], row["column 1"]): int(row["count"]) if row["count"] else None for row in rows}
    bounds = attacked(shown)
    audit = json.loads((tmp_path / "out/audit.json").read_text())
    assert len(audit["cells"]) == len(bounds) == audit["hidden"] == json.loads(done.output)["hidden"]
    for cell in audit["cells"]:
        low, high = bounds[tuple(cell["key"].values())]
        assert (cell["lower"], cell["upper"]) == (round(low), None if np.isinf(high) else round(high))
        assert cell["lower"] < (cell["upper"] or np.inf)


def test_a_table_without_totals_hides_small_counts_only(tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text("region,count\nA,3\nB,0\nC,90\nD,5\n")
    done = CliRunner().invoke(app, ["stats", "suppress", str(tmp_path / "in.csv"), "--out", str(tmp_path / "out")])
    assert done.exit_code == 0, done.output
    assert (tmp_path / "out/table.csv").read_text() == (
        "region,count,suppressed\nA,,true\nB,0,false\nC,90,false\nD,5,false\n"
    )
    cells = json.loads((tmp_path / "out/audit.json").read_text())["cells"]
    assert cells == [{"key": {"region": "A"}, "lower": 1, "upper": 4, "exact": True}]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (("A,x,3", "A,x,-3"), "in.csv:2 column cases: a count can't be negative"),
        (("A,x,3", "A,x,three"), "in.csv:2 column cases: 'three' is not a count"),
        (("A,x,3", "A,x,<5"), "in.csv:2 column cases: '<5' is no exact count"),
        (("A,x,3", "A,x,"), "in.csv:2 column cases: '' is no exact count"),
        (("B,Total,40", "B,Total,41"), "in.csv:7 (region='B', form='Total') says 41, its 2 parts add up to 40"),
        (("B,y,0", "B,x,0"), "lines 5 and 6 are the same cell"),
        (("A,x,3", "A,x,3,9"), "in.csv:2: 4 cells where 3 belong"),
        (("form", "suppressed"), "start from the full counts"),
    ],
)
def test_bad_tables_are_refused_and_nothing_is_written(tmp_path: Path, change: tuple[str, str], says: str) -> None:
    (tmp_path / "in.csv").write_text(FORMS.replace(*change, 1))
    command = ["stats", "suppress", str(tmp_path / "in.csv"), "--count", "cases", "--out", str(tmp_path / "out")]
    done = CliRunner().invoke(app, command)
    said = " ".join((done.output + str(getattr(done.exception, "message", ""))).split())
    assert done.exit_code != 0
    assert says in said
    assert not (tmp_path / "out").exists()
