"""The third tutorial works as it is written: a release drafted, approved by two, published; a later one refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.scenario.test_tutorial import commands, run, shell

__all__ = ["shell"]


@pytest.mark.slow
def test_the_first_release_tutorial_works_as_it_is_written(tmp_path: Path, shell: dict[str, str]) -> None:
    told = run(commands("tutorials/first-release.md", 4), tmp_path, shell)
    for said in ("refused, exit code 5", "too early, exit code 5", "over budget, exit code 5"):
        assert said in told
    published = json.loads((tmp_path / "published.json").read_text())
    assert (published["number"], published["status"]) == (1, "published")
    assert published["approved_by"] == "Sara Sundin, Aldo Alder"
    (held,) = [json.loads(line) for line in (tmp_path / "releases.jsonl").read_text().splitlines()]
    assert held["release"] == published["release"]
    files = {path.name for path in (tmp_path / "desk-home" / "releases" / held["release"]).iterdir()}
    assert {"marginals.csv", "synthetic.csv", "report.json", "report.html"} <= files
