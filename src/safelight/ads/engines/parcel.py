"""The kernel of the stateless pipeline: texts out to a worker, lines of JSON and what later stages ask back.

Little travels: of an ad the eight strings that are read, of its reading the bytes that later stages read again when
they look at it (`core.flat`). Refuses: anything that is not in `Slip`.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from safelight.ads.core.ad import Ad, Image
from safelight.ads.core.flat import flat_reading
from safelight.ads.engines.kernel import extractor_of
from safelight.kernel.ids import AdId

Slip = tuple[str, str, str, str, str, str, str, str]
"""id, title, body, location, site, url, what `body` is called, and the words of its pictures: all that is read."""

encode = json.JSONEncoder(separators=(",", ":"), check_circular=False).encode
"""One JSON value as the files hold it: ASCII, no spaces."""


@dataclass(frozen=True, slots=True)
class Parcel:
    """`lines`: one extraction record a line. `read`: of each ad what was read, flat."""

    lines: bytes
    read: tuple[bytes, ...]


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
            read.append(flat_reading(extraction, indicators))
        return Parcel("".join(f"{line}\n" for line in lines).encode("ascii"), tuple(read))


def slip(ad: Ad) -> Slip:
    return ad.id, ad.title, ad.body, ad.location, ad.site, ad.url, ad.text_source, ad.pictured
