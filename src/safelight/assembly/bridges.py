"""Every conversation between rooms that don't import each other, each in a few lines.

A reviewer checks who learns what from whom by reading this page.
"""

from __future__ import annotations

from collections.abc import Mapping

from safelight.ads.service.search import Search
from safelight.infra.outbox import Consumer
from safelight.kernel.errors import Broken


def index_ads(search: Search) -> Consumer:
    """The outbox topic `ads.index`: a tenant's ads changed, the search index follows."""

    def consume(_key: str, payload: Mapping[str, object]) -> None:
        tenant = payload.get("tenant")
        if not isinstance(tenant, str):
            raise Broken("ads.index.payload", "An index message names no tenant.")
        search.follow(tenant)

    return consume
