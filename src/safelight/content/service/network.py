"""The part that every verb of the network stands on: find what meets, pair it, tell both sides, commit it to the log.

Everything happens in the caller's one transaction: observation, pairs, notices, announcements and log openings are
there together or not at all, and writers of the content book come one after the other, so of two that meet the later
always sees the earlier. Promises: a pair is told once to each side; a company meets cleared observations only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from safelight.access.core.audit import Subject
from safelight.access.core.permission import Scope
from safelight.access.service import Access
from safelight.content.core.commitment import Opening, encode
from safelight.content.core.fingerprint import Fingerprint
from safelight.content.core.limits import is_flood
from safelight.content.core.match import Candidate, best
from safelight.content.core.notice import Cause, Notice, Pair, Side, both_sides, for_side
from safelight.content.core.observation import Observation, goes_near, print_key, same_content
from safelight.content.service.near import Follower
from safelight.content.service.video_meetings import meet_videos
from safelight.content.store import bodies, meetings, notices, observations, transparency
from safelight.content.store.meetings import PairRow
from safelight.infra import outbox
from safelight.infra.boxes import keyed_mark
from safelight.infra.db import Book, one_writer
from safelight.kernel.clock import iso
from safelight.kernel.ids import IdSource, derive

ADVISORY_LOCK = 0x5AFE_0004
ANNOUNCE = "content.announce"

Asked = tuple[Fingerprint, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """What one asked set of fingerprints meets. `resting`: near too many different ones, so its nearness counts not."""

    candidates: tuple[Candidate, ...]
    resting: frozenset[Fingerprint]


@dataclass(frozen=True, slots=True)
class Sighting:
    """A tenant's look at certain content: the observation it holds of it, if any, and the id of the next."""

    mark: str
    held: Observation | None
    next_id: str

    @property
    def id(self) -> str:
        return self.held.id if self.held is not None else self.next_id


@dataclass(frozen=True, slots=True)
class Met:
    """One pair as the acting side sees it; `fresh` when the other side had not been told before."""

    candidate: Candidate
    pair: Pair
    notice: Notice
    fresh: bool


