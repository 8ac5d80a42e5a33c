"""Lines and the providers that carry their texts."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update
from sqlalchemy.exc import IntegrityError

from safelight.access.core.permission import Scope
from safelight.infra.intents import Intent, add_intent
from safelight.kernel.errors import Conflict
from safelight.textline.core.box import Wrapped
from safelight.textline.core.sending import ProviderKind
from safelight.textline.store.tables import LINES, PROVIDERS

TENANTLESS = {
    "every_line": "gateways and workers serve every tenant's line; they show nothing to anybody",
    "every_provider": "gateways and workers serve every tenant's line; they show nothing to anybody",
    "note_health": "whether a provider answers concerns the whole installation",
    "note_listed": "how far the back-fill has read concerns the whole installation",
}
"""Functions here that take no scope, each with the reason; a test compares."""

UNAUDITED = {
    "note_health": "that a provider did not answer is no act of a person; what came of each text is written down",
    "note_listed": "a bookmark of the back-fill; what it found is written down text by text",
}
"""Functions here that change state without an intent, each with the reason; a test compares."""


@dataclass(frozen=True, slots=True)
class Line:
    """`options` holds what a line may be set to: `retention_days`, `hours`, `timezone`, `language`, `programme`."""

    id: str
    tenant_id: str
    address: str
    name: str
    options: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ProviderRow:
    """`options` are the provider's own: address, sender, callback, host and port. `token` is a box."""

    id: str
    tenant_id: str
    line_id: str
    rank: int
    kind: ProviderKind
    account: str
    options: Mapping[str, Any]
    token: Wrapped
    failures: int
    down_until: datetime | None
    listed_to: datetime | None


def add_line(connection: Connection, scope: Scope, line: Line, intent: Intent) -> None:
    row = {"id": line.id, "tenant_id": scope.tenant_id, "address": line.address, "name": line.name}
    try:
        connection.execute(insert(LINES).values(**row, options=json.dumps(dict(line.options), sort_keys=True)))
    except IntegrityError as error:
        raise Conflict("textline.line.exists", f"There is a line at {line.address} already.") from error
    add_intent(connection, "textline", intent)


def list_lines(connection: Connection, scope: Scope) -> Sequence[Line]:
    rows = connection.execute(select(LINES).where(LINES.c.tenant_id == scope.tenant_id).order_by(LINES.c.name))
    return [_line(row) for row in rows]


def add_provider(connection: Connection, scope: Scope, provider: ProviderRow, intent: Intent) -> None:
    row = {
        "id": provider.id,
        "tenant_id": scope.tenant_id,
        "line_id": provider.line_id,
        "rank": provider.rank,
        "kind": provider.kind,
        "account": provider.account,
        "options": json.dumps(dict(provider.options), sort_keys=True),
        "domain_key": provider.token.domain_key,
        "token": provider.token.box,
        "failures": 0,
        "listed_to": provider.listed_to,
    }
    try:
        connection.execute(insert(PROVIDERS).values(row))
    except IntegrityError as error:
        raise Conflict("textline.provider.exists", "That account carries this line already.") from error
    add_intent(connection, "textline", intent)


def every_line(connection: Connection) -> Sequence[Line]:
    return [_line(row) for row in connection.execute(select(LINES))]


def every_provider(connection: Connection) -> Sequence[ProviderRow]:
    """Every provider, those of a line in order of rank."""
    return [_provider(row) for row in connection.execute(select(PROVIDERS).order_by(PROVIDERS.c.rank, PROVIDERS.c.id))]


def note_health(connection: Connection, provider_id: str, failures: int, down_until: datetime | None) -> None:
    this = update(PROVIDERS).where(PROVIDERS.c.id == provider_id)
    connection.execute(this.values(failures=failures, down_until=down_until))


def note_listed(connection: Connection, provider_id: str, listed_to: datetime) -> None:
    connection.execute(update(PROVIDERS).where(PROVIDERS.c.id == provider_id).values(listed_to=listed_to))


def _line(row: Row[Any]) -> Line:
    return Line(row.id, row.tenant_id, row.address, row.name, json.loads(row.options))


def _provider(row: Row[Any]) -> ProviderRow:
    return ProviderRow(
        id=row.id,
        tenant_id=row.tenant_id,
        line_id=row.line_id,
        rank=row.rank,
        kind=row.kind,
        account=row.account,
        options=json.loads(row.options),
        token=Wrapped(row.domain_key, bytes(row.token)),
        failures=row.failures,
        down_until=row.down_until,
        listed_to=row.listed_to,
    )
