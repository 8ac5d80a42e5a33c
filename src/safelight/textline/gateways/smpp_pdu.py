"""Protocol data units of SMPP 3.4: bytes into values and back. The subset a receiver and sender of texts needs.

Source: SMPP Protocol Specification v3.4, issue 1.2 (12 October 1999), sections 4 and 5. Promises that what was encoded
is decoded the same, and one kind of error, `BadUnit`, for bytes that are no unit. Refuses units longer than any text.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

GENERIC_NACK: Final = 0x80000000
BIND_TRANSMITTER: Final = 0x00000002
SUBMIT_SM: Final = 0x00000004
DELIVER_SM: Final = 0x00000005
UNBIND: Final = 0x00000006
BIND_TRANSCEIVER: Final = 0x00000009
ENQUIRE_LINK: Final = 0x00000015
RESPONSE: Final = 0x80000000
"""Set in the command id of every response (5.1.2.1)."""

OK, BAD_LENGTH, TRY_LATER = 0x00, 0x02, 0x64
"""Command statuses that we give (5.1.3): no error, invalid length, temporary error of the application."""

LASTING = frozenset({0x01, 0x0A, 0x0B, 0x0C, 0x33, 0x34, 0x40, 0x48, 0x49, 0x50, 0x51, 0xC4})
"""Statuses of a submit that asking again does not mend: lengths, addresses, numbering, classes (5.1.3)."""

MESSAGE_PAYLOAD, RECEIPTED_MESSAGE_ID, MESSAGE_STATE = 0x0424, 0x001E, 0x0427
SAR_REFERENCE, SAR_TOTAL, SAR_NUMBER = 0x020C, 0x020E, 0x020F
"""Tags of optional parameters (5.3.2)."""

HAS_HEADER = 0x40
"""In `esm_class`: the text begins with a user data header (5.2.12)."""

RECEIPT_TYPES = frozenset({0x04})
"""`esm_class & 0x3C` of a delivery receipt (5.2.12)."""

VERSION = 0x34
LONGEST_PASSWORD = 32
"""The specification says 8 (4.1.1); centres hand out longer ones, and cut or refuse them themselves."""
HEADER = struct.Struct(">IIII")
LONGEST_UNIT = 70_000
"""Bytes: a payload parameter holds 65,535, everything before it less than 400."""

_STATES = {2: "delivered", 3: "failed", 4: "failed", 5: "undelivered", 8: "failed"}
"""`message_state` (5.2.28) in the words of receipts; the others say nothing final."""

_STAT = {"DELIVRD": "delivered", "EXPIRED": "failed", "DELETED": "failed", "UNDELIV": "undelivered"}
_STAT |= {"REJECTD": "failed"}
"""`stat` of a receipt's text (appendix B)."""


class BadUnit(ValueError):
    """Bytes that are no protocol data unit."""


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit: command, status, sequence number and body."""

    command: int
    status: int
    sequence: int
    body: bytes = b""

    def encode(self) -> bytes:
        return HEADER.pack(HEADER.size + len(self.body), self.command, self.status, self.sequence) + self.body

    def answer(self, status: int = OK, body: bytes = b"") -> Unit:
        return Unit(self.command | RESPONSE, status, self.sequence, body)


@dataclass(frozen=True, slots=True)
class Address:
    """A number with its type and plan (5.2.5, 5.2.6): 1 and 1 are international and ISDN."""

    digits: str
    ton: int = 0
    npi: int = 0


@dataclass(frozen=True, slots=True)
class Message:
    """Body of `submit_sm` and `deliver_sm`, which are laid out alike (4.4.1, 4.6.1)."""

    source: Address
    destination: Address
    octets: bytes
    esm_class: int = 0
    coding: int = 0
    registered: int = 0
    optional: Mapping[int, bytes] = field(default_factory=dict)

    def encode(self) -> bytes:
        head = b"\0" + _address(self.source, 20) + _address(self.destination, 20)
        flags = bytes([self.esm_class, 0, 0]) + b"\0\0" + bytes([self.registered, 0, self.coding, 0])
        tail = b"".join(struct.pack(">HH", tag, len(value)) + value for tag, value in self.optional.items())
        return head + flags + bytes([len(self.octets)]) + self.octets + tail

    @property
    def content(self) -> bytes:
        """The text's octets, wherever they stand."""
        return self.optional.get(MESSAGE_PAYLOAD, b"") or self.octets


