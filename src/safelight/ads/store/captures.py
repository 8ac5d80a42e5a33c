"""Captures and ads: the original bytes, and the ad each of them shows.

A capture is kept once per ad and digest. A new capture of a known ad becomes its current text, unless it was posted
earlier; one that is known already changes nothing, so the same file can come again and again.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, insert, select

from safelight.access.core.permission import Scope
from safelight.ads.core.ad import Ad, posted_later
from safelight.ads.core.keep import ad_record, dump
from safelight.ads.store.tables import ADS, CAPTURES
from safelight.infra.db import one_writer, upsert
from safelight.infra.intents import Intent, add_intent

ADVISORY_LOCK = 0x5AFE_0002
"""On PostgreSQL: ingests of one installation take turns, as SQLite's write lock makes them do."""

COMPRESSION = 6


@dataclass(frozen=True, slots=True)
class Captured:
    """One ad with the bytes that show it. `sha256` is that of `content`, before compression."""

    ad: Ad
    sha256: str
    media_type: str
    place: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Original:
    """A kept capture, decompressed."""

    ad_id: str
    sha256: str
    media_type: str
    place: str
    captured_at: datetime
    content: bytes


@dataclass(frozen=True, slots=True)
class Kept:
    """How many ads were new, how many known ads have a new capture, how many captures were known."""

    new: int
    changed: int
    known: int


def keep_captures(
    connection: Connection, scope: Scope, captured: Sequence[Captured], now: datetime, intent: Intent
) -> Kept:
    """Keep what isn't kept yet. Which capture of an ad is current says `posted_later`."""
    one_writer(connection, ADVISORY_LOCK)
    ad_ids = sorted({item.ad.id for item in captured})
    there = _captures_of(connection, scope, ad_ids)
    known_ads = {ad_id for ad_id, _ in there}
    fresh: dict[tuple[str, str], Captured] = {}
    for item in captured:
        if (item.ad.id, item.sha256) not in there:
            fresh.setdefault((item.ad.id, item.sha256), item)
    pictured = _newly_pictured(connection, scope, [one for one in captured if (one.ad.id, one.sha256) in there])
    current = pictured | _latest(connection, scope, list(fresh.values()))
    if fresh:
        connection.execute(insert(CAPTURES), [_capture_row(scope, item, now) for item in fresh.values()])
    if current:
        change = next_change(connection, scope)
        rows = [_ad_row(scope, item, change) for item in current.values()]
        connection.execute(upsert(connection, ADS, ["tenant_id", "ad_id"], list(_RESET)), rows)
    add_intent(connection, "ads", intent)
    met = current.keys() | {ad_id for ad_id, _ in fresh}
    changed, new = len(met & known_ads), len(met - known_ads)
    return Kept(new=new, changed=changed, known=len(captured) - len(fresh) - len(pictured))


def _latest(connection: Connection, scope: Scope, fresh: Sequence[Captured]) -> dict[str, Captured]:
    """Of each ad the new capture that becomes its current one; none where what is kept was posted later."""
    found: dict[str, Captured] = {}
    for item in fresh:
        before = found.get(item.ad.id)
        if before is None or not posted_later(before.ad.posted_at, item.ad.posted_at):
            found[item.ad.id] = item
    own = (ADS.c.tenant_id == scope.tenant_id) & ADS.c.ad_id.in_(list(found))
    for row in connection.execute(select(ADS.c.ad_id, ADS.c.posted_at).where(own)).all() if found else ():
        if posted_later(row.posted_at, found[row.ad_id].ad.posted_at):
            del found[row.ad_id]
    return found


def _newly_pictured(connection: Connection, scope: Scope, seen: Sequence[Captured]) -> dict[str, Captured]:
    """Of known captures, those whose ad is kept without the words of its pictures that it comes with now."""
    worded = {str(item.ad.id): item for item in seen if item.ad.pictured}
    if not worded:
        return {}
    own = (ADS.c.tenant_id == scope.tenant_id) & ADS.c.ad_id.in_(list(worded))
    rows = connection.execute(select(ADS.c.ad_id, ADS.c.sha256, ADS.c.record).where(own)).all()
    return {
        row.ad_id: worded[row.ad_id]
        for row in rows
        if row.sha256 == worded[row.ad_id].sha256 and row.record != dump(ad_record(worded[row.ad_id].ad))
    }


_RESET = (
    "sha256",
    "record",
    "posted_at",
    "extraction",
    "indicators",
    "signature",
    "read_with",
    "quarantined",
    "change",
    "assembled",
)


def _captures_of(connection: Connection, scope: Scope, ad_ids: Sequence[str]) -> set[tuple[str, str]]:
    own = CAPTURES.c.tenant_id == scope.tenant_id
    query = select(CAPTURES.c.ad_id, CAPTURES.c.sha256).where(own, CAPTURES.c.ad_id.in_(ad_ids))
    return {(row.ad_id, row.sha256) for row in connection.execute(query)}


def _capture_row(scope: Scope, item: Captured, now: datetime) -> dict[str, object]:
    return {
        "tenant_id": scope.tenant_id,
        "ad_id": item.ad.id,
        "sha256": item.sha256,
        "media_type": item.media_type,
        "place": item.place[:1024],
        "content": zlib.compress(item.content, COMPRESSION),
        "captured_at": now,
    }


def _ad_row(scope: Scope, item: Captured, change: int) -> dict[str, object]:
    return {
        "tenant_id": scope.tenant_id,
        "ad_id": item.ad.id,
        "sha256": item.sha256,
        "record": dump(ad_record(item.ad)),
        "posted_at": item.ad.posted_at,
        "extraction": None,
        "indicators": None,
        "signature": None,
        "read_with": None,
        "quarantined": False,
        "change": change,
        "assembled": None,
    }


def next_change(connection: Connection, scope: Scope) -> int:
    """The number of the change that this transaction makes."""
    last = connection.scalar(select(func.max(ADS.c.change)).where(ADS.c.tenant_id == scope.tenant_id))
    return int(last or 0) + 1


def originals(connection: Connection, scope: Scope, ad_ids: Sequence[str]) -> list[Original]:
    """Every capture of some ads, oldest first."""
    found: list[Original] = []
    for start in range(0, len(ad_ids), 500):
        own = CAPTURES.c.tenant_id == scope.tenant_id
        query = select(CAPTURES).where(own, CAPTURES.c.ad_id.in_(ad_ids[start : start + 500]))
        rows = connection.execute(query.order_by(CAPTURES.c.ad_id, CAPTURES.c.captured_at, CAPTURES.c.sha256))
        found += [_original(row) for row in rows]
    return found


def _original(row: Any) -> Original:
    content = zlib.decompress(bytes(row.content))
    return Original(row.ad_id, row.sha256, row.media_type, row.place, row.captured_at, content)


def count_ads(connection: Connection, scope: Scope) -> tuple[int, int]:
    """How many ads and captures the tenant has."""
    ads = select(func.count()).select_from(ADS).where(ADS.c.tenant_id == scope.tenant_id)
    captures = select(func.count()).select_from(CAPTURES).where(CAPTURES.c.tenant_id == scope.tenant_id)
    return int(connection.scalar(ads) or 0), int(connection.scalar(captures) or 0)
