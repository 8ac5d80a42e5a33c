"""How far a programme is: bounds that hold whatever partners counted alike, and the last report that replaces."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from safelight.content.core.programme import Programme, Told, programme_problem, progress, report_problem

TODAY = date(2026, 11, 30)
PARTNERS = ("north", "south", "plaza")

people = st.lists(st.sets(st.integers(0, 40)), min_size=3, max_size=3)
reports = st.lists(st.tuples(st.sampled_from(PARTNERS), st.integers(0, 99)), max_size=12)


def programme(measure: str = "people_identified", status: str = "open") -> Programme:
    begins = TODAY - timedelta(days=10)
    return Programme("p", "c", "Harbour", "Find them", measure, 20, "north", begins, TODAY + timedelta(days=90), status)


def told(rows: list[tuple[str, int]]) -> list[Told]:
    return [Told(number, tenant, "report", total, TODAY) for number, (tenant, total) in enumerate(rows)]


@given(people)
def test_the_people_that_all_found_together_lie_within_the_bounds(found: list[set[int]]) -> None:
    rows = [(tenant, len(each)) for tenant, each in zip(PARTNERS, found, strict=True)]
    done = progress(programme(), told(rows), {})
    assert done.lower <= len(set().union(*found)) <= done.upper


@given(reports)
def test_the_last_report_of_each_partner_counts_in_whatever_order_rows_are_read(
    rows: list[tuple[str, int]],
) -> None:
    last: dict[str, int] = {}
    for tenant, total in rows:
        last[tenant] = total
    kept = told(rows)
    shuffled = sorted(kept, key=lambda one: (one.total, one.tenant_id))
    done = progress(programme(), shuffled, {})
    assert done.by_partner == last
    assert done.upper == sum(last.values())


@given(
    st.dictionaries(st.sampled_from(PARTNERS), st.integers(0, 50)),
    st.dictionaries(st.sampled_from(PARTNERS), st.integers(0, 50)),
)
def test_the_exchange_counts_from_the_beginning_on(before: dict[str, int], since: dict[str, int]) -> None:
    rows = [Told(number, tenant, "baseline", total, TODAY) for number, (tenant, total) in enumerate(before.items())]
    now = {tenant: before.get(tenant, 0) + since.get(tenant, 0) for tenant in {*before, *since}}
    done = progress(programme("signals_acted_on"), rows, now)
    assert done.lower == done.upper == sum(since.values())
    assert done.by_partner == {tenant: gain for tenant, gain in since.items() if gain}


def test_what_is_wrong_is_said_in_words() -> None:
    good = ("Harbour", "Find those in need", "people_identified", 5, TODAY, TODAY + timedelta(days=30))
    assert programme_problem(*good) is None
    for at, value in ((0, "x"), (1, "short"), (2, "arrests"), (3, 0), (5, TODAY), (5, TODAY + timedelta(days=4000))):
        wrong = (*good[:at], value, *good[at + 1 :])
        assert programme_problem(*wrong), (at, value)  # type: ignore[arg-type]
    assert report_problem(programme(), 3, TODAY, TODAY) is None
    tomorrow, before = TODAY + timedelta(days=1), TODAY - timedelta(days=11)
    assert "closed" in str(report_problem(programme(status="ended"), 3, TODAY, TODAY))
    assert "counts" in str(report_problem(programme("signals_seen"), 3, TODAY, TODAY))
    assert "0 or more" in str(report_problem(programme(), -1, TODAY, TODAY))
    assert all("as of a day" in str(report_problem(programme(), 3, day, TODAY)) for day in (tomorrow, before))
