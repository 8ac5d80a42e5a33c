"""Laws of consent and of the queue: no release without a choice in force; danger first, and nobody waits for ever."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from safelight.textline.core.consent import (
    CHOICES,
    FIELDS,
    GROUNDS,
    LONGEST,
    MOST,
    Consent,
    Forced,
    advocate_reads,
    choice_of,
    consent_problem,
    current,
    forced_problem,
    released,
    revoked,
)
from safelight.textline.core.queue import CEILING, TO_THE_TOP, Waiting, in_order, next_most_urgent, standing

START = datetime(2026, 3, 1, tzinfo=UTC)
hours = st.integers(0, 2_000).map(lambda count: timedelta(hours=count))
fields = st.frozensets(st.sampled_from(FIELDS))
agencies = st.sampled_from(["a", "b"])


@st.composite
def consents(draw: st.DrawFn) -> Consent:
    given_at = START + draw(hours)
    choice = draw(st.sampled_from(CHOICES))
    police = choice in ("police", "both")
    return Consent(
        id=draw(st.text("abc", min_size=1, max_size=3)),
        conversation_id="c",
        choice=choice,
        agency_id=draw(agencies) if police else None,
        fields=draw(fields) if police else frozenset(),
        said_in=1,
        told=True,
        given_at=given_at,
        expires_at=given_at + draw(hours),
        recorded_by="m",
        revoked_at=draw(st.none() | hours.map(lambda later: given_at + later)),
    )


@st.composite
def forced_ones(draw: st.DrawFn) -> Forced:
    return Forced(
        *("f", "c", draw(agencies), draw(st.sampled_from(GROUNDS)), draw(fields)),
        reason=draw(st.sampled_from(["", "a life is in danger in that house now"])),
        told=draw(st.booleans()),
        first="m",
        second=draw(st.sampled_from(["", "m", "n"])),
        at=START + draw(hours),
    )


@given(st.lists(consents(), max_size=5), st.lists(forced_ones(), max_size=3), agencies, hours)
def test_nothing_is_released_that_nobody_chose_or_two_people_stood_for(
    chosen: list[Consent], forced: list[Forced], agency: str, later: timedelta
) -> None:
    now = START + later
    given_fields = released(chosen, forced, agency, now)
    choice = current(chosen, now)
    by_choice = choice.fields if choice and choice.agency_id == agency else frozenset()
    by_law = {
        field
        for each in forced
        if each.agency_id == agency and each.at <= now and each.second not in ("", each.first)
        for field in each.fields
        if field in MOST[each.ground]
    }
    assert given_fields <= by_choice | by_law
    if not forced and (choice is None or choice.choice in ("advocate", "not_now")):
        assert given_fields == frozenset()


@given(st.lists(consents(), min_size=1, max_size=5), agencies, hours)
def test_ending_every_consent_ends_every_release(chosen: list[Consent], agency: str, later: timedelta) -> None:
    now = START + later
    assert released([revoked(each, now) for each in chosen], [], agency, now) == frozenset()


@given(consents())
def test_a_consent_that_may_be_recorded_is_scoped_and_ends(consent: Consent) -> None:
    if consent_problem(consent) is None and consent.choice in ("police", "both"):
        assert consent.agency_id
        assert consent.fields
        assert consent.expires_at - consent.given_at <= LONGEST


def test_a_second_person_a_ground_and_the_least_are_needed() -> None:
    good = Forced(
        *("f", "c", "a", "imminent_danger", frozenset({"place"})), "a life is in danger now", True, "m", "n", START
    )
    assert forced_problem(good) is None
    from dataclasses import replace

    assert "second" in str(forced_problem(replace(good, second="m")))
    assert "texts" in str(forced_problem(replace(good, fields=frozenset({"texts"}))))
    assert forced_problem(replace(good, ground="court_order", fields=frozenset({"texts"}))) is None
    assert "why" in str(forced_problem(replace(good, reason="because")))


def test_answers_to_the_question_are_numbers_and_never_yes() -> None:
    assert [choice_of(text) for text in ("1", " 2.", "3", "4", "police", "ahora no", "yes", "si", "12", "")] == [
        *("advocate", "police", "both", "not_now", "police", "not_now"),
        *(None, None, None, None),
    ]
    assert advocate_reads([], START)


places = st.builds(
    Waiting,
    id=st.text("abcdef", min_size=1, max_size=4),
    tier=st.integers(0, 3),
    priority=st.just(0.0),
    since=hours.map(lambda count: START - count / 60),
    slow=st.booleans(),
).flatmap(
    lambda each: st.floats(0, 0.2499).map(
        lambda part: Waiting(each.id, each.tier, each.tier * 0.25 + part, each.since, each.slow)
    )
)


@given(st.lists(places, min_size=1, max_size=12, unique_by=lambda each: each.id))
def test_danger_stands_before_everything_and_the_next_is_the_first_of_the_order(queue: list[Waiting]) -> None:
    order = in_order(queue, START)
    tiers = [each.tier >= 3 for each in order]
    assert tiers == sorted(tiers, reverse=True)
    assert next_most_urgent(queue, START) == order[0]
    assert next_most_urgent([], START) is None


@given(places, hours, hours)
def test_waiting_never_lowers_anybody(waiting: Waiting, first: timedelta, second: timedelta) -> None:
    assert standing(waiting, START + first) <= standing(waiting, START + first + second)


@given(places.filter(lambda each: 0 < each.tier < 3 and not each.slow))
def test_after_half_an_hour_nobody_below_danger_stands_higher(waiting: Waiting) -> None:
    assert standing(waiting, waiting.since + TO_THE_TOP) == CEILING
