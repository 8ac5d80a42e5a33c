"""What an extraction says: values, and for each where it stands in the ad.

A `Mention` is one span of one original field, in code points, with the rule that read it. An
`Extraction` is everything read from one ad; its lists are unique and sorted, and `record()` is the
line of `extractions.jsonl`. Nothing here extracts: see `extract/`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Field = Literal["phone", "email", "handle", "age", "price", "location", "name", "crypto", "payment_handle", "url"]
Source = Literal["title", "body", "text", "location", "url", "pictures"]
"""`pictures`: the words read in an ad's pictures (`Ad.pictured`)."""

Unit = Literal["hour", "half_hour", "quarter_hour", "night", "other"]


@dataclass(frozen=True, slots=True, order=True)
class Handle:
    """An account name at a service, both lower case, without the leading @."""

    service: str
    name: str

    def record(self) -> dict[str, object]:
        return {"service": self.service, "name": self.name}


@dataclass(frozen=True, slots=True)
class Price:
    """`amount` in whole units of `currency` (ISO 4217, null unless written or implied by the country)."""

    amount: int
    currency: str | None
    unit: Unit | None

    def record(self) -> dict[str, object]:
        return {"amount": self.amount, "currency": self.currency, "unit": self.unit}


@dataclass(frozen=True, slots=True)
class Location:
    """Where the ad says the person is: `state` is the USPS code, `county_fips` five digits, degrees WGS 84,
    confidence 0 to 1."""

    city: str | None
    state: str | None
    county_fips: str | None
    lat: float | None
    lon: float | None
    confidence: float

    def record(self) -> dict[str, object]:
        return {
            "city": self.city,
            "state": self.state,
            "county_fips": self.county_fips,
            "lat": self.lat,
            "lon": self.lon,
            "confidence": self.confidence,
        }


@dataclass(frozen=True, slots=True)
class CryptoAddress:
    """A checksum-verified address on a chain."""

    chain: str
    address: str

    def record(self) -> dict[str, object]:
        return {"chain": self.chain, "address": self.address}


Value = str | int | Handle | Price | Location | CryptoAddress


@dataclass(frozen=True, slots=True)
class Mention:
    """`start` and `end` index the original string of `source` in code points. `obscured`: written so that a plain
    search would miss it (words or letters for digits, noise, other scripts)."""

    field: Field
    value: Value
    start: int
    end: int
    source: Source
    rule: str
    obscured: bool = False

    def record(self) -> dict[str, object]:
        value = self.value if isinstance(self.value, str | int) else self.value.record()
        return {
            "field": self.field,
            "value": value,
            "start": self.start,
            "end": self.end,
            "source": self.source,
            "rule": self.rule,
            "obscured": self.obscured,
        }


@dataclass(frozen=True, slots=True)
class Extraction:
    """Everything read from one ad. Lists are unique and sorted."""

    ad_id: str
    phones: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    handles: tuple[Handle, ...] = ()
    ages: tuple[int, ...] = ()
    prices: tuple[Price, ...] = ()
    locations: tuple[Location, ...] = ()
    names: tuple[str, ...] = ()
    crypto: tuple[CryptoAddress, ...] = ()
    payment_handles: tuple[str, ...] = ()
    urls: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    mentions: Sequence[Mention] = ()

    def record(self) -> dict[str, object]:
        """The object of one line of `extractions.jsonl`, keys in the documented order."""
        return {
            "ad_id": self.ad_id,
            "phones": list(self.phones),
            "emails": list(self.emails),
            "handles": [handle.record() for handle in self.handles],
            "ages": list(self.ages),
            "prices": [price.record() for price in self.prices],
            "locations": [location.record() for location in self.locations],
            "names": list(self.names),
            "crypto": [address.record() for address in self.crypto],
            "payment_handles": list(self.payment_handles),
            "urls": list(self.urls),
            "languages": list(self.languages),
            "mentions": [mention.record() for mention in self.mentions],
        }
