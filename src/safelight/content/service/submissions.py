"""What a tenant hands in and takes back: submit, watch, mark identified, retract, erase.

Submitting keeps the fingerprints and meets what others hold; both sides of every pair get their notice in the same
transaction. The same fingerprints again are the same observation: nothing is added and nobody is told twice. A
retraction reaches everybody who was told, with what opens its leaf in the log. The case reference is sealed to the
tenant before it is stored. Refuses: another tenant's observation, in the words of one that never was.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection

from safelight.access.core.audit import Detail, Subject
from safelight.access.core.permission import Scope
from safelight.access.core.tenant import Actor
from safelight.access.service import Access
from safelight.content.core.limits import FLAT, RESTING
from safelight.content.core.notice import Side
from safelight.content.core.observation import (
    REASONS,
    WORKFLOW,
    Form,
    Observation,
    Submission,
    frame_count,
    submission_problem,
    watch_problem,
)
from safelight.content.service.network import Found, Network
from safelight.content.service.sealed_reference import References
from safelight.content.store import bodies, observations, transparency
from safelight.kernel.clock import iso
from safelight.kernel.errors import Conflict, Invalid, Missing
from safelight.kernel.workflow import Move, Refusal

CHUNK = 500
"""Submissions of a bulk in one transaction: they share its statements and its fsync, and a check waits a tenth of a
second."""

CHUNK_FRAMES = 30_000
"""Frames of videos in one transaction, for the same reason: a long film has 7,000."""


@dataclass(frozen=True, slots=True)
class Submitted:
    """What became of one submission. `known`: it was held already. `notices`: of matches, for the own side."""

    id: str
    known: bool
    notices: tuple[str, ...]
    resting: bool
    weak: bool

    @property
    def notes(self) -> tuple[str, ...]:
        """What was not compared, so that it isn't read as "no"."""
        return ((FLAT,) if self.weak else ()) + ((RESTING,) if self.resting else ())

    def record(self) -> dict[str, object]:
        """As programs read it."""
        kept = {"observation": self.id, "known": self.known, "notices": list(self.notices)}
        return {**kept, "notes": list(self.notes)}


@dataclass(frozen=True, slots=True)
class Retracted:
    """`told`: how many bodies got the retraction."""

    observation: Observation
    told: int


@dataclass(frozen=True, slots=True)
class Fresh:
    """What is new among a batch: its place there, what was given, what it meets, and what is kept of it."""

    place: int
    given: Submission
    found: Found
    kept: Observation


