"""What the line promises on every database: each text once, each answer once, and nothing in between lost."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from tests.lib.fake_twilio import FakeTwilio
from tests.lib.lines import Line, number

from safelight.kernel.errors import Conflict, Invalid, Missing
from safelight.textline.core.sending import Pace
from safelight.textline.service.threads import Draft

HER = number(1)


def settled(line: Line, wanted: Callable[[], bool], seconds: float = 10.0) -> bool:
    """Send rounds until something holds."""
    until = time.monotonic() + seconds
    while not wanted() and time.monotonic() < until:
        line.carry()
        time.sleep(0.02)
    return wanted()


def claimed(line: Line, login: str = "ana") -> str:
    (row,) = line.rows("conversations")
    line.platform.textline.threads.claim(line.actor(login), str(row["id"]))
    return str(row["id"])


def test_a_text_opens_a_conversation_and_gets_one_neutral_answer(line: Line, fake: FakeTwilio) -> None:
    received = line.text(HER, "hi is someone there")
    assert received.conversation_id is not None
    line.text(HER, "hello?")
    assert line.carry() == 1
    assert fake.bodies(HER) == ["Hi, got your text. Someone will reply soon. OK to text now? 1 yes 2 later"]
    assert line.states() == ["sent"]
    assert [row["seq"] for row in line.rows("entries")] == [1, 2, 3]
    assert len(line.rows("conversations")) == len(line.rows("contacts")) == 1


def test_the_same_text_again_and_at_once_is_one_text(line: Line, fake: FakeTwilio) -> None:
    with ThreadPoolExecutor(8) as many:
        answers = list(many.map(lambda _: line.text(HER, "please", sid="SMsame"), range(16)))
    assert sorted(answer.again for answer in answers) == [False] + [True] * 15
    assert len(line.rows("inbox")) == 1
    line.carry(2)
    assert len(fake.bodies(HER)) == 1
    line.text(HER, "please", sid="SMother")
    assert len([row for row in line.rows("entries") if row["kind"] == "text"]) == 2, (
        "the same words twice are two texts"
    )


def test_many_at_once_from_one_new_number_are_one_conversation(line: Line) -> None:
    with ThreadPoolExecutor(8) as many:
        list(many.map(lambda index: line.text(HER, f"text {index}"), range(24)))
    assert len(line.rows("contacts")) == len(line.rows("conversations")) == 1
    entries = line.rows("entries")
    assert sorted(int(str(row["seq"])) for row in entries) == list(range(1, 26)), "24 texts and one greeting"
    assert sum(row["kind"] == "automatic" for row in entries) == 1


def test_a_text_is_kept_though_the_vault_is_shut_and_threaded_when_it_opens(line: Line, fake: FakeTwilio) -> None:
    keys = line.platform.settings.home / "keys" / "textline"
    line.text(number(2), "before")
    shut = keys / "recognise-1.key"
    content = shut.read_bytes()
    shut.unlink()
    line.platform.textline.vault.lock()
    shut.mkdir()
    assert line.text(HER, "in between").conversation_id is None
    assert line.text(HER, "in between").conversation_id is None
    assert [row["waiting"] for row in line.rows("inbox")].count(True) == 2
    assert line.platform.textline.receiver.catch_up() == 0
    shut.rmdir()
    shut.write_bytes(content)
    assert line.platform.textline.receiver.catch_up() == 2
    assert [row["waiting"] for row in line.rows("inbox")].count(True) == 0
    line.carry()
    assert len(fake.bodies(HER)) == 1
    line.platform.access.settle()
    assert line.platform.trail.verify() == []


@pytest.mark.parametrize("fault", ["500-taken", "timeout", "cut", "garbage"])
def test_an_answer_that_got_lost_is_found_at_the_provider_and_not_sent_twice(
    line: Line, fake: FakeTwilio, fault: str
) -> None:
    fake.plan.append(fault)
    line.text(HER, "hello")
    line.carry()
    assert line.states() == ["unknown"]
    assert settled(line, lambda: line.states() == ["sent"])
    assert len(fake.bodies(HER)) == 1


@pytest.mark.parametrize("fault", ["500", "hang", "busy"])
def test_what_a_provider_did_not_take_is_sent_again(line: Line, fake: FakeTwilio, fault: str) -> None:
    fake.plan.append(fault)
    line.text(HER, "hello")
    assert settled(line, lambda: line.states() == ["sent"])
    assert len(fake.bodies(HER)) == 1


def test_a_lasting_refusal_fails_at_once_and_staff_see_why(line: Line, fake: FakeTwilio) -> None:
    fake.plan.append("refuse")
    line.text(HER, "hello")
    line.carry(3)
    assert line.states() == ["failed"]
    thread = line.platform.textline.threads.read(line.actor("ana"), claimed(line))
    assert [(each.state, each.code) for each in thread.sendings] == [("failed", "21211")]


def test_in_doubt_and_nobody_to_ask_drops_the_machine_and_hands_back_the_person(line: Line, fake: FakeTwilio) -> None:
    line.text(HER, "hello")
    line.carry()
    mine = claimed(line)
    sender = line.platform.textline.sender
    sender.pace = Pace(settle=sender.pace.settle, ask_for=sender.pace.settle, receipt_wait=sender.pace.receipt_wait)
    threads = line.platform.textline.threads
    fake.lists = False
    time.sleep(0.25)
    fake.plan.append("cut")
    threads.reply(line.actor("ana"), mine, Draft("I am here. Is it OK to text?", "key-1"))
    assert settled(line, lambda: "returned" in line.states())
    assert fake.bodies(HER).count("I am here. Is it OK to text?") == 1, "it had arrived; nobody sent it again"
    fake.plan.append("cut")
    line.text(number(2), "hello")
    assert settled(line, lambda: "dropped" in line.states())
    assert len(fake.bodies(number(2))) == 1
    (returned,) = [row for row in line.rows("sendings") if row["state"] == "returned"]
    threads.send_again(line.actor("ana"), mine, str(returned["id"]))
    line.carry()
    assert fake.bodies(HER).count("I am here. Is it OK to text?") == 2, "a person decided"
    with pytest.raises(Conflict):
        threads.send_again(line.actor("ana"), mine, str(returned["id"]))


def test_a_second_text_waits_for_the_receipt_of_the_first(line: Line, fake: FakeTwilio) -> None:
    line.text(HER, "hello")
    line.carry()
    mine = claimed(line)
    threads = line.platform.textline.threads
    for index in (1, 2):
        threads.reply(line.actor("ana"), mine, Draft(f"Part {index}", f"key-{index}"))
    line.platform.textline.outcomes.receipt([line.provider.id], fake.accepted[0]["sid"], "delivered", "").result(5)
    line.carry(3)
    assert fake.bodies(HER)[1:] == ["Part 1"]
    line.platform.textline.outcomes.receipt([line.provider.id], fake.accepted[1]["sid"], "delivered", "").result(5)
    line.carry()
    assert fake.bodies(HER)[1:] == ["Part 1", "Part 2"]
    assert line.states() == ["delivered", "delivered", "sent"]


def test_receipts_come_late_twice_early_and_backwards(line: Line, fake: FakeTwilio) -> None:
    outcomes = line.platform.textline.outcomes
    sid = f"SM{0:032d}"
    assert not outcomes.receipt([line.provider.id], sid, "delivered", "").result(5), "earlier than its acceptance"
    line.text(HER, "hello")
    line.carry()
    assert line.states() == ["delivered"]
    for word in ("sent", "queued", "failed", "delivered", "undelivered"):
        assert not outcomes.receipt([line.provider.id], sid, word, "30003").result(5)
    assert line.states() == ["delivered"]


def test_a_click_made_twice_is_one_text(line: Line, fake: FakeTwilio) -> None:
    line.text(HER, "hello")
    line.carry()
    mine = claimed(line)
    threads = line.platform.textline.threads
    with ThreadPoolExecutor(4) as many:
        ids = set(many.map(lambda _: threads.reply(line.actor("ana"), mine, Draft("I am here", "click")), range(8)))
    assert len(ids) == 1
    time.sleep(0.25)
    line.carry(2)
    assert fake.bodies(HER).count("I am here") == 1


def test_one_owner_and_only_the_owner_answers(line: Line) -> None:
    line.text(HER, "hello")
    mine = claimed(line)
    threads = line.platform.textline.threads
    with pytest.raises(Conflict):
        threads.claim(line.actor("ben"), mine)
    with pytest.raises(Conflict):
        threads.reply(line.actor("ben"), mine, Draft("I am here", "k"))
    with pytest.raises(Missing):
        threads.read(line.actor("ben"), "talk_other")
    with pytest.raises(Invalid, match="No links"):
        threads.reply(line.actor("ana"), mine, Draft("see example.org", "k"))
    threads.reply(line.actor("ana"), mine, Draft("see example.org", "k", override="she asked for the address"))
    threads.close(line.actor("ana"), mine, "helped")
    with pytest.raises(Conflict, match="never text first"):
        threads.reply(line.actor("ana"), mine, Draft("Are you well?", "k2"))
    assert line.platform.trail.verify() == []


def test_back_fill_finds_what_no_webhook_brought(line: Line, fake: FakeTwilio) -> None:
    from tests.lib.lines import LINE

    line.text(HER, "hello", sid="SMknown")
    fake.arrive("SMknown", HER, LINE, "hello")
    fake.arrive("SMmissed", HER, LINE, "are you there")
    assert line.platform.textline.backfill.look() == 1
    assert line.platform.textline.backfill.look() == 0
    assert len(line.rows("inbox")) == 2


def test_triage_reads_later_and_raises(line: Line) -> None:
    line.text(HER, "he has a knife and says he will kill me tonight")
    line.text(number(2), "what are your opening hours")
    assert line.platform.textline.judge.catch_up() == 2
    assert sorted(int(str(row["tier"])) for row in line.rows("conversations"))[-1] == 3
    assert line.platform.textline.judge.catch_up() == 0
