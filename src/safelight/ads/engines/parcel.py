"""The kernel of the stateless pipeline: texts out to a worker, lines of JSON and what later stages ask back.

Little travels: of an ad the eight strings that are read, of its reading tuples of plain values with the mentions
packed. `Unpacked` makes readings of them again, each equal value held once. Refuses: anything that is not in `Slip`.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from safelight.ads.core.ad import Ad, Image
from safelight.ads.core.indicator import IndicatorMention
from safelight.ads.core.mention import Extraction
from safelight.ads.core.packed import packed
from safelight.ads.core.reading import Reading
from safelight.ads.engines.kernel import extractor_of
from safelight.kernel.ids import AdId

Slip = tuple[str, str, str, str, str, str, str, str]
"""id, title, body, location, site, url, what `body` is called, and the words of its pictures: all that is read."""

_LISTS = (
    "phones", "emails", "handles", "ages", "prices", "locations", "names", "crypto", "payment_handles", "urls",
    "languages",
)  # fmt: skip

encode = json.JSONEncoder(separators=(",", ":"), check_circular=False).encode
"""One JSON value as the files hold it: ASCII, no spaces."""


@dataclass(frozen=True, slots=True)
class Parcel:
    """`lines`: one extraction record a line. `read`: of each ad its lists, its packed mentions and its indicators."""

    lines: bytes
    read: tuple[tuple[Any, ...], ...]


@dataclass(frozen=True, slots=True)
class ReadSlips:
    """`country` (ISO 3166) as for the extractor."""

    country: str | None = None

    def __call__(self, slips: Sequence[Slip]) -> Parcel:
        extractor = extractor_of(self.country, False)
        lines, read = [], []
        for ad_id, title, body, location, site, url, called, pictured in slips:
            images = (Image(text=pictured),) if pictured else ()
            ad = Ad(AdId(ad_id), title, body, location, site, url, images=images, text_source=called)
            extraction, indicators = extractor.read(ad)
            lines.append(encode(extraction.record()))
            said = tuple((one.indicator, one.start, one.end, one.source) for one in indicators)
            read.append((*(getattr(extraction, name) for name in _LISTS), packed(extraction.mentions), said))
        return Parcel("".join(f"{line}\n" for line in lines).encode("ascii"), tuple(read))


def slip(ad: Ad) -> Slip:
    return ad.id, ad.title, ad.body, ad.location, ad.site, ad.url, ad.text_source, ad.pictured


@dataclass(slots=True)
class Unpacked:
    """Readings from parcels. `_held`: every value met so far, so that equal ones are one object."""

    _held: dict[object, Any] = field(default_factory=dict)

    def readings(self, ads: Sequence[Ad], parcel: Parcel) -> list[Reading]:
        """One reading an ad, in order; `ads` are those that the parcel's slips were made of."""
        return [self._reading(ad, *read) for ad, read in zip(ads, parcel.read, strict=True)]

    def _reading(self, ad: Ad, *read: Any) -> Reading:
        *lists, mentions, said = read
        held = self._held.setdefault
        values: dict[str, Any] = {
            name: tuple(held(value, value) for value in one) if one else ()
            for name, one in zip(_LISTS, lists, strict=True)
        }
        extraction = Extraction(ad.id, **values, mentions=mentions.shared(held))
        return Reading(ad, extraction, tuple(IndicatorMention(held(name, name), *spot) for name, *spot in said))
