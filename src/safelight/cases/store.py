"""The tables of cases: cases, attachments, notes. Every function takes a scope and stays inside its tenant.

`find_standing` alone is tenantless: access asks it about the case that a purpose names, and decides.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    ForeignKey,
    Row,
    String,
    Table,
    Text,
    UniqueConstraint,
    bindparam,
    insert,
    select,
    update,
)

from safelight.access.core.permission import Scope
from safelight.access.core.purpose import CaseStanding
from safelight.cases.core.case import Attachment, Case, Note
from safelight.infra.db import METADATA, UtcDateTime, affected, insert_or_ignore
from safelight.infra.intents import Intent, add_intent
from safelight.infra.prepared import fetch_first
from safelight.kernel.errors import Conflict
from safelight.kernel.ids import CaseId, MemberId, TenantId

CASES = Table(
    "cases",
    METADATA["ops"],
    Column("id", String(64), primary_key=True),
    Column("tenant_id", String(64), nullable=False, index=True),
    Column("title", String(200), nullable=False),
    Column("kind", String(32), nullable=False),
    Column("authority", String(200), nullable=False),
    Column("owner", String(64), nullable=False),
    Column("owner_name", String(200), nullable=False),
    Column("status", String(16), nullable=False),
    Column("opened_at", UtcDateTime, nullable=False),
    Column("closed_at", UtcDateTime, nullable=True),
    Column("disposition", String(32), nullable=True),
)
ATTACHMENTS = Table(
    "case_attachments",
    METADATA["ops"],
    Column("case_id", ForeignKey("cases.id"), primary_key=True),
    Column("kind", String(16), primary_key=True),
    Column("ref", String(64), primary_key=True),
    Column("title", String(300), nullable=False),
    Column("attached_at", UtcDateTime, nullable=False),
    Column("attached_by", String(200), nullable=False),
)
NOTES = Table(
    "case_notes",
    METADATA["ops"],
    Column("id", String(64), primary_key=True),
    Column("case_id", ForeignKey("cases.id"), nullable=False, index=True),
    Column("text", Text, nullable=False),
    Column("written_at", UtcDateTime, nullable=False),
    Column("written_by", String(200), nullable=False),
    UniqueConstraint("id", "case_id", name="case_notes_once"),
)

TENANTLESS = {"find_standing": "access asks about the case a purpose names, before there is a scope"}
"""Functions here that take no scope, each with the reason; a test compares."""


_STANDING = select(CASES.c.id, CASES.c.tenant_id, CASES.c.status, CASES.c.kind).where(CASES.c.id == bindparam("case"))


def find_standing(connection: Connection, case_id: CaseId) -> CaseStanding | None:
    row = fetch_first(connection, _STANDING, {"case": case_id})
    if row is None:
        return None
    case, tenant, status, kind = row
    return CaseStanding(CaseId(case), TenantId(tenant), status == "open", kind)


def add_case(connection: Connection, scope: Scope, case: Case, intent: Intent) -> None:
    row = {
        "id": case.id,
        "tenant_id": scope.tenant_id,
        "title": case.title,
        "kind": case.kind,
        "authority": case.authority,
        "owner": case.owner,
        "owner_name": case.owner_name,
        "status": case.status,
        "opened_at": case.opened_at,
    }
    connection.execute(insert(CASES).values(row))
    add_intent(connection, "ops", intent)


def list_cases(connection: Connection, scope: Scope) -> list[Case]:
    query = select(CASES).where(CASES.c.tenant_id == scope.tenant_id).order_by(CASES.c.opened_at.desc(), CASES.c.id)
    return [_case(row) for row in connection.execute(query)]


def find_case(connection: Connection, scope: Scope, case_id: CaseId) -> Case | None:
    own = (CASES.c.id == case_id) & (CASES.c.tenant_id == scope.tenant_id)
    row = connection.execute(select(CASES).where(own)).first()
    return _case(row) if row is not None else None


def change_status(connection: Connection, scope: Scope, before: Case, after: Case, intent: Intent) -> None:
    """Write `after` if the case still stands as `before`; Conflict when someone moved first."""
    still = (CASES.c.id == before.id) & (CASES.c.tenant_id == scope.tenant_id) & (CASES.c.status == before.status)
    values = {"status": after.status, "closed_at": after.closed_at, "disposition": after.disposition}
    if affected(connection, update(CASES).where(still).values(values)) != 1:
        raise Conflict("case.moved", "Somebody changed the case meanwhile; look again.")
    add_intent(connection, "ops", intent)


def attach(connection: Connection, scope: Scope, case: Case, found: Attachment, intent: Intent) -> bool:
    """Attach something to an own case; False when it was attached already (then nothing is written)."""
    row = {
        "case_id": case.id,
        "kind": found.kind,
        "ref": found.ref,
        "title": found.title,
        "attached_at": found.attached_at,
        "attached_by": scope.actor.member.name,
    }
    if affected(connection, insert_or_ignore(connection, ATTACHMENTS).values(row)) != 1:
        return False
    add_intent(connection, "ops", intent)
    return True


def detach(connection: Connection, scope: Scope, case: Case, kind: str, ref: str, intent: Intent) -> None:
    """Take an attachment off an own case again."""
    if case.tenant_id != scope.tenant_id:
        raise Conflict("case.moved", "Somebody changed the case meanwhile; look again.")
    this = (ATTACHMENTS.c.case_id == case.id) & (ATTACHMENTS.c.kind == kind) & (ATTACHMENTS.c.ref == ref)
    connection.execute(ATTACHMENTS.delete().where(this))
    add_intent(connection, "ops", intent)


def list_attachments(connection: Connection, scope: Scope, case_id: CaseId) -> list[Attachment]:
    own = select(ATTACHMENTS).join(CASES, CASES.c.id == ATTACHMENTS.c.case_id)
    query = own.where(CASES.c.tenant_id == scope.tenant_id, CASES.c.id == case_id)
    rows = connection.execute(query.order_by(ATTACHMENTS.c.attached_at, ATTACHMENTS.c.ref))
    return [Attachment(row.kind, row.ref, row.title, row.attached_at, row.attached_by) for row in rows]


def add_note(connection: Connection, scope: Scope, case: Case, note: Note, intent: Intent) -> None:
    if case.tenant_id != scope.tenant_id:
        raise Conflict("case.moved", "Somebody changed the case meanwhile; look again.")
    row = {
        "id": note.id,
        "case_id": case.id,
        "text": note.text,
        "written_at": note.written_at,
        "written_by": note.written_by,
    }
    connection.execute(insert(NOTES).values(row))
    add_intent(connection, "ops", intent)


def list_notes(connection: Connection, scope: Scope, case_id: CaseId) -> list[Note]:
    own = select(NOTES).join(CASES, CASES.c.id == NOTES.c.case_id)
    query = own.where(CASES.c.tenant_id == scope.tenant_id, CASES.c.id == case_id)
    rows = connection.execute(query.order_by(NOTES.c.written_at, NOTES.c.id))
    return [Note(row.id, row.text, row.written_at, row.written_by) for row in rows]


def _case(row: Row[Any]) -> Case:
    closed: datetime | None = row.closed_at
    return Case(
        id=CaseId(row.id),
        tenant_id=TenantId(row.tenant_id),
        title=row.title,
        kind=row.kind,
        authority=row.authority,
        owner=MemberId(row.owner),
        owner_name=row.owner_name,
        status=row.status,
        opened_at=row.opened_at,
        closed_at=closed,
        disposition=row.disposition,
    )
