"""Group commit: many threads hand in small pieces of work, few transactions commit them together.

An fsync costs milliseconds; a transaction for each text would queue up behind them. On SQLite, which has one writer,
whatever is waiting shares one transaction, each piece in a savepoint of its own, so that a refusal undoes that piece
alone. On PostgreSQL each piece has its own transaction on one of a few threads. What is handed in to be *gathered* is
given to its work all at once, on both, so that many rows of a table cost one statement.
Promises: a future has its result only after the commit; when the commit fails, every piece of it fails as Unavailable;
a piece that the database can't take fails alone, because the others are then committed one by one.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError, IntegrityError

from safelight.infra.db import Book
from safelight.kernel.errors import SafelightError, Unavailable

Result = TypeVar("Result")
Item = TypeVar("Item")
Work = Callable[[Connection], Result]
Gathering = Callable[[Connection, Sequence[Item]], Sequence[Result]]

MOST = 128
"""Pieces in one transaction: at 500 texts a second and 5 ms a commit about three wait; 128 bounds a burst."""

LANES = 8
"""Transactions side by side on PostgreSQL."""

_Told = tuple[Any, BaseException | None]


@dataclass(frozen=True, slots=True, eq=False)
class _Piece:
    """Either `work` by itself, or an `item` for the `gathering` that takes many."""

    future: Future[Any]
    work: Work[Any] | None = None
    gathering: Gathering[Any, Any] | None = None
    item: Any = None


class GroupCommit:
    """The write side of one book. Safe to use from many threads; starts its threads when first used."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self._waiting: list[_Piece] = []
        self._changed = threading.Condition()
        self._gathered: list[Gathering[Any, Any]] = []
        self._threads: list[threading.Thread] = []
        self._closed = False

    def submit(self, work: Work[Result]) -> Future[Result]:
        """Run `work` in a transaction soon. The future resolves after its commit."""
        return self._hand_in(_Piece(Future(), work=work))

    def gather(self, gathering: Gathering[Item, Result], item: Item) -> Future[Result]:
        """Hand in one item for `gathering`, which gets all that wait and returns a result for each, in order. It is
        never run twice side by side."""
        return self._hand_in(_Piece(Future(), gathering=gathering, item=item))

    def run(self, work: Work[Result]) -> Result:
        """Run `work` and wait for its commit."""
        return self.submit(work).result()

    def close(self) -> None:
        """Finish what was handed in, then stop."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        for thread in self._threads:
            thread.join()

    def _hand_in(self, piece: _Piece) -> Future[Any]:
        with self._changed:
            if self._closed:
                raise Unavailable("infra.closing", "The installation is closing.")
            if not self._threads:
                self._start()
            self._waiting.append(piece)
            self._changed.notify()
        return piece.future

    def _start(self) -> None:
        for number in range(LANES if self._book.is_postgres else 1):
            thread = threading.Thread(target=self._loop, name=f"group-commit-{number}", daemon=True)
            self._threads.append(thread)
            thread.start()

    def _loop(self) -> None:
        while batch := self._take():
            self._commit([piece for piece in batch if piece.future.set_running_or_notify_cancel()])
            gathering = batch[0].gathering
            if gathering is not None and self._book.is_postgres:
                with self._changed:
                    self._gathered.remove(gathering)
                    self._changed.notify_all()

    # --- what goes into one transaction ---------------------------------------------------------

    def _take(self) -> list[_Piece]:
        """The pieces of the next transaction; none once everything is done and nothing more may come."""
        with self._changed:
            while not (batch := self._next()):
                if self._closed and not self._waiting:
                    self._changed.notify_all()
                    return []
                self._changed.wait()
            return batch

    def _next(self) -> list[_Piece]:
        if not self._book.is_postgres:
            batch, self._waiting = self._waiting[:MOST], self._waiting[MOST:]
            return batch
        first = next((piece for piece in self._waiting if piece.gathering not in self._gathered), None)
        if first is None:
            return []
        if first.gathering is None:
            batch = [first]
        else:
            batch = [piece for piece in self._waiting if piece.gathering == first.gathering][:MOST]
            self._gathered.append(first.gathering)
        taken = set(map(id, batch))
        self._waiting = [piece for piece in self._waiting if id(piece) not in taken]
        return batch

    def _commit(self, batch: list[_Piece]) -> None:
        done: list[tuple[_Piece, _Told]] = []
        try:
            with self._book.write() as connection:
                for group in _groups(batch):
                    done += zip(group, _told(connection, group), strict=True)
        except Unavailable as error:  # nothing of this transaction is there: every piece has to hear it
            _refuse(batch, error)
        except BaseException as error:  # one of them can't be taken: which, shows when each stands alone
            if len(batch) > 1:
                for piece in batch:
                    self._commit([piece])
            else:
                _refuse(batch, error)
        else:
            for piece, (result, refusal) in done:
                if refusal is not None:
                    piece.future.set_exception(refusal)
                else:
                    piece.future.set_result(result)


def _groups(batch: Sequence[_Piece]) -> list[list[_Piece]]:
    """Items of one gathering together, where its first one stands; every other piece by itself."""
    groups: list[list[_Piece]] = []
    for piece in batch:
        together = piece.gathering is not None and next(
            (group for group in groups if group[0].gathering == piece.gathering), None
        )
        if together:
            together.append(piece)
        else:
            groups.append([piece])
    return groups


def _told(connection: Connection, group: list[_Piece]) -> Sequence[_Told]:
    """Result or refusal of each. An error of the database itself goes on and ends the transaction, because SQLite may
    have rolled it back already."""
    gathering, work = group[0].gathering, group[0].work
    if gathering is not None:
        return [(result, None) for result in gathering(connection, [piece.item for piece in group])]
    try:
        with connection.begin_nested():
            return [(work(connection) if work else None, None)]
    except IntegrityError as error:  # the statement alone is undone; the transaction stands
        return [(None, error)]
    except DBAPIError:
        raise
    except Exception as error:  # its savepoint is undone; whoever handed it in is told
        return [(None, error)]


def _refuse(batch: Sequence[_Piece], error: BaseException) -> None:
    for piece in batch:
        piece.future.set_exception(_as_refusal(error))


def _as_refusal(error: BaseException) -> BaseException:
    if isinstance(error, SafelightError):
        return error
    refusal = Unavailable("infra.db.unavailable", "The database can't answer now. Try again.")
    refusal.__cause__ = error
    return refusal
