"""Bringing a book's tables up to date: Alembic, one history per book, run from the program itself.

SQLite books are files of their own; on PostgreSQL the histories stand side by side, each with its own
version table. `upgrade` is safe to run at every start. There is no downgrade: restore the backup.
"""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from safelight.infra.db import Book, BookName, one_writer

MIGRATIONS = Path(__file__).parent / "migrations"
ADVISORY_LOCK = 0x5AFE_0003


def version_table(book: BookName) -> str:
    """Where a book's version is noted."""
    return f"version_{book}"


def upgrade(book: Book) -> None:
    """Create or update the book's tables."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("version_locations", str(MIGRATIONS / book.name))
    config.set_main_option("path_separator", "os")
    if is_current(book):
        return
    with book.write() as connection:
        one_writer(connection, ADVISORY_LOCK)
        config.attributes["connection"] = connection
        config.attributes["book"] = book.name
        command.upgrade(config, "head")


def is_current(book: Book) -> bool:
    """Whether the book has the newest tables."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("version_locations", str(MIGRATIONS / book.name))
    config.set_main_option("path_separator", "os")
    heads = set(ScriptDirectory.from_config(config).get_heads())
    with book.read() as connection:
        context = MigrationContext.configure(connection, opts={"version_table": version_table(book.name)})
        return set(context.get_current_heads()) == heads
