"""Intents: entries that wait, in the same file and the same transaction as what they describe, for their leaf.

Every book that can be written has an `intents` table. A write adds its intent in its own
transaction, so there is no state without one. The ledger (`ledger.py`) gives each intent its leaf
later, in order and once. An intent is never changed; `sequenced` only says that its leaf is known
to be there, and is a hint that may lag behind.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Integer,
    LargeBinary,
    MetaData,
    Select,
    String,
    Table,
    bindparam,
    insert,
    select,
    update,
)

from safelight.infra.db import METADATA, BookName
from safelight.infra.prepared import among, fetch, run, run_each

INTENT_BOOKS: tuple[BookName, ...] = ("ops", "ads", "content", "textline", "stats")
"""Books that carry intents; the audit book holds the leaves."""


@dataclass(frozen=True, slots=True)
class Intent:
    """`id` is unique over all books; `entry` is the exact bytes that become the leaf. `position`: where it stands in
    its book, 0 until it was written."""

    id: str
    entry: bytes
    position: int = 0


def _intents(metadata: MetaData) -> Table:
    return Table(
        "intents",
        metadata,
        Column("position", Integer, primary_key=True, autoincrement=True),
        Column("id", String(64), nullable=False, unique=True),
        Column("entry", LargeBinary, nullable=False),
        Column("sequenced", Boolean, nullable=False, default=False, index=True),
    )


TABLES: dict[BookName, Table] = {name: _intents(METADATA[name]) for name in INTENT_BOOKS}


def _waiting(table: Table) -> Select[Any]:
    unknown = table.c.sequenced.is_(False) & (table.c.position > bindparam("after"))
    wanted = select(table.c.id, table.c.entry, table.c.position).where(unknown)
    return wanted.order_by(table.c.position).limit(bindparam("most"))


_INSERT = {table: insert(table) for table in TABLES.values()}
_WAITING = {table: _waiting(table) for table in TABLES.values()}
_MARK = {table: update(table).where(among(table.c.id, "ids")).values(sequenced=True) for table in TABLES.values()}


def table_for(book: BookName, connection: Connection) -> Table:
    """The intents table of a book. On PostgreSQL all books share one, because their tables live together."""
    return TABLES["ops"] if connection.dialect.name == "postgresql" else TABLES[book]


def add_intent(connection: Connection, book: BookName, intent: Intent) -> None:
    """Add an intent to the transaction that makes the change it describes."""
    add_intents(connection, book, [intent])


def add_intents(connection: Connection, book: BookName, many: Sequence[Intent]) -> None:
    """Add the intents of a batch, in order."""
    rows = [{"id": intent.id, "entry": intent.entry, "sequenced": False} for intent in many]
    run_each(connection, _INSERT[table_for(book, connection)], rows)


def waiting(connection: Connection, book: BookName, limit: int, after: int = 0) -> list[Intent]:
    """The oldest intents not known to have a leaf, at most `limit`, of those behind position `after`."""
    wanted = {"after": after, "most": limit}
    rows = fetch(connection, _WAITING[table_for(book, connection)], wanted)
    return [Intent(id_, bytes(entry), position) for id_, entry, position in rows]


def mark_sequenced(connection: Connection, book: BookName, ids: list[str]) -> None:
    """Note that these intents have their leaf."""
    run(connection, _MARK[table_for(book, connection)], {"ids": ids})
