"""Private check: asking whether an exact fingerprint is held, without showing which.

Asker and network compute a keyed function of the fingerprint together (RFC 9497, `infra/oprf.py`): the network sees
blinded elements only. It publishes the function's values of all it holds, cut to 8 bytes; the asker looks its own up at
home. Keys last for an *epoch*, a calendar month (UTC). Promises: pure. What each part gives away is written down in
docs/explanation/private-checks.md.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from safelight.content.core.fingerprint import EXACT_KINDS, Fingerprint
from safelight.kernel.clock import as_utc

PURPOSE = b"safelight/content/private-check/"

VALUE_BYTES = 8
"""Of the 64 that the function gives. With 10 million held, a question that should meet nothing meets a value by chance
once in 10^12: what a hit is worth is settled by an open check anyway, and values never travel whole."""

MOST_ASKED = 1_000
"""Elements in one request: 0.2 s of a core (5,300 evaluations a CPU second, docs/evaluation.md, 2026-11-25)."""

LEAST_IN_BUCKET = 1_000
"""Values that a bucket holds on average, at least: who asks for one shows no more than that it means one of these."""

MOST_IN_PART = 1_000_000
"""Values in one answer: 8 MB."""


def epoch_at(at: datetime) -> str:
    """The month whose key is in use."""
    return as_utc(at).strftime("%Y-%m")


def asks_privately(one: Fingerprint) -> bool:
    """Whether a fingerprint can be asked for in this way: one that names a file byte for byte."""
    return one.kind in EXACT_KINDS


def text_of(one: Fingerprint) -> bytes:
    """What the function is computed of."""
    return one.key.encode("ascii")


def cut(value: bytes) -> bytes:
    """What is published of a value, and looked up by."""
    return value[:VALUE_BYTES]


def most_bits(entries: int) -> int:
    """The longest prefix by which a bucket may be asked for: its buckets hold LEAST_IN_BUCKET on average."""
    return max(0, (entries // LEAST_IN_BUCKET).bit_length() - 1)


def least_bits(entries: int) -> int:
    """The shortest prefix whose buckets fit into an answer."""
    bits = 0
    while entries >> bits > MOST_IN_PART:
        bits += 1
    return bits


def bounds(bits: int, prefix: int) -> tuple[bytes, bytes | None]:
    """The smallest value with this prefix, and the smallest that is beyond it (None: there is none)."""
    shift = 8 * VALUE_BYTES - bits
    beyond = (prefix + 1) << shift
    end = None if beyond >> (8 * VALUE_BYTES) else beyond.to_bytes(VALUE_BYTES, "big")
    return (prefix << shift).to_bytes(VALUE_BYTES, "big"), end


def prefix_of(value: bytes, bits: int) -> int:
    """The bucket of a value."""
    return int.from_bytes(value[:VALUE_BYTES], "big") >> (8 * VALUE_BYTES - bits)


def buckets(values: Iterable[bytes], bits: int) -> list[int]:
    """The buckets that some values lie in."""
    return sorted({prefix_of(value, bits) for value in values})
