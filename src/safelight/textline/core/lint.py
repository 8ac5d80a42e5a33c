"""The reply linter: what in a reply could harm the person who reads it, or whoever reads over her shoulder.

Finds links, words that name what the line is for, identifying names and numbers, emoji, characters that double the
segments, long replies, a question answered by YES (to the carrier that means START), and a question about who she is
before the limits of confidentiality were told. A finding that blocks can be overridden by a member with a reason,
which is audited. Promises the same findings for the same text; refuses to rewrite anything.
Sources: NNEDV Safety Net on texting with survivors; CTIA keyword rules; research note, section 5.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from safelight.textline.core.keyword import folded
from safelight.textline.core.segment import BASIC, EXTENDED, measure

Kind = Literal["link", "risky word", "identifying", "number", "encoding", "segments", "yes", "limits", "promise", "why"]

MOST_SEGMENTS = 2
"""Segments of a reply before it is held back: more arrive out of order and are a long buzz on a watched phone."""

LEAST_REASON = 10
"""Characters of the reason with which a finding is overridden."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found: `start` and `end` index the reply; `blocks` says whether it needs an override."""

    kind: Kind
    quote: str
    start: int
    end: int
    advice: str
    blocks: bool


@dataclass(frozen=True, slots=True)
class Override:
    """A member's decision to send all the same; goes to the audit log with the kinds it covers."""

    member: str
    reason: str


_LINK = re.compile(
    r"(?:https?://|www\.)\S+|\b[\w-]+(?:\.[\w-]+)*\.(?:com|org|net|gov|edu|io|co|us|info|me|ly|app|link|gl|to|mx|tv)\b"
    r"(?:/\S*)?"
    r"|\b\S+@\S+\.\w+",
    re.I,
)
_RISKY = re.compile(
    r"\b(?:traffick\w*|victims?|survivors?|rescue\w*|hot ?line|police|cops?|detectives?|officers?|sheriff|fbi|"
    r"homeland|task force|shelters?|abus\w+|pimps?|escap\w+|run away|domestic violence|exploit\w*|prosecut\w+"
    r"|undercover|victimas?|tratas?|policias?|refugios?|albergues?|sobrevivientes?|rescat\w+|maltrat\w+|explotaci\w+|padrote\w*"
    r"|fiscal\w*|agentes?|linea de ayuda)\b",
    re.I,
)
_NUMBER = re.compile(r"(?<!\d)\+?(?:\d[\s().-]{0,3}){6,13}\d(?!\d)")
_YES = re.compile(r"\b(?:reply|text|answer|say|responde|manda|contesta|di)\b[^.?!]{0,12}\b(?:yes|si|y)\b", re.I)
_PROMISE = re.compile(
    r"\b(?:i promise|we promise|you are safe now|nothing will happen|will be there in|on (?:their|our) way|guarantee\w*"
    r"|te prometo|prometemos|no te va a pasar nada|van en camino|llegan en|garantiz\w+)\b",
    re.I,
)
_WHY = re.compile(r"\b(?:why (?:did|do|don'?t|didn'?t|are|were|would)|por que (?:no|te|lo|la)|¿?por qu[eé])\b", re.I)
_WHO = re.compile(
    r"\b(?:how old|your age|what(?:'?s| is) your (?:name|address|school|last name)"
    r"|(?:tell|give|send|share)(?: me)? your (?:full |real |last )?name"
    r"|where do you (?:live|go to school)|what school|date of birth|birthday"
    r"|cuantos anos|tu edad|que edad|como te llamas|cual es tu nombre|dime tu nombre"
    r"|donde vives|tu direccion|que escuela|fecha de nacimiento)",
    re.I,
)


def lint(text: str, identifying: Iterable[str] = (), limits_told: bool = False) -> tuple[Finding, ...]:
    """Everything found in a reply, in the order of the text. `identifying` are names that must not stand in it (of the
    service, its people, its towns); `limits_told` whether the limits of confidentiality stand earlier in the thread."""
    plain = _unaccented(text)
    found = [
        *_each(_LINK, text, text, "link", "No links: they show on the phone and can be opened by anybody.", True),
        *_each(_RISKY, plain, text, "risky word", "Says what this line is for; use plainer words.", True),
        *_each(_NUMBER, text, text, "number", "A number identifies us; give it only when she asked.", True),
        *_each(_YES, plain, text, "yes", "Carriers read YES as START; offer 1 or 2.", True),
        *_each(_PROMISE, plain, text, "promise", "Promise nothing that is not in our hands.", False),
        *_each(_WHY, plain, text, "why", "Why can sound like blame; ask what or how.", False),
        *_names(text, identifying),
        *_size(text),
    ]
    if not limits_told:
        advice = "Say first who must be told what (limits of confidentiality), and that she may leave this out."
        found += _each(_WHO, plain, text, "limits", advice, True)
    return tuple(sorted(found, key=lambda each: (each.start, each.kind)))


def may_send(findings: Sequence[Finding], override: Override | None = None) -> bool:
    """Whether a reply may go: nothing blocks, or a member took it on themselves with a reason."""
    if not any(finding.blocks for finding in findings):
        return True
    return override is not None and bool(override.member) and len(override.reason.strip()) >= LEAST_REASON


def _each(pattern: re.Pattern[str], plain: str, text: str, kind: Kind, advice: str, blocks: bool) -> list[Finding]:
    return [
        Finding(kind, text[hit.start() : hit.end()], hit.start(), hit.end(), advice, blocks)
        for hit in pattern.finditer(plain)
    ]


def _names(text: str, identifying: Iterable[str]) -> list[Finding]:
    advice = "Identifies the service or somebody in it."
    plain = _unaccented(text)
    return [
        found
        for name in identifying
        if folded(name)
        for found in _each(
            re.compile(rf"(?<!\w){re.escape(_unaccented(name))}(?!\w)", re.I), plain, text, "identifying", advice, True
        )
    ]


def _size(text: str) -> list[Finding]:
    found = [
        Finding("encoding", char, at, at + 1, "Outside the GSM alphabet: 70 a segment, not 160.", ord(char) > 0x2FFF)
        for at, char in enumerate(text)
        if char not in BASIC and char not in EXTENDED
    ][:5]
    size = measure(text)
    if size.segments > MOST_SEGMENTS:
        advice = f"{size.segments} segments; say it in {MOST_SEGMENTS} or in two replies."
        found.append(Finding("segments", text[:40], 0, len(text), advice, True))
    return found


_ACCENTS = str.maketrans("áéíóúüñÁÉÍÓÚÜÑ’", "aeiouunAEIOUUN'")


def _unaccented(text: str) -> str:
    """The same length without the accents of Spanish, so that spans still fit."""
    return text.translate(_ACCENTS)
