"""Crossings among look-ups, against the obvious twin that compares every pair."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from safelight.content.core.limits import BANDS, CLOSE_BANDS, WINDOW, Lookups, crossings, lookups, sketched
from safelight.infra.crypto import block_cipher

SCRAMBLE = block_cipher(b"k" * 32)


def twin(every: Lookups, first: int) -> list[bool]:
    """Each fresh look-up with each of the last WINDOW before it, tag by tag."""
    found = []
    for at in range(first, len(every)):
        crossed = False
        for before in range(max(0, at - WINDOW), at):
            shared = sum(a == b for a, b in zip(every.tags[at].tolist(), every.tags[before].tolist(), strict=True))
            crossed |= CLOSE_BANDS <= shared < BANDS and every.answers[at] != every.answers[before]
        found.append(bool(crossed))
    return found


def steps(seed: int, count: int, pictures: int, furthest: int, answers: int) -> Lookups:
    """Look-ups near a few pictures, some bits away, with few different answers."""
    rng = random.Random(seed)
    originals = [rng.getrandbits(256) for _ in range(pictures)]
    prints = []
    for _ in range(count):
        one = rng.choice(originals)
        for bit in rng.sample(range(256), rng.randint(0, furthest)):
            one ^= 1 << bit
        prints.append(one.to_bytes(32))
    return sketched(prints, [f"answer {rng.randrange(answers)}" for _ in prints], SCRAMBLE)


@given(st.integers(0, 2**32), st.integers(0, 60), st.integers(1, 30), st.integers(0, 12), st.integers(1, 3), st.data())
def test_crossings_are_those_of_the_twin(
    seed: int, count: int, pictures: int, furthest: int, answers: int, data: st.DataObject
) -> None:
    every = steps(seed, count, pictures, furthest, answers)
    first = data.draw(st.integers(0, count))
    assert crossings(every, first).tolist() == twin(every, first)


def test_what_lies_further_back_than_the_window_counts_no_more() -> None:
    walk = steps(5, 2, 1, 0, 1)
    near = sketched([(1).to_bytes(32), (2).to_bytes(32)], ["none", "0"], SCRAMBLE)
    strangers = steps(6, WINDOW - 1, WINDOW, 0, 1)
    one, other = (Lookups(near.tags[at : at + 1], near.answers[at : at + 1]) for at in (0, 1))
    inside = one.followed_by(strangers).followed_by(other)
    outside = one.followed_by(strangers).followed_by(walk).followed_by(other)
    assert crossings(inside, WINDOW).tolist() == [True] == twin(inside, WINDOW)
    assert crossings(outside, WINDOW + 2).tolist() == [False] == twin(outside, WINDOW + 2)


def test_tags_are_stored_and_read_back_as_they_are() -> None:
    every = steps(7, 20, 5, 4, 2)
    again = lookups(every.sketches(), every.answers.tolist())
    assert (again.tags == every.tags).all()
    assert (again.answers == every.answers).all()
    assert len(lookups([], [])) == 0
