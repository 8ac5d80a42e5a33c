"""Laws of the impact ledger: each matter once, bounds around the number, nothing hidden that can be subtracted."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from safelight.stats.core.impact import split, total
from safelight.stats.core.impact_twin import bounds
from safelight.stats.core.outcome import AGES, FORMS, SEXES, Outcome
from safelight.stats.core.veil import MINIMUM, TOTAL, veiled

AT = datetime(2026, 5, 1, tzinfo=UTC)


@st.composite
def ledgers(draw: st.DrawFn) -> list[Outcome]:
    rows = draw(
        st.lists(
            st.tuples(
                st.sampled_from(["a", "b", "c"]),
                st.integers(1, 6),
                st.sampled_from(["", "", "", "m1", "m2", "m3"]),
                st.sampled_from(["recorded", "confirmed", "confirmed", "proposed", "withdrawn"]),
                st.sampled_from(SEXES),
                st.sampled_from(AGES),
                st.sampled_from(FORMS),
            ),
            max_size=12,
        )
    )
    return [
        Outcome(
            id=f"out-{number}",
            tenant_id=tenant,
            kind="victim_identified",
            day=date(2026, 4, 1),
            count=count,
            hours_low=None,
            hours_high=None,
            sex=sex,
            age=age,
            form=form,
            through="ads",
            state="CA",
            county="",
            support="case",
            reference=f"case-{number}",
            shared=shared,
            how="",
            status=status,
            entered_by="m",
            entered_at=AT + timedelta(minutes=number),
        )
        for number, (tenant, count, shared, status, sex, age, form) in enumerate(rows)
    ]


@given(ledgers())
def test_the_bounds_are_those_of_counting_every_person(ledger: list[Outcome]) -> None:
    found = total(ledger)
    assert (found.low, found.high) == bounds(ledger)
    assert found.low <= found.best <= found.high


@given(ledgers(), st.data())
def test_a_matter_that_is_entered_again_changes_no_number(ledger: list[Outcome], data: st.DataObject) -> None:
    before = total(ledger)
    marked = [replace(one, shared=one.shared or one.id) for one in ledger]
    again = data.draw(st.lists(st.sampled_from(marked), max_size=5)) if marked else []
    copies = [replace(one, id=f"copy-{number}", tenant_id="b") for number, one in enumerate(again)]
    after = total([*marked, *copies])
    assert (after.best, after.high) == (before.best, before.high)
    assert after.low >= before.low


@given(ledgers(), st.randoms(use_true_random=False))
@settings(max_examples=15)
def test_the_order_of_entry_in_the_file_does_not_matter(ledger: list[Outcome], order: random.Random) -> None:
    mixed = order.sample(ledger, len(ledger))
    assert total(mixed) == total(ledger)
    assert split(mixed, ("sex", "group")) == split(ledger, ("sex", "group"))


@given(ledgers())
@settings(max_examples=30)
def test_a_split_adds_up_to_the_number_and_hides_what_is_small(ledger: list[Outcome]) -> None:
    whole = split(ledger, ("sex", "form"), minimum=1)
    grand = [cell.count for cell in whole if set(cell.key) == {TOTAL}]
    assert grand == ([total(ledger).best] if whole else [])
    shown = split(ledger, ("sex", "form"))
    assert [cell.key for cell in shown] == [cell.key for cell in whole]
    assert all(cell.count is None or cell.count == 0 or cell.count >= MINIMUM for cell in shown)


CELLS = st.dictionaries(
    st.tuples(st.sampled_from("abcd"), st.sampled_from("xyz")), st.integers(0, 40), min_size=1, max_size=10
)


@given(CELLS)
@settings(max_examples=60)
def test_no_sum_has_exactly_one_hidden_part(cells: dict[tuple[str, ...], int]) -> None:
    shown = veiled(("one", "two"), cells)
    for at in (0, 1):
        for key, count in shown.items():
            if key[at] != TOTAL:
                continue
            parts = [k for k in shown if k[1 - at] == key[1 - at] and k[at] != TOTAL]
            hidden = [k for k in [*parts, key] if shown[k] is None]
            assert len(hidden) != 1, (key, count, hidden)
