"""Rounds: many threads want the same thing done; one does it for all who came before it began.

A protected read waits until its audit entry is on disk. Ten reads at once that each wrote the log's head by themselves
would wait for ten disks' time; in rounds they wait for two. Promises: what `join` returns is of a round that began
after the call, so whatever the caller had done before is in it; a round that fails, fails for everybody in it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Generic, TypeVar

Result = TypeVar("Result")


class Rounds(Generic[Result]):
    """`work` is done by one thread at a time."""

    def __init__(self, work: Callable[[], Result]) -> None:
        self._work = work
        self._turn = threading.Lock()
        self._next: Future[Result] = Future()
        self._inside = 0
        self._counting = threading.Lock()

    def join(self) -> Result:
        """Wait for, or do, the next round that begins."""
        with self._counting:
            mine = self._next
            self._inside += 1
        try:
            with self._turn:
                if not mine.done():
                    self._next = Future()  # whoever comes from now on is too late for this round
                    self._run(mine)
            return mine.result()
        finally:
            with self._counting:
                self._inside -= 1

    def waiting(self) -> int:
        """Threads inside `join`, the one that works among them."""
        return self._inside

    def _run(self, mine: Future[Result]) -> None:
        try:
            mine.set_result(self._work())
        except BaseException as error:  # everybody in the round hears it, by `result`
            mine.set_exception(error)
