"""Conversations with texts that triage has not read yet, and what it found."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, bindparam, select, update

from safelight.infra.intents import Intent, add_intents
from safelight.textline.core.box import Wrapped
from safelight.textline.core.conversation import Conversation, Entry
from safelight.textline.store.rows import conversation as conversation_of
from safelight.textline.store.rows import entry as entry_of
from safelight.textline.store.tables import CONVERSATIONS, ENTRIES, KEYS

TENANTLESS = {
    "unread": "a job over the whole installation; it shows nothing to anybody",
    "note_readings": "a job over the whole installation; it shows nothing to anybody",
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


_UNREAD = (
    select(CONVERSATIONS, KEYS.c.domain_key, KEYS.c.box)
    .join(KEYS, KEYS.c.conversation_id == CONVERSATIONS.c.id)
    .where(CONVERSATIONS.c.read_seq < CONVERSATIONS.c.seq)
    .order_by(CONVERSATIONS.c.last_in_at)
    .limit(bindparam("most"))
    .offset(bindparam("past"))
)
_TEXTS = (
    select(ENTRIES)
    .join(CONVERSATIONS, CONVERSATIONS.c.id == ENTRIES.c.conversation_id)
    .where(
        ENTRIES.c.conversation_id.in_(bindparam("these", expanding=True)),
        ENTRIES.c.seq > CONVERSATIONS.c.read_seq,
        ENTRIES.c.kind == "text",
    )
    .order_by(ENTRIES.c.conversation_id, ENTRIES.c.seq)
)
_STAND = (
    select(CONVERSATIONS.c.id, CONVERSATIONS.c.read_seq, CONVERSATIONS.c.flags)
    .where(CONVERSATIONS.c.id.in_(bindparam("these", expanding=True)))
    .order_by(CONVERSATIONS.c.id)
    .with_for_update()
)
_FOUND = ("tier", "priority", "slow", "language", "signs", "read_seq")
_NOTE = (
    update(CONVERSATIONS)
    .where(CONVERSATIONS.c.id == bindparam("this"))
    .values(
        {name: bindparam(f"new_{name}") for name in (*_FOUND, "flags")} | {"revision": CONVERSATIONS.c.revision + 1}
    )
)


def unread(connection: Connection, limit: int, past: int = 0) -> Sequence[Unread]:
    """Conversations with unread texts, the longest waiting first, without the first `past` of them. Shredded ones are
    left out: nobody can read them."""
    rows = connection.execute(_UNREAD, {"most": limit, "past": past}).all()
    texts: dict[str, list[Entry]] = {row.id: [] for row in rows}
    for each in connection.execute(_TEXTS, {"these": sorted(texts)}) if texts else ():
        texts[each.conversation_id].append(entry_of(each))
    return [_unread(row, texts[row.id]) for row in rows]


def note_readings(
    connection: Connection, judged: Mapping[str, tuple[Conversation, Judged]], intents: Mapping[str, Intent]
) -> list[str]:
    """Write down what reading found, by conversation; returns those that were not read meanwhile by somebody else."""
    there = {row.id: row for row in connection.execute(_STAND, {"these": sorted(judged)})}
    same = [key for key, (before, _) in judged.items() if key in there and there[key].read_seq == before.read_seq]
    if not same:
        return []
    connection.execute(_NOTE, [_noted(key, judged[key][1], json.loads(there[key].flags)) for key in same])
    add_intents(connection, "textline", [intents[key] for key in same])
    return same


def _noted(conversation_id: str, judged: Judged, flags: list[str]) -> dict[str, Any]:
    found = {f"new_{name}": getattr(judged, name) for name in _FOUND}
    return {"this": conversation_id, **found, "new_flags": json.dumps(sorted(set(flags) | judged.flags))}


def _unread(row: Any, entries: Sequence[Entry]) -> Unread:
    signs = bytes(row.signs) if row.signs is not None else None
    return Unread(conversation_of(row), Wrapped(row.domain_key, bytes(row.box)), signs, entries)
