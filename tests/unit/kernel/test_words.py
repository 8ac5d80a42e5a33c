"""The kernel's words: ids, clocks, errors, sealed values, workflows."""

from __future__ import annotations

import json
import pickle
from datetime import UTC, datetime, timedelta, timezone

import pytest

from safelight.kernel.clock import FixedClock, SteppingClock, as_utc, iso
from safelight.kernel.errors import KINDS, Denied, SafelightError
from safelight.kernel.ids import CountedIds, derive
from safelight.kernel.provenance import Rejected, Warned
from safelight.kernel.sealed import Sealed
from safelight.kernel.workflow import Move, Refusal, Workflow

DOOR = Workflow(
    "door",
    "shut",
    (
        Move("shut", "open", "ajar", "door.open"),
        Move("ajar", "shut", "shut", "door.shut"),
        Move("shut", "lock", "locked", "door.lock"),
    ),
)


def test_a_derived_id_says_what_it_was_made_of() -> None:
    assert derive("ad", "a", "b") == derive("ad", "a", "b")
    assert derive("ad", "ab", "c") != derive("ad", "a", "bc")
    assert derive("ad", "a") != derive("ad", "a", "")
    assert len(derive("ad", "x")) == len("ad-") + 16


def test_counted_ids_count_by_prefix() -> None:
    ids = CountedIds()
    assert [ids.mint("case"), ids.mint("case"), ids.mint("lead")] == ["case-0001", "case-0002", "lead-0001"]


def test_clocks_are_aware_utc() -> None:
    east = datetime(2024, 3, 1, 1, tzinfo=timezone(timedelta(hours=2)))
    clock = FixedClock(east)
    assert iso(clock.now()) == "2024-02-29T23:00:00.000Z"
    clock.advance(timedelta(milliseconds=1))
    assert iso(clock.now()) == "2024-02-29T23:00:00.001Z"
    assert as_utc(datetime(2024, 1, 1)) == datetime(2024, 1, 1, tzinfo=UTC)  # noqa: DTZ001  # naive on purpose
    stepping = SteppingClock(east)
    assert stepping.now() < stepping.now()


def test_there_are_six_kinds_and_each_has_a_code() -> None:
    assert len(KINDS) == 6
    assert all(issubclass(kind, SafelightError) for kind in KINDS)
    assert str(Denied("a.b", "No.")) == "No. [a.b]"


def test_a_sealed_value_gives_nothing_away() -> None:
    secret = Sealed("hush")
    assert "hush" not in f"{secret} {secret!r} {secret!s:>10}" + repr([secret]) + repr({"k": secret})
    assert secret.reveal() == "hush"
    assert secret == Sealed("hush")
    assert secret != Sealed("loud")
    assert secret != "hush"
    with pytest.raises(TypeError):
        pickle.dumps(secret)
    with pytest.raises(TypeError):
        json.dumps(secret)
    with pytest.raises(TypeError):
        hash(secret)


def test_a_workflow_moves_by_its_table_and_refuses_with_a_reason() -> None:
    move = DOOR.move("shut", "lock")
    assert isinstance(move, Move)
    assert move.target == "locked"
    refusal = DOOR.move("ajar", "lock")
    assert isinstance(refusal, Refusal)
    assert refusal == Refusal("door.cannot_lock", "A door that is ajar can't lock; it allows shut.")
    assert DOOR.verbs("locked") == ()
    assert DOOR.statuses == ("shut", "ajar", "locked")


def test_a_workflow_draws_itself() -> None:
    assert DOOR.mermaid().splitlines()[:3] == ["stateDiagram-v2", "    [*] --> shut", "    shut --> ajar: open"]


def test_a_workflow_with_two_answers_to_one_question_is_none() -> None:
    with pytest.raises(ValueError, match="two moves"):
        Workflow("x", "a", (Move("a", "go", "b", "x"), Move("a", "go", "c", "x")))


def test_a_refused_row_names_its_place() -> None:
    assert Rejected("a.jsonl:3", "not JSON").line() == "a.jsonl:3: not JSON"
    assert Warned("a.jsonl:3", "odd date").line() == "a.jsonl:3: warning: odd date"
