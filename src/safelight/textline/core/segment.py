"""Segments: how many short messages a text takes on the air, in which encoding, and where it is cut.

Promises the alphabet of GSM 03.38 and nothing looser: one character outside it makes the whole text UCS-2. An escape
and its letter, or the two halves of a surrogate pair, are never parted. Refuses to rewrite: no accent is dropped and no
quote straightened to save a segment; that is the writer's choice. A cluster of several code points (a flag, a family
joined by U+200D) may be cut, as the standard allows; calculators that keep clusters whole count a segment more there.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Encoding = Literal["GSM-7", "UCS-2"]

BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
"""3GPP TS 23.038 (GSM 03.38) 6.2.1, default alphabet: 127 characters of one septet; 0x1B is the escape."""

EXTENDED = frozenset("\f^{}\\[~]|€")
"""3GPP TS 23.038 6.2.1.1, extension table: an escape and a septet, so two septets each."""

ALONE: dict[Encoding, int] = {"GSM-7": 160, "UCS-2": 70}
"""Units in a message of one segment: 140 octets are 160 septets or 70 UCS-2 units (3GPP TS 23.040)."""

JOINED: dict[Encoding, int] = {"GSM-7": 153, "UCS-2": 67}
"""Units in each segment of several: the concatenation header takes 6 octets of the 140 (3GPP TS 23.040 9.2.3.24.1)."""


@dataclass(frozen=True, slots=True)
class Segments:
    """`units` are septets (GSM-7) or 16-bit units (UCS-2) of the text itself; an empty text is one empty segment."""

    encoding: Encoding
    units: int
    segments: int


def encoding_of(text: str) -> Encoding:
    """GSM-7 when every character has a septet or an escaped one."""
    return "GSM-7" if all(char in BASIC or char in EXTENDED for char in set(text)) else "UCS-2"


def measure(text: str) -> Segments:
    """Encoding, units and number of segments of any text."""
    encoding = encoding_of(text)
    return Segments(encoding, sum(_widths(text, encoding)), len(split(text)))


def split(text: str) -> tuple[str, ...]:
    """The text of each segment, in order; joined again they are `text`."""
    encoding = encoding_of(text)
    if sum(_widths(text, encoding)) <= ALONE[encoding]:
        return (text,)
    parts: list[str] = []
    start, used, room = 0, 0, JOINED[encoding]
    for at, width in enumerate(_widths(text, encoding)):
        if used + width > room:
            parts.append(text[start:at])
            start, used = at, 0
        used += width
    return (*parts, text[start:])


def _widths(text: str, encoding: Encoding) -> Iterator[int]:
    """Units of each character."""
    if encoding == "GSM-7":
        return (2 if char in EXTENDED else 1 for char in text)
    return (2 if ord(char) > 0xFFFF else 1 for char in text)
