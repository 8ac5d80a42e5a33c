"""Outcomes: what providers answered, and what they said later, written down where staff see it.

A receipt may come before the acceptance it speaks of, late, twice and in any order; an end is never undone.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass

from sqlalchemy import Connection

from safelight.access.core.audit import Subject
from safelight.access.service import Access
from safelight.infra.db import one_writer, one_writer_each
from safelight.infra.group_commit import GroupCommit
from safelight.infra.intents import Intent
from safelight.kernel.clock import Clock
from safelight.kernel.ids import TenantId
from safelight.kernel.workflow import Move
from safelight.textline.core.sending import RECEIPT_VERBS, WORKFLOW, Outcome, after_receipt
from safelight.textline.service.bell import Bell
from safelight.textline.store import outbound as store
from safelight.textline.store.outbound import Moved, Sending

STEPS = frozenset({"doubt", "postpone"})
"""Verbs that are a step on the way; the others are an outcome and get an audit entry."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """A provider's answer that waits to be written down. `asked` when it comes from its list."""

    sending: Sending
    outcome: Outcome
    external_id: str | None = None


def receipt_lock(provider_id: str, external_id: str) -> int:
    """The lock that whoever writes a text's acceptance or receipt holds: side by side neither would see the other."""
    digest = hashlib.sha256(f"{provider_id} {external_id}".encode()).digest()
    return int.from_bytes(digest[:8], "big", signed=True)


class Outcomes:
    """Writes outcomes of sendings. Safe to use from many threads."""

    def __init__(self, writer: GroupCommit, access: Access, clock: Clock, bell: Bell) -> None:
        self._writer = writer
        self._access = access
        self._clock = clock
        self._bell = bell

    def write(self, spoken: Spoken) -> int:
        written = self._writer.run(lambda connection: self.record(connection, spoken))
        if written:
            self._bell.ring(spoken.sending.conversation_id)
        return int(written)

    def record(self, connection: Connection, spoken: Spoken) -> bool:
        sending, outcome, now = spoken.sending, spoken.outcome, self._clock.now()
        move = WORKFLOW.move(sending.state, outcome.verb)
        if not isinstance(move, Move):
            return False
        moved = Moved(move.target, now, outcome.due_at or now, outcome.code, spoken.external_id)  # type: ignore[arg-type]
        intent = None if outcome.verb in STEPS else self._intent(sending, move.audit, outcome.code)
        name = (sending.provider_id, spoken.external_id) if outcome.verb == "accept" else (None, None)
        if name[0] and name[1]:
            one_writer(connection, receipt_lock(name[0], name[1]))
        written = store.record(connection, sending, moved, intent)
        if written and name[0] and name[1]:
            for word, code in store.receipts_of(connection, name[0], name[1]):
                self._apply(connection, name[0], name[1], word, code)
        return written

    def _intent(self, sending: Sending, action: str, code: str) -> Intent:
        details = {"seq": sending.seq, "kind": sending.kind, "attempts": sending.attempts, "code": code}
        subject = Subject("conversation", sending.conversation_id)
        return self._access.event_intent(TenantId(sending.tenant_id), action, subject, details)

    # --- receipts -------------------------------------------------------------------------------

    def receipt(self, provider_ids: Sequence[str], external_id: str, word: str, code: str) -> Future[bool]:
        """What a provider says later about a text it took. It may come before its acceptance is written down, late,
        twice and in any order. The future says whether it changed anything."""

        def take(connection: Connection) -> bool:
            one_writer_each(connection, [receipt_lock(each, external_id) for each in provider_ids])
            return any([self._take_receipt(connection, each, external_id, word, code) for each in provider_ids])

        return self._writer.submit(take)

    def _take_receipt(self, connection: Connection, provider_id: str, external_id: str, word: str, code: str) -> bool:
        if word not in RECEIPT_VERBS:
            return False
        new = store.note_receipt(connection, provider_id, external_id, word, code, self._clock.now())
        return new and self._apply(connection, provider_id, external_id, word, code)

    def _apply(self, connection: Connection, provider_id: str, external_id: str, word: str, code: str) -> bool:
        sending = store.named(connection, provider_id, external_id)
        verb = after_receipt(sending.state, word) if sending else None
        return (
            sending is not None
            and verb is not None
            and self.record(connection, Spoken(sending, Outcome(verb, code=code)))
        )
