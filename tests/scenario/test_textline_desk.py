"""A day at the desk: who is answered next, hand-overs she doesn't notice, clocks that survive the night, wrap-ups."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tests.lib.lines import Line, number, open_desk

from safelight.kernel.clock import FixedClock
from safelight.kernel.errors import Conflict, Denied, Invalid, Missing
from safelight.textline.core.conversation import FIRST_REPLY
from safelight.textline.service.threads import Draft

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
DANGER = "he is outside the door with a gun please hurry"
ORDINARY = "i would like to ask what you do"
SPANISH = "me quitaron el pasaporte y no me dejan salir de la casa"


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOON)


@pytest.fixture
def line(tmp_path: Path, clock: FixedClock) -> Iterator[Line]:
    opened = open_desk(tmp_path, clock)
    yield opened
    opened.platform.close()


def texted(line: Line, index: int, words: str) -> str:
    """Somebody texts, and the rules read it; the conversation's id."""
    found = line.text(number(index), words).conversation_id
    assert found is not None
    line.platform.textline.judge.catch_up()
    return found


def out_to_her(line: Line) -> int:
    return len(line.rows("sendings"))


def test_danger_is_next_and_ordinary_texts_are_not_starved(line: Line, clock: FixedClock) -> None:
    desk = line.platform.textline.desk
    early = texted(line, 1, ORDINARY)
    clock.advance(timedelta(minutes=3))
    danger = texted(line, 2, DANGER)
    urgent = texted(line, 3, SPANISH)
    board = desk.board(line.actor("ana"))
    assert [row.id for row in board.waiting] == [danger, urgent, early]
    assert board.tiers[3] == 1
    first = board.waiting[0]
    assert (first.tier, first.clock, first.reasons[:1] != ()) == (3, "in_time", True)
    assert board.waiting[1].language == "es"
    clock.advance(timedelta(minutes=26))
    late = texted(line, 4, SPANISH)
    assert [row.id for row in desk.board(line.actor("ana")).waiting].index(early) < 3, "who waited overtakes"
    assert desk.claim_next(line.actor("ana")) == danger
    assert late in [row.id for row in desk.board(line.actor("ana")).waiting]


def test_the_queue_shows_neither_text_nor_number(line: Line) -> None:
    texted(line, 2, DANGER)
    shown = repr(line.platform.textline.desk.board(line.actor("ana")))
    assert not any(word in shown for word in ("gun", "door", "hurry", number(2)))


def test_fifty_who_ask_for_the_next_each_get_another(line: Line) -> None:
    for index in range(40):
        line.text(number(index), ORDINARY)
    desk, people = line.platform.textline.desk, [line.actor("ana"), line.actor("ben"), line.actor("sue")]
    with ThreadPoolExecutor(10) as pool:
        taken = list(pool.map(lambda index: desk.claim_next(people[index % 3]), range(50)))
    got = [each for each in taken if each is not None]
    assert len(got) == len(set(got)) == 40
    assert desk.board(line.actor("ana")).waiting == []


def test_a_hand_over_is_silent_and_only_who_holds_it_answers(line: Line) -> None:
    desk, threads = line.platform.textline.desk, line.platform.textline.threads
    ana, ben, sue = line.actor("ana"), line.actor("ben"), line.actor("sue")
    talk = texted(line, 1, ORDINARY)
    assert desk.claim_next(ana) == talk
    threads.reply(ana, talk, Draft("Thank you. What would help you most right now?", "k1"))
    before = out_to_her(line)
    with pytest.raises(Denied):
        threads.read(ben, talk)
    with pytest.raises(Conflict):
        desk.transfer(ben, talk, "ben")
    with pytest.raises(Missing):
        desk.transfer(ana, talk, "ada")
    desk.transfer(ana, talk, "ben", "she likes short questions")
    assert out_to_her(line) == before, "she is sent nothing"
    assert "she likes short questions" in [each.text for each in threads.read(ben, talk).lines]
    with pytest.raises(Conflict):
        threads.reply(ana, talk, Draft("still me?", "k2"))
    threads.reply(ben, talk, Draft("I am here and I read every word.", "k3"))
    desk.transfer(sue, talk, None, "ben has to leave")
    (row,) = desk.board(ana).waiting
    assert (row.id, row.clock, row.owner) == (talk, "in_time", None)
    assert desk.claim_next(ana) == talk


