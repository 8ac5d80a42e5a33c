"""What an audit entry says: who did what to what, when, why, and how it ended.

An entry is one canonical JSON object (sorted keys, ASCII), so that its bytes are its identity. It
names things by id; what was typed into a search is kept as a keyed digest, never in clear. Nothing
here writes: `service` turns an entry into an intent.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from safelight.access.core.permission import Scope
from safelight.kernel.clock import iso

Outcome = Literal["allowed", "denied", "failed"]
Detail = str | int | float | bool | None

VERSION = 1


@dataclass(frozen=True, slots=True)
class Subject:
    """The thing acted on: its kind (`lead`, `case`, `ad`, `member`) and id."""

    kind: str
    id: str


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """`tenant`, `member` and `session` are empty for what the operator does at the machine itself."""

    id: str
    at: datetime
    action: str
    subject: Subject
    outcome: Outcome = "allowed"
    tenant: str = ""
    member: str = ""
    session: str = ""
    case: str = ""
    reason: str = ""
    details: Mapping[str, Detail] = field(default_factory=dict)

    def encode(self) -> bytes:
        """The exact bytes that become the leaf."""
        entry = {
            "v": VERSION,
            "id": self.id,
            "at": iso(self.at),
            "action": self.action,
            "subject": {"kind": self.subject.kind, "id": self.subject.id},
            "outcome": self.outcome,
            "tenant": self.tenant,
            "member": self.member,
            "session": self.session,
            "case": self.case,
            "reason": self.reason,
            "details": dict(self.details),
        }
        return json.dumps(entry, sort_keys=True, separators=(",", ":")).encode("ascii")


def decode(entry: bytes) -> AuditEntry:
    """Read an entry back. Raises ValueError or KeyError when it isn't one."""
    raw = json.loads(entry)
    return AuditEntry(
        id=raw["id"],
        at=datetime.fromisoformat(raw["at"]),
        action=raw["action"],
        subject=Subject(raw["subject"]["kind"], raw["subject"]["id"]),
        outcome=raw["outcome"],
        tenant=raw["tenant"],
        member=raw["member"],
        session=raw["session"],
        case=raw["case"],
        reason=raw["reason"],
        details=raw["details"],
    )


def entry_for(
    scope: Scope, entry_id: str, subject: Subject, details: Mapping[str, Detail], action: str | None = None
) -> AuditEntry:
    """The entry of something done under a scope. `action` overrides the scope's when one permission covers several."""
    purpose = scope.purpose
    return AuditEntry(
        id=entry_id,
        at=scope.at,
        action=action or scope.action,
        subject=subject,
        tenant=scope.tenant_id,
        member=scope.actor.member.id,
        session=scope.actor.session_id,
        case=purpose.case_id if purpose else "",
        reason=purpose.reason.strip() if purpose else "",
        details=details,
    )
