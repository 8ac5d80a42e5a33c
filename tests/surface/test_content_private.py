"""`safelight content node` and `content private-check` as people script them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.lib.homes import PASSWORD, settings_for
from tests.lib.network import REASON, found_town, pdq
from typer.testing import CliRunner

from safelight.cli import app
from safelight.kernel.errors import Denied, Invalid, Unavailable


@dataclass(frozen=True)
class Desk:
    """Where the files are, and the case of who is signed in."""

    folder: Path
    case: str

    def run(self, *words: str) -> list[dict[str, object]]:
        done = CliRunner().invoke(app, ["content", *words], standalone_mode=False)
        if done.exception:
            raise done.exception
        return [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    town = found_town(tmp_path)
    town.submit("ines", 1)
    case = str(town.purpose("ivan").case_id)
    signed = town.platform.access.sign_in("ivan", PASSWORD)
    town.platform.close()
    monkeypatch.setenv("SAFELIGHT_HOME", str(settings_for(tmp_path).home))
    monkeypatch.setenv("SAFELIGHT_TOKEN", signed.token.reveal())
    monkeypatch.chdir(tmp_path)
    rows = [{"id": seed, "pdq": pdq(seed, 4).value, "pdq_quality": 100} for seed in (1, 2)]
    (tmp_path / "hashes.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    return Desk(tmp_path, case)


def test_a_list_is_carried_matched_and_its_hits_are_declared(desk: Desk) -> None:
    why = ("--purpose", desk.case, "--reason", REASON)
    (made,) = desk.run("node", "accredit", "Lab 2", "--tenant", "South Agency", "--json")
    node, key = str(made["node"]), str(made["key"])
    (part,) = desk.run("node", "export", node, "--whole", "--out", "one.list", *why, "--json")
    assert (part["part"], part["rows"], part["taken_back"]) == (1, 17, 0)
    match = ("node", "match", "hashes.jsonl", "--list", "one.list", "--key", key)
    assert [one["known"] for one in desk.run(*match, "--hits", "hits.jsonl")] == [True, False]
    hits = (desk.folder / "hits.jsonl").read_text()
    assert json.loads(hits)["id"] == 1
    (declared,) = desk.run("check", "hits.jsonl", *why)
    assert declared["known"] is True
    (desk.folder / "found.jsonl").write_text(json.dumps({"id": 1, "pdq": pdq(9).value}) + "\n")
    assert desk.run("node", "trace", "found.jsonl") == []
    desk.run("node", "revoke", node, "--out", "stop.list")
    with pytest.raises(Denied, match="destroy"):
        desk.run(*match, "--list", "stop.list")
    (listed,) = desk.run("node", "list")
    assert listed["revoked"] is not None


def test_a_private_check_needs_a_token_a_key_in_hex_and_a_network(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    ask = ("private-check", "hashes.jsonl", "--against", "http://127.0.0.1:9")
    with pytest.raises(Unavailable, match="could not be asked"):
        desk.run(*ask)
    with pytest.raises(Invalid, match="hexadecimal"):
        desk.run(*ask, "--key", "xyz")
    monkeypatch.delenv("SAFELIGHT_TOKEN")
    with pytest.raises(Denied):
        desk.run(*ask)
