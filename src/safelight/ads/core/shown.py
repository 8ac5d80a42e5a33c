"""An ad as it is shown: its reading, and what the pipeline said of it."""

from __future__ import annotations

from dataclasses import dataclass

from safelight.ads.core.ad import Ad
from safelight.ads.core.reading import Reading


@dataclass(frozen=True, slots=True)
class Shown:
    """`change` numbers the last change of anything here, so that the search index can follow."""

    reading: Reading
    group_id: str | None
    template_id: str | None
    activity: str | None
    quarantined: bool
    change: int

    @property
    def ad(self) -> Ad:
        return self.reading.ad
