"""Checks: does anybody hold this? One, many, or silently; a check is not kept, and a match is told to both sides.

Of a check without a match nothing stays but its audit entry, a count and, for a day, a keyed sketch against fishing. A
*silent* check tells the other side later: it is asked for by one person, decided by another, rationed, and becomes an
ordinary notice after at most 30 days. Promises: the audit entry has its leaf before the answer leaves; an index that
isn't ready is Unavailable. Refuses: look-ups over quota, and those that creep along the edge of a match.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Connection

from safelight.access.core.audit import Detail, Subject
from safelight.access.core.permission import Scope
from safelight.access.core.purpose import Purpose
from safelight.access.core.tenant import Actor
from safelight.access.service import Access
from safelight.content.core.limits import FLAT, LOOKUPS_A_DAY, RESTING, over_quota, sketched
from safelight.content.core.match import answered
from safelight.content.core.notice import Side
from safelight.content.core.observation import MOST_FINGERPRINTS, frame_count, lookup_bits
from safelight.content.core.opinion import standing
from safelight.content.service.network import Asked, Found, Met, Network
from safelight.content.service.walks import Walks
from safelight.content.store import bodies, lookups, notices
from safelight.infra.crypto import block_cipher
from safelight.kernel.errors import Denied, Invalid

MOST_FRAMES_AT_ONCE = 30_000
"""Frames of videos in one check, for the same reason; the longest video there is fits."""

MOST_AT_ONCE = 10_000
"""Sets of fingerprints in one check; more come in parts, so that one caller holds the book for a second at most."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What one asked set of fingerprints meets. `notes` say what was not compared, so that it isn't read as "no"."""

    matches: tuple[Mapping[str, object], ...]
    notes: tuple[str, ...]

    def record(self) -> dict[str, object]:
        return {"known": bool(self.matches), "matches": [dict(one) for one in self.matches], "notes": list(self.notes)}


class Checks:
    """The verbs. `sketch_key` keys what is kept of a look-up for a day."""

    def __init__(self, network: Network, access: Access, sketch_key: bytes) -> None:
        self._network = network
        self._access = access
        self._scramble = block_cipher(sketch_key)
        self._walks = Walks()

    def check(self, actor: Actor, asked: Sequence[Asked], purpose: Purpose | None) -> list[Answer]:
        """One answer for each asked set, in order."""
        subject = Subject("tenant", actor.tenant.id)
        scope = self._access.permit(actor, "content.check", subject, purpose)
        check_shape(asked)
        self._network.follower.open()
        with self._network.book.write() as connection:
            self._network.alone(connection, scope)
            self._refuse_over_limits(connection, scope, len(asked))
            found = self._network.look(connection, scope, asked)
            walking = self._note(connection, scope, asked, found)
            answers = [] if walking else self._answers(connection, scope, asked, found)
            met = sum(bool(one.matches) for one in answers)
            details: dict[str, Detail] = {"asked": len(asked), "met": met, "paused": walking}
            intent = self._access.intent(scope, subject, details)
            if walking:
                lookups.pause(connection, scope, "walk", intent)
            else:
                lookups.count(connection, scope, "check", len(asked), intent)
        self._access.confirm()
        if walking:
            raise Denied(*PAUSED)
        return answers

    def _refuse_over_limits(self, connection: Connection, scope: Scope, more: int) -> None:
        paused, counted = lookups.standing(connection, scope, "check")
        if paused is not None:
            raise Denied(*PAUSED)
        kind = scope.actor.tenant.kind
        if over_quota(kind, counted, more):
            message = f"That is more than {LOOKUPS_A_DAY[kind]:,} fingerprints in a day; go on tomorrow (UTC)."
            raise Denied("content.lookups.quota", message)

    def _note(self, connection: Connection, scope: Scope, asked: Sequence[Asked], found: Sequence[Found]) -> bool:
        """Keep sketches of near look-ups for a day; whether they make a walk."""
        prints, words = [], []
        for each, met in zip(asked, found, strict=True):
            near = [bits for one in each for bits in lookup_bits(one)]
            prints += near
            words += [_word(met, scope)] * len(near)
        return self._walks.note(connection, scope, sketched(prints, words, self._scramble))

    def _answers(
        self, connection: Connection, scope: Scope, asked: Sequence[Asked], found: Sequence[Found]
    ) -> list[Answer]:
        answers = []
        for each, met in zip(asked, found, strict=True):
            notes = [FLAT] if any(one.flat or one.weak for one in each) else []
            notes += [RESTING] if met.resting else []
            told: list[Met] = []
            if met.candidates:
                sighting = self._network.sighting(connection, scope, each)
                known = sighting.held is not None and sighting.held.identified
                own = Side(sighting.id, bodies.setup_of(connection, scope).party, scope.at, known)
                claim = sighting.held is not None and not sighting.held.cleared
                told = self._network.tell(connection, scope, own, met.candidates, claim=claim)
            answers.append(Answer(tuple(self._match(connection, scope, one) for one in told), tuple(notes)))
        return answers

    @staticmethod
    def _match(connection: Connection, scope: Scope, met: Met) -> Mapping[str, object]:
        """One match as the caller may see it. Identified status first: it stops work on who is safe already."""
        record, candidate = met.notice.record, met.candidate
        opinions = standing(notices.voices_on(connection, candidate.observation_id))
        return {
            "identified": record["identified"],
            **answered(candidate.kind, candidate.distance, scope.actor.tenant.kind),
            **{name: record[name] for name in ("other", "liaison", "when")},
            "disputed": opinions.disputed,
            "notice": met.notice.id,
        }

    def resume(self, actor: Actor) -> None:
        """Let the own tenant's look-ups go on after a pause: a supervisor has looked at what was asked."""
        subject = Subject("tenant", actor.tenant.id)
        scope = self._access.permit(actor, "content.resume", subject)
        with self._network.book.write() as connection:
            self._network.alone(connection, scope)
            lookups.resume(connection, scope, self._access.intent(scope, subject))
        self._access.settle()


PAUSED = (
    "content.lookups.paused",
    "Your look-ups creep along the edge of a match, so they rest until a supervisor of yours resumes them.",
)


def check_shape(asked: Sequence[Asked]) -> None:
    """Invalid for nothing, too much, or a set without a fingerprint."""
    if not 0 < len(asked) <= MOST_AT_ONCE:
        raise Invalid("content.check.size", f"A check has 1 to {MOST_AT_ONCE:,} entries; this has {len(asked):,}.")
    if not all(0 < len(each) <= MOST_FINGERPRINTS for each in asked):
        raise Invalid("content.check.entry", f"Every entry has 1 to {MOST_FINGERPRINTS} fingerprints.")
    frames = sum(frame_count(one) for each in asked for one in each)
    if frames > MOST_FRAMES_AT_ONCE:
        message = f"A check has at most {MOST_FRAMES_AT_ONCE:,} frames of videos; this has {frames:,}. Ask in parts."
        raise Invalid("content.check.frames", message)


def _word(met: Found, scope: Scope) -> str:
    """The answer as one word: what the caller learned."""
    if not met.candidates:
        return "none"
    plainest = met.candidates[0]
    said = answered(plainest.kind, plainest.distance, scope.actor.tenant.kind)
    return str(said.get("bits", said["likeness"]))[:16]


SKETCHES_KEPT = timedelta(days=1)
"""Longer would be a record of what was asked; shorter would miss a walk that rests overnight."""
