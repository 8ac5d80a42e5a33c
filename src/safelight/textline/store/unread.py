"""Conversations with texts that triage has not read yet, and what it found."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, and_, select, update

from safelight.infra.db import affected
from safelight.infra.intents import Intent, add_intent
from safelight.textline.core.box import Wrapped
from safelight.textline.core.conversation import Conversation, Entry
from safelight.textline.store.rows import conversation as conversation_of
from safelight.textline.store.rows import entry as entry_of
from safelight.textline.store.tables import CONVERSATIONS, ENTRIES, KEYS

TENANTLESS = {
    "unread": "a job over the whole installation; it shows nothing to anybody",
    "note_reading": "a job over the whole installation; it shows nothing to anybody",
}
"""Functions here that take no scope, each with the reason; a test compares."""


@dataclass(frozen=True, slots=True)
class Unread:
    """A conversation, its wrapped key, the reasons of its tier so far (a box), and the contact's texts not read yet."""

    conversation: Conversation
    key: Wrapped
    signs: bytes | None
    entries: Sequence[Entry]


@dataclass(frozen=True, slots=True)
class Judged:
    """How a conversation stands after reading: all of it as it is to be written."""

    tier: int
    priority: float
    slow: bool
    language: str
    signs: bytes
    read_seq: int
    flags: frozenset[str]


def unread(connection: Connection, limit: int) -> Sequence[Unread]:
    """Conversations with unread texts, the longest waiting first. Shredded ones are left out: nobody can read them."""
    query = (
        select(CONVERSATIONS, KEYS.c.domain_key, KEYS.c.box)
        .join(KEYS, KEYS.c.conversation_id == CONVERSATIONS.c.id)
        .where(CONVERSATIONS.c.read_seq < CONVERSATIONS.c.seq)
        .order_by(CONVERSATIONS.c.last_in_at)
        .limit(limit)
    )
    return [_unread(connection, row) for row in connection.execute(query).all()]


def note_reading(connection: Connection, before: Conversation, judged: Judged, intent: Intent) -> bool:
    """Write down what reading found; False when the conversation was read meanwhile."""
    this = and_(CONVERSATIONS.c.id == before.id, CONVERSATIONS.c.read_seq == before.read_seq)
    kept = connection.scalar(select(CONVERSATIONS.c.flags).where(this).with_for_update())
    if kept is None:
        return False
    values: dict[str, Any] = {
        "tier": judged.tier,
        "priority": judged.priority,
        "slow": judged.slow,
        "language": judged.language,
        "signs": judged.signs,
        "read_seq": judged.read_seq,
        "flags": json.dumps(sorted(set(json.loads(kept)) | judged.flags)),
        "revision": CONVERSATIONS.c.revision + 1,
    }
    if affected(connection, update(CONVERSATIONS).where(this).values(values)) != 1:
        return False
    add_intent(connection, "textline", intent)
    return True


def _unread(connection: Connection, row: Any) -> Unread:
    found = conversation_of(row)
    mine = and_(ENTRIES.c.conversation_id == found.id, ENTRIES.c.seq > found.read_seq, ENTRIES.c.kind == "text")
    entries = connection.execute(select(ENTRIES).where(mine).order_by(ENTRIES.c.seq))
    signs = bytes(row.signs) if row.signs is not None else None
    return Unread(found, Wrapped(row.domain_key, bytes(row.box)), signs, [entry_of(each) for each in entries])
