"""Laws of questions: what is printed reads back as itself, and whatever is typed is read whole or refused in words."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safelight.assembly.facts import KINDS
from safelight.stats.core.measure import Measure, Span, dimensions_of, month_end, periods_between, printed, words_of
from safelight.stats.core.spans import around
from safelight.stats.core.words import Unread, Vocabulary, read

BY_NAME = {kind.name: kind for kind in KINDS}
STATES = {"ca": "CA", "california": "CA", "new york": "NY", "ny": "NY", "or": "OR", "oregon": "OR", "in": "IN"}
VOCABULARY = Vocabulary(BY_NAME, {**STATES, "indiana": "IN"}, date(2026, 11, 30))

DAYS = st.dates(date(1990, 1, 1), date(2089, 12, 31))


@st.composite
def spans(draw: st.DrawFn) -> Span:
    first = draw(DAYS)
    form = draw(st.integers(0, 6))
    if form < 4:
        return around(("month", "quarter", "year", "week")[form], first)
    if form == 4:
        return Span(first, first + timedelta(days=draw(st.integers(0, 900))))
    return draw(st.sampled_from([Span(), Span(first, None), Span(None, first)]))


@st.composite
def measures(draw: st.DrawFn) -> Measure:
    kind = draw(st.sampled_from(KINDS))
    by = draw(st.lists(st.sampled_from(dimensions_of(kind)), max_size=3, unique=True))
    where = {}
    for name in draw(st.lists(st.sampled_from(["state", "county", *kind.attributes]), max_size=3, unique=True)):
        values = {"state": ("CA", "NY", "OR", "IN"), "county": ("06001", "36061")}
        where[name] = draw(st.sampled_from(values.get(name) or words_of(kind, name)))
    rate = draw(st.booleans()) and bool({"state", "county"} & {*by, *where})
    return Measure(kind.name, tuple(by), tuple(sorted(where.items())), rate, draw(spans()))


@given(measures())
@settings(max_examples=300)
def test_printing_a_measure_and_reading_it_again_is_the_identity(measure: Measure) -> None:
    words = printed(measure, BY_NAME)
    assert read(words, VOCABULARY) == measure, words


PIECES = ["ads", "by", "per", "in", "where", "is", "last", "q3", "2026", "or", "and", ",", "to", "5", "county"]


@given(st.one_of(st.text(max_size=80), st.lists(st.sampled_from(PIECES), max_size=12)))
def test_whatever_is_typed_is_read_or_refused_in_words(typed: str | list[str]) -> None:
    found = read(typed if isinstance(typed, str) else " ".join(typed), VOCABULARY)
    if isinstance(found, Unread):
        assert found.line()
    else:
        assert read(printed(found, BY_NAME), VOCABULARY) == found


@pytest.mark.parametrize(
    ("question", "reads_as"),
    [
        ("conversations by county last quarter", "conversations opened by county, 2026 Q3"),
        ("ads per 100,000 by state, 2026", "ads per 100,000 people by state, 2026"),
        ("leads by disposition this year", "lead decisions by disposition, 2026"),
        ("How many conversations were closed last month?", "conversations closed, 2026-10"),
        ("dismissed leads this year", "lead decisions where disposition is dismissed, 2026"),
        ("ads in California by week since 2026-01-01", "ads by week where state is CA, since 2026-01-01"),
        ("please show me the cases opened by purpose", "cases opened by purpose, all time"),
        ("handshakes by step monthly in 2026", "handshakes by step and month, 2026"),
        ("number of ads per capita by state in march 2026", "ads per 100,000 people by state, 2026-03"),
        (
            "closed cases where disposition is person found safe, Q3 2026",
            "cases closed where disposition is person found safe, 2026 Q3",
        ),
        ("ads in New York by county", "ads by county where state is NY, all time"),
        ("conversations by urgency last 6 months", "conversations closed by tier, 2026-05-01 to 2026-10-31"),
        ("notices", "notices, all time"),
        ("matches by month until 2026-06-30", "notices by month, until 2026-06-30"),
        ("what replies were there last week", "replies, 2026-11-23 to 2026-11-29"),
        ("advertisements by activity and state yesterday", "ads by activity and state, 2026-11-29"),
        ("independent ads in county 06001", "ads where activity is independent and county is 06001, all time"),
        ("leads rate in oregon, last 30 days", "leads per 100,000 people where state is OR, 2026-10-31 to 2026-11-29"),
        ("retractions by reason from 2026-01-01 to 2026-01-31", "retractions by why, 2026-01"),
        ("ads each week", "ads by week, all time"),
    ],
)
def test_what_analysts_ask(question: str, reads_as: str) -> None:
    found = read(question, VOCABULARY)
    assert isinstance(found, Measure), found
    words = printed(found, BY_NAME)
    assert words.replace("2026-11-29 to 2026-11-29", "2026-11-29") == reads_as


@pytest.mark.parametrize(
    ("question", "says"),
    [
        ("referals by state", "“referals” is not understood. Perhaps: referral"),
        ("ads by stat", "“stat” is nothing to split by. Perhaps: state"),
        ("by county last week", "Say what to count. Perhaps: ads"),
        ("ads and cases", "second thing to count"),
        ("ads 2025 2026", "second period"),
        ("ads per 100,000", "a rate is for the people of a place"),
        ("replies by tier", "Replies are not counted by tier"),
        ("ads where activity is controled", "“controled” is no activity. Perhaps: controlled"),
        ("ads by state, county, week, activity", "Split by up to 3"),
        ("name of the girl in the ads", "“name” is not understood"),
    ],
)
def test_what_is_not_understood_is_named_with_what_it_may_have_been(question: str, says: str) -> None:
    found = read(question, VOCABULARY)
    assert isinstance(found, Unread), found
    assert says.lower() in found.line().lower()


@given(DAYS, st.sampled_from(["day", "week", "month", "quarter", "year"]))
def test_a_period_holds_its_day_and_ends_where_the_next_begins(day: date, unit: str) -> None:
    this, before = around(unit, day), around(unit, day, 1)
    assert this.first is not None
    assert this.last is not None
    assert before.last is not None
    assert this.first <= day <= this.last
    assert before.last + timedelta(days=1) == this.first
    assert len(periods_between(unit, this.first, this.last)) == 1
    assert month_end(day).month == day.month
