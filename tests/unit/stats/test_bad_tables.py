"""Every verb on counts and sightings says which cell is bad and computes nothing from a table that can't be trusted."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from safelight.infra.entropy import random_words
from safelight.kernel.errors import Invalid, Missing, SafelightError
from safelight.kernel.provenance import Rejected
from safelight.stats.service import effect, movement, patterns, scan
from safelight.stats.service.publish import PublishRequest, publish

Verb = Callable[[Path, Callable[[Rejected], None]], object]

VERBS: dict[str, Verb] = {
    "bursts": lambda path, refuse: patterns.bursts(path, "day", "n", ("place",), refuse),
    "trends": lambda path, refuse: patterns.trends(path, "day", "n", ("place",), refuse),
    "effect": lambda path, refuse: effect.effect(path, "place", "day", "n", "06001@2024-02-20", refuse),
    "circuits": lambda path, refuse: movement.circuits(path, "who", "place", "day", refuse),
    "flows": lambda path, refuse: movement.flows_of_entities(path, "who", "place", "day", refuse),
    "pairs": lambda path, refuse: movement.flows(path, "place", "to", "n", refuse),
    "scan": lambda path, refuse: scan.clusters(path, "place", "n", refuse, "people"),
    "rates": lambda path, refuse: patterns.rates(path, "place", "n", "people", (), refuse),
}
TIMED = ("bursts", "trends", "effect", "circuits", "flows")
COUNTING = ("bursts", "trends", "effect", "pairs", "scan", "rates")
PLACES = ("06001", "06013", "06075", "06081", "06085", "06041")
COLUMNS = ("day", "place", "to", "who", "people", "n")


def rows() -> list[dict[str, str]]:
    """Sixty days in six counties."""
    rng = np.random.default_rng(0)
    days = [str(np.datetime64("2024-01-01") + day) for day in range(60)]
    return [
        {"day": day, "place": place, "to": PLACES[at - 1], "who": f"w{at}", "people": "90000", "n": str(rng.poisson(9))}
        for day in days
        for at, place in enumerate(PLACES)
    ]


def written(folder: Path, change: dict[int, tuple[str, str]] | None = None, blank: str | None = None) -> Path:
    """The table with some cells changed, or a column emptied. Row 0 stands in line 2."""
    table = rows()
    for row, (column, cell) in (change or {}).items():
        table[row][column] = cell
    lines = [",".join("" if name == blank else row[name] for name in COLUMNS) for row in table]
    (folder / "t.csv").write_text("\n".join([",".join(COLUMNS), *lines]) + "\n")
    return folder / "t.csv"


def refused(path: Path, verb: str) -> tuple[SafelightError | None, list[str]]:
    said: list[str] = []
    try:
        VERBS[verb](path, lambda row: said.append(row.line()))
    except SafelightError as error:
        return error, said
    return None, said


@pytest.mark.parametrize("verb", TIMED)
def test_mixed_dates_stop_with_the_cell_that_differs(tmp_path: Path, verb: str) -> None:
    error, _ = refused(written(tmp_path, {7: ("day", "13/01/2024")}), verb)
    assert isinstance(error, Invalid)
    assert "t.csv:9 column day: '13/01/2024'" in error.message


@pytest.mark.parametrize("verb", COUNTING)
def test_a_negative_count_stops_with_its_cell(tmp_path: Path, verb: str) -> None:
    error, _ = refused(written(tmp_path, {7: ("n", "-3")}), verb)
    assert isinstance(error, Invalid)
    assert "t.csv:9 column n: a count can't be negative (-3)" in error.message


@pytest.mark.parametrize("verb", COUNTING)
def test_a_word_for_a_count_is_one_refused_row(tmp_path: Path, verb: str) -> None:
    error, said = refused(written(tmp_path, {7: ("n", "several")}), verb)
    assert [line for line in said if "t.csv:9 column n" in line]
    assert error is None or "missing or hidden" in error.message


@pytest.mark.parametrize(
    ("verb", "column"),
    [
        *((verb, "n") for verb in COUNTING),
        *((verb, "day") for verb in TIMED),
        *((verb, "place") for verb in VERBS),
        *((verb, "people") for verb in ("scan", "rates")),
    ],
)
def test_a_column_without_anything_in_it_is_named(tmp_path: Path, verb: str, column: str) -> None:
    error, _ = refused(written(tmp_path, blank=column), verb)
    assert isinstance(error, Invalid | Missing)
    assert f"column {column}" in error.message


@pytest.mark.parametrize("verb", VERBS)
def test_a_column_that_is_not_there_is_named(tmp_path: Path, verb: str) -> None:
    path = written(tmp_path)
    path.write_text(path.read_text().replace("place", "spot", 1))
    error, _ = refused(path, verb)
    assert isinstance(error, Missing)
    assert "no column 'place'" in error.message


def test_one_person_in_ten_thousand_rows_is_one_entity(tmp_path: Path) -> None:
    stops = [f"w,{PLACES[stop % 3]},{np.datetime64('2000-01-01') + stop}" for stop in range(10_000)]
    (tmp_path / "t.csv").write_text("\n".join(["who,place,day", *stops]) + "\n")
    (found,) = movement.circuits(tmp_path / "t.csv", "who", "place", "day", lambda row: None).found
    assert (found.stops, found.period_days) == (PLACES[:3], 3.0)


def test_ten_thousand_categories_are_left_out_of_kinds_and_small_for_series(tmp_path: Path) -> None:
    lines = [f"v{row % 3},v{row % 3},c{row % 10_000},2024-01-{1 + row % 28:02d}" for row in range(20_000)]
    (tmp_path / "t.csv").write_text("\n".join(["a,b,wide,day", *lines]) + "\n")
    answer = patterns.typologies(tmp_path / "t.csv", ("a", "b", "wide"), lambda row: None, 4)
    assert "Column wide holds 10,000 values" in answer.found.left_out[0]
    assert patterns.trends(tmp_path / "t.csv", "day", None, ("wide",), lambda row: None).found == ()


def test_a_publisher_is_told_of_rows_that_do_not_count_and_of_empty_columns(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("who,sex,none\n" + "p1,F,\n" * 40 + "p2,M,\n")
    columns = {name: {"type": "category", "values": ["F", "M"], "missing": [""]} for name in ("sex", "none")}
    (tmp_path / "code.json").write_text(json.dumps({"columns": columns}))
    request = PublishRequest(tmp_path / "t.csv", tmp_path / "code.json", tmp_path / "out", person="who", seed=1)
    told: list[str] = []
    report = publish(request, random_words, lambda *_: None, told.append)
    assert told == [
        "Column none is empty in every row: it says nothing, and takes its part of the budget.",
        "39 of 41 rows don't count: of each person, 1 does (--rows-each).",
    ]
    assert not any(sentence in json.dumps(report) for sentence in told), "notes are for the keeper alone"


def test_a_negative_count_is_found_without_naming_its_column(tmp_path: Path) -> None:
    rows = [f"2026-W{week:02d},{week % 7}" for week in range(1, 30)]
    (tmp_path / "t.csv").write_text("\n".join(["week,n", *rows, "2026-W30,-3", ""]))
    (found,) = [one for one in patterns.coverage(tmp_path / "t.csv") if one.check == "counts"]
    assert found.message.startswith("t.csv:31 column n: a count can't be negative (-3)")
