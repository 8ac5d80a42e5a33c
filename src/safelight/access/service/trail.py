"""Reading the audit log: a tenant's own entries for its auditors, proofs for an export, and verification.

A tenant's auditor sees the entries of that tenant alone; reading the log is itself an entry.
Verification recomputes the whole tree and is free to anybody who holds the machine.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass

from safelight.access.core.audit import AuditEntry, Subject, decode
from safelight.access.core.permission import Scope
from safelight.access.core.tenant import Actor
from safelight.access.service.gate import Access
from safelight.infra.checkpoint import Checkpoint, CheckpointFile
from safelight.infra.ledger import Ledger

PAGE = 100
READ_AHEAD = 500


@dataclass(frozen=True, slots=True)
class AuditRow:
    """One entry with its number in the log."""

    seq: int
    entry: AuditEntry


@dataclass(frozen=True, slots=True)
class AuditPage:
    """`size` and `root` are those of the whole log; `rows` newest first; `before` asks for the next page, or None."""

    rows: tuple[AuditRow, ...]
    size: int
    root: str
    before: int | None


@dataclass(frozen=True, slots=True)
class CustodyProof:
    """Entries about some subjects, each provable in the signed tree: what an export carries."""

    checkpoint: str
    public_key: str
    size: int
    root: str
    entries: tuple[dict[str, object], ...]


class Trail:
    """The audit log, read."""

    def __init__(self, ledger: Ledger, access: Access, checkpoints: CheckpointFile) -> None:
        self._ledger = ledger
        self._access = access
        self._checkpoints = checkpoints

    def page(self, actor: Actor, before: int | None = None, limit: int = PAGE) -> AuditPage:
        """The own tenant's entries, newest first."""
        subject = Subject("audit", actor.tenant.id)
        scope = self._access.permit(actor, "audit.view", subject)
        self._access.commit_read(scope, subject, {"before": before})
        rows, cursor = self._own_rows(scope, before, limit)
        head = self._ledger.head()
        return AuditPage(tuple(rows), head.size, head.root.hex(), cursor)

    def _own_rows(self, scope: Scope, before: int | None, limit: int) -> tuple[list[AuditRow], int | None]:
        rows: list[AuditRow] = []
        while True:
            leaves = self._ledger.page(before, READ_AHEAD)
            for leaf in leaves:
                entry = decode(leaf.entry)
                if entry.tenant == scope.tenant_id:
                    rows.append(AuditRow(leaf.seq, entry))
                if len(rows) == limit:
                    return rows, leaf.seq
            if len(leaves) < READ_AHEAD:
                return rows, None
            before = leaves[-1].seq

    def custody(self, scope: Scope, subjects: frozenset[Subject]) -> CustodyProof:
        """What the log says of some subjects, with inclusion proofs under one signed checkpoint."""
        checkpoint = self._ledger.head()
        wanted = []
        for leaf in self._ledger.stream():
            entry = decode(leaf.entry)
            if entry.tenant == scope.tenant_id and entry.subject in subjects:
                wanted.append(leaf.seq)
        proven = self._ledger.prove(wanted, checkpoint.size)
        entries = tuple(
            {
                "seq": item.leaf.seq,
                "entry": item.leaf.entry.decode("ascii"),
                "proof": [base64.b64encode(node).decode() for node in item.path],
            }
            for item in proven
        )
        return CustodyProof(
            checkpoint=checkpoint.note(self._checkpoints.public_key),
            public_key=self._checkpoints.public_key.hex(),
            size=checkpoint.size,
            root=base64.b64encode(checkpoint.root).decode(),
            entries=entries,
        )

    def head(self) -> Checkpoint:
        """The newest signed head of the log."""
        return self._ledger.head()

    def verify(self) -> list[str]:
        """What is wrong with the log, in words; an empty list means it verifies. For whoever holds the machine."""
        return self._ledger.verify()
