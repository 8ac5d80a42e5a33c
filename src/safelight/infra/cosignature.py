"""Cosignatures: another party's signed word that it saw a log's head, and that the log only grew.

The form is C2SP tlog-cosignature: one line below the note, with an em dash, the witness's name, and base64 of key hash,
time and signature over `cosignature/v1`, the time and the checkpoint's body. A witness signs a head only with proof
that it extends the last head it saw; `Witness` keeps that in one file.
Refuses: a head that is shorter, or of another log.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from safelight.infra import merkle
from safelight.infra.checkpoint import Checkpoint, parse_note, verify_checkpoint
from safelight.kernel.errors import Conflict, Invalid

COSIGNATURE_V1 = b"\x04"
"""Signature type of a timestamped Ed25519 cosignature (C2SP tlog-cosignature, 2024)."""


def cosigner_hash(name: str, public_key: bytes) -> bytes:
    """The four bytes that name a witness's key."""
    return hashlib.sha256(name.encode() + b"\n" + COSIGNATURE_V1 + public_key).digest()[:4]


def message(body: bytes, seconds: int) -> bytes:
    """What is signed."""
    return b"cosignature/v1\ntime " + str(seconds).encode() + b"\n" + body


def cosign(name: str, key: Ed25519PrivateKey, body: bytes, at: datetime) -> str:
    """The cosignature line of a checkpoint's body."""
    seconds = int(at.timestamp())
    raw = cosigner_hash(name, key.public_key().public_bytes_raw()) + seconds.to_bytes(8, "big")
    signed = base64.b64encode(raw + key.sign(message(body, seconds))).decode()
    return f"\u2014 {name} {signed}"


def cosignature_holds(line: str, body: bytes, public_key: bytes) -> bool:
    """Whether a line is the cosignature of this body by the holder of `public_key`."""
    try:
        _, name, encoded = line.split(" ")
        raw = base64.b64decode(encoded, validate=True)
        if len(raw) != 76 or raw[:4] != cosigner_hash(name, public_key):
            return False
        seconds = int.from_bytes(raw[4:12], "big")
        Ed25519PublicKey.from_public_bytes(public_key).verify(raw[12:], message(body, seconds))
    except (ValueError, InvalidSignature):
        return False
    return True


@dataclass(frozen=True, slots=True)
class Witness:
    """A witness: its name, its key, the log's key, and the file with the last head it cosigned."""

    name: str
    key: Ed25519PrivateKey
    log_key: bytes
    state: Path

    def see(self, note: str, old: int, path: Sequence[bytes], at: datetime) -> str:
        """Cosign a head that extends the last one. `old` and `path`: the consistency proof from the last head's size,
        0 and empty at first sight. Invalid or Conflict says why not."""
        try:
            head = parse_note(note)
        except (ValueError, IndexError):
            raise Invalid("infra.witness.note", "That is not a signed checkpoint.") from None
        if not verify_checkpoint(head, self.log_key):
            raise Conflict("infra.witness.signature", "The head is not signed by the log's key.")
        last = self._last()
        if last is not None:
            self._refuse_a_fork(last, head, old, path)
        line = cosign(self.name, self.key, head.body(), at)
        draft = self.state.with_suffix(".draft")
        draft.write_text(note, encoding="utf-8")
        draft.replace(self.state)
        return line

    @staticmethod
    def _refuse_a_fork(last: Checkpoint, head: Checkpoint, old: int, path: Sequence[bytes]) -> None:
        if head.origin != last.origin or old != last.size:
            message = f"A proof from {last.origin} at {last.size} leaves is needed."
            raise Conflict("infra.witness.from", message)
        if last.size and not merkle.verify_consistency(last.size, head.size, last.root, head.root, path):
            raise Conflict("infra.witness.fork", "The head does not extend the last one that was seen: the log forked.")

    def last_size(self) -> int:
        """From which size a consistency proof is needed; 0 at first sight."""
        last = self._last()
        return last.size if last is not None else 0

    def _last(self) -> Checkpoint | None:
        return parse_note(self.state.read_text(encoding="utf-8")) if self.state.exists() else None
