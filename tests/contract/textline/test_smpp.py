"""A message centre as a provider: what comes is answered only once it is on disk, what goes is named and receipted."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from tests.lib.fake_smsc import Brought, FakeSmsc
from tests.lib.homes import PASSWORD as ADMIN_PASSWORD
from tests.lib.lines import LINE, Line, number, open_line

from safelight.kernel.errors import Invalid, Unavailable
from safelight.kernel.sealed import Sealed
from safelight.textline.gateways.smpp_pdu import Address, Message
from safelight.textline.service import connected
from safelight.textline.service.threads import Draft

HER = number(1)
LONG = "I do not know whom to ask. " * 12 + "Please write back."


@pytest.fixture
def smsc() -> Iterator[FakeSmsc]:
    with FakeSmsc() as running:
        yield running


BOTH = pytest.mark.parametrize("line", ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True)


@pytest.fixture
def line(request: pytest.FixtureRequest, tmp_path: Path, smsc: FakeSmsc) -> Iterator[Line]:
    on_postgres = getattr(request, "param", "sqlite") == "postgres"
    url = request.getfixturevalue("postgres") if on_postgres else None
    opened = open_line(tmp_path, smsc, url=url, timeout=0.5)
    opened.carry()
    yield opened
    opened.platform.close()


def waits(wanted: Callable[[], bool], seconds: float = 10.0) -> bool:
    until = time.monotonic() + seconds
    while not wanted() and time.monotonic() < until:
        time.sleep(0.01)
    return wanted()


def texts(line: Line) -> list[str]:
    """Every text of the one conversation that is there, opened by an advocate."""
    (row,) = line.rows("conversations")
    thread = line.platform.textline.threads.read(line.actor("ana"), str(row["id"]))
    return [each.text for each in thread.lines if each.entry.kind == "text"]


def carried(line: Line, wanted: Callable[[], bool], seconds: float = 10.0) -> bool:
    until = time.monotonic() + seconds
    while not wanted() and time.monotonic() < until:
        line.carry()
        time.sleep(0.02)
    return wanted()


@BOTH
def test_a_text_is_answered_once_it_is_on_disk_and_greeted_and_receipted(line: Line, smsc: FakeSmsc) -> None:
    (brought,) = smsc.bring(HER, LINE, "hi is someone there")
    assert waits(lambda: brought.statuses == [0])
    assert len(line.rows("inbox")) == 1, "the answer came after the commit"
    assert carried(line, lambda: line.states() == ["delivered"]), line.states()
    assert smsc.bodies(HER) == ["Hi, got your text. Someone will reply soon. OK to text now? 1 yes 2 later"]
    assert texts(line) == ["hi is someone there"]


def test_what_can_not_be_kept_stays_at_the_centre_and_comes_again(line: Line, smsc: FakeSmsc) -> None:
    writer = line.platform.textline.writer
    gather = writer.gather
    writer.gather = _closed  # type: ignore[method-assign,assignment]
    (brought,) = smsc.bring(HER, LINE, "hello")
    assert waits(lambda: len(brought.statuses) > 0)
    assert brought.statuses[0] == 0x64
    assert line.rows("inbox") == []
    writer.gather = gather  # type: ignore[method-assign]
    assert waits(lambda: brought.statuses[-1] == 0)
    assert len(line.rows("inbox")) == 1


def _closed(*_: object) -> object:
    raise Unavailable("infra.closing", "The installation is closing.")


@BOTH
def test_what_comes_again_after_a_lost_connection_is_the_same_text(line: Line, smsc: FakeSmsc) -> None:
    (first,) = smsc.bring(HER, LINE, "hello")
    assert waits(lambda: first.statuses == [0])
    smsc.hang_up()  # the answer may not have arrived
    (again,) = smsc.bring_units([Brought(first.body)])
    assert waits(lambda: again.statuses == [0])
    assert len(line.rows("inbox")) == 1
    (third,) = smsc.bring_units([Brought(first.body)])
    assert waits(lambda: third.statuses == [0])
    assert len(line.rows("inbox")) == 2, "the same words once more are another text"


def test_the_same_words_are_two_texts_once_the_centre_has_heard_us(line: Line, smsc: FakeSmsc) -> None:
    (first,) = smsc.bring(HER, LINE, "hello")
    assert waits(lambda: first.statuses == [0])
    time.sleep(2.5)  # it was asked, and has answered
    smsc.hang_up()
    (again,) = smsc.bring_units([Brought(first.body)])
    assert waits(lambda: again.statuses == [0])
    assert len(line.rows("inbox")) == 2


@BOTH
@pytest.mark.parametrize("order", [[1, 2, 3], [3, 1, 2], [2, 2, 1, 3, 3]])
def test_segments_in_any_order_and_twice_are_one_text(line: Line, smsc: FakeSmsc, order: list[int]) -> None:
    brought = smsc.bring(HER, LINE, LONG, order)
    assert waits(lambda: all(each.statuses for each in brought))
    assert {status for each in brought for status in each.statuses} == {0}
    assert texts(line) == [LONG]


def test_a_text_whose_segment_never_comes_is_shown_with_a_gap(
    line: Line, smsc: FakeSmsc, monkeypatch: pytest.MonkeyPatch
) -> None:
    brought = smsc.bring(HER, LINE, LONG, [1, 3])
    assert waits(lambda: all(each.statuses == [0] for each in brought))
    assert line.rows("inbox") == []
    monkeypatch.setattr(connected, "PART_WAIT", timedelta())
    assert line.platform.textline.connected.catch_up() == 1
    (text,) = texts(line)
    assert text == LONG[:153] + "[...]" + LONG[306:]


@pytest.mark.parametrize("words", ["¿Estás ahí? {ayuda} 5€", "🙂🙂", "", "x" * 1000, "нужна помощь"])
def test_every_alphabet_comes_as_it_was_written(line: Line, smsc: FakeSmsc, words: str) -> None:
    brought = smsc.bring(HER, LINE, words)
    assert waits(lambda: all(each.statuses == [0] for each in brought))
    assert texts(line) == [words]


def test_binary_and_unreadable_units_are_answered_and_break_nothing(line: Line, smsc: FakeSmsc) -> None:
    binary = Message(Address(HER[1:], 1, 1), Address(LINE[1:], 1, 1), b"\x01\x02", coding=4)
    good, bad = smsc.bring_units([Brought(binary.encode()), Brought(b"\0\1\1no end")])
    assert waits(lambda: bool(good.statuses and bad.statuses))
    assert (good.statuses, bad.statuses) == ([0], [0x02])
    kinds = {str(row["kind"]): row for row in line.rows("entries")}
    assert kinds["text"]["media"] == 1
    assert smsc.binds == 1


def test_a_long_answer_goes_as_segments_of_one_text(line: Line, smsc: FakeSmsc) -> None:
    smsc.bring(HER, LINE, "hello")
    assert carried(line, lambda: line.states() == ["delivered"])
    (row,) = line.rows("conversations")
    threads = line.platform.textline.threads
    threads.claim(line.actor("ana"), str(row["id"]))
    words = "You can take your time. " * 10
    threads.reply(line.actor("ana"), str(row["id"]), Draft(words.strip(), "k1", override="she asked for all of it"))
    assert carried(line, lambda: line.states() == ["delivered", "delivered"]), line.states()
    assert "".join(smsc.bodies(HER)[1:]) == words.strip()


@pytest.mark.parametrize("fault", ["busy", "drop"])
def test_what_the_centre_did_not_take_is_sent_again_or_dropped_in_doubt(line: Line, smsc: FakeSmsc, fault: str) -> None:
    smsc.plan.append(fault)
    smsc.bring(HER, LINE, "hello")
    wanted = {"busy": ["delivered"], "drop": ["dropped"]}[fault]
    assert carried(line, lambda: line.states() == wanted), line.states()
    assert len(smsc.bodies(HER)) == (fault == "busy")


@BOTH
@pytest.mark.parametrize("fault", ["cut", "silent"])
def test_what_is_in_doubt_is_never_sent_again_by_itself(line: Line, smsc: FakeSmsc, fault: str) -> None:
    smsc.plan.append(fault)
    smsc.bring(HER, LINE, "hello")
    assert carried(line, lambda: line.states() == ["dropped"]), line.states()
    assert len(smsc.bodies(HER)) == 1


def test_a_lasting_refusal_and_a_failed_receipt_are_shown(line: Line, smsc: FakeSmsc) -> None:
    smsc.plan.append("refuse")
    smsc.bring(HER, LINE, "hello")
    assert carried(line, lambda: line.states() == ["failed"]), line.states()
    smsc.receipts = False
    smsc.bring(number(2), LINE, "hello")
    assert carried(line, lambda: line.states() == ["failed", "sent"]), line.states()
    smsc.receipt(smsc.accepted[-1]["name"], "UNDELIV")
    assert carried(line, lambda: line.states() == ["failed", "failed"]), line.states()


def test_a_centre_that_is_gone_is_bound_again(line: Line, smsc: FakeSmsc) -> None:
    assert waits(lambda: smsc.binds == 1)
    smsc.hang_up()
    assert waits(lambda: smsc.binds == 2)
    (brought,) = smsc.bring(HER, LINE, "hello")
    assert waits(lambda: brought.statuses == [0])


def test_a_centre_needs_an_address_a_known_alphabet_and_a_password_that_fits(line: Line) -> None:
    lines, admin = line.platform.textline.lines, line.platform.access.sign_in("ada", ADMIN_PASSWORD).actor
    for account, password, options, word in (
        ("a", "p", {}, "host:port"),
        ("a", "p", {"address": "host"}, "host:port"),
        ("a", "p", {"address": "host:2775", "alphabet": "ebcdic"}, "gsm7"),
        ("a", "p" * 40, {"address": "host:2775"}, "32 characters"),
    ):
        with pytest.raises(Invalid, match=word):
            lines.add_provider(admin, line.provider.line_id, "smpp", account, Sealed(password), options)
