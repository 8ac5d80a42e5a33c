"""Reports that were prepared for a person to send: one row each, with its status."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Connection, Index, String, Table, Text, insert, select, update

from safelight.access.core.permission import Scope
from safelight.infra.db import METADATA, UtcDateTime
from safelight.infra.intents import Intent, add_intent

REPORTS = Table(
    "child_reports",
    METADATA["ops"],
    Column("id", String(64), primary_key=True),
    Column("tenant_id", String(64), nullable=False),
    Column("lead_id", String(64), nullable=False),
    Column("case_id", String(64), nullable=False),
    Column("status", String(16), nullable=False),
    Column("record", Text, nullable=False),
    Column("prepared_by", String(200), nullable=False),
    Column("prepared_at", UtcDateTime, nullable=False),
    Column("moved_at", UtcDateTime, nullable=False),
    Index("child_reports_by_lead", "tenant_id", "lead_id"),
)


@dataclass(frozen=True, slots=True)
class ReportRow:
    """`record` is the report itself; no text of an ad is kept here."""

    id: str
    lead_id: str
    case_id: str
    status: str
    record: Mapping[str, Any]
    prepared_by: str
    prepared_at: datetime
    moved_at: datetime


def add_report(connection: Connection, scope: Scope, report: ReportRow, intent: Intent) -> None:
    row = {
        "id": report.id,
        "tenant_id": scope.tenant_id,
        "lead_id": report.lead_id,
        "case_id": report.case_id,
        "status": report.status,
        "record": json.dumps(report.record, sort_keys=True),
        "prepared_by": report.prepared_by,
        "prepared_at": report.prepared_at,
        "moved_at": report.moved_at,
    }
    connection.execute(insert(REPORTS).values(row))
    add_intent(connection, "ops", intent)


def find_report(connection: Connection, scope: Scope, report_id: str) -> ReportRow | None:
    own = (REPORTS.c.tenant_id == scope.tenant_id) & (REPORTS.c.id == report_id)
    row = connection.execute(select(REPORTS).where(own)).first()
    return _report(row) if row is not None else None


def reports_of(connection: Connection, scope: Scope, lead_id: str) -> list[ReportRow]:
    """Every report about one lead, newest first."""
    own = (REPORTS.c.tenant_id == scope.tenant_id) & (REPORTS.c.lead_id == lead_id)
    query = select(REPORTS).where(own).order_by(REPORTS.c.prepared_at.desc(), REPORTS.c.id)
    return [_report(row) for row in connection.execute(query)]


def move_report(
    connection: Connection, scope: Scope, report: ReportRow, status: str, at: datetime, intent: Intent
) -> None:
    own = (REPORTS.c.tenant_id == scope.tenant_id) & (REPORTS.c.id == report.id)
    connection.execute(update(REPORTS).where(own).values(status=status, moved_at=at))
    add_intent(connection, "ops", intent)


def _report(row: Any) -> ReportRow:
    return ReportRow(
        row.id,
        row.lead_id,
        row.case_id,
        row.status,
        json.loads(row.record),
        row.prepared_by,
        row.prepared_at,
        row.moved_at,
    )
