"""The tenant's own table of agencies. Replaced as a whole; which of them is a tenant here outlives that."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, and_, delete, insert, select, update

from safelight.access.core.permission import Scope
from safelight.infra.db import affected
from safelight.infra.intents import Intent, add_intent
from safelight.textline.core.agency import Agency
from safelight.textline.core.hours import Hours
from safelight.textline.store.people_tables import AGENCIES

TENANTLESS: dict[str, str] = {}
UNAUDITED: dict[str, str] = {}


@dataclass(frozen=True, slots=True)
class Listed:
    """An agency of the table; `joined` is the tenant of this installation that it is, if it is one."""

    agency: Agency
    joined: str | None


def agencies(connection: Connection, scope: Scope) -> Sequence[Listed]:
    """The own tenant's table, by id."""
    own = AGENCIES.c.tenant_id == scope.tenant_id
    found = []
    for row in connection.execute(select(AGENCIES).where(own).order_by(AGENCIES.c.ori)):
        hours = json.loads(row.hours)
        agency = Agency(
            ori=row.ori,
            name=row.name,
            kind=row.kind,
            counties=frozenset(json.loads(row.counties)),
            hours=Hours(hours["zone"], hours["always"], tuple(tuple(span) for span in hours["spans"])),
            phone=row.phone,
            psap_phone=row.desk_phone,
            languages=frozenset(json.loads(row.languages)),
        )
        found.append(Listed(agency, row.joined))
    return found


def replace_all(connection: Connection, scope: Scope, table: Sequence[Agency], intent: Intent) -> None:
    """Put this table in the place of the own tenant's; an agency that stays keeps whom it was joined with."""
    own = AGENCIES.c.tenant_id == scope.tenant_id
    before = connection.execute(select(AGENCIES.c.ori, AGENCIES.c.joined).where(own)).all()
    joined = {row.ori: row.joined for row in before}
    connection.execute(delete(AGENCIES).where(own))
    rows = [
        {
            "tenant_id": scope.tenant_id,
            "ori": agency.ori,
            "name": agency.name,
            "kind": agency.kind,
            "counties": json.dumps(sorted(agency.counties)),
            "hours": json.dumps(
                {"zone": agency.hours.zone, "always": agency.hours.always, "spans": agency.hours.spans}
            ),
            "phone": agency.phone,
            "desk_phone": agency.psap_phone,
            "languages": json.dumps(sorted(agency.languages)),
            "joined": joined.get(agency.ori),
        }
        for agency in table
    ]
    connection.execute(insert(AGENCIES), rows)
    add_intent(connection, "textline", intent)


def join(connection: Connection, scope: Scope, ori: str, tenant_id: str | None, intent: Intent) -> bool:
    """Say which tenant of this installation an agency is; False when the table has no such agency."""
    own = and_(AGENCIES.c.tenant_id == scope.tenant_id, AGENCIES.c.ori == ori)
    if affected(connection, update(AGENCIES).where(own).values(joined=tenant_id)) != 1:
        return False
    add_intent(connection, "textline", intent)
    return True
