"""`safelight stats publish` as people script it: four files or none, and refusals that name the cell."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from tests.lib.cases_table import case_rows, write_case_table

from safelight.stats.core.publish.budget import LATTICE_LEAST

ROOT = Path(__file__).parents[2]
FILES = ["marginals.csv", "report.html", "report.json", "synthetic.csv"]


def run(folder: Path, *words: str, code: int = 0) -> str:
    command = [sys.executable, "-m", "safelight", "stats", "publish", *words]
    environment = {"PATH": os.environ["PATH"], "HOME": str(folder), "PYTHONPATH": str(ROOT / "src")}
    done = subprocess.run(command, capture_output=True, cwd=folder, env=environment, check=False)
    assert done.returncode == code, done.stderr.decode()
    return done.stdout.decode() if code == 0 else done.stderr.decode()


def book(**columns: dict[str, object]) -> str:
    return json.dumps({"columns": {name.replace("_", " "): column for name, column in columns.items()}})


def given(folder: Path, code: str, table: str) -> tuple[str, ...]:
    (folder / "code.json").write_text(code)
    (folder / "cases.csv").write_text(table)
    return ("cases.csv", "--codebook", "code.json", "--epsilon", "1", "--out", "release")


def test_a_release_has_its_four_files(tmp_path: Path) -> None:
    rows, sizes = case_rows(3000, 5, 1)
    write_case_table(tmp_path, rows, sizes)
    shown = json.loads(
        run(tmp_path, "cases.csv", "--codebook", "code.json", "--epsilon", "2", "--out", "release", "--json")
    )
    assert sorted(path.name for path in (tmp_path / "release").iterdir()) == FILES
    report = json.loads((tmp_path / "release/report.json").read_text())
    assert report["private"] is True
    assert set(report["error"]) == {"1", "2", "3"}
    assert 0 < report["worst_case_advantage"] < 0.25
    assert report["mu"] == shown["mu"]
    with (tmp_path / "release/synthetic.csv").open() as file:
        invented = list(csv.reader(file))
    assert invented[0] == [f"column {position}" for position in range(5)]
    assert len(invented) - 1 == report["rows"] == pytest.approx(3000, rel=0.02)
    allowed = [{"", *(f"v{code}" for code in range(size - 1))} for size in sizes]
    assert all(set(column) <= values for column, values in zip(zip(*invented[1:], strict=True), allowed, strict=True))
    with (tmp_path / "release/marginals.csv").open() as file:
        lines = list(csv.DictReader(file))
    whole = {(line["columns"], line["values"]): float(line["count"]) for line in lines}
    assert len(whole) == len(lines) == report["cells"]
    assert whole["[]", "[]"] == report["rows"]
    for line in lines:
        low, high = json.loads(line["interval"])
        assert 0 <= low <= float(line["count"]) <= high
    true = int((rows[:, 0] == 0).sum())
    assert whole['["column 0"]', '["v0"]'] == pytest.approx(true, abs=80)
    page = (tmp_path / "release/report.html").read_text()
    assert "Worst-case advantage" in page
    assert "http" not in page


def test_columns_of_all_kinds_come_back_as_valid_cells(tmp_path: Path) -> None:
    code = book(
        age={"type": "integer", "values": [18, 99], "missing": ["", "unknown"]},
        when={"type": "date", "values": ["2024-01-01", "2025-06-30"]},
        quarter={"type": "date", "values": ["2024-Q1", "2024-Q2"]},
        forms={"type": "multi", "values": ["work", "home", "street"], "separator": "|"},
        place={"type": "category", "values": ["NA", "null", "a, b"], "missing": []},
    )
    rng = np.random.default_rng(2)
    lines = [
        f"{['unknown', str(rng.integers(18, 99))][int(rng.random() < 0.9)]},2024-{rng.integers(1, 13):02d}-11,"
        f"{['2024-01-31', '2024-Q2'][int(rng.random() < 0.5)]},{['', 'work', 'home|work'][rng.integers(3)]},"
        f"{['NA', 'null', chr(34) + 'a, b' + chr(34)][rng.integers(3)]}"
        for _ in range(1500)
    ]
    words = given(tmp_path, code, "\n".join(["age,when,quarter,forms,place", *lines]) + "\n")
    run(tmp_path, *words)
    with (tmp_path / "release/synthetic.csv").open() as file:
        invented = list(csv.DictReader(file))
    assert {row["place"] for row in invented} == {"NA", "null", "a, b"}
    assert all(row["age"] == "" or 18 <= int(row["age"]) <= 99 for row in invented)
    assert all(row["when"] == "" or "2024-01-01" <= row["when"] <= "2025-06-30" for row in invented)
    assert {row["quarter"] for row in invented} <= {"2024-Q1", "2024-Q2", ""}
    forms = {tuple(row["forms"].split("|")) for row in invented}
    assert ("work", "home") in forms
    assert sum("street" in row["forms"] for row in invented) < 150
    run(tmp_path, "release/synthetic.csv", *words[1:-1], "again")


@pytest.mark.parametrize(
    ("table", "says"),
    [
        ("sex\nF\nM\nX\n", "cases.csv:4 column sex: 'X' is not in the code book"),
        ("sex,name\nF,a\n", "doesn't declare 'name'"),
        ("other\nF\n", "doesn't declare 'other'"),
        ("sex\nF\nF,M\n", "cases.csv:3"),
        ("sex,sex\nF,M\n", "stands twice"),
        ("sex\n", "no rows"),
    ],
)
def test_a_table_that_does_not_fit_leaves_nothing_behind(tmp_path: Path, table: str, says: str) -> None:
    words = given(tmp_path, book(sex={"type": "category", "values": ["F", "M"]}), table)
    assert says in run(tmp_path, *words, code=2)
    assert not (tmp_path / "release").exists()


@pytest.mark.parametrize(
    ("column", "cell", "says"),
    [
        ({"type": "date", "values": ["2024-01-01", "2024-12-31"]}, "03/04/2024", "a date as 2024-03-05"),
        ({"type": "integer", "values": [0, 20]}, "-3", "'-3' is not in the code book; a whole number"),
        ({"type": "integer", "values": [0, 20]}, "3.5", "a whole number"),
        ({"type": "multi", "values": ["a", "b"]}, "a;c", "joined by ';'"),
        ({"type": "category", "values": ["a"], "missing": []}, '""', "no missing value"),
    ],
)
def test_a_cell_outside_the_code_book_is_named(tmp_path: Path, column: dict[str, object], cell: str, says: str) -> None:
    words = given(tmp_path, book(c=column, d={"type": "category", "values": ["x"]}), f"c,d\n{cell},x\n")
    refusal = run(tmp_path, *words, code=2)
    assert "cases.csv:2 column c" in refusal
    assert says in refusal


@pytest.mark.parametrize(
    ("code", "says"),
    [
        ("{", "not JSON"),
        ("[]", "A code book is an object"),
        (book(sex={"type": "word", "values": ["a"]}), "type 'word'"),
        (book(sex={"type": "category", "values": []}), "no values"),
        (book(sex={"type": "category", "values": ["a", "a"]}), "stands twice"),
        (book(sex={"type": "category", "values": ["a"], "extra": 1}), "unknown field 'extra'"),
        (book(sex={"type": "date", "values": ["soon"]}), "not a date"),
        (book(sex={"type": "integer", "values": ["few"]}), "not an integer"),
        (book(sex={"type": "category", "values": ["a"], "missing": ["a"]}), "both a value and missing"),
        (
            json.dumps({"draft": True, "columns": {"sex": {"type": "category", "values": ["F"]}}}),
            "drafted from records",
        ),
    ],
)
def test_a_wrong_code_book_is_refused(tmp_path: Path, code: str, says: str) -> None:
    assert says in run(tmp_path, *given(tmp_path, code, "sex\nF\n"), code=2)
    assert not (tmp_path / "release").exists()


def test_a_seed_needs_the_word_that_it_is_not_private(tmp_path: Path) -> None:
    words = given(tmp_path, book(sex={"type": "category", "values": ["F", "M"]}), "sex\n" + "F\nM\n" * 300)
    assert "--not-private" in run(tmp_path, *words, "--seed", "1", code=2)
    assert not (tmp_path / "release").exists()
    run(tmp_path, *words, "--seed", "1", "--not-private")
    once = {name: (tmp_path / "release" / name).read_bytes() for name in FILES}
    assert json.loads(once["report.json"])["private"] is False
    assert b"Not private" in once["report.html"]
    run(tmp_path, *words, "--seed", "1", "--not-private")
    assert {name: (tmp_path / "release" / name).read_bytes() for name in FILES} == once


def test_one_person_in_many_rows_counts_as_often_as_was_stated(tmp_path: Path) -> None:
    code = book(sex={"type": "category", "values": ["F", "M"]})
    table = "who,sex\n" + "".join(f"p{row if row < 500 else 0},{'F' if row < 500 else 'M'}\n" for row in range(10_500))
    words = given(tmp_path, code, table)
    assert "doesn't declare 'who'" in run(tmp_path, *words, code=2)
    run(tmp_path, *words, "--person", "who", "--rows-each", "2")
    report = json.loads((tmp_path / "release/report.json").read_text())
    assert report["person"] == "who"
    assert report["total"] < 700
    alone = json.loads(run(tmp_path, *words[:-1], "other", "--person", "who", "--json"))
    assert report["mu"] == pytest.approx(alone["mu"], rel=1 / LATTICE_LEAST), (
        "two rows a person cost more noise, not more privacy"
    )


def test_three_hundred_records_and_empty_columns_are_published(tmp_path: Path) -> None:
    code = book(
        sex={"type": "category", "values": ["F", "M"]},
        none={"type": "category", "values": ["a", "b"]},
        many={"type": "category", "values": [f"x{number}" for number in range(10_000)]},
    )
    table = "sex,none,many\n" + "".join(f"{'FM'[row % 2]},,x{row * 33}\n" for row in range(300))
    run(tmp_path, *given(tmp_path, code, table))
    report = json.loads((tmp_path / "release/report.json").read_text())
    assert 150 < report["rows"] < 450
    assert report["too_noisy"] == ["1", "2", "3"]


def test_a_folder_that_cannot_be_written_to_is_named(tmp_path: Path) -> None:
    words = given(tmp_path, book(sex={"type": "category", "values": ["F"]}), "sex\nF\n")
    (tmp_path / "release").write_text("a file")
    assert "can't be written to" in run(tmp_path, *words, code=6)
