"""`safelight stats scan`, `flows`, `trends`, `rates`, `typologies` as people script them."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from tests.lib.commands import stats
from tests.lib.mapped import kinds, moves, trended


def written(folder: Path, header: str, rows: list[str]) -> Path:
    (folder / "t.csv").write_text("\n".join([header, *rows]) + "\n")
    return folder


def told(folder: Path, *words: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in stats(folder, words[0], "t.csv", *words[1:]).stdout.splitlines()]


def test_a_cluster_of_counties_is_named_by_their_codes(tmp_path: Path) -> None:
    codes = "06001 06013 06075 06081 06085 06041 06055 06097 06095 06113 06067 06077"
    rows = [f"{code},{200000},{90 if code in ('06001', '06013') else 20}" for code in codes.split()]
    (line,) = told(
        written(tmp_path, "fips,people,n", rows), "scan", "--place", "fips", "--count", "n", "--population", "people"
    )
    assert sorted(line["places"]) == ["06001", "06013"]
    assert line["interval"][0] < line["ratio"] < line["interval"][1]
    assert line["p"] <= 0.05
    (tmp_path / "t.csv").write_text("fips,people,n\nAtlantis,5,5\nAlameda,5,5\n")
    assert (
        "t.csv:2 column fips: 'Atlantis' is no county"
        in stats(tmp_path, "scan", "t.csv", "--place", "fips", code=2).stderr
    )


def test_flows_from_origins_and_destinations(tmp_path: Path) -> None:
    counts, pairs = moves(2, places=12, loud=1, ratio=6.0)
    rows = [f"p{a},p{b},{int(counts[a, b])}" for a in range(12) for b in range(12) if counts[a, b]]
    lines = told(written(tmp_path, "home,work,n", rows), "flows", "--from", "home", "--to", "work", "--count", "n")
    assert (lines[0]["from"], lines[0]["to"]) == tuple(f"p{at}" for at in pairs[0])


def test_trends_of_series(tmp_path: Path) -> None:
    y = {f"s{at}": trended(at, 1.5 if at == 0 else 1.0, level=40) for at in range(3)}
    first = np.datetime64("2022-01-03")
    rows = [f"{name},{first + 7 * week},{int(n)}" for name, counts in y.items() for week, n in enumerate(counts)]
    lines = told(written(tmp_path, "place,week,n", rows), "trends", "--time", "week", "--count", "n", "--by", "place")
    assert (lines[0]["by"], lines[0]["from"]) == ({"place": "s0"}, "2022-01-03")
    assert lines[0]["interval"][0] < 1.5 < lines[0]["interval"][1]
    assert lines[0]["q"] <= 0.05


def test_rates_standardised_by_age(tmp_path: Path) -> None:
    rows = ["a,young,9000,9", "a,old,1000,10", "b,young,1000,1", "b,old,9000,90"]
    lines = told(
        written(tmp_path, "state,age,people,n", rows),
        *("rates", "--by", "state", "--count", "n", "--population", "people", "--strata", "age"),
    )
    assert [line["crude"] for line in lines] == [190, 910]
    assert [line["rate"] for line in lines] == [550, 550]
    assert [line["ratio"] for line in lines] == [1, 1]
    written(tmp_path, "state,age,people,n", [*rows, "c,old,0,3"])
    done = stats(tmp_path, "rates", "t.csv", "--by", "state", "--count", "n", "--population", "people")
    assert "t.csv:6 column people: there are cases but no people" in done.stderr
    assert [json.loads(line)["group"] for line in done.stdout.splitlines()] == ["a", "b"]


@pytest.mark.parametrize("clear", [0.8, 0.0])
def test_kinds_of_case(tmp_path: Path, clear: float) -> None:
    table, _ = kinds(4, rows=600, count=3, columns=8, clear=clear)
    rows = [",".join(cells) for cells in zip(*table.values(), strict=True)]
    lines = told(written(tmp_path, ",".join(table), rows), "typologies", "--kinds", "5")
    assert len(lines) == (3 if clear else 0)
    assert all(line["stable"] and line["features"] for line in lines)
