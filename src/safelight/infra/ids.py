"""Random ids and tokens. The only file that reads the system's randomness."""

from __future__ import annotations

import secrets

from safelight.kernel.ids import encode_id
from safelight.kernel.sealed import Sealed

TOKEN_BYTES = 32
"""256 bits: a session token can't be guessed (NIST SP 800-63B asks for at least 64)."""


class RandomIds:
    """Mints ids from the system's randomness: 80 bits after the prefix."""

    def mint(self, prefix: str) -> str:
        return encode_id(prefix, secrets.token_bytes(10))


def new_token() -> Sealed:
    """A fresh bearer token, URL-safe."""
    return Sealed(secrets.token_urlsafe(TOKEN_BYTES))


def new_salt() -> str:
    """32 hex digits that nobody can guess."""
    return secrets.token_hex(16)


def new_passphrase() -> Sealed:
    """Six groups of four characters, 116 bits, for accounts that a program sets up."""
    alphabet = "abcdefghjkmnpqrstuvwxyz23456789"
    return Sealed("-".join("".join(secrets.choice(alphabet) for _ in range(4)) for _ in range(6)))
