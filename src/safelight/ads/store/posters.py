"""Missing-person posters of a tenant, each of one case; and what people decided about ads that may be of the person."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Connection, Index, String, Table, Text, delete, insert, select, update

from safelight.access.core.permission import Scope
from safelight.infra.db import METADATA, UtcDateTime, upsert
from safelight.infra.intents import Intent, add_intent

POSTERS = Table(
    "posters",
    METADATA["ops"],
    Column("id", String(64), primary_key=True),
    Column("tenant_id", String(64), nullable=False),
    Column("case_id", String(64), nullable=False),
    Column("status", String(16), nullable=False),
    Column("record", Text, nullable=False),
    Column("added_by", String(200), nullable=False),
    Column("added_at", UtcDateTime, nullable=False),
    Column("moved_at", UtcDateTime, nullable=False),
    Index("posters_by_case", "tenant_id", "case_id"),
)
MATCHES = Table(
    "poster_matches",
    METADATA["ops"],
    Column("tenant_id", String(64), primary_key=True),
    Column("poster_id", String(64), primary_key=True),
    Column("ad_id", String(256), primary_key=True),
    Column("status", String(16), nullable=False),
    Column("moved_by", String(200), nullable=False),
    Column("moved_at", UtcDateTime, nullable=False),
)


@dataclass(frozen=True, slots=True)
class PosterRow:
    """`record` is empty once the poster is closed."""

    id: str
    case_id: str
    status: str
    record: Mapping[str, Any]
    added_by: str
    added_at: datetime
    moved_at: datetime


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person last decided about one ad and one poster."""

    ad_id: str
    status: str
    moved_by: str
    moved_at: datetime


def add_poster(connection: Connection, scope: Scope, poster: PosterRow, intent: Intent) -> None:
    row = {
        "id": poster.id,
        "tenant_id": scope.tenant_id,
        "case_id": poster.case_id,
        "status": poster.status,
        "record": json.dumps(poster.record, sort_keys=True),
        "added_by": poster.added_by,
        "added_at": poster.added_at,
        "moved_at": poster.moved_at,
    }
    connection.execute(insert(POSTERS).values(row))
    add_intent(connection, "ops", intent)


def find_poster(connection: Connection, scope: Scope, poster_id: str) -> PosterRow | None:
    own = (POSTERS.c.tenant_id == scope.tenant_id) & (POSTERS.c.id == poster_id)
    row = connection.execute(select(POSTERS).where(own)).first()
    return _poster(row) if row is not None else None


def posters_of(connection: Connection, scope: Scope, case_id: str) -> list[PosterRow]:
    """The posters of one case, newest first."""
    own = (POSTERS.c.tenant_id == scope.tenant_id) & (POSTERS.c.case_id == case_id)
    query = select(POSTERS).where(own).order_by(POSTERS.c.added_at.desc(), POSTERS.c.id)
    return [_poster(row) for row in connection.execute(query)]


def close_poster(
    connection: Connection, scope: Scope, poster: PosterRow, status: str, at: datetime, intent: Intent
) -> None:
    """Erase what the poster says and which ads were looked at for it."""
    own = (POSTERS.c.tenant_id == scope.tenant_id) & (POSTERS.c.id == poster.id)
    connection.execute(update(POSTERS).where(own).values(status=status, record="{}", moved_at=at))
    of_it = (MATCHES.c.tenant_id == scope.tenant_id) & (MATCHES.c.poster_id == poster.id)
    connection.execute(delete(MATCHES).where(of_it))
    add_intent(connection, "ops", intent)


def decisions_of(connection: Connection, scope: Scope, poster_id: str) -> dict[str, Decision]:
    """Ad id -> what was decided about it, for one poster."""
    own = (MATCHES.c.tenant_id == scope.tenant_id) & (MATCHES.c.poster_id == poster_id)
    rows = connection.execute(select(MATCHES).where(own).order_by(MATCHES.c.ad_id))
    return {row.ad_id: Decision(row.ad_id, row.status, row.moved_by, row.moved_at) for row in rows}


def keep_decision(connection: Connection, scope: Scope, poster_id: str, made: Decision, intent: Intent) -> None:
    row = {
        "tenant_id": scope.tenant_id,
        "poster_id": poster_id,
        "ad_id": made.ad_id,
        "status": made.status,
        "moved_by": made.moved_by,
        "moved_at": made.moved_at,
    }
    keys, columns = ["tenant_id", "poster_id", "ad_id"], ["status", "moved_by", "moved_at"]
    connection.execute(upsert(connection, MATCHES, keys, columns), [row])
    add_intent(connection, "ops", intent)


def _poster(row: Any) -> PosterRow:
    record = json.loads(row.record)
    return PosterRow(row.id, row.case_id, row.status, record, row.added_by, row.added_at, row.moved_at)
