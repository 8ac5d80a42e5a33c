"""A reading: all that the later stages need to know of one ad.

`read_many` reads a batch (the signatures of a batch are one kernel call), `read_one` a single ad.
Both are pure: the extractor holds the rules and the gazetteer. `sign` turns texts into signatures.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, overload, runtime_checkable

from safelight import near
from safelight.ads.core.ad import Ad
from safelight.ads.core.indicator import IndicatorMention
from safelight.ads.core.mention import Extraction

FEWEST_SHINGLES = 40
"""Texts with fewer byte 5-shingles get no signature: "call me now" says the same in unrelated ads. 40 is about eight
words; the shortest twentieth of research ads has 126 bytes (2026-11)."""


class Reads(Protocol):
    """What a reading asks of an extractor (`ads.core.extract.Extractor`)."""

    def read(self, ad: Ad) -> tuple[Extraction, tuple[IndicatorMention, ...]]: ...


@dataclass(frozen=True, slots=True)
class Reading:
    """`signature`: 64 little-endian uint32 of the whole text (title and body), empty when there is too little text."""

    ad: Ad
    extraction: Extraction
    indicators: tuple[IndicatorMention, ...] = ()
    signature: bytes = b""


@runtime_checkable
class WithAds(Protocol):
    """Readings in order of ad ids that have their ads without being made."""

    @property
    def ads(self) -> Sequence[Ad]: ...


def ads_of(readings: Sequence[Reading]) -> Sequence[Ad]:
    """The ads of some readings, in order."""
    return readings.ads if isinstance(readings, WithAds) else [reading.ad for reading in readings]


@runtime_checkable
class WithTexts(Protocol):
    """Ads that have their texts without being made."""

    @property
    def texts(self) -> Sequence[str]: ...


def texts_of(readings: Sequence[Reading]) -> Sequence[str]:
    """The text of each reading, in order, made when it is asked for."""
    ads = ads_of(readings)
    return ads.texts if isinstance(ads, WithTexts) else Texts(ads)


class Texts(Sequence[str]):
    def __init__(self, ads: Sequence[Ad]) -> None:
        self._ads = ads

    def __len__(self) -> int:
        return len(self._ads)

    @overload
    def __getitem__(self, at: int) -> str: ...
    @overload
    def __getitem__(self, at: slice) -> Texts: ...
    def __getitem__(self, at: int | slice) -> str | Texts:
        return Texts(self._ads[at]) if isinstance(at, slice) else text_of(self._ads[at])


def text_of(ad: Ad) -> str:
    """The text that near-duplicates are judged by."""
    return f"{ad.title}\n{ad.body}"


def age(reading: Reading) -> tuple[bool, float, str]:
    """Sort key: earliest first, undated last, ties by id."""
    return posted(reading.ad)


def posted(ad: Ad) -> tuple[bool, float, str]:
    """`age` of an ad."""
    return (ad.posted_at is None, ad.posted_at.timestamp() if ad.posted_at else 0.0, ad.id)


def sign(texts: Sequence[str]) -> list[bytes]:
    """One signature a text; empty where the text is too short to compare."""
    rows, shingles = near.from_strings(texts)
    return [
        row.tobytes() if count >= FEWEST_SHINGLES else b"" for row, count in zip(rows, shingles.tolist(), strict=True)
    ]


def read_many(extractor: Reads, ads: Sequence[Ad]) -> list[Reading]:
    """One reading an ad, in order."""
    signatures = sign([text_of(ad) for ad in ads])
    readings = []
    for ad, signature in zip(ads, signatures, strict=True):
        extraction, indicators = extractor.read(ad)
        readings.append(Reading(ad, extraction, indicators, signature))
    return readings


def read_one(extractor: Reads, ad: Ad) -> Reading:
    """`read_many` of one ad."""
    return read_many(extractor, (ad,))[0]
