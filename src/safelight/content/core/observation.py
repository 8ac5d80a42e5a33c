"""An observation: one tenant's word that it holds certain content, as fingerprints, with what it claims about it.

A *submission* stays until it is retracted or erased; a *watch* is an observation that lapses by itself. The case
reference is sealed to the tenant and never part of what others learn. The same fingerprints from the same tenant are
the same observation, so a second submission changes nothing. Promises: pure; what is wrong is said in words.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from safelight.content.core.category import claim_problem
from safelight.content.core.fingerprint import VPDQ, Fingerprint
from safelight.content.core.limits import WATCH_DAYS
from safelight.content.core.video_match import compared_frames
from safelight.kernel.workflow import Move, Workflow

Form = Literal["submission", "watch"]

WORKFLOW = Workflow(
    name="observation",
    start="held",
    moves=(
        Move("held", "retract", "retracted", "content.retract"),
        Move("held", "lapse", "lapsed", "content.watch.lapse"),
        Move("held", "erase", "erased", "content.erase"),
        Move("retracted", "erase", "erased", "content.erase"),
        Move("lapsed", "erase", "erased", "content.erase"),
    ),
)

REASONS: Mapping[str, str] = {
    "mistaken": "submitted by mistake",
    "wrong_content": "the content is not what was claimed",
    "order": "a court or authority ordered it",
    "person_asked": "the person shown asked for it",
    "no_ground": "the legal ground ended",
}
"""Why an observation is retracted; everybody who was told learns it. Closed list: free text could name a case."""

LONGEST_REFERENCE = 200
LONGEST_SERIES = 100
MOST_FINGERPRINTS = 32
"""Fingerprints of one piece of content: every kind of hash in use is under a dozen; 32 leaves room for opaque kinds."""

LONGEST_KEY = 128

FRAMES_NOTED = 64
"""Frames of a video look-up that count as look-ups in the search for walks: an eighth of the window (limits.WINDOW)."""


@dataclass(frozen=True, slots=True)
class Submission:
    """What a tenant hands in. `case_ref` is the tenant's own reference; `series` groups content that belongs together;
    `identified` says that the person shown is known and being cared for."""

    fingerprints: tuple[Fingerprint, ...]
    case_ref: str = ""
    profile: str = ""
    code: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)
    series: str = ""
    identified: bool = False


@dataclass(frozen=True, slots=True)
class Observation:
    """One that is kept. `mark` recognises the same fingerprints again; `cleared`: may be matched for companies."""

    id: str
    tenant_id: str
    form: Form
    mark: str
    status: str
    submitted_at: datetime
    submitted_by: str
    until: datetime | None
    profile: str
    code: str
    facts: Mapping[str, str]
    series: str
    identified: bool
    cleared: bool
    retracted_for: str | None
    moved_at: datetime


def submission_problem(given: Submission) -> str | None:
    """Why a submission can't stand, in words, or None."""
    if not 0 < len(given.fingerprints) <= MOST_FINGERPRINTS:
        return f"A submission has 1 to {MOST_FINGERPRINTS} fingerprints; this has {len(given.fingerprints)}."
    if len(given.case_ref) > LONGEST_REFERENCE:
        return f"A case reference has at most {LONGEST_REFERENCE} characters."
    if len(given.series) > LONGEST_SERIES or not given.series.isprintable():
        return f"A series is at most {LONGEST_SERIES} printable characters."
    return claim_problem(given.profile, given.code, given.facts)


def watch_problem(days: int) -> str | None:
    """Why a watch of so many days can't stand, or None."""
    return None if 1 <= days <= WATCH_DAYS else f"A watch lasts 1 to {WATCH_DAYS} days."


def print_key(one: Fingerprint) -> str:
    """What equality is looked up by: the fingerprint's key, or a digest of it where it is long. Of a video only the
    looks of its frames and their quality count: others number frames and round their times otherwise."""
    value = "\n".join(f"{frame.pdq},{frame.quality}" for frame in one.frames) if one.kind == VPDQ else one.value
    key = f"{one.kind}:{value}"
    return key if len(key) <= LONGEST_KEY else f"{one.kind}:#{hashlib.sha256(value.encode()).hexdigest()}"


def same_content(fingerprints: Iterable[Fingerprint]) -> str:
    """One text for one set of fingerprints, whatever their order. Whoever stores it keys it first."""
    return "\n".join(sorted({print_key(one) for one in fingerprints}))


def goes_near(one: Fingerprint) -> bool:
    """Whether a fingerprint is a picture's that is matched by nearness: a pdq neither flat nor too weak to act on."""
    return one.near and not one.weak


def near_frames(one: Fingerprint) -> tuple[bytes, ...]:
    """What of a video is matched by nearness: the pdq of its sound frames, each once. None of another fingerprint."""
    return compared_frames(one.frames) if one.kind == VPDQ else ()


def frame_count(one: Fingerprint) -> int:
    """How many frames a video has; 0 of another fingerprint."""
    return one.value.count("\n") + 1 if one.kind == VPDQ else 0


def lookup_bits(one: Fingerprint) -> tuple[bytes, ...]:
    """What of a near look-up is remembered for a day: the pdq, or FRAMES_NOTED frames spread over a video."""
    if goes_near(one):
        return (one.bits,)
    frames = near_frames(one)
    return frames[:: -(-len(frames) // FRAMES_NOTED)] if frames else ()
