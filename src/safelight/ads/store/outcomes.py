"""What the pipeline made of a tenant's ads: groups, links, templates, movements and leads, kept by difference.

`keep_outcome` compares with what is there and writes only rows that differ, so that the same ads
again change nothing; of a part of the ads it looks at the rows of the groups that are, or were, theirs. A lead that no
longer arises stays, marked as not current: somebody may have worked on it.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, bindparam, delete, func, insert, select, update

from safelight.access.core.permission import Scope
from safelight.ads.core.keep import dump
from safelight.ads.core.outcome import Outcome
from safelight.ads.core.template import Template
from safelight.ads.store.captures import ADVISORY_LOCK, next_change
from safelight.ads.store.changes import keep_changes
from safelight.ads.store.parts import in_parts
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


@dataclass(frozen=True, slots=True)
class Assembly:
    """Which assembly an outcome is of: `number` counts them. Of all ads it has seen changes up to `seen`; of a part,
    `fresh` says of each new ad which change was seen, and `groups` are those that its ads had before."""

    number: int
    seen: int = 0
    fresh: Mapping[str, int] | None = None
    groups: Collection[str] = ()
    joined: Collection[str] = ()


def keep_outcome(
    connection: Connection,
    scope: Scope,
    outcome: Outcome,
    assembly: Assembly,
    version: str,
    now: datetime,
    intent: Intent,
) -> Differences | None:
    """Make the stored outcome equal to `outcome`; write only what differs. None, and nothing done, when another
    assembly came in between: assemble again."""
    one_writer(connection, ADVISORY_LOCK)
    last = connection.scalar(select(func.max(ADS.c.assembled)).where(ADS.c.tenant_id == scope.tenant_id))
    if int(last or 0) >= assembly.number:
        return None
    _mark(connection, scope, assembly)
    group_of = {row.ad_id: row.group_id for row in outcome.groups}
    links = {
        (link.a, link.b): {"group_id": group_of.get(link.a, ""), "record": dump(link.record())}
        for link in outcome.links
    }
    templates: dict[Key, Row] = {(item.template_id,): {"record": dump(item.record())} for item in outcome.templates}
    movements: dict[Key, Row] = {(item.group_id,): {"record": dump(item.record())} for item in outcome.movements}
    changed, stood = _keep_groups(connection, scope, outcome, assembly.fresh is None)
    within = None if assembly.fresh is None else {*assembly.groups, *group_of.values(), *filter(None, stood.values())}
    keep_changes(connection, scope, outcome, stood, now)
    differences = Differences(
        ads=changed,
        links=_sync(connection, scope, LINKS, ("a", "b"), links, within),
        leads=_keep_leads(connection, scope, outcome, (version, now), within),
    )
    if within is None:
        _sync(connection, scope, TEMPLATES, ("template_id",), templates)
    else:
        _grow_templates(connection, scope, outcome.templates, assembly.joined)
    _sync(connection, scope, MOVEMENTS, ("group_id",), movements, within)
    add_intent(connection, "ads", intent)
    return differences


def _mark(connection: Connection, scope: Scope, assembly: Assembly) -> None:
    """The ads that the assembly has seen as they stand."""
    seen = update(ADS).where(ADS.c.tenant_id == scope.tenant_id).values(assembled=assembly.number)
    if assembly.fresh is None:
        connection.execute(seen.where(ADS.c.change <= assembly.seen, ADS.c.extraction.is_not(None)))
    elif assembly.fresh:
        this = seen.where(ADS.c.ad_id == bindparam("this_ad"), ADS.c.change == bindparam("this_change"))
        rows = [{"this_ad": ad_id, "this_change": change} for ad_id, change in assembly.fresh.items()]
        connection.execute(this, rows)


def _keep_groups(
    connection: Connection, scope: Scope, outcome: Outcome, whole: bool
) -> tuple[int, dict[str, str | None]]:
    """How many ads changed, and the group that each ad had before."""
    own = ADS.c.tenant_id == scope.tenant_id
    names = ("group_id", "template_id", "activity", "quarantined")
    query = select(ADS.c.ad_id, *(ADS.c[name] for name in names)).where(own)
    asked = [query] if whole else [query.where(c) for c in _among(ADS.c.ad_id, (r.ad_id for r in outcome.groups))]
    there = {row.ad_id: tuple(row)[1:] for each in asked for row in connection.execute(each)}
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
    return len(changed), {ad_id: values[0] for ad_id, values in there.items()}


def _among(column: Any, values: Collection[str] | Iterator[str]) -> Iterator[ColumnElement[bool]]:
    """Conditions that are together `column in values`."""
    return (column.in_(some) for some in in_parts(values))


def _rows(connection: Connection, query: Any, table: Table, groups: Collection[str] | None) -> Iterator[Any]:
    """The rows of a query over a table, of some groups only where `groups` are given."""
    for each in [query] if groups is None else [query.where(c) for c in _among(table.c.group_id, groups)]:
        yield from connection.execute(each)


def _grow_templates(connection: Connection, scope: Scope, made: Sequence[Template], joined: Collection[str]) -> None:
    """Add templates that are new, and count the ads of those that others joined."""
    own = TEMPLATES.c.tenant_id == scope.tenant_id
    records = {item.template_id: item.record() for item in made}
    sizes: Counter[str] = Counter()
    for some in _among(ADS.c.template_id, {*joined, *records}):
        mine = (ADS.c.tenant_id == scope.tenant_id) & some
        query = select(ADS.c.template_id, func.count()).where(mine).group_by(ADS.c.template_id)
        sizes.update({template: count for template, count in connection.execute(query)})
    for some in _among(TEMPLATES.c.template_id, set(joined)):
        for row in connection.execute(select(TEMPLATES).where(own, some)):
            records.setdefault(row.template_id, json.loads(row.record))
    if records:
        there = [{"this_template": template_id} for template_id in records]
        connection.execute(delete(TEMPLATES).where(own, TEMPLATES.c.template_id == bindparam("this_template")), there)
        rows = [
            {"tenant_id": scope.tenant_id, "template_id": name, "record": dump({**record, "size": sizes[name]})}
            for name, record in records.items()
        ]
        connection.execute(insert(TEMPLATES), rows)


def _sync(
    connection: Connection,
    scope: Scope,
    table: Table,
    keys: Key,
    wanted: Mapping[Any, Mapping[str, object]],
    groups: Collection[str] | None = None,
) -> int:
    """Make the tenant's rows of a table (those of `groups`, where given) equal to `wanted` (key -> other columns);
    returns how many rows differed."""
    own = table.c.tenant_id == scope.tenant_id
    columns = [column.name for column in table.columns if column.name not in (*keys, "tenant_id")]
    query = select(*(table.c[name] for name in (*keys, *columns))).where(own)
    there = {
        tuple(row)[: len(keys)]: dict(zip(columns, tuple(row)[len(keys) :], strict=True))
        for row in _rows(connection, query, table, groups)
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


def _keep_leads(
    connection: Connection,
    scope: Scope,
    outcome: Outcome,
    made: tuple[str, datetime],
    groups: Collection[str] | None,
) -> int:
    own = LEADS.c.tenant_id == scope.tenant_id
    query = select(LEADS.c.lead_id, LEADS.c.record, LEADS.c.current).where(own)
    there = {row.lead_id: (row.record, row.current) for row in _rows(connection, query, LEADS, groups)}
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
            "made_with": made[0],
            "made_at": made[1],
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
