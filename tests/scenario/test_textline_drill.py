"""A drill: scripted texters text, people answer, the score says what was missed. And a rush on paper."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tests.lib.lines import Line, open_desk

from safelight.kernel.clock import FixedClock
from safelight.kernel.errors import Denied, Invalid, Missing
from safelight.textline.core.canned import CANNED
from safelight.textline.core.consent import Field
from safelight.textline.core.drill import answer, asked
from safelight.textline.core.personas import PERSONAS
from safelight.textline.core.rush import TIERS, Setting, rush
from safelight.textline.service.consents import Chosen
from safelight.textline.service.drills import Running


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(datetime(2026, 11, 25, 12, tzinfo=UTC))


@pytest.fixture
def line(tmp_path: Path, clock: FixedClock) -> Iterator[Line]:
    opened = open_desk(tmp_path, clock)
    yield opened
    opened.platform.close()


def played(line: Line, clock: FixedClock, running: Running, draws: random.Random, seconds: int) -> None:
    """Let so much time go by in the drill."""
    for _ in range(seconds // 5):
        clock.advance(timedelta(seconds=5))
        line.carry(2)
        line.platform.textline.drills.step(running, draws)
        line.platform.textline.judge.catch_up()


def test_a_drill_is_answered_and_scored(line: Line, clock: FixedClock) -> None:
    textline, ana, sue, draws = line.platform.textline, line.actor("ana"), line.actor("sue"), random.Random(1)
    with pytest.raises(Denied):
        textline.drills.start(ana, "", [], draws)
    with pytest.raises(Invalid):
        textline.drills.start(sue, "", ["nobody"], draws)
    running = textline.drills.start(sue, "", ["outside", "both", "asks"], draws)
    with pytest.raises(Missing):
        textline.drills.score(sue, running.id)
    played(line, clock, running, draws, 75)
    assert running.waiting == 0
    first = textline.desk.claim_next(ana)
    assert first is not None
    assert textline.threads.read(ana, first).conversation.tier == 3, "danger is next"
    textline.desk.send_canned(ana, first, "call_911", "k1")
    played(line, clock, running, draws, 20)
    assert textline.threads.read(ana, first).lines[-1].text == "2", "the texter answers what was asked"
    second = textline.desk.claim_next(ana)
    assert second is not None
    for canned in ("limits", "who_may_know"):
        textline.desk.send_canned(ana, second, canned, canned)
        played(line, clock, running, draws, 20)
    (chose,) = [each.entry.seq for each in textline.threads.read(ana, second).lines if each.text == "3"]
    released: frozenset[Field] = frozenset({"need", "place"})
    textline.consents.record(ana, second, Chosen("both", chose, "North Agency", released))
    textline.referrals.refer(ana, second, {"need": "Her passport is withheld.", "place": "Oakland, CA"})
    good = textline.drills.score(sue, running.id)
    assert (good.texters, good.unanswered, good.wrong_disclosures) == (3, 1, 0)
    wider: frozenset[Field] = frozenset({"need", "first_name"})
    textline.consents.record(ana, second, Chosen("both", chose, "North Agency", wider))
    textline.referrals.refer(ana, second, {"need": "Her passport is withheld.", "first_name": "Opal"})
    clock.advance(timedelta(minutes=6))
    after = textline.drills.score(sue, running.id)
    assert after.wrong_disclosures == 1, "this persona never released a name"
    assert after.unanswered == 1
    assert after.median_seconds is not None
    with pytest.raises(Missing):
        textline.drills.score(line.actor("hugo"), running.id)


def test_danger_that_nobody_answers_is_missed(line: Line, clock: FixedClock) -> None:
    textline, sue, draws = line.platform.textline, line.actor("sue"), random.Random(2)
    running = textline.drills.start(sue, "", ["outside", "afuera"], draws)
    played(line, clock, running, draws, 75)
    score = textline.drills.score(sue, running.id)
    assert (score.texters, score.unanswered, score.missed_danger, score.late) == (2, 2, 2, 2)


def test_personas_know_what_they_are_asked_in_both_languages() -> None:
    for language in ("en", "es"):
        question = CANNED["who_may_know"].text(language)
        assert asked(question) == "who_may_know"
        assert answer(PERSONAS["papers"], question, 0) == "1"
    assert answer(PERSONAS["papers"], "how are you today", 1) == PERSONAS["papers"].lines[1]
    assert answer(PERSONAS["tester"], "how are you today", 5) is None
    assert {persona.tier for persona in PERSONAS.values()} == {0, 1, 2, 3}


def test_a_rush_is_the_same_for_the_same_draws_and_danger_goes_first() -> None:
    setting = Setting(people=10)
    first, again = rush(setting, random.Random(1)), rush(setting, random.Random(1))
    assert first == again
    danger, urgent, ordinary, _ = first
    assert [each.tier for each in first] == list(TIERS)
    assert danger.longest < 2 < urgent.longest
    assert urgent.p95 < ordinary.p95, "at the ceiling the urgent do not stand in line behind the ordinary"
    calm = rush(Setting(people=10, peak=0.5), random.Random(1))
    assert max(each.longest for each in calm) < 2
    nobody = rush(Setting(people=0, extra=0), random.Random(1))
    assert all(each.unanswered == each.texters for each in nobody)
