"""Match at a node: with the list that was carried there, without a network; nobody learns what was looked up.

Promises: every part is verified (key, signature, order, digest) before anything is matched, and a list that is over, or
whose node was revoked, matches nothing. Only what is declared afterwards, by an open check of the hits, leaves.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import BinaryIO

import numpy as np
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from safelight.content.core.fingerprint import NEAR_BITS
from safelight.content.core.listing import ListRow
from safelight.content.core.match import band
from safelight.content.core.node_list import (
    LONGEST_HEAD,
    ROW_NAME,
    Part,
    cut_rows,
    order_problem,
    read_part,
    stop_problem,
)
from safelight.content.service.matching import BATCH, FLAT
from safelight.content.sources.rows import read_rows
from safelight.kernel.errors import Conflict, Denied, Invalid
from safelight.kernel.provenance import Rejected
from safelight.near import multi_index

NOT_COMPARED = "no pdq: not compared, a node's list is of pictures' looks"


@dataclass(frozen=True, slots=True)
class NodeList:
    """A verified list. `last` is its newest part."""

    last: Part
    index: multi_index.MultiIndex

    def __len__(self) -> int:
        return len(self.index)


def read_list(parts: Sequence[BinaryIO], key: str, now: datetime) -> NodeList:
    """The list of some parts in order. `key`: the network's public key in hex, as it was told by voice or on paper."""
    before: Part | None = None
    rows: dict[bytes, bytes] = {}
    for stream in parts:
        line = stream.readline(LONGEST_HEAD)
        part = read_part(line)
        _verify(part, line, stream.readline(LONGEST_HEAD), key)
        problem = order_problem(part, before)
        if problem is not None and not part.revoked:
            raise Conflict("content.node.order", problem)
        fresh, gone = cut_rows(stream.read(), part)
        if part.whole:
            rows.clear()
        rows.update((row[:ROW_NAME], row[ROW_NAME:]) for row in fresh)
        for name in gone:
            rows.pop(name, None)
        before = part
    if before is None:
        raise Invalid("content.node.nothing", "Name the parts of the list, the whole one first.")
    problem = stop_problem(before, now)
    if problem is not None:
        raise Denied("content.node.stopped", problem)
    bits = np.frombuffer(b"".join(rows.values()), np.uint8).reshape(-1, multi_index.BYTES)
    return NodeList(before, multi_index.build(bits))


def _verify(part: Part, line: bytes, signature: bytes, key: str) -> None:
    if part.key != key.strip().lower():
        raise Denied("content.node.key", "The list is signed with another key than the network's that you named.")
    try:
        signed = base64.b64decode(signature.strip(), validate=True)
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(part.key)).verify(signed, line)
    except (InvalidSignature, ValueError, binascii.Error):
        raise Invalid("content.node.signature", "The list's signature is wrong; its manifest was altered.") from None


def match_rows(
    known: NodeList, stream: BinaryIO, name: str, report: Callable[[Rejected], None]
) -> Iterator[tuple[ListRow, dict[str, object]]]:
    """Each sound row of a file that `content hash` wrote, with what it met."""

    def sound() -> Iterator[ListRow]:
        for row in read_rows(stream, name):
            if isinstance(row, Rejected):
                report(row)
            else:
                yield row

    rows = sound()
    while batch := list(islice(rows, BATCH)):
        asked = [place for place, row in enumerate(batch) if row.pdq is not None and row.pdq.near]
        bits = b"".join(row.pdq.bits for row in batch if row.pdq is not None and row.pdq.near)
        queries = np.frombuffer(bits, np.uint8).reshape(-1, multi_index.BYTES)
        nearest: dict[int, int] = {}
        for query, _, apart in known.index.search(queries, NEAR_BITS).tolist():
            place = asked[query]
            nearest[place] = min(apart, nearest.get(place, apart))
        for place, row in enumerate(batch):
            yield row, _record(row, nearest.get(place))


def _record(row: ListRow, apart: int | None) -> dict[str, object]:
    if row.pdq is None or row.pdq.flat:
        return {"id": row.id, "known": None, "note": NOT_COMPARED if row.pdq is None else FLAT}
    return {"id": row.id, "known": apart is not None, **({} if apart is None else {"bits": band(apart)})}
