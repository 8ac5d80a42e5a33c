"""Texts on the air: GSM-7, UCS-2 and Latin-1 octets, and the header that joins the segments of a long text.

Sources: 3GPP TS 23.038 6.2.1 (the default alphabet, one septet an octet as SMPP carries it), SMPP 3.4 5.2.19
(`data_coding`), 3GPP TS 23.040 9.2.3.24 (user data header, concatenation with 8- and 16-bit references). Never refuses
a text that came: an octet without a character becomes U+FFFD, so that a person sees that something stood there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from safelight.textline.core.segment import encoding_of, split
from safelight.textline.core.short_message import Part
from safelight.textline.gateways.smpp_pdu import HAS_HEADER, SAR_NUMBER, SAR_REFERENCE, SAR_TOTAL, Message

ALPHABET = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\x1bÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENSION = {
    0x0A: "\f",
    0x14: "^",
    0x28: "{",
    0x29: "}",
    0x2F: "\\",
    0x3C: "[",
    0x3D: "~",
    0x3E: "]",
    0x40: "|",
    0x65: "€",
}
ESCAPE = 0x1B
_SEPTET = {char: bytes([number]) for number, char in enumerate(ALPHABET)}
_SEPTET |= {char: bytes([ESCAPE, number]) for number, char in EXTENSION.items()}

Alphabet = Literal["gsm7", "latin1", "ascii"]
"""What a centre means by its default alphabet (`data_coding` 0): the standard leaves it to the centre."""

ALPHABETS: tuple[Alphabet, ...] = get_args(Alphabet)

UCS2 = 8
BINARY = frozenset({2, 4})
"""`data_coding` of octets that are no text: counted like a picture, never opened."""


@dataclass(frozen=True, slots=True)
class Read:
    """A text as it came: its words, which part of a longer one it is, and whether it was no text."""

    text: str
    part: Part | None = None
    binary: bool = False


def read(message: Message, default: Alphabet = "gsm7") -> Read:
    """The words of a message that came."""
    octets, part = message.content, _sar(message)
    if message.esm_class & HAS_HEADER and octets:
        header, octets = octets[1 : 1 + octets[0]], octets[1 + octets[0] :]
        part = _joined(header) or part
    if message.coding in BINARY:
        return Read("", part, binary=True)
    return Read(decode(octets, message.coding, default), part)


def decode(octets: bytes, coding: int, default: Alphabet = "gsm7") -> str:
    """The characters of a text's octets."""
    if coding == UCS2:
        return octets.decode("utf-16-be", "replace")
    if coding == 3 or (coding == 0 and default == "latin1"):
        return octets.decode("latin-1")
    if coding == 1 or (coding == 0 and default == "ascii"):
        return octets.decode("ascii", "replace")
    return _from_gsm7(octets)


def encode(text: str, reference: int) -> list[tuple[bytes, int, int]]:
    """Octets, `data_coding` and `esm_class` of each segment of a text; `reference` (0 to 255) joins them."""
    coding = 0 if encoding_of(text) == "GSM-7" else UCS2
    cut = split(text)
    if len(cut) == 1:
        return [(_octets(text, coding), coding, 0)]
    heads = [bytes([5, 0, 3, reference & 0xFF, len(cut), number]) for number in range(1, len(cut) + 1)]
    return [(head + _octets(each, coding), coding, HAS_HEADER) for head, each in zip(heads, cut, strict=True)]


def _octets(text: str, coding: int) -> bytes:
    return text.encode("utf-16-be") if coding == UCS2 else b"".join(_SEPTET[char] for char in text)


def _from_gsm7(octets: bytes) -> str:
    found, escaped = [], False
    for octet in octets:
        if escaped:
            found.append(EXTENSION.get(octet, ALPHABET[octet] if octet < 0x80 and octet != ESCAPE else " "))
        elif octet != ESCAPE:
            found.append(ALPHABET[octet] if octet < 0x80 else "�")
        escaped = octet == ESCAPE and not escaped
    return "".join(found)


def _joined(header: bytes) -> Part | None:
    """The concatenation element of a user data header."""
    while len(header) >= 2:
        kind, length = header[0], header[1]
        value, header = header[2 : 2 + length], header[2 + length :]
        if (kind, length, len(value)) == (0x00, 3, 3):
            return _part(value[0], value[1], value[2])
        if (kind, length, len(value)) == (0x08, 4, 4):
            return _part(value[0] << 8 | value[1], value[2], value[3])
    return None


def _sar(message: Message) -> Part | None:
    """The same by optional parameters."""
    tags = (SAR_REFERENCE, SAR_TOTAL, SAR_NUMBER)
    values = [int.from_bytes(message.optional.get(tag, b""), "big") for tag in tags]
    return _part(*values) if all(tag in message.optional for tag in tags) else None


def _part(reference: int, total: int, number: int) -> Part | None:
    """A header that makes no sense is no header: the text stands by itself."""
    return Part(reference, total, number) if 1 <= number <= total <= 255 and total > 1 else None
