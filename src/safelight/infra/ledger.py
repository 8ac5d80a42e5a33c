"""The ledger: an append-only RFC 6962 log over the intents of every book, in a file of its own.

`sequence()` gives each waiting intent its leaf, in order and exactly once, however often it runs
and wherever it was killed; it then signs a checkpoint (C2SP signed note) and keeps it outside the
database, so that a cut tail shows. `verify()` recomputes everything and lists what is wrong.
Refuses: changing or removing a leaf (there is no function that could), and going on with a log that is
not the one it signed last.
"""

from __future__ import annotations

import threading
from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, Connection, Integer, LargeBinary, Row, String, Table, func, insert, select

from safelight.infra import intents, merkle
from safelight.infra.checkpoint import Checkpoint, CheckpointFile
from safelight.infra.db import METADATA, Book, BookName, one_writer, unavailable_when_locked
from safelight.kernel.errors import Unavailable

LEAVES = Table(
    "leaves",
    METADATA["audit"],
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("intent_id", String(64), nullable=False, unique=True),
    Column("entry", LargeBinary, nullable=False),
)
NODES = Table(
    "nodes",
    METADATA["audit"],
    Column("level", Integer, primary_key=True, autoincrement=False),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("hash", LargeBinary(32), nullable=False),
)

BATCH = 512
"""Intents that get their leaf in one transaction (group commit: 58k/s against 3k/s one by one, measured
2026-11)."""

MARK_AFTER = 64
"""Known leaves are noted in the books once this many have gathered: a third fsync per read is not worth it."""

ADVISORY_LOCK = 0x5AFE_0001


@dataclass(frozen=True, slots=True)
class Leaf:
    """One entry of the log: its number and its exact bytes."""

    seq: int
    intent_id: str
    entry: bytes


@dataclass(frozen=True, slots=True)
class Proven:
    """A leaf with its audit path in the tree of `size` leaves."""

    leaf: Leaf
    size: int
    path: tuple[bytes, ...]


