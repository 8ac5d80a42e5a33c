"""Searching ads, joined: the search over one index, searches that are kept and alert, active searches, questions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from safelight.access.service import Access
from safelight.ads.service.questions import Questions
from safelight.ads.service.saved import SavedSearches
from safelight.ads.service.search import Search
from safelight.ads.service.seek import Seeks
from safelight.assembly.bridges import AgencyWays, Recount, index_ads
from safelight.assembly.network import ContentNetwork
from safelight.cases.service import Cases
from safelight.infra.db import Book
from safelight.infra.outbox import Consumer
from safelight.kernel.clock import Clock
from safelight.kernel.ids import IdSource


@dataclass(frozen=True, slots=True)
class Searches:
    """What surfaces may call, and what the outbox hands over."""

    search: Search
    saved: SavedSearches
    seeks: Seeks
    questions: Questions
    consumers: Mapping[str, Consumer]


def searches(
    ops: Book,
    ads: Book,
    access: Access,
    cases: Cases,
    search: Search,
    content: ContentNetwork,
    recount: Recount,
    ids: IdSource,
    clock: Clock,
) -> Searches:
    """Join the parts over one search."""
    standing, ways = cases.standing, AgencyWays(content)
    saved = SavedSearches(ops=ops, access=access, standing=standing, search=search, ways=ways, ids=ids, clock=clock)
    return Searches(
        search=search,
        saved=saved,
        seeks=Seeks(ops=ops, access=access, search=search, standing=standing, ids=ids),
        questions=Questions(ops=ops, ads=ads, access=access, search=search, cases=cases),
        consumers={"ads.index": index_ads(search, saved, recount), **saved.consumers},
    )
