"""Nodes: accredited, served and revoked; and what is listed for one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, func, insert, select, update

from safelight.access.core.permission import Scope
from safelight.content.store.node_tables import NODES
from safelight.content.store.tables import CHANGES, OBSERVATIONS, PRINTS
from safelight.infra.intents import Intent, add_intent

TENANTLESS = {
    "add_node": "whoever holds the machine accredits; the node's tenant is named",
    "end_node": "whoever holds the machine revokes; the node's tenant is named",
    "every_node": "whoever holds the machine sees all nodes, to trace a list that turned up",
    "node_named": "whoever holds the machine names the node it revokes",
}


@dataclass(frozen=True, slots=True)
class Node:
    """An accredited place that holds a list. `sequence`, `previous`, `position`: the part it got last, written at
    `served_at`. `declared`: fingerprints checked as its hits so far, the last ones at `declared_at`."""

    id: str
    tenant_id: str
    name: str
    accredited_at: datetime
    revoked_at: datetime | None
    sequence: int
    previous: str
    position: int
    served_at: datetime | None = None
    declared_at: datetime | None = None
    declared: int = 0


def add_node(connection: Connection, node: Node, intent: Intent) -> None:
    values = {name: getattr(node, name) for name in NODES.c.keys()}  # noqa: SIM118  # columns, not a mapping
    connection.execute(insert(NODES).values(values))
    add_intent(connection, "content", intent)


def end_node(connection: Connection, node: Node, at: datetime, intent: Intent) -> None:
    """It gets nothing any more."""
    connection.execute(update(NODES).where(NODES.c.id == node.id).values(revoked_at=at))
    add_intent(connection, "content", intent)


def every_node(connection: Connection) -> list[Node]:
    return [_node(row) for row in connection.execute(select(NODES).order_by(NODES.c.id))]


def node_named(connection: Connection, node_id: str) -> Node | None:
    row = connection.execute(select(NODES).where(NODES.c.id == node_id)).first()
    return _node(row) if row is not None else None


def own_node(connection: Connection, scope: Scope, node_id: str) -> Node | None:
    found = node_named(connection, node_id)
    return found if found is not None and found.tenant_id == scope.tenant_id else None


def served(
    connection: Connection, scope: Scope, node: Node, sequence: int, previous: str, position: int, intent: Intent
) -> None:
    """Note which part the node gets."""
    own = (NODES.c.id == node.id) & (NODES.c.tenant_id == scope.tenant_id)
    values = {"sequence": sequence, "previous": previous, "position": position, "served_at": scope.at}
    connection.execute(update(NODES).where(own).values(values))
    add_intent(connection, "content", intent)


def own_nodes(connection: Connection, scope: Scope) -> list[Node]:
    """The tenant's nodes."""
    own = select(NODES).where(NODES.c.tenant_id == scope.tenant_id)
    return [_node(row) for row in connection.execute(own.order_by(NODES.c.name, NODES.c.id))]


def declare(connection: Connection, scope: Scope, node: Node, count: int, intent: Intent) -> None:
    """Note that so many fingerprints were checked as hits of a node."""
    own = (NODES.c.id == node.id) & (NODES.c.tenant_id == scope.tenant_id)
    connection.execute(update(NODES).where(own).values(declared=NODES.c.declared + count, declared_at=scope.at))
    add_intent(connection, "content", intent)


def listed(connection: Connection, scope: Scope, after: int, up_to: int) -> Iterator[tuple[int, bytes]]:
    """Number and bits of what others hold and entered the near index in (after, up_to], as far as it is there still."""
    entered = _pictures(after, up_to).where(CHANGES.c.enters)
    joined = PRINTS.join(OBSERVATIONS, OBSERVATIONS.c.id == PRINTS.c.observation_id)
    held = PRINTS.c.live & (OBSERVATIONS.c.status == "held") & (PRINTS.c.tenant_id != scope.tenant_id)
    held = held & (OBSERVATIONS.c.until.is_(None) | (OBSERVATIONS.c.until > scope.at))
    query = select(PRINTS.c.number, PRINTS.c.value).select_from(joined).where(held, PRINTS.c.number.in_(entered))
    for row in connection.execute(query.execution_options(yield_per=10_000)):
        yield row.number, bytes.fromhex(row.value)


def left(connection: Connection, scope: Scope, after: int, up_to: int) -> list[int]:
    """Numbers of what left the near index in (after, up_to]. A number names no content and no tenant."""
    del scope  # that something left is said by a name that only the asking node knows
    gone = _pictures(after, up_to).where(~CHANGES.c.enters)
    return list(connection.scalars(gone.order_by(CHANGES.c.position)))


def _pictures(after: int, up_to: int) -> Select[Any]:
    """Pictures that entered or left in (after, up_to]; a node's list has no videos."""
    within = (CHANGES.c.position > after) & (CHANGES.c.position <= up_to)
    return select(CHANGES.c.print).where(within, CHANGES.c.frames == 0)


def last_position(connection: Connection, scope: Scope) -> int:
    del scope  # a count of changes, of whichever tenant
    return int(connection.scalar(select(func.max(CHANGES.c.position))) or 0)


def _node(row: Row[Any]) -> Node:
    return Node(
        id=row.id,
        tenant_id=row.tenant_id,
        name=row.name,
        accredited_at=row.accredited_at,
        revoked_at=row.revoked_at,
        sequence=row.sequence,
        previous=row.previous,
        position=row.position,
        served_at=row.served_at,
        declared_at=row.declared_at,
        declared=row.declared,
    )
