"""The outbox: what must happen after a commit, written in the same transaction as the change.

A row has a topic, a key and a JSON payload. `drain` hands waiting rows to the topic's consumer at
least once, oldest first; a consumer is idempotent by key. A failure is kept with its error and tried again later,
and a stuck row stays visible in `stuck()`. The same (topic, key) is accepted once.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import (
    Column,
    Connection,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    func,
    select,
    update,
)

from safelight.infra.db import METADATA, Book, BookName, UtcDateTime, insert_or_ignore
from safelight.infra.logs import Log
from safelight.infra.prepared import run
from safelight.kernel.clock import Clock

OUTBOX_BOOKS: tuple[BookName, ...] = ("ops", "content")
"""Books with an outbox of their own. On PostgreSQL they share one, because their tables live together."""


def _outbox(metadata: MetaData) -> Table:
    return Table(
        "outbox",
        metadata,
        Column("position", Integer, primary_key=True, autoincrement=True),
        Column("topic", String(64), nullable=False),
        Column("key", String(128), nullable=False),
        Column("payload", Text, nullable=False),
        Column("created_at", UtcDateTime, nullable=False),
        Column("due_at", UtcDateTime, nullable=False, index=True),
        Column("delivered_at", UtcDateTime, nullable=True),
        Column("attempts", Integer, nullable=False, default=0),
        Column("error", String(200), nullable=True),
        UniqueConstraint("topic", "key", name="outbox_topic_key"),
    )


TABLES: dict[BookName, Table] = {name: _outbox(METADATA[name]) for name in OUTBOX_BOOKS}
OUTBOX = TABLES["ops"]

FIRST_RETRY = timedelta(seconds=5)
LAST_RETRY = timedelta(minutes=15)
"""Retries double from 5 seconds to 15 minutes: an outage of an hour costs about a dozen tries."""

STUCK_AFTER = 5

Consumer = Callable[[str, Mapping[str, object]], None]
"""Called with the key and the payload; raises when it could not do its work."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """One undelivered row."""

    position: int
    topic: str
    key: str
    attempts: int
    error: str | None


def put(
    connection: Connection,
    topic: str,
    key: str,
    payload: Mapping[str, object],
    now: datetime,
    book: BookName = "ops",
) -> None:
    """Add a message to the transaction in which its cause is written, in the outbox of that transaction's book."""
    row = {"topic": topic, "key": key, "payload": json.dumps(payload, sort_keys=True)}
    table = OUTBOX if connection.dialect.name == "postgresql" else TABLES[book]
    run(connection, insert_or_ignore(connection, table), {**row, "created_at": now, "due_at": now, "attempts": 0})


class Outbox:
    """Drains one book's outbox into its consumers."""

    def __init__(self, book: Book, consumers: Mapping[str, Consumer], clock: Clock, log: Log) -> None:
        self._book = book
        self._table = OUTBOX if book.is_postgres else TABLES[book.name]
        self._consumers = consumers
        self._clock = clock
        self._log = log

    def drain(self, limit: int = 100) -> int:
        """Deliver what is due. Returns how many rows were delivered; failures are kept for later."""
        now = self._clock.now()
        due = select(self._table).where(self._table.c.delivered_at.is_(None), self._table.c.due_at <= now)
        with self._book.read() as connection:
            rows = connection.execute(due.order_by(self._table.c.position).limit(limit)).all()
        return sum(self._deliver(row.position, row.topic, row.key, row.payload, row.attempts) for row in rows)

    def _deliver(self, position: int, topic: str, key: str, payload: str, attempts: int) -> bool:
        consumer = self._consumers.get(topic)
        try:
            if consumer is None:
                raise LookupError(f"no consumer for {topic}")
            consumer(key, json.loads(payload))
        except Exception as error:  # the worker loop is one of the three places that may catch everything
            self._log.failure("outbox.failed", error, topic=topic, attempts=attempts + 1)
            self._postpone(position, attempts + 1, type(error).__name__)
            return False
        with self._book.write() as connection:
            delivered = update(self._table).where(self._table.c.position == position)
            connection.execute(delivered.values(delivered_at=self._clock.now(), attempts=attempts + 1, error=None))
        return True

    def _postpone(self, position: int, attempts: int, error: str) -> None:
        wait = min(FIRST_RETRY * 2 ** min(attempts - 1, 20), LAST_RETRY)
        with self._book.write() as connection:
            later = update(self._table).where(self._table.c.position == position)
            connection.execute(later.values(attempts=attempts, error=error[:200], due_at=self._clock.now() + wait))

    def has_due(self) -> bool:
        """Whether anything could be delivered now."""
        first = select(self._table.c.position).where(self._table.c.delivered_at.is_(None))
        with self._book.read() as connection:
            return (
                connection.execute(first.where(self._table.c.due_at <= self._clock.now()).limit(1)).first() is not None
            )

    def stuck(self) -> list[Waiting]:
        """Rows that failed five times or more."""
        query = select(self._table).where(self._table.c.delivered_at.is_(None), self._table.c.attempts >= STUCK_AFTER)
        with self._book.read() as connection:
            rows = connection.execute(query.order_by(self._table.c.position)).all()
        return [Waiting(row.position, row.topic, row.key, row.attempts, row.error) for row in rows]

    def waiting(self) -> int:
        """How many rows are undelivered."""
        with self._book.read() as connection:
            query = select(func.count()).select_from(self._table).where(self._table.c.delivered_at.is_(None))
            return int(connection.scalar(query) or 0)
