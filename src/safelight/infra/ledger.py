"""The ledger: an append-only RFC 6962 log over the intents of every book, in a file of its own.

`sequence()` gives each waiting intent its leaf, in order and exactly once, however often it runs
and wherever it was killed; it then signs a checkpoint (C2SP signed note) and keeps it outside the
database, so that a cut tail shows. `verify()` recomputes everything and lists what is wrong.
Refuses: changing or removing a leaf (there is no function that could), and going on with a log that is
not the one it signed last.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    Integer,
    LargeBinary,
    Row,
    Select,
    String,
    Table,
    bindparam,
    func,
    insert,
    or_,
    select,
)

from safelight.infra import intents, merkle
from safelight.infra.checkpoint import Checkpoint, CheckpointFile
from safelight.infra.db import METADATA, Book, BookName, one_writer, unavailable_when_locked
from safelight.infra.prepared import among, fetch, fetch_first, run_each
from safelight.infra.rounds import Rounds
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
"""Intents of a book that get their leaf in one transaction (group commit: 58k/s against 3k/s one by one, measured
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
        self._rounds = Rounds(self._round)
        self._swept: dict[BookName, int] = {}
        self._behind: dict[BookName, int] = dict.fromkeys(sources, 0)
        self._unmarked: dict[BookName, dict[str, None]] = {name: {} for name in sources}
        self._everywhere = True

    def sequence(self) -> Checkpoint:
        """Give every intent that this process has committed its leaf; returns the signed head that covers them all.
        Threads that ask at once share a round. Unavailable when the log doesn't go on from what was signed last: a
        rewritten log never gets a new signature."""
        return self._rounds.join()

    def sweep(self) -> Checkpoint:
        """The same for whatever waits in any book, also what another process left when it was killed."""
        self._everywhere = True
        return self.sequence()

    def head(self) -> Checkpoint:
        """The newest signed head."""
        return self.sequence()

    def _round(self) -> Checkpoint:
        everywhere, self._everywhere = self._everywhere, False
        with unavailable_when_locked():
            while True:
                written = {name: book.writes for name, book in self._sources.items()}
                changed = [name for name, count in written.items() if everywhere or self._may_hold(name, count)]
                batches = {name: self._waiting(name) for name in changed}
                head = self._append(batches)
                for name, batch in batches.items():
                    self._note(name, batch)
                if all(len(batch) < BATCH for batch in batches.values()):
                    self._swept |= {name: written[name] for name in changed}
                    return head

    def _may_hold(self, name: BookName, writes: int) -> bool:
        """Whether this process wrote the book since it was swept. On PostgreSQL other books write the same table."""
        return self._sources[name].is_postgres or self._swept.get(name) != writes

    def _waiting(self, name: BookName) -> list[intents.Intent]:
        with self._sources[name].read() as connection:
            return intents.waiting(connection, name, BATCH, self._behind[name])

    def _append(self, batches: Mapping[BookName, Sequence[intents.Intent]]) -> Checkpoint:
        """One transaction for all of it, and one signature. The head is signed before another process may append."""
        batch = [intent for each in batches.values() for intent in each]
        opened = self._audit.write() if batch else self._audit.read()
        with self._checkpoints.alone():
            with opened as connection:
                if batch:
                    one_writer(connection, ADVISORY_LOCK)
                frontier = self._continued(connection)
                _append(connection, frontier, batch)
            return self._checkpoints.advance(frontier.size, frontier.root())

    def _continued(self, connection: Connection) -> merkle.Frontier:
        """The log's frontier, once it is certain that the last checkpoint is a prefix of it. The empty log is signed
        too, so that a checkpoint that is missing later was taken away."""
        last, frontier = self._checkpoints.latest(), _frontier(connection, _size(connection))
        if last is None and frontier.size == 0:
            self._checkpoints.advance(0, merkle.EMPTY_ROOT)
        elif (
            last is None
            or not self._checkpoints.signed_by_us(last)
            or last.size > frontier.size
            or (frontier if last.size == frontier.size else _frontier(connection, last.size)).root() != last.root
        ):
            raise Unavailable(
                "infra.checkpoint.rewritten", "The audit log is not the one that was signed; run safelight check."
            )
        return frontier

    def _note(self, name: BookName, batch: Sequence[intents.Intent]) -> None:
        """Remember what has its leaf; note it in the book now and then, for the next process. Positions are in the
        order of commits on SQLite only, which has one writer."""
        if not batch:
            return
        book, unmarked = self._sources[name], self._unmarked[name]
        if not book.is_postgres:
            self._behind[name] = batch[-1].position
        unmarked |= dict.fromkeys(intent.id for intent in batch)
        if len(unmarked) >= MARK_AFTER:
            with book.write() as connection:
                intents.mark_sequenced(connection, name, list(unmarked))
            unmarked.clear()

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


_THERE = select(LEAVES.c.intent_id).where(among(LEAVES.c.intent_id, "ids"))
_LAST = select(func.max(LEAVES.c.seq))
_NODE = select(NODES.c.hash).where(NODES.c.level == bindparam("level"), NODES.c.number == bindparam("number"))
_ADD_LEAVES, _ADD_NODES = insert(LEAVES), insert(NODES)


def _append(connection: Connection, frontier: merkle.Frontier, batch: Sequence[intents.Intent]) -> None:
    """Leaves for those of the batch that have none; the frontier grows by them."""
    if not batch:
        return
    there = {found for (found,) in fetch(connection, _THERE, {"ids": [intent.id for intent in batch]})}
    leaves, nodes = [], []
    for intent in batch:
        if intent.id in there:
            continue
        leaves.append({"seq": frontier.size, "intent_id": intent.id, "entry": intent.entry})
        made = frontier.append(merkle.leaf_hash(intent.entry))
        nodes += [{"level": level, "number": number, "hash": digest} for level, number, digest in made]
    run_each(connection, _ADD_LEAVES, leaves)
    run_each(connection, _ADD_NODES, nodes)


def _size(connection: Connection) -> int:
    found = fetch_first(connection, _LAST, {})
    return 0 if found is None or found[0] is None else int(found[0]) + 1


def _frontier(connection: Connection, size: int) -> merkle.Frontier:
    places, start = [], 0
    for level in range(size.bit_length() - 1, -1, -1):
        if (size >> level) & 1:
            places.append((level, start >> level))
            start += 1 << level
    return merkle.Frontier(size, _nodes(connection, places))


def _nodes(connection: Connection, places: Sequence[tuple[int, int]]) -> list[bytes]:
    """The stored nodes at some places, in their order; zeros where there is none."""
    if not places:
        return []
    values = {f"{name}{at}": value for at, place in enumerate(places) for name, value in zip("ln", place, strict=True)}
    rows = fetch(connection, _some_nodes(len(places)), values)
    found = {(level, number): as_bytes(digest) for level, number, digest in rows}
    return [found.get(place, b"\x00" * merkle.HASH_SIZE) for place in places]


@cache
def _some_nodes(count: int) -> Select[Any]:
    """One statement for so many nodes, made once for each count: a log of a million entries has at most 20 peaks."""
    which = [(NODES.c.level == bindparam(f"l{at}")) & (NODES.c.number == bindparam(f"n{at}")) for at in range(count)]
    return select(NODES).where(or_(*which))


def _node(connection: Connection, level: int, number: int) -> bytes:
    found = connection.scalar(_NODE, {"level": level, "number": number})
    return as_bytes(found) if found is not None else b"\x00" * merkle.HASH_SIZE


def as_bytes(value: bytes | memoryview | str) -> bytes:
    """A blob's bytes; also of one that somebody overwrote with text, so that tampering shows instead of failing."""
    return value.encode("utf-8", "surrogateescape") if isinstance(value, str) else bytes(value)


def _leaf(row: Row[Any]) -> Leaf:
    return Leaf(int(row.seq), str(row.intent_id), as_bytes(row.entry))
