"""Saved searches of a tenant, each of one member; which ads each was told of; and its alerts, one a round."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Index,
    Integer,
    String,
    Table,
    delete,
    func,
    insert,
    select,
    update,
)

from safelight.access.core.permission import Scope
from safelight.ads.core.saved_search import Alert, SavedSearch
from safelight.infra.db import METADATA, UtcDateTime, one_writer
from safelight.infra.intents import Intent, add_intent

TENANTLESS = {
    "take_turns": "a lock; it reads nothing",
    "of_tenant": "new ads are compared with a tenant's saved searches in the background; nothing is shown",
    "due": "the clock looks which saved searches end, whoever they belong to",
    "told_of": "only the background's comparison reads what a saved search was told of",
    "keep_round": "a round of the background, whose intent names the tenant",
    "end_by_clock": "the clock ends what is due, with an intent that names the tenant",
    "announced": "the outbox announces an alert to whoever it is for",
}

ADVISORY_LOCK = 0x5AFE_0010
"""On PostgreSQL: rounds over saved searches take turns, as SQLite's write lock makes them do."""

SAVED = Table(
    "saved_searches",
    METADATA["ops"],
    Column("id", String(64), primary_key=True),
    Column("tenant_id", String(64), nullable=False),
    Column("case_id", String(64), nullable=False),
    Column("reason", String(500), nullable=False),
    Column("line", String(500), nullable=False),
    Column("owner_id", String(64), nullable=False),
    Column("owner_name", String(200), nullable=False),
    Column("status", String(16), nullable=False),
    Column("added_at", UtcDateTime, nullable=False),
    Column("until", UtcDateTime, nullable=False),
    Column("ended_at", UtcDateTime, nullable=True),
    Column("mail", String(200), nullable=False),
    Column("webhook", Boolean, nullable=False),
    Column("change", Integer, nullable=False),
    Index("saved_searches_by_owner", "tenant_id", "owner_id"),
)
MATCHES = Table(
    "saved_matches",
    METADATA["ops"],
    Column("saved_id", String(64), primary_key=True),
    Column("ad_id", String(256), primary_key=True),
    Column("alert_id", String(64), nullable=True),
    Index("saved_matches_by_alert", "alert_id"),
)
ALERTS = Table(
    "alerts",
    METADATA["ops"],
    Column("id", String(64), primary_key=True),
    Column("tenant_id", String(64), nullable=False),
    Column("saved_id", String(64), nullable=False),
    Column("owner_id", String(64), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("ads", Integer, nullable=False),
    Column("seen_at", UtcDateTime, nullable=True),
    Index("alerts_by_owner", "tenant_id", "owner_id", "at"),
)


def take_turns(connection: Connection) -> None:
    """Make this transaction the only one that looks at saved searches until it ends."""
    one_writer(connection, ADVISORY_LOCK)


def add_saved(connection: Connection, scope: Scope, saved: SavedSearch, fitting: Sequence[str], intent: Intent) -> None:
    """Keep a search and the ads that fit it now, of which nobody is told."""
    connection.execute(insert(SAVED).values({**asdict(saved), "tenant_id": scope.tenant_id}))
    _keep_matches(connection, saved.id, fitting, None)
    add_intent(connection, "ops", intent)


def _keep_matches(connection: Connection, saved_id: str, ad_ids: Sequence[str], alert_id: str | None) -> None:
    if ad_ids:
        rows = [{"saved_id": saved_id, "ad_id": ad_id, "alert_id": alert_id} for ad_id in ad_ids]
        connection.execute(insert(MATCHES), rows)


def own(connection: Connection, scope: Scope) -> list[SavedSearch]:
    """The actor's saved searches, newest first."""
    mine = (SAVED.c.tenant_id == scope.tenant_id) & (SAVED.c.owner_id == scope.actor.member.id)
    rows = connection.execute(select(SAVED).where(mine).order_by(SAVED.c.added_at.desc(), SAVED.c.id))
    return [_saved(row) for row in rows]


def find_own(connection: Connection, scope: Scope, saved_id: str) -> SavedSearch | None:
    """One of the actor's own, or None."""
    mine = (SAVED.c.tenant_id == scope.tenant_id) & (SAVED.c.owner_id == scope.actor.member.id)
    row = connection.execute(select(SAVED).where(mine, SAVED.c.id == saved_id)).first()
    return _saved(row) if row is not None else None


def end_own(connection: Connection, scope: Scope, saved: SavedSearch, status: str, intent: Intent) -> None:
    _end(connection, saved, status, scope.at)
    add_intent(connection, "ops", intent)


def end_by_clock(connection: Connection, saved: SavedSearch, status: str, at: datetime, intent: Intent) -> None:
    """End or erase one that is due. Erasing forgets what was asked, where, and of which ads it was told."""
    _end(connection, saved, status, at)
    if status == "erased":
        blank = {"line": "", "reason": "", "mail": ""}
        connection.execute(update(SAVED).where(SAVED.c.id == saved.id).values(**blank))
        connection.execute(delete(MATCHES).where(MATCHES.c.saved_id == saved.id))
    add_intent(connection, "ops", intent)


def _end(connection: Connection, saved: SavedSearch, status: str, at: datetime) -> None:
    ended = saved.ended_at or at
    connection.execute(update(SAVED).where(SAVED.c.id == saved.id).values(status=status, ended_at=ended))


def of_tenant(connection: Connection, tenant: str) -> list[SavedSearch]:
    """A tenant's active saved searches."""
    active = (SAVED.c.tenant_id == tenant) & (SAVED.c.status == "active")
    return [_saved(row) for row in connection.execute(select(SAVED).where(active).order_by(SAVED.c.id))]


def due(connection: Connection) -> list[SavedSearch]:
    """Every saved search that may end or be erased; which are, the core says."""
    query = select(SAVED).where(SAVED.c.status.in_(("active", "ended"))).order_by(SAVED.c.id)
    return [_saved(row) for row in connection.execute(query)]


def told_of(connection: Connection, saved_id: str, ad_ids: Sequence[str]) -> set[str]:
    """Which of these ads a saved search was told of, or knew when it was saved."""
    found: set[str] = set()
    for start in range(0, len(ad_ids), 500):
        some = MATCHES.c.ad_id.in_(ad_ids[start : start + 500])
        found.update(connection.scalars(select(MATCHES.c.ad_id).where(MATCHES.c.saved_id == saved_id, some)))
    return found


def keep_round(
    connection: Connection, saved: SavedSearch, change: int, alert: Alert, ad_ids: Sequence[str], intent: Intent
) -> None:
    """A round in which something new fitted: its alert, the ads it tells of, and how far the search has looked."""
    row = {"tenant_id": saved.tenant_id, "owner_id": saved.owner_id, **asdict(alert)}
    connection.execute(insert(ALERTS).values(row))
    _keep_matches(connection, saved.id, ad_ids, alert.id)
    connection.execute(update(SAVED).where(SAVED.c.id == saved.id).values(change=change))
    add_intent(connection, "ops", intent)


def own_alerts(connection: Connection, scope: Scope, limit: int) -> list[Alert]:
    """The actor's alerts, newest first."""
    mine = (ALERTS.c.tenant_id == scope.tenant_id) & (ALERTS.c.owner_id == scope.actor.member.id)
    query = select(ALERTS).where(mine).order_by(ALERTS.c.at.desc(), ALERTS.c.id.desc()).limit(limit)
    return [_alert(row) for row in connection.execute(query)]


def count_unseen(connection: Connection, scope: Scope) -> int:
    mine = (ALERTS.c.tenant_id == scope.tenant_id) & (ALERTS.c.owner_id == scope.actor.member.id)
    query = select(func.count()).select_from(ALERTS).where(mine, ALERTS.c.seen_at.is_(None))
    return int(connection.scalar(query) or 0)


def find_alert(connection: Connection, scope: Scope, alert_id: str) -> tuple[Alert, SavedSearch] | None:
    """One of the actor's own alerts with its saved search."""
    mine = (ALERTS.c.tenant_id == scope.tenant_id) & (ALERTS.c.owner_id == scope.actor.member.id)
    row = connection.execute(select(ALERTS).where(mine, ALERTS.c.id == alert_id)).first()
    saved = find_own(connection, scope, row.saved_id) if row is not None else None
    return (_alert(row), saved) if row is not None and saved is not None else None


def ads_of(connection: Connection, scope: Scope, alert: Alert) -> list[str]:
    """The ads that an alert of the actor's tells of, by id."""
    mine = (ALERTS.c.tenant_id == scope.tenant_id) & (ALERTS.c.id == alert.id)
    query = select(MATCHES.c.ad_id).join(ALERTS, ALERTS.c.id == MATCHES.c.alert_id).where(mine)
    return list(connection.scalars(query.order_by(MATCHES.c.ad_id)))


def mark_seen(connection: Connection, scope: Scope, alert: Alert, intent: Intent) -> None:
    """Note that the alert was opened; the first time counts."""
    mine = (ALERTS.c.tenant_id == scope.tenant_id) & (ALERTS.c.id == alert.id) & ALERTS.c.seen_at.is_(None)
    connection.execute(update(ALERTS).where(mine).values(seen_at=scope.at))
    add_intent(connection, "ops", intent)


def announced(connection: Connection, alert_id: str) -> SavedSearch | None:
    """The saved search whose alert is to be announced, if it still says where."""
    query = select(SAVED).join(ALERTS, ALERTS.c.saved_id == SAVED.c.id).where(ALERTS.c.id == alert_id)
    row = connection.execute(query).first()
    return _saved(row) if row is not None else None


def _saved(row: Any) -> SavedSearch:
    return SavedSearch(**{name: getattr(row, name) for name in SavedSearch.__slots__})


def _alert(row: Any) -> Alert:
    return Alert(row.id, row.saved_id, row.at, row.ads, row.seen_at)
