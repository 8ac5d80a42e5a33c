"""What a simulated phone has got: the texts that went out to one contact of a simulated line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, and_, select

from safelight.textline.core.box import Wrapped
from safelight.textline.store.tables import CONTACTS, CONVERSATIONS, ENTRIES, KEYS, PROVIDERS, SENDINGS

TENANTLESS = {"arrived": "whoever holds the machine plays the contact; only texts of simulated providers are found"}
"""Functions here that take no scope, each with the reason; a test compares."""


@dataclass(frozen=True, slots=True)
class Arrived:
    """One sealed text that the simulated provider took."""

    sending_id: str
    conversation_id: str
    seq: int
    box: bytes
    key: Wrapped
    automatic: bool


def arrived(connection: Connection, line_id: str, mark: str) -> Sequence[Arrived]:
    """Texts to the contact of this mark that a simulated provider took, in order."""
    went = and_(
        CONTACTS.c.line_id == line_id,
        CONTACTS.c.mark == mark,
        PROVIDERS.c.kind == "simulator",
        SENDINGS.c.state.in_(("sent", "delivered")),
    )
    query = (
        select(SENDINGS.c.id, SENDINGS.c.conversation_id, SENDINGS.c.seq, ENTRIES.c.box, KEYS.c.domain_key)
        .add_columns(KEYS.c.box.label("key_box"), SENDINGS.c.kind)
        .join(CONVERSATIONS, CONVERSATIONS.c.id == SENDINGS.c.conversation_id)
        .join(CONTACTS, CONTACTS.c.id == CONVERSATIONS.c.contact_id)
        .join(PROVIDERS, PROVIDERS.c.id == SENDINGS.c.provider_id)
        .join(KEYS, KEYS.c.conversation_id == SENDINGS.c.conversation_id)
        .join(ENTRIES, and_(ENTRIES.c.conversation_id == SENDINGS.c.conversation_id, ENTRIES.c.seq == SENDINGS.c.seq))
        .where(went)
        .order_by(SENDINGS.c.created_at, SENDINGS.c.seq)
    )
    return [
        Arrived(
            row.id,
            row.conversation_id,
            row.seq,
            bytes(row.box),
            Wrapped(row.domain_key, bytes(row.key_box)),
            row.kind == "automatic",
        )
        for row in connection.execute(query)
    ]
