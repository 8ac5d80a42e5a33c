"""What an agency hears: only what she released, only while she lets it, and what goes before her choice by law."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tests.lib.lines import Line, number, open_desk

from safelight.access.core.tenant import Actor
from safelight.kernel.clock import FixedClock
from safelight.kernel.errors import Conflict, Denied, Invalid, Missing
from safelight.textline.core.consent import Field
from safelight.textline.service.consents import Chosen
from safelight.textline.service.disclosures import Proposal
from safelight.textline.service.threads import Draft

HERS = "my sister keeps the keys of the green house and i can not leave before friday"
NEED = "Wants to speak with a woman officer about somebody who holds her documents."
FIELDS: frozenset[Field] = frozenset({"need", "place", "language"})
BOTH = Chosen("both", 5, "North Agency", FIELDS, told=True)
VALUES: dict[Field, str] = {"need": NEED, "place": "Oakland, CA"}


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(datetime(2026, 11, 25, 12, tzinfo=UTC))


@pytest.fixture
def line(tmp_path: Path, clock: FixedClock) -> Iterator[Line]:
    opened = open_desk(tmp_path, clock)
    yield opened
    opened.platform.close()


@pytest.fixture
def talk(line: Line) -> str:
    """Ana answers; the limits are told; she chooses in entry 5."""
    ana, desk = line.actor("ana"), line.platform.textline.desk
    line.text(number(1), HERS)
    found = desk.claim_next(ana)
    assert found is not None
    desk.send_canned(ana, found, "limits", "k1")
    desk.send_canned(ana, found, "who_may_know", "k2")
    line.text(number(1), "3")
    return found


def referred(line: Line, talk: str, chosen: Chosen = BOTH, values: dict[Field, str] = VALUES) -> str:
    line.platform.textline.consents.record(line.actor("ana"), talk, chosen)
    return line.platform.textline.referrals.refer(line.actor("ana"), talk, values)


def everything(line: Line, officer: Actor) -> str:
    """All that an agency's member can see of the text line."""
    inbox = line.platform.textline.inbox
    return repr([asdict(inbox.read(officer, row.id)) for row in inbox.list(officer)])


def test_a_choice_names_the_text_in_which_she_made_it(line: Line, talk: str) -> None:
    consents, ana = line.platform.textline.consents, line.actor("ana")
    for wrong in (
        Chosen("both", 2, "North Agency", FIELDS),  # a text of the machine
        Chosen("both", 99, "North Agency", FIELDS),
        Chosen("both", 5, "", FIELDS),
        Chosen("both", 5, "North Agency", frozenset()),
        Chosen("both", 5, "North Agency", FIELDS, days=31),
        Chosen("advocate", 5, "North Agency", FIELDS),
    ):
        with pytest.raises(Invalid):
            consents.record(ana, talk, wrong)
    with pytest.raises(Missing):
        consents.record(ana, talk, Chosen("both", 5, "No Agency", FIELDS))
    with pytest.raises(Conflict):
        consents.record(line.actor("ben"), talk, BOTH)
    assert consents.record(ana, talk, BOTH).in_force
    assert [row.name for row in consents.agencies(ana)] == ["North Agency", "South Agency"]


def test_without_the_limits_told_no_choice_is_written_down(line: Line) -> None:
    line.text(number(2), "can the police come")
    ana, textline = line.actor("ana"), line.platform.textline
    other = textline.desk.claim_next(ana)
    assert other is not None
    chosen = Chosen("police", 1, "North Agency", FIELDS)
    with pytest.raises(Invalid, match="Explain first"):
        textline.consents.record(ana, other, chosen)
    with pytest.raises(Conflict):
        textline.referrals.refer(ana, other, VALUES)


