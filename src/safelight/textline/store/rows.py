"""Rows into values: how the nouns of the book come out of its tables. No query stands here."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import Row

from safelight.textline.core.conversation import Conversation, Entry

TENANTLESS = {
    "conversation": "turns one row into a value; it reaches no table",
    "entry": "turns one row into a value; it reaches no table",
}
"""Functions here that take no scope, each with the reason; a test compares."""


def conversation(row: Row[Any]) -> Conversation:
    return Conversation(
        id=row.id,
        tenant_id=row.tenant_id,
        line_id=row.line_id,
        contact_id=row.contact_id,
        provider_id=row.provider_id,
        status=row.status,
        tier=row.tier,
        priority=row.priority,
        slow=bool(row.slow),
        language=row.language,
        seq=row.seq,
        revision=row.revision,
        read_seq=row.read_seq,
        withdrawn_seq=row.withdrawn_seq,
        link=bytes(row.link),
        opened_at=row.opened_at,
        waiting_since=row.waiting_since,
        last_in_at=row.last_in_at,
        last_out_at=row.last_out_at,
        owner=row.owner,
        owner_name=row.owner_name,
        owned_at=row.owned_at,
        paused=row.paused,
        flags=tuple(json.loads(row.flags)),
        closed_at=row.closed_at,
        disposition=row.disposition,
        held=row.held,
        shredded_at=row.shredded_at,
    )


def entry(row: Row[Any]) -> Entry:
    return Entry(
        row.conversation_id,
        row.seq,
        row.revision,
        row.kind,
        row.author,
        row.author_name,
        row.at,
        row.media,
        row.external_id,
        bytes(row.box),
        bytes(row.link),
    )
