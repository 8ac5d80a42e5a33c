"""Evidence: a conversation as it leaves the house, with its chain, so that anybody can check it offline.

An entry that may leave carries its text and its sealed box; one that may not carries the box's digest alone, and the
chain holds all the same. Promises that nothing of a withheld entry can be read or guessed: the digest is of a sealed
box. Refuses to say what a conversation means.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from safelight.kernel.clock import iso
from safelight.textline.core.chain import START, link
from safelight.textline.core.conversation import Conversation, Entry

Ground = Literal["order", "consent"]


@dataclass(frozen=True, slots=True)
class Exhibit:
    """One entry; `text` None when it is withheld."""

    entry: Entry
    text: str | None


def chain_problem(conversation_id: str, exhibits: Sequence[Exhibit]) -> str | None:
    """What is wrong with the chain as it is stored, in words, or None."""
    before = START
    for number, each in enumerate(exhibits, 1):
        entry = each.entry
        if entry.seq != number:
            return f"entry {number} is missing"
        if entry.link != link(before, conversation_id, entry.seq, entry.kind, entry.author, entry.at, entry.box):
            return f"entry {number} was changed"
        before = entry.link
    return None


def record(conversation: Conversation, pseudonym: str, key: str, exhibits: Sequence[Exhibit]) -> dict[str, object]:
    """`conversation.json`: what the verifier reads. `key` opens the boxes that are in it (base64)."""
    return {
        "conversation": conversation.id,
        "pseudonym": pseudonym,
        "opened_at": iso(conversation.opened_at),
        "closed_at": iso(conversation.closed_at) if conversation.closed_at else None,
        "disposition": conversation.disposition,
        "key": key,
        "entries": [_entry(each) for each in exhibits],
    }


def _entry(exhibit: Exhibit) -> dict[str, object]:
    entry = exhibit.entry
    return {
        "seq": entry.seq,
        "kind": entry.kind,
        "author": entry.author,
        "at": iso(entry.at),
        "media": entry.media,
        "text": exhibit.text,
        "box": base64.b64encode(entry.box).decode() if exhibit.text is not None else None,
        "box_sha256": hashlib.sha256(entry.box).hexdigest(),
        "link": entry.link.hex(),
    }


def transcript(record: Mapping[str, object], pseudonym: str, exhibits: Sequence[Exhibit]) -> str:
    """`transcript.txt`: the same for people to read."""
    lines = [f"Conversation {record['conversation']} with {pseudonym}, times in UTC", ""]
    for each in exhibits:
        entry = each.entry
        who = {"text": pseudonym, "automatic": "automatic answer"}.get(entry.kind, f"member {entry.author}")
        media = f" [{entry.media} picture(s), never fetched]" if entry.media else ""
        text = "(withheld)" if each.text is None else each.text.replace("\n", "\n    ")
        lines.append(f"{entry.seq:>4}  {iso(entry.at)}  {who}{media}: {text}")
    return "\n".join(lines) + "\n"
