"""What leaves as evidence: only on a ground, whole in its chain, checked by a stranger with nothing of ours."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.lib.lines import Line, number, open_desk

from safelight.kernel.clock import FixedClock
from safelight.kernel.errors import Broken, Conflict, Denied
from safelight.textline.service.consents import Chosen
from safelight.textline.service.threads import Draft

HERS = "the keys of the green house are with my sister"
NOTE = "a note about a lantern"


@pytest.fixture
def line(tmp_path: Path) -> Iterator[Line]:
    opened = open_desk(tmp_path, FixedClock(datetime(2026, 11, 25, 12, tzinfo=UTC)))
    yield opened
    opened.platform.close()


@pytest.fixture
def talk(line: Line) -> str:
    textline, ana = line.platform.textline, line.actor("ana")
    line.text(number(1), HERS)
    found = textline.desk.claim_next(ana)
    assert found is not None
    textline.threads.note(ana, found, NOTE)
    textline.desk.send_canned(ana, found, "limits", "k1")
    textline.threads.reply(ana, found, Draft("Thank you. What would help you most right now?", "k2"))
    line.text(number(1), "3")
    return found


def files_of(package: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def checked(folder: Path, *more: str) -> tuple[int, str]:
    """What the program in the package says, run by a Python that knows nothing of us."""
    command = [sys.executable, "-I", str(folder / "verify.py"), *more]
    done = subprocess.run(command, capture_output=True, text=True, cwd=folder, check=False)
    return done.returncode, done.stdout


def test_without_an_order_or_her_word_nothing_leaves(line: Line, talk: str) -> None:
    evidence, sue = line.platform.textline.evidence, line.actor("sue")
    with pytest.raises(Denied):
        evidence.export(line.actor("ana"), talk)
    with pytest.raises(Conflict):
        evidence.export(sue, talk)
    line.platform.textline.consents.record(
        line.actor("ana"), talk, Chosen("both", 6, "North Agency", frozenset({"need", "place"}))
    )
    with pytest.raises(Conflict):
        evidence.export(sue, talk)


def test_a_held_conversation_leaves_whole_and_a_stranger_can_check_it(line: Line, talk: str, tmp_path: Path) -> None:
    textline, sue = line.platform.textline, line.actor("sue")
    textline.erasure.hold(sue, talk, "order 12 of the county court")
    package = textline.evidence.export(sue, talk)
    files = files_of(package.content)
    folder = tmp_path / "package"
    folder.mkdir()
    for name, content in files.items():
        (folder / name).write_bytes(content)
    code, said = checked(folder)
    assert code == 0, said
    assert "the chain of 6 entries is whole" in said
    assert "all 5 texts are what was sealed; 1 withheld, by digest only" in said
    assert "2 chain heads stand in the chain" in said
    every = b"".join(files.values())
    assert HERS.encode() in every
    assert NOTE.encode() not in every, "notes of the staff never travel"
    assert number(1).encode() not in every
    key = json.loads(files["manifest.json"])["signature"]["public_key"]
    assert checked(folder, "--key", key)[0] == 0
    assert checked(folder, "--key", "00" * 32)[0] == 1
    record = json.loads(files["conversation.json"])
    for spoil in ("text", "at", "box_sha256", "drop"):
        changed = json.loads(json.dumps(record))
        if spoil == "drop":
            del changed["entries"][2]
        else:
            changed["entries"][0][spoil] = "00" * 32 if spoil == "box_sha256" else "2026-11-25T12:00:01Z"
        (folder / "conversation.json").write_text(json.dumps(changed))
        code, said = checked(folder)
        assert (code, "WRONG" in said) == (1, True)
        assert said.count("WRONG") >= 2, "not the list of files alone notices"


def test_the_store_itself_is_checked_first(line: Line, talk: str) -> None:
    textline, sue = line.platform.textline, line.actor("sue")
    textline.erasure.hold(sue, talk, "order 12 of the county court")
    with line.platform.books["textline"].write() as connection:
        connection.exec_driver_sql("UPDATE entries SET kind = 'reply' WHERE seq = 2")
    with pytest.raises(Broken, match="entry 2 was changed"):
        textline.evidence.export(sue, talk)


def test_an_agency_exports_what_was_released_to_it_and_nothing_else(line: Line, talk: str) -> None:
    textline, ana, hugo = line.platform.textline, line.actor("ana"), line.actor("hugo")
    textline.consents.record(ana, talk, Chosen("both", 6, "North Agency", frozenset({"need"})))
    referral = textline.referrals.refer(ana, talk, {"need": "Somebody holds her documents."})
    with pytest.raises(Denied):
        textline.evidence.export_referral(line.actor("nina"), referral)
    every = b"".join(files_of(textline.evidence.export_referral(hugo, referral).content).values())
    assert b"Somebody holds her documents." in every
    for secret in (HERS, NOTE, number(1), talk, str(line.rows("contacts")[0]["pseudonym"])):
        assert secret.encode() not in every
    textline.consents.revoke(ana, talk)
    with pytest.raises(Conflict):
        textline.evidence.export_referral(hugo, referral)
