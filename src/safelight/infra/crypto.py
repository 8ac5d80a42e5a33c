"""Keys and passwords: Ed25519 signing keys in files of their own, argon2id for passwords, keyed digests.

`cryptography` and `argon2-cffi` do the work; this file says with which parameters and where keys lie.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import threading
from collections.abc import Callable
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from safelight.kernel.sealed import Sealed

ARGON2 = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
"""argon2id with 19 MiB and 2 passes: the OWASP floor, 29 ms of CPU here (measured 2026-11)."""

CONCURRENT_HASHES = threading.BoundedSemaphore(4)
"""Twice the cores of the smallest machine: a storm of sign-ins must not take the memory of the rest."""


def hash_password(password: Sealed) -> str:
    with CONCURRENT_HASHES:
        return ARGON2.hash(password.reveal())


def password_matches(password: Sealed, stored: str) -> bool:
    with CONCURRENT_HASHES:
        try:
            return ARGON2.verify(stored, password.reveal())
        except (VerifyMismatchError, InvalidHashError):
            return False


def digest_token(token: Sealed) -> str:
    """What is stored of a bearer token: its SHA-256. Tokens are random, so no salt is needed."""
    return hashlib.sha256(token.reveal().encode()).hexdigest()


def keyed_digest(key: bytes, text: str) -> str:
    """HMAC-SHA-256 in hex: says that two texts are equal without saying what they are."""
    return hmac.new(key, text.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()


def block_cipher(key: bytes) -> Callable[[bytes], bytes]:
    """AES-256 under a key derived from `key`, each block of 16 bytes by itself: equal blocks give equal blocks. For
    tags that only whoever holds the key can make; never for hiding a text."""
    derived = hmac.digest(key, b"safelight block cipher", hashlib.sha256)
    cipher = Cipher(algorithms.AES256(derived), modes.ECB())  # noqa: S305  # that equal blocks show is what it is for

    def scramble(blocks: bytes) -> bytes:
        return cipher.encryptor().update(blocks)

    return scramble


def signing_key(path: Path) -> Ed25519PrivateKey:
    """The Ed25519 key kept at `path` (32 raw bytes, mode 0600); made when it isn't there yet."""
    return Ed25519PrivateKey.from_private_bytes(secret_bytes(path, 32))


def secret_bytes(path: Path, size: int) -> bytes:
    """`size` random bytes kept at `path` (mode 0600); made once, by whoever comes first. The file appears whole or not
    at all, so that a process killed here leaves no empty key behind."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        pass
    draft = path.with_name(f".{path.name}.{os.getpid()}.{threading.get_ident()}.draft")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(os.urandom(size))
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)
    except FileExistsError:
        pass  # another process was first; its key counts
    finally:
        draft.unlink()
    return path.read_bytes()
