"""Silent checks: the other side learns of it later. Asked for by one person, decided by another, ended by time.

The fingerprints wait sealed until the decision, then the check runs and they are gone; what stays is who asked, who
decided, why, and the pairs that must be told in the end. Promises: at most 30 days of silence and ten silent checks in
30 days; when the time is over the other side gets an ordinary notice, whatever became of the case.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import Connection

from safelight.access.core.audit import Subject
from safelight.access.core.permission import Scope
from safelight.access.core.purpose import Purpose
from safelight.access.core.tenant import Actor
from safelight.access.service import Access
from safelight.content.core.fingerprint import Fingerprint
from safelight.content.core.limits import SILENT_DAYS, SILENT_IN_30_DAYS
from safelight.content.core.notice import Side, for_side
from safelight.content.service.checks import check_shape
from safelight.content.service.network import Asked, Network
from safelight.content.service.sealed_reference import References
from safelight.content.store import bodies, meetings
from safelight.content.store import silent as store
from safelight.content.store.silent import SilentCheck
from safelight.kernel.clock import Clock
from safelight.kernel.errors import Conflict, Denied, Invalid, Missing
from safelight.kernel.ids import IdSource, TenantId

MOST_AT_ONCE = 20
"""Sets of fingerprints in one silent check: an exception for a few pictures, no way to go through a phone."""


class SilentChecks:
    """The verbs, and what the clock does."""

    def __init__(self, network: Network, access: Access, references: References, ids: IdSource, clock: Clock) -> None:
        self._network = network
        self._access = access
        self._references = references
        self._ids = ids
        self._clock = clock

    def ask(self, actor: Actor, asked: Sequence[Asked], days: int, purpose: Purpose | None) -> SilentCheck:
        """Ask for a silent check of a few sets of fingerprints, silent for so many days."""
        check_id = self._ids.mint("silent")
        subject = Subject("silent_check", check_id)
        scope = self._access.permit(actor, "content.silent.ask", subject, purpose)
        check_shape(asked)
        if len(asked) > MOST_AT_ONCE or not 1 <= days <= SILENT_DAYS:
            message = f"A silent check has at most {MOST_AT_ONCE} entries and is silent for 1 to {SILENT_DAYS} days."
            raise Invalid("content.silent.size", message)
        box = self._references.seal(scope, check_id, _write(asked))
        reason = scope.purpose.reason.strip() if scope.purpose else ""
        check = SilentCheck(
            id=check_id,
            tenant_id=scope.tenant_id,
            asked_by=actor.member.id,
            asked_name=actor.member.name,
            asked_at=scope.at,
            case_id=scope.purpose.case_id if scope.purpose else "",
            reason=reason,
            days=days,
            status="asked",
            decided_by=None,
            decided_at=None,
            prints_box=box,
            matches=None,
        )
        with self._network.book.write() as connection:
            self._network.alone(connection, scope)
            store.ask(connection, scope, check, self._access.intent(scope, subject, {"days": days}))
        self._access.settle()
        return check

    def page(self, actor: Actor) -> list[SilentCheck]:
        """The own silent checks, newest first."""
        subject = Subject("tenant", actor.tenant.id)
        scope = self._access.permit(actor, "content.held", subject)
        with self._network.book.read() as connection:
            found = store.listed(connection, scope)
        self._access.commit_read(scope, subject, {"silent_checks": len(found)})
        return found

    def refuse(self, actor: Actor, check_id: str) -> None:
        """Decide against it; the fingerprints are gone."""
        subject = Subject("silent_check", check_id)
        scope = self._access.permit(actor, "content.silent.decide", subject)
        with self._network.book.write() as connection:
            self._network.alone(connection, scope)
            check = self._waiting(connection, scope, check_id)
            intent = self._access.intent(scope, subject, action="content.silent.refuse")
            store.decide(connection, scope, check, "refused", actor.member.name, None, intent)
        self._access.settle()

    def approve(self, actor: Actor, check_id: str) -> int:
        """Let it run, as another person than the one who asked. Returns how many observations it met; the notices are
        in the own inbox, the other sides get theirs when the silence ends."""
        subject = Subject("silent_check", check_id)
        scope = self._access.permit(actor, "content.silent.decide", subject)
        self._network.follower.open()
        with self._network.book.write() as connection:
            self._network.alone(connection, scope)
            check = self._waiting(connection, scope, check_id)
            if check.asked_by == actor.member.id:
                raise Denied("content.silent.same_person", "Somebody else than the one who asked must decide.")
            since = scope.at - timedelta(days=30)
            if store.approved_since(connection, scope, since) >= SILENT_IN_30_DAYS:
                message = f"Your agency has run {SILENT_IN_30_DAYS} silent checks in 30 days; that is the most."
                raise Denied("content.silent.quota", message)
            met = self._run(connection, scope, check)
            intent = self._access.intent(scope, subject, {"met": met}, action="content.silent.run")
            store.decide(connection, scope, check, "run", actor.member.name, met, intent)
        self._access.confirm()
        return met

    def _run(self, connection: Connection, scope: Scope, check: SilentCheck) -> int:
        asked = _read(self._references.unseal(scope, check.id, check.prints_box or b""))
        found = self._network.look(connection, scope, asked)
        party = bodies.setup_of(connection, scope).party
        until = scope.at + timedelta(days=check.days)
        met = 0
        for each, one in zip(asked, found, strict=True):
            sighting = self._network.sighting(connection, scope, each)
            own = Side(sighting.id, party, scope.at, False)
            met += len(self._network.tell(connection, scope, own, one.candidates, until))
        return met

    def end_silences(self) -> int:
        """What the clock does: every silence whose time is over becomes an ordinary notice. Returns how many."""
        now = self._clock.now()
        told = 0
        with self._network.book.read() as connection:
            over = meetings.silences_over(connection, now)
        for row in over:
            with self._network.book.write() as connection:
                pair = self._network.restore(connection, row)
                tenant = TenantId(row.earlier_tenant)
                subject = Subject("pair", row.id)
                intent = self._access.event_intent(tenant, "content.silent.end", subject)
                meetings.end_silence(connection, row.id, intent)
                told += self._network.send(connection, for_side(pair, row.earlier_tenant, "match", now))
        self._access.settle()
        return told

    @staticmethod
    def _waiting(connection: Connection, scope: Scope, check_id: str) -> SilentCheck:
        check = store.find(connection, scope, check_id)
        if check is None:
            raise Missing("content.silent.missing", "There is no such silent check.")
        if check.status != "asked":
            raise Conflict("content.silent.decided", "It was decided already.")
        return check


def _write(asked: Sequence[Asked]) -> str:
    return json.dumps([[[one.kind, one.value, one.quality, one.pipeline] for one in each] for each in asked])


def _read(text: str) -> list[Asked]:
    return [tuple(Fingerprint(*one) for one in each) for each in json.loads(text)]
