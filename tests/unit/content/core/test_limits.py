"""A walk along the edge of a match is seen; copies of one picture and strangers are not taken for one."""

from __future__ import annotations

import random

from safelight.content.core.limits import (
    CLOSE_BANDS,
    FLOOD,
    WALK,
    Lookup,
    crossings,
    is_flood,
    is_walk,
    over_quota,
    sketch,
)

KEY = b"k" * 32


def bits(rng: random.Random) -> bytes:
    return rng.randbytes(32)


def test_learning_bit_by_bit_crosses_often_enough_to_be_paused() -> None:
    rng = random.Random(1)
    held = int.from_bytes(bits(rng))
    edge = held ^ ((1 << 31) - 1)  # 31 bits away: one bit more and it no longer matches
    asked = [edge ^ (1 << bit) for bit in range(256)]
    fresh = [
        Lookup(sketch(one.to_bytes(32), KEY), "21-31" if (one ^ held).bit_count() <= 31 else "none") for one in asked
    ]
    assert is_walk(sum(crossings([], fresh)))


def test_copies_of_one_picture_and_strangers_are_no_walk() -> None:
    rng = random.Random(2)
    copy = int.from_bytes(bits(rng))
    copies = [Lookup(sketch((copy ^ (1 << rng.randrange(256))).to_bytes(32), KEY), "1-10") for _ in range(300)]
    strangers = [Lookup(sketch(bits(rng), KEY), rng.choice(["none", "0"])) for _ in range(300)]
    assert sum(crossings(copies, strangers)) == 0
    assert sum(crossings([], copies)) == 0


def test_a_sketch_is_nothing_without_its_key() -> None:
    asked = bits(random.Random(3))
    assert sketch(asked, KEY) == sketch(asked, KEY)
    tags = (sketch(asked, KEY), sketch(asked, b"x" * 32))
    assert not {tags[0][at : at + 4] for at in range(0, 64, 4)} & {tags[1][at : at + 4] for at in range(0, 64, 4)}


def test_bounds_are_where_they_are_said_to_be() -> None:
    assert (is_walk(WALK - 1), is_walk(WALK)) == (False, True)
    assert (is_flood(FLOOD), is_flood(FLOOD + 1)) == (False, True)
    assert not over_quota("agency", 199_999, 1)
    assert over_quota("agency", 200_000, 1)
    assert not over_quota("company", 200_000, 1)
    assert CLOSE_BANDS == 16 - 5
