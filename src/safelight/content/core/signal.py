"""A signal: what one body tells a collaboration to look out for: a fingerprint, an account, an address or a text.

A signal is a clue and no proof: it carries how grave its sender holds it and since when. Others answer with opinions.
Promises: pure; one spelling for each value. An agency's signal reaches companies only once two others confirmed it and
nobody disputes it. Refuses: a claim from the future, a value that isn't what its kind says.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args
from urllib.parse import urlsplit

from safelight.access.core.tenant import TenantKind
from safelight.content.core import frames
from safelight.content.core.fingerprint import MD5, PDQ, PHOTODNA, SHA1, SHA256, VPDQ, fingerprint
from safelight.content.core.opinion import Voice, cleared
from safelight.kernel.errors import Invalid

HASHES = (PDQ, VPDQ, MD5, SHA1, SHA256, PHOTODNA)
KINDS = (*HASHES, "account", "url", "text")

Severity = Literal["low", "medium", "high", "immediate"]
SEVERITIES: tuple[Severity, ...] = get_args(Severity)

TAGS = ("sextortion", "grooming", "solicitation", "trafficking", "other")
"""What a signal is about. A closed list: free text could name a person."""

LONGEST_URL = 2_000
LONGEST_TEXT = 500

_ACCOUNT = re.compile(r"([a-z0-9][a-z0-9.-]{0,39}):([^\s:]{1,200})")


@dataclass(frozen=True, slots=True)
class Signal:
    """`value` in its one spelling; `claimed_on`: since when its sender holds this."""

    kind: str
    value: str
    severity: Severity
    claimed_on: date
    tags: tuple[str, ...] = ()


def signal(kind: str, value: str, severity: str, claimed_on: str, tags: tuple[str, ...], today: date) -> Signal:
    """The checked signal. Raises Invalid naming the field."""
    if severity not in SEVERITIES:
        raise Invalid("content.signal.severity", f"severity is one of: {', '.join(SEVERITIES)}.")
    unknown = sorted(set(tags) - set(TAGS))
    if unknown:
        raise Invalid("content.signal.tags", f"tags are of: {', '.join(TAGS)}.")
    try:
        since = date.fromisoformat(claimed_on) if claimed_on else today
    except ValueError:
        raise Invalid("content.signal.claimed_on", "claimed_on is a date, as 2026-11-25.") from None
    if since > today:
        raise Invalid("content.signal.claimed_on", "claimed_on lies in the future.")
    named: Severity = next(one for one in SEVERITIES if one == severity)
    return Signal(kind, spelled(kind, value), named, since, tuple(sorted(set(tags))))


def spelled(kind: str, value: str) -> str:
    """A value in its one spelling. Raises Invalid."""
    if kind == VPDQ:  # the spelling of the field's programs, which number frames by their place
        return frames.signal(fingerprint(kind, value).frames)
    if kind in HASHES:
        return fingerprint(kind, value).value
    plain = value.strip()
    if kind == "account":
        service, colon, name = plain.partition(":")
        plain = f"{service.lower()}{colon}{name.removeprefix('@')}"
        if not _ACCOUNT.fullmatch(plain) or not plain.isprintable():
            raise Invalid("content.signal.account", "An account is SERVICE:NAME, as chat.example:somebody.")
        return plain
    if kind == "url":
        return _url(plain)
    if kind == "text":
        plain = " ".join(plain.split())
        if not 3 <= len(plain) <= LONGEST_TEXT or not plain.isprintable():
            raise Invalid("content.signal.text", f"A text has 3 to {LONGEST_TEXT} printable characters.")
        return plain
    raise Invalid("content.signal.kind", f"A signal is one of: {', '.join(KINDS)}.")


def _url(plain: str) -> str:
    try:
        parts = urlsplit(plain)
        host = parts.hostname
    except ValueError:
        host = None
    if host is None or parts.scheme.lower() not in ("http", "https") or len(plain) > LONGEST_URL:
        raise Invalid(
            "content.signal.url", f"An address begins with http or https and has at most {LONGEST_URL:,} signs."
        )
    if not plain.isprintable() or " " in plain or parts.username is not None:
        raise Invalid("content.signal.url", "An address has no blanks and no sign-in in it.")
    return parts._replace(scheme=parts.scheme.lower(), netloc=parts.netloc.lower(), fragment="").geturl()


def visible(sender: TenantKind, reader: TenantKind, voices: Mapping[str, Voice], by: str, sent_by: str) -> bool:
    """Whether a reader of this kind may have a signal: an agency's reaches companies once it is cleared."""
    if reader != "company" or sender == "company":
        return True
    return cleared(voices, by, sent_by)
