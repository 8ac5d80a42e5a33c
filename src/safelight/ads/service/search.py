"""Searching a tenant's ads, with a purpose; and revealing one that is masked, with a purpose again.

Ads of adults classed independent or collective come masked; a reveal is its own protected read. A quarantined ad is
covered whole and can't be revealed here. What was typed is kept in the audit log as a keyed digest.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from safelight.access.core.audit import Subject
from safelight.access.core.purpose import Purpose
from safelight.access.core.tenant import Actor
from safelight.access.service import Access
from safelight.ads.core.mask import mask, mask_all, masked_by_default
from safelight.ads.core.query import NotUnderstood, SearchQuery, parse_query
from safelight.ads.core.shown import Shown
from safelight.ads.search import AdIndex, Facet
from safelight.ads.store import readings
from safelight.infra.db import Book
from safelight.kernel.errors import Denied, Invalid, Missing

MOST_HITS = 200


@dataclass(frozen=True, slots=True)
class Hit:
    """One found ad. `masked` hits carry covered text and no ids or contacts; `shown` is None for them."""

    ad_id: str
    title: str
    body: str
    city: str
    state: str
    site: str
    posted_on: str
    activity: str
    group_id: str | None
    masked: bool
    quarantined: bool
    shown: Shown | None


@dataclass(frozen=True, slots=True)
class SearchView:
    """A page of hits, best first, with how many there are in all and facets over all."""

    hits: tuple[Hit, ...]
    total: int
    facets: tuple[Facet, ...]
    query: SearchQuery


class Search:
    """The verbs."""

    def __init__(self, ads: Book, access: Access, index: AdIndex) -> None:
        self._ads = ads
        self._access = access
        self._index = index

    def search(self, actor: Actor, line: str, purpose: Purpose | None, limit: int = 50, offset: int = 0) -> SearchView:
        """Ads that fit a query line. Denied without an open case of the own agency and a reason."""
        subject = Subject("search", self._access.digest(line.strip().lower()))
        scope = self._access.permit(actor, "ads.search", subject, purpose)
        query = parse_query(line)
        if isinstance(query, NotUnderstood):
            raise Invalid("ads.search.query", query.reason)
        self.follow(scope.tenant_id)
        found = self._index.search(scope.tenant_id, query, min(limit, MOST_HITS), offset)
        with self._ads.read() as connection:
            shown = readings.by_ids(connection, scope, found.ad_ids)
        hits = tuple(_hit(item) for item in shown)
        self._access.commit_read(scope, subject, {"found": found.total, "shown": len(hits)})
        return SearchView(hits, found.total, found.facets, query)

    def reveal(self, actor: Actor, ad_id: str, purpose: Purpose | None) -> Hit:
        """One ad unmasked, for a purpose. A quarantined ad stays covered."""
        subject = Subject("ad", ad_id)
        scope = self._access.permit(actor, "ads.reveal", subject, purpose)
        with self._ads.read() as connection:
            found = readings.by_ids(connection, scope, [ad_id])
        if not found:
            raise Missing("ads.ad.missing", "There is no such ad.")
        if found[0].quarantined:
            raise Denied("ads.ad.quarantined", "This ad is quarantined; its text is not shown.")
        self._access.commit_read(scope, subject)
        return _hit(found[0], reveal=True)

    def follow(self, tenant: str) -> int:
        """Let the index catch up with a tenant's ads; returns how many ads it took in. Shows nothing to anybody."""
        since = self._index.caught_up(tenant)
        with self._ads.read() as connection:
            changed: Iterator[Shown] = readings.changed_since(connection, tenant, since)
            first = next(changed, None)
            if first is None:
                return 0

            def again() -> Iterator[Shown]:
                yield first
                yield from changed

            return self._index.follow(tenant, again())


def _hit(item: Shown, reveal: bool = False) -> Hit:
    masked = item.quarantined or (not reveal and masked_by_default(item.activity))
    ad = item.ad
    place = next(iter(item.reading.extraction.locations), None)
    return Hit(
        ad_id=ad.id,
        title=_text(item, "title", masked),
        body=_text(item, ad.text_source, masked),
        city=(place.city or "") if place else "",
        state=(place.state or "") if place else "",
        site=ad.site,
        posted_on=ad.posted_at.date().isoformat() if ad.posted_at else "",
        activity=item.activity or "unclear",
        group_id=None if masked else item.group_id,
        masked=masked,
        quarantined=item.quarantined,
        shown=None if masked else item,
    )


def _text(item: Shown, source: str, masked: bool) -> str:
    if item.quarantined:
        return mask_all(item.ad.field(source))
    return mask(item.ad, item.reading.extraction, source) if masked else item.ad.field(source)
