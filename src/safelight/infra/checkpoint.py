"""Checkpoints: signed statements of how long a log is and what its head is, kept outside the database.

The text form is a C2SP signed note (origin, size, root; then a signature line), so that witnesses
of other installations can read it. The file is replaced as a whole and never goes back: a smaller
size is refused, because that is what a cut log would ask for.
"""

from __future__ import annotations

import base64
import errno
import fcntl
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from safelight.kernel.errors import Broken, Unavailable

LARGEST_NOTE = 1 << 16
"""A note has some 200 bytes; one with a signature of every witness there is stays below this."""

ED25519_NOTE = b"\x01"
"""Signature type of an Ed25519 note (C2SP signed-note, 2024)."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """`origin` names the log; `root` is the RFC 6962 head over `size` entries; `signature` is 64 bytes of Ed25519."""

    origin: str
    size: int
    root: bytes
    signature: bytes

    def body(self) -> bytes:
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n".encode()

    def note(self, public_key: bytes) -> str:
        """The whole signed note as text."""
        signature = base64.b64encode(key_hash(self.origin, public_key) + self.signature).decode()
        return f"{self.body().decode()}\n\u2014 {self.origin} {signature}\n"


def key_hash(origin: str, public_key: bytes) -> bytes:
    """The four bytes that name a key in a signed note."""
    return hashlib.sha256(origin.encode() + b"\n" + ED25519_NOTE + public_key).digest()[:4]


def parse_note(text: str) -> Checkpoint:
    """Read a signed note back. Raises ValueError when it isn't one."""
    body, _, signatures = text.partition("\n\n")
    origin, size, root = body.split("\n")
    line = signatures.strip().splitlines()[0]
    raw = base64.b64decode(line.rsplit(" ", 1)[1], validate=True)
    return Checkpoint(origin, int(size), base64.b64decode(root, validate=True), raw[4:])


class CheckpointFile:
    """The newest checkpoint of one log, in one file, signed with the installation's key."""

    def __init__(self, path: Path, origin: str, key: Ed25519PrivateKey) -> None:
        self._path = path
        self._origin = origin
        self._key = key
        self.public_key = key.public_key().public_bytes_raw()
        """32 bytes that verify what this file holds."""
        self._sound: Checkpoint | None = None
        self._read: tuple[bytes, Checkpoint] | None = None

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Only one process at a time reads the log's size and advances the checkpoint."""
        lock = os.open(self._path.with_suffix(".lock"), os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o666)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
        finally:
            os.close(lock)

    def latest(self) -> Checkpoint | None:
        """What was signed last, or None when nothing was. Broken when the file can't be read as a note."""
        try:
            raw = _content(self._path)
            if self._read is None or self._read[0] != raw:
                self._read = raw, parse_note(raw.decode())
        except FileNotFoundError:
            return None
        except ValueError as error:
            raise Broken("infra.checkpoint.unreadable", "The kept checkpoint is not a signed note.") from error
        return self._read[1]

    def signed_by_us(self, checkpoint: Checkpoint) -> bool:
        """Whether this installation's key signed it. One that was found sound before is known by its bytes."""
        if checkpoint == self._sound:
            return True
        sound = verify_checkpoint(checkpoint, self.public_key) and checkpoint.origin == self._origin
        self._sound = checkpoint if sound else self._sound
        return sound

    def advance(self, size: int, root: bytes) -> Checkpoint:
        """Sign a head that is as long as the last one or longer, and keep it."""
        last = self.latest()
        if last is not None and last.size == size and last.root == root:
            return last
        if last is not None and last.size >= size:
            raise Unavailable(
                "infra.checkpoint.behind", "The audit log is shorter than was signed; run safelight check."
            )
        unsigned = Checkpoint(self._origin, size, root, b"")
        checkpoint = Checkpoint(self._origin, size, root, self._key.sign(unsigned.body()))
        raw = checkpoint.note(self.public_key).encode()
        draft = f"{self._path}.{os.getpid()}.draft"
        _write(draft, raw)
        os.replace(draft, self._path)
        self._sound, self._read = checkpoint, (raw, checkpoint)
        return checkpoint


def _content(path: Path) -> bytes:
    """A small file, in three calls to the system: this is read for every protected read."""
    file = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        return os.read(file, LARGEST_NOTE)
    finally:
        os.close(file)


def _write(path: str, content: bytes) -> None:
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o666)
    try:
        if os.write(file, content) != len(content):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), path)
    finally:
        os.close(file)


def verify_checkpoint(checkpoint: Checkpoint, public_key: bytes) -> bool:
    """Whether the holder of `public_key` (32 raw bytes) signed this checkpoint."""
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(checkpoint.signature, checkpoint.body())
    except InvalidSignature:
        return False
    return True
