"""The near index in use: immutable segments on disk, the newest fingerprints beside them, and a merge in a thread.

What was added is found by the next search; what was removed is not. The newest are scanned; when they are many, they
and every segment that isn't much larger become one new segment, in a thread of its own, while searches go on. The
manifest says which files count, what in them is hidden, and how far in the book they reach (`position`): after a
restart the caller adds and removes again what the book says from there on.

Promises: exactly what comparing everything finds, after any adds, removals, merges and restarts; a damaged file raises
DamagedIndex. Refuses to guess: while the caller has not called `ready`, a search is Unavailable, never "no match".
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

import numpy as np

from safelight.content.index import segment, tail
from safelight.content.index.folder import IndexFolder, Kept
from safelight.content.index.segment import DamagedIndex, Numbers, Segment
from safelight.content.index.tail import Tail
from safelight.kernel.errors import Unavailable
from safelight.near.multi_index import BYTES, Hashes

FEW = 20_000
"""Newest fingerprints from which they are indexed: scanning them takes 25 us a question (measured 2026-11)."""

MUCH_LARGER = 4
"""A segment more than so many times the merged ones stays as it is: each fingerprint is indexed about log4(n / FEW)
times, and 11 M fingerprints lie in at most 6 segments."""

AT_ONCE = 10_000
"""Removals under one hold of the lock, so that a search never waits longer than some 10 ms for a million of them."""

SEGMENT_MOST = 100_000_000
"""Segments are not merged beyond so many fingerprints: that takes some 13 GB (131 bytes each at 10 M, measured)."""

EMPTY: Final = np.empty((0, 3), np.int64)

_Choose = Callable[[], int | None]


class LiveIndex:
    """Safe to use from several threads. Without a folder everything stays in memory."""

    def __init__(self, folder: IndexFolder | None = None, few: int = FEW) -> None:
        """Raises DamagedIndex when what the folder holds is not what was written."""
        self._lock = threading.RLock()
        self._merging = threading.RLock()  # taken before _lock, never after
        self._thread: threading.Thread | None = None
        self._folder = folder
        self._few = self._many = few
        self._tail = Tail()
        self._frozen: Tail | None = None
        self._removed_since: list[Numbers] = []
        self._ready = False
        kept = folder.read() if folder is not None else Kept()
        self._segments: tuple[Segment, ...] = kept.segments
        self._reached = self._indexed = (kept.position, kept.mark)
        self.failure: str | None = None
        """Why the last merge in the background failed; the index stays exact, only slower."""

    @property
    def position(self) -> int:
        """How far in the book this index reaches; 0 when it is new."""
        return self._reached[0]

    @property
    def mark(self) -> str:
        """What the caller said the book holds at `position`; where it holds something else, the index is another's."""
        return self._reached[1]

    def ready(self) -> None:
        """Says that everything committed was added: from now on no match means no match."""
        self._ready = True

    def reached(self, position: int, mark: str = "") -> None:
        """Says that everything in the book up to `position` was added and removed."""
        with self._lock:
            if position >= self._reached[0]:
                self._reached = position, mark

    def start_anew(self) -> None:
        """Forgets everything; the caller fills it from the book. Raises OSError when the folder refuses."""
        with self._merging, self._lock:
            self._ready = False
            if self._folder is not None and self._folder.writes:
                self._folder.forget()
            self._tail, self._frozen, self._segments = Tail(), None, ()
            self._reached = self._indexed = (0, "")

    def __len__(self) -> int:
        with self._lock:
            frozen = self._frozen.alive if self._frozen is not None else 0
            return sum(each.alive for each in self._segments) + frozen + self._tail.alive

    @property
    def segments(self) -> tuple[int, ...]:
        """How many fingerprints each segment holds, the oldest first."""
        return tuple(len(each) for each in self._segments)

    def add(self, numbers: Sequence[int], bits: Sequence[bytes]) -> None:
        """Fingerprints of 32 bytes, each under a number (0 to 2^63 - 1). One that is here already is passed over."""
        if any(len(one) != BYTES for one in bits) or len(bits) != len(numbers):
            raise ValueError(f"a fingerprint has {BYTES} bytes and a number")
        hashes = np.frombuffer(b"".join(bits), np.uint8).reshape(-1, BYTES)
        self.add_rows(np.asarray(numbers, np.int64), hashes)

    def add_rows(self, numbers: Numbers, hashes: Hashes) -> None:
        """The same on arrays. As many as a merge waits for become a segment at once while nobody asks yet."""
        if len(numbers) >= self._few and not self._ready:
            self._add_segment(numbers, hashes)
            return
        with self._lock:
            new = ~self._known(numbers)
            self._tail.add_rows(numbers[new], hashes[new])
            many = len(self._tail) >= self._many and self._frozen is None
        if many:
            self._merge_soon()

    def _add_segment(self, numbers: Numbers, hashes: Hashes) -> None:
        with self._merging, self._lock:
            _, first = np.unique(numbers, return_index=True)
            new = first[~self._known(numbers[first])]
            new = new[[number not in self._tail for number in numbers[new].tolist()]] if self._tail.alive else new
            if len(new):
                self._segments = (*self._segments, self._own(segment.build(numbers[new], hashes[new])))
                self._keep(self._state())

    def remove(self, numbers: Sequence[int]) -> None:
        """Those that aren't here are passed over."""
        every = np.asarray(numbers, np.int64)
        for start in range(0, len(every), AT_ONCE):
            wanted = every[start : start + AT_ONCE]
            with self._lock:
                self._tail.remove_rows(wanted)
                for each in self._segments:
                    each.hide(wanted)
                if self._frozen is not None:
                    self._frozen.remove_rows(wanted)
                    self._removed_since.append(wanted)

    def search(self, queries: Sequence[bytes], distance: int) -> list[tuple[int, int, int]]:
        """(query, number, distance) of everything within `distance`, sorted. Raises Unavailable before `ready`."""
        found = self.search_rows(np.frombuffer(b"".join(queries), np.uint8).reshape(-1, BYTES), distance)
        ordered = found[np.lexsort((found[:, 1], found[:, 0]))]
        return [(query, number, apart) for query, number, apart in ordered.tolist()]

    def search_rows(self, queries: Hashes, distance: int) -> Numbers:
        """The same on arrays, in no order: (query, number, distance) a row."""
        if not self._ready:
            raise Unavailable("content.index.not_ready", "The index is not ready; ask again in a moment.")
        with self._lock:
            segments = self._segments
            views = [each.view() for each in (self._frozen, self._tail) if each is not None]
        found = [each.search(queries, distance) for each in segments]
        found += [tail.search(*view, queries, distance) for view in views if len(view[0])]
        return np.concatenate(found) if found else EMPTY

    # --- merging --------------------------------------------------------------------------------

    def merge(self, everything: bool = False) -> None:
        """Indexes the newest now; with `everything` makes one segment of all. Raises OSError when the disk refuses."""
        self._merge(lambda: 0 if everything else self._first_small())

    def purge(self) -> None:
        """Indexes anew from the first segment with a removed fingerprint on: none of those is on disk after that."""
        self._merge(lambda: next((at for at, each in enumerate(self._segments) if each.hidden.any()), None))

    def save(self) -> None:
        """Writes down how far the index reaches, when everything up to there is in segments."""
        with self._merging, self._lock:
            if self._segments and not len(self._tail) and self._frozen is None:
                self._indexed = self._reached
                self._keep(self._state())

    def settle(self) -> None:
        """Waits for a merge in the background."""
        thread = self._thread
        if thread is not None:
            thread.join()

    def close(self) -> None:
        """Waits for the merge and gives the folder free."""
        self.settle()
        if self._folder is not None:
            self._folder.close()

    def _merge(self, choose: _Choose) -> None:
        with self._merging:
            self._take_folder()
            with self._lock:
                self._frozen, self._tail, self._removed_since = self._tail, Tail(), []
                first = choose()
                taken = self._segments[len(self._segments) if first is None else first :]
                reached = self._reached
            try:
                self._replace(taken, self._frozen, reached)
            except BaseException:
                with self._lock:
                    self._thaw()
                raise

    def _first_small(self) -> int:
        """The segment from which on all are merged with the newest."""
        size = len(self._frozen) if self._frozen is not None else 0
        first = len(self._segments)
        while first and len(self._segments[first - 1]) <= min(MUCH_LARGER * size, SEGMENT_MOST - size):
            first -= 1
            size += len(self._segments[first])
        return first

    def _replace(self, taken: tuple[Segment, ...], frozen: Tail, reached: tuple[int, str]) -> None:
        """Builds the new segment without the lock, and puts it in the place of what it was made of."""
        parts = [each.living() for each in taken] + [tail.living(*frozen.view())]
        numbers, hashes = (np.concatenate([part[at] for part in parts]) for at in (0, 1))
        del parts
        new = (self._own(segment.build(numbers, hashes)),) if len(numbers) else ()
        del numbers, hashes
        while len(self._removed_since) > 1:  # what was removed meanwhile, without the lock as long as it is much
            with self._lock:
                gone, self._removed_since = self._removed_since, []
            _hide(new, gone)
        with self._lock:
            _hide(new, self._removed_since)
            self._segments = (*self._segments[: len(self._segments) - len(taken)], *new)
            self._frozen = None
            self._indexed = reached
            kept = self._state()
        self._keep(kept)  # without the lock: a million removed numbers take seconds to write

    def _own(self, new: Segment) -> Segment:
        """The same segment, with its file when this process writes the folder. It stays as it was built, in memory, so
        that the first look-ups after a merge are as quick as the next; damage to the file shows when it is opened."""
        if self._folder is None or not self._folder.writes:
            return new
        path = self._folder.new_path()
        segment.write(new, path)
        return replace(new, path=path)

    def _state(self) -> Kept:
        """What the folder should say now."""
        frozen = tuple(replace(each, hidden=each.hidden.copy()) for each in self._segments)
        return Kept(frozen, *self._indexed)

    def _keep(self, kept: Kept) -> None:
        """Whoever calls holds `_merging`, so that states are written in their order."""
        if self._folder is not None and self._folder.writes:
            self._folder.keep(kept)

    def _take_folder(self) -> None:
        """When the process that wrote the folder is gone, this one writes on: all of its own, over what is there."""
        if self._folder is None or self._folder.writes or not self._folder.take():
            return
        with self._lock:
            self._segments = tuple(self._own(each) for each in self._segments)
            self._keep(self._state())

    def _thaw(self) -> None:
        """After a failure: what was set aside is newest again."""
        if self._frozen is None:
            return
        again = Tail()
        again.add_rows(*tail.living(*self._frozen.view()))
        again.add_rows(*tail.living(*self._tail.view()))
        self._tail, self._frozen = again, None

    def _known(self, numbers: Numbers) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
        known = np.zeros(len(numbers), np.bool_)
        for each in self._segments:
            known |= each.rows(numbers) >= 0
        if self._frozen is not None:
            known |= np.fromiter((number in self._frozen for number in numbers.tolist()), np.bool_, len(numbers))
        return known

    def _merge_soon(self) -> None:
        with self._lock:
            if self._thread is not None and self._thread.is_alive():
                return
            self._thread = threading.Thread(target=self._merge_quietly, name="near-index-merge", daemon=True)
            self._thread.start()

    def _merge_quietly(self) -> None:
        try:
            self.merge()
            while len(self._tail) >= self._few:  # as many came meanwhile
                self.merge()
            self.failure, self._many = None, self._few
        except Exception as error:  # told by `failure`: the index stays exact without this merge
            self.failure = f"{type(error).__name__}: {error}"
            self._many = 2 * max(self._few, len(self._tail))  # not again before there is as much to gain


def _hide(segments: Iterable[Segment], gone: Sequence[Numbers]) -> None:
    for each in segments:
        for numbers in gone:
            each.hide(numbers)


def open_index(path: Path, few: int = FEW) -> LiveIndex:
    """The index kept in the folder `path`, which is made when it isn't there. A damaged one is forgotten: the caller
    sees `position` 0 and fills it from the book. When nothing can be written there, the index is in memory only."""
    try:
        folder = IndexFolder(path)
    except OSError:
        return LiveIndex(None, few)
    try:
        return LiveIndex(folder, few)
    except DamagedIndex:
        if not folder.writes:
            folder.close()
            return LiveIndex(None, few)
        folder.forget()
        return LiveIndex(folder, few)