def test_exactly_what_she_released_goes_to_the_one_agency_she_named(line: Line, talk: str) -> None:
    nina, sol = line.actor("nina"), line.actor("sol")
    referrals, inbox = line.platform.textline.referrals, line.platform.textline.inbox
    line.platform.textline.consents.record(line.actor("ana"), talk, BOTH)
    for beyond in (
        {**VALUES, "first_name": "Opal"},
        {"need": "She wrote: " + HERS},
        {"need": f"Call {number(1)}."},
        {"need": "x" * 1_001},
        {"language": "en"},
    ):
        with pytest.raises(Invalid):
            referrals.refer(line.actor("ana"), talk, beyond)  # type: ignore[arg-type]  # what a form might send
    referral = referrals.refer(line.actor("ana"), talk, VALUES)
    found = inbox.read(nina, referral)
    assert dict(found.values) == {"need": NEED, "place": "Oakland, CA", "language": "en"}
    assert (found.texts, found.stop_use, found.row.sender) == ([], "", "Paper Line")
    seen = everything(line, nina)
    pseudonym = str(line.rows("contacts")[0]["pseudonym"])
    for secret in (HERS, "green house", "keys of the", number(1), talk, pseudonym):
        assert secret not in seen
    assert inbox.list(sol) == []
    told = []
    for missing in (referral, "ref_never_was"):
        for verb in (inbox.read, inbox.acknowledge):
            with pytest.raises(Missing) as refused:
                verb(sol, missing)
            told.append((refused.value.code, refused.value.message))
    assert len(set(told)) == 1
    with pytest.raises(Denied):
        inbox.list(line.actor("ana"))
    for verb in (line.platform.textline.threads.read, line.platform.textline.consents.choices):
        with pytest.raises(Missing):
            verb(nina, talk)


def test_texts_and_number_go_along_only_where_she_released_them(line: Line, talk: str) -> None:
    textline, ana = line.platform.textline, line.actor("ana")
    textline.threads.note(ana, talk, "a note that stays here")
    wide: frozenset[Field] = frozenset({"need", "number", "texts"})
    referral = referred(line, talk, Chosen("police", 5, "North Agency", wide), {"need": "Her words: " + HERS})
    found = textline.inbox.read(line.actor("nina"), referral)
    assert found.values["number"] == number(1)
    assert [each.text for each in found.texts if each.hers] == [HERS, "3"]
    assert "a note that stays here" not in everything(line, line.actor("nina"))
    with pytest.raises(Denied):
        textline.threads.read(line.actor("ben"), talk)
    with pytest.raises(Denied, match="police alone"):
        textline.threads.read(line.actor("sue"), talk)
    assert textline.threads.read(ana, talk).lines, "who answers her reads on"


def test_the_agency_answers_and_both_sides_read_it(line: Line, talk: str) -> None:
    textline, ana, nina = line.platform.textline, line.actor("ana"), line.actor("nina")
    referral = referred(line, talk)
    before = len(line.rows("sendings"))
    with pytest.raises(Conflict):
        textline.inbox.close(nina, referral, "too early")
    textline.inbox.acknowledge(nina, referral, "Officer Nina Example has it.")
    with pytest.raises(Conflict):
        textline.inbox.acknowledge(nina, referral)
    textline.referrals.follow_up(ana, referral, "She prefers Friday.")
    with pytest.raises(Invalid, match="quotes"):
        textline.referrals.follow_up(ana, referral, "It is: KEYS of the green house!")
    textline.inbox.follow_up(nina, referral, "Met her on Friday at ten.")
    textline.inbox.close(nina, referral, "She has her documents back.")
    (row,) = textline.referrals.sent(ana, talk)
    assert (row.status, [each.side for each in row.said]) == ("closed", ["agency", "sender", "agency", "agency"])
    assert row.said[2].text == "Met her on Friday at ten."
    shown = textline.inbox.read(nina, referral)
    assert [each.text for each in shown.said] == [each.text for each in row.said]
    assert len(line.rows("sendings")) == before, "she is sent nothing by any of it"


def test_she_takes_it_back_and_the_agency_reads_nothing_more(line: Line, talk: str) -> None:
    textline, nina = line.platform.textline, line.actor("nina")
    referral = referred(line, talk)
    textline.inbox.acknowledge(nina, referral, "noted with thanks")
    assert textline.consents.revoke(line.actor("ben"), talk) == 1, "whoever she tells may write it down"
    with pytest.raises(Conflict):
        textline.consents.revoke(line.actor("ben"), talk)
    found = textline.inbox.read(nina, referral)
    assert found.stop_use.startswith("The person took back")
    assert (dict(found.values), found.texts) == ({}, [])
    assert NEED not in everything(line, nina)
    assert [each.kind for each in found.said] == ["acknowledge", "withdraw"]
    for verb in (textline.inbox.follow_up, textline.inbox.close):
        with pytest.raises(Conflict):
            verb(nina, referral, "still at it")
    textline.inbox.confirm_stop(nina, referral)
    assert textline.referrals.sent(line.actor("ana"))[0].status == "stopped"
    with pytest.raises(Conflict):
        textline.referrals.refer(line.actor("ana"), talk, VALUES)


