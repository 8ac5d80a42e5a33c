"""Limits against fishing for what the network holds: quotas, walks, floods.

A *quota* counts look-ups of a tenant in a day. A *walk* is a run of look-ups that creep along the edge of a match
to learn an unknown fingerprint; it is seen on keyed sketches, so that what is kept of a look-up for a day can't be read
back without the key.
A *flood* is a fingerprint that is suddenly near everything: its near matching rests until a person looks. Pure: counts,
key and time are arguments.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

import numpy as np

from safelight.access.core.tenant import TenantKind

DAY = timedelta(days=1)

LOOKUPS_A_DAY: Mapping[TenantKind, int] = {"agency": 200_000, "ngo": 200_000, "company": 2_000_000}
"""Fingerprints a tenant may look up in 24 hours: a seized phone holds some 50,000 pictures, a small platform takes in
about a million uploads a day. House values, to be set by agreement."""

SILENT_IN_30_DAYS = 10
"""Silent checks of a tenant in 30 days: an exception that needs a second person must stay one. House value."""

SILENT_DAYS = 30
"""A silent check becomes an ordinary notice after at most 30 days (issue 4)."""

WATCH_DAYS = 365
"""A watch lasts at most a year; it can be set again. House value."""

BANDS = 16
BAND_BYTES = 2
TAG_BYTES = 4

WINDOW = 512
"""Look-ups of a tenant that a walk is searched in: research asks that a walk shows in fewer than 500."""

CLOSE_BANDS = 11
"""Bands of 16 that two look-ups share when they are close: five flipped bits touch at most five bands, while two
pictures without relation share none (chance of one band: 2^-16)."""

WALK = 24
"""Crossings in the window that make a walk. Learning a fingerprint takes one crossing a bit, 256 in all; two dozen
copies of one known picture that lie just there are a matter for a supervisor's look too."""

FLOOD = 100
"""Different stored fingerprints that one may be near to. Unrelated pictures are never that near (research: 0 pairs
within 31 bits among 1,350), so a hundred says that this one is flat or made to match."""

FLAT = "flat or weak picture: compared for equality only"
RESTING = "near to too many different fingerprints: its nearness was not counted"
"""What was not compared, in words, so that nobody reads it as "no"."""


@dataclass(frozen=True, slots=True)
class Lookup:
    """What is kept of one look-up: its sketch, and the answer it got as one word."""

    sketch: bytes
    answer: str


def sketch(pdq: bytes, key: bytes) -> bytes:
    """16 keyed tags of 4 bytes, one for each 16-bit band of a 256-bit fingerprint."""
    bands = (pdq[at * BAND_BYTES : (at + 1) * BAND_BYTES] for at in range(BANDS))
    tags = (hmac.digest(key, bytes([at]) + band, hashlib.sha256)[:TAG_BYTES] for at, band in enumerate(bands))
    return b"".join(tags)


def crossings(recent: Sequence[Lookup], fresh: Sequence[Lookup]) -> list[bool]:
    """For each fresh look-up, whether it crosses: a close one before it, among the last WINDOW, was answered otherwise.

    Copies of one picture are close too, but get the same answer; who creeps along the edge of a match does not.
    """
    every = [*recent, *fresh]
    tags = np.frombuffer(b"".join(one.sketch for one in every), np.uint32).reshape(-1, BANDS)
    answers = np.array([one.answer for one in every])
    found = []
    for at in range(len(recent), len(every)):
        first = max(0, at - WINDOW)
        shared = (tags[first:at] == tags[at]).sum(axis=1)
        close = (shared >= CLOSE_BANDS) & (shared < BANDS)
        found.append(bool((close & (answers[first:at] != answers[at])).any()))
    return found


def is_walk(crossed: int) -> bool:
    """`crossed`: look-ups among the last WINDOW that crossed."""
    return crossed >= WALK


def over_quota(kind: TenantKind, used: int, asked: int) -> bool:
    """Whether `asked` more look-ups would be too many today."""
    return used + asked > LOOKUPS_A_DAY[kind]


def is_flood(near: int) -> bool:
    """Whether a fingerprint is near to too many different ones."""
    return near > FLOOD
