"""Every conversation between rooms that don't import each other, each in a few lines.

A reviewer checks who learns what from whom by reading this page.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from safelight.ads.service.saved import SavedSearches
from safelight.ads.service.search import Search
from safelight.assembly.network import ContentNetwork
from safelight.infra.outbox import Consumer
from safelight.kernel.errors import Broken

Recount = Callable[[str], None]
"""Told a tenant whose ads changed."""

ALERT_CAUSE = "ads.alert"
"""What a webhook's body says an alert is, beside the notices of content."""


@dataclass(frozen=True, slots=True)
class AgencyWays:
    """Implements `ads.ports.AlertWays` by the ways that content's notices take: an agency sets its webhook once."""

    network: ContentNetwork

    def has_webhook(self, tenant: str) -> bool:
        return self.network.membership.has_webhook(tenant)

    def post(self, tenant: str, alert_id: str) -> None:
        self.network.membership.post(self.network.webhook, tenant, alert_id, ALERT_CAUSE)

    def mail(self, address: str, alert_id: str) -> None:
        self.network.mail.announce(address, b"", alert_id, 0, ALERT_CAUSE)


def index_ads(search: Search, saved: SavedSearches, recount: Recount) -> Consumer:
    """The outbox topic `ads.index`: a tenant's ads changed, the search index follows, saved searches look at what is
    new, and stats counts again."""

    def consume(_key: str, payload: Mapping[str, object]) -> None:
        tenant = payload.get("tenant")
        if not isinstance(tenant, str):
            raise Broken("ads.index.payload", "An index message names no tenant.")
        search.follow(tenant)
        saved.look(tenant)
        recount(tenant)

    return consume
