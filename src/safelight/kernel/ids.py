"""Typed ids, and the two honest ways to get one: mint it from a source, or derive it from content.

A minted id is random (or counted, in tests and the demo). A derived id is a digest of what it
names, so the same input always yields the same id. Nothing here reads a random source by itself.
"""

from __future__ import annotations

import base64
import hashlib
from typing import NewType, Protocol

TenantId = NewType("TenantId", str)
MemberId = NewType("MemberId", str)
SessionId = NewType("SessionId", str)
CaseId = NewType("CaseId", str)
AdId = NewType("AdId", str)
CaptureId = NewType("CaptureId", str)
GroupId = NewType("GroupId", str)
TemplateId = NewType("TemplateId", str)
LeadId = NewType("LeadId", str)
IntentId = NewType("IntentId", str)
JobId = NewType("JobId", str)

ID_BYTES = 10
"""80 bits, 16 base32 characters after the prefix; a birthday collision needs about 10^12 ids."""


class IdSource(Protocol):
    """Mints fresh ids. The real one is random; tests and the demo count."""

    def mint(self, prefix: str) -> str: ...


class CountedIds:
    """Ids that count up (`case-0001`), for tests and the demo world: readable in failures, the same every run."""

    def __init__(self) -> None:
        self._next: dict[str, int] = {}

    def mint(self, prefix: str) -> str:
        number = self._next.get(prefix, 0) + 1
        self._next[prefix] = number
        return f"{prefix}-{number:04d}"


def encode_id(prefix: str, digest: bytes) -> str:
    """`prefix-` and the first 16 base32 characters of `digest` (at least 10 bytes)."""
    return f"{prefix}-{base64.b32encode(digest[:ID_BYTES]).decode('ascii').lower()}"


def derive(prefix: str, *parts: str) -> str:
    """An id that is a SHA-256 of its parts; parts are length-prefixed, so ("ab","c") differs from ("a","bc")."""
    digest = hashlib.sha256()
    for part in parts:
        raw = part.encode("utf-8", "surrogatepass")
        digest.update(len(raw).to_bytes(8, "big"))
        digest.update(raw)
    return encode_id(prefix, digest.digest())
