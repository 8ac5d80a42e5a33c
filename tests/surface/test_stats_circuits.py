"""`safelight stats circuits` as people script it: stops in order, refusals that name the cell."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from tests.lib.commands import stats

COMMAND = ("circuits", "t.csv", "--entity", "who", "--place", "where", "--time", "when")


def sightings() -> list[str]:
    """`round` goes Reno, Boise, Salem every five days; `home` commutes; `once` sees every place once."""
    day = date(2024, 1, 1)
    towns = ("Reno", "Boise", "Salem")
    going = [f"round,{towns[stop % 3]},{day + timedelta(days=5 * stop)}" for stop in range(30)]
    home = [f"home,{'Fresno' if stop % 2 else towns[stop % 3]},{day + timedelta(days=stop)}" for stop in range(30)]
    once = [f"once,{town},{day + timedelta(days=3 * at)}" for at, town in enumerate((*towns, "Fresno", "Yuma"))]
    return [*going, *home, *once]


def written(folder: Path, rows: list[str]) -> Path:
    (folder / "t.csv").write_text("who,where,when\n" + "\n".join(rows) + "\n")
    return folder


def test_the_circuit_is_told_whole_in_order_from_its_first_name(tmp_path: Path) -> None:
    done = stats(written(tmp_path, sightings()), *COMMAND)
    (line,) = [json.loads(line) for line in done.stdout.splitlines()]
    assert set(line) - {"warnings"} == {"entity", "stops", "period_days", "p", "q"}
    assert (line["entity"], line["stops"], line["period_days"]) == ("round", ["Boise", "Salem", "Reno"], 15.0)
    assert 0 < line["p"] <= line["q"] <= 0.03
    assert "2 of 3 entities could show one" in done.stderr


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("round,Reno,03/04/2024", "t.csv:2 column when"),
        ("round,,2024-01-01", "1 of 65 rows lack entity, place or time"),
    ],
)
def test_bad_cells_are_named(tmp_path: Path, row: str, said: str) -> None:
    done = stats(written(tmp_path, [row, *sightings()[1:]]), *COMMAND, code=2 if "when" in said else 0)
    assert said in done.stderr
