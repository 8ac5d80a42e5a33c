"""The notices inbox: read, acknowledge, give an opinion, see how a claim stands. A standing purpose, as triage is.

A notice was pushed to the tenant, so reading it needs no case; every reading is in the audit log all the same. Opinions
are on the other side's observation, reached through the notice, so nobody needs to know another's ids. Promises: a
notice of another tenant is Missing like one that never was; a feed number has no gaps that tell about others.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from safelight.access.core.audit import Subject
from safelight.access.core.permission import Scope
from safelight.access.core.tenant import Actor
from safelight.access.service import Access
from safelight.content.core.category import View, views
from safelight.content.core.notice import SAYS, Cause, for_side
from safelight.content.core.opinion import OPINIONS, Opinion, Standing, Voice, cleared, standing
from safelight.content.service.clearing import tell_companies
from safelight.content.service.network import Network
from safelight.content.store import meetings, notices, observations
from safelight.content.store.meetings import PairRow
from safelight.content.store.notices import NoticeRow
from safelight.kernel.clock import iso
from safelight.kernel.errors import Broken, Conflict, Invalid, Missing

__all__ = [
    "Inbox",
    "InboxPage",
    "NoticeRow",
    "NoticeView",
    "dispute_words",
    "feed_record",
    "other_sighting",
    "own_notice",
    "view_record",
]

MOST_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class InboxPage:
    """`total` fit the filter, `unseen` of all are unseen."""

    rows: tuple[NoticeRow, ...]
    total: int
    unseen: int


@dataclass(frozen=True, slots=True)
class NoticeView:
    """One notice, and how things stand now. `standing` and `views` are of the other side's claim and of all who hold
    the two sides' content; bodies are counted, not named. `own_opinion` is the tenant's last. `own_held`: the own side
    is an observation, no check."""

    row: NoticeRow
    standing: Standing
    own_opinion: Opinion | None
    may_judge: bool
    views: tuple[View, ...]
    ended: bool
    own_held: bool


class Inbox:
    """The verbs."""

    def __init__(self, network: Network, access: Access) -> None:
        self._network = network
        self._access = access

    def page(self, actor: Actor, unseen: bool = False, limit: int = 50, offset: int = 0) -> InboxPage:
        """The own notices: unseen first, and among them those about an identified person."""
        subject = Subject("tenant", actor.tenant.id)
        scope = self._access.permit(actor, "content.notices", subject)
        with self._network.book.read() as connection:
            rows, total, waiting = notices.inbox(connection, scope, unseen, limit, offset)
        self._access.commit_read(scope, subject, {"notices": len(rows)})
        return InboxPage(tuple(rows), total, waiting)

    def feed(self, actor: Actor, after: int = 0, limit: int = 100) -> list[NoticeRow]:
        """The own notices in order, behind a cursor: a program that keeps the last number misses none."""
        subject = Subject("tenant", actor.tenant.id)
        scope = self._access.permit(actor, "content.notices", subject)
        with self._network.book.read() as connection:
            rows = notices.feed(connection, scope, after, min(limit, MOST_AT_ONCE))
        self._access.commit_read(scope, subject, {"notices": len(rows), "after": after})
        return rows

    def open(self, actor: Actor, notice_id: str) -> NoticeView:
        """One notice with how its claim stands. Opening it marks it as seen."""
        subject = Subject("notice", notice_id)
        scope = self._access.permit(actor, "content.notices", subject)
        with self._network.book.write() as connection:
            self._network.alone(connection, scope)
            row = own_notice(connection, scope, notice_id)
            intent = self._access.intent(scope, subject)
            notices.mark_seen(connection, scope, [notice_id], actor.member.name, scope.at, intent)
            view = self._view(connection, scope, row)
        self._access.confirm()
        return view

    def see(self, actor: Actor, ids: Sequence[str]) -> None:
        """Mark notices as seen without opening them."""
        if not 0 < len(ids) <= MOST_AT_ONCE:
            raise Invalid("content.notice.count", f"Between 1 and {MOST_AT_ONCE} notices are marked at once.")
        subject = Subject("tenant", actor.tenant.id)
        scope = self._access.permit(actor, "content.notices", subject)
        with self._network.book.write() as connection:
            self._network.alone(connection, scope)
            intent = self._access.intent(scope, subject, {"seen": len(ids)}, action="content.notices.seen")
            notices.mark_seen(connection, scope, ids, actor.member.name, scope.at, intent)
        self._access.settle()

    def judge(self, actor: Actor, notice_id: str, opinion: str) -> Standing:
        """Give the tenant's opinion on what the other side claims: confirmed, needs_checking or false."""
        said = next((one for one in OPINIONS if one == opinion), None)
        if said is None:
            raise Invalid("content.opinion", f"An opinion is one of: {', '.join(OPINIONS)}.")
        scope = self._access.permit(actor, "content.opinion", Subject("notice", notice_id))
        self._network.follower.open()
        with self._network.book.write() as connection:
            self._network.alone(connection, scope)
            row = own_notice(connection, scope, notice_id)
            other = other_sighting(connection, scope, row)
            if not self._held(connection, other):
                raise Conflict("content.opinion.not_held", "The other side checked it or holds it no more.")
            now = self._judge(connection, scope, other, said)
        self._access.settle()
        return now

    def judge_own(self, actor: Actor, observation_id: str, opinion: str) -> Standing:
        """A second look of the own tenant at its own claim, by another member than the one who submitted it."""
        said = next((one for one in OPINIONS if one == opinion), None)
        if said is None:
            raise Invalid("content.opinion", f"An opinion is one of: {', '.join(OPINIONS)}.")
        scope = self._access.permit(actor, "content.opinion", Subject("observation", observation_id))
        self._network.follower.open()
        with self._network.book.write() as connection:
            self._network.alone(connection, scope)
            kept = observations.find_own(connection, scope, observation_id)
            if kept is None:
                raise Missing("content.observation.missing", "There is no such observation.")
            if kept.submitted_by == actor.member.id:
                raise Conflict("content.opinion.same_person", "A second look is another person's than the submitter's.")
            now = self._judge(connection, scope, observation_id, said)
        self._access.settle()
        return now

    def _judge(self, connection: Connection, scope: Scope, observation_id: str, said: Opinion) -> Standing:
        held = observations.find_all(connection, (observation_id,))[observation_id]
        before = standing(notices.voices_on(connection, observation_id))
        voice = Voice(scope.tenant_id, scope.actor.member.id, said)
        subject = Subject("claim", observation_id)
        intent = self._access.intent(scope, subject, {"opinion": said})
        notices.set_opinion(connection, scope, observation_id, voice, scope.at, intent)
        voices = notices.voices_on(connection, observation_id)
        now = standing(voices)
        clear = cleared(voices, held.tenant_id, held.submitted_by)
        if clear != held.cleared:
            clearing = self._access.intent(scope, subject, {"cleared": clear}, action="content.clear")
            observations.set_cleared(connection, observation_id, clear, clearing)
        if now.disputed != before.disputed:
            self._tell_dispute(connection, scope, observation_id, now.disputed)
        if clear and not held.cleared:
            tell_companies(self._network, connection, scope, held)
        return now

    def _tell_dispute(self, connection: Connection, scope: Scope, observation_id: str, disputed: bool) -> None:
        """The holder and everybody who was told learn that a claim is disputed, or no longer is."""
        cause: Cause = "disputed" if disputed else "settled"
        turn = iso(scope.at)
        for row in meetings.pairs_about(connection, observation_id):
            pair = self._network.restore(connection, row)
            for tenant, says in dispute_words(row, observation_id, scope.tenant_id, cause):
                if tenant in notices.told_of(connection, row.id):
                    self._network.send(connection, for_side(pair, tenant, cause, scope.at, turn, says=says))

    # --- what a notice stands on ----------------------------------------------------------------

    def _view(self, connection: Connection, scope: Scope, row: NoticeRow) -> NoticeView:
        other = other_sighting(connection, scope, row)
        voices = notices.voices_on(connection, other)
        mine = voices.get(scope.tenant_id)
        pair = meetings.find_pair(connection, row.pair_id)
        sides = (pair.earlier, pair.later) if pair is not None else ()
        claims = observations.claims_on(connection, sides)
        held = self._held(connection, other)
        ended = other in observations.find_all(connection, (other,)) and not held
        own_held = observations.find_own(connection, scope, row.own) is not None
        said = mine.opinion if mine else None
        return NoticeView(row, standing(voices), said, held, views(claims), ended, own_held)

    @staticmethod
    def _held(connection: Connection, observation_id: str) -> bool:
        found = observations.find_all(connection, (observation_id,)).get(observation_id)
        return found is not None and found.status == "held"


