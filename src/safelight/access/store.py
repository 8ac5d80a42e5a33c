"""The tables of access: tenants, members, sessions, sign-in failures. SQL of these tables stands nowhere else.

Sign-in happens before there is a scope, so the functions that serve it are tenantless; each says so.
Every function that changes state takes the intent that describes the change.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    ForeignKey,
    Row,
    String,
    Table,
    Text,
    bindparam,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.exc import IntegrityError

from safelight.access.core.permission import Scope
from safelight.access.core.session import Session
from safelight.access.core.tenant import Member, Tenant
from safelight.infra.db import METADATA, UtcDateTime
from safelight.infra.intents import Intent, add_intent
from safelight.infra.prepared import fetch_first
from safelight.kernel.errors import Conflict
from safelight.kernel.ids import MemberId, SessionId, TenantId

TENANTS = Table(
    "tenants",
    METADATA["ops"],
    Column("id", String(64), primary_key=True),
    Column("name", String(200), nullable=False, unique=True),
    Column("kind", String(16), nullable=False),
    Column("jurisdiction", String(16), nullable=False),
)
MEMBERS = Table(
    "members",
    METADATA["ops"],
    Column("id", String(64), primary_key=True),
    Column("tenant_id", ForeignKey("tenants.id"), nullable=False, index=True),
    Column("login", String(200), nullable=False, unique=True),
    Column("name", String(200), nullable=False),
    Column("roles", Text, nullable=False),
    Column("password", String(200), nullable=False),
    Column("active", Boolean, nullable=False),
)
SESSIONS = Table(
    "sessions",
    METADATA["ops"],
    Column("id", String(64), primary_key=True),
    Column("token_digest", String(64), nullable=False, unique=True),
    Column("member_id", ForeignKey("members.id"), nullable=False, index=True),
    Column("started_at", UtcDateTime, nullable=False),
    Column("seen_at", UtcDateTime, nullable=False),
    Column("ended_at", UtcDateTime, nullable=True),
)
FAILURES = Table(
    "sign_in_failures",
    METADATA["ops"],
    Column("id", String(64), primary_key=True),
    Column("login", String(200), nullable=False, index=True),
    Column("at", UtcDateTime, nullable=False),
)

TENANTLESS = {
    "add_tenant": "founding a tenant happens at the machine, before anybody belongs to it",
    "add_first_member": "a tenant's first administrator is added at the machine",
    "find_tenants": "the operator at the machine lists the installation",
    "find_login": "sign-in knows no tenant yet",
    "find_session": "the token says which tenant it is",
    "count_failures": "sign-in knows no tenant yet",
    "add_failure": "sign-in knows no tenant yet",
    "add_session": "the session is what makes the scope possible",
    "touch_session": "concerns the own session only",
    "end_session": "concerns the own session only",
    "purge_sessions": "a job over the whole installation; it reads nothing",
}
"""Functions here that take no scope, each with the reason; a test compares."""

UNAUDITED = {
    "touch_session": "that a session is still used is no event; its start, end and every look-up are",
    "purge_sessions": "removes what lapsed and can't matter; the audit log keeps that it was",
}
"""Functions here that change state without an intent, each with the reason; a test compares."""


def add_tenant(connection: Connection, tenant: Tenant, intent: Intent) -> None:
    row = {"id": tenant.id, "name": tenant.name, "kind": tenant.kind, "jurisdiction": tenant.jurisdiction}
    try:
        connection.execute(insert(TENANTS).values(row))
    except IntegrityError as error:
        raise Conflict("access.tenant.exists", f"There is a tenant named {tenant.name} already.") from error
    add_intent(connection, "ops", intent)


def find_tenants(connection: Connection) -> list[Tenant]:
    rows = connection.execute(select(TENANTS).order_by(TENANTS.c.name))
    return [Tenant(TenantId(row.id), row.name, row.kind, row.jurisdiction) for row in rows]


def add_first_member(connection: Connection, member: Member, password_hash: str, intent: Intent) -> None:
    row = {
        "id": member.id,
        "tenant_id": member.tenant_id,
        "login": member.login,
        "name": member.name,
        "roles": json.dumps(member.roles),
        "password": password_hash,
        "active": member.active,
    }
    try:
        connection.execute(insert(MEMBERS).values(row))
    except IntegrityError as error:
        raise Conflict("access.member.exists", f"The login {member.login} is taken.") from error
    add_intent(connection, "ops", intent)


def add_member(connection: Connection, scope: Scope, member: Member, password_hash: str, intent: Intent) -> None:
    if member.tenant_id != scope.tenant_id:
        raise Conflict("access.member.other_tenant", "A member can be added to the own tenant only.")
    add_first_member(connection, member, password_hash, intent)


def list_members(connection: Connection, scope: Scope) -> list[Member]:
    query = select(MEMBERS).where(MEMBERS.c.tenant_id == scope.tenant_id).order_by(MEMBERS.c.login)
    return [_member(row) for row in connection.execute(query)]


def find_login(connection: Connection, login: str) -> tuple[Member, Tenant, str] | None:
    """The account, its tenant and the password hash."""
    query = select(MEMBERS, TENANTS.c.name.label("tenant_name"), TENANTS.c.kind, TENANTS.c.jurisdiction).join(TENANTS)
    row = connection.execute(query.where(MEMBERS.c.login == login)).first()
    return (_member(row), _tenant(row), row.password) if row is not None else None


_SESSION = (
    select(
        *(SESSIONS.c.id, SESSIONS.c.started_at, SESSIONS.c.seen_at, SESSIONS.c.ended_at),
        *(MEMBERS.c.id, MEMBERS.c.tenant_id, MEMBERS.c.login, MEMBERS.c.name, MEMBERS.c.roles, MEMBERS.c.active),
        *(TENANTS.c.name, TENANTS.c.kind, TENANTS.c.jurisdiction),
    )
    .select_from(SESSIONS)
    .join(MEMBERS, MEMBERS.c.id == SESSIONS.c.member_id)
    .join(TENANTS, TENANTS.c.id == MEMBERS.c.tenant_id)
    .where(SESSIONS.c.token_digest == bindparam("digest"))
)


def find_session(connection: Connection, token_digest: str) -> tuple[Session, Member, Tenant] | None:
    row = fetch_first(connection, _SESSION, {"digest": token_digest})
    if row is None:
        return None
    (session, *times), (member, tenant, login, name, roles, active), about = row[:4], row[4:10], row[10:]
    return (
        Session(SessionId(session), MemberId(member), *times),
        Member(MemberId(member), TenantId(tenant), login, name, tuple(json.loads(roles)), bool(active)),
        Tenant(TenantId(tenant), *about),
    )


def count_failures(connection: Connection, login: str, since: datetime) -> int:
    query = select(func.count()).select_from(FAILURES).where(FAILURES.c.login == login, FAILURES.c.at > since)
    return int(connection.scalar(query) or 0)


def add_failure(connection: Connection, failure_id: str, login: str, at: datetime, intent: Intent) -> None:
    connection.execute(insert(FAILURES).values(id=failure_id, login=login, at=at))
    add_intent(connection, "ops", intent)


def add_session(connection: Connection, session: Session, token_digest: str, intent: Intent) -> None:
    row = {
        "id": session.id,
        "token_digest": token_digest,
        "member_id": session.member_id,
        "started_at": session.started_at,
        "seen_at": session.seen_at,
    }
    connection.execute(insert(SESSIONS).values(row))
    add_intent(connection, "ops", intent)


def touch_session(connection: Connection, session_id: SessionId, at: datetime) -> None:
    connection.execute(update(SESSIONS).where(SESSIONS.c.id == session_id).values(seen_at=at))


def end_session(connection: Connection, session_id: SessionId, at: datetime, intent: Intent) -> None:
    still = SESSIONS.c.ended_at.is_(None)
    connection.execute(update(SESSIONS).where(SESSIONS.c.id == session_id, still).values(ended_at=at))
    add_intent(connection, "ops", intent)


def purge_sessions(connection: Connection, started_before: datetime) -> None:
    connection.execute(SESSIONS.delete().where(SESSIONS.c.started_at < started_before))
    connection.execute(FAILURES.delete().where(FAILURES.c.at < started_before))


def _member(row: Row[Any]) -> Member:
    return Member(
        MemberId(row.id),
        TenantId(row.tenant_id),
        row.login,
        row.name,
        tuple(json.loads(row.roles)),
        bool(row.active),
    )


def _tenant(row: Row[Any]) -> Tenant:
    return Tenant(TenantId(row.tenant_id), row.tenant_name, row.kind, row.jurisdiction)