def test_a_supervisor_watches_and_it_is_written_down(line: Line) -> None:
    desk, threads = line.platform.textline.desk, line.platform.textline.threads
    talk = texted(line, 1, ORDINARY)
    desk.claim_next(line.actor("ana"))
    before = out_to_her(line)
    assert threads.read(line.actor("sue"), talk).watching
    assert not threads.read(line.actor("ana"), talk).watching
    assert out_to_her(line) == before
    from safelight.access.core.audit import decode

    entries = [decode(leaf.entry) for leaf in line.platform.trail._ledger.page(None, 50)]
    assert [each.member for each in entries if each.action == "textline.watch" and each.outcome == "allowed"] == [
        line.actor("sue").member.id
    ]


def test_canned_replies_speak_her_language_and_wait_for_the_limits(line: Line) -> None:
    desk, threads = line.platform.textline.desk, line.platform.textline.threads
    ana, talk = line.actor("ana"), texted(line, 1, SPANISH)
    desk.claim_next(ana)
    offered = {each.id: each for each in desk.canned(ana, talk)}
    assert offered["person"].text.startswith("Escribes con una persona")
    assert not offered["where"].ready
    with pytest.raises(Invalid, match="limits"):
        desk.send_canned(ana, talk, "where", "k1")
    desk.send_canned(ana, talk, "limits", "k2")
    desk.send_canned(ana, talk, "where", "k3")
    desk.send_canned(ana, talk, "where", "k3")
    told = {each.id for each in desk.canned(ana, talk) if each.said}
    assert told == {"limits", "where"}
    assert [each.entry.kind for each in threads.read(ana, talk).lines].count("reply") == 2, "a second click is the same"


def test_a_wrap_up_says_what_came_of_it_and_she_hears_nothing(line: Line) -> None:
    desk, threads = line.platform.textline.desk, line.platform.textline.threads
    ana, talk = line.actor("ana"), texted(line, 1, ORDINARY)
    with pytest.raises(Conflict):
        desk.wrap_up(ana, talk, "helped")
    desk.claim_next(ana)
    before = out_to_her(line)
    with pytest.raises(Invalid):
        desk.wrap_up(ana, talk, "solved")  # type: ignore[arg-type]  # what a form might send
    desk.wrap_up(ana, talk, "wanted_information", "asked about opening hours")
    thread = threads.read(ana, talk)
    assert (thread.conversation.status, thread.conversation.disposition) == ("closed", "wanted_information")
    assert thread.lines[-1].text == "asked about opening hours"
    assert out_to_her(line) == before
    with pytest.raises(Conflict):
        desk.wrap_up(ana, talk, "helped")
    assert texted(line, 1, "it is me again") != talk, "only she opens a new one"


def test_clocks_run_out_once_also_after_a_restart(line: Line, clock: FixedClock, tmp_path: Path) -> None:
    timers, desk = line.platform.textline.timers, line.platform.textline.desk
    danger, ordinary = texted(line, 1, DANGER), texted(line, 2, ORDINARY)
    assert timers.fire() == 0
    clock.advance(FIRST_REPLY[3])
    assert timers.fire() == 1, "a clock follows the tier that was read"
    assert timers.fire() == 0
    rows = {row.id: row for row in desk.board(line.actor("ana")).waiting}
    assert ("overdue" in rows[danger].flags, rows[danger].clock) == (True, "late")
    assert rows[ordinary].flags == ()
    clock.advance(FIRST_REPLY[1])
    from safelight.assembly import build

    again = build(line.platform.settings, clock)
    assert again.textline.timers.fire() == 1, "a clock is a row, not a thread"
    again.close()
    desk.claim_next(line.actor("ana"))
    line.platform.textline.threads.reply(line.actor("ana"), danger, Draft("I am here. Is it OK to text?", "k"))
    assert "overdue" not in line.platform.textline.threads.read(line.actor("ana"), danger).conversation.flags
    line.text(number(1), "yes")
    clock.advance(timedelta(minutes=11))
    assert timers.fire() == 1
    (mine,) = desk.board(line.actor("sue")).claimed
    assert mine.flags == ("unanswered",)


