"""The kernel every engine maps: a batch of ads in, their readings out.

A worker builds its extractor once and keeps it. Signatures are left to the process that collects (`signed`): one
kernel call for a batch takes a millisecond there, while loading numba costs each worker seconds.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice

from safelight.ads.core.ad import Ad
from safelight.ads.core.extract import Extractor
from safelight.ads.core.reading import Reading, sign, text_of
from safelight.ads.ports import Item
from safelight.gazetteer import load

BATCH = 256
"""Ads a batch: about 0.4 s of extraction, so that passing it on (2 ms) doesn't matter and progress moves."""


@dataclass(frozen=True, slots=True)
class ReadAds:
    """`country` (ISO 3166) as for the extractor."""

    country: str | None = None
    ethnicity: bool = False

    def __call__(self, ads: Sequence[Ad]) -> list[Reading]:
        extractor = extractor_of(self.country, self.ethnicity)
        readings = []
        for ad in ads:
            extraction, indicators = extractor.read(ad)
            readings.append(Reading(ad, extraction, indicators))
        return readings


@lru_cache(maxsize=4)
def extractor_of(country: str | None, ethnicity: bool) -> Extractor:
    """This process's extractor of that country."""
    return Extractor(load(), country, ethnicity=ethnicity)


def signed(readings: Sequence[Reading]) -> list[Reading]:
    """The readings with their signatures."""
    signatures = sign([text_of(reading.ad) for reading in readings])
    return [replace(reading, signature=one) for reading, one in zip(readings, signatures, strict=True)]


def in_batches(items: Iterable[Item], size: int = BATCH) -> Iterator[Sequence[Item]]:
    waiting = iter(items)
    while batch := tuple(islice(waiting, size)):
        yield batch
