"""Handshakes: ask for contact, answer, and what the clock and the watch desk do when nobody answers.

A request names a notice, never a tenant; the service finds the other side. Until it is accepted neither side learns
more than its notice said; accepting shows each the other's name and duty liaison. Promises: only a side of the pair
sees a request, and the watch desk sees those that wait there; a move that the table doesn't have is a Conflict.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from safelight.access.core.audit import Subject
from safelight.access.core.permission import Scope
from safelight.access.core.tenant import Actor
from safelight.access.service import Access
from safelight.content.core import handshake as core
from safelight.content.core.notice import Party
from safelight.content.service.inbox import other_sighting, own_notice
from safelight.content.service.network import Network
from safelight.content.store import bodies, meetings, notices
from safelight.content.store import handshakes as store
from safelight.content.store.handshakes import Handshake, Step
from safelight.kernel.clock import Clock, iso
from safelight.kernel.errors import Conflict, Denied, Missing
from safelight.kernel.ids import IdSource, TenantId
from safelight.kernel.workflow import Move, Refusal


@dataclass(frozen=True, slots=True)
class HandshakeView:
    """One request as a side sees it. `other` is as the policies allow, the full name and liaison once accepted."""

    id: str
    pair_id: str
    side: str
    status: str
    other: str
    liaison: str
    verbs: tuple[str, ...]
    due: datetime | None
    asked_at: datetime
    moved_at: datetime
    steps: tuple[Step, ...] = ()

    def record(self) -> dict[str, object]:
        """As programs read it."""
        due = iso(self.due) if self.due else None
        known = {"request": self.id, "side": self.side, "status": self.status, "other": self.other}
        return {**known, "liaison": self.liaison, "verbs": list(self.verbs), "due": due}


@dataclass(frozen=True, slots=True)
class DeskView:
    """One request as the watch desk sees it: both sides, so that it can telephone; nothing of what they hold."""

    id: str
    status: str
    asker: Party
    asked: Party
    moved_at: datetime
    due: datetime | None

    def record(self) -> dict[str, object]:
        """As programs read it."""
        sides = {name: {"name": one.name, "liaison": one.liaison} for name, one in self._sides()}
        return {"request": self.id, "status": self.status, **sides, "due": iso(self.due) if self.due else None}

    def _sides(self) -> tuple[tuple[str, Party], tuple[str, Party]]:
        return ("asker", self.asker), ("asked", self.asked)


class Handshakes:
    """The verbs, and what the clock does."""

    def __init__(self, network: Network, access: Access, ids: IdSource, clock: Clock) -> None:
        self._network = network
        self._access = access
        self._ids = ids
        self._clock = clock

    def ask(self, actor: Actor, notice_id: str) -> HandshakeView:
        """Ask the other side of a notice for contact. Asking again while one is open returns that one."""
        scope = self._access.permit(actor, "content.handshake", Subject("notice", notice_id))
        with self._network.book.write() as connection:
            self._network.alone(connection, scope)
            row = own_notice(connection, scope, notice_id)
            known = store.open_one(connection, scope, row.pair_id)
            if known is None:
                known = self._add(connection, scope, row.pair_id, other_sighting(connection, scope, row))
            view = self._view(connection, scope, known)
        self._access.settle()
        return view

    def _add(self, connection: Connection, scope: Scope, pair_id: str, other: str) -> Handshake:
        pair = meetings.find_pair(connection, pair_id)
        if pair is None:
            raise Missing("content.notice.missing", "There is no such notice.")
        if pair.silent_until is not None:
            message = "The other side is not told before the silence ends; a request would tell it."
            raise Conflict("content.handshake.silent", message)
        asked = pair.later_tenant if pair.later == other else pair.earlier_tenant
        if asked not in notices.told_of(connection, pair_id):
            message = "The other side is told once two bodies have confirmed the claim; a request would tell it now."
            raise Conflict("content.handshake.unconfirmed", message)
        fresh = Handshake(
            self._ids.mint("hand"), pair_id, scope.tenant_id, asked, core.WORKFLOW.start, scope.at, scope.at
        )
        intent = self._access.intent(scope, Subject("handshake", fresh.id), action="content.handshake.ask")
        store.add_handshake(connection, scope, fresh, intent)
        return fresh

    def move(self, actor: Actor, handshake_id: str, verb: str) -> HandshakeView:
        """Accept, decline, refer, withdraw, escalate or close, as the side one is on may."""
        subject = Subject("handshake", handshake_id)
        scope = self._access.permit(actor, "content.handshake", subject)
        with self._network.book.write() as connection:
            self._network.alone(connection, scope)
            known = store.find(connection, scope, handshake_id)
            if known is None:
                raise Missing("content.handshake.missing", "There is no such request.")
            side = known.side_of(scope.tenant_id)
            step = _step(known.status, verb, side)
            intent = self._access.intent(scope, subject, action=step.audit)
            store.move(connection, scope, known, verb, step.target, side, intent)
            view = self._view(connection, scope, _again(connection, scope, handshake_id))
        self._access.settle()
        return view

    def page(self, actor: Actor) -> list[HandshakeView]:
        """The own requests, asked and received, the newest move first."""
        subject = Subject("tenant", actor.tenant.id)
        scope = self._access.permit(actor, "content.notices", subject)
        with self._network.book.read() as connection:
            found = [self._view(connection, scope, one) for one in store.listed(connection, scope)]
        self._access.commit_read(scope, subject, {"handshakes": len(found)})
        return found

    def of_notice(self, actor: Actor, notice_id: str) -> list[HandshakeView]:
        """The requests about a notice's pair, the newest first, with their moves."""
        subject = Subject("notice", notice_id)
        scope = self._access.permit(actor, "content.notices", subject)
        with self._network.book.read() as connection:
            row = own_notice(connection, scope, notice_id)
            found = [self._view(connection, scope, one) for one in store.of_pair(connection, scope, row.pair_id)]
        self._access.commit_read(scope, subject, {"handshakes": len(found)})
        return found

    def _view(self, connection: Connection, scope: Scope, known: Handshake) -> HandshakeView:
        side = known.side_of(scope.tenant_id)
        parties = bodies.find_parties(connection, (known.asker_tenant, known.asked_tenant))
        other_id = known.asked_tenant if side == "asker" else known.asker_tenant
        own, other = parties[scope.tenant_id], parties[other_id]
        revealed = known.status in core.REVEALED
        shown = own.learns_of(other)
        return HandshakeView(
            id=known.id,
            pair_id=known.pair_id,
            side=side,
            status=known.status,
            other=other.name if revealed else own.calls(other),
            liaison=other.liaison if revealed or shown.liaison else "",
            verbs=core.verbs_of(known.status, side),
            due=core.due(known.status, known.moved_at),
            asked_at=known.asked_at,
            moved_at=known.moved_at,
            steps=tuple(_own_names(step, side) for step in store.steps(connection, scope, known.id)),
        )

    # --- the watch desk and the clock -----------------------------------------------------------

    def desk(self, actor: Actor) -> list[DeskView]:
        """What waits at the watch desk, the longest waiting first. Only for the tenant that is the desk."""
        subject = Subject("tenant", actor.tenant.id)
        scope = self._access.permit(actor, "content.desk", subject)
        with self._network.book.read() as connection:
            self._refuse_others(connection, scope)
            found = [self._desk_view(connection, one) for one in store.at_the_desk(connection)]
        self._access.commit_read(scope, subject, {"waiting": len(found)})
        return found

    def remind(self, actor: Actor, handshake_id: str) -> None:
        """The desk has reached the other side: the request waits there again."""
        subject = Subject("handshake", handshake_id)
        scope = self._access.permit(actor, "content.desk", subject)
        with self._network.book.write() as connection:
            self._network.alone(connection, scope)
            self._refuse_others(connection, scope)
            known = store.find_any(connection, handshake_id)
            if known is None:
                raise Missing("content.handshake.missing", "There is no such request.")
            step = _step(known.status, "remind", "desk")
            intent = self._access.intent(scope, subject, action=step.audit)
            store.move(connection, scope, known, "remind", step.target, "desk", intent)
        self._access.settle()

    @staticmethod
    def _refuse_others(connection: Connection, scope: Scope) -> None:
        if not bodies.is_desk(connection, scope.tenant_id):
            raise Denied("content.desk.other", "Your tenant is not the watch desk.")

    @staticmethod
    def _desk_view(connection: Connection, known: Handshake) -> DeskView:
        parties = bodies.find_parties(connection, (known.asker_tenant, known.asked_tenant))
        asker, asked = parties[known.asker_tenant], parties[known.asked_tenant]
        due = core.due(known.status, known.moved_at)
        return DeskView(known.id, known.status, asker, asked, known.moved_at, due)

    def run_timers(self) -> int:
        """What the clock does: escalate and expire what is due. Returns how many moved."""
        now = self._clock.now()
        with self._network.book.read() as connection:
            late = [one for one in store.running(connection) if _is_due(one, now)]
        for one in late:
            verb = core.timed_verb(one.status) or ""
            step = _step(one.status, verb, "timer")
            with self._network.book.write() as connection:
                subject = Subject("handshake", one.id)
                intent = self._access.event_intent(TenantId(one.asked_tenant), step.audit, subject)
                store.move_by_clock(connection, one, verb, step.target, now, intent)
        self._access.settle()
        return len(late)


def _step(status: str, verb: str, side: core.Side) -> Move:
    """The move, or Conflict: also when the table has it and the side may not make it."""
    move = core.WORKFLOW.move(status, verb)
    if isinstance(move, Refusal):
        raise Conflict(move.code, move.reason)
    if side not in core.MOVERS[verb]:
        allowed = ", ".join(core.verbs_of(status, side)) or "nothing"
        raise Conflict(f"handshake.{side}_cannot_{verb}", f"Your side can't {verb} this request; it can {allowed}.")
    return move


def _again(connection: Connection, scope: Scope, handshake_id: str) -> Handshake:
    found = store.find(connection, scope, handshake_id)
    assert found is not None
    return found


def _is_due(one: Handshake, now: datetime) -> bool:
    due = core.due(one.status, one.moved_at)
    return due is not None and due <= now


def _own_names(step: Step, side: str) -> Step:
    """A move with its member's name for the own side only."""
    return step if step.side == side else Step(step.verb, step.side, "", step.at)
