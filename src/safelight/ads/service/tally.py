"""The tally: how many ads and leads a tenant has, by week, place and activity, for stats. Shows nothing to anybody."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from safelight.ads.core.facts import ADS, LEADS, weekly
from safelight.ads.store import standing
from safelight.infra.db import Book
from safelight.kernel.facts import Fact


class Tally:
    """`of` counts a tenant's book."""

    def __init__(self, ads: Book) -> None:
        self._ads = ads

    def of(self, tenant: str) -> Mapping[str, Sequence[Fact]]:
        """The facts of each kind that is counted from what stands in the book."""
        with self._ads.read() as connection:
            return {
                ADS.name: weekly(ADS, standing.standing_ads(connection, tenant)),
                LEADS.name: weekly(LEADS, standing.standing_leads(connection, tenant)),
            }
