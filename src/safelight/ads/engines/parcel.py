"""The kernel of the stateless pipeline: flat ads out to a worker, lines of JSON and what later stages ask back.

Little travels: an ad as it was put aside, and of its reading the bytes that later stages read again when they look at
it (`core.flat`), and what counts for disparity.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from safelight.ads.core.disparity import Said, said
from safelight.ads.core.flat import ad_of, flat_reading
from safelight.ads.core.reading import Reading
from safelight.ads.engines.kernel import extractor_of

encode = json.JSONEncoder(separators=(",", ":"), check_circular=False).encode
"""One JSON value as the files hold it: ASCII, no spaces."""


@dataclass(frozen=True, slots=True)
class Parcel:
    """`lines`: one extraction record a line. `read`: of each ad what was read, flat. `said`: see disparity."""

    lines: bytes
    read: tuple[bytes, ...]
    said: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class ReadFlat:
    """`country` (ISO 3166) as for the extractor."""

    country: str | None = None

    def __call__(self, flats: Sequence[bytes]) -> Parcel:
        extractor = extractor_of(self.country, False)
        lines, read, counted = [], [], []
        for flat in flats:
            ad = ad_of(flat)
            extraction, indicators = extractor.read(ad)
            lines.append(encode(extraction.record()))
            read.append(flat_reading(extraction, indicators))
            counted.append(said(Reading(ad, extraction, indicators)))
        return Parcel("".join(f"{line}\n" for line in lines).encode("ascii"), tuple(read), tuple(counted))
