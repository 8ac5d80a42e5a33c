"""What may enter the impact ledger and the claim register, and what may not."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from safelight.stats.core.claim import Claim, Stated, claim_problem, contradictions
from safelight.stats.core.outcome import Given, outcome_problem

TODAY = date(2026, 11, 30)
GOOD = Given(
    kind="victim_identified",
    day=date(2026, 11, 2),
    support="case",
    reference="case-0001",
    how="Found through two leads of the ads queue.",
)


def test_what_is_dated_attributed_and_supported_may_enter() -> None:
    assert outcome_problem(GOOD, TODAY) is None
    assert outcome_problem(replace(GOOD, kind="time_saved", hours=(3, 5)), TODAY) is None


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"reference": " "}, "stands on"),
        ({"how": "yes"}, "had to do"),
        ({"day": date(2027, 1, 1)}, "still to come"),
        ({"kind": "arrest"}, "Kind is one of"),
        ({"sex": "girl"}, "Sex is one of"),
        ({"count": 0}, "1 to 500"),
        ({"count": 6000}, "1 to 500"),
        ({"kind": "investigation_assisted", "count": 2}, "by itself"),
        ({"kind": "investigation_assisted", "support": "source", "reference": "Report 12 of 2026"}, "of your own"),
        ({"kind": "time_saved"}, "range of hours"),
        ({"kind": "time_saved", "hours": (5.0, 3.0)}, "range of hours"),
        ({"hours": (1.0, 2.0)}, "Only time saved"),
        ({"support": "source", "reference": "memo"}, "outside document"),
        ({"how": "Call 510 555 0123 and ask for her."}, "points at a person"),
        ({"same_as": "her dob 2001"}, "points at a person"),
        ({"state": "California"}, "USPS"),
        ({"county": "Alameda"}, "FIPS"),
    ],
)
def test_what_lacks_support_or_points_at_a_person_may_not(change: dict[str, object], says: str) -> None:
    problem = outcome_problem(replace(GOOD, **change), TODAY)
    assert problem is not None
    assert says in problem


FIGURE = Stated(
    body="Example Institute",
    counts="persons identified",
    place="US",
    first=date(2025, 1, 1),
    last=date(2025, 12, 31),
    low=900,
    high=1100,
    source="Yearly report 2025, table 3",
    method="survey of agencies",
)


def claim(number: int, stated: Stated) -> Claim:
    return Claim(f"claim-{number}", stated, "m", datetime(2026, 1, 1, tzinfo=UTC))


def test_figures_that_do_not_touch_contradict_each_other() -> None:
    other = replace(FIGURE, body="Other Body", counts="Persons  identified", low=5000, high=5000, method="")
    found = contradictions([claim(1, FIGURE), claim(2, other)])
    assert [(each.one, each.other) for each in found] == [("claim-1", "claim-2")]
    assert found[0].why == "Example Institute says 900 to 1,100, Other Body 5,000, 4.5 times as much"
    assert claim(2, other).warnings == ("The source states no method.", "The source states no interval.")


@pytest.mark.parametrize(
    "change",
    [
        {"low": 1000.0, "high": 2000.0},
        {"counts": "persons estimated", "low": 5000.0, "high": 5000.0},
        {"place": "US-CA", "low": 1.0, "high": 2.0},
        {"first": date(2024, 1, 1), "last": date(2024, 12, 31), "low": 1.0, "high": 2.0},
    ],
)
def test_figures_of_other_things_places_or_times_do_not(change: dict[str, object]) -> None:
    assert contradictions([claim(1, FIGURE), claim(2, replace(FIGURE, **change))]) == []


@pytest.mark.parametrize(
    "change", [{"source": "web"}, {"body": ""}, {"low": 5.0, "high": 2.0}, {"last": date(2024, 1, 1)}, {"low": -1.0}]
)
def test_a_figure_without_a_source_or_with_a_wrong_range_stays_out(change: dict[str, object]) -> None:
    assert claim_problem(FIGURE) is None
    assert claim_problem(replace(FIGURE, **change)) is not None
