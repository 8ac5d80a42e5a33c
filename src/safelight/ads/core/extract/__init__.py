"""Extraction: an ad's text to typed mentions with spans, one file per field.

`Extractor` folds each field of an ad once (see `normalise.py`), runs the field rules in an order in which sure
readings claim their digits before doubtful ones, and gives back sorted, unique lists. Promises determinism, spans
in the original text and no exception on any text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from safelight.ads.core.ad import Ad
from safelight.ads.core.extract.ages import ages
from safelight.ads.core.extract.crypto import crypto
from safelight.ads.core.extract.emails import emails
from safelight.ads.core.extract.handles import handles
from safelight.ads.core.extract.indicators import IndicatorReader
from safelight.ads.core.extract.languages import TOLD, languages
from safelight.ads.core.extract.locations import Evidence, LocationReader
from safelight.ads.core.extract.names import names
from safelight.ads.core.extract.passage import Passage
from safelight.ads.core.extract.payments import payments
from safelight.ads.core.extract.phones import phones, url_phones
from safelight.ads.core.extract.prices import prices, settle
from safelight.ads.core.extract.urls import urls
from safelight.ads.core.indicator import IndicatorMention
from safelight.ads.core.mention import CryptoAddress, Extraction, Field, Location, Mention, Price, Source
from safelight.gazetteer import Gazetteer

EXTRACTION_VERSION = "2026.11.4" + "+languages" * TOLD
"""Rules, lexicons and extras together: what changes any output changes it, and a home then reads its ads anew."""

_ORDER: dict[str, int] = {"title": 0, "body": 1, "text": 2, "location": 3, "url": 4, "pictures": 5}


class Extractor:
    """Built once per process; cheap to call. `country` (ISO 3166) reads national phone numbers and bare currency."""

    def __init__(self, gazetteer: Gazetteer, country: str | None = None, *, ethnicity: bool = False) -> None:
        self._country = country.upper() if country else None
        self._gazetteer = gazetteer
        self._locations = LocationReader(gazetteer)
        self._indicators = IndicatorReader(ethnicity=ethnicity)

    def read(self, ad: Ad) -> tuple[Extraction, tuple[IndicatorMention, ...]]:
        """`extract` and `indicators`, each field folded once for both."""
        passages = _passages(ad)
        extraction = self._extract(ad, passages)
        return extraction, self._indicators.read(passages, extraction)

    def extract(self, ad: Ad) -> Extraction:
        """Everything the rules read in one ad; of the words in its pictures, only how to reach somebody."""
        return self._extract(ad, _passages(ad))

    def _extract(self, ad: Ad, passages: list[Passage]) -> Extraction:
        pictured = [Passage("pictures", ad.pictured)] if ad.pictured else []
        texts = [passage for passage in passages if passage.source not in ("location", "url")]
        found: list[Mention] = []
        links = self._links([*passages, *pictured], found)
        evidence = self._evidence(passages, ad)
        found += self._locations.read(passages, evidence)
        found += self._phones([*passages, *pictured], links, evidence, found)
        found += _ages(texts)
        priced = [mention for passage in texts for mention in prices(passage, self._country)]
        found += settle(priced)
        found += [mention for passage in texts for mention in names(passage)]
        return _extraction(ad, found, languages(f"{ad.title}\n{ad.body}"))

    def indicators(self, ad: Ad, extraction: Extraction) -> tuple[IndicatorMention, ...]:
        """Indicators of one ad, given what was extracted from it."""
        return self._indicators.read(_passages(ad), extraction)

    def _links(self, passages: list[Passage], found: list[Mention]) -> dict[str, list[tuple[int, int]]]:
        """Reads and claims e-mails, handles and URLs; gives back the spans of links per source."""
        links: dict[str, list[tuple[int, int]]] = {}
        for passage in passages:
            if passage.source == "location":
                continue
            if passage.source == "url":
                links["url"] = [(0, len(passage.lower))]
                continue
            for mention in emails(passage):
                found.append(mention)
            found += [*crypto(passage), *payments(passage)]
            passage.claim(passage_spans(passage, found))
            pairs = urls(passage)
            found += [mention for mention, _ in pairs]
            links[passage.source] = [span for _, span in pairs]
            found += handles(passage)
        return links

    def _evidence(self, passages: list[Passage], ad: Ad) -> Evidence:
        evidence = Evidence(country=self._country)
        self._locations.hints(passages, ad.site, evidence)
        return evidence

    def _phones(
        self, passages: list[Passage], links: dict[str, list[tuple[int, int]]], evidence: Evidence, found: list[Mention]
    ) -> list[Mention]:
        implied = ["US"] if any(m.field == "location" for m in found) or evidence.states else []
        implied += evidence.foreign
        phoned: list[Mention] = []
        for passage in passages:
            spans = links.get(passage.source, [])
            mentions = url_phones(passage, spans, self._country, implied)
            if passage.source != "url":
                passage.claim(spans)
                mentions += phones(passage, self._country, implied)
                passage.claim(passage_spans(passage, mentions))
            phoned += mentions
        return phoned


def passage_spans(passage: Passage, mentions: Iterable[Mention]) -> list[tuple[int, int]]:
    """Folded spans of this passage's mentions, for claims."""
    own = [mention for mention in mentions if mention.source == passage.source]
    return [passage.unfold(mention.start, mention.end) for mention in own]


def _passages(ad: Ad) -> list[Passage]:
    body: Source = "text" if ad.text_source == "text" else "body"
    fields: tuple[tuple[Source, str], ...] = (
        ("title", ad.title),
        (body, ad.body),
        ("location", ad.location),
        ("url", ad.url),
    )
    return [Passage(source, text) for source, text in fields if text]


def _ages(texts: list[Passage]) -> list[Mention]:
    """Stated ages; the listing suffix of a body counts only when nothing was stated."""
    stated: list[Mention] = []
    weak: list[Mention] = []
    for passage in texts:
        sure, doubtful = ages(passage, listing=passage.source == "title")
        stated += sure
        weak += doubtful
        passage.claim(passage_spans(passage, sure + doubtful))
    return stated or weak


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
