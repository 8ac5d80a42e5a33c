"""What is known of one file once it was hashed."""

from __future__ import annotations

from dataclasses import dataclass

from safelight.content.core.fingerprint import Fingerprint
from safelight.content.hashers.digests import Digests


@dataclass(frozen=True, slots=True)
class Hashed:
    """`look` is its pdq or vpdq, or None and `error` says why; `shape` is (width, height). Of a video `seconds` is its
    length as decoded, and `note` says what of it was not."""

    digests: Digests
    look: Fingerprint | None = None
    orientations: tuple[Fingerprint, ...] = ()
    format: str | None = None
    shape: tuple[int, int] | None = None
    error: str | None = None
    video: bool = False
    seconds: float | None = None
    note: str | None = None
