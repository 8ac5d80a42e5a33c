"""One does it for all who came before it began; nobody gets the result of a round that was under way."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from safelight.infra.rounds import Rounds


def test_what_was_done_before_the_call_is_in_the_round() -> None:
    done: list[int] = []
    rounds = Rounds(lambda: len(done))

    def one(number: int) -> int:
        done.append(number)
        at_least = len(done)
        return rounds.join() - at_least

    with ThreadPoolExecutor(16) as pool:
        assert all(more >= 0 for more in pool.map(one, range(400)))


def test_who_comes_during_a_round_waits_for_the_next_which_serves_all_of_them() -> None:
    began, go_on, made = threading.Event(), threading.Event(), []

    def work() -> int:
        made.append(len(made))
        began.set()
        assert go_on.wait(10)
        return made[-1]

    rounds = Rounds(work)
    with ThreadPoolExecutor(9) as pool:
        first = pool.submit(rounds.join)
        assert began.wait(10)
        late = [pool.submit(rounds.join) for _ in range(8)]
        while rounds.waiting() < 9:
            threading.Event().wait(0.001)
        go_on.set()
        assert first.result(10) == 0
        assert [each.result(10) for each in late] == [1] * 8


def test_a_failed_round_fails_for_everybody_in_it_and_the_next_is_tried_again() -> None:
    results = iter([ValueError("no disk"), None])

    def work() -> str:
        found = next(results)
        if found is not None:
            raise found
        return "written"

    rounds = Rounds(work)
    with pytest.raises(ValueError, match="no disk"):
        rounds.join()
    assert rounds.join() == "written"
