"""Entries: how one more text is added to a conversation, sealed and chained."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from safelight.textline.core.chain import link
from safelight.textline.core.conversation import Conversation, Entry, EntryKind
from safelight.textline.vault import ConversationKey

MACHINE = "machine"
"""The author of automatic texts; the contact has none."""


@dataclass(frozen=True, slots=True)
class Written:
    """Who wrote a text, what it is, and when it came or was written."""

    kind: EntryKind
    text: str
    at: datetime
    author: str = ""
    author_name: str = ""
    media: int = 0
    external_id: str | None = None


def added(before: Conversation, key: ConversationKey, written: Written) -> tuple[Conversation, Entry]:
    """The conversation with one more entry, and that entry. The caller has raised the revision."""
    seq = before.seq + 1
    box = key.seal_text(str(seq), written.text)
    chained = link(before.link, before.id, seq, written.kind, written.author, written.at, box)
    entry = Entry(
        conversation_id=before.id,
        seq=seq,
        revision=before.revision,
        kind=written.kind,
        author=written.author,
        author_name=written.author_name,
        at=written.at,
        media=written.media,
        external_id=written.external_id,
        box=box,
        link=chained,
    )
    return replace(before, seq=seq, link=chained), entry