class Network:
    """Shared by the verbs; has none of its own. `mark_key` keys what recognises content without naming it."""

    def __init__(
        self,
        *,
        book: Book,
        follower: Follower,
        access: Access,
        ids: IdSource,
        mark_key: bytes,
        new_salt: Callable[[], bytes],
    ) -> None:
        self._access = access
        self.book = book
        self.follower = follower
        self._ids = ids
        self._mark_key = mark_key
        self._new_salt = new_salt
        self._joined: set[str] = set()

    def alone(self, connection: Connection, scope: Scope) -> None:
        """First in every writing transaction: no other writer until it ends, and the tenant is known."""
        one_writer(connection, ADVISORY_LOCK)
        if scope.tenant_id in self._joined:
            return
        if bodies.has_joined(connection, scope):
            self._joined.add(scope.tenant_id)  # of an earlier transaction: this one may still be undone
        else:
            bodies.join(connection, scope)

    def mark(self, tenant_id: str, asked: Asked) -> str:
        """A keyed mark of one tenant's fingerprints: the same again gives the same, and nothing can be read off it."""
        return keyed_mark(self._mark_key, "content", tenant_id, same_content(asked))

    def sightings(self, connection: Connection, scope: Scope, asked: Sequence[Asked]) -> list[Sighting]:
        """What the tenant has of each of these. A check goes by the id that a submission of the same would get, so that
        checking first and submitting then is one sighting, and others are told of it once."""
        marks = [self.mark(scope.tenant_id, each) for each in asked]
        before = observations.find_by_marks(connection, scope, marks)
        turns = {mark: len(before.get(mark, ())) for mark in marks}
        open_marks = set(turns)
        while open_marks:
            ids = {mark: derive("obs", mark, str(turns[mark])) for mark in open_marks}
            taken = observations.taken_ids(connection, ids.values())
            open_marks = {mark for mark, id_ in ids.items() if id_ in taken}
            turns |= {mark: turns[mark] + 1 for mark in open_marks}
        held = {mark: next((one for one in some if one.status == "held"), None) for mark, some in before.items()}
        return [Sighting(mark, held.get(mark), derive("obs", mark, str(turns[mark]))) for mark in marks]

    def sighting(self, connection: Connection, scope: Scope, asked: Asked) -> Sighting:
        """The same for one."""
        return self.sightings(connection, scope, [asked])[0]

    # --- what meets -----------------------------------------------------------------------------

    def look(
        self, connection: Connection, scope: Scope, asked: Sequence[Asked], claimant: str | None = None
    ) -> list[Found]:
        """For each set of fingerprints, the observations of others that it meets. With `claimant`: what its claim meets
        now that it is cleared, whoever acts."""
        keys = {print_key(one) for each in asked for one in each}
        equal = meetings.equal_prints(connection, scope, keys, claimant)
        near = [(place, one) for place, each in enumerate(asked) for one in each if goes_near(one)]
        finds = self.follower.search(connection, [one.bits for _, one in near])
        held = meetings.prints_numbered(connection, scope, {number for _, number, _ in finds}, claimant)
        met: dict[int, list[tuple[Candidate, str]]] = {}
        for query, number, apart in finds:
            if number in held:
                other = held[number]
                candidate = Candidate(other.observation_id, other.tenant_id, other.kind, apart)
                met.setdefault(query, []).append((candidate, other.key))
        resting: list[set[Fingerprint]] = [set() for _ in asked]
        candidates = [
            [one for each in fingerprints for one in equal.get(print_key(each), [])] for fingerprints in asked
        ]
        for query, (place, one) in enumerate(near):
            found = met.get(query, [])
            if is_flood(len({key for _, key in found})):
                resting[place].add(one)
            else:
                candidates[place] += [candidate for candidate, _ in found]
        for place, one, films in meet_videos(self.follower, connection, scope, asked, claimant):
            if films is None:
                resting[place].add(one)
            else:
                candidates[place] += films
        return [Found(best(some), frozenset(rest)) for some, rest in zip(candidates, resting, strict=True)]

    # --- whom to tell ---------------------------------------------------------------------------

    def tell(
        self,
        connection: Connection,
        scope: Scope,
        own: Side,
        candidates: Iterable[Candidate],
        silent_until: datetime | None = None,
        claim: bool = False,
    ) -> list[Met]:
        """Pair `own` with each candidate and give both sides their notice; the other side later while it is silent, and
        a company later when `own` is a `claim` that isn't cleared (see `clearing`)."""
        some = tuple(candidates)
        held = observations.find_all(connection, {one.observation_id for one in some})
        parties = bodies.find_parties(connection, {one.tenant_id for one in some})
        found = []
        for one in some:
            other = held[one.observation_id]
            earlier = Side(other.id, parties[one.tenant_id], other.submitted_at, other.identified)
            pair = Pair(earlier, own, one.kind, one.distance)
            fresh = meetings.add_pair(connection, scope, pair, scope.at, silent_until)
            waits = silent_until is not None or (claim and earlier.party.kind == "company")
            found.append(self._told(connection, scope, one, pair, fresh, waits))
        return found

    def _told(
        self,
        connection: Connection,
        scope: Scope,
        candidate: Candidate,
        pair: Pair,
        fresh: bool,
        waits: bool,
    ) -> Met:
        theirs, ours = both_sides(pair, scope.at)
        self.send(connection, ours)
        if not waits and (fresh or self._was_silent(connection, scope, pair)):
            self.send(connection, theirs)
        return Met(candidate, pair, ours, fresh)

    def tell_both(self, connection: Connection, scope: Scope, pair: Pair) -> int:
        """Give both sides what they don't have yet of a pair that may be told now; returns how many notices."""
        if not meetings.add_pair(connection, scope, pair, scope.at, None):
            self._was_silent(connection, scope, pair)
        return sum(self.send(connection, notice) for notice in both_sides(pair, scope.at))

    def _was_silent(self, connection: Connection, scope: Scope, pair: Pair) -> bool:
        """Whether a pair was silent so far; from now on it isn't: who then brings the content openly has ended it."""
        known = meetings.find_pair(connection, pair.id)
        if known is None or known.silent_until is None:
            return False
        intent = self._access.intent(scope, Subject("pair", pair.id), action="content.silent.end")
        meetings.end_silence(connection, pair.id, intent)
        return True

    def send(self, connection: Connection, notice: Notice) -> bool:
        """Put a notice into its tenant's feed, once, with its announcement and its leaf in the log."""
        if not notices.add_notice(connection, notice):
            return False
        payload = {"tenant": notice.tenant_id, "cause": notice.cause}
        outbox.put(connection, ANNOUNCE, notice.id, payload, notice.at, "content")
        record = {"what": "notice", "id": notice.id, "cause": notice.cause, "at": iso(notice.at)}
        self.commit(connection, notice.tenant_id, notice.id, record, notice.at)
        return True

    def commit(
        self, connection: Connection, tenant_id: str, subject: str, record: Mapping[str, str], at: datetime
    ) -> Opening:
        """A leaf for the next round of the log, and its opening for the tenant."""
        return self.commit_all(connection, tenant_id, {subject: record}, at)[0]

    def commit_all(
        self, connection: Connection, tenant_id: str, records: Mapping[str, Mapping[str, str]], at: datetime
    ) -> list[Opening]:
        """The same for many, each record by its subject."""
        given = [
            transparency.Given(self._ids.mint("open"), tenant_id, subject, Opening(encode(record), self._new_salt()))
            for subject, record in records.items()
        ]
        transparency.add_openings(connection, given, at)
        return [one.opening for one in given]

    # --- pairs again ----------------------------------------------------------------------------

    def restore(self, connection: Connection, row: PairRow) -> Pair:
        """A kept pair with both parties as they are now."""
        parties = bodies.find_parties(connection, (row.earlier_tenant, row.later_tenant))
        held = observations.find_all(connection, (row.earlier, row.later))

        def side(sighting: str, tenant_id: str) -> Side:
            known = held.get(sighting)
            made = known.submitted_at if known else row.at
            return Side(sighting, parties[tenant_id], made, known.identified if known else False)

        return Pair(side(row.earlier, row.earlier_tenant), side(row.later, row.later_tenant), row.kind, row.distance)

    def tell_others(
        self,
        connection: Connection,
        sighting: str,
        tenant_id: str,
        cause: Cause,
        at: datetime,
        turn: str = "",
        **more: object,
    ) -> int:
        """A notice of this cause to every other tenant that was told of a pair with `sighting`; returns how many."""
        sent = 0
        for row in meetings.pairs_about(connection, sighting):
            other = row.later_tenant if row.earlier == sighting else row.earlier_tenant
            if other != tenant_id and other in notices.told_of(connection, row.id):
                pair = self.restore(connection, row)
                sent += self.send(connection, for_side(pair, other, cause, at, turn, **more))
        return sent
