"""The commands of stats on a home: each does what its name says, as a member who is signed in."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.lib.counted_home import counted_home
from tests.lib.homes import PASSWORD, Home
from typer.testing import CliRunner, Result

from safelight.cli import app
from safelight.infra.clock import SystemClock
from safelight.kernel.errors import Invalid

Run = Callable[..., Result]


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    made = counted_home(tmp_path, SystemClock())
    yield made
    made.platform.close()


@pytest.fixture
def run(home: Home) -> Run:
    token = home.platform.access.sign_in("sara", PASSWORD).token.reveal()
    folder = str(home.platform.settings.home)

    def command(*words: str) -> Result:
        return CliRunner().invoke(app, ["stats", *words, "--home", folder], env={"SAFELIGHT_TOKEN": token})

    return command


def test_from_facts_to_a_table_that_leaves(run: Run, home: Home, tmp_path: Path) -> None:
    listed = run("facts", "list", "--json")
    assert {json.loads(line)["kind"] for line in listed.stdout.splitlines()} >= {"ads.posted", "textline.referral"}
    unasked = run("ask", "ads by state last quarter")
    assert (unasked.exit_code, unasked.stdout) == (0, ""), "without a yes nothing runs"
    assert "reads as: ads by state, 20" in unasked.stderr
    answered = json.loads(run("ask", "ads by state last quarter", "--yes", "--json").stdout)
    assert {line["state"]: line["hidden"] for line in answered["lines"]}["CA"] is False
    refused = run("ask", "names by state", "--yes")
    assert isinstance(refused.exception, Invalid)
    assert "“names” is not understood" in refused.exception.message
    drawn = run("chart", "ads by month last 6 months", "--out", str(tmp_path / "chart.json"))
    assert drawn.exit_code == 0
    assert json.loads((tmp_path / "chart.json").read_text())["title"]["text"][0].startswith("Ads by month, ")
    assert run("open-data", "ads by state last quarter", "--out", str(tmp_path / "open")).exit_code == 0
    assert sorted(path.name for path in (tmp_path / "open").iterdir()) == [
        "data.csv",
        "data.parquet",
        "dictionary.json",
    ]
    case = home.case()
    entered = run(
        *("impact", "record", "--kind", "victim_identified", "--support", "case", "--reference", case.id, "--json"),
        *("--how", "Found through two leads of the queue.", "--day", "2025-11-20", "--count", "6"),
    )
    assert json.loads(entered.stdout)["status"] == "recorded"
    total = json.loads(run("impact", "totals", "--by", "sex", "--json").stdout)
    assert (total["total"], total["interval"], total["confirmed"]) == (6, [0, 6], 0)
    figure = ("--body", "Body A", "--counts", "persons", "--place", "US", "--from", "2025-01-01", "--to", "2025-12-31")
    assert run("claim", "add", *figure, "--low", "10", "--source", "Yearly report, page 4").exit_code == 0
    assert "The source states no method." in run("claim", "list").stdout
