"""Collaborations and their signals. A signal belongs to its sender; partners of the same collaboration read it."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select, update

from safelight.access.core.permission import Scope
from safelight.content.core.opinion import Voice
from safelight.content.core.signal import SEVERITIES, Signal
from safelight.content.store.exchange_tables import (
    COLLABORATIONS,
    PARTNERS,
    SIGNAL_CHANGES,
    SIGNAL_SIGHTS,
    SIGNAL_VOICES,
    SIGNALS,
)
from safelight.content.store.tables import BODIES
from safelight.infra.intents import Intent, add_intent


@dataclass(frozen=True, slots=True)
class Collaboration:
    """`agreed`: whether the acting tenant has agreed to it."""

    id: str
    name: str
    agreement: str
    founder: str
    agreed: bool


@dataclass(frozen=True, slots=True)
class Partner:
    """One body of a collaboration, with its duty liaison."""

    tenant_id: str
    name: str
    kind: str
    liaison: str
    agreed: bool


@dataclass(frozen=True, slots=True)
class Sent:
    """One signal as kept. `shown`: it has reached companies at some time."""

    id: str
    tenant_id: str
    sent_by: str
    signal: Signal
    withdrawn: bool
    shown: bool


def collaborations_of(connection: Connection, scope: Scope) -> list[Collaboration]:
    """Those that the tenant founded, joined or is invited to."""
    joined = COLLABORATIONS.join(PARTNERS, PARTNERS.c.collaboration_id == COLLABORATIONS.c.id)
    query = select(COLLABORATIONS, PARTNERS.c.agreed_at).select_from(joined)
    rows = connection.execute(query.where(PARTNERS.c.tenant_id == scope.tenant_id).order_by(COLLABORATIONS.c.name))
    return [Collaboration(row.id, row.name, row.agreement, row.founder, row.agreed_at is not None) for row in rows]


def found(connection: Connection, scope: Scope, made: Collaboration, intent: Intent) -> None:
    row = {"id": made.id, "name": made.name, "agreement": made.agreement}
    connection.execute(insert(COLLABORATIONS).values(founder=scope.tenant_id, founded_at=scope.at, **row))
    member = {"agreed_at": scope.at, "agreed_by": scope.actor.member.name}
    connection.execute(insert(PARTNERS).values(collaboration_id=made.id, tenant_id=scope.tenant_id, **member))
    add_intent(connection, "content", intent)


def invite(connection: Connection, scope: Scope, collaboration: str, tenant_id: str, intent: Intent) -> None:
    del scope  # the caller saw that the acting tenant founded it
    connection.execute(insert(PARTNERS).values(collaboration_id=collaboration, tenant_id=tenant_id))
    add_intent(connection, "content", intent)


def agree(connection: Connection, scope: Scope, collaboration: str, intent: Intent) -> None:
    own = (PARTNERS.c.collaboration_id == collaboration) & (PARTNERS.c.tenant_id == scope.tenant_id)
    values = {"agreed_at": scope.at, "agreed_by": scope.actor.member.name}
    connection.execute(update(PARTNERS).where(own).values(values))
    add_intent(connection, "content", intent)


def partners(connection: Connection, scope: Scope, collaboration: str) -> list[Partner]:
    """The directory of a collaboration that the tenant is in."""
    if all(one.id != collaboration for one in collaborations_of(connection, scope)):
        return []
    joined = PARTNERS.outerjoin(BODIES, BODIES.c.tenant_id == PARTNERS.c.tenant_id)
    query = select(PARTNERS, BODIES.c.name, BODIES.c.kind, BODIES.c.liaison).select_from(joined)
    rows = connection.execute(query.where(PARTNERS.c.collaboration_id == collaboration).order_by(BODIES.c.name))
    return [
        Partner(row.tenant_id, row.name or "", row.kind or "", row.liaison or "", row.agreed_at is not None)
        for row in rows
    ]


def send(connection: Connection, scope: Scope, collaboration: str, signal_id: str, one: Signal, intent: Intent) -> str:
    """Keep a signal, or renew the sender's own of the same value; returns its id."""
    digest = hashlib.sha256(one.value.encode()).hexdigest()
    same = (SIGNALS.c.collaboration_id == collaboration) & (SIGNALS.c.tenant_id == scope.tenant_id)
    same = same & (SIGNALS.c.kind == one.kind) & (SIGNALS.c.value_digest == digest)
    values = {"severity": one.severity, "claimed_on": one.claimed_on.isoformat(), "tags": ",".join(one.tags)}
    known = connection.execute(select(SIGNALS).where(same)).first()
    if known is not None:
        connection.execute(update(SIGNALS).where(same).values(withdrawn=False, **values))
        signal_id = str(known.id)
    else:
        row = {"id": signal_id, "collaboration_id": collaboration, "tenant_id": scope.tenant_id, "shown": False}
        row |= {"kind": one.kind, "value": one.value, "value_digest": digest, "withdrawn": False}
        connection.execute(insert(SIGNALS).values(sent_by=scope.actor.member.id, **row, **values))
    _changed(connection, collaboration, signal_id)
    add_intent(connection, "content", intent)
    return signal_id


def withdraw(connection: Connection, scope: Scope, collaboration: str, signal_id: str, intent: Intent) -> None:
    own = (SIGNALS.c.tenant_id == scope.tenant_id) & (SIGNALS.c.id == signal_id)
    connection.execute(update(SIGNALS).where(own).values(withdrawn=True))
    _changed(connection, collaboration, signal_id)
    add_intent(connection, "content", intent)