def own_notice(connection: Connection, scope: Scope, notice_id: str) -> NoticeRow:
    """The scope's own notice, or Missing."""
    row = notices.find_notice(connection, scope, notice_id)
    if row is None:
        raise Missing("content.notice.missing", "There is no such notice.")
    return row


def other_sighting(connection: Connection, scope: Scope, row: NoticeRow) -> str:
    """The other side of a notice's pair."""
    pair = meetings.find_pair(connection, row.pair_id)
    if pair is None or scope.tenant_id not in (pair.earlier_tenant, pair.later_tenant):
        raise Broken("content.notice.pairless", "A notice has no pair.")
    return pair.later if pair.earlier == row.own else pair.earlier


def dispute_words(row: PairRow, observation_id: str, judge: str, cause: Cause) -> list[tuple[str, str]]:
    """Whom of a pair to tell of a dispute, and in which words. Who is no side of the pair is not hinted at."""
    holder, other = row.earlier_tenant, row.later_tenant
    if row.later == observation_id:
        holder, other = other, holder
    if judge in (holder, other):
        return [(holder if judge == other else other, SAYS[cause])]
    return [(other, "Now disputed: the claim of" if cause == "disputed" else "No longer disputed: the claim of")]


def feed_record(row: NoticeRow) -> Mapping[str, object]:
    """A notice as programs read it; the identified status stands first."""
    own = {"identified": row.record["identified"], "notice": row.id, "number": row.number, "cause": row.cause}
    rest = {name: value for name, value in row.record.items() if name != "identified"}
    seen = iso(row.seen_at) if row.seen_at else None
    return {**own, "own": row.own, **rest, "urgent": row.urgent, "at": iso(row.at), "seen_at": seen}


def view_record(view: NoticeView) -> dict[str, object]:
    """An opened notice as programs read it: the notice, then how the claim stands under every profile."""
    views = [{"profile": one.profile, "standing": one.standing, "votes": dict(one.votes)} for one in view.views]
    stands = {"standing": view.standing.record(), "views": views, "own_opinion": view.own_opinion}
    return {**feed_record(view.row), **stands, "ended": view.ended}
