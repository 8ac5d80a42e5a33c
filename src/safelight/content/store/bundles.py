"""Bundles of a tenant: the newest out and in, what has gone out, and trusted keys."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Connection, delete, insert, select

from safelight.access.core.permission import Scope
from safelight.content.core.bundle import Last
from safelight.content.store.bundle_tables import BUNDLE_KEYS, BUNDLED, BUNDLES_IN, BUNDLES_OUT
from safelight.infra.intents import Intent, add_intent
from safelight.kernel.clock import iso


def last_out(connection: Connection, scope: Scope) -> tuple[int, str]:
    """Sequence and digest of the newest bundle that went out; (0, "") when none did."""
    own = select(BUNDLES_OUT).where(BUNDLES_OUT.c.tenant_id == scope.tenant_id)
    row = connection.execute(own.order_by(BUNDLES_OUT.c.sequence.desc()).limit(1)).first()
    return (row.sequence, row.digest) if row is not None else (0, "")


def bundled(connection: Connection, scope: Scope) -> set[str]:
    """Own observations that went out and were not taken back by a bundle since."""
    return set(connection.scalars(select(BUNDLED.c.observation_id).where(BUNDLED.c.tenant_id == scope.tenant_id)))


def note_out(
    connection: Connection,
    scope: Scope,
    sequence: int,
    digest: str,
    added: Collection[str],
    gone: Collection[str],
    intent: Intent,
) -> None:
    """Note a bundle that went out with what it brought and took back."""
    row = {"tenant_id": scope.tenant_id, "sequence": sequence, "digest": digest, "made_at": scope.at}
    connection.execute(insert(BUNDLES_OUT).values(row))
    for one in added:
        connection.execute(insert(BUNDLED).values(tenant_id=scope.tenant_id, observation_id=one))
    for one in gone:
        connection.execute(
            delete(BUNDLED).where(BUNDLED.c.tenant_id == scope.tenant_id, BUNDLED.c.observation_id == one)
        )
    add_intent(connection, "content", intent)


def last_in(connection: Connection, scope: Scope, stream: str) -> Last | None:
    """The newest bundle of a sender that the tenant took in."""
    own = (BUNDLES_IN.c.tenant_id == scope.tenant_id) & (BUNDLES_IN.c.stream == stream)
    row = connection.execute(select(BUNDLES_IN).where(own)).first()
    return Last(row.sequence, row.digest, iso(row.taken_at)) if row is not None else None


def note_in(connection: Connection, scope: Scope, stream: str, sequence: int, digest: str, intent: Intent) -> None:
    """Note the newest bundle of a sender."""
    connection.execute(
        delete(BUNDLES_IN).where(BUNDLES_IN.c.tenant_id == scope.tenant_id, BUNDLES_IN.c.stream == stream)
    )
    row = {"tenant_id": scope.tenant_id, "stream": stream, "sequence": sequence, "digest": digest}
    connection.execute(insert(BUNDLES_IN).values(taken_at=scope.at, **row))
    add_intent(connection, "content", intent)


def trusted(connection: Connection, scope: Scope) -> dict[str, str]:
    """Name by key of the senders that the tenant trusts."""
    rows = connection.execute(select(BUNDLE_KEYS).where(BUNDLE_KEYS.c.tenant_id == scope.tenant_id))
    return {row.key: row.name for row in rows}


def trust(connection: Connection, scope: Scope, key: str, name: str, intent: Intent) -> None:
    """Trust a key under a name, or rename it."""
    connection.execute(delete(BUNDLE_KEYS).where(BUNDLE_KEYS.c.tenant_id == scope.tenant_id, BUNDLE_KEYS.c.key == key))
    connection.execute(insert(BUNDLE_KEYS).values(tenant_id=scope.tenant_id, key=key, name=name))
    add_intent(connection, "content", intent)
