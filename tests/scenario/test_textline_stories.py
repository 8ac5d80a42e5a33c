"""Three whole stories: she wants an advocate alone; she wants the police too; she leaves in a hurry and comes back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tests.lib.lines import Line, number, open_desk

from safelight.kernel.clock import FixedClock
from safelight.kernel.errors import Conflict
from safelight.kernel.sealed import Sealed
from safelight.textline.core.segment import measure
from safelight.textline.service.consents import Chosen
from safelight.textline.service.phone import Phone
from safelight.textline.service.threads import Draft

TABLE = """ori,name,kind,counties,hours,time_zone,phone,psap_phone
CA0010000,North Agency,sheriff,06001,24/7,America/Los_Angeles,+15550140,+15550141
"""


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(datetime(2026, 11, 25, 12, tzinfo=UTC))


@pytest.fixture
def line(tmp_path: Path, clock: FixedClock) -> Iterator[Line]:
    opened = open_desk(tmp_path, clock)
    yield opened
    opened.platform.close()


class Her:
    """Somebody with a phone. `texts` sends and returns what arrived by then; `hears` waits for what is under way."""

    def __init__(self, line: Line, clock: FixedClock, index: int = 1) -> None:
        self._line = line
        self._clock = clock
        self.phone: Phone = line.platform.textline.phones.at("", Sealed(number(index)))

    def texts(self, words: str) -> list[str]:
        self.phone.text(words)
        self._line.platform.textline.judge.catch_up()
        return self.hears()

    def hears(self) -> list[str]:
        for _ in range(4):
            self._clock.advance(timedelta(seconds=1))
            self._line.carry()
        return list(self.phone.arrived())


@pytest.fixture
def her(line: Line, clock: FixedClock) -> Her:
    return Her(line, clock)


def test_an_advocate_alone(line: Line, her: Her, clock: FixedClock) -> None:
    textline, ana = line.platform.textline, line.actor("ana")
    (greeting,) = her.texts("me quitaron el pasaporte y no me dejan salir de la casa")
    assert measure(greeting).segments == 1
    assert not {"police", "hotline", "victim", "policia", "trata"} & set(greeting.casefold().split())
    (row,) = textline.desk.board(ana).waiting
    assert (row.tier >= 2, row.language, row.clock) == (True, "es", "in_time")
    talk = textline.desk.claim_next(ana)
    assert talk == row.id
    for canned in ("safe_check", "limits", "who_may_know"):
        textline.desk.send_canned(ana, talk, canned, canned)
        (told,) = her.hears()
        assert measure(told).segments == 1
    assert her.texts("1") == [], "nothing answers by machine once a person does"
    (choice,) = [each.entry.seq for each in textline.threads.read(ana, talk).lines if each.text == "1"]
    textline.consents.record(ana, talk, Chosen("advocate", choice))
    with pytest.raises(Conflict):
        textline.referrals.refer(ana, talk, {"need": "Somebody holds her documents."})
    textline.desk.send_canned(ana, talk, "choice_costs_nothing", "k5")
    textline.threads.note(ana, talk, "wants to know about papers; will write again on friday")
    textline.desk.wrap_up(ana, talk, "helped")
    assert len(her.hears()) == 1, "the reply of before; the end itself is silent"
    assert textline.inbox.list(line.actor("nina")) == []
    clock.advance(timedelta(days=91))
    assert textline.erasure.run_retention() == 1
    assert {each.text for each in textline.threads.read(ana, talk).lines} == {"(deleted)"}
    assert line.rows("conversation_keys") == []
    assert line.platform.trail.verify() == []


def test_the_police_too_by_her_word(line: Line, her: Her) -> None:
    textline, ana, nina = line.platform.textline, line.actor("ana"), line.actor("nina")
    textline.directory.import_table(line.actor("sue"), TABLE.splitlines())
    textline.directory.join(line.actor("sue"), "CA0010000", "North Agency")
    her.texts("he keeps my papers and says he will send people to my sister. can somebody help me")
    talk = textline.desk.claim_next(ana)
    assert talk is not None
    for canned in ("limits", "where"):
        textline.desk.send_canned(ana, talk, canned, canned)
    assert len(her.hears()) == 2
    her.texts("Oakland, CA")
    routed = textline.directory.set_place(ana, talk, "Oakland, CA")
    assert (routed.plain, routed.agencies[0].name) == (True, "North Agency")
    textline.desk.send_canned(ana, talk, "who_may_know", "k3")
    her.texts("3")
    seq = textline.threads.read(ana, talk).lines[-1].entry.seq
    chosen = Chosen("both", seq, routed.agencies[0].joined or "", frozenset({"need", "place", "safe_times"}), days=14)
    textline.consents.record(ana, talk, chosen)
    referral = textline.referrals.refer(
        ana,
        talk,
        {"need": "Papers withheld; threats against family.", "place": "Oakland, CA", "safe_times": "mornings"},
    )
    (row,) = textline.inbox.list(nina)
    assert (row.id, row.sender, row.status) == (referral, "Paper Line", "sent")
    seen = textline.inbox.read(nina, referral)
    assert set(seen.values) == {"need", "place", "safe_times"}
    textline.inbox.acknowledge(nina, referral, "Officer Example, tomorrow at nine, in plain clothes.")
    (sent,) = textline.referrals.sent(ana, talk)
    assert (sent.status, sent.said[0].text[:15]) == ("acknowledged", "Officer Example")
    her.hears()
    textline.threads.reply(ana, talk, Draft("They can come tomorrow at nine. Is that OK? 1 OK 2 not OK", "k4"))
    assert len(her.hears()) == 1
    her.texts("1")
    textline.referrals.follow_up(ana, referral, "Tomorrow at nine suits.")
    textline.inbox.follow_up(nina, referral, "Met; she has what she asked for.")
    textline.inbox.close(nina, referral, "Closed with her agreement.")
    textline.desk.wrap_up(ana, talk, "referred_to_agency", "wrote that it went well")
    assert [each.kind for each in textline.inbox.read(nina, referral).said] == [
        *("acknowledge", "follow_up", "follow_up", "close")
    ]
    assert line.platform.trail.verify() == []


def test_she_leaves_in_a_hurry_and_comes_back_with_her_word(line: Line, her: Her, clock: FixedClock) -> None:
    textline, ana = line.platform.textline, line.actor("ana")
    her.texts("is this the info line")
    talk = textline.desk.claim_next(ana)
    assert talk is not None
    textline.desk.send_canned(ana, talk, "safe_word", "k1")
    her.hears()
    her.texts("papaya")
    textline.marks.agree_words(ana, talk, safe="Papaya")
    assert b"papaya" not in repr(line.rows("contacts")).casefold().encode()
    textline.threads.reply(ana, talk, Draft("Thank you. I keep it.", "k2"))  # not sent yet when she leaves
    assert her.texts("X") == [], "not even what was under way"
    (late,) = [each for each in textline.threads.read(ana, talk).sendings if each.state == "returned"]
    with pytest.raises(Conflict, match="silence"):
        textline.threads.reply(ana, talk, Draft("are you there?", "k3"))
    with pytest.raises(Conflict):
        textline.threads.send_again(ana, talk, late.id)
    assert her.texts("who is this??") == [], "somebody else holds the phone, and learns nothing"
    conversation = textline.threads.read(ana, talk).conversation
    assert (conversation.paused, "not_the_safe_word" in conversation.flags) == ("exit", True)
    textline.desk.transfer(ana, talk, "ben", "wait for her word")
    clock.advance(timedelta(minutes=30))
    assert her.texts("papaya!") == [], "a person looks first, no machine"
    ben = line.actor("ben")
    conversation = textline.threads.read(ben, talk).conversation
    assert (conversation.paused, "safe_check" in conversation.flags) == (None, True)
    textline.desk.send_canned(ben, talk, "safe_check", "k4")
    (asked,) = her.hears()
    assert asked.startswith("Is it OK to text right now?")
    her.texts("1")
    textline.threads.reply(ben, talk, Draft("Good to hear from you. What would help most?", "k5"))
    assert len(her.hears()) == 1
    every = [each.text for each in textline.threads.read(ben, talk).lines]
    assert "who is this??" in every, "what came meanwhile is kept and shown"
