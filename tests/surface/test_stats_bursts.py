"""`safelight stats bursts` as people script it: one line per flagged row, refusals that name the cell."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from tests.lib.commands import stats

COMMAND = ("bursts", "t.csv", "--time", "week", "--count", "n", "--by", "place")


def weekly(seed: int = 1) -> list[str]:
    """Thirty places over 60 weeks; place p7 counts 60 more in weeks 31 and 32."""
    counts = np.random.default_rng(seed).poisson(6, (30, 60))
    counts[7, 30:32] += 60
    return [f"p{p},2023-W{w + 1:02d},{counts[p, w]}" for p in range(30) for w in range(52)] + [
        f"p{p},2024-W{w - 51:02d},{counts[p, w]}" for p in range(30) for w in range(52, 60)
    ]


def written(folder: Path, rows: list[str]) -> Path:
    (folder / "t.csv").write_text("place,week,n\n" + "\n".join(rows) + "\n")
    return folder


def test_flagged_rows_have_the_contract_and_the_right_place(tmp_path: Path) -> None:
    done = stats(written(tmp_path, weekly()), *COMMAND)
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert {(line["by"]["place"], line["time"]) for line in lines} >= {("p7", "2023-W31"), ("p7", "2023-W32")}
    for line in lines:
        assert set(line) - {"warnings"} == {"by", "time", "count", "expected", "ratio", "p", "q"}
        assert line["ratio"] == pytest.approx(line["count"] / line["expected"], rel=1e-3)
        assert 0 <= line["p"] <= line["q"] <= 1
    assert stats(tmp_path, *COMMAND).stdout == done.stdout


def test_a_broken_row_is_named_and_the_rest_goes_through(tmp_path: Path) -> None:
    rows = weekly()
    rows[3] = "p0,2023-W04,many"
    done = stats(written(tmp_path, rows), *COMMAND)
    assert "t.csv:5 column n" in done.stderr
    assert '"p7"' in done.stdout


@pytest.mark.parametrize(
    ("row", "said"),
    [("p0,2023-W04,-3", "t.csv:5 column n"), ("p0,2023-03-04,3", "t.csv:5 column week")],
)
def test_negative_counts_and_mixed_times_stop_with_their_cell(tmp_path: Path, row: str, said: str) -> None:
    rows = weekly()
    rows[3] = row
    done = stats(written(tmp_path, rows), *COMMAND, code=2)
    assert said in done.stderr
    assert done.stdout == ""


def test_a_column_that_is_not_there_is_named(tmp_path: Path) -> None:
    done = stats(written(tmp_path, weekly()), *COMMAND[:-1], "town", code=4)
    assert "town" in done.stderr
