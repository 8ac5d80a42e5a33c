"""Readings: what the extractor made of each ad, kept until the ad or the extractor changes."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, Select, bindparam, func, or_, select, update

from safelight.access.core.permission import Scope
from safelight.ads.core.ad import Ad
from safelight.ads.core.disparity import STATES_ETHNICITY, Said
from safelight.ads.core.keep import ad_from, dump, extraction_from, indicators_from, indicators_record
from safelight.ads.core.reading import Reading
from safelight.ads.core.shown import Shown
from safelight.ads.store.tables import ADS
from safelight.infra.intents import Intent, add_intent

TENANTLESS = {
    "changed_since": "the index follows a tenant's ads in the background; it shows nothing to anybody",
    "shown_from": "a row that somebody with a scope has read, as a value",
}
"""Functions here that take no scope, each with the reason; a test compares."""


def _not_read_with(version: str) -> Any:
    return or_(ADS.c.read_with.is_(None), ADS.c.read_with != version)


def count_unread(connection: Connection, scope: Scope, version: str) -> int:
    query = select(func.count()).select_from(ADS).where(ADS.c.tenant_id == scope.tenant_id, _not_read_with(version))
    return int(connection.scalar(query) or 0)


def unread(connection: Connection, scope: Scope, version: str, limit: int) -> list[Ad]:
    """Ads that this version of the extractor hasn't read, at most `limit`."""
    own = select(ADS.c.record).where(ADS.c.tenant_id == scope.tenant_id, _not_read_with(version))
    return [ad_from(json.loads(row.record)) for row in connection.execute(own.order_by(ADS.c.ad_id).limit(limit))]


def keep_readings(
    connection: Connection, scope: Scope, readings: Sequence[Reading], version: str, intent: Intent
) -> None:
    """Keep what the extractor made of these ads."""
    this = update(ADS).where(ADS.c.tenant_id == scope.tenant_id, ADS.c.ad_id == bindparam("this_ad"))
    names = ("extraction", "indicators", "signature", "read_with", "assembled")
    rows = [
        {
            "this_ad": reading.ad.id,
            "extraction": dump(reading.extraction.record()),
            "indicators": dump(indicators_record(reading.indicators)),
            "signature": reading.signature,
            "read_with": version,
            "assembled": None,
        }
        for reading in readings
    ]
    connection.execute(this.values({name: bindparam(name) for name in names}), rows)
    add_intent(connection, "ads", intent)


def all_readings(connection: Connection, scope: Scope) -> list[Reading]:
    """The readings of `every`, for who needs all of them at once."""
    return [item.reading for item in every(connection, scope)]


def by_ids(connection: Connection, scope: Scope, ad_ids: Sequence[str]) -> list[Shown]:
    """Some of the tenant's ads, in the order asked for; those that aren't there are left out."""
    return _in_order(connection, scope, ad_ids, select(ADS), shown_from)


def stated_by_ids(connection: Connection, scope: Scope, ad_ids: Sequence[str]) -> list[Shown]:
    """As `by_ids`, by half the work: what each ad states, not where in its text, without indicators and signature."""
    return _in_order(connection, scope, ad_ids, select(*_STATED), _stated_from)


_STATED = (
    ADS.c.ad_id,
    ADS.c.record,
    ADS.c.extraction,
    ADS.c.group_id,
    ADS.c.template_id,
    ADS.c.activity,
    ADS.c.quarantined,
    ADS.c.change,
)


def _in_order(
    connection: Connection, scope: Scope, ad_ids: Sequence[str], chosen: Select[Any], made: Callable[[Any], Shown]
) -> list[Shown]:
    found: dict[str, Shown] = {}
    for start in range(0, len(ad_ids), 500):
        own = ADS.c.tenant_id == scope.tenant_id
        query = chosen.where(own, ADS.c.extraction.is_not(None), ADS.c.ad_id.in_(ad_ids[start : start + 500]))
        found.update({row.ad_id: made(row) for row in connection.execute(query)})
    return [found[ad_id] for ad_id in ad_ids if ad_id in found]


def ids_of_groups(connection: Connection, scope: Scope, group_ids: Sequence[str], limit: int) -> list[str]:
    """Ids of the ads of some groups, at most `limit`."""
    found: list[str] = []
    for start in range(0, len(group_ids), 500):
        own = (ADS.c.tenant_id == scope.tenant_id) & ADS.c.group_id.in_(group_ids[start : start + 500])
        found += connection.scalars(select(ADS.c.ad_id).where(own).order_by(ADS.c.ad_id).limit(limit - len(found)))
        if len(found) >= limit:
            break
    return found


def every(connection: Connection, scope: Scope) -> Iterator[Shown]:
    """Every ad of the tenant that was read, by id, a page at a time: for who looks through all of them once."""
    own = select(ADS).where(ADS.c.tenant_id == scope.tenant_id, ADS.c.extraction.is_not(None))
    for row in connection.execution_options(yield_per=1000).execute(own.order_by(ADS.c.ad_id)):
        yield shown_from(row)


def said_by_group(connection: Connection, scope: Scope) -> Iterator[tuple[str, Said]]:
    """Group and what each ad says of language, place and ethnicity, the ads of a group together. Reads no more of an
    ad than that, since it reads all of them."""
    own = ADS.c.tenant_id == scope.tenant_id, ADS.c.extraction.is_not(None), ADS.c.group_id.is_not(None)
    query = select(ADS.c.group_id, ADS.c.extraction, ADS.c.indicators).where(*own).order_by(ADS.c.group_id)
    for group, extraction, indicators in connection.execution_options(yield_per=1000).execute(query):
        read = json.loads(extraction)
        states = {place["state"]: None for place in read["locations"] if place["state"]}
        yield str(group), Said(tuple(read["languages"]), tuple(states), f'"{STATES_ETHNICITY}"' in indicators)


def newest(connection: Connection, scope: Scope) -> tuple[int, int]:
    """Number of the tenant's newest change and of its ads: while both stay, so do the ads."""
    own = select(func.max(ADS.c.change), func.count()).where(ADS.c.tenant_id == scope.tenant_id)
    change, count = connection.execute(own).one()
    return int(change or 0), int(count)


def changed_since(connection: Connection, tenant: str, change: int) -> Iterator[Shown]:
    """The tenant's ads whose row changed after `change`, in order of change."""
    own = select(ADS).where(ADS.c.tenant_id == tenant, ADS.c.change > change, ADS.c.extraction.is_not(None))
    rows = connection.execution_options(yield_per=1000).execute(own.order_by(ADS.c.change, ADS.c.ad_id))
    for row in rows:
        yield shown_from(row)


def shown_from(row: Any) -> Shown:
    """One row of the table."""
    reading = Reading(
        ad=ad_from(json.loads(row.record)),
        extraction=extraction_from(json.loads(row.extraction)),
        indicators=indicators_from(json.loads(row.indicators)),
        signature=bytes(row.signature),
    )
    return _with_verdict(row, reading)


def _stated_from(row: Any) -> Shown:
    extraction = extraction_from(json.loads(row.extraction), spans=False)
    return _with_verdict(row, Reading(ad_from(json.loads(row.record)), extraction))


def _with_verdict(row: Any, reading: Reading) -> Shown:
    return Shown(reading, row.group_id, row.template_id, row.activity, bool(row.quarantined), int(row.change))
