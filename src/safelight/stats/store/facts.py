"""The table of facts: what each tenant's systems counted, and how far the audit log was read.

A fact names nobody, so there is nothing to shred in it. Every read stays inside its scope's tenant.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import (
    Column,
    Connection,
    Date,
    Index,
    Integer,
    String,
    Table,
    UniqueConstraint,
    delete,
    func,
    insert,
    select,
)

from safelight.access.core.permission import Scope
from safelight.infra.db import METADATA, upsert
from safelight.kernel.facts import Fact
from safelight.stats.core.counted import Counted

FACTS = Table(
    "stats_facts",
    METADATA["stats"],
    Column("position", Integer, primary_key=True, autoincrement=True),
    Column("tenant_id", String(64), nullable=False),
    Column("kind", String(32), nullable=False),
    Column("day", Date, nullable=False),
    Column("state", String(2), nullable=False),
    Column("county", String(5), nullable=False),
    Column("attributes", String(500), nullable=False),
    Column("count", Integer, nullable=False),
    Column("source", String(32), nullable=False),
    UniqueConstraint(*("tenant_id", "kind", "day", "state", "county", "attributes", "source"), name="stats_facts_once"),
    Index("stats_facts_by_kind", "tenant_id", "kind", "day"),
)
CURSORS = Table(
    "stats_cursors",
    METADATA["stats"],
    Column("name", String(32), primary_key=True),
    Column("position", Integer, nullable=False),
)

TENANTLESS = {
    "read_to": "how far the log of the installation was read is no row of a tenant",
    "add_facts": "the follower of the log adds facts for whichever tenant an entry names",
    "replace_facts": "the bridge hands over what a tenant's book holds; it shows nothing to anybody",
}
UNAUDITED = {
    "add_facts": "facts are read off the audit log; an entry about an entry would never end",
    "replace_facts": "counts of what stands in another book, whose changes have their own entries",
}

AUDIT = "audit"


def read_to(connection: Connection) -> int:
    """The number of the last leaf that was read, -1 before the first."""
    found = connection.scalar(select(CURSORS.c.position).where(CURSORS.c.name == AUDIT))
    return -1 if found is None else int(found)


def add_facts(connection: Connection, facts: Sequence[tuple[str, Fact]], position: int) -> None:
    """Add facts (tenant, fact) and note how far the log was read, in one transaction: no loss, no doubling."""
    if facts:
        connection.execute(insert(FACTS), [_row(tenant, fact) for tenant, fact in facts])
    cursor = upsert(connection, CURSORS, ["name"], ["position"])
    connection.execute(cursor, [{"name": AUDIT, "position": position}])


def replace_facts(connection: Connection, tenant: str, kind: str, facts: Iterable[Fact]) -> None:
    """Make the tenant's facts of a kind equal to these."""
    connection.execute(delete(FACTS).where(FACTS.c.tenant_id == tenant, FACTS.c.kind == kind))
    rows = [_row(tenant, fact) for fact in facts]
    if rows:
        connection.execute(insert(FACTS), rows)


def counted(
    connection: Connection, scope: Scope, kind: str, first: date | None = None, last: date | None = None
) -> list[Counted]:
    """The tenant's facts of one kind, both days included, added up over their sources."""
    own = [FACTS.c.tenant_id == scope.tenant_id, FACTS.c.kind == kind]
    own += [FACTS.c.day >= first] if first else []
    own += [FACTS.c.day <= last] if last else []
    key = (FACTS.c.day, FACTS.c.state, FACTS.c.county, FACTS.c.attributes)
    query = select(*key, func.sum(FACTS.c.count).label("total")).where(*own).group_by(*key).order_by(*key)
    return [
        Counted(row.day, row.state, row.county, json.loads(row.attributes), int(row.total))
        for row in connection.execute(query)
    ]


def totals(connection: Connection, scope: Scope) -> dict[str, tuple[int, date, date]]:
    """For each kind with facts: how many are counted, the first and the last day."""
    query = select(FACTS.c.kind, func.sum(FACTS.c.count), func.min(FACTS.c.day), func.max(FACTS.c.day))
    rows = connection.execute(query.where(FACTS.c.tenant_id == scope.tenant_id).group_by(FACTS.c.kind))
    return {row[0]: (int(row[1]), row[2], row[3]) for row in rows}


def _row(tenant: str, fact: Fact) -> dict[str, object]:
    return {
        "tenant_id": tenant,
        "kind": fact.kind,
        "day": fact.day,
        "state": fact.state,
        "county": fact.county,
        "attributes": json.dumps(dict(fact.attributes), sort_keys=True),
        "count": fact.count,
        "source": fact.source,
    }
