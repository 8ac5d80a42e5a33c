"""Books: the databases of an installation, and how they are opened.

A *book* is one set of tables that lives together: `ops` (members, cases, leads), `ads` (bulk), `content`
(fingerprints and notices), `textline` (texts, boxed), `audit` (the tree). In a folder each book is a SQLite file of
its own, because a bulk writer holds the only write lock of its file. With a PostgreSQL URL all live in one database.

Promises: every write transaction starts with BEGIN IMMEDIATE on SQLite, so that it waits at its
start and not in its middle; times come back as aware UTC; `synchronous=FULL`, so what was
committed is on disk.
"""

from __future__ import annotations

import threading
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, Literal, TypeVar, cast

from sqlalchemy import Connection, DateTime, Dialect, Engine, Executable, MetaData, TypeDecorator, create_engine, event
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import ConnectionPoolEntry
from sqlalchemy.sql.schema import Table

from safelight.infra.prepared import say
from safelight.kernel.errors import Unavailable

BookName = Literal["ops", "ads", "content", "textline", "stats", "audit"]
BOOKS: tuple[BookName, ...] = ("ops", "ads", "content", "textline", "stats", "audit")

Value = TypeVar("Value", str, int)

BUSY_TIMEOUT_MS = 30_000
"""How long a writer waits for another process's write transaction before it gives up as Unavailable."""

METADATA: dict[BookName, MetaData] = {name: MetaData() for name in BOOKS}
"""Each store declares its own tables here; migrations create them."""


class UtcDateTime(TypeDecorator[datetime]):
    """Aware UTC in, aware UTC out, on both databases (SQLite itself forgets the zone)."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive datetime has no place in the database")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Book:
    """One open book. `read()` gives a connection that can't write by accident; `write()` one transaction."""

    def __init__(self, name: BookName, engine: Engine) -> None:
        self.name = name
        self.engine = engine
        self.writes = 0
        """Write transactions of this process so far, so that who follows the book knows when to look."""
        self._counting = threading.Lock()

    @property
    def is_postgres(self) -> bool:
        return self.engine.dialect.name == "postgresql"

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A connection for reading; everything done on it is rolled back at the end."""
        with unavailable_when_locked(), self.engine.connect() as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """One write transaction: committed at the end of the block, rolled back on an exception."""
        with unavailable_when_locked(), self.engine.connect() as plain:
            connection = plain.execution_options(writes=True)
            with connection.begin():
                yield connection
        with self._counting:
            self.writes += 1

    def close(self) -> None:
        self.engine.dispose()


@contextmanager
def unavailable_when_locked() -> Iterator[None]:
    """A database that is locked, full or gone is Unavailable, said without its internals."""
    try:
        yield
    except OperationalError as error:
        raise Unavailable(
            "infra.db.unavailable", f"The database can't answer now ({_short(error)}). Try again."
        ) from error


def _short(error: OperationalError) -> str:
    return str(error.orig).splitlines()[0][:120]


def open_book(name: BookName, home: Path, url: str | None) -> Book:
    """Open a book in `home` (SQLite) or at `url` (PostgreSQL, `postgresql+psycopg://...`). Creates no tables."""
    if url is not None:
        return Book(name, create_engine(_psycopg_url(url), pool_pre_ping=True))
    engine = create_engine(f"sqlite:///{home / (name + '.sqlite')}", connect_args={"timeout": BUSY_TIMEOUT_MS / 1000})
    event.listen(engine, "connect", _sqlite_pragmas)
    event.listen(engine, "begin", _sqlite_begin)
    return Book(name, engine)


def _psycopg_url(url: str) -> str:
    for prefix in ("postgres://", "postgresql://"):
        if url.startswith(prefix):
            return "postgresql+psycopg://" + url.removeprefix(prefix)
    return url


def _sqlite_pragmas(connection: DBAPIConnection, _record: ConnectionPoolEntry) -> None:
    cast(Any, connection).isolation_level = None  # SQLAlchemy says BEGIN, not the driver
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        f"busy_timeout={BUSY_TIMEOUT_MS}",
        "trusted_schema=OFF",
        "secure_delete=ON",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _sqlite_begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes", False)
    say(connection, "BEGIN IMMEDIATE" if writes else "BEGIN")


def insert_or_ignore(connection: Connection, table: Table) -> Any:
    """An INSERT that leaves an existing row as it is, on either database. Add `.values(...)` or pass rows."""
    return _ignoring(connection.dialect.name, table)


@cache
def _ignoring(dialect: str, table: Table) -> Any:
    insert: Any = postgres_insert(table) if dialect == "postgresql" else sqlite_insert(table)
    return insert.on_conflict_do_nothing()


def upsert(connection: Connection, table: Table, keys: list[str], columns: list[str]) -> Any:
    """An INSERT that overwrites `columns` of the row with the same `keys`, on either database."""
    return _merging(connection.dialect.name, table, tuple(keys), tuple(columns), False)


def insert_or_count(connection: Connection, table: Table, keys: list[str], columns: list[str]) -> Any:
    """An INSERT that adds to `columns` of the row with the same `keys`, on either database."""
    return _merging(connection.dialect.name, table, tuple(keys), tuple(columns), True)


@cache
def _merging(dialect: str, table: Table, keys: tuple[str, ...], columns: tuple[str, ...], adding: bool) -> Any:
    insert: Any = postgres_insert(table) if dialect == "postgresql" else sqlite_insert(table)
    new = {name: insert.excluded[name] + table.c[name] if adding else insert.excluded[name] for name in columns}
    return insert.on_conflict_do_update(index_elements=list(keys), set_=new)


AT_ONCE = 500
"""Values of one IN list: below SQLite's old limit of 999 variables, with room for the rest of the query."""


def in_parts(values: Collection[Value]) -> Iterator[list[Value]]:
    """Values in parts that fit into an IN list, each once and in order, so that the same question is the same text."""
    some = sorted(set(values))
    yield from (some[at : at + AT_ONCE] for at in range(0, len(some), AT_ONCE))


def one_writer(connection: Connection, lock: int) -> None:
    """Make this transaction the only one that holds `lock` until it ends (SQLite: BEGIN IMMEDIATE already did)."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({int(lock)})")


def one_writer_each(connection: Connection, locks: Iterable[int]) -> None:
    """`one_writer` for several locks, taken in order, so that two transactions never wait for each other."""
    if connection.dialect.name == "postgresql":
        ordered = sorted(set(locks))
        connection.exec_driver_sql(
            "SELECT pg_advisory_xact_lock(lock) FROM (SELECT unnest(%s::bigint[]) AS lock) AS locks", (ordered,)
        )


def among_writers(connection: Connection, lock: int) -> None:
    """Share `lock` until this transaction ends: `one_writer` waits for it (SQLite: BEGIN IMMEDIATE already made it)."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock_shared({int(lock)})")


def affected(connection: Connection, statement: Executable, values: Mapping[str, Any] | None = None) -> int:
    """Run a statement (with these values) and return how many rows it changed."""
    return int(connection.execute(statement, values, execution_options={"preserve_rowcount": True}).rowcount)
