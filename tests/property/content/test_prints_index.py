"""The index in use finds what a plain list finds, after any adds, removals and mergers."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safelight.content.search import prints
from safelight.content.search.prints import PrintsIndex
from safelight.content.search.scan import ScanIndex


def flipped(rng: random.Random, bits: bytes, count: int) -> bytes:
    value = int.from_bytes(bits)
    for bit in rng.sample(range(256), count):
        value ^= 1 << bit
    return value.to_bytes(32)


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 2**32), steps=st.lists(st.sampled_from(["add", "remove", "again"]), min_size=1, max_size=12))
def test_any_history_is_answered_as_a_plain_list_answers(seed: int, steps: list[str]) -> None:
    rng = random.Random(seed)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(prints, "FEW", rng.choice([0, 5, 1_000]))  # merged at every step, now and then, never
        index, twin = PrintsIndex(), ScanIndex()
        known = [rng.randbytes(32) for _ in range(6)]
        numbers: list[int] = []
        for step in steps:
            if step == "add":
                fresh = [len(numbers) + place for place in range(4)]
                bits = [flipped(rng, rng.choice(known), rng.randrange(0, 60)) for _ in fresh]
                numbers += fresh
                index.add(fresh, bits)
                twin.add(fresh, bits)
            elif step == "remove" and numbers:
                gone = [*rng.sample(numbers, 1), 999]
                index.remove(gone)
                twin.remove(gone)
            elif numbers:  # one that was taken out comes back with other bits
                number, bits = rng.choice(numbers), [rng.randbytes(32)]
                for each in (index, twin):
                    each.remove([number])
                    each.add([number], bits)
            asked = [flipped(rng, one, rng.randrange(0, 40)) for one in known]
            assert index.search(asked, 31) == twin.search(asked, 31)
            assert len(index) == len(twin)
    assert index.search([], 31) == []
