"""What stands in a tenant's book, as stats counts it: days, places and activities, never a text or an id."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, select

from safelight.ads.core.facts import Standing
from safelight.ads.store.tables import ADS, LEADS

TENANTLESS = {
    "standing_ads": "a tenant's ads are counted in the background; no row of them is shown to anybody",
    "standing_leads": "a tenant's leads are counted in the background; no row of them is shown to anybody",
}
"""Functions here that take no scope, each with the reason; a test compares."""


def standing_ads(connection: Connection, tenant: str) -> Iterator[Standing]:
    """The tenant's dated ads. An ad that is quarantined is counted like any other."""
    own = (ADS.c.tenant_id == tenant) & ADS.c.posted_at.is_not(None)
    query = select(ADS.c.posted_at, ADS.c.extraction, ADS.c.activity).where(own)
    for row in connection.execution_options(yield_per=1000).execute(query):
        yield Standing(row.posted_at.date(), *_place(row.extraction), row.activity)


def standing_leads(connection: Connection, tenant: str) -> Iterator[Standing]:
    """The tenant's current leads; a lead is at the place of most of its group's ads."""
    own = (ADS.c.tenant_id == tenant) & ADS.c.group_id.in_(
        select(LEADS.c.group_id).where(LEADS.c.tenant_id == tenant, LEADS.c.current.is_(True))
    )
    places: dict[str, Counter[tuple[str, str]]] = defaultdict(Counter)
    for group_id, extraction in connection.execute(select(ADS.c.group_id, ADS.c.extraction).where(own)):
        places[group_id][_place(extraction)] += 1
    query = select(LEADS.c.group_id, LEADS.c.activity, LEADS.c.made_at)
    for row in connection.execute(query.where(LEADS.c.tenant_id == tenant, LEADS.c.current.is_(True))):
        found = places[row.group_id]
        state, county = max(found, key=lambda place: (found[place], place)) if found else ("", "")
        yield Standing(row.made_at.date(), state, county, row.activity)


def _place(extraction: str | None) -> tuple[str, str]:
    """State and county where an ad says the person is; empty when it doesn't say."""
    located: list[dict[str, Any]] = json.loads(extraction)["locations"] if extraction else []
    best: dict[str, Any] = max(located, key=lambda place: float(place["confidence"]), default={})
    return str(best.get("state") or ""), str(best.get("county_fips") or "")
