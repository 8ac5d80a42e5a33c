"""The index in use is its twin: after any adds, removals, merges and restarts it finds what a dictionary does."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import numpy as np
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from tests.lib import hashes as worlds

from safelight.content.index.live import LiveIndex, open_index

FEW = 40
DISTANCE = 31


def twin(held: dict[int, bytes], queries: list[bytes]) -> list[tuple[int, int, int]]:
    found = []
    for place, query in enumerate(queries):
        asked = int.from_bytes(query)
        near = ((number, (asked ^ int.from_bytes(one)).bit_count()) for number, one in held.items())
        found += [(place, number, apart) for number, apart in near if apart <= DISTANCE]
    return sorted(found)


class Book:
    """Changes in the order of their commit, as the content book keeps them: (number, bits or None when it leaves)."""

    def __init__(self) -> None:
        self.changes: list[tuple[int, bytes | None]] = []

    def held(self) -> dict[int, bytes]:
        held: dict[int, bytes] = {}
        for number, bits in self.changes:
            if bits is None:
                held.pop(number, None)
            else:
                held[number] = bits
        return held


class IndexMachine(RuleBasedStateMachine):
    """A book, and an index that follows it."""

    def __init__(self) -> None:
        super().__init__()
        self.path = Path(tempfile.mkdtemp(prefix="near-index-"))
        self.book = Book()
        self.index = open_index(self.path / "near", FEW)
        self.index.ready()
        self.next = 1

    @initialize(seed=st.integers(0, 2**32), world=st.sampled_from(sorted(worlds.WORLDS)))
    def begin(self, seed: int, world: str) -> None:
        self.rng = np.random.default_rng(seed)
        self.pool = [one.tobytes() for one in worlds.WORLDS[world](self.rng, 400)]

    def follow(self) -> None:
        for position in range(self.index.position, len(self.book.changes)):
            number, bits = self.book.changes[position]
            if bits is None:
                self.index.remove([number])
            else:
                self.index.add([number], [bits])
        self.index.reached(len(self.book.changes))

    @rule(count=st.integers(1, 30))
    def add(self, count: int) -> None:
        for _ in range(count):
            self.book.changes.append((self.next, self.pool[int(self.rng.integers(len(self.pool)))]))
            self.next += 1
        self.follow()

    @rule(count=st.integers(FEW, 3 * FEW))
    def add_many_at_once(self, count: int) -> None:
        numbers = list(range(self.next, self.next + count))
        bits = [self.pool[int(at)] for at in self.rng.integers(0, len(self.pool), count)]
        self.index.add(numbers, bits)
        self.book.changes += zip(numbers, bits, strict=True)
        self.next += count
        self.index.reached(len(self.book.changes))

    @rule(share=st.floats(0, 1))
    def remove(self, share: float) -> None:
        held = sorted(self.book.held())
        gone = [number for number in held if self.rng.random() < share]
        self.book.changes += [(number, None) for number in [*gone, self.next + 1000]]
        self.follow()

    @rule()
    def same_number_again(self) -> None:
        held = self.book.held()
        if held:
            number = sorted(held)[0]
            self.index.add([number], [held[number]])

    @rule(everything=st.booleans())
    def merge(self, everything: bool) -> None:
        self.index.merge(everything)

    @rule()
    def purge(self) -> None:
        self.index.purge()

    @rule()
    def start_again(self) -> None:
        self.index.close()
        self.index = open_index(self.path / "near", FEW)
        self.index.ready()
        self.follow()

    @rule()
    def a_second_process_reads_and_the_first_ends(self) -> None:
        second = open_index(self.path / "near", FEW)
        self.index.merge()
        self.index.close()
        self.index = second
        self.index.ready()
        self.follow()

    @rule()
    def lose_the_folder(self) -> None:
        self.index.close()
        shutil.rmtree(self.path / "near")
        self.index = open_index(self.path / "near", FEW)
        assert self.index.position == 0
        self.index.ready()
        self.follow()

    @invariant()
    def is_its_twin(self) -> None:
        held = self.book.held()
        some = [*list(held.values())[:4], *self.pool[:4]]
        near = worlds.flipped(
            self.rng, np.frombuffer(b"".join(some), np.uint8).reshape(-1, 32), self.rng.integers(0, 40, len(some))
        )
        queries = [*some, *(one.tobytes() for one in near)]
        assert self.index.search(queries, DISTANCE) == twin(held, queries)
        assert len(self.index) == len(held)

    def teardown(self) -> None:
        self.index.close()
        shutil.rmtree(self.path)


IndexMachine.TestCase.settings = settings(max_examples=25, stateful_step_count=25, deadline=None)
TestIndexLaws = IndexMachine.TestCase


def test_the_twin_holds_at_sizes_that_have_bands(tmp_path: Path) -> None:
    rng = np.random.default_rng(23)
    bits = worlds.entangled(rng, 12_000)
    index = open_index(tmp_path, few=3_000)
    index.ready()
    for start in range(0, 12_000, 1_000):
        index.add(range(start, start + 1_000), [one.tobytes() for one in bits[start : start + 1_000]])
    index.remove(range(0, 12_000, 3))
    index.settle()
    held = {number: bits[number].tobytes() for number in range(12_000) if number % 3}
    queries = [one.tobytes() for one in worlds.planted(rng, bits, rng.integers(0, 36, 60))[0]]
    assert index.search(queries, DISTANCE) == twin(held, queries)
    index.merge(everything=True)
    assert index.segments == (8_000,)
    assert index.search(queries, DISTANCE) == twin(held, queries)
    index.close()
    assert isinstance(index, LiveIndex)
