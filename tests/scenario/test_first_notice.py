"""The second tutorial works as it is written, one process a command: submit, check, one notice on each side, contact, a
company that meets nothing before two have confirmed, its report package, retraction, proof."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.scenario.test_tutorial import commands, run, shell

__all__ = ["shell"]


def lines(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text().splitlines()]


@pytest.mark.slow
def test_the_first_notice_tutorial_works_as_it_is_written(tmp_path: Path, shell: dict[str, str]) -> None:
    told = run(commands("tutorials/first-notice.md", 4), tmp_path, shell)
    assert "refused, exit code 3" in told
    (held,) = lines(tmp_path / "submitted.json")
    (checked,) = lines(tmp_path / "checked.json")
    (north,), (south,) = lines(tmp_path / "north-notices.jsonl"), lines(tmp_path / "south-notices.jsonl")
    assert (north["own"], north["other"], north["cause"]) == (held["observation"], "South Agency", "match")
    assert (south["other"], south["cause"]) == ("North Agency", "match")
    assert [next(iter(one)) for one in (north, south)] == ["identified", "identified"]
    (match,) = checked["matches"]  # type: ignore[misc]  # one record of one match
    assert (match["likeness"], match["fingerprint"], match["notice"]) == ("near", "pdq", south["notice"])
    assert lines(tmp_path / "company.json")[0]["known"] is False
    (met,) = lines(tmp_path / "company-met.json")[0]["matches"]  # type: ignore[misc]  # one record of one match
    assert (met["other"], met["liaison"], met["likeness"]) == ("an agency", "", "near")
    assert "fingerprint" not in met, "a company learns no number to walk along"
    assert json.loads((tmp_path / "package" / "manifest.json").read_text())["sent"] is False
    (retraction,) = lines(tmp_path / "south-after.jsonl")
    assert (retraction["cause"], retraction["because"]) == ("retraction", "submitted by mistake")
    assert lines(tmp_path / "gone.json")[0]["matches"] == []
    assert "VERIFIED" in told
    books = list((tmp_path / "network-home").rglob("*.sqlite*"))
    assert books
    assert not [book for book in books if b"NORTH-0815" in book.read_bytes()]
