"""The limited child: whatever a parser does, the asker gets one typed failure, and the next question is answered."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from safelight.infra.frames import Message
from safelight.infra.sandbox import ROOT, ChildFailure, Limits, Sandbox

LIMITS = Limits(memory=512 * 1024 * 1024, cpu_per_reply=1, cpu_total=60, silence=30.0)


@pytest.fixture(scope="module")
def child() -> Iterator[Sandbox]:
    with Sandbox("tests.lib.parsers:serve", LIMITS, code=(ROOT, Path(__file__).parents[2])) as sandbox:
        yield sandbox


def ask(child: Sandbox, deed: str) -> list[Message | ChildFailure]:
    return list(child.ask({"do": deed}, b"body"))


@pytest.mark.parametrize(
    ("deed", "reason"),
    [
        ("crash", "ended by SIGSEGV"),
        ("abort", "ended by SIGABRT"),
        ("leave", "exited with 3"),
        ("fail", "failed (KeyError)"),
        ("spin", "processor time"),
        ("hoard", "memory"),
        ("open", "PermissionError"),
        ("write", "PermissionError"),
        ("connect", "PermissionError"),
        ("resolve", "PermissionError"),
        ("run", "PermissionError"),
        ("fork", "PermissionError"),
        ("call C", "PermissionError"),
    ],
)
def test_a_deed_is_one_typed_failure_after_the_replies_before_it(child: Sandbox, deed: str, reason: str) -> None:
    reply, failure = ask(child, deed)
    assert reply == Message({"heard": deed}, b"body")
    assert isinstance(failure, ChildFailure)
    assert reason in failure.reason
    assert ask(child, "nothing") == [Message({"heard": "nothing"}, b"body")]
    assert not Path("/tmp/left-behind").exists()


def test_one_child_answers_many_questions(child: Sandbox) -> None:
    ask(child, "nothing")
    before = child.started
    for _ in range(20):
        ask(child, "nothing")
    assert child.started == before


def test_silence_is_a_failure() -> None:
    impatient = Limits(memory=LIMITS.memory, cpu_per_reply=60, silence=0.8)
    with Sandbox("tests.lib.parsers:serve", impatient, code=(ROOT, Path(__file__).parents[2])) as child:
        assert ask(child, "spin")[-1] == ChildFailure("no answer within 0.8 seconds")


def test_a_file_travels_and_is_read_only_through_its_descriptor(child: Sandbox, tmp_path: Path) -> None:
    path = tmp_path / "page"
    path.write_bytes(b"contents")
    with path.open("rb") as file:
        replies = list(child.ask({"do": "read file"}, file=file.fileno()))
    assert replies[-1] == Message({}, b"contents")


def test_an_answer_that_is_left_unread_ends_its_child(child: Sandbox) -> None:
    replies = child.ask({"do": "spin"})
    next(replies)
    replies.close()
    assert ask(child, "nothing")[0] == Message({"heard": "nothing"}, b"body")


def test_no_child_outlives_its_sandbox() -> None:
    with Sandbox("tests.lib.parsers:serve", LIMITS, code=(ROOT, Path(__file__).parents[2])) as child:
        ask(child, "nothing")
        assert child._child is not None
        number = child._child.pid
    with pytest.raises(ProcessLookupError):
        os.kill(number, 0)


def test_a_parser_that_can_t_be_imported_is_a_failure() -> None:
    with Sandbox("no.such.module:serve", LIMITS) as child:
        (failure,) = ask(child, "nothing")
    assert isinstance(failure, ChildFailure)
