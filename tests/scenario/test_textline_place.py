"""Where she is and who serves it, what comes next, and the number behind the glass."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tests.lib.homes import PASSWORD
from tests.lib.lines import Line, number, open_desk, open_line

from safelight.kernel.clock import FixedClock
from safelight.kernel.errors import Conflict, Denied, Invalid, Missing
from safelight.stats.service.questions import Unread

TABLE = """ori,name,kind,counties,hours,time_zone,phone,psap_phone,languages
CA0010000,Alameda County Sheriff,sheriff,06001,24/7,America/Los_Angeles,+15550140,+15550141,en;es
CA0010300,Oakland Police,police,06001,mon-fri 08:00-18:00,America/Los_Angeles,+15550142,,en
TX2270000,Travis County Sheriff,sheriff,48453,sometimes,America/Chicago,,,
XX,Nobody,police,06001,24/7,UTC,,,
"""
WHY = "to phone the emergency desk of the place she stated"


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(datetime(2026, 11, 25, 12, tzinfo=UTC))


@pytest.fixture
def line(tmp_path: Path, clock: FixedClock) -> Iterator[Line]:
    opened = open_desk(tmp_path, clock)
    yield opened
    opened.platform.close()


def claimed(line: Line, words: str) -> str:
    line.text(number(1), words)
    line.platform.textline.judge.catch_up()
    found = line.platform.textline.desk.claim_next(line.actor("ana"))
    assert found is not None
    return found


def test_a_table_goes_in_and_says_what_it_leaves_open(line: Line) -> None:
    directory, sue = line.platform.textline.directory, line.actor("sue")
    with pytest.raises(Denied):
        directory.import_table(line.actor("ana"), TABLE.splitlines())
    imported = directory.import_table(sue, TABLE.splitlines())
    assert imported.agencies == 2
    assert [row.place for row in imported.refused] == ["line 4", "line 5"]
    assert {str(each["finding"]) for each in imported.findings} == {"gap"}, "the sheriff answers where the police sleep"
    with pytest.raises(Invalid):
        directory.import_table(sue, TABLE.splitlines()[:1])
    assert [row.agency.ori for row in directory.list(line.actor("ana"))] == ["CA0010000", "CA0010300"]
    directory.join(sue, "ca0010300", "North Agency")
    with pytest.raises(Missing):
        directory.join(sue, "CA9999999", "North Agency")
    directory.import_table(sue, TABLE.splitlines())
    routed = directory.route(line.actor("ana"), "Oakland, CA")
    assert [(each.name, each.open_now, each.joined is not None) for each in routed.agencies] == [
        ("Alameda County Sheriff", True, False),
        ("Oakland Police", False, True),
    ]
    assert (routed.plain, routed.desk_phone) == (True, "+15550141")
    assert routed.agencies[1].opens_at is not None
    asked = directory.route(line.actor("ana"), "Springfield")
    assert asked.ask
    assert asked.agencies == [], "no agency while a question is open"
    assert directory.route(line.actor("nina"), "Oakland, CA").agencies == [], "each tenant has its own table"


def test_the_place_is_kept_as_counties_and_never_in_her_words(line: Line) -> None:
    textline, ana = line.platform.textline, line.actor("ana")
    textline.directory.import_table(line.actor("sue"), TABLE.splitlines())
    talk = claimed(line, "he is outside the door with a gun please hurry. i am sixteen")
    first = textline.guide.next_steps(ana, talk)
    assert [each.step for each in first.steps][:3] == ["advise_911", "ask_siren", "ask_place"]
    assert (first.under_age, first.place_known) == (True, False)
    assert {each.canned for each in first.steps if each.step == "explain_rule"} == {"minor_rule"}
    textline.desk.send_canned(ana, talk, "call_911", "k1")
    assert textline.directory.set_place(ana, talk, "Springfield").ask
    assert not textline.guide.next_steps(ana, talk).place_known
    with pytest.raises(Conflict):
        textline.directory.set_place(line.actor("ben"), talk, "Oakland, CA")
    textline.directory.set_place(ana, talk, "the blue motel in Oakland, CA")
    (row,) = line.rows("conversations")
    assert row["place"] == '{"counties": ["06001"], "state": "CA", "agencies": ["CA0010000", "CA0010300"]}'
    after = textline.guide.next_steps(ana, talk)
    assert [each.step for each in after.steps][:2] == ["ask_siren", "call_desk"]
    assert "+15550141" in after.desk


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def national(request: pytest.FixtureRequest, tmp_path: Path, clock: FixedClock) -> Iterator[Line]:
    """A line of no state, on either database."""
    url = request.getfixturevalue("postgres") if request.param == "postgres" else None
    opened = open_line(tmp_path, None, clock, url)
    yield opened
    opened.platform.close()


def test_a_stated_place_moves_the_conversation_in_the_counts(national: Line, clock: FixedClock) -> None:
    platform, ana = national.platform, national.actor("ana")
    platform.access.enrol(national.tenant, "ann", "Ann Example", ("supervisor",), PASSWORD)
    ann = platform.access.sign_in("ann", PASSWORD).actor

    def counted(kind: str) -> dict[tuple[str, str, str], int]:
        rows = platform.stats.facts.rows(ann, kind)
        return {(str(row.day), row.state, row.county): row.count for row in rows if row.count}

    talk = claimed(national, "i need to talk to somebody")
    assert counted("textline.opened") == {("2026-11-25", "", ""): 1}
    clock.advance(timedelta(days=2))
    for words, fips in (("Oakland, CA", "06001"), ("Oakland, CA", "06001"), ("Reno, NV", "32031")):
        platform.textline.directory.set_place(ana, talk, words)
        state = words[-2:]
        assert counted("textline.opened") == {("2026-11-25", state, fips): 1}, "on the day it opened, once"
    platform.textline.desk.wrap_up(ana, talk, "helped")
    assert counted("textline.closed") == {("2026-11-27", "NV", "32031"): 1}
    asked = platform.stats.questions.read("conversations by county, 2026")
    assert not isinstance(asked, Unread)
    answer = platform.stats.questions.ask(ann, asked)
    assert [(line.key, line.hidden) for line in answer.lines] == [(("32031",), True)], "one person is no cell"


def test_the_number_is_behind_the_glass(line: Line) -> None:
    reveals, ana, sue = line.platform.textline.reveals, line.actor("ana"), line.actor("sue")
    talk = claimed(line, "the keys of the green house are with my sister")
    for reason in ("curious", "she wrote the keys of the green house are gone"):
        with pytest.raises(Invalid):
            reveals.reveal(ana, talk, reason)
    with pytest.raises(Conflict):
        reveals.reveal(line.actor("ben"), talk, WHY)
    with pytest.raises(Missing):
        reveals.reveal(line.actor("nina"), talk, WHY)
    with pytest.raises(Denied):
        reveals.list(ana)
    assert reveals.list(sue) == []
    assert reveals.reveal(ana, talk, WHY).reveal() == number(1)
    (row,) = reveals.list(sue)
    assert (row.member_name, row.reason) == ("Ana Example", WHY)
    assert number(1) not in repr(row)
    with pytest.raises(Invalid):
        reveals.review(sue, row.id, "not_justified")
    reveals.review(sue, row.id, "justified")
    with pytest.raises(Conflict):
        reveals.review(sue, row.id, "justified")
    assert reveals.list(sue) == []
    reveals.reveal(sue, talk, WHY)
    (own,) = reveals.list(sue)
    with pytest.raises(Conflict, match="Another person"):
        reveals.review(sue, own.id, "justified")


def test_without_a_log_no_number_is_shown(line: Line, clock: FixedClock) -> None:
    from safelight.kernel.errors import Unavailable

    talk = claimed(line, "hello is anybody there")
    clock.advance(timedelta(seconds=1))
    log = line.platform.settings.home / "audit.sqlite"
    ana = line.actor("ana")
    line.platform.books["audit"].close()
    log.rename(log.with_suffix(".away"))
    log.mkdir()
    with pytest.raises(Unavailable):
        line.platform.textline.reveals.reveal(ana, talk, WHY)
    log.rmdir()
    log.with_suffix(".away").rename(log)
