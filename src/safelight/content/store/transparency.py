"""The transparency log: openings that parties hold, and the published tree of leaves that say nothing by themselves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, func, insert, select, update

from safelight.access.core.permission import Scope
from safelight.content.core.commitment import Opening
from safelight.content.store.tables import COSIGNATURES, LOG_LEAVES, LOG_NODES, OPENINGS, WITNESSES
from safelight.infra import merkle
from safelight.infra.db import upsert
from safelight.infra.intents import Intent, add_intent
from safelight.infra.prepared import run_each

TENANTLESS = {
    "add_openings": "an opening is for the tenant it names, whichever tenant's act caused it",
    "unpublished": "a round takes the leaves of every tenant, without their openings",
    "append": "a round takes the leaves of every tenant, without their openings",
    "size": "the log is public to its members; it says nothing about anybody",
    "frontier": "the log is public to its members; it says nothing about anybody",
    "node": "the log is public to its members; it says nothing about anybody",
    "leaves": "the log is public to its members; it says nothing about anybody",
    "cosignatures": "the log is public to its members; it says nothing about anybody",
    "witness_key": "a cosignature is checked with its witness's key, whoever hands it in",
}

UNAUDITED = {
    "add_openings": "part of the transaction that caused it, whose intent says what happened",
    "append": "publishes commitments of what has its intent already",
}


@dataclass(frozen=True, slots=True)
class OpeningRow:
    """An opening as kept: `opening` is None once it was shredded, `seq` None until its round is out."""

    id: str
    subject: str
    opening: Opening | None
    leaf: bytes
    seq: int | None


@dataclass(frozen=True, slots=True)
class Given:
    """An opening to keep for a tenant, about one subject."""

    id: str
    tenant_id: str
    subject: str
    opening: Opening


_ADD = insert(OPENINGS)


def add_openings(connection: Connection, given: Sequence[Given], at: datetime) -> None:
    rows = [
        {
            "id": one.id,
            "tenant_id": one.tenant_id,
            "subject": one.subject,
            "record": one.opening.record,
            "salt": one.opening.salt,
            "leaf": one.opening.leaf,
            "made_at": at,
        }
        for one in given
    ]
    run_each(connection, _ADD, rows)


def openings_of(connection: Connection, scope: Scope, subject: str) -> list[OpeningRow]:
    """The tenant's openings about one subject, oldest first."""
    own = (OPENINGS.c.tenant_id == scope.tenant_id) & (OPENINGS.c.subject == subject)
    rows = connection.execute(select(OPENINGS).where(own).order_by(OPENINGS.c.made_at, OPENINGS.c.id))
    return [
        OpeningRow(
            row.id,
            row.subject,
            Opening(bytes(row.record), bytes(row.salt)) if row.salt is not None else None,
            bytes(row.leaf),
            row.seq,
        )
        for row in rows
    ]


def shred(connection: Connection, scope: Scope, subject: str, intent: Intent) -> None:
    """Forget record and salt: the leaves stay, and nobody can say what they were."""
    own = (OPENINGS.c.tenant_id == scope.tenant_id) & (OPENINGS.c.subject == subject)
    connection.execute(update(OPENINGS).where(own).values(record=None, salt=None))
    add_intent(connection, "content", intent)


def unpublished(connection: Connection, limit: int) -> list[bytes]:
    """Leaves that wait for their round, at most `limit`."""
    waiting = select(OPENINGS.c.leaf).where(OPENINGS.c.seq.is_(None)).limit(limit)
    return [bytes(leaf) for leaf in connection.scalars(waiting)]


def size(connection: Connection) -> int:
    last = connection.scalar(select(func.max(LOG_LEAVES.c.seq)))
    return 0 if last is None else int(last) + 1


def node(connection: Connection, level: int, number: int) -> bytes:
    found = connection.scalar(select(LOG_NODES.c.hash).where(LOG_NODES.c.level == level, LOG_NODES.c.number == number))
    return bytes(found) if found is not None else bytes(merkle.HASH_SIZE)


def frontier(connection: Connection, count: int) -> merkle.Frontier:
    """The right edge of the tree of the first `count` leaves."""
    peaks, start = [], 0
    for level in range(count.bit_length() - 1, -1, -1):
        if (count >> level) & 1:
            peaks.append(node(connection, level, start >> level))
            start += 1 << level
    return merkle.Frontier(count, peaks)


_PLACED = update(OPENINGS).where(OPENINGS.c.leaf == bindparam("this")).values(seq=bindparam("place"))


def append(connection: Connection, round_leaves: Sequence[bytes]) -> merkle.Frontier:
    """Append leaves in the order given; openings learn their place."""
    edge = frontier(connection, size(connection))
    leaves, nodes, places = [], [], []
    for leaf in round_leaves:
        places.append({"this": leaf, "place": edge.size})
        leaves.append({"seq": edge.size, "leaf": leaf})
        made = edge.append(merkle.leaf_hash(leaf))
        nodes += [{"level": level, "number": number, "hash": digest} for level, number, digest in made]
    if leaves:
        connection.execute(_PLACED, places)
        connection.execute(insert(LOG_LEAVES), leaves)
        connection.execute(insert(LOG_NODES), nodes)
    return edge


def leaves(connection: Connection, start: int, limit: int) -> list[bytes]:
    """Published leaves from `start` on."""
    query = select(LOG_LEAVES.c.leaf).where(LOG_LEAVES.c.seq >= start).order_by(LOG_LEAVES.c.seq).limit(limit)
    return [bytes(leaf) for leaf in connection.scalars(query)]


def add_witness(connection: Connection, scope: Scope, name: str, public_key: bytes, intent: Intent) -> None:
    """The tenant's witness key. A new one replaces the old."""
    row = {"name": name, "tenant_id": scope.tenant_id, "public_key": public_key}
    connection.execute(upsert(connection, WITNESSES, ["name"], ["tenant_id", "public_key"]), [row])
    add_intent(connection, "content", intent)


def witness_key(connection: Connection, name: str) -> tuple[str, bytes] | None:
    """Tenant and public key of a witness."""
    row = connection.execute(select(WITNESSES).where(WITNESSES.c.name == name)).first()
    return (row.tenant_id, bytes(row.public_key)) if row is not None else None


def add_cosignature(
    connection: Connection, scope: Scope, tree_size: int, witness: str, line: str, intent: Intent
) -> None:
    row = {"size": tree_size, "witness": witness, "line": line, "at": scope.at}
    connection.execute(upsert(connection, COSIGNATURES, ["size", "witness"], ["line", "at"]), [row])
    add_intent(connection, "content", intent)


def cosignatures(connection: Connection, tree_size: int) -> list[str]:
    """The cosignature lines of one checkpoint."""
    query = select(COSIGNATURES.c.line).where(COSIGNATURES.c.size == tree_size).order_by(COSIGNATURES.c.witness)
    return list(connection.scalars(query))
