"""An entry of somebody's hash set, read into this house's words: fingerprints and what is claimed about them.

What can name a person or show content (file names, paths, EXIF, comments, tags, thumbnails) is left behind; `left` says
which fields had something in them. Promises: pure; a flag is only true when the file says so; a category keeps the
profile it was written under. Refuses: an entry with a malformed digest, or with the digest of an empty file, which
every zero-byte file in the world would match.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from safelight.content.core.category import PROFILES
from safelight.content.core.fingerprint import DIGITS, EXACT_KINDS, Fingerprint, fingerprint
from safelight.content.core.observation import LONGEST_SERIES, Submission
from safelight.kernel.errors import Invalid

EMPTY_FILE = frozenset(
    {
        "d41d8cd98f00b204e9800998ecf8427e",
        "da39a3ee5e6b4b0d3255bfef95601890afd80709",
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    }
)
"""MD5, SHA-1 and SHA-256 of no bytes at all (RFC 1321, FIPS 180-4)."""

TRUE = frozenset({"true", "yes", "1"})
FALSE = frozenset({"false", "no", "0"})
"""How tools write flags; Project VIC's own writers use both the words and the values (samples, 2026-11)."""

LONGEST_CODE = 16
_SOUND = {kind: re.compile(f"[0-9A-Fa-f]{{{DIGITS[kind]}}}").fullmatch for kind in EXACT_KINDS}


@dataclass(frozen=True, slots=True)
class Carried:
    """`id`: as the file names the entry. `withdrawn`: the file takes it back. `warnings`: what was kept otherwise."""

    id: str
    given: Submission
    warnings: tuple[str, ...] = ()
    withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class Refusal:
    """An entry that can't be taken, and why."""

    id: str
    reason: str


def flag(value: object) -> bool | None:
    """True, False, or None when it isn't stated or can't be understood."""
    if isinstance(value, bool):
        return value
    if isinstance(value, str | int):
        plain = str(value).strip().lower()
        return True if plain in TRUE else False if plain in FALSE else None
    return None


def is_blank(value: object) -> bool:
    """Whether a field has nothing in it."""
    return value is None or value in ("", [], {})


def digest(kind: str, value: object) -> Fingerprint | None:
    """The exact fingerprint in a field, or None when it is blank. Raises Invalid for a malformed or useless one."""
    if type(value) is str and _SOUND[kind](value):  # nearly all are; the rest is said in fingerprint's words
        plain = value.lower()
        if plain not in EMPTY_FILE and plain != plain[0] * len(plain):
            return Fingerprint(kind, plain)
    if is_blank(value):
        return None
    if not isinstance(value, str):
        raise Invalid("content.carried.digest", f"{kind} is not a text")
    made = fingerprint(kind, value)
    if made.value in EMPTY_FILE:
        raise Invalid("content.carried.empty_file", f"{kind} is that of an empty file, which matches any other")
    if made.value == made.value[0] * len(made.value):
        raise Invalid("content.carried.placeholder", f"{kind} is a placeholder, one digit repeated")
    return made


def named_hash(name: object, value: object) -> Fingerprint:
    """A fingerprint that the file names itself. Raises Invalid."""
    if not isinstance(name, str) or not isinstance(value, str):
        raise Invalid("content.carried.hash", "a hash has a name and a value, both texts")
    kind = name.strip().lower().replace(" ", "_")
    kind = {"sha-1": "sha1", "sha-256": "sha256", "photo-dna": "photodna", "pdna": "photodna"}.get(kind, kind)
    made = digest(kind, value) if kind in EXACT_KINDS else fingerprint(kind, value)
    if made is None:
        raise Invalid("content.carried.hash", f"the {kind} is blank")
    return made


def series_of(value: object) -> tuple[str, str | None]:
    """The series, and a warning when what the file says can't be one."""
    if is_blank(value):
        return "", None
    if isinstance(value, str) and len(value.strip()) <= LONGEST_SERIES and value.strip().isprintable():
        return value.strip(), None
    return "", f"the series was left out: it is no text of at most {LONGEST_SERIES} printable characters"


def claim(value: object, profile: str, house: str) -> tuple[str, str]:
    """(profile, code) of a category. A code that the profile doesn't know is kept under `house`, the file's own.
    Raises Invalid for what is no code."""
    if is_blank(value):
        return "", ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise Invalid("content.carried.category", "the category is neither a number nor a text")
    code = str(value).strip()
    if not code:
        return "", ""
    if len(code) > LONGEST_CODE or not code.isprintable():
        raise Invalid("content.carried.category", f"the category is no code of at most {LONGEST_CODE} characters")
    known = profile in PROFILES and code in PROFILES[profile].codes
    return (profile, code) if known else (house, code)


def unique(fingerprints: Iterable[Fingerprint]) -> tuple[Fingerprint, ...]:
    """Each fingerprint once, in order."""
    return tuple({one.key: one for one in fingerprints}.values())