def header(raw: bytes) -> tuple[int, int, int, int]:
    """Length, command, status and sequence number of the unit that starts here."""
    length, command, status, sequence = HEADER.unpack(raw)
    if not HEADER.size <= length <= LONGEST_UNIT:
        raise BadUnit(f"a unit of {length} bytes")
    return length, command, status, sequence


def bind(system_id: str, password: str, system_type: str = "", ton: int = 0, npi: int = 0) -> bytes:
    """Body of a bind (4.1)."""
    texts = _text(system_id, 15) + _text(password, LONGEST_PASSWORD) + _text(system_type, 12)
    return texts + bytes([VERSION, ton, npi]) + b"\0"


def message(body: bytes) -> Message:
    """The body of a `submit_sm` or `deliver_sm`."""
    try:
        _, at = _cut(body, 0)
        source, at = _read_address(body, at)
        destination, at = _read_address(body, at)
        esm_class = body[at]
        _, at = _cut(body, at + 3)
        _, at = _cut(body, at)
        registered, coding, length = body[at], body[at + 2], body[at + 4]
        octets = body[at + 5 : at + 5 + length]
        if len(octets) != length:
            raise BadUnit("the text is shorter than it says")
        return Message(source, destination, octets, esm_class, coding, registered, _optional(body[at + 5 + length :]))
    except IndexError:
        raise BadUnit("the unit ends too early") from None


def message_id(body: bytes) -> str:
    """The name in the answer to a submit."""
    return _cut(body, 0)[0] if body else ""


def receipt(found: Message) -> tuple[str, str, str] | None:
    """Name, word and code of a delivery receipt; None when it is none or says nothing final."""
    if found.esm_class & 0x3C not in RECEIPT_TYPES:
        return None
    text = found.content.decode("latin-1")
    fields = dict(re.findall(r"(?i)\b(id|stat|err):\s*([^\s]+)", text))
    named = found.optional.get(RECEIPTED_MESSAGE_ID, b"").split(b"\0")[0].decode("latin-1")
    state = found.optional.get(MESSAGE_STATE, b"")
    word = _STATES.get(state[0], "") if state else _STAT.get(fields.get("stat", "").upper(), "")
    return named or fields.get("id", ""), word, fields.get("err", "")[:16]


def _text(value: str, most: int) -> bytes:
    raw = value.encode("latin-1", "replace")
    if len(raw) > most or b"\0" in raw:
        raise BadUnit(f"a field of more than {most} characters")
    return raw + b"\0"


def _address(address: Address, most: int) -> bytes:
    return bytes([address.ton, address.npi]) + _text(address.digits, most)


def _cut(body: bytes, at: int) -> tuple[str, int]:
    """The text that ends with a zero, and where the next field begins."""
    end = body.find(b"\0", at)
    if end < 0:
        raise BadUnit("a text does not end")
    return body[at:end].decode("latin-1"), end + 1


def _read_address(body: bytes, at: int) -> tuple[Address, int]:
    digits, after = _cut(body, at + 2)
    return Address(digits, body[at], body[at + 1]), after


def _optional(raw: bytes) -> dict[int, bytes]:
    found: dict[int, bytes] = {}
    while len(raw) >= 4:
        tag, length = struct.unpack(">HH", raw[:4])
        if len(raw) < 4 + length:
            raise BadUnit("an optional parameter is shorter than it says")
        found[tag], raw = raw[4 : 4 + length], raw[4 + length :]
    return found
