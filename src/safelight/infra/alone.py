"""Alone: a lock that one process of an installation holds, told by the system and not by a clock.

A folder's lock is a file that the kernel frees when its process dies, however it dies; in PostgreSQL it is an advisory
lock that ends with its connection. So a process that is killed never keeps it, and a clock that is set never frees it.
"""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from safelight.infra.db import Book


class Alone:
    """One lock. `hold` is asked again and again, and is cheap while the lock is ours. For one thread."""

    def __init__(self, book: Book, path: Path, number: int) -> None:
        self._book = book
        self._path = path
        self._number = number
        self._file: int | None = None
        self._connection: Connection | None = None

    def hold(self) -> bool:
        """Whether this process holds the lock now; takes it when it is free. Never waits."""
        return self._hold_row() if self._book.is_postgres else self._hold_file()

    def release(self) -> None:
        """Let go."""
        if self._file is not None:
            os.close(self._file)
            self._file = None
        if self._connection is not None:
            self._connection.invalidate()  # closing the connection itself frees the lock, whatever state it is in
            self._connection.close()
            self._connection = None

    def _hold_file(self) -> bool:
        if self._file is not None:
            return True
        file = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(file)
            return False
        self._file = file
        return True

    def _hold_row(self) -> bool:
        try:
            if self._connection is not None:
                self._connection.execute(text("SELECT 1"))
                return True
            connection = self._book.engine.connect().execution_options(isolation_level="AUTOCOMMIT")
            if connection.scalar(text("SELECT pg_try_advisory_lock(:number)"), {"number": self._number}):
                self._connection = connection
                return True
            connection.close()
        except DBAPIError:
            self.release()
        return False
