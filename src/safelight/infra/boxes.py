"""Boxes: bytes sealed under a key with AES-256-GCM, and keys that lie in a folder by domain and number.

`seal` binds a box to its context (whose it is, which message), so that a box moved elsewhere does not open. A `Keyring`
keeps 32-byte keys as files of mode 0600, outside every database: a new number is made by `renew`, an old one destroyed
by `forget`, and whatever was wrapped under a forgotten key is gone from every copy, journal and backup. An `Intake` is
a one-way box: whoever holds only its public half can close it, not open it.
"""

from __future__ import annotations

import hashlib
import hmac
import os
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from safelight.infra.crypto import secret_bytes
from safelight.kernel.errors import Broken, Unavailable

KEY_BYTES = 32
NONCE_BYTES = 12
"""NIST SP 800-38D: 96-bit nonces. Random ones are safe for 2^32 boxes a key; a conversation has thousands at most."""


def new_key() -> bytes:
    """A fresh 256-bit key."""
    return os.urandom(KEY_BYTES)


def seal(key: bytes, content: bytes, context: str) -> bytes:
    """Nonce, ciphertext and tag: 28 bytes more than `content`."""
    nonce = os.urandom(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, content, context.encode())


def unseal(key: bytes, box: bytes, context: str) -> bytes:
    """What was sealed under this key for this context. Broken for any other key, context or changed bytes."""
    try:
        return AESGCM(key).decrypt(box[:NONCE_BYTES], box[NONCE_BYTES:], context.encode())
    except (InvalidTag, ValueError):
        raise Broken("infra.box.closed", "A sealed value does not open with its key.") from None


def keyed_mark(key: bytes, *parts: str) -> str:
    """HMAC-SHA-256 of length-prefixed parts, in hex: recognises without saying what."""
    mark = hmac.new(key, digestmod=hashlib.sha256)
    for part in parts:
        raw = part.encode("utf-8", "surrogatepass")
        mark.update(len(raw).to_bytes(8, "big") + raw)
    return mark.hexdigest()


class Keyring:
    """The keys of one domain, `NAME-1.key`, `NAME-2.key`, ...; the highest number is the one in use."""

    def __init__(self, folder: Path, name: str) -> None:
        self._folder = folder
        self._name = name
        self._known: dict[int, bytes] = {}

    def current(self) -> tuple[int, bytes]:
        """Number and bytes of the key in use; the first is made when there is none. Unavailable when it can't be."""
        number = max(self.numbers(), default=1)
        return number, self.key(number, make=number == 1)

    def key(self, number: int, *, make: bool = False) -> bytes:
        """One key by its number. Unavailable when its file can't be read: it may be forgotten, or not mounted."""
        if number not in self._known:
            path = self._path(number)
            try:
                found = secret_bytes(path, KEY_BYTES) if make else path.read_bytes()
            except OSError as error:
                message = f"The {self._name} key can't be read."
                raise Unavailable("infra.keyring.unavailable", message) from error
            if len(found) != KEY_BYTES:
                raise Unavailable("infra.keyring.damaged", f"The {self._name} key is damaged.")
            self._known[number] = found
        return self._known[number]

    def renew(self) -> int:
        """Make the next key; it is the one in use from now on."""
        number = max(self.numbers(), default=0) + 1
        self.key(number, make=True)
        return number

    def forget(self, number: int) -> None:
        """Destroy a key: its bytes are overwritten, then its file removed."""
        self._known.pop(number, None)
        path = self._path(number)
        if path.exists():
            with path.open("r+b") as file:
                file.write(os.urandom(KEY_BYTES))
                file.flush()
                os.fsync(file.fileno())
            path.unlink()

    def lock(self) -> None:
        """Forget what was read: the next key is read from its file."""
        self._known.clear()

    def numbers(self) -> list[int]:
        """The numbers of the keys that are there, in order."""
        before, after = f"{self._name}-", ".key"
        names = (name for name in os.listdir(self._folder) if name.startswith(before) and name.endswith(after))
        stems = (name[len(before) : -len(after)] for name in names)
        return sorted(int(stem) for stem in stems if stem.isdigit())

    def _path(self, number: int) -> Path:
        return self._folder / f"{self._name}-{number}.key"


class Intake:
    """A one-way box. The public half lies beside the private one; only `unseal` reads the private half."""

    def __init__(self, folder: Path, name: str) -> None:
        self._private = folder / f"{name}.key"
        self._public = folder / f"{name}.pub"

    def make(self) -> None:
        """Make the pair once, when the home is opened for the first time."""
        if not self._public.exists():
            private = X25519PrivateKey.from_private_bytes(secret_bytes(self._private, KEY_BYTES))
            draft = self._public.with_suffix(".draft")
            draft.write_bytes(private.public_key().public_bytes_raw())
            draft.replace(self._public)

    def seal(self, content: bytes, context: str) -> bytes:
        """Close a box with the public half: an ephemeral X25519 key (RFC 7748), then AES-256-GCM."""
        try:
            public = X25519PublicKey.from_public_bytes(self._public.read_bytes())
        except (OSError, ValueError) as error:
            raise Unavailable("infra.intake.unavailable", "The intake key can't be read.") from error
        once = X25519PrivateKey.generate()
        ephemeral = once.public_key().public_bytes_raw()
        return ephemeral + seal(_agreed(once, public, ephemeral), content, context)

    def unseal(self, box: bytes, context: str) -> bytes:
        """Open a box with the private half."""
        try:
            private = X25519PrivateKey.from_private_bytes(self._private.read_bytes())
        except (OSError, ValueError) as error:
            raise Unavailable("infra.intake.unavailable", "The intake key can't be read.") from error
        ephemeral = box[:KEY_BYTES]
        key = _agreed(private, X25519PublicKey.from_public_bytes(ephemeral), ephemeral)
        return unseal(key, box[KEY_BYTES:], context)


def _agreed(own: X25519PrivateKey, other: X25519PublicKey, ephemeral: bytes) -> bytes:
    return hmac.new(own.exchange(other), b"safelight intake" + ephemeral, hashlib.sha256).digest()
