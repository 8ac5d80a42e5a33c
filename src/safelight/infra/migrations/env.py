"""Alembic's entry: runs one book's migrations on the connection that `infra.migrate` hands over."""

from alembic import context

from safelight.infra.db import METADATA
from safelight.infra.migrate import version_table

book = context.config.attributes["book"]
connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=METADATA[book],
    version_table=version_table(book),
    render_as_batch=True,
    transaction_per_migration=False,
)
context.run_migrations()
