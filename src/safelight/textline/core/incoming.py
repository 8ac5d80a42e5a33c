"""An incoming text, as any gateway hands it on, and its bytes while it waits in the intake."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from safelight.kernel.clock import iso
from safelight.kernel.sealed import Sealed

LONGEST_TEXT = 16_000
"""Characters kept of one text. A concatenated short message has at most 255 segments of 153 septets (39,015), providers
cap at 1,600; longer web texts are cut and the cut is shown."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """`external_id` is the provider's name for it, unique at that provider; `line` the address it was sent to; `sender`
    the number or chat token; `media` how many pictures came along (they are never fetched); `sent_at` the provider's
    own time, or None."""

    external_id: str
    line: str
    sender: Sealed
    text: str
    media: int = 0
    sent_at: datetime | None = None

    def encode(self) -> bytes:
        """All of it as bytes, for the intake box alone."""
        record = {
            "external_id": self.external_id,
            "line": self.line,
            "sender": self.sender.reveal(),
            "text": self.text,
            "media": self.media,
            "sent_at": iso(self.sent_at) if self.sent_at else None,
        }
        return json.dumps(record).encode()


def decode(content: bytes) -> Incoming:
    """Read `encode`'s bytes back."""
    raw = json.loads(content)
    sent_at = datetime.fromisoformat(raw["sent_at"]) if raw["sent_at"] else None
    return Incoming(raw["external_id"], raw["line"], Sealed(raw["sender"]), raw["text"], raw["media"], sent_at)
