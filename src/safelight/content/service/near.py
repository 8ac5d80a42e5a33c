"""The near index, kept in step with the book: opened when first needed, followed before every question.

The store is the truth. An index that was kept in a folder reads on from its last change; a new one, and one that
belongs to another book (a copy that was brought back), reads the book whole. It does so in whatever process it lives.
Promises: what is committed is found; an index that is still being read says Unavailable, never "no match".
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import groupby

import numpy as np
from sqlalchemy import Connection

from safelight.content.core.fingerprint import NEAR_BITS
from safelight.content.core.limits import FLOOD
from safelight.content.core.near_number import VIDEOS, videos_of
from safelight.content.core.video_match import Tally
from safelight.content.ports import NearIndex
from safelight.content.store import meetings
from safelight.infra.db import Book
from safelight.kernel.errors import Unavailable

BATCH = 10_000
"""Changes read at a time while following."""

FRAMES_AT_ONCE = 512
"""Frames of a video looked up at a time: a camera that sees one thing for hours hits every frame of its like."""

FRAMES_TOGETHER = 200_000

PATIENCE = 10.0
"""Seconds to wait for another thread that is reading the index in; then the answer is Unavailable."""


class Follower:
    """One index over one book. `make` opens it, when the first question comes. Safe to use from several threads."""

    def __init__(self, book: Book, make: Callable[[], NearIndex]) -> None:
        self._book = book
        self._make = make
        self._index: NearIndex | None = None
        self._lock = threading.Lock()
        self.patience = PATIENCE

    def open(self) -> None:
        """Read in what is missing, if that was not done yet."""
        if self._index is not None:
            return
        self._take()
        try:
            if self._index is None:
                self._index = self._read_in()
        finally:
            self._lock.release()

    def size(self) -> int:
        """How many fingerprints there are, once it is open."""
        self.open()
        index = self._index
        return len(index) if index is not None else 0

    def purge(self) -> None:
        """Take retracted and erased fingerprints out of the index's files as well."""
        self.open()
        if self._index is not None:
            self._index.purge()

    def close(self) -> None:
        """Give the index's folder free."""
        with self._lock:
            if self._index is not None:
                self._index.close()
                self._index = None

    def search(self, connection: Connection, bits: Sequence[bytes]) -> list[tuple[int, int, int]]:
        """(query, number, distance) of every picture committed within the radius. Call `open` before the
        transaction."""
        with self._followed(connection) as index:
            found = index.search(bits, NEAR_BITS) if bits else []
        return [one for one in found if one[1] < VIDEOS]

    def search_frames(self, connection: Connection, frames: Sequence[bytes]) -> Tally:
        """What the frames of one video meet among those of all videos committed; frames that are near to too many
        videos are left out of the count."""
        tally = Tally()
        asked = np.frombuffer(b"".join(frames), np.uint8).reshape(-1, 32)
        with self._followed(connection) as index:
            for at in range(0, len(asked), FRAMES_AT_ONCE):
                hits = index.search_rows(asked[at : at + FRAMES_AT_ONCE], NEAR_BITS)
                hits = hits[hits[:, 1] >= VIDEOS] + (at, 0, 0)
                tally.add(hits[:, 0], hits[:, 1], hits[:, 2], videos_of(hits[:, 1]), FLOOD)
        return tally

    @contextmanager
    def _followed(self, connection: Connection) -> Iterator[NearIndex]:
        """The index, with everything committed in it, for this thread alone."""
        self._take()
        try:
            if self._index is None:
                raise Unavailable("content.index.not_ready", "The index is not ready; ask again in a moment.")
            self._follow(connection, self._index)
            yield self._index
        finally:
            self._lock.release()

    def _take(self) -> None:
        if not self._lock.acquire(timeout=self.patience):
            raise Unavailable("content.index.not_ready", "The index is not ready; ask again in a moment.")

    def _read_in(self) -> NearIndex:
        index = self._make()
        with self._book.read() as connection:
            if not index.position or index.mark != meetings.mark_at(connection, index.position):
                index.start_anew()
                position = meetings.last_change(connection)
                found = meetings.all_near(connection)
                index.add([number for number, _ in found], [bits for _, bits in found])
                self._read_videos(connection, index)
                index.reached(position, meetings.mark_at(connection, position))
                index.save()
            self._follow(connection, index)
        index.ready()
        return index

    @staticmethod
    def _read_videos(connection: Connection, index: NearIndex) -> None:
        """Every video's frames, many videos at a time: as much becomes a segment at once."""
        numbers: list[int] = []
        bits: list[bytes] = []
        for places, frames in meetings.all_videos(connection):
            numbers += places
            bits += frames
            if len(numbers) >= FRAMES_TOGETHER:
                index.add(numbers, bits)
                numbers, bits = [], []
        index.add(numbers, bits)

    @staticmethod
    def _follow(connection: Connection, index: NearIndex) -> None:
        while changes := meetings.changes_after(connection, index.position, BATCH):
            for enters, run in groupby(changes, key=lambda change: change.enters):
                some = list(run)
                if enters:
                    sound = [change for change in some if change.bits]
                    index.add([change.number for change in sound], [change.bits for change in sound])
                    for change in (each for each in some if each.frames):
                        frames = meetings.frames_of(connection, change.number)
                        index.add(change.numbers[: len(frames)], frames)
                else:
                    index.remove([number for change in some for number in change.numbers])
            index.reached(changes[-1].position, changes[-1].mark)
