"""The tables of the stats book: releases and their approvals. Every function stays inside its scope's tenant.

`published_mus` alone looks across tenants: the budget belongs to the people counted, whoever counts them.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    Float,
    ForeignKey,
    Integer,
    Row,
    String,
    Table,
    Text,
    func,
    insert,
    select,
    update,
)

from safelight.access.core.permission import Scope
from safelight.infra.db import METADATA, UtcDateTime
from safelight.infra.intents import Intent, add_intent
from safelight.kernel.ids import MemberId, TenantId
from safelight.stats.core.release import Approval, Release

RELEASES = Table(
    "stats_releases",
    METADATA["stats"],
    Column("id", String(64), primary_key=True),
    Column("tenant_id", String(64), nullable=False, index=True),
    Column("number", Integer, nullable=True, unique=True),
    Column("title", String(200), nullable=False),
    Column("population", String(100), nullable=False, index=True),
    Column("method", Text, nullable=False),
    Column("mu", Float, nullable=False),
    Column("manifest", Text, nullable=False),
    Column("status", String(16), nullable=False),
    Column("drafted_by", String(64), nullable=False),
    Column("drafted_at", UtcDateTime, nullable=False),
    Column("published_at", UtcDateTime, nullable=True),
)
APPROVALS = Table(
    "stats_approvals",
    METADATA["stats"],
    Column("release_id", ForeignKey("stats_releases.id"), primary_key=True),
    Column("member_id", String(64), primary_key=True),
    Column("name", String(200), nullable=False),
    Column("at", UtcDateTime, nullable=False),
)

TENANTLESS = {"published_mus": "the budget belongs to the people counted; a list of prices is no row of a tenant"}
"""Functions here that take no scope, each with the reason; a test compares."""

_FIELDS = (
    *("id", "tenant_id", "number", "title", "population", "method", "mu", "manifest", "status"),
    *("drafted_by", "drafted_at", "published_at"),
)


def add_release(connection: Connection, scope: Scope, release: Release, intent: Intent) -> None:
    """Keep a draft."""
    row = {name: getattr(release, name) for name in _FIELDS}
    connection.execute(insert(RELEASES).values(**{**row, "tenant_id": scope.tenant_id}))
    add_intent(connection, "stats", intent)


def find_release(connection: Connection, scope: Scope, release_id: str) -> Release | None:
    """An own release with its approvals."""
    own = (RELEASES.c.id == release_id, RELEASES.c.tenant_id == scope.tenant_id)
    row = connection.execute(select(RELEASES).where(*own)).first()
    return None if row is None else _release(connection, row)


def list_releases(connection: Connection, scope: Scope) -> list[Release]:
    """The own releases, newest first."""
    query = select(RELEASES).where(RELEASES.c.tenant_id == scope.tenant_id)
    rows = connection.execute(query.order_by(RELEASES.c.drafted_at.desc(), RELEASES.c.id)).all()
    return [_release(connection, row) for row in rows]


def add_approval(connection: Connection, scope: Scope, release: Release, status: str, intent: Intent) -> None:
    """Note the acting member's approval and the status after it."""
    member = scope.actor.member
    row = {"release_id": release.id, "member_id": member.id, "name": member.name, "at": scope.at}
    connection.execute(insert(APPROVALS).values(**row))
    _move(connection, scope, release, {"status": status})
    add_intent(connection, "stats", intent)


def publish_release(connection: Connection, scope: Scope, release: Release, at: datetime, intent: Intent) -> None:
    """Publish under the next number. The caller holds the book alone."""
    number = int(connection.scalar(select(func.coalesce(func.max(RELEASES.c.number), 0))) or 0) + 1
    _move(connection, scope, release, {"status": "published", "published_at": at, "number": number})
    add_intent(connection, "stats", intent)


def published_mus(connection: Connection, population: str) -> list[float]:
    """What every published release of a population costs, of all tenants: a sum of numbers, never a row."""
    query = select(RELEASES.c.mu).where(RELEASES.c.population == population, RELEASES.c.status == "published")
    return [float(mu) for mu in connection.scalars(query.order_by(RELEASES.c.number))]


def _move(connection: Connection, scope: Scope, release: Release, values: dict[str, Any]) -> None:
    own = (RELEASES.c.id == release.id, RELEASES.c.tenant_id == scope.tenant_id)
    connection.execute(update(RELEASES).where(*own).values(**values))


def _release(connection: Connection, row: Row[Any]) -> Release:
    found = connection.execute(select(APPROVALS).where(APPROVALS.c.release_id == row.id).order_by(APPROVALS.c.at))
    approvals = tuple(Approval(MemberId(each.member_id), each.name, each.at) for each in found)
    fields = {name: getattr(row, name) for name in _FIELDS}
    fields["tenant_id"], fields["drafted_by"] = TenantId(row.tenant_id), MemberId(row.drafted_by)
    return Release(**fields, approvals=approvals)