def test_a_narrower_choice_takes_back_what_it_does_not_cover(line: Line, talk: str) -> None:
    textline, ana = line.platform.textline, line.actor("ana")
    referral = referred(line, talk)
    textline.consents.record(ana, talk, Chosen("both", 5, "North Agency", FIELDS | {"first_name"}))
    assert textline.referrals.sent(ana)[0].status == "sent", "a wider one covers it"
    textline.consents.record(ana, talk, Chosen("not_now", 5))
    assert textline.inbox.read(line.actor("nina"), referral).stop_use
    assert [row.choice for row in textline.consents.choices(ana, talk)] == ["not_now", "both", "both"]


def test_a_choice_ends_by_itself_and_an_order_holds_only_what_was_released(
    line: Line, talk: str, clock: FixedClock
) -> None:
    textline, nina = line.platform.textline, line.actor("nina")
    head = line.actor("hugo")
    first = referred(line, talk)
    second = textline.referrals.refer(line.actor("ana"), talk, {"need": "Something else altogether."})
    with pytest.raises(Denied):
        textline.inbox.hold(nina, second, "order 12 of the county court")
    textline.inbox.hold(head, second, "order 12 of the county court")
    assert textline.referral_clock.run() == 0
    clock.advance(timedelta(days=30))
    assert textline.referral_clock.run() == 2
    assert textline.referral_clock.run() == 0
    assert dict(textline.inbox.read(head, first).values) == {}
    assert textline.inbox.read(head, second).values["need"] == "Something else altogether."
    with pytest.raises(Conflict):
        textline.inbox.hold(head, first, "order 13 of the county court")
    textline.inbox.hold(head, second, "")
    assert textline.referral_clock.run() == 1
    assert dict(textline.inbox.read(head, second).values) == {}
    assert line.platform.trail.verify() == []


def test_law_before_consent_needs_a_ground_a_second_person_and_no_more_than_it_names(line: Line, talk: str) -> None:
    textline, ana, ben = line.platform.textline, line.actor("ana"), line.actor("ben")
    reason = "She says a girl of twelve is held in the same house; told her so."
    good = Proposal(
        "North Agency", "child_in_danger", {"need": "A child is held.", "place": "Oakland, CA"}, reason, True
    )
    for wrong in (
        Proposal("North Agency", "child_in_danger", good.values, "too short", True),
        Proposal("North Agency", "curiosity", good.values, reason, True),  # type: ignore[arg-type]
        Proposal("North Agency", "child_in_danger", good.values, reason, True, frozenset({"texts"})),
        Proposal("North Agency", "imminent_danger", {"need": f"She wrote {HERS}"}, reason, True),
    ):
        with pytest.raises(Invalid):
            textline.disclosures.propose(ana, talk, wrong)
    waiting = textline.disclosures.propose(ana, talk, good)
    nina = line.actor("nina")
    assert textline.inbox.list(nina) == []
    with pytest.raises(Conflict, match="Another person"):
        textline.disclosures.confirm(ana, waiting)
    (row,) = textline.disclosures.list(ben)
    assert (row.reason, row.told, row.mine) == (reason, True, False)
    referral = textline.disclosures.confirm(ben, waiting)
    found = textline.inbox.read(nina, referral)
    assert dict(found.values) == {"need": "A child is held.", "place": "Oakland, CA"}
    assert found.row.basis == "disclosure"
    with pytest.raises(Conflict):
        textline.disclosures.refuse(ben, waiting)
    textline.consents.record(ana, talk, Chosen("not_now", 5))
    assert not textline.inbox.read(nina, referral).stop_use, "her choice does not undo what law demanded"
    again = textline.disclosures.propose(ana, talk, good)
    textline.disclosures.refuse(ana, again)
    assert len(textline.inbox.list(nina)) == 1


def test_whoever_has_it_may_go_on_texting_with_her(line: Line, talk: str) -> None:
    textline, ana = line.platform.textline, line.actor("ana")
    referred(line, talk)
    textline.threads.reply(ana, talk, Draft("Done as you said. You can change it any time.", "k9"))
    textline.desk.wrap_up(ana, talk, "referred_to_agency", "")
    assert textline.consents.revoke(ana, talk) == 1, "also after the end"
