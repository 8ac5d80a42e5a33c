"""Searching a tenant's ads, with a purpose; and revealing one that is masked, with a purpose again.

Ads of adults classed independent or collective come masked: date, place, site and what kinds of thing were read, no
word of their text, because a name that no rule read can't be covered. A reveal is its own protected read. A quarantined
ad is covered whole and can't be revealed here. What was typed is kept in the audit log as a keyed digest.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

from safelight.access.core.audit import Subject
from safelight.access.core.permission import Scope
from safelight.access.core.purpose import Purpose
from safelight.access.core.tenant import Actor
from safelight.access.service import Access
from safelight.ads.core.mask import masked_by_default
from safelight.ads.core.query import NotUnderstood, SearchQuery, parse_query
from safelight.ads.core.shown import Shown
from safelight.ads.search import AdIndex, Facet, Sort
from safelight.ads.service.resolve import Resolver
from safelight.ads.store import readings
from safelight.infra.db import Book
from safelight.kernel.errors import Denied, Invalid, Missing

__all__ = ["Hit", "Search", "SearchView", "Sort"]

MOST_HITS = 200


@dataclass(frozen=True, slots=True)
class Hit:
    """One found ad. `masked` hits carry no text, group or contact, and `shown` is None for them; `holds` says what
    kinds of thing were read, how many of each, and `words` how long the text is. A quarantined hit says neither."""

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
    holds: tuple[tuple[str, int], ...] = ()
    words: int = 0


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
        self._resolver = Resolver()

    def search(
        self,
        actor: Actor,
        line: str,
        purpose: Purpose | None,
        limit: int = 50,
        offset: int = 0,
        sort: Sort = "relevance",
    ) -> SearchView:
        """Ads that fit a query line. Denied without an open case of the own agency and a reason."""
        subject = Subject("search", self._access.digest(line.strip().lower()))
        scope = self._access.permit(actor, "ads.search", subject, purpose)
        query = self.understand(line)
        self.follow(scope.tenant_id)
        found = self._index.search(scope.tenant_id, query, min(limit, MOST_HITS), offset, sort)
        hits = self.hits(scope, found.ad_ids)
        self._access.commit_read(scope, subject, {"found": found.total, "shown": len(hits)})
        return SearchView(hits, found.total, found.facets, query)

    def understand(self, line: str) -> SearchQuery:
        """A query line, parsed and made exact. Invalid with the word that can't be understood."""
        query = parse_query(line)
        resolved = query if isinstance(query, NotUnderstood) else self._resolver.resolve(query)
        if isinstance(resolved, NotUnderstood):
            raise Invalid("ads.search.query", resolved.reason)
        return resolved

    def reveal(self, actor: Actor, ad_id: str, purpose: Purpose | None) -> Hit:
        """One ad unmasked, for a purpose. A quarantined ad stays covered."""
        subject = Subject("ad", ad_id)
        scope = self._access.permit(actor, "ads.reveal", subject, purpose)
        found = self.shown(scope, [ad_id])
        if not found:
            raise Missing("ads.ad.missing", "There is no such ad.")
        if found[0].quarantined:
            raise Denied("ads.ad.quarantined", "This ad is quarantined; its text is not shown.")
        self._access.commit_read(scope, subject)
        return _hit(found[0], reveal=True)

    def hits(self, scope: Scope, ad_ids: Sequence[str]) -> tuple[Hit, ...]:
        """Some ads as a search shows them, for a verb that found them by other means and writes its own entry."""
        return tuple(_hit(item) for item in self.shown(scope, ad_ids))

    def shown(self, scope: Scope, ad_ids: Sequence[str]) -> list[Shown]:
        """Some ads whole, for a verb of this system that decides what of them is shown."""
        with self._ads.read() as connection:
            return readings.by_ids(connection, scope, ad_ids)

    def stated(self, scope: Scope, ad_ids: Sequence[str]) -> list[Shown]:
        """What some ads state, without where it stands in them: for who counts over many and quotes none."""
        with self._ads.read() as connection:
            return readings.stated_by_ids(connection, scope, ad_ids)

    def hit(self, item: Shown, reveal: bool = False) -> Hit:
        """One ad as a search shows it, or as a reveal does."""
        return _hit(item, reveal)

    def around(self, scope: Scope, known: Sequence[Shown], also: Sequence[str]) -> dict[str, Shown]:
        """Candidates around some known ads (see `AdIndex.related`) and `also` some others, by id."""
        self.follow(scope.tenant_id)
        wanted = sorted({*self._index.related(scope.tenant_id, known), *also, *(item.ad.id for item in known)})
        return {item.ad.id: item for item in self.shown(scope, wanted)}

    def fitting(
        self, tenant: str, query: SearchQuery, since_change: int = 0, most: int = 0
    ) -> tuple[int, tuple[str, ...] | None]:
        """Up to which change the index has followed a tenant's ads, and all that fit (see `AdIndex.matching`). Shows
        nothing to anybody."""
        self.follow(tenant)
        change = self._index.caught_up(tenant)
        return change, self._index.matching(tenant, query, since_change, most)

    def follow(self, tenant: str) -> int:
        """Let the index catch up with a tenant's ads; returns how many ads it took in. Shows nothing to anybody."""
        since = self._index.caught_up(tenant)
        with self._ads.read() as connection:
            changed = readings.changed_since(connection, tenant, since)
            first = next(changed, None)
            return self._index.follow(tenant, chain([first], changed)) if first is not None else 0


def _hit(item: Shown, reveal: bool = False) -> Hit:
    masked = item.quarantined or (not reveal and masked_by_default(item.activity))
    ad = item.ad
    place = next(iter(item.reading.extraction.locations), None)
    return Hit(
        ad_id=ad.id,
        title="" if masked else ad.title,
        body="" if masked else ad.body,
        city=(place.city or "") if place else "",
        state=(place.state or "") if place else "",
        site=ad.site,
        posted_on=ad.posted_at.date().isoformat() if ad.posted_at else "",
        activity=item.activity or "unclear",
        group_id=None if masked else item.group_id,
        masked=masked,
        quarantined=item.quarantined,
        shown=None if masked else item,
        holds=() if item.quarantined else _holds(item),
        words=0 if item.quarantined else len(f"{ad.title} {ad.body}".split()),
    )


def _holds(item: Shown) -> tuple[tuple[str, int], ...]:
    """How many different values of each kind were read in an ad."""
    read = item.reading.extraction
    counts = {
        "phone": len(read.phones),
        "email": len(read.emails),
        "handle": len(read.handles),
        "name": len(read.names),
        "price": len(read.prices),
        "picture": len(item.ad.images),
    }
    return tuple((kind, count) for kind, count in counts.items() if count)
