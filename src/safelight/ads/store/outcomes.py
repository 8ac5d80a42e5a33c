"""What the pipeline made of a tenant's ads: groups, links, templates, movements and leads, kept by difference.

`keep_outcome` compares with what is there and writes only rows that differ, so that the same ads
again change nothing. A lead that no longer arises stays, marked as not current: somebody may have
worked on it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Table, bindparam, delete, insert, select, update

from safelight.access.core.permission import Scope
from safelight.ads.core.keep import dump
from safelight.ads.core.outcome import Outcome
from safelight.ads.store.captures import ADVISORY_LOCK, next_change
from safelight.ads.store.tables import ADS, LEADS, LINKS, MOVEMENTS, TEMPLATES
from safelight.infra.db import one_writer
from safelight.infra.intents import Intent, add_intent

Key = tuple[str, ...]
Row = dict[str, object]


@dataclass(frozen=True, slots=True)
class Differences:
    """How many rows of each kind were written or removed."""

    ads: int
    links: int
    leads: int


def keep_outcome(
    connection: Connection, scope: Scope, outcome: Outcome, version: str, now: datetime, intent: Intent
) -> Differences:
    """Make the stored outcome equal to `outcome`; write only what differs."""
    one_writer(connection, ADVISORY_LOCK)
    group_of = {row.ad_id: row.group_id for row in outcome.groups}
    links = {
        (link.a, link.b): {"group_id": group_of.get(link.a, ""), "record": dump(link.record())}
        for link in outcome.links
    }
    templates: dict[Key, Row] = {(item.template_id,): {"record": dump(item.record())} for item in outcome.templates}
    movements: dict[Key, Row] = {(item.group_id,): {"record": dump(item.record())} for item in outcome.movements}
    differences = Differences(
        ads=_keep_groups(connection, scope, outcome),
        links=_sync(connection, scope, LINKS, ("a", "b"), links),
        leads=_keep_leads(connection, scope, outcome, version, now),
    )
    _sync(connection, scope, TEMPLATES, ("template_id",), templates)
    _sync(connection, scope, MOVEMENTS, ("group_id",), movements)
    add_intent(connection, "ads", intent)
    return differences


def _keep_groups(connection: Connection, scope: Scope, outcome: Outcome) -> int:
    own = ADS.c.tenant_id == scope.tenant_id
    names = ("group_id", "template_id", "activity", "quarantined")
    there = {
        row.ad_id: tuple(row)[1:]
        for row in connection.execute(select(ADS.c.ad_id, *(ADS.c[n] for n in names)).where(own))
    }
    quarantined = {item.ad_id for item in outcome.quarantine}
    changed: list[Row] = []
    change = next_change(connection, scope)
    for row in outcome.groups:
        wanted = (row.group_id, row.template_id, row.activity, row.ad_id in quarantined)
        if there.get(row.ad_id) != wanted:
            changed.append({"this_ad": row.ad_id, "change": change, **dict(zip(names, wanted, strict=True))})
    if changed:
        this = update(ADS).where(own, ADS.c.ad_id == bindparam("this_ad"))
        values: dict[str, Any] = {name: bindparam(name) for name in (*names, "change")}
        connection.execute(this.values(values), changed)
    return len(changed)


def _sync(
    connection: Connection, scope: Scope, table: Table, keys: Key, wanted: Mapping[Any, Mapping[str, object]]
) -> int:
    """Make the tenant's rows of a table equal to `wanted` (key -> other columns); returns how many rows differed."""
    own = table.c.tenant_id == scope.tenant_id
    columns = [column.name for column in table.columns if column.name not in (*keys, "tenant_id")]
    query = select(*(table.c[name] for name in (*keys, *columns))).where(own)
    there = {
        tuple(row)[: len(keys)]: dict(zip(columns, tuple(row)[len(keys) :], strict=True))
        for row in connection.execute(query)
    }
    stale = [key for key in there if key not in wanted or there[key] != wanted[key]]
    fresh = [key for key in wanted if there.get(key) != wanted[key]]
    if stale:
        this = delete(table).where(own, *(table.c[name] == bindparam(f"this_{name}") for name in keys))
        connection.execute(
            this, [{f"this_{name}": part for name, part in zip(keys, key, strict=True)} for key in stale]
        )
    if fresh:
        rows = [{"tenant_id": scope.tenant_id, **dict(zip(keys, key, strict=True)), **wanted[key]} for key in fresh]
        connection.execute(insert(table), rows)
    return len(set(stale) | set(fresh))


def _keep_leads(connection: Connection, scope: Scope, outcome: Outcome, version: str, now: datetime) -> int:
    own = LEADS.c.tenant_id == scope.tenant_id
    query = select(LEADS.c.lead_id, LEADS.c.record, LEADS.c.current).where(own)
    there = {row.lead_id: (row.record, row.current) for row in connection.execute(query)}
    wanted = {lead.lead_id: (dump(lead.record()), lead) for lead in outcome.leads}
    fresh = [
        {
            "tenant_id": scope.tenant_id,
            "lead_id": lead_id,
            "group_id": lead.group_id,
            "activity": lead.activity,
            "score": lead.score.score,
            "control": lead.score.control,
            "risk": lead.score.risk,
            "size": len(lead.ad_ids),
            "record": record,
            "made_with": version,
            "made_at": now,
            "current": True,
        }
        for lead_id, (record, lead) in wanted.items()
        if there.get(lead_id) != (record, True)
    ]
    gone = [lead_id for lead_id, (_, current) in there.items() if current and lead_id not in wanted]
    if gone:
        this = update(LEADS).where(own, LEADS.c.lead_id == bindparam("this_lead"))
        connection.execute(this.values(current=False), [{"this_lead": lead_id} for lead_id in gone])
    if fresh:
        replaced = delete(LEADS).where(own, LEADS.c.lead_id == bindparam("this_lead"))
        connection.execute(replaced, [{"this_lead": row["lead_id"]} for row in fresh])
        connection.execute(insert(LEADS), fresh)
    return len(gone) + len(fresh)
