"""What a member may do with cases: open, list, read, note, close, reopen; and what ads needs: attach and detach.

Each verb checks permission, loads, decides in `core`, and saves state and audit intent in one transaction.
A case of another agency is Missing, word for word as one that never was.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlalchemy import Connection

from safelight.access.core.audit import Subject
from safelight.access.core.permission import Scope
from safelight.access.core.purpose import CaseStanding, PurposeKind
from safelight.access.core.tenant import Actor
from safelight.access.service import Access
from safelight.cases import store
from safelight.cases.core.case import (
    DISPOSITIONS,
    LONGEST_NOTE,
    WORKFLOW,
    Attachment,
    Case,
    CaseStatus,
    Disposition,
    Note,
    case_problem,
)
from safelight.infra.db import Book
from safelight.kernel.clock import Clock
from safelight.kernel.errors import Conflict, Invalid, Missing
from safelight.kernel.ids import CaseId, IdSource
from safelight.kernel.workflow import Refusal


@dataclass(frozen=True, slots=True)
class CaseView:
    """A case with everything attached to it."""

    case: Case
    attachments: tuple[Attachment, ...]
    notes: tuple[Note, ...]


class Cases:
    """The verbs."""

    def __init__(self, ops: Book, access: Access, ids: IdSource, clock: Clock) -> None:
        self._ops = ops
        self._access = access
        self._ids = ids
        self._clock = clock

    def open_case(self, actor: Actor, title: str, kind: PurposeKind, authority: str) -> Case:
        """Open a case of the own agency, owned by the actor."""
        case_id = CaseId(self._ids.mint("case"))
        scope = self._access.permit(actor, "case.open", Subject("case", case_id))
        problem = case_problem(title, kind, authority)
        if problem is not None:
            raise Invalid("case.incomplete", problem)
        case = Case(
            id=case_id,
            tenant_id=scope.tenant_id,
            title=title.strip(),
            kind=kind,
            authority=authority.strip(),
            owner=actor.member.id,
            owner_name=actor.member.name,
            status="open",
            opened_at=scope.at,
        )
        with self._ops.write() as connection:
            store.add_case(
                connection, scope, case, self._access.intent(scope, Subject("case", case_id), {"kind": kind})
            )
        self._access.settle()
        return case

    def list(self, actor: Actor) -> tuple[Case, ...]:
        """The own agency's cases, newest first."""
        scope = self._access.permit(actor, "case.list", Subject("tenant", actor.tenant.id))
        with self._ops.read() as connection:
            found = tuple(store.list_cases(connection, scope))
        self._access.commit_read(scope, Subject("tenant", actor.tenant.id), {"cases": len(found)})
        return found

    def read(self, actor: Actor, case_id: CaseId) -> CaseView:
        """One case of the own agency."""
        subject = Subject("case", case_id)
        scope = self._access.permit(actor, "case.view", subject)
        with self._ops.read() as connection:
            view = CaseView(
                self.own(connection, scope, case_id),
                tuple(store.list_attachments(connection, scope, case_id)),
                tuple(store.list_notes(connection, scope, case_id)),
            )
        self._access.commit_read(scope, subject)
        return view

    def note(self, actor: Actor, case_id: CaseId, text: str) -> Note:
        """Write something down in an open case."""
        subject = Subject("case", case_id)
        scope = self._access.permit(actor, "case.note", subject)
        if not text.strip() or len(text) > LONGEST_NOTE:
            raise Invalid("case.note_length", f"A note has between 1 and {LONGEST_NOTE:,} characters.")
        note = Note(self._ids.mint("note"), text.strip(), scope.at, actor.member.name)
        with self._ops.write() as connection:
            case = self.open_own(connection, scope, case_id)
            store.add_note(connection, scope, case, note, self._access.intent(scope, subject, {"note": note.id}))
        self._access.settle()
        return note

    def close(self, actor: Actor, case_id: CaseId, disposition: Disposition) -> Case:
        """Close a case with what came of it."""
        if disposition not in DISPOSITIONS:
            raise Invalid("case.disposition", f"A case ends as one of: {', '.join(DISPOSITIONS)}.")
        return self._move(actor, case_id, "close", disposition)

    def reopen(self, actor: Actor, case_id: CaseId) -> Case:
        """Open a closed case again."""
        return self._move(actor, case_id, "reopen", None)

    def _move(self, actor: Actor, case_id: CaseId, verb: str, disposition: Disposition | None) -> Case:
        subject = Subject("case", case_id)
        scope = self._access.permit(actor, "case.close", subject)
        with self._ops.write() as connection:
            case = self.own(connection, scope, case_id)
            move = WORKFLOW.move(case.status, verb)
            if isinstance(move, Refusal):
                raise Conflict(move.code, move.reason)
            status: CaseStatus = "closed" if move.target == "closed" else "open"
            closed_at = scope.at if status == "closed" else None
            after = replace(case, status=status, closed_at=closed_at, disposition=disposition)
            intent = self._access.intent(scope, subject, {"disposition": disposition}, action=move.audit)
            store.change_status(connection, scope, case, after, intent)
        self._access.settle()
        return after

    # --- for systems that attach what they found, inside their own transaction -------------------

    def own(self, connection: Connection, scope: Scope, case_id: CaseId) -> Case:
        """The scope's own case, or Missing."""
        case = store.find_case(connection, scope, case_id)
        if case is None:
            raise Missing("case.missing", "There is no such case.")
        return case

    def open_own(self, connection: Connection, scope: Scope, case_id: CaseId) -> Case:
        """The scope's own case if it is open; Missing or Conflict otherwise."""
        case = self.own(connection, scope, case_id)
        if case.status != "open":
            raise Conflict("case.closed", "The case is closed; reopen it or name another.")
        return case

    def attach(self, connection: Connection, scope: Scope, case_id: CaseId, found: Attachment) -> Case:
        """Attach something to an own open case, in the caller's transaction. Attaching twice attaches once."""
        case = self.open_own(connection, scope, case_id)
        intent = self._access.intent(scope, Subject("case", case_id), {found.kind: found.ref}, action="case.attach")
        store.attach(connection, scope, case, found, intent)
        return case

    def detach(self, connection: Connection, scope: Scope, case_id: CaseId, kind: str, ref: str) -> None:
        """Undo of `attach`, in the caller's transaction."""
        case = self.own(connection, scope, case_id)
        intent = self._access.intent(scope, Subject("case", case_id), {kind: ref}, action="case.detach")
        store.detach(connection, scope, case, kind, ref, intent)

    def attached_leads(self, connection: Connection, scope: Scope, case_id: CaseId) -> tuple[str, ...]:
        """Ids of the leads attached to an own case."""
        self.own(connection, scope, case_id)
        return tuple(item.ref for item in store.list_attachments(connection, scope, case_id) if item.kind == "lead")

    def standing(self, case_id: CaseId) -> CaseStanding | None:
        """What access asks about the case that a purpose names."""
        with self._ops.read() as connection:
            return store.find_standing(connection, case_id)
