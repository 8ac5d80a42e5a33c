"""Parts of a tenant's ads: those that no assembly has seen, those of some groups or templates; and how many."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from sqlalchemy import ColumnElement, Connection, distinct, func, select

from safelight.access.core.permission import Scope
from safelight.ads.core.ad import Ad
from safelight.ads.core.keep import ad_from
from safelight.ads.core.shown import Shown
from safelight.ads.store.readings import shown_from
from safelight.ads.store.tables import ADS, LEADS

AT_ONCE = 500
"""Values in one question: SQLite takes 32,766, and plans of both databases stay quick with these."""


TENANTLESS = {"in_parts": "cuts a list; it asks the book nothing"}
"""Functions here that take no scope, each with the reason; a test compares."""


def has_fresh(connection: Connection, scope: Scope) -> bool:
    """Whether any ad was read but not assembled since it last changed."""
    query = select(ADS.c.ad_id).where(ADS.c.tenant_id == scope.tenant_id, ADS.c.assembled.is_(None), _read())
    return connection.execute(query.limit(1)).first() is not None


def fresh_ads(connection: Connection, scope: Scope) -> list[Shown]:
    """Ads that were read but not assembled since they last changed, by id."""
    query = select(ADS).where(ADS.c.tenant_id == scope.tenant_id, ADS.c.assembled.is_(None), _read())
    return [shown_from(row) for row in connection.execute(query.order_by(ADS.c.ad_id))]


def count_read(connection: Connection, scope: Scope) -> int:
    """How many ads were read."""
    query = select(func.count()).select_from(ADS).where(ADS.c.tenant_id == scope.tenant_id, _read())
    return int(connection.scalar(query) or 0)


def assemblies(connection: Connection, scope: Scope) -> list[int]:
    """The numbers of the assemblies that the tenant's ads were last seen by."""
    query = select(ADS.c.assembled).where(ADS.c.tenant_id == scope.tenant_id, ADS.c.assembled.is_not(None))
    return sorted(connection.scalars(query.distinct()))


def groups_with(connection: Connection, scope: Scope, ad_ids: Iterable[str]) -> set[str]:
    """The groups of some ads."""
    found: set[str] = set()
    for some in in_parts(ad_ids):
        own = (ADS.c.tenant_id == scope.tenant_id) & ADS.c.ad_id.in_(some)
        found.update(connection.scalars(select(ADS.c.group_id).where(own, ADS.c.group_id.is_not(None))))
    return found


def ads_of_groups(connection: Connection, scope: Scope, groups: Iterable[str]) -> list[Shown]:
    """Every ad of some groups that was read."""
    return list(_where(connection, scope, ADS.c.group_id, groups))


def ads_of_templates(connection: Connection, scope: Scope, templates: Iterable[str], most: int) -> set[str]:
    """Ids of ads of some templates, about `most` of each at most."""
    found: set[str] = set()
    for template in sorted(templates):
        own = (ADS.c.tenant_id == scope.tenant_id) & (ADS.c.template_id == template)
        found.update(connection.scalars(select(ADS.c.ad_id).where(own).limit(most)))
    return found


def bare_ads(connection: Connection, scope: Scope, ad_ids: Iterable[str]) -> Iterator[tuple[Ad, str | None, bool]]:
    """(ad, template id, quarantined) of some ads, for who looks at texts only."""
    for some in in_parts(ad_ids):
        own = (ADS.c.tenant_id == scope.tenant_id) & ADS.c.ad_id.in_(some)
        for row in connection.execute(select(ADS.c.record, ADS.c.template_id, ADS.c.quarantined).where(own)):
            yield ad_from(json.loads(row.record)), row.template_id, bool(row.quarantined)


def count_outcome(connection: Connection, scope: Scope) -> tuple[int, int, int]:
    """(groups, current leads, quarantined ads) that stand."""
    own = ADS.c.tenant_id == scope.tenant_id
    groups = select(func.count(distinct(ADS.c.group_id))).where(own)
    leads = select(func.count()).select_from(LEADS).where(LEADS.c.tenant_id == scope.tenant_id, LEADS.c.current)
    hidden = select(func.count()).select_from(ADS).where(own, ADS.c.quarantined)
    counts = [int(connection.scalar(query) or 0) for query in (groups, leads, hidden)]
    return counts[0], counts[1], counts[2]


def _read() -> ColumnElement[bool]:
    return ADS.c.extraction.is_not(None)


def _where(connection: Connection, scope: Scope, column: Any, values: Iterable[str]) -> Iterator[Shown]:
    for some in in_parts(values):
        query = select(ADS).where(ADS.c.tenant_id == scope.tenant_id, column.in_(some), _read())
        yield from (shown_from(row) for row in connection.execute(query))


def in_parts(values: Iterable[str]) -> Iterator[Sequence[str]]:
    """`values` in order, AT_ONCE together."""
    waiting = iter(sorted(values) if isinstance(values, Collection) else values)
    while some := list(islice(waiting, AT_ONCE)):
        yield some
