"""Not a byte of an unreleased text or number anywhere: no book, journal, log, view of another tenant, no deleted page.

Canaries are texted in, the whole installation is searched, and searched again after a conversation was destroyed.
"""

from __future__ import annotations

import base64
import gzip
import io
import re
import shutil
from collections.abc import Iterator
from contextlib import redirect_stderr
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tests.lib.fake_twilio import FakeTwilio
from tests.lib.lines import Line, open_line

from safelight.infra.boxes import unseal
from safelight.kernel.clock import FixedClock
from safelight.kernel.errors import Conflict, Denied, Missing, SafelightError
from safelight.textline.service.threads import Draft

HER = "+15550004711"
CANARY = "the canary sings at the paper mill"
REPLY = "the reply about the quiet orchard"
NOTE = "the note about a lantern"


def forms(words: str) -> set[bytes]:
    """How a text may stand in a file: encodings, halves of words apart, base64, escapes."""
    raw = words.encode()
    shifted = {base64.b64encode(b" " * pad + raw)[4:-4] for pad in range(3)}
    return {
        raw,
        words.encode("utf-16-le"),
        words.encode("utf-16-be"),
        raw.hex().encode(),
        raw[: len(raw) // 2],
        *shifted,
    }


CANARIES = (
    forms(CANARY) | forms(REPLY) | forms(NOTE) | {HER.encode(), HER[1:].encode(), b"5550004711", HER[2:].encode()}
)


def found(folder: Path) -> list[str]:
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert len(files) > 10, "nothing was searched"
    hits = []
    for path in files:
        content = path.read_bytes()
        unpacked = gzip.decompress(content) if content[:2] == b"\x1f\x8b" else b""
        hits += [f"{path.name}: {needle!r}" for needle in CANARIES if needle in content or needle in unpacked]
    return hits


@pytest.fixture
def line(tmp_path: Path) -> Iterator[Line]:
    with FakeTwilio() as fake:
        opened = open_line(tmp_path, fake, clock=FixedClock(datetime(2026, 11, 25, 12, tzinfo=UTC)))
        yield opened
        opened.platform.close()


def conversed(line: Line) -> str:
    line.text(HER, CANARY)
    line.text(HER, f"{CANARY} " * 40)
    mine = str(line.rows("conversations")[0]["id"])
    threads = line.platform.textline.threads
    threads.claim(line.actor("ana"), mine)
    threads.note(line.actor("ana"), mine, NOTE)
    threads.reply(line.actor("ana"), mine, Draft(REPLY, "k"))
    line.carry(2)
    line.platform.textline.judge.catch_up()
    line.platform.jobs.run_due()
    threads.read(line.actor("ana"), mine)
    return mine


def test_nothing_of_a_conversation_stands_in_any_file(line: Line, tmp_path: Path) -> None:
    log = io.StringIO()
    with redirect_stderr(log):
        mine = conversed(line)
        with pytest.raises(SafelightError):
            line.platform.textline.threads.claim(line.actor("ben"), mine)
        line.platform.textline.vault.lock()
    assert found(tmp_path) == []
    assert [needle for needle in CANARIES if needle in log.getvalue().encode()] == []
    assert "CANARY" not in repr(line.rows("entries"))


def test_there_is_no_full_text_index_over_texts(line: Line) -> None:
    conversed(line)
    with line.platform.books["textline"].read() as connection:
        made = connection.exec_driver_sql("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL").scalars().all()
    assert made
    assert not [sql for sql in made if re.search(r"\bfts\d?\b|\bvirtual\b", str(sql), re.I)]


def test_another_tenant_sees_nothing_and_is_told_the_same_as_of_what_never_was(line: Line) -> None:
    mine = conversed(line)
    access, threads = line.platform.access, line.platform.textline.threads
    other = access.found_tenant("Other Agency", "agency", "US-CA").id
    from tests.lib.homes import PASSWORD

    access.enrol(other, "olga", "Olga Example", ("investigator", "supervisor"), PASSWORD)
    olga = access.sign_in("olga", PASSWORD).actor
    told = []
    for conversation in (mine, "talk_never_was"):
        with pytest.raises(Missing) as refused:
            threads.read(olga, conversation)
        told.append((refused.value.code, refused.value.message))
    assert told[0] == told[1]
    for verb in (threads.claim, line.platform.textline.erasure.shred):
        with pytest.raises(Missing):
            verb(olga, mine)
    assert line.platform.textline.lines.list(olga) == []


def test_a_destroyed_conversation_opens_from_no_copy(line: Line, tmp_path: Path) -> None:
    mine = conversed(line)
    line.text("+15550000002", "somebody else's text")
    erasure, threads = line.platform.textline.erasure, line.platform.textline.threads
    home = line.platform.settings.home
    rows = {str(row["conversation_id"]): bytes(row["box"]) for row in line.rows("conversation_keys")}  # type: ignore[arg-type]
    backup = tmp_path / "backup"
    shutil.copytree(home, backup, ignore=shutil.ignore_patterns("keys"))
    boxes = [bytes(row["box"]) for row in line.rows("entries") if row["conversation_id"] == mine]  # type: ignore[arg-type]
    with pytest.raises(Conflict):
        erasure.shred(line.actor("sue"), mine)
    with pytest.raises(Denied):
        erasure.shred(line.actor("ana"), mine)
    threads.close(line.actor("ana"), mine, "helped")
    erasure.hold(line.actor("sue"), mine, "order 12 of the county court")
    with pytest.raises(Conflict):
        erasure.shred(line.actor("sue"), mine)
    erasure.hold(line.actor("sue"), mine, "")
    erasure.shred(line.actor("sue"), mine)
    assert {each.text for each in threads.read(line.actor("ana"), mine).lines} == {"(deleted)"}
    keys = [path.read_bytes() for path in (home / "keys" / "textline").glob("conversation-*.key")]
    assert keys
    for key in keys:
        with pytest.raises(SafelightError):
            unseal(key, rows[mine], f"key {mine}")
    pages = b"".join(path.read_bytes() for path in home.glob("textline.sqlite*"))
    assert rows[mine] not in pages, "a page that was let go still holds the wrapped key"
    assert [box for box in boxes if box in pages] == []
    other = next(str(row["id"]) for row in line.rows("conversations") if row["id"] != mine)
    assert threads.read(line.actor("ana"), other).lines[0].text == "somebody else's text", (
        "the living were wrapped anew"
    )
    assert line.platform.trail.verify() == []


def test_retention_destroys_what_is_old_and_keeps_what_is_held(tmp_path: Path) -> None:
    clock = FixedClock(datetime(2026, 11, 25, 12, tzinfo=UTC))
    with FakeTwilio() as fake:
        line = open_line(tmp_path, fake, clock=clock)
        mine = conversed(line)
        clock.advance(timedelta(minutes=16))
        assert line.platform.textline.erasure.end_silences() == 1
        assert line.platform.textline.erasure.end_silences() == 0
        line.text(HER, "back again")
        assert len(line.rows("conversations")) == 2, "only she opens a new one"
        line.platform.textline.erasure.hold(line.actor("sue"), mine, "order 12 of the county court")
        clock.advance(timedelta(days=91))
        assert line.platform.textline.erasure.run_retention() == 0
        line.platform.textline.erasure.hold(line.actor("sue"), mine, "")
        assert line.platform.textline.erasure.run_retention() == 1
        assert line.platform.textline.erasure.run_retention() == 0
        line.platform.close()


def test_the_search_would_find_a_canary(tmp_path: Path) -> None:
    for index in range(11):
        (tmp_path / f"{index}").write_bytes(b"x" * index)
    (tmp_path / "packed").write_bytes(gzip.compress(b".." + CANARY.encode()))
    (tmp_path / "encoded").write_bytes(base64.b64encode(b"abcd" + REPLY.encode() + b"efg"))
    assert len({hit.partition(":")[0] for hit in found(tmp_path)}) == 2
