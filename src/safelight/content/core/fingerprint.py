"""A fingerprint: what may travel instead of a picture or a video. Typed, checked, in one spelling.

Exact kinds (md5, sha1, sha256) name one file byte for byte. pdq names a picture by its look: 256 bits, compared by
Hamming distance. vpdq names a video by the pdq of its frames. Any other kind is opaque (photodna, ...): carried as
given and compared for equality, never computed here.

Promises: one spelling for each value, so that equal means equal; a pdq and a vpdq say by which pipeline they were made
(None: the sender didn't say), because distances between pipelines are larger than within one. Refuses: a value of
the wrong length or alphabet, by name of its kind and what was expected.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from safelight.content.core.frames import MOST_FRAMES, SOUND, Frame, read_frames, text
from safelight.kernel.errors import Invalid

MD5: Final = "md5"
SHA1: Final = "sha1"
SHA256: Final = "sha256"
PDQ: Final = "pdq"
VPDQ: Final = "vpdq"
PHOTODNA: Final = "photodna"

EXACT_KINDS = (MD5, SHA1, SHA256)
NEAR_KINDS = (PDQ, VPDQ)

DIGITS = {MD5: 32, SHA1: 40, SHA256: 64, PDQ: 64}
"""Hexadecimal digits of each kind (RFC 1321, FIPS 180-4; PDQ: 256 bits)."""

PHOTODNA_BYTES = 144
"""Length of the vector as exchanged (VICS samples: 192 base64 or 288 hexadecimal characters, 2026-11)."""

NEAR_BITS = 31
"""Most bits of 256 in which two PDQ hashes of one picture differ (PDQ's authors, ThreatExchange, 2019)."""

WEAK_BELOW = 50
"""PDQ quality below which its authors advise against acting on a match (ThreatExchange, PDQ readme)."""

LONGEST_OPAQUE = 4_096
"""Most characters of an opaque value; the longest in the field that fits one line is PhotoDNA with 288."""

_HEX = re.compile(r"[0-9a-f]*")
_KIND = re.compile(r"[a-z][a-z0-9_.-]{0,31}")
_PIPELINE = re.compile(r"[a-z0-9][a-z0-9._/-]{0,47}")
_SPELLINGS = {"sha-1": SHA1, "sha-256": SHA256, "photo-dna": PHOTODNA}


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """Made by `fingerprint`. `value` is canonical text; `quality` (0 to 100) and `pipeline` belong to pdq and vpdq."""

    kind: str
    value: str
    quality: int | None = None
    pipeline: str | None = None

    @property
    def key(self) -> str:
        """What equality is decided by: kind and value, whoever made it."""
        return f"{self.kind}:{self.value}"

    @property
    def bits(self) -> bytes:
        """The 32 bytes of a pdq. Raises ValueError for another kind."""
        if self.kind != PDQ:
            raise ValueError(f"a {self.kind} has no bits to compare")
        return bytes.fromhex(self.value)

    @property
    def flat(self) -> bool:
        """Whether there was nothing to see (quality 0): the bits are noise and match every blank picture."""
        return self.kind in NEAR_KINDS and self.quality == 0

    @property
    def weak(self) -> bool:
        """Whether its authors would not act on a match with this one. Unknown quality counts as sound."""
        return self.kind == PDQ and self.quality is not None and self.quality < WEAK_BELOW

    @property
    def frames(self) -> tuple[Frame, ...]:
        """The frames of a vpdq; none of another kind."""
        return read_frames(self.value) if self.kind == VPDQ else ()

    @property
    def near(self) -> bool:
        """Whether it belongs into the near index: a pdq that isn't flat."""
        return self.kind == PDQ and not self.flat


def fingerprint(kind: str, value: str, quality: int | None = None, pipeline: str | None = None) -> Fingerprint:
    """The checked, canonical fingerprint; the quality of a vpdq is counted from its frames. Raises Invalid with what
    was expected."""
    written = kind.strip().lower()
    name = _SPELLINGS.get(written, written)
    if not _KIND.fullmatch(name):
        message = "A kind of fingerprint is a word of at most 32 of a-z, 0-9, dot, _ or -."
        raise Invalid("content.fingerprint.kind", message)
    if name not in NEAR_KINDS and (quality is not None or pipeline is not None):
        raise Invalid("content.fingerprint.quality", f"Quality and pipeline belong to pdq and vpdq, not to {name}.")
    if quality is not None and not 0 <= quality <= 100:
        raise Invalid("content.fingerprint.quality", f"Quality is 0 to 100, not {quality}.")
    if pipeline is not None and not _PIPELINE.fullmatch(pipeline):
        raise Invalid("content.fingerprint.pipeline", "A pipeline is at most 48 of a-z, 0-9, dot, slash, _ or -.")
    if name == VPDQ:
        return video(read_frames(value), pipeline)
    return Fingerprint(name, _canonical(name, value), quality, pipeline)


def _canonical(kind: str, value: str) -> str:
    if kind in DIGITS:
        return _digits(kind, value)
    if kind == PHOTODNA:
        return _photodna(value)
    return _opaque(kind, value)


def _digits(kind: str, value: str) -> str:
    plain, expected = value.strip().lower(), DIGITS[kind]
    if len(plain) != expected or not _HEX.fullmatch(plain):
        what = f"{len(plain)} characters" if len(plain) != expected else "other characters"
        raise Invalid(f"content.fingerprint.{kind}", f"A {kind} has {expected} hexadecimal digits; this has {what}.")
    return plain


def _photodna(value: str) -> str:
    """Base64, whether it came as base64, as hexadecimal digits or as numbers with commas."""
    plain = "".join(value.split())
    try:
        if "," in plain:
            raw = bytes(int(part) for part in plain.split(","))
        elif len(plain) == 2 * PHOTODNA_BYTES:
            raw = bytes.fromhex(plain)
        else:
            raw = base64.b64decode(plain, validate=True)
    except (ValueError, binascii.Error):
        raw = b""
    if len(raw) != PHOTODNA_BYTES:
        message = f"A photodna is {PHOTODNA_BYTES} bytes, as base64 (192 characters) or hexadecimal (288)."
        raise Invalid("content.fingerprint.photodna", message)
    return base64.b64encode(raw).decode("ascii")


def _opaque(kind: str, value: str) -> str:
    plain = value.strip()
    if not plain or len(plain) > LONGEST_OPAQUE or not plain.isprintable() or not plain.isascii():
        message = f"A {kind} is 1 to {LONGEST_OPAQUE:,} printable ASCII characters."
        raise Invalid("content.fingerprint.opaque", message)
    return plain


def video(frames: Iterable[Frame], pipeline: str | None = None) -> Fingerprint:
    """The vpdq of these frames; its quality is the share of frames worth comparing, in percent, and 1 at least when
    there is any."""
    kept = tuple(frames)
    if not 0 < len(kept) <= MOST_FRAMES:
        raise Invalid("content.fingerprint.vpdq", f"A vpdq has 1 to {MOST_FRAMES:,} frames; this has {len(kept):,}.")
    sound = sum(frame.quality >= SOUND for frame in kept)
    share = max(100 * sound // len(kept), min(1, sound))
    return Fingerprint(VPDQ, text(kept), share, pipeline)


def distance(a: Fingerprint, b: Fingerprint) -> int:
    """Bits in which two pdq differ, 0 to 256."""
    return (int.from_bytes(a.bits) ^ int.from_bytes(b.bits)).bit_count()
