"""`safelight stats effect` as people script it: the fields of the contract, refusals that name the cell."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import pytest
from tests.lib.commands import stats
from tests.lib.event_worlds import EVENT_MAKES, event_world

WORLD = event_world(5, dataclasses.replace(EVENT_MAKES["few"], weeks=80, level=(40.0, 20.0)), 3.0)
COMMAND = ("effect", "t.csv", "--unit", "place", "--time", "week", "--count", "n", "--event")


def written(folder: Path, change: tuple[str, str] = ("", "")) -> Path:
    (folder / "t.csv").write_text(WORLD.csv().replace(*change, 1) if change[0] else WORLD.csv())
    return folder


def monday(week: int) -> str:
    return WORLD.csv().splitlines()[1 + week].split(",")[1]


def test_an_effect_has_the_contract_and_holds_the_truth(tmp_path: Path) -> None:
    event = f"p{WORLD.place:02d}@{monday(WORLD.start)}"
    found = json.loads(stats(written(tmp_path), *COMMAND, event).stdout)
    assert {"estimate", "interval", "placebo_p", "controls", "warnings"} <= set(found)
    low, high = found["interval"]
    assert low < found["estimate"] < high
    assert low < 3.0 < high
    assert found["placebo_p"] <= 0.05
    assert found["controls"] == 6
    assert "times as many" in stats(tmp_path, *COMMAND, event, "--words").stdout


@pytest.mark.parametrize(
    ("change", "event", "said", "code"),
    [
        ((f"p00,{monday(3)},", f"p00,{monday(3)},-"), "p00@2023-01-02", "t.csv:5 column n", 2),
        (("", ""), "p77@2023-01-02", "p77", 4),
    ],
)
def test_bad_input_stops_with_its_cell(
    tmp_path: Path, change: tuple[str, str], event: str, said: str, code: int
) -> None:
    done = stats(written(tmp_path, change), *COMMAND, event, code=code)
    assert said in done.stderr
    assert done.stdout == ""
