"""Group commit: many threads hand in small pieces of work, one thread commits them together.

SQLite has one writer and an fsync costs milliseconds; a transaction for each text would queue up behind them. Here
whatever is waiting shares one transaction, each piece in a savepoint of its own, so that one piece's refusal undoes
that piece alone. PostgreSQL groups commits itself, so there each piece has its own transaction on a small pool.
Promises: a future has its result only after the commit; when the commit fails, every piece of it fails as Unavailable.
Refuses to go on in a transaction after an error of the database itself: SQLite may have rolled it back already.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError, IntegrityError

from safelight.infra.db import Book
from safelight.kernel.errors import SafelightError, Unavailable

Result = TypeVar("Result")

MOST = 128
"""Pieces in one transaction: at 500 texts a second and 5 ms a commit about three wait; 128 bounds a burst."""

LANES = 8
"""Transactions side by side on PostgreSQL."""


@dataclass(frozen=True, slots=True)
class _Piece:
    work: Callable[[Connection], Any]
    future: Future[Any]
    guarded: bool


class GroupCommit:
    """The write side of one book. Safe to use from many threads; starts its thread when first used."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self._waiting: queue.SimpleQueue[_Piece | None] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._pool: ThreadPoolExecutor | None = None
        self._closed = False

    def submit(self, work: Callable[[Connection], Result], *, guarded: bool = False) -> Future[Result]:
        """Run `work` in a transaction soon. The future resolves after its commit. `guarded` work has a savepoint of its
        own for whatever may be refused; should it fail all the same, the whole transaction fails."""
        piece = _Piece(work, Future(), guarded)
        with self._lock:
            if self._closed:
                raise Unavailable("infra.closing", "The installation is closing.")
            self._start()
            if self._pool is not None:
                self._pool.submit(self._commit, [piece])
            else:
                self._waiting.put(piece)
        return piece.future

    def run(self, work: Callable[[Connection], Result]) -> Result:
        """Run `work` and wait for its commit."""
        return self.submit(work).result()

    def close(self) -> None:
        """Finish what was handed in, then stop."""
        with self._lock:
            self._closed = True
        if self._pool is not None:
            self._pool.shutdown()
        if self._thread is not None:
            self._waiting.put(None)
            self._thread.join()

    def _start(self) -> None:
        if self._thread is not None or self._pool is not None:
            return
        if self._book.is_postgres:
            self._pool = ThreadPoolExecutor(LANES, thread_name_prefix="write")
        else:
            self._thread = threading.Thread(target=self._loop, name="group-commit", daemon=True)
            self._thread.start()

    def _loop(self) -> None:
        while (first := self._waiting.get()) is not None:
            batch = [first]
            while len(batch) < MOST and not self._waiting.empty():
                piece = self._waiting.get()
                if piece is None:
                    self._commit(batch)
                    return
                batch.append(piece)
            self._commit(batch)

    def _commit(self, batch: list[_Piece]) -> None:
        batch = [piece for piece in batch if piece.future.set_running_or_notify_cancel()]
        done: list[tuple[_Piece, Any, BaseException | None]] = []
        try:
            with self._book.write() as connection:
                for piece in batch:
                    done.append((piece, *_one(connection, piece)))
        except BaseException as error:  # nothing of this transaction is there: every piece has to hear it
            for piece in batch:
                piece.future.set_exception(_as_refusal(error))
            return
        for piece, result, refusal in done:
            if refusal is not None:
                piece.future.set_exception(refusal)
            else:
                piece.future.set_result(result)


def _one(connection: Connection, piece: _Piece) -> tuple[Any, BaseException | None]:
    """Result or refusal of one piece. An error of the database itself goes on and ends the transaction."""
    if piece.guarded:
        return piece.work(connection), None
    try:
        with connection.begin_nested():
            return piece.work(connection), None
    except IntegrityError as error:  # the statement alone is undone; the transaction stands
        return None, error
    except DBAPIError:
        raise
    except Exception as error:  # its savepoint is undone; whoever handed it in is told
        return None, error


def _as_refusal(error: BaseException) -> BaseException:
    if isinstance(error, SafelightError):
        return error
    refusal = Unavailable("infra.db.unavailable", "The database can't answer now. Try again.")
    refusal.__cause__ = error
    return refusal
