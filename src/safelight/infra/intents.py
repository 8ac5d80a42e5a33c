"""Intents: entries that wait, in the same file and the same transaction as what they describe, for their leaf.

Every book that can be written has an `intents` table. A write adds its intent in its own
transaction, so there is no state without one. The ledger (`ledger.py`) gives each intent its leaf
later, in order and once. An intent is never changed; `sequenced` only says that its leaf is known
to be there, and is a hint that may lag behind.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    insert,
    select,
    update,
)

from safelight.infra.db import METADATA, BookName

INTENT_BOOKS: tuple[BookName, ...] = ("ops", "ads", "content", "textline", "stats")
"""Books that carry intents; the audit book holds the leaves."""


@dataclass(frozen=True, slots=True)
class Intent:
    """`id` is unique over all books; `entry` is the exact bytes that become the leaf."""

    id: str
    entry: bytes


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


def table_for(book: BookName, connection: Connection) -> Table:
    """The intents table of a book. On PostgreSQL all books share one, because their tables live together."""
    return TABLES["ops"] if connection.dialect.name == "postgresql" else TABLES[book]


def add_intent(connection: Connection, book: BookName, intent: Intent) -> None:
    """Add an intent to the transaction that makes the change it describes."""
    table = table_for(book, connection)
    connection.execute(insert(table), {"id": intent.id, "entry": intent.entry, "sequenced": False})


def waiting(connection: Connection, book: BookName, limit: int) -> list[Intent]:
    """The oldest intents not known to have a leaf, at most `limit`."""
    table = table_for(book, connection)
    rows = connection.execute(
        select(table.c.id, table.c.entry).where(table.c.sequenced.is_(False)).order_by(table.c.position).limit(limit)
    )
    return [Intent(row.id, bytes(row.entry)) for row in rows]


def mark_sequenced(connection: Connection, book: BookName, ids: list[str]) -> None:
    """Note that these intents have their leaf."""
    table = table_for(book, connection)
    connection.execute(update(table).where(table.c.id.in_(ids)).values(sequenced=True))
