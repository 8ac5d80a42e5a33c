"""The near index, kept in step with the book: opened when first needed, followed before every question.

The store is the truth. The index reads it whole once, then reads on from its last change, in whatever process it lives.
Promises: what is committed is found; an index that is still being read says Unavailable, never "no match".
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from itertools import groupby

from sqlalchemy import Connection

from safelight.content.core.fingerprint import NEAR_BITS
from safelight.content.ports import NearIndex
from safelight.content.store import meetings
from safelight.infra.db import Book
from safelight.kernel.errors import Unavailable

BATCH = 10_000
"""Changes read at a time while following."""

PATIENCE = 10.0
"""Seconds to wait for another thread that is reading the index in; then the answer is Unavailable."""


class Follower:
    """One index over one book. Safe to use from several threads."""

    def __init__(self, book: Book, index: NearIndex) -> None:
        self._book = book
        self._index = index
        self._position: int | None = None
        self._lock = threading.Lock()

    def open(self) -> int:
        """Read everything in, if that was not done yet; returns how many fingerprints there are."""
        self._take()
        try:
            if self._position is None:
                self._read_all()
            return len(self._index)
        finally:
            self._lock.release()

    def search(self, connection: Connection, bits: Sequence[bytes]) -> list[tuple[int, int, int]]:
        """(query, number, distance) of everything committed within the radius. Call `open` before the transaction."""
        self._take()
        try:
            if self._position is None:
                raise Unavailable("content.index.not_ready", "The index is not ready; ask again in a moment.")
            self._follow(connection, self._position)
            return self._index.search(bits, NEAR_BITS) if bits else []
        finally:
            self._lock.release()

    def _take(self) -> None:
        if not self._lock.acquire(timeout=PATIENCE):
            raise Unavailable("content.index.not_ready", "The index is not ready; ask again in a moment.")

    def _read_all(self) -> None:
        with self._book.read() as connection:
            position = meetings.last_change(connection)
            found = meetings.all_near(connection)
        self._index.add([number for number, _ in found], [bits for _, bits in found])
        self._position = position

    def _follow(self, connection: Connection, position: int) -> None:
        while changes := meetings.changes_after(connection, position, BATCH):
            for enters, run in groupby(changes, key=lambda change: change.enters):
                some = list(run)
                if enters:
                    sound = [change for change in some if change.bits]
                    self._index.add([change.number for change in sound], [change.bits for change in sound])
                else:
                    self._index.remove([change.number for change in some])
            self._position = position = changes[-1].position