class Ledger:
    """The log of one installation. Safe to use from several threads and several processes."""

    def __init__(self, audit: Book, sources: Mapping[BookName, Book], checkpoints: CheckpointFile) -> None:
        self._audit = audit
        self._sources = sources
        self._checkpoints = checkpoints
        self._lock = threading.Lock()

    def sequence(self) -> Checkpoint:
        """Give every waiting intent its leaf; returns the signed head that covers them all. Unavailable when the log
        doesn't go on from what was signed last: a rewritten log never gets a new signature."""
        with self._lock, unavailable_when_locked():
            self._refuse_a_rewritten_log()
            for name, book in self._sources.items():
                while self._sequence_batch(name, book) == BATCH:
                    pass
            return self._sign()

    def _sequence_batch(self, name: BookName, book: Book) -> int:
        with book.read() as connection:
            batch = intents.waiting(connection, name, BATCH)
        if not batch:
            return 0
        with self._audit.write() as connection:
            one_writer(connection, ADVISORY_LOCK)
            _append(connection, batch)
        if len(batch) >= MARK_AFTER:
            with book.write() as connection:
                intents.mark_sequenced(connection, name, [intent.id for intent in batch])
        return len(batch)

    def _refuse_a_rewritten_log(self) -> None:
        """The last checkpoint must be a prefix of the log. The empty log is signed too, so that a checkpoint that is
        missing later was taken away."""
        with self._checkpoints.alone(), self._audit.read() as connection:
            last, size = self._checkpoints.latest(), _size(connection)
            if last is None and size == 0:
                self._checkpoints.advance(0, merkle.EMPTY_ROOT)
            elif (
                last is None
                or not self._checkpoints.signed_by_us(last)
                or last.size > size
                or (_frontier(connection, last.size).root() != last.root)
            ):
                raise Unavailable(
                    "infra.checkpoint.rewritten", "The audit log is not the one that was signed; run safelight check."
                )

    def _sign(self) -> Checkpoint:
        with self._checkpoints.alone():
            with self._audit.read() as connection:
                size = _size(connection)
                head = _frontier(connection, size).root()
            return self._checkpoints.advance(size, head)

    def head(self) -> Checkpoint:
        """The newest signed head, without appending anything."""
        with self._lock:
            self._refuse_a_rewritten_log()
            return self._sign()

    def page(self, before: int | None, limit: int) -> list[Leaf]:
        """Leaves newest first, those below `before` when it is given."""
        query = select(LEAVES).order_by(LEAVES.c.seq.desc()).limit(limit)
        if before is not None:
            query = query.where(LEAVES.c.seq < before)
        with self._audit.read() as connection:
            return [_leaf(row) for row in connection.execute(query)]

    def after(self, seq: int, limit: int) -> list[Leaf]:
        """Leaves behind number `seq`, oldest first: for who follows the log and remembers how far it came."""
        query = select(LEAVES).where(LEAVES.c.seq > seq).order_by(LEAVES.c.seq).limit(limit)
        with self._audit.read() as connection:
            return [_leaf(row) for row in connection.execute(query)]

    def stream(self) -> Generator[Leaf, None, None]:
        """Every leaf, oldest first."""
        query = select(LEAVES).order_by(LEAVES.c.seq).execution_options(yield_per=1000)
        with self._audit.read() as connection, connection.execute(query) as rows:
            for row in rows:
                yield _leaf(row)

    def prove(self, seqs: Sequence[int], size: int) -> list[Proven]:
        """Inclusion proofs for leaves in the tree of `size` leaves."""
        with self._audit.read() as connection:
            subtree = merkle.stored_subtree(lambda level, number: _node(connection, level, number))
            rows = connection.execute(select(LEAVES).where(LEAVES.c.seq.in_(seqs)).order_by(LEAVES.c.seq))
            return [
                Proven(_leaf(row), size, tuple(merkle.inclusion_proof(row.seq, size, subtree)))
                for row in rows
                if row.seq < size
            ]

    def verify(self) -> list[str]:
        """Recompute the whole log. Returns what is wrong, in words; an empty list means it verifies."""
        findings = []
        checkpoint = self._checkpoints.latest()
        frontier, head_then, known = merkle.Frontier(), merkle.EMPTY_ROOT, {}
        leaves = self.stream()
        for leaf in leaves:
            if leaf.seq != frontier.size:
                findings.append(f"leaf {frontier.size} is missing: the log jumps to {leaf.seq}")
                break
            frontier.append(merkle.leaf_hash(leaf.entry))
            known[leaf.intent_id] = merkle.leaf_hash(leaf.entry)
            if checkpoint is not None and frontier.size == checkpoint.size:
                head_then = frontier.root()
        leaves.close()
        findings += self._against_checkpoint(checkpoint, frontier.size, head_then)
        findings += self._against_nodes(frontier)
        findings += self._against_intents(known)
        return findings

    def _against_checkpoint(self, checkpoint: Checkpoint | None, size: int, head_then: bytes) -> list[str]:
        if checkpoint is None:
            return [] if size == 0 else ["no signed checkpoint is kept, though the log has entries"]
        if not self._checkpoints.signed_by_us(checkpoint):
            return ["the kept checkpoint's signature is not this installation's"]
        if checkpoint.size > size:
            return [f"the log's tail is cut: {size} entries are there, {checkpoint.size} were signed"]
        if checkpoint.size and head_then != checkpoint.root:
            return [f"an entry among the first {checkpoint.size} was changed after it was signed"]
        return []

    def _against_nodes(self, frontier: merkle.Frontier) -> list[str]:
        with self._audit.read() as connection:
            if _size(connection) == frontier.size and _frontier(connection, frontier.size).peaks == frontier.peaks:
                return []
        return ["the stored tree does not fit the entries"]

    def _against_intents(self, known: Mapping[str, bytes]) -> list[str]:
        without, changed, found = 0, 0, set()
        for name, book in self._sources.items():
            with book.read() as connection:
                table = intents.table_for(name, connection)
                rows = connection.execution_options(yield_per=1000).execute(select(table.c.id, table.c.entry))
                for row in rows:
                    found.add(row.id)
                    leaf = known.get(row.id)
                    without += leaf is None
                    changed += leaf is not None and leaf != merkle.leaf_hash(as_bytes(row.entry))
        wordings = (
            (without, "intents have no entry in the log"),
            (changed, "intents differ from their entry in the log"),
            (len(known.keys() - found), "entries have no intent in any book"),
        )
        return [f"{count} {words}" for count, words in wordings if count]


def _append(connection: Connection, batch: Sequence[intents.Intent]) -> None:
    ids = [intent.id for intent in batch]
    there = set(connection.scalars(select(LEAVES.c.intent_id).where(LEAVES.c.intent_id.in_(ids))))
    fresh = [intent for intent in batch if intent.id not in there]
    if not fresh:
        return
    frontier = _frontier(connection, _size(connection))
    leaves, nodes = [], []
    for intent in fresh:
        leaves.append({"seq": frontier.size, "intent_id": intent.id, "entry": intent.entry})
        made = frontier.append(merkle.leaf_hash(intent.entry))
        nodes += [{"level": level, "number": number, "hash": digest} for level, number, digest in made]
    connection.execute(insert(LEAVES), leaves)
    connection.execute(insert(NODES), nodes)


def _size(connection: Connection) -> int:
    last = connection.scalar(select(func.max(LEAVES.c.seq)))
    return 0 if last is None else int(last) + 1


def _frontier(connection: Connection, size: int) -> merkle.Frontier:
    peaks, start = [], 0
    for level in range(size.bit_length() - 1, -1, -1):
        if (size >> level) & 1:
            peaks.append(_node(connection, level, start >> level))
            start += 1 << level
    return merkle.Frontier(size, peaks)


def _node(connection: Connection, level: int, number: int) -> bytes:
    found = connection.scalar(select(NODES.c.hash).where(NODES.c.level == level, NODES.c.number == number))
    return as_bytes(found) if found is not None else b"\x00" * merkle.HASH_SIZE


def as_bytes(value: bytes | memoryview | str) -> bytes:
    """A blob's bytes; also of one that somebody overwrote with text, so that tampering shows instead of failing."""
    return value.encode("utf-8", "surrogateescape") if isinstance(value, str) else bytes(value)


def _leaf(row: Row[Any]) -> Leaf:
    return Leaf(int(row.seq), str(row.intent_id), as_bytes(row.entry))
