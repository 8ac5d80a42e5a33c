"""What the transparency log holds: commitments that say nothing by themselves, and what opens one.

A leaf is SHA-256 over a label, 32 random bytes and a record. Whoever holds record and salt (an *opening*) can show that
the record is in the log; nobody else can test a guess, so the log is no membership oracle. Shredding the salt makes the
leaf mean nothing for good. Leaves go out in rounds, sorted by their own bytes and filled up with random ones to a full
multiple, so neither order nor number tells whether a submission met another. Promises: pure; salts are arguments.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

LABEL = b"safelight content commitment 1\n"
SALT = 32
"""Bytes of a salt: as many as the digest has, so that guessing a salt is as hard as breaking SHA-256."""

ROUND = 16
"""Leaves of a round are a multiple of this. One submission that meets seven others makes 15 leaves: up to there a round
looks the same as one with a single lonely submission."""


@dataclass(frozen=True, slots=True)
class Opening:
    """What a party holds: the record, its salt, and so its leaf."""

    record: bytes
    salt: bytes

    @property
    def leaf(self) -> bytes:
        return commit(self.record, self.salt)


def encode(record: Mapping[str, str]) -> bytes:
    """A record as canonical JSON: sorted names, ASCII, no spaces."""
    return json.dumps(dict(record), sort_keys=True, separators=(",", ":")).encode("ascii")


def commit(record: bytes, salt: bytes) -> bytes:
    """The 32 bytes that stand in the log. Raises ValueError for a salt of another length."""
    if len(salt) != SALT:
        raise ValueError(f"a salt has {SALT} bytes, not {len(salt)}")
    return hashlib.sha256(LABEL + salt + record).digest()


def opens(leaf: bytes, record: bytes, salt: bytes) -> bool:
    """Whether record and salt are what `leaf` was made of."""
    return len(salt) == SALT and hmac.compare_digest(commit(record, salt), leaf)


def fillers(count: int) -> int:
    """How many random leaves a round of `count` real ones is filled up with."""
    return -count % ROUND if count else 0


def in_order(leaves: Sequence[bytes]) -> list[bytes]:
    """The order in which a round is appended: by its bytes, which are as good as random."""
    return sorted(leaves)
