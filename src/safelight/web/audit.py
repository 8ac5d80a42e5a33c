"""The audit log as the own agency's auditor and supervisor see it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from safelight.access.core.permission import allows
from safelight.access.service import AuditPage, AuditRow
from safelight.web.page import Signed, Visit

router = APIRouter(prefix="/audit")

LARGEST = 2**53
"""No log has more entries; larger numbers would not fit the column."""


@dataclass(frozen=True, slots=True)
class Line:
    """One entry as it is shown."""

    leaf: int
    at: datetime
    who: str
    action: str
    outcome: str
    kind: str
    subject: str
    case: str
    reason: str


@router.get("")
def audit_page(visit: Signed, before: Annotated[int | None, Query(ge=0, le=LARGEST)] = None) -> Response:
    page = visit.platform.trail.page(visit.actor, before)
    problems = visit.platform.trail.verify()
    return visit.page(
        "audit.html", page=page, lines=lines(visit, page), verified=not problems, problem=" ".join(problems[:3])
    )


def lines(visit: Visit, page: AuditPage) -> list[Line]:
    """Entries with members' names in place of their ids, where the actor may list members."""
    names: dict[str, str] = {}
    if allows(visit.actor, "member.list"):
        names = {member.id: member.name for member in visit.platform.access.members(visit.actor)}
    return [line(row, names) for row in page.rows]


def line(row: AuditRow, names: dict[str, str]) -> Line:
    entry = row.entry
    return Line(
        leaf=row.seq,
        at=entry.at,
        who=names.get(entry.member, entry.member),
        action=entry.action,
        outcome=entry.outcome,
        kind=entry.subject.kind,
        subject=entry.subject.id,
        case=entry.case,
        reason=entry.reason,
    )
