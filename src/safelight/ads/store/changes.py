"""What became of a tenant's groups from one assembly to the next: kept once, never altered, told by group."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from sqlalchemy import Connection, insert, or_, select

from safelight.access.core.permission import Scope
from safelight.ads.core.changes import Change, Changed, changes
from safelight.ads.core.keep import dump
from safelight.ads.core.outcome import Outcome
from safelight.ads.store.parts import in_parts
from safelight.ads.store.tables import GROUP_CHANGES, LEADS, LINKS

UNAUDITED = {"keep_changes": "part of keep_outcome, in whose transaction and under whose intent it is written"}


def keep_changes(
    connection: Connection, scope: Scope, outcome: Outcome, stood: Mapping[str, str | None], now: datetime
) -> int:
    """Keep how the groups of an outcome differ from those that stood (by ad, whole groups), before the links that
    explain the old ones are replaced. Returns how many changes there are."""
    after = {row.ad_id: row.group_id for row in outcome.groups}
    left = {group for ad, group in stood.items() if group and after.get(ad, group) != group}
    if not left:
        return 0
    came = {after[ad] for ad, group in stood.items() if group in left and ad in after}
    links = (link.record() for link in outcome.links if after.get(link.a) in came)
    found = changes(stood, after, _links_of(connection, scope, left), links)
    rows = [
        {
            "tenant_id": scope.tenant_id,
            "before": one.before,
            "after": one.after,
            "kind": one.kind,
            "ads": one.ads,
            "of": one.of,
            "link": dump(dict(one.link)) if one.link else None,
            "at": now,
        }
        for one in found
    ]
    connection.execute(insert(GROUP_CHANGES), rows)
    return len(rows)


def _links_of(connection: Connection, scope: Scope, groups: Collection[str]) -> Iterable[dict[str, object]]:
    own = select(LINKS.c.record).where(LINKS.c.tenant_id == scope.tenant_id)
    for some in in_parts(groups):
        for record in connection.scalars(own.where(LINKS.c.group_id.in_(some))):
            yield json.loads(record)


def changes_of(connection: Connection, scope: Scope, group_id: str, most: int) -> list[Changed]:
    """The newest changes that a group gave to or took from, at most so many."""
    table = GROUP_CHANGES
    own = (table.c.tenant_id == scope.tenant_id) & or_(table.c.before == group_id, table.c.after == group_id)
    rows = connection.execute(select(table).where(own).order_by(table.c.number.desc()).limit(most)).all()
    leads = _leads_of(connection, scope, {group for row in rows for group in (row.before, row.after)})
    return [
        Changed(
            Change(row.kind, row.before, row.after, row.ads, row.of, json.loads(row.link) if row.link else None),
            row.at,
            {group: leads[group] for group in (row.before, row.after) if group in leads},
        )
        for row in rows
    ]


def _leads_of(connection: Connection, scope: Scope, groups: Collection[str]) -> dict[str, str]:
    own = select(LEADS.c.group_id, LEADS.c.lead_id).where(LEADS.c.tenant_id == scope.tenant_id, LEADS.c.current)
    asked = (own.where(LEADS.c.group_id.in_(some)) for some in in_parts(groups))
    return {row.group_id: row.lead_id for each in asked for row in connection.execute(each)}
