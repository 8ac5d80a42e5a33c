"""Joint programmes and the totals that partners told; read by the partners of their collaboration alone."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select, update

from safelight.access.core.permission import Scope
from safelight.content.core.programme import Kind, Programme, Told
from safelight.content.store.exchange_tables import PARTNERS, SIGNAL_SIGHTS, SIGNALS
from safelight.content.store.programme_tables import PROGRAMME_TOTALS, PROGRAMMES
from safelight.infra.intents import Intent, add_intent


def begin(connection: Connection, scope: Scope, made: Programme, counted: Mapping[str, int], intent: Intent) -> None:
    """Keep a programme. `counted`: where the exchange's own counts stand when it begins, by tenant."""
    row = {"id": made.id, "collaboration_id": made.collaboration, "title": made.title, "goal": made.goal}
    row |= {"measure": made.measure, "owner": made.owner, "status": made.status}
    days = {"begins": made.begins.isoformat(), "ends": made.ends.isoformat()}
    connection.execute(insert(PROGRAMMES).values(target=made.target, **row, **days))
    for tenant, total in counted.items():
        _add(connection, scope, made, tenant, "baseline", total, made.begins)
    add_intent(connection, "content", intent)


def of_collaborations(connection: Connection, scope: Scope, ids: Collection[str]) -> list[Programme]:
    """Programmes of those of these collaborations that the acting tenant agreed to: open first, then by their end."""
    agreed = select(PARTNERS.c.collaboration_id).where(
        PARTNERS.c.tenant_id == scope.tenant_id, PARTNERS.c.agreed_at.is_not(None)
    )
    query = select(PROGRAMMES).where(PROGRAMMES.c.collaboration_id.in_(ids), PROGRAMMES.c.collaboration_id.in_(agreed))
    rows = connection.execute(query.order_by(PROGRAMMES.c.status != "open", PROGRAMMES.c.ends, PROGRAMMES.c.id))
    return [_programme(row) for row in rows]


def find(connection: Connection, scope: Scope, programme_id: str) -> Programme | None:
    """One programme, when the acting tenant agreed to its collaboration."""
    row = connection.execute(select(PROGRAMMES).where(PROGRAMMES.c.id == programme_id)).first()
    if row is None:
        return None
    found = of_collaborations(connection, scope, [row.collaboration_id])
    return next((one for one in found if one.id == programme_id), None)


def report(connection: Connection, scope: Scope, programme: Programme, total: int, as_of: date, intent: Intent) -> None:
    """Add the acting tenant's total; earlier ones stay for the record."""
    _add(connection, scope, programme, scope.tenant_id, "report", total, as_of)
    add_intent(connection, "content", intent)


def close(connection: Connection, scope: Scope, programme: Programme, status: str, intent: Intent) -> None:
    own = (PROGRAMMES.c.id == programme.id) & (PROGRAMMES.c.owner == scope.tenant_id)
    connection.execute(update(PROGRAMMES).where(own).values(status=status))
    add_intent(connection, "content", intent)


def totals(connection: Connection, scope: Scope, ids: Collection[str]) -> dict[str, list[Told]]:
    """What was told of each programme, in the order it was told."""
    del scope  # the caller found the programmes under it
    found: dict[str, list[Told]] = {one: [] for one in ids}
    query = select(PROGRAMME_TOTALS).where(PROGRAMME_TOTALS.c.programme_id.in_(ids)).order_by(PROGRAMME_TOTALS.c.number)
    for row in connection.execute(query):
        kind: Kind = "baseline" if row.kind == "baseline" else "report"
        told = Told(row.number, row.tenant_id, kind, row.total, date.fromisoformat(row.as_of))
        found[row.programme_id].append(told)
    return found


def counted(connection: Connection, scope: Scope, collaboration: str) -> dict[str, tuple[int, int]]:
    """(seen, acted on) over all signals of a collaboration, by the tenant that said so."""
    del scope  # the caller saw that the acting tenant is a partner
    columns = (SIGNAL_SIGHTS.c.tenant_id, func.sum(SIGNAL_SIGHTS.c.count), func.sum(SIGNAL_SIGHTS.c.actioned))
    query = select(*columns).join(SIGNALS, SIGNALS.c.id == SIGNAL_SIGHTS.c.signal_id)
    query = query.where(SIGNALS.c.collaboration_id == collaboration).group_by(SIGNAL_SIGHTS.c.tenant_id)
    return {str(tenant): (int(seen), int(acted)) for tenant, seen, acted in connection.execute(query)}


def _add(
    connection: Connection, scope: Scope, programme: Programme, tenant: str, kind: Kind, total: int, as_of: date
) -> None:
    row = {"programme_id": programme.id, "tenant_id": tenant, "kind": kind, "as_of": as_of.isoformat()}
    row["by"] = scope.actor.member.name
    connection.execute(insert(PROGRAMME_TOTALS).values(total=total, at=scope.at, **row))


def _programme(row: Row[Any]) -> Programme:
    return Programme(
        id=row.id,
        collaboration=row.collaboration_id,
        title=row.title,
        goal=row.goal,
        measure=row.measure,
        target=row.target,
        owner=row.owner,
        begins=date.fromisoformat(row.begins),
        ends=date.fromisoformat(row.ends),
        status=row.status,
    )
