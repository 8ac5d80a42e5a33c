"""Sealing a member of a package under a passphrase: scrypt to a key, AES-256-GCM over the bytes.

Layout: the eight bytes `SLSEAL1\n`, 16 bytes of salt, 12 bytes of nonce, then ciphertext with its tag. Anybody with
the passphrase opens it with any scrypt (N=2^15, r=8, p=1) and AES-256-GCM; `unseal` is how.
"""

from __future__ import annotations

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from safelight.kernel.errors import Invalid
from safelight.kernel.sealed import Sealed

MAGIC = b"SLSEAL1\n"
SALT = 16
NONCE = 12
COST = 2**15
"""scrypt N with r=8, p=1: 32 MiB and about 0.1 s, the OWASP floor for files (2023)."""


def seal(content: bytes, passphrase: Sealed) -> bytes:
    """`content` for whoever has the passphrase."""
    salt, nonce = os.urandom(SALT), os.urandom(NONCE)
    return MAGIC + salt + nonce + AESGCM(_key(passphrase, salt)).encrypt(nonce, content, MAGIC)


def unseal(sealed: bytes, passphrase: Sealed) -> bytes:
    """What was sealed; Invalid for another passphrase or changed bytes."""
    start = len(MAGIC)
    salt, nonce = sealed[start : start + SALT], sealed[start + SALT : start + SALT + NONCE]
    try:
        return AESGCM(_key(passphrase, salt)).decrypt(nonce, sealed[start + SALT + NONCE :], sealed[:start])
    except (InvalidTag, ValueError):
        raise Invalid("sealing.refused", "The passphrase doesn't fit, or the bytes were changed.") from None


def _key(passphrase: Sealed, salt: bytes) -> bytes:
    return Scrypt(salt=salt, length=32, n=COST, r=8, p=1).derive(passphrase.reveal().encode())
