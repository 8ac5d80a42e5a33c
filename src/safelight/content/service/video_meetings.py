"""Which videos of others a video meets: its frames by the index, then how much of each is in the other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import Connection

from safelight.access.core.permission import Scope
from safelight.content.core.fingerprint import VPDQ, Fingerprint
from safelight.content.core.limits import is_flood
from safelight.content.core.match import Candidate
from safelight.content.core.observation import near_frames
from safelight.content.core.video_match import RULE
from safelight.content.service.near import Follower
from safelight.content.store import meetings

Meeting = tuple[int, Fingerprint, list[Candidate] | None]


def meet_videos(
    follower: Follower,
    connection: Connection,
    scope: Scope,
    asked: Sequence[Sequence[Fingerprint]],
    claimant: str | None = None,
) -> Iterator[Meeting]:
    """For each video among the asked sets its place, itself, and what it meets; None when it is near to too many."""
    for place, each in enumerate(asked):
        for one in each:
            if one.kind == VPDQ:
                frames = near_frames(one)
                yield place, one, _met(follower, connection, scope, frames, claimant) if frames else []


def _met(
    follower: Follower, connection: Connection, scope: Scope, frames: tuple[bytes, ...], claimant: str | None
) -> list[Candidate] | None:
    tally = follower.search_frames(connection, frames)
    counted = len(frames) - tally.resting
    if not counted:
        return None
    held = meetings.prints_numbered(connection, scope, tally.videos, claimant)
    overlaps = tally.overlaps(counted, {number: one.frames for number, one in held.items()})
    near = {number: one.distance for number, one in overlaps.items() if RULE.stands_either_way(one)}
    if is_flood(len({held[number].key for number in near})):
        return None
    return [Candidate(held[number].observation_id, held[number].tenant_id, VPDQ, bits) for number, bits in near.items()]
