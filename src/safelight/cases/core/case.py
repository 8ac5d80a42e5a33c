"""A case: one agency's own matter, with an owner, an authority and a purpose from the closed list.

Its workflow is the table below. A case that is closed is no ground to look any more.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args

from safelight.access.core.purpose import PURPOSE_KINDS, PurposeKind
from safelight.kernel.ids import CaseId, MemberId, TenantId
from safelight.kernel.workflow import Move, Workflow

CaseStatus = Literal["open", "closed"]

WORKFLOW = Workflow(
    name="case",
    start="open",
    moves=(
        Move("open", "close", "closed", "case.close"),
        Move("closed", "reopen", "open", "case.reopen"),
    ),
)

Disposition = Literal[
    "person_found_safe",
    "person_assisted",
    "referred",
    "charges_brought",
    "no_exploitation_found",
    "not_enough_to_go_on",
    "duplicate",
]
DISPOSITIONS: tuple[Disposition, ...] = get_args(Disposition)

LONGEST_TITLE = 200
LONGEST_NOTE = 20_000


@dataclass(frozen=True, slots=True)
class Case:
    """`authority` is the legal ground in the agency's words; `disposition` is set while the case is closed."""

    id: CaseId
    tenant_id: TenantId
    title: str
    kind: PurposeKind
    authority: str
    owner: MemberId
    owner_name: str
    status: CaseStatus
    opened_at: datetime
    closed_at: datetime | None = None
    disposition: Disposition | None = None


@dataclass(frozen=True, slots=True)
class Attachment:
    """Something that was found: its kind (`lead`), id and title, who attached it and when."""

    kind: str
    ref: str
    title: str
    attached_at: datetime
    attached_by: str


@dataclass(frozen=True, slots=True)
class Note:
    """What a member wrote down. Notes are added, never changed."""

    id: str
    text: str
    written_at: datetime
    written_by: str


def case_problem(title: str, kind: str, authority: str) -> str | None:
    """What keeps a case from being opened, in words, or None."""
    if not title.strip():
        return "A case needs a title."
    if len(title) > LONGEST_TITLE or len(authority) > LONGEST_TITLE:
        return f"Title and authority have at most {LONGEST_TITLE} characters."
    if kind not in PURPOSE_KINDS:
        return f"A case is for one of: {', '.join(PURPOSE_KINDS)}."
    if not authority.strip():
        return "A case names its authority: the legal ground on which the agency acts."
    return None
