"""The ground that every verb on a conversation stands on: find it within the scope, open its key, change it once.

A change is one piece of the group commit: state and audit intent together, then the bell, then the log. What is not the
own tenant's is Missing, word for word as what never was.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from sqlalchemy import Connection

from safelight.access.core.audit import Subject
from safelight.access.core.permission import Scope
from safelight.access.core.tenant import Actor
from safelight.access.service import Access
from safelight.infra.db import Book
from safelight.infra.group_commit import GroupCommit
from safelight.kernel.clock import Clock
from safelight.kernel.errors import Conflict, Missing
from safelight.kernel.ids import IdSource
from safelight.textline.core.conversation import Conversation, Entry
from safelight.textline.service.bell import Bell
from safelight.textline.service.entries import Written, added
from safelight.textline.store import threads as store
from safelight.textline.store.threads import Standing
from safelight.textline.vault import ConversationKey, Vault

Result = TypeVar("Result")

SHREDDED = "(deleted)"
"""What stands where a text was."""


@dataclass(frozen=True, slots=True)
class Line:
    """One entry as its reader sees it."""

    entry: Entry
    text: str


@dataclass(frozen=True, slots=True)
class Ground:
    """The parts that the people's verbs share."""

    book: Book
    writer: GroupCommit
    vault: Vault
    access: Access
    ids: IdSource
    clock: Clock
    bell: Bell

    def change(self, conversation_id: str, work: Callable[[Connection], Result]) -> Result:
        """Commit a change of a conversation, ring for it, and see to its leaf in the log."""
        result = self.writer.run(work)
        self.bell.ring(conversation_id)
        self.access.settle()
        return result

    def standing(self, connection: Connection, scope: Scope, conversation_id: str, *, lock: bool = False) -> Standing:
        """The scope's own conversation, or Missing."""
        found = store.standing(connection, scope, conversation_id, lock=lock)
        if found is None:
            raise Missing("textline.conversation.missing", "There is no such conversation.")
        return found

    def own(self, connection: Connection, scope: Scope, conversation_id: str, actor: Actor) -> Standing:
        """The conversation, locked, which the actor holds now; Conflict when it has ended or is somebody else's."""
        found = self.standing(connection, scope, conversation_id, lock=True)
        if found.conversation.status == "closed":
            raise Conflict("textline.conversation.ended", "This conversation has ended already.")
        if found.conversation.owner != actor.member.id:
            raise Conflict("textline.conversation.not_yours", "This conversation is not yours; claim it first.")
        return found

    def key(self, found: Standing) -> ConversationKey:
        """The conversation's opened key; Conflict when it was destroyed."""
        if found.key is None:
            raise Conflict("textline.conversation.shredded", "This conversation was deleted; nothing can be added.")
        return self.vault.open_key(found.conversation.id, found.key)

    def opened(self, found: Standing, entries: Sequence[Entry]) -> Sequence[Line]:
        """Entries with their texts."""
        if found.key is None:
            return [Line(entry, SHREDDED) for entry in entries]
        key = self.vault.open_key(found.conversation.id, found.key)
        return [Line(entry, key.open_text(str(entry.seq), entry.box)) for entry in entries]

    def add_note(
        self, connection: Connection, scope: Scope, found: Standing, text: str, action: str = "textline.note.write"
    ) -> Conversation:
        """A note that only staff see, in the caller's transaction; the conversation as it stands afterwards."""
        member = scope.actor.member
        note = Written("note", text, self.clock.now(), member.id, member.name)
        raised = replace(found.conversation, revision=found.conversation.revision + 1)
        after, entry = added(raised, self.key(found), note)
        intent = self.access.intent(scope, Subject("conversation", after.id), {"seq": entry.seq}, action=action)
        store.reply(connection, scope, after, entry, None, intent)
        return after


def tidy(book: Book) -> None:
    """Leave no destroyed byte in the journal: on SQLite it is written back and cut (free pages are zeroed)."""
    if not book.is_postgres:
        with book.engine.connect() as connection:
            connection.exec_driver_sql("ROLLBACK")
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            connection.exec_driver_sql("BEGIN")