def test_at_night_the_clock_waits_for_the_morning_but_danger_does_not(line: Line, clock: FixedClock) -> None:
    from safelight.access.core.tenant import Actor

    platform = line.platform
    admin: Actor = line.actor("sue")
    night = platform.textline.lines.add_line(
        admin, "+15550177", "Day line", {"hours": "mon-fri 08:00-18:00", "timezone": "America/Chicago"}
    )
    from safelight.kernel.sealed import Sealed

    platform.textline.lines.add_provider(admin, night.id, "simulator", "simulator", Sealed("-"), {})
    with pytest.raises(Invalid):
        platform.textline.lines.add_line(admin, "+15550178", "Odd", {"hours": "whenever", "timezone": "UTC"})
    clock.advance(timedelta(hours=16))  # 22:00 in Chicago
    for index, words in ((1, ORDINARY), (2, DANGER)):
        platform.textline.phones.at("+15550177", Sealed(number(index))).text(words)
    platform.textline.judge.catch_up()
    clock.advance(timedelta(minutes=6))
    assert platform.textline.timers.fire() == 1
    rows = platform.textline.desk.board(line.actor("ana")).waiting
    assert [(row.tier, "overdue" in row.flags, row.clock) for row in rows] == [
        (3, True, "late"),
        (1, False, "in_time"),
    ]
    clock.advance(timedelta(hours=10))
    assert platform.textline.timers.fire() == 1


def test_a_shift_has_room_and_an_end_and_leaves_nobody_behind(line: Line, clock: FixedClock) -> None:
    shifts, desk = line.platform.textline.shifts, line.platform.textline.desk
    ana, talk = line.actor("ana"), texted(line, 1, ORDINARY)
    with pytest.raises(Invalid):
        shifts.begin(ana, clock.now() + timedelta(days=2))
    shifts.begin(ana, clock.now() + timedelta(hours=8), capacity=2)
    with pytest.raises(Conflict):
        shifts.begin(ana, clock.now() + timedelta(hours=8))
    desk.claim_next(ana)
    (row,) = shifts.board(line.actor("sue"))
    assert (row.open, row.capacity, row.over) == (1, 2, False)
    clock.advance(timedelta(hours=9))
    assert shifts.board(line.actor("sue"))[0].over
    assert shifts.end(ana, "gone home") == 1
    assert [each.id for each in desk.board(line.actor("ben")).waiting] == [talk]
    assert shifts.board(line.actor("sue")) == []
    with pytest.raises(Conflict):
        shifts.end(ana)


def test_a_person_overrules_the_rules_and_says_why(line: Line) -> None:
    marks, desk = line.platform.textline.marks, line.platform.textline.desk
    ana, talk = line.actor("ana"), texted(line, 1, DANGER)
    with pytest.raises(Invalid):
        marks.set_tier(ana, talk, 0, "")
    marks.set_tier(ana, talk, 0, "quotes a film, said so", slow=True)
    (row,) = desk.board(ana).waiting
    assert (row.tier, row.slow) == (0, True)
    marks.set_flag(ana, talk, "tests_the_line")
    assert desk.board(ana).waiting[0].flags == ("tests_the_line",)
    marks.set_flag(ana, talk, "tests_the_line", on=False)
    assert desk.board(ana).waiting[0].flags == ()
    with pytest.raises(Invalid):
        marks.set_flag(ana, talk, "stopped")  # type: ignore[arg-type]  # the machine's own flag
    texted(line, 1, DANGER)
    assert desk.board(ana).waiting[0].tier == 3, "what she writes next is read anew"


def test_looking_at_the_queue_is_one_entry_not_one_a_second(line: Line, clock: FixedClock) -> None:
    desk, ledger = line.platform.textline.desk, line.platform.trail._ledger

    def looks() -> int:
        return sum(b'"textline.queue"' in leaf.entry for leaf in ledger.page(None, 500))

    for _ in range(5):
        desk.board(line.actor("ana"))
        clock.advance(timedelta(seconds=1))
    assert looks() == 1
    clock.advance(timedelta(minutes=6))
    desk.board(line.actor("ana"))
    assert looks() == 2
