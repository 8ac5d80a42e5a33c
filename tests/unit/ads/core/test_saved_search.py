"""When a saved search ends, and what is new to it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safelight.ads.core.saved_search import KEPT_DAYS, SAVED_WORKFLOW, SavedSearch, ending, fresh, saved_problem
from safelight.kernel.ids import CaseId, TenantId

NOW = datetime(2024, 3, 1, tzinfo=UTC)
SAVED = SavedSearch(
    *("saved-1", TenantId("ten-1"), CaseId("case-1"), "a tip", "city:reno", "mem-1", "Ines", "active"),
    NOW,
    NOW + timedelta(days=3),
)


@pytest.mark.parametrize(
    ("after", "case_is_open", "verb"),
    [(0, True, None), (2.99, True, None), (3, True, "expire"), (0, False, "lose_case"), (9, False, "lose_case")],
)
def test_its_days_or_its_case_end_it(after: float, case_is_open: bool, verb: str | None) -> None:
    assert ending(SAVED, NOW + timedelta(days=after), case_is_open) == verb


def test_what_ended_is_erased_after_a_month_whatever_the_case() -> None:
    ended = replace(SAVED, status="ended", ended_at=NOW)
    assert ending(ended, NOW + timedelta(days=KEPT_DAYS - 1), False) is None
    assert ending(ended, NOW + timedelta(days=KEPT_DAYS), True) == "erase"
    assert ending(replace(ended, status="erased"), NOW + timedelta(days=999), True) is None
    assert SAVED_WORKFLOW.verbs("erased") == ()


@pytest.mark.parametrize("mail", ["", "a@b.example"])
def test_a_plain_address_or_none_is_right(mail: str) -> None:
    assert saved_problem(30, mail) is None


@pytest.mark.parametrize("mail", ["a", "a@b@c", "a@b, c@d", "a@b\n", "<a@b>", f"{'a' * 200}@b"])
def test_anything_else_is_no_address(mail: str) -> None:
    assert saved_problem(30, mail) is not None


days = st.lists(st.sets(st.sampled_from("abcdefgh")), max_size=12)


@given(st.sets(st.sampled_from("abcdefgh")), days)
def test_over_any_days_each_is_told_of_once_and_what_was_there_never(known: set[str], fitting: list[set[str]]) -> None:
    told = set(known)
    alerts: list[str] = []
    for today in fitting:
        new = fresh(today, told)
        alerts += new
        told |= set(new)
    assert len(alerts) == len(set(alerts))
    assert set(alerts) == set().union(*fitting) - known
