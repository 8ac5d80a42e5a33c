"""What a chat page shows: the running conversation of one contact on a line that a page carries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, and_, or_, select

from safelight.textline.core.box import Wrapped
from safelight.textline.core.conversation import Conversation, EntryKind
from safelight.textline.store.rows import conversation as conversation_of
from safelight.textline.store.tables import CONTACTS, CONVERSATIONS, ENTRIES, KEYS, SENDINGS

TENANTLESS = {
    "running": "whoever holds the page's token is the contact; only that contact's conversation is found",
    "shown": "follows `running`: the entries of the contact's own conversation",
}
"""Functions here that take no scope, each with the reason; a test compares."""


@dataclass(frozen=True, slots=True)
class Running:
    """The contact's open conversation and its wrapped key."""

    conversation: Conversation
    key: Wrapped


@dataclass(frozen=True, slots=True)
class Shown:
    """One sealed text of a conversation. `fresh` names the sending that no page has fetched yet."""

    seq: int
    kind: EntryKind
    box: bytes
    fresh: str | None


def running(connection: Connection, line_id: str, mark: str) -> Running | None:
    """The open conversation of the contact of this mark, if there is one that can be read."""
    query = (
        select(CONVERSATIONS, KEYS.c.domain_key, KEYS.c.box)
        .join(CONTACTS, CONTACTS.c.id == CONVERSATIONS.c.contact_id)
        .join(KEYS, KEYS.c.conversation_id == CONVERSATIONS.c.id)
        .where(CONTACTS.c.line_id == line_id, CONTACTS.c.mark == mark, CONVERSATIONS.c.status != "closed")
    )
    row = connection.execute(query).first()
    return None if row is None else Running(conversation_of(row), Wrapped(row.domain_key, bytes(row.box)))


def shown(connection: Connection, conversation_id: str) -> Sequence[Shown]:
    """What the contact wrote, and what went out to them. Notes are staff's, and what is on its way is not there yet."""
    sending = and_(SENDINGS.c.conversation_id == ENTRIES.c.conversation_id, SENDINGS.c.seq == ENTRIES.c.seq)
    went = or_(ENTRIES.c.kind == "text", SENDINGS.c.state.in_(("sent", "delivered")))
    query = (
        select(ENTRIES.c.seq, ENTRIES.c.kind, ENTRIES.c.box, SENDINGS.c.external_id, SENDINGS.c.state)
        .outerjoin(SENDINGS, sending)
        .where(ENTRIES.c.conversation_id == conversation_id, ENTRIES.c.kind != "note", went)
        .order_by(ENTRIES.c.seq)
    )
    return [
        Shown(row.seq, row.kind, bytes(row.box), row.external_id if row.state == "sent" else None)
        for row in connection.execute(query)
    ]
