"""Leads as people see them: the queue, one lead with its evidence, triage and its undo."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from safelight.access.core.permission import Scope
from safelight.ads.store.tables import ADS, DISCLOSURES, LEADS, LINKS, MOVEMENTS, MOVES, TEMPLATES, TRIAGE
from safelight.infra.db import upsert
from safelight.infra.intents import Intent, add_intent


@dataclass(frozen=True, slots=True)
class Triage:
    """Where a person has put a lead. A lead that nobody touched is new."""

    lead_id: str
    status: str = "new"
    case_id: str | None = None


@dataclass(frozen=True, slots=True)
class Moved:
    """One triage step that was made."""

    number: int
    lead_id: str
    verb: str
    before: Triage
    after: Triage
    reason: str
    at: datetime
    by: str
    undone: bool


@dataclass(frozen=True, slots=True)
class LeadRow:
    """A lead as the pipeline made it: `record` is its line of leads.jsonl."""

    lead_id: str
    group_id: str
    record: Mapping[str, Any]
    made_with: str
    made_at: datetime
    current: bool


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is shown beside a lead: link records of its group, template records, the group's movement."""

    links: tuple[Mapping[str, Any], ...]
    templates: tuple[Mapping[str, Any], ...]
    movement: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class Disclosure:
    """The record that information left: what, to whom, for which case and why, and the digest of the package."""

    id: str
    subject: str
    recipient: str
    case_id: str
    reason: str
    sha256: str
    at: datetime


def list_leads(connection: Connection, scope: Scope) -> list[LeadRow]:
    """Every lead of the tenant, best first; those that no longer arise come last."""
    own = select(LEADS).where(LEADS.c.tenant_id == scope.tenant_id)
    order = (LEADS.c.current.desc(), LEADS.c.score.desc(), LEADS.c.lead_id)
    return [_lead(row) for row in connection.execute(own.order_by(*order))]


def find_lead(connection: Connection, scope: Scope, lead_id: str) -> LeadRow | None:
    own = (LEADS.c.tenant_id == scope.tenant_id) & (LEADS.c.lead_id == lead_id)
    row = connection.execute(select(LEADS).where(own)).first()
    return _lead(row) if row is not None else None


def _lead(row: Any) -> LeadRow:
    return LeadRow(row.lead_id, row.group_id, json.loads(row.record), row.made_with, row.made_at, bool(row.current))


def evidence(connection: Connection, scope: Scope, group_id: str) -> Evidence:
    """Links, templates and movement of one group."""
    tenant = scope.tenant_id
    links = select(LINKS.c.record).where(LINKS.c.tenant_id == tenant, LINKS.c.group_id == group_id)
    used = select(ADS.c.template_id).where(ADS.c.tenant_id == tenant, ADS.c.group_id == group_id).distinct()
    templates = select(TEMPLATES.c.record).where(TEMPLATES.c.tenant_id == tenant, TEMPLATES.c.template_id.in_(used))
    movement = select(MOVEMENTS.c.record).where(MOVEMENTS.c.tenant_id == tenant, MOVEMENTS.c.group_id == group_id)
    moved = connection.scalar(movement)
    return Evidence(
        tuple(json.loads(record) for record in connection.scalars(links.order_by(LINKS.c.a, LINKS.c.b))),
        tuple(json.loads(record) for record in connection.scalars(templates.order_by(TEMPLATES.c.template_id))),
        json.loads(moved) if moved is not None else None,
    )


def movements(connection: Connection, scope: Scope, group_ids: Sequence[str]) -> dict[str, Mapping[str, Any]]:
    """Movement records of some groups, by group; a group whose ads state no place or day has none."""
    own = (MOVEMENTS.c.tenant_id == scope.tenant_id) & MOVEMENTS.c.group_id.in_(group_ids)
    return {row.group_id: json.loads(row.record) for row in connection.execute(select(MOVEMENTS).where(own))}


def find_triage(connection: Connection, scope: Scope) -> dict[str, Triage]:
    """Where people have put the tenant's leads, by lead."""
    rows = connection.execute(select(TRIAGE).where(TRIAGE.c.tenant_id == scope.tenant_id))
    return {row.lead_id: Triage(row.lead_id, row.status, row.case_id) for row in rows}


def triage_of(connection: Connection, scope: Scope, lead_id: str) -> Triage:
    own = (TRIAGE.c.tenant_id == scope.tenant_id) & (TRIAGE.c.lead_id == lead_id)
    row = connection.execute(select(TRIAGE).where(own)).first()
    return Triage(row.lead_id, row.status, row.case_id) if row is not None else Triage(lead_id)