def speak(
    connection: Connection, scope: Scope, collaboration: str, signal_id: str, voice: Voice, shown: bool, intent: Intent
) -> None:
    """Keep the tenant's last opinion of a signal. `shown`: with it the signal reaches companies."""
    own = (SIGNAL_VOICES.c.signal_id == signal_id) & (SIGNAL_VOICES.c.tenant_id == scope.tenant_id)
    values = {"by": voice.by, "opinion": voice.opinion, "at": scope.at}
    if not connection.execute(update(SIGNAL_VOICES).where(own).values(values)).rowcount:
        connection.execute(insert(SIGNAL_VOICES).values(signal_id=signal_id, tenant_id=scope.tenant_id, **values))
    if shown:
        connection.execute(update(SIGNALS).where(SIGNALS.c.id == signal_id).values(shown=True))
    _changed(connection, collaboration, signal_id)
    add_intent(connection, "content", intent)


def see(connection: Connection, scope: Scope, signal_id: str, count: int, actioned: int, intent: Intent) -> None:
    """Add to how often the tenant saw what a signal names, and acted on it."""
    own = (SIGNAL_SIGHTS.c.signal_id == signal_id) & (SIGNAL_SIGHTS.c.tenant_id == scope.tenant_id)
    sums = {"count": SIGNAL_SIGHTS.c.count + count, "actioned": SIGNAL_SIGHTS.c.actioned + actioned, "at": scope.at}
    if not connection.execute(update(SIGNAL_SIGHTS).where(own).values(sums)).rowcount:
        row = {"signal_id": signal_id, "tenant_id": scope.tenant_id, "count": count, "actioned": actioned}
        connection.execute(insert(SIGNAL_SIGHTS).values(at=scope.at, **row))
    add_intent(connection, "content", intent)


def signals_like(connection: Connection, scope: Scope, collaboration: str, kind: str, value: str) -> list[Sent]:
    """Signals of one value in a collaboration, whoever sent them."""
    del scope  # the caller saw that the acting tenant is a partner
    like = (SIGNALS.c.collaboration_id == collaboration) & (SIGNALS.c.kind == kind) & (SIGNALS.c.value == value)
    return [_sent(row) for row in connection.execute(select(SIGNALS).where(like).order_by(SIGNALS.c.id))]


def changed_after(
    connection: Connection, scope: Scope, collaboration: str, position: int, limit: int
) -> tuple[list[Sent], int, bool]:
    """Signals changed after a position, each once; the position reached; whether there is more."""
    del scope  # the caller saw that the acting tenant is a partner
    since = (SIGNAL_CHANGES.c.collaboration_id == collaboration) & (SIGNAL_CHANGES.c.position > position)
    rows = connection.execute(
        select(SIGNAL_CHANGES).where(since).order_by(SIGNAL_CHANGES.c.position).limit(limit)
    ).all()
    ids = list(dict.fromkeys(row.signal_id for row in rows))
    sent = {row.id: _sent(row) for row in connection.execute(select(SIGNALS).where(SIGNALS.c.id.in_(ids)))}
    return [sent[one] for one in ids], rows[-1].position if rows else position, len(rows) == limit


def changed_before(
    connection: Connection, scope: Scope, collaboration: str, position: int | None, limit: int
) -> tuple[list[Sent], int | None]:
    """Signals whose last change lies before a position, the newest first; where to go on, None at the end."""
    del scope  # the caller saw that the acting tenant is a partner
    last = func.max(SIGNAL_CHANGES.c.position)
    query = select(SIGNAL_CHANGES.c.signal_id, last.label("last"))
    query = query.where(SIGNAL_CHANGES.c.collaboration_id == collaboration).group_by(SIGNAL_CHANGES.c.signal_id)
    if position is not None:
        query = query.having(last < position)
    rows = connection.execute(query.order_by(last.desc()).limit(limit + 1)).all()
    ids = [row.signal_id for row in rows[:limit]]
    sent = {row.id: _sent(row) for row in connection.execute(select(SIGNALS).where(SIGNALS.c.id.in_(ids)))}
    return [sent[one] for one in ids], int(rows[limit - 1].last) if len(rows) > limit else None


def voices_of(connection: Connection, scope: Scope, ids: Collection[str]) -> dict[str, dict[str, Voice]]:
    """Opinions by signal and tenant."""
    del scope  # the caller saw that the acting tenant is a partner
    found: dict[str, dict[str, Voice]] = {one: {} for one in ids}
    for row in connection.execute(select(SIGNAL_VOICES).where(SIGNAL_VOICES.c.signal_id.in_(ids))):
        found[row.signal_id][row.tenant_id] = Voice(row.tenant_id, row.by, row.opinion)
    return found


def sights_of(connection: Connection, scope: Scope, ids: Collection[str]) -> Mapping[str, tuple[int, int]]:
    """(seen, actioned) of each signal over all tenants."""
    del scope  # the caller saw that the acting tenant is a partner
    columns = (SIGNAL_SIGHTS.c.signal_id, func.sum(SIGNAL_SIGHTS.c.count), func.sum(SIGNAL_SIGHTS.c.actioned))
    query = select(*columns).where(SIGNAL_SIGHTS.c.signal_id.in_(ids)).group_by(SIGNAL_SIGHTS.c.signal_id)
    return {str(one): (int(seen), int(acted)) for one, seen, acted in connection.execute(query)}


def _changed(connection: Connection, collaboration: str, signal_id: str) -> None:
    connection.execute(insert(SIGNAL_CHANGES).values(collaboration_id=collaboration, signal_id=signal_id))


def _sent(row: Row[Any]) -> Sent:
    severity = next(one for one in SEVERITIES if one == row.severity)
    tags = tuple(tag for tag in row.tags.split(",") if tag)
    made = Signal(row.kind, row.value, severity, date.fromisoformat(row.claimed_on), tags)
    return Sent(row.id, row.tenant_id, row.sent_by, made, bool(row.withdrawn), bool(row.shown))
