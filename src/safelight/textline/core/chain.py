"""The hash chain over a conversation: each entry's link covers the one before, so nothing can be taken out or changed.

A link is computed over the sealed text, not the text: a stored hash of a short text would let somebody guess it. An
export carries the sealed text and the conversation's key, so that whoever holds it can check both.
"""

from __future__ import annotations

import hashlib
from datetime import datetime

from safelight.kernel.clock import iso

START = bytes(32)
"""The link before the first entry."""


def link(before: bytes, conversation_id: str, seq: int, kind: str, author: str, at: datetime, box: bytes) -> bytes:
    """SHA-256 over the link before, what the entry says of itself, and its sealed text."""
    head = "\n".join((conversation_id, str(seq), kind, author, iso(at))).encode()
    return hashlib.sha256(before + hashlib.sha256(head).digest() + hashlib.sha256(box).digest()).digest()
