"""A day without the console: every command of the desk that the tutorial doesn't type, run once and read."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.lib.homes import PASSWORD
from tests.lib.lines import number, open_desk
from typer.testing import CliRunner

from safelight.cli import app
from safelight.kernel.errors import Denied

TABLE = "ori,name,kind,counties,hours,time_zone,phone,psap_phone\n" + (
    "CA0010000,North Agency,sheriff,06001,24/7,America/Los_Angeles,+15550140,+15550141\nXX,Nobody,police,1,24/7,UTC,,\n"
)
WHY = "to phone the emergency desk of the place she stated"
Typed = Callable[..., str]


@pytest.fixture
def typed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Typed:
    """`typed("ana", "queue")` is `safelight textline queue` as Ana; returns what it printed."""
    line = open_desk(tmp_path)
    tokens = {
        login: line.platform.access.sign_in(login, PASSWORD).token.reveal() for login in ("ana", "ben", "sue", "hugo")
    }
    line.text(number(1), "he is outside the door with a gun please hurry")
    line.platform.close()
    monkeypatch.setenv("SAFELIGHT_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)

    def run(login: str, *words: str) -> str:
        monkeypatch.setenv("SAFELIGHT_TOKEN", tokens[login])
        done = CliRunner().invoke(app, ["textline", *words], catch_exceptions=False)
        assert done.exit_code == 0, done.output
        return done.stdout

    return run


def test_a_day_at_the_desk_by_command(typed: Typed, tmp_path: Path) -> None:
    (tmp_path / "agencies.csv").write_text(TABLE)
    counts = json.loads(typed("sue", "agency", "import", "agencies.csv", "--json"))
    assert (counts["agencies"], counts["refused"]) == (1, 1)
    typed("sue", "agency", "join", "CA0010000", "--tenant", "North Agency")
    assert "takes referrals here" in typed("ana", "agency", "list")
    assert '"finding": "gap"' in typed("ana", "agency", "check")
    assert "100% of the place" in typed("ana", "agency", "route", "94612")
    typed("ana", "shift", "begin", "--hours", "2")
    (row,) = json.loads(typed("ana", "queue", "--json"))["waiting"]
    assert (row["tier"], row["mine"]) == (3, False)
    talk = json.loads(typed("ana", "next", "--json"))["conversation"]
    assert "Ana Example              1 of 3" in typed("sue", "shift", "board")
    assert "advise 911" in typed("ana", "steps", talk)
    assert "emergency desk: +15550141" in typed("ana", "place", talk, "Oakland, CA")
    typed("ana", "tier", talk, "2", "--reason", "he has left")
    typed("ana", "flag", talk, "phone_watched")
    typed("ana", "words", talk, "--safe", "papaya")
    typed("ana", "note", talk, "she whispers")
    assert typed("ana", "reveal", talk, "--reason", WHY).strip() == number(1)
    reveal = typed("sue", "reveals").split()[0]
    typed("sue", "review", reveal, "--as", "justified")
    assert typed("sue", "reveals") == ""
    shown = typed("sue", "show", talk)
    assert "[note]: she whispers" in shown
    assert "Tier 3 to 2: he has left" in shown


def test_what_law_demands_and_what_leaves_as_evidence_by_command(typed: Typed, tmp_path: Path) -> None:
    talk = typed("ana", "next").strip()
    reason = "A gun at the door; she was told that we call."
    proposed = (
        "--agency",
        "North Agency",
        "--ground",
        "imminent_danger",
        "--reason",
        reason,
        "--told",
        "--need",
        "A gun.",
    )
    waiting = typed("ana", "disclose", "propose", talk, *proposed).strip()
    assert reason in typed("ben", "disclose", "list")
    referral = typed("ben", "disclose", "confirm", waiting).strip()
    assert referral in typed("hugo", "referral", "inbox")
    typed("hugo", "referral", "hold", referral, "--order", "order 12 of the county court")
    typed("hugo", "referral", "export", referral, "--out", "referral.zip")
    typed("hugo", "referral", "decline", referral, "South Agency has it")
    assert "decline: South Agency has it" in typed("ana", "referral", "sent")
    typed("sue", "hold", talk, "--order", "order 13 of the county court")
    typed("sue", "export", talk, "--out", "talk.zip")
    assert "sha256" in typed("sue", "export", talk, "--out", "talk.zip")
    typed("sue", "verify", "talk.zip")
    with pytest.raises(Denied):
        typed("ana", "export", talk, "--out", "other.zip")
    assert (tmp_path / "talk.zip").stat().st_size > 1_000


def test_a_rush_and_the_personas_need_no_home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SAFELIGHT_HOME", str(tmp_path / "none"))
    told = CliRunner().invoke(app, ["textline", "drill", "rush", "--people", "20", "--json"], catch_exceptions=False)
    assert [each["tier"] for each in json.loads(told.stdout)["minutes"]] == [3, 2, 1, 0]
    assert "outside" in CliRunner().invoke(app, ["textline", "drill", "personas"], catch_exceptions=False).stdout
