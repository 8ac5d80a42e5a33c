"""Limits against fishing for what the network holds: quotas, walks, floods.

A *quota* counts look-ups of a tenant in a day. A *walk* is a run of look-ups that creep along the edge of a match
to learn an unknown fingerprint; it is seen on keyed sketches, so that what is kept of a look-up for a day can't be read
back without the key.
A *flood* is a fingerprint that is suddenly near everything: its near matching rests until a person looks. Pure: counts,
key and time are arguments.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

import numpy as np
from numpy.typing import NDArray

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
BLOCK = 16
TAG_BYTES = 4
SKETCH_BYTES = BANDS * TAG_BYTES

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

FLAT = "flat or weak picture or video: compared for equality only"
RESTING = "near to too many different fingerprints: its nearness was not counted"
"""What was not compared, in words, so that nobody reads it as "no"."""


Scramble = Callable[[bytes], bytes]
"""A keyed permutation of blocks of 16 bytes (AES), on many end to end."""


@dataclass(frozen=True, slots=True, eq=False)
class Lookups:
    """Look-ups of one tenant, the oldest first: what is kept of each is 16 tags, and the answer it got as one word."""

    tags: NDArray[np.uint32]
    answers: NDArray[np.str_]

    def __len__(self) -> int:
        return len(self.tags)

    def followed_by(self, later: Lookups) -> Lookups:
        return Lookups(np.concatenate((self.tags, later.tags)), np.concatenate((self.answers, later.answers)))

    def sketches(self) -> list[bytes]:
        """The tags of each look-up as bytes, to be stored."""
        raw = self.tags.tobytes()
        return [raw[at : at + SKETCH_BYTES] for at in range(0, len(raw), SKETCH_BYTES)]


def lookups(sketches: Sequence[bytes], answers: Sequence[str]) -> Lookups:
    """From what was stored."""
    tags = np.frombuffer(b"".join(sketches), np.uint32).reshape(-1, BANDS)
    return Lookups(tags, np.array(answers, "U16"))


def sketched(prints: Sequence[bytes], answers: Sequence[str], scramble: Scramble) -> Lookups:
    """Look-ups of 256-bit fingerprints: a keyed tag for each 16-bit band, so that equal bands have equal tags and
    nothing can be read off one without the key. All are scrambled at once."""
    plain = np.zeros((len(prints), BANDS, BLOCK), np.uint8)
    plain[:, :, 0] = np.arange(BANDS)
    plain[:, :, 1 : 1 + BAND_BYTES] = np.frombuffer(b"".join(prints), np.uint8).reshape(-1, BANDS, BAND_BYTES)
    blocks = np.frombuffer(scramble(plain.tobytes()), np.uint8).reshape(plain.shape)
    return lookups([blocks[:, :, :TAG_BYTES].tobytes()], answers)


def crossings(every: Lookups, first: int) -> NDArray[np.bool_]:
    """For each look-up from number `first` on, whether it crosses: a close one before it, among the last WINDOW, was
    answered otherwise.

    Copies of one picture are close too, but get the same answer; who creeps along the edge of a match does not.
    """
    crossed = np.zeros(len(every) - first, np.bool_)
    if len(every) and (every.answers != every.answers[0]).any():
        for at in _not_alone(every.tags, first):
            before = slice(max(0, at - WINDOW), at)
            shared = (every.tags[before] == every.tags[at]).sum(axis=1)
            close = (shared >= CLOSE_BANDS) & (shared < BANDS)
            crossed[at - first] = bool((close & (every.answers[before] != every.answers[at])).any())
    return crossed


def _not_alone(tags: NDArray[np.uint32], first: int) -> Sequence[int]:
    """Look-ups from `first` on that can have a close one: of any BANDS - CLOSE_BANDS + 1 bands close ones share one, so
    whoever shares none of the first few with anybody is far from all (most are: the rest is compared in full)."""
    shares = np.zeros(len(tags), np.bool_)
    for band in range(BANDS - CLOSE_BANDS + 1):
        _, which, sizes = np.unique(tags[:, band], return_inverse=True, return_counts=True)
        shares |= sizes[which] > 1
    return (first + np.flatnonzero(shares[first:])).tolist()


def is_walk(crossed: int) -> bool:
    """`crossed`: look-ups among the last WINDOW that crossed."""
    return crossed >= WALK


def over_quota(kind: TenantKind, used: int, asked: int) -> bool:
    """Whether `asked` more look-ups would be too many today."""
    return used + asked > LOOKUPS_A_DAY[kind]


def is_flood(near: int) -> bool:
    """Whether a fingerprint is near to too many different ones."""
    return near > FLOOD