class Submissions:
    """The verbs."""

    def __init__(self, network: Network, access: Access, references: References) -> None:
        self._network = network
        self._access = access
        self._references = references

    def submit(self, actor: Actor, given: Submission) -> Submitted:
        """Keep one observation and tell both sides of what it meets. Accepted once this returns."""
        return self.submit_many(actor, [given])[0]

    def submit_many(self, actor: Actor, given: Sequence[Submission]) -> list[Submitted]:
        """Keep many, in transactions of CHUNK; each of these is accepted whole or not at all."""
        scope = self._access.permit(actor, "content.submit", Subject("tenant", actor.tenant.id))
        return self._keep_all(scope, given, "submission", None)

    def watch(self, actor: Actor, given: Submission, days: int) -> Submitted:
        """Keep an observation for so many days: whoever brings the content meanwhile is told, and so is the tenant."""
        scope = self._access.permit(actor, "content.watch", Subject("tenant", actor.tenant.id))
        problem = watch_problem(days)
        if problem is not None:
            raise Invalid("content.watch.days", problem)
        return self._keep_all(scope, [given], "watch", scope.at + timedelta(days=days))[0]

    def _keep_all(
        self, scope: Scope, given: Sequence[Submission], form: Form, until: datetime | None
    ) -> list[Submitted]:
        for one in given:
            problem = submission_problem(one)
            if problem is not None:
                raise Invalid("content.submission.invalid", problem)
        self._network.follower.open()
        done: list[Submitted] = []
        for chunk in chunks(given):
            with self._network.book.write() as connection:
                self._network.alone(connection, scope)
                done += self._keep_chunk(connection, scope, chunk, form, until)
            self._access.settle()
        return done

    def _keep_chunk(
        self, connection: Connection, scope: Scope, chunk: Sequence[Submission], form: Form, until: datetime | None
    ) -> list[Submitted]:
        asked = [one.fingerprints for one in chunk]
        found = self._network.look(connection, scope, asked)
        seen = self._network.sightings(connection, scope, asked)
        fresh: dict[str, Fresh] = {}
        for place, (given, sighting) in enumerate(zip(chunk, seen, strict=True)):
            again = sighting.held is not None and sighting.held.form == form
            if not again and sighting.mark not in fresh:
                kept = self._observation(scope, given, sighting.next_id, sighting.mark, form, until)
                fresh[sighting.mark] = Fresh(place, given, found[place], kept)
        self._keep(connection, scope, fresh.values())
        notices = self._tell(connection, scope, fresh.values())
        done = []
        for place, (given, sighting) in enumerate(zip(chunk, seen, strict=True)):
            weak = any(one.weak or one.flat for one in given.fingerprints)
            new = fresh.get(sighting.mark)
            if new is not None and new.place == place:
                resting = bool(new.found.resting)
                done.append(Submitted(new.kept.id, False, notices[new.kept.id], resting, weak))
            else:
                held = new.kept if new is not None else sighting.held
                assert held is not None
                done.append(Submitted(held.id, True, (), False, weak))
        return done

    def _keep(self, connection: Connection, scope: Scope, fresh: Iterable[Fresh]) -> None:
        """State, audit intents and log openings of what is new, with one statement for each table."""
        entries, intents, records = [], [], {}
        for one in fresh:
            counts = {"fingerprints": len(one.given.fingerprints), "met": len(one.found.candidates)}
            details: dict[str, Detail] = {"form": one.kept.form, **counts}
            intents.append(self._access.intent(scope, Subject("observation", one.kept.id), details))
            box = self._references.seal(scope, one.kept.id, one.given.case_ref)
            prints = {each: each in one.found.resting for each in one.given.fingerprints}
            entries.append(observations.Entry(one.kept, prints, box))
            kept = {"what": str(one.kept.form), "id": one.kept.id, "content": one.kept.mark}
            records[one.kept.id] = {**kept, "at": iso(scope.at)}
        observations.add_observations(connection, scope, entries, intents)
        self._network.commit_all(connection, scope.tenant_id, records, scope.at)

    def _tell(self, connection: Connection, scope: Scope, fresh: Iterable[Fresh]) -> dict[str, tuple[str, ...]]:
        """Own notices of what each new observation meets, by its id."""
        party = bodies.setup_of(connection, scope).party
        told = {}
        for one in fresh:
            own = Side(one.kept.id, party, scope.at, one.given.identified)
            candidates = one.found.candidates
            met = self._network.tell(connection, scope, own, candidates, claim=True) if candidates else []
            told[one.kept.id] = tuple(each.notice.id for each in met)
        return told

    @staticmethod
    def _observation(
        scope: Scope, given: Submission, observation_id: str, mark: str, form: Form, until: datetime | None
    ) -> Observation:
        return Observation(
            id=observation_id,
            tenant_id=scope.tenant_id,
            form=form,
            mark=mark,
            status=WORKFLOW.start,
            submitted_at=scope.at,
            submitted_by=scope.actor.member.id,
            until=until,
            profile=given.profile,
            code=given.code,
            facts=given.facts,
            series=given.series,
            identified=given.identified,
            cleared=False,
            retracted_for=None,
            moved_at=scope.at,
        )

    # --- taking back ----------------------------------------------------------------------------

    def retract(self, actor: Actor, observation_id: str, why: str) -> Retracted:
        """Take an own observation back and tell everybody who was told of it."""
        subject = Subject("observation", observation_id)
        scope = self._access.permit(actor, "content.retract", subject)
        if why not in REASONS:
            raise Invalid("content.retract.reason", f"A retraction is for one of: {', '.join(REASONS)}.")
        with self._network.book.write() as connection:
            self._network.alone(connection, scope)
            kept = self._own(connection, scope, observation_id)
            move = self._move(kept, "retract")
            intent = self._access.intent(scope, subject, {"why": why}, action=move.audit)
            observations.end_observation(connection, scope, kept, move.target, why, scope.at, intent)
            record = {"what": "retraction", "id": kept.id, "why": why, "at": iso(scope.at)}
            self._network.commit(connection, scope.tenant_id, kept.id, record, scope.at)
            told = self._tell_retraction(connection, scope, kept, why)
        self._access.settle()
        with self._network.book.read() as connection:
            return Retracted(self._own(connection, scope, observation_id), told)

    def _tell_retraction(self, connection: Connection, scope: Scope, kept: Observation, why: str) -> int:
        """The told get a record of their own to open, so that none learns another's and each can prove it was told."""
        at = scope.at
        return self._network.tell_others(connection, kept.id, scope.tenant_id, "retraction", at, because=REASONS[why])

    def identify(self, actor: Actor, observation_id: str) -> int:
        """Say that the person shown is identified; everybody who was told of it is told first thing."""
        subject = Subject("observation", observation_id)
        scope = self._access.permit(actor, "content.identify", subject)
        with self._network.book.write() as connection:
            self._network.alone(connection, scope)
            kept = self._own(connection, scope, observation_id)
            if kept.status != "held" or kept.identified:
                raise Conflict("content.observation.identified", "It is marked as identified, or not held any more.")
            observations.mark_identified(connection, scope, kept, scope.at, self._access.intent(scope, subject))
            told = self._network.tell_others(connection, kept.id, scope.tenant_id, "identified", scope.at)
        self._access.settle()
        return told

    def erase(self, actor: Actor, observation_id: str) -> Observation:
        """Erase fingerprints, claim, case reference and the salts of its leaves. What others were told stays theirs."""
        subject = Subject("observation", observation_id)
        scope = self._access.permit(actor, "content.erase", subject)
        with self._network.book.write() as connection:
            self._network.alone(connection, scope)
            kept = self._own(connection, scope, observation_id)
            move = self._move(kept, "erase")
            intent = self._access.intent(scope, subject, action=move.audit)
            observations.erase_observation(connection, scope, kept, scope.at, intent)
            shredded = self._access.intent(scope, subject, action="content.log.shred")
            transparency.shred(connection, scope, kept.id, shredded)
        self._access.settle()
        with self._network.book.read() as connection:
            return self._own(connection, scope, observation_id)

    # --- looking at one's own -------------------------------------------------------------------

    def page(
        self, actor: Actor, status: str | None = None, limit: int = 50, offset: int = 0
    ) -> tuple[list[Observation], int]:
        """The own observations, newest first, and how many there are."""
        subject = Subject("tenant", actor.tenant.id)
        scope = self._access.permit(actor, "content.held", subject)
        with self._network.book.read() as connection:
            rows, total = observations.page_of(connection, scope, status, limit, offset)
        self._access.commit_read(scope, subject, {"observations": len(rows)})
        return rows, total

    def open(self, actor: Actor, observation_id: str) -> Observation:
        """One of the own observations."""
        subject = Subject("observation", observation_id)
        scope = self._access.permit(actor, "content.held", subject)
        with self._network.book.read() as connection:
            kept = self._own(connection, scope, observation_id)
        self._access.commit_read(scope, subject, {})
        return kept

    def case_ref(self, actor: Actor, observation_id: str) -> str:
        """The own case reference of an own observation, unsealed."""
        subject = Subject("observation", observation_id)
        scope = self._access.permit(actor, "content.held", subject)
        with self._network.book.read() as connection:
            kept = self._own(connection, scope, observation_id)
            box = observations.case_box(connection, scope, kept.id)
        self._access.commit_read(scope, subject, {"unsealed": True})
        return self._references.unseal(scope, kept.id, box)

    @staticmethod
    def _own(connection: Connection, scope: Scope, observation_id: str) -> Observation:
        kept = observations.find_own(connection, scope, observation_id)
        if kept is None:
            raise Missing("content.observation.missing", "There is no such observation.")
        return kept

    @staticmethod
    def _move(kept: Observation, verb: str) -> Move:
        move = WORKFLOW.move(kept.status, verb)
        if isinstance(move, Refusal):
            raise Conflict(move.code, move.reason)
        return move


def chunks(given: Sequence[Submission]) -> Iterator[Sequence[Submission]]:
    """Runs of submissions, each of what one transaction takes; one at least."""
    first = frames = 0
    for at, one in enumerate(given):
        more = sum(frame_count(each) for each in one.fingerprints)
        if at > first and (at - first >= CHUNK or frames + more > CHUNK_FRAMES):
            yield given[first:at]
            first, frames = at, 0
        frames += more
    if given:
        yield given[first:]


def observation_record(one: Observation) -> dict[str, object]:
    """An own observation as programs read it."""
    return {
        "observation": one.id,
        "form": one.form,
        "status": one.status,
        "at": iso(one.submitted_at),
        "until": iso(one.until) if one.until else None,
        "identified": one.identified,
        "series": one.series,
        "category": f"{one.profile}:{one.code}" if one.code else None,
        "cleared": one.cleared,
    }
