"""The tenants that take part, as the network knows them: name, kind, duty liaison, policy, and where notices go."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, bindparam, select, update

from safelight.access.core.permission import Scope
from safelight.content.core.disclosure import DEFAULTS, Policy, read_policy, write_policy
from safelight.content.core.notice import Party
from safelight.content.store.tables import BODIES
from safelight.infra.db import insert_or_ignore
from safelight.infra.intents import Intent, add_intent
from safelight.infra.prepared import among, fetch_named

TENANTLESS = {
    "find_parties": "a pair has two tenants; the core decides what each learns of the other",
    "address_of": "the outbox delivers for whichever tenant a notice is for",
    "is_desk": "whether a tenant is the watch desk concerns every request",
}

UNAUDITED = {
    "join": "the first verb of a tenant carries the intent; this only notes its name and kind",
}


@dataclass(frozen=True, slots=True)
class Address:
    """Where a tenant's notices are announced. The secret is sealed to the tenant."""

    webhook: str | None
    webhook_secret: bytes | None
    mail: str | None


@dataclass(frozen=True, slots=True)
class Setup:
    """A tenant's own settings."""

    party: Party
    is_desk: bool
    address: Address


def join(connection: Connection, scope: Scope) -> None:
    """Note the acting tenant with its defaults, once."""
    tenant = scope.actor.tenant
    row = {"tenant_id": tenant.id, "name": tenant.name, "kind": tenant.kind, "liaison": "", "is_desk": False}
    connection.execute(insert_or_ignore(connection, BODIES), [{**row, "notices": 0}])


def has_joined(connection: Connection, scope: Scope) -> bool:
    """Whether the acting tenant was noted before."""
    noted = select(BODIES.c.tenant_id).where(BODIES.c.tenant_id == scope.tenant_id)
    return connection.execute(noted).first() is not None


_BODY = select(BODIES).where(BODIES.c.tenant_id == bindparam("tenant"))
_SOME = select(BODIES).where(among(BODIES.c.tenant_id, "some"))


def setup_of(connection: Connection, scope: Scope) -> Setup:
    """The acting tenant's settings; the defaults when it has set nothing yet."""
    found = fetch_named(connection, _BODY, {"tenant": scope.tenant_id})
    if not found:
        tenant = scope.actor.tenant
        return Setup(
            Party(tenant.id, tenant.name, tenant.kind, DEFAULTS[tenant.kind]), False, Address(None, None, None)
        )
    (row,) = found
    return Setup(_party(row), bool(row.is_desk), Address(row.webhook, row.webhook_secret, row.mail))


def find_parties(connection: Connection, tenants: Collection[str]) -> dict[str, Party]:
    """Parties by tenant."""
    rows = fetch_named(connection, _SOME, {"some": list(tenants)}) if tenants else []
    return {row.tenant_id: _party(row) for row in rows}


def others(connection: Connection, scope: Scope) -> list[Party]:
    """Every other body of the network; the caller decides which of them may be named."""
    rows = connection.execute(select(BODIES).where(BODIES.c.tenant_id != scope.tenant_id).order_by(BODIES.c.name))
    return [_party(row) for row in rows]


def address_of(connection: Connection, tenant_id: str) -> Address:
    row = connection.execute(select(BODIES).where(BODIES.c.tenant_id == tenant_id)).first()
    return Address(row.webhook, row.webhook_secret, row.mail) if row is not None else Address(None, None, None)


def is_desk(connection: Connection, tenant_id: str) -> bool:
    found = connection.scalar(select(BODIES.c.is_desk).where(BODIES.c.tenant_id == tenant_id))
    return bool(found)


def set_policy(connection: Connection, scope: Scope, policy: Policy, liaison: str, intent: Intent) -> None:
    """What the tenant shows from now on. Notices that were sent keep what they said."""
    own = update(BODIES).where(BODIES.c.tenant_id == scope.tenant_id)
    connection.execute(own.values(policy=json.dumps(write_policy(policy)), liaison=liaison))
    add_intent(connection, "content", intent)


def set_desk(connection: Connection, scope: Scope, is_desk: bool, intent: Intent) -> None:
    connection.execute(update(BODIES).where(BODIES.c.tenant_id == scope.tenant_id).values(is_desk=is_desk))
    add_intent(connection, "content", intent)


def set_address(connection: Connection, scope: Scope, address: Address, intent: Intent) -> None:
    own = update(BODIES).where(BODIES.c.tenant_id == scope.tenant_id)
    values = {"webhook": address.webhook, "webhook_secret": address.webhook_secret, "mail": address.mail}
    connection.execute(own.values(values))
    add_intent(connection, "content", intent)


def _party(row: Any) -> Party:
    policy = read_policy(json.loads(row.policy)) if row.policy else DEFAULTS[row.kind]
    return Party(row.tenant_id, row.name, row.kind, policy, row.liaison)
