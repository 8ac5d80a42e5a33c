"""Answers: counts, rates with their denominators, hidden cells that are never zero, warnings."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from safelight.gazetteer.population import STATES
from safelight.stats.core.answer import Answer, People, answer, poisson_interval
from safelight.stats.core.counted import Counted
from safelight.stats.core.measure import Measure, Span

TODAY = date(2026, 11, 30)
PEOPLE = People({"CA": 39_538_223, "NV": 3_104_614, "06001": 1_000_000}, "test")


def rows(*given: tuple[str, str, int]) -> list[Counted]:
    return [Counted(date.fromisoformat(day), state, "", {"activity": "unclear"}, count) for day, state, count in given]


def ask(measure: Measure, facts: list[Counted]) -> Answer:
    found = answer(measure, facts, PEOPLE, TODAY)
    assert isinstance(found, Answer)
    return found


def test_the_states_add_up_to_the_population_of_the_census() -> None:
    assert (len(STATES), sum(STATES.values())) == (51, 331_449_281)


def test_a_rate_has_its_denominator_and_the_exact_interval() -> None:
    found = ask(Measure("ads.posted", ("state",), rate=True), rows(("2026-01-05", "CA", 400), ("2026-01-05", "NV", 31)))
    line = {each.key[0]: each for each in found.lines}["NV"]
    assert (line.count, line.people) == (31, 3_104_614)
    assert line.rate == pytest.approx(31 / 31.04614)
    assert (line.low, line.high) == pytest.approx((21.0629 / 31.04614, 44.0028 / 31.04614), rel=1e-4)
    assert found.denominator == "test"
    assert found.total.rate is None, "the whole has no one place"


@pytest.mark.parametrize(("count", "low", "high"), [(0, 0.0, 3.6889), (1, 0.0253, 5.5716), (10, 4.7954, 18.3904)])
def test_intervals_are_those_of_the_printed_tables(count: int, low: float, high: float) -> None:
    assert poisson_interval(count) == pytest.approx((low, high), abs=1e-3)


def test_small_counts_and_what_would_give_them_away_are_hidden() -> None:
    found = ask(Measure("ads.posted", ("state",)), rows(("2026-01-05", "CA", 40), ("2026-01-05", "NV", 3)))
    shown = {line.key[0]: line.count for line in found.lines} | {"Total": found.total.count}
    assert shown == {"CA": 40, "NV": None, "Total": None}, "with the total shown, 43 - 40 would be 3"
    assert any("not zero" in warning for warning in found.warnings)
    assert ask(Measure("ads.posted"), rows(("2026-01-05", "CA", 2))).total.hidden


def test_a_period_without_counts_is_a_true_zero_and_a_running_one_is_said() -> None:
    measure = Measure("ads.posted", ("month",), span=Span(date(2026, 9, 1), date(2026, 12, 31)))
    cut = Measure("ads.posted", ("week",), span=Span(date(2026, 7, 1), date(2026, 7, 19)))
    weeks = ask(cut, rows(("2026-07-06", "CA", 12)))
    assert [(line.key[0], line.count) for line in weeks.lines] == [("2026-W28", 12), ("2026-W29", 0)]
    assert "The first or last period of the answer is not a whole one." in weeks.warnings
    found = ask(measure, rows(("2026-09-07", "CA", 12), ("2026-11-02", "CA", 9)))
    assert [(line.key[0], line.count) for line in found.lines] == [("2026-09", 12), ("2026-10", 0), ("2026-11", 9)]
    assert "The period is not over: counted up to 2026-11-30." in found.warnings


def test_facts_without_a_place_stand_in_a_line_of_their_own() -> None:
    found = ask(Measure("ads.posted", ("state",)), rows(("2026-01-05", "CA", 40), ("2026-01-05", "", 10)))
    assert {line.key[0]: line.count for line in found.lines} == {"CA": 40, "not stated": 10}
    assert any(warning.startswith("20 % say no state") for warning in found.warnings)


def test_no_warning_gives_a_hidden_count_away() -> None:
    facts = rows(("2026-01-05", "CA", 8), ("2026-01-05", "TX", 2), ("2026-01-05", "", 6))
    found = ask(Measure("ads.posted", ("state",)), facts)
    assert found.total.hidden
    assert "Some say no state; they are in the line “not stated”." in found.warnings, "38 % of it would say 16"
    months = [(f"2026-{month:02d}-10", "CA", 60 if month < 11 else 3) for month in range(1, 12)]
    found = ask(Measure("ads.posted", ("month",), span=Span(date(2026, 1, 1), date(2026, 11, 29))), rows(*months))
    told = [warning for warning in found.warnings if warning.startswith("unfinished")]
    assert told
    assert not any(character.isdigit() for character in told[0])


def test_a_span_that_outlasts_the_records_says_so() -> None:
    span = Span(date(2026, 1, 1), date(2026, 10, 31))
    found = ask(Measure("ads.posted", ("month",), span=span), rows(("2026-01-05", "CA", 40), ("2026-03-05", "CA", 40)))
    assert found.warnings[-1].startswith("Nothing was recorded after 2026-03-05")
    fresh = ask(Measure("ads.posted", ("month",), span=span), rows(("2026-01-05", "CA", 40), ("2026-10-05", "CA", 40)))
    assert not any("recorded after" in warning for warning in fresh.warnings)


def test_a_hidden_line_keeps_its_people() -> None:
    found = ask(Measure("ads.posted", ("state",), rate=True), rows(("2026-01-05", "CA", 40), ("2026-01-05", "NV", 3)))
    line = {each.key[0]: each for each in found.lines}["NV"]
    assert (line.count, line.people, line.rate) == (None, 3_104_614, None)


def test_a_series_that_breaks_carries_the_warning_of_the_coverage_checks() -> None:
    monday = date(2025, 1, 6)
    weeks = [(str(monday + timedelta(weeks=week)), "CA", 20 if week < 40 else 300) for week in range(80)]
    found = ask(Measure("ads.posted", ("week",)), rows(*weeks))
    assert any(warning.startswith("definition: The whole table changes") for warning in found.warnings), found.warnings


def test_too_many_lines_and_nothing_counted_are_said() -> None:
    measure = Measure("ads.posted", ("day",), span=Span(date(2000, 1, 1), date(2026, 1, 1)))
    assert "5,000 are the most" in str(answer(measure, rows(("2000-01-01", "CA", 9)), PEOPLE, TODAY))
    assert "Nothing was counted here." in ask(Measure("ads.posted", ("state",)), []).warnings
