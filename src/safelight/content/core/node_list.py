"""A node's list: pictures' fingerprints carried to an accredited body, which matches at home and asks nobody.

A list is a *whole* one and the *changes* after it, each a file: a line of manifest, a line with its Ed25519 signature,
then rows of 40 bytes (8 that name the row to this node only, 32 of pdq), then 8 bytes for each row taken back. Parts of
one node are numbered and each names the one before. Among the rows are *canaries*, made for this node alone: a list
that turns up elsewhere says whose it was. Promises: pure. Refuses, with the reason: an altered, missing or late part.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from safelight.kernel.errors import Invalid

FORMAT = "safelight-node-list/1"
ROW_NAME = 8
PDQ_BYTES = 32
ROW = ROW_NAME + PDQ_BYTES
LONGEST_HEAD = 4_096

CANARIES = 16
"""Rows of a whole list that stand for nobody's content: one is enough to name the node, sixteen survive a thief who
takes a tenth of the list with odds of four in five (1 - 0.9^16)."""

LASTS = timedelta(days=30)
"""How long a node may match with its last part: what was retracted since is still in it. House value, as long as a
silent check."""


@dataclass(frozen=True, slots=True)
class Part:
    """The manifest. `key`: the network's public key; `previous`: SHA-256 of the manifest line before, empty for a whole
    list; `revoked`: the node is to stop. `sha256` is of everything behind the signature."""

    format: str
    key: str
    node: str
    sequence: int
    previous: str
    whole: bool
    revoked: bool
    made_at: str
    until: str
    rows: int
    gone: int
    sha256: str

    def line(self) -> bytes:
        return json.dumps(asdict(self), separators=(",", ":"), ensure_ascii=True).encode() + b"\n"

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.line()).hexdigest()


def read_part(line: bytes) -> Part:
    """The manifest in a line. Raises Invalid."""
    try:
        made = Part(**json.loads(line))
        flags: tuple[object, ...] = (made.whole, made.revoked)
        sound = made.format == FORMAT and made.line() == line and all(type(one) is bool for one in flags)
        sound = sound and all(type(one) is int and one >= 0 for one in (made.sequence, made.rows, made.gone))
        datetime.fromisoformat(made.until)
    except (ValueError, TypeError, RecursionError):
        sound = False
    if not sound:
        raise Invalid("content.node.manifest", f"This is no part of a {FORMAT}; it was altered or cut.")
    return made


def order_problem(part: Part, before: Part | None) -> str | None:
    """Why a part can't follow `before`, in words, or None."""
    if part.whole:
        return None
    if before is None:
        return "A list begins with a whole one; name that first."
    if part.node != before.node:
        return "The parts are of two nodes."
    if part.sequence != before.sequence + 1 or part.previous != before.digest:
        return f"Part {before.sequence + 1} is missing or another one than this part follows."
    return None


def stop_problem(part: Part, now: datetime) -> str | None:
    """Why a node may not match any more, or None. `part` is its last."""
    if part.revoked:
        return "The network has revoked this node; destroy the list."
    if datetime.fromisoformat(part.until) <= now:
        return f"The list was good until {part.until}; get its changes first, or what was retracted would still match."
    return None


def row_name(secret: bytes, number: int) -> bytes:
    """What names a row to one node: nobody else's list has the same, and it doesn't tell how much is held."""
    return hmac.digest(secret, b"row" + number.to_bytes(8, "big"), hashlib.sha256)[:ROW_NAME]


def canaries(secret: bytes) -> list[tuple[bytes, bytes]]:
    """The node's canaries: name and bits. Half of the bits are set, as in a pdq, which is cut at a median."""
    found = []
    for place in range(CANARIES):
        seed = hmac.digest(secret, b"canary" + bytes([place]), hashlib.sha512)
        drawn = sorted(range(8 * PDQ_BYTES), key=lambda bit: hmac.digest(seed, bytes([bit]), hashlib.sha256))
        bits = sum(1 << bit for bit in drawn[: 4 * PDQ_BYTES])
        found.append((seed[:ROW_NAME], bits.to_bytes(PDQ_BYTES, "big")))
    return found


def in_rows(rows: Iterable[tuple[bytes, bytes]]) -> list[bytes]:
    """Rows as they stand in a part, by their names, so that their order tells nothing."""
    return sorted(name + bits for name, bits in rows)


def cut_rows(body: bytes, part: Part) -> tuple[list[bytes], list[bytes]]:
    """Rows and names taken back, of a part's body. Raises Invalid when its length or digest is another."""
    if hashlib.sha256(body).hexdigest() != part.sha256 or len(body) != ROW * part.rows + ROW_NAME * part.gone:
        raise Invalid("content.node.altered", f"Part {part.sequence} is not what was signed; nothing of it is used.")
    edge = ROW * part.rows
    rows = [body[at : at + ROW] for at in range(0, edge, ROW)]
    return rows, [body[at : at + ROW_NAME] for at in range(edge, len(body), ROW_NAME)]


def canaries_among(secret: bytes, listed: Sequence[bytes]) -> int:
    """How many of a node's canaries are among some pdq."""
    return len({bits for _, bits in canaries(secret)} & set(listed))
