"""A walk along the edge of a match is seen; copies of one picture and strangers are not taken for one."""

from __future__ import annotations

import random

from safelight.content.core.limits import (
    CLOSE_BANDS,
    FLOOD,
    WALK,
    crossings,
    is_flood,
    is_walk,
    over_quota,
    sketched,
)
from safelight.infra.crypto import block_cipher

SCRAMBLE = block_cipher(b"k" * 32)


def bits(rng: random.Random) -> bytes:
    return rng.randbytes(32)


def test_learning_bit_by_bit_crosses_often_enough_to_be_paused() -> None:
    rng = random.Random(1)
    held = int.from_bytes(bits(rng))
    edge = held ^ ((1 << 31) - 1)  # 31 bits away: one bit more and it no longer matches
    asked = [edge ^ (1 << bit) for bit in range(256)]
    words = ["21-31" if (one ^ held).bit_count() <= 31 else "none" for one in asked]
    fresh = sketched([one.to_bytes(32) for one in asked], words, SCRAMBLE)
    assert is_walk(int(crossings(fresh, 0).sum()))


def test_copies_of_one_picture_and_strangers_are_no_walk() -> None:
    rng = random.Random(2)
    copy = int.from_bytes(bits(rng))
    near = [(copy ^ (1 << rng.randrange(256))).to_bytes(32) for _ in range(300)]
    copies = sketched(near, ["1-10"] * 300, SCRAMBLE)
    strangers = sketched([bits(rng) for _ in range(300)], rng.choices(["none", "0"], k=300), SCRAMBLE)
    assert crossings(copies.followed_by(strangers), 300).sum() == 0
    assert crossings(copies, 0).sum() == 0


def test_a_sketch_is_nothing_without_its_key() -> None:
    asked = bits(random.Random(3))
    ours, again, other = (
        sketched([asked], ["none"], scramble).tags[0].tolist()
        for scramble in (SCRAMBLE, SCRAMBLE, block_cipher(b"x" * 32))
    )
    assert ours == again
    assert not set(ours) & set(other)


def test_equal_bands_have_equal_tags_only_at_their_own_place() -> None:
    one, other = bytes(32), bytes(4) + b"\1" + bytes(27)
    tags = sketched([one, other], ["none", "none"], SCRAMBLE).tags
    assert (tags[0] == tags[1]).tolist() == [place != 2 for place in range(16)]
    assert len(set(tags[0].tolist())) == 16


def test_bounds_are_where_they_are_said_to_be() -> None:
    assert (is_walk(WALK - 1), is_walk(WALK)) == (False, True)
    assert (is_flood(FLOOD), is_flood(FLOOD + 1)) == (False, True)
    assert not over_quota("agency", 199_999, 1)
    assert over_quota("agency", 200_000, 1)
    assert not over_quota("company", 200_000, 1)
    assert CLOSE_BANDS == 16 - 5