def move_lead(
    connection: Connection, scope: Scope, verb: str, before: Triage, after: Triage, reason: str, intent: Intent
) -> None:
    """Write a triage step. The caller read `before` in this same transaction."""
    _write_move(connection, scope, verb, before, after, reason)
    add_intent(connection, "ops", intent)


def _write_move(connection: Connection, scope: Scope, verb: str, before: Triage, after: Triage, reason: str) -> None:
    row = {"tenant_id": scope.tenant_id, "lead_id": after.lead_id, "status": after.status, "case_id": after.case_id}
    connection.execute(upsert(connection, TRIAGE, ["tenant_id", "lead_id"], ["status", "case_id"]), [row])
    move = {
        "tenant_id": scope.tenant_id,
        "lead_id": after.lead_id,
        "member_id": scope.actor.member.id,
        "member_name": scope.actor.member.name,
        "verb": verb,
        "before": before.status,
        "after": after.status,
        "case_before": before.case_id,
        "case_after": after.case_id,
        "reason": reason,
        "at": scope.at,
        "undone": verb == "undo",
    }
    connection.execute(insert(MOVES).values(move))


def last_move(connection: Connection, scope: Scope) -> Moved | None:
    """The actor's newest step that isn't undone, or None."""
    own = (MOVES.c.tenant_id == scope.tenant_id) & (MOVES.c.member_id == scope.actor.member.id)
    query = select(MOVES).where(own, MOVES.c.undone.is_(False)).order_by(MOVES.c.number.desc()).limit(1)
    row = connection.execute(query).first()
    return _moved(row) if row is not None else None


def undo_move(connection: Connection, scope: Scope, last: Moved, intent: Intent) -> None:
    """Put a lead back to where it was before `last`, and mark that step as undone."""
    own = (MOVES.c.tenant_id == scope.tenant_id) & (MOVES.c.number == last.number)
    connection.execute(update(MOVES).where(own).values(undone=True))
    _write_move(connection, scope, "undo", last.after, last.before, "")
    add_intent(connection, "ops", intent)


def history(connection: Connection, scope: Scope, lead_id: str) -> list[Moved]:
    """Every step of one lead, oldest first."""
    own = (MOVES.c.tenant_id == scope.tenant_id) & (MOVES.c.lead_id == lead_id)
    return [_moved(row) for row in connection.execute(select(MOVES).where(own).order_by(MOVES.c.number))]


def decided_at(connection: Connection, scope: Scope) -> dict[str, datetime]:
    """When each lead was last accepted or dismissed, in a step that stands."""
    stands = (MOVES.c.tenant_id == scope.tenant_id) & MOVES.c.undone.is_(False)
    decided = stands & MOVES.c.after.in_(("accepted", "dismissed"))
    rows = connection.execute(select(MOVES.c.lead_id, MOVES.c.at).where(decided).order_by(MOVES.c.number))
    return {row.lead_id: row.at for row in rows}


def _moved(row: Any) -> Moved:
    before = Triage(row.lead_id, row.before, row.case_before)
    after = Triage(row.lead_id, row.after, row.case_after)
    return Moved(
        row.number, row.lead_id, row.verb, before, after, row.reason, row.at, row.member_name, bool(row.undone)
    )


def add_disclosure(connection: Connection, scope: Scope, disclosure: Disclosure, intent: Intent) -> None:
    row = {
        "id": disclosure.id,
        "tenant_id": scope.tenant_id,
        "subject": disclosure.subject,
        "recipient": disclosure.recipient,
        "case_id": disclosure.case_id,
        "reason": disclosure.reason,
        "sha256": disclosure.sha256,
        "member_id": scope.actor.member.id,
        "at": disclosure.at,
    }
    connection.execute(insert(DISCLOSURES).values(row))
    add_intent(connection, "ops", intent)


def list_disclosures(connection: Connection, scope: Scope, subjects: Sequence[str]) -> list[Disclosure]:
    """What left the house about some subjects, oldest first."""
    own = (DISCLOSURES.c.tenant_id == scope.tenant_id) & DISCLOSURES.c.subject.in_(subjects)
    rows = connection.execute(select(DISCLOSURES).where(own).order_by(DISCLOSURES.c.at, DISCLOSURES.c.id))
    return [Disclosure(row.id, row.subject, row.recipient, row.case_id, row.reason, row.sha256, row.at) for row in rows]
