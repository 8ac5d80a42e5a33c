"""Extraction: an ad's text to typed mentions with spans, one file per field.

`Extractor` folds each field of an ad once (see `normalise.py`), runs the field rules in an order in which sure
readings claim their digits before doubtful ones, and gives back sorted, unique lists. Promises determinism, spans
in the original text and no exception on any text.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from safelight.ads.core.ad import Ad
from safelight.ads.core.extract.bare_towns import Evidence
from safelight.ads.core.extract.indicators import IndicatorReader
from safelight.ads.core.extract.languages import TOLD
from safelight.ads.core.extract.locations import FIELDS, TITLE_LENGTH, LocationReader
from safelight.ads.core.extract.passage import Passage
from safelight.ads.core.extract.texts import KEPT, Text, TextReader, linked, phoned
from safelight.ads.core.indicator import IndicatorMention
from safelight.ads.core.mention import CryptoAddress, Extraction, Field, Location, Mention, Price, Source
from safelight.gazetteer import Gazetteer

EXTRACTION_VERSION = "2026.12.4" + "+languages" * TOLD
"""Rules, lexicons and extras together: what changes any output changes it, and a home then reads its ads anew."""

_ORDER: dict[str, int] = {"title": 0, "body": 1, "text": 2, "location": 3, "url": 4, "pictures": 5}


class Extractor:
    """Built once per process; cheap to call. `country` (ISO 3166) reads national phone numbers and bare currency.
    `kept`: texts whose reading is kept for their copies."""

    def __init__(
        self, gazetteer: Gazetteer, country: str | None = None, *, ethnicity: bool = False, kept: int = KEPT
    ) -> None:
        self._country = country.upper() if country else None
        self._locations = LocationReader(gazetteer)
        self._indicators = IndicatorReader(ethnicity=ethnicity)
        self._texts = TextReader(self._locations, self._indicators, self._country, kept)
        self._in_field = lru_cache(maxsize=FIELDS)(self._phones_in_field)

    def read(self, ad: Ad) -> tuple[Extraction, tuple[IndicatorMention, ...]]:
        """What the rules read in one ad, and its indicators; of the words in its pictures, only how to reach
        somebody."""
        text = Text(ad.title, ad.body, "text" if ad.text_source == "text" else "body")
        evidence = Evidence(country=self._country)
        link = Passage("url", ad.url) if ad.url else None
        address = self._locations.hints(link, ad.site, evidence)
        places = (
            (self._locations.in_field(ad.location, evidence) if ad.location else ())
            or self._texts.places(text, evidence)
            or (self._locations.in_address(link, address, evidence) if link else ())
        )
        implied = ["US"] if places or evidence.states or address.home else []
        implied += evidence.foreign
        told = self._texts.told(text, implied)
        found = [*told.mentions, *places, *self._around(ad, link, implied)]
        extraction = _extraction(ad, found, told.languages)
        return extraction, self._indicators.read(told.phrased, extraction)

    def extract(self, ad: Ad) -> Extraction:
        """What the rules read in one ad."""
        return self.read(ad)[0]

    def indicators(self, ad: Ad, extraction: Extraction) -> tuple[IndicatorMention, ...]:
        """Indicators of one ad, given what was extracted from it."""
        fields: tuple[tuple[Source, str], ...] = (("title", ad.title), ("body", ad.body))
        called = {"body": ad.text_source} if ad.text_source == "text" else {}
        passages = [Passage(called.get(source, source), written) for source, written in fields if written]  # type: ignore[arg-type]
        return self._indicators.read(self._indicators.phrased(passages), extraction)

    def _around(self, ad: Ad, link: Passage | None, implied: list[str]) -> list[Mention]:
        """What the location field, the address and the words in pictures say of how to reach somebody."""
        found: list[Mention] = []
        if ad.location:
            read = self._in_field if len(ad.location) <= TITLE_LENGTH else self._phones_in_field
            found += read(ad.location, tuple(implied))
        if link is not None:
            found += phoned(link, [(0, len(link.lower))], self._country, implied)
        if ad.pictured:
            pictured = Passage("pictures", ad.pictured)
            links = linked(pictured, found)
            found += phoned(pictured, links, self._country, implied)
        return found

    def _phones_in_field(self, location: str, implied: tuple[str, ...]) -> list[Mention]:
        return phoned(Passage("location", location), (), self._country, implied)


def _extraction(ad: Ad, found: list[Mention], languages: tuple[str, ...]) -> Extraction:
    """Sorts and makes unique: mentions by place in the ad, values by their own order."""
    ranked = sorted(found, key=lambda m: (_ORDER[m.source], m.start, m.end, m.field, m.rule))
    mentions = [m for m, before in zip(ranked, [None, *ranked], strict=False) if m != before]
    values: dict[Field, set[Any]] = {}
    for mention in mentions:
        values.setdefault(mention.field, set()).add(mention.value)

    def listed(field: Field, key: Callable[[Any], Any] | None = None) -> tuple[Any, ...]:
        return tuple(sorted(values[field], key=key)) if field in values else ()

    return Extraction(
        ad_id=ad.id,
        phones=listed("phone"),
        emails=listed("email"),
        handles=listed("handle"),
        ages=listed("age"),
        prices=listed("price", _price_key),
        locations=listed("location", _location_key),
        names=listed("name"),
        crypto=listed("crypto", _address_key),
        payment_handles=listed("payment_handle"),
        urls=listed("url"),
        languages=languages,
        mentions=tuple(mentions),
    )


def _price_key(price: Price) -> tuple[int, str, str]:
    return price.amount, price.unit or "", price.currency or ""


def _location_key(location: Location) -> tuple[float, str, str]:
    return -location.confidence, location.state or "", location.city or ""


def _address_key(one: CryptoAddress) -> tuple[str, str]:
    return one.chain, one.address
