"""What answers, lists and receipts mean for a text on its way out."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safelight.kernel.workflow import Move
from safelight.textline.core.sending import (
    STATES,
    USUAL,
    WORKFLOW,
    Accepted,
    Declined,
    Kind,
    NoAnswer,
    after_answer,
    after_asking,
    after_receipt,
    taken_back,
)

NOW = datetime(2026, 11, 25, tzinfo=UTC)


def test_answers() -> None:
    assert after_answer(Accepted("SM1"), NOW, NOW, 1).verb == "accept"
    doubt = after_answer(NoAnswer("timeout"), NOW, NOW, 1)
    assert (doubt.verb, doubt.due_at) == ("doubt", NOW + USUAL.settle)
    assert after_answer(Declined("21211", True), NOW, NOW, 1).verb == "refuse"
    assert after_answer(Declined("20429", False), NOW, NOW, 1).verb == "postpone"
    assert after_answer(Declined("20429", False), NOW, NOW - USUAL.give_up, 9).verb == "refuse"


@pytest.mark.parametrize(("kind", "verb"), [("automatic", "drop"), ("advocate", "hand_back")])
def test_asking(kind: Kind, verb: str) -> None:
    assert getattr(after_asking(True, NOW, NOW, 1, kind), "verb", None) == "accept"
    assert getattr(after_asking(False, NOW, NOW, 1, kind), "verb", None) == "postpone"
    assert after_asking(None, NOW, NOW, 1, kind) is None
    assert getattr(after_asking(None, NOW + USUAL.ask_for, NOW, 1, kind), "verb", None) == verb
    assert taken_back(kind, "in_doubt").verb == verb


@given(st.lists(st.sampled_from(["queued", "sent", "delivered", "failed", "undelivered", "read", "odd"]), max_size=8))
def test_receipts_in_any_order_end_once(receipts: list[str]) -> None:
    state, ends = "sent", 0
    for word in receipts:
        verb = after_receipt(state, word)
        if verb is not None:
            move = WORKFLOW.move(state, verb)
            assert isinstance(move, Move)
            state, ends = move.target, ends + 1
    assert ends <= 1


def test_retries_double_up_to_a_limit() -> None:
    waits = [USUAL.retry_after(attempts) for attempts in range(1, 12)]
    assert waits[:3] == [timedelta(seconds=2), timedelta(seconds=4), timedelta(seconds=8)]
    assert waits[-1] == USUAL.last_retry
    assert USUAL.settle > timedelta(seconds=15), "a request may take 15 seconds; nobody is asked before"


def test_nothing_in_doubt_goes_out_without_asking() -> None:
    """From unknown, the way back to a provider leads over new (asked, not found) or over a person (returned)."""
    assert {move.target for move in WORKFLOW.moves if move.source == "unknown"} == {
        "sent",
        "new",
        "dropped",
        "returned",
    }
    assert set(STATES) == set(WORKFLOW.statuses)
