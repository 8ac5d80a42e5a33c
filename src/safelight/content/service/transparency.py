"""The transparency log: rounds of commitments, signed and cosigned heads, and proofs for whoever holds an opening.

A round takes what waits, fills it up, sorts it, appends it and signs the head. A member proves its own submissions,
retractions and notices with its own openings; nobody can ask about another's. Promises: a head never covers less than
the one before; a proof is checked by `verify.py` alone, without this program. Refuses: a cosignature that doesn't
verify, or of the tenant that runs the log itself when it is the only one.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.resources import files

from sqlalchemy import Connection

from safelight.access.core.audit import Subject
from safelight.access.core.tenant import Actor
from safelight.access.service import Access
from safelight.content.core.commitment import fillers, in_order
from safelight.content.store import bodies, transparency
from safelight.content.store.transparency import OpeningRow
from safelight.infra import merkle
from safelight.infra.checkpoint import Checkpoint, CheckpointFile
from safelight.infra.cosignature import cosignature_holds
from safelight.infra.db import Book, one_writer
from safelight.kernel.errors import Conflict, Invalid, Missing, Unavailable

ADVISORY_LOCK = 0x5AFE_0005
MOST_LEAVES = 1_000


@dataclass(frozen=True, slots=True)
class Head:
    """The newest signed head as a C2SP note, with the cosignatures of others below it."""

    note: str
    size: int
    root: str
    public_key: str
    cosigned: int


MOST_IN_ROUND = 2_048
"""Leaves of one transaction, a multiple of the 16 that a round is filled to. After a bulk of 200,000, a round of all of
them held the book for longer than writers wait (30 s, measured 2026-11-30 on a machine at load 24)."""


class Transparency:
    """The verbs. `new_filler` gives 32 random bytes."""

    def __init__(
        self, book: Book, access: Access, checkpoints: CheckpointFile, new_filler: Callable[[], bytes]
    ) -> None:
        self._book = book
        self._access = access
        self._checkpoints = checkpoints
        self._new_filler = new_filler

    def publish(self) -> Checkpoint:
        """Append what waits, and sign; in rounds of MOST_IN_ROUND, so that nobody else waits for the book meanwhile.
        Nothing waiting leaves the head as it is."""
        head, more = self._round()
        while more:
            head, more = self._round()
        return head

    def _round(self) -> tuple[Checkpoint, bool]:
        """The head after one round, and whether more may wait."""
        with self._book.write() as connection:
            one_writer(connection, ADVISORY_LOCK)
            self._refuse_a_rewritten_log(connection)
            waiting = transparency.unpublished(connection, MOST_IN_ROUND)
            filled = waiting + [self._new_filler() for _ in range(fillers(len(waiting)))]
            edge = transparency.append(connection, in_order(filled))
        with self._checkpoints.alone():
            return self._checkpoints.advance(edge.size, edge.root()), len(waiting) == MOST_IN_ROUND

    def _refuse_a_rewritten_log(self, connection: Connection) -> None:
        last, size = self._checkpoints.latest(), transparency.size(connection)
        if last is not None and (last.size > size or transparency.frontier(connection, last.size).root() != last.root):
            raise Unavailable("content.log.rewritten", "The log is not the one that was signed; run safelight check.")

    def verify(self) -> list[str]:
        """Recompute the whole log against its newest head; what is wrong, in words."""
        last = self._checkpoints.latest()
        edge, head_then = merkle.Frontier(), merkle.EMPTY_ROOT
        with self._book.read() as connection:
            while some := transparency.leaves(connection, edge.size, MOST_LEAVES):
                for leaf in some:
                    edge.append(merkle.leaf_hash(leaf))
                    head_then = edge.root() if last is not None and edge.size == last.size else head_then
        if last is None:
            return ["the transparency log has leaves and no signed head"] if edge.size else []
        if not self._checkpoints.signed_by_us(last):
            return ["the transparency log's head is not signed by this installation"]
        if last.size > edge.size:
            return [f"the transparency log is cut: {edge.size} leaves are there, {last.size} were signed"]
        return [] if head_then == last.root else ["a leaf of the transparency log was changed after it was signed"]

    def head(self, actor: Actor) -> Head:
        """The newest head."""
        self._access.permit(actor, "content.log", Subject("tenant", actor.tenant.id))
        with self._book.read() as connection:
            return self._head(connection)

    def _head(self, connection: Connection) -> Head:
        last = self._checkpoints.latest()
        if last is None:
            raise Missing("content.log.empty", "The log has no signed head yet; the next round makes one.")
        lines = transparency.cosignatures(connection, last.size)
        note = last.note(self._checkpoints.public_key) + "".join(f"{line}\n" for line in lines)
        return Head(note, last.size, last.root.hex(), self._checkpoints.public_key.hex(), len(lines))

    def leaves(self, actor: Actor, start: int, limit: int = MOST_LEAVES) -> list[str]:
        """Published leaves in hex, for whoever watches the log."""
        self._access.permit(actor, "content.log", Subject("tenant", actor.tenant.id))
        with self._book.read() as connection:
            return [leaf.hex() for leaf in transparency.leaves(connection, start, min(limit, MOST_LEAVES))]

    def consistency(self, actor: Actor, old: int) -> dict[str, object]:
        """That the tree of `old` leaves grew into the newest one."""
        self._access.permit(actor, "content.log", Subject("tenant", actor.tenant.id))
        with self._book.read() as connection:
            head = self._head(connection)
            if not 0 < old <= head.size:
                raise Invalid("content.log.size", f"The log has had 1 to {head.size} leaves.")
            subtree = merkle.stored_subtree(lambda level, number: transparency.node(connection, level, number))
            path = merkle.consistency_proof(old, head.size, subtree)
        return {"old": old, "size": head.size, "checkpoint": head.note, "path": [_text(one) for one in path]}

    def proof(self, actor: Actor, subject_id: str) -> dict[str, object]:
        """What shows that an own submission, retraction or notice is in the log: for `verify.py`."""
        subject = Subject("opening", subject_id)
        scope = self._access.permit(actor, "content.log", subject)
        with self._book.read() as connection:
            rows = transparency.openings_of(connection, scope, subject_id)
            if not rows:
                raise Missing("content.log.nothing", "You hold nothing of that name in the log.")
            out = [row for row in rows if row.seq is not None and row.opening is not None]
            if not out:
                message = "It was erased." if all(row.opening is None for row in rows) else "Its round is not out yet."
                raise Conflict("content.log.not_out", message)
            head = self._head(connection)
            entries = [_entry(connection, row, head.size) for row in out]
        self._access.commit_read(scope, subject, {"entries": len(entries)})
        return {"checkpoint": head.note, "public_key": head.public_key, "size": head.size, "entries": entries}

    # --- cosigning ------------------------------------------------------------------------------

    def add_witness(self, actor: Actor, name: str, public_key: str) -> None:
        """Register the own tenant's witness: a name and its Ed25519 key in hex."""
        subject = Subject("witness", name)
        scope = self._access.permit(actor, "content.policy", subject)
        try:
            key = bytes.fromhex(public_key)
        except ValueError:
            key = b""
        if len(key) != 32 or not 1 <= len(name) <= 100 or not name.isprintable() or " " in name or "+" in name:
            raise Invalid("content.log.witness", "A witness has a name without spaces and a key of 64 hex digits.")
        with self._book.write() as connection:
            one_writer(connection, ADVISORY_LOCK)
            bodies.join(connection, scope)
            known = transparency.witness_key(connection, name)
            if known is not None and known[0] != scope.tenant_id:
                raise Conflict("content.log.witness_name", "Another tenant's witness has that name.")
            transparency.add_witness(connection, scope, name, key, self._access.intent(scope, subject))
        self._access.settle()

    def cosign(self, actor: Actor, line: str) -> Head:
        """Add the own witness's cosignature of the newest head (C2SP cosignature/v1, one line)."""
        scope = self._access.permit(actor, "content.log", Subject("tenant", actor.tenant.id))
        with self._book.write() as connection:
            one_writer(connection, ADVISORY_LOCK)
            last = self._checkpoints.latest()
            name = line.split(" ")[1] if line.startswith("\u2014 ") and line.count(" ") == 2 else ""
            known = transparency.witness_key(connection, name)
            if last is None or known is None or known[0] != scope.tenant_id:
                raise Missing("content.log.witness_unknown", "Your tenant has no witness of that name.")
            if not cosignature_holds(line, last.body(), known[1]):
                message = "The cosignature does not fit the newest head; fetch the head again and cosign that."
                raise Conflict("content.log.cosignature", message)
            intent = self._access.intent(scope, Subject("witness", name), action="content.log.cosign")
            transparency.add_cosignature(connection, scope, last.size, name, line, intent)
            head = self._head(connection)
        self._access.settle()
        return head


def verifier() -> str:
    """The stand-alone verifier's text, to hand to whoever gets a proof."""
    return files("safelight.content.render").joinpath("verify_log.py").read_text(encoding="utf-8")


def _entry(connection: Connection, row: OpeningRow, size: int) -> Mapping[str, object]:
    assert row.opening is not None
    assert row.seq is not None
    subtree = merkle.stored_subtree(lambda level, number: transparency.node(connection, level, number))
    path = merkle.inclusion_proof(row.seq, size, subtree)
    return {
        "record": row.opening.record.decode("ascii"),
        "salt": _text(row.opening.salt),
        "leaf": row.seq,
        "path": [_text(one) for one in path],
    }


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode("ascii")
