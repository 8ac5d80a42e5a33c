"""Texts: what the title and the body of an ad say, read once for all ads that put the same words up again.

What can be read in a text depends on the text and on little else: on the countries that the rest of the ad points to,
and, where no location field says where, on the states. A reading is kept under all that decides it, so that what was
kept is what reading again would give (the extractor without memory is the twin of the one with it, in the tests).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from safelight.ads.core.extract.ages import ages
from safelight.ads.core.extract.bare_towns import Evidence
from safelight.ads.core.extract.crypto import crypto
from safelight.ads.core.extract.emails import emails
from safelight.ads.core.extract.handles import handles
from safelight.ads.core.extract.indicators import IndicatorReader
from safelight.ads.core.extract.languages import languages
from safelight.ads.core.extract.locations import LocationReader
from safelight.ads.core.extract.names import names
from safelight.ads.core.extract.passage import Passage
from safelight.ads.core.extract.payments import payments
from safelight.ads.core.extract.phones import phones, url_phones
from safelight.ads.core.extract.prices import prices, settle
from safelight.ads.core.extract.urls import urls
from safelight.ads.core.indicator import IndicatorMention
from safelight.ads.core.mention import Mention, Source

KEPT = 2_048
"""Texts whose reading a process keeps, the last ones met: 6 MB."""

LONGEST_KEPT = 20_000
"""Characters of the longest text whose reading is kept: ads have about 1,000."""

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Text:
    """Title and body of an ad; `called` is what the body is called in mentions."""

    title: str
    body: str
    called: Source

    @property
    def short(self) -> bool:
        return len(self.title) + len(self.body) <= LONGEST_KEPT


@dataclass(frozen=True, slots=True)
class Told:
    """All that was read in a text but places: mentions, phrases that are indicators, and languages."""

    mentions: tuple[Mention, ...]
    phrased: tuple[IndicatorMention, ...]
    languages: tuple[str, ...]


class _Opened:
    """A text folded, its links read (`found`, folded spans by source) and claimed."""

    __slots__ = ("_claims", "found", "passages", "spans")

    def __init__(self, text: Text) -> None:
        fields: tuple[tuple[Source, str], ...] = (("title", text.title), (text.called, text.body))
        self.passages = [Passage(source, written) for source, written in fields if written]
        self.found: list[Mention] = []
        self.spans = {passage.source: linked(passage, self.found) for passage in self.passages}
        self._claims = [passage.claims for passage in self.passages]

    def again(self) -> _Opened:
        """The same with no other claims than those of links."""
        for passage, claims in zip(self.passages, self._claims, strict=True):
            passage.claims = claims
        return self


class TextReader:
    """`country` as for the extractor. `kept` 0: nothing is kept."""

    def __init__(
        self, locations: LocationReader, indicators: IndicatorReader, country: str | None, kept: int = KEPT
    ) -> None:
        self._country = country
        self._locations = locations
        self._indicators = indicators
        self._opened = lru_cache(maxsize=min(1, kept))(_Opened)
        self._kept_places = lru_cache(maxsize=kept)(self._places)
        self._kept_told = lru_cache(maxsize=kept)(self._told)

    def places(self, text: Text, evidence: Evidence) -> Sequence[Mention]:
        """Places in the text, for an ad whose location field names none. What the text says of other countries goes
        into `evidence`."""
        read = self._kept_places if text.short else self._places
        states = tuple(sorted(evidence.states.items()))
        found, foreign = read(text, states, tuple(evidence.foreign))
        evidence.foreign[:] = foreign
        return found

    def told(self, text: Text, implied: Sequence[str]) -> Told:
        """All else. `implied`: the countries that the ad's places point to."""
        read = self._kept_told if text.short else self._told
        return read(text, tuple(implied))

    def _places(
        self, text: Text, states: tuple[tuple[str, float], ...], foreign: tuple[str, ...]
    ) -> tuple[tuple[Mention, ...], tuple[str, ...]]:
        evidence = Evidence(dict(states), self._country, list(foreign))
        found = self._locations.in_texts(self._opened(text).again().passages, evidence)
        return tuple(found), tuple(evidence.foreign)

    def _told(self, text: Text, implied: tuple[str, ...]) -> Told:
        opened = self._opened(text).again()
        found = list(opened.found)
        for passage in opened.passages:
            found += phoned(passage, opened.spans[passage.source], self._country, implied)
        found += _ages(opened.passages)
        found += settle([mention for passage in opened.passages for mention in prices(passage, self._country)])
        found += [mention for passage in opened.passages for mention in names(passage)]
        phrased = tuple(self._indicators.phrased(opened.passages))
        return Told(tuple(found), phrased, languages(f"{text.title}\n{text.body}"))


def linked(passage: Passage, found: list[Mention]) -> list[Span]:
    """Reads e-mails, payment handles, crypto addresses, URLs and handles into `found`, claims the first three, and
    gives back the spans of the URLs."""
    own = [*emails(passage), *crypto(passage), *payments(passage)]
    passage.claim(spans_of(passage, own))
    pairs = urls(passage)
    found += [*own, *(mention for mention, _ in pairs), *handles(passage)]
    return [span for _, span in pairs]


def phoned(passage: Passage, links: Sequence[Span], country: str | None, implied: Sequence[str]) -> list[Mention]:
    """Reads and claims the phones of one passage, in its links and between them."""
    mentions = url_phones(passage, links, country, implied)
    if passage.source != "url":
        passage.claim(links)
        mentions += phones(passage, country, implied)
        passage.claim(spans_of(passage, mentions))
    return mentions


def spans_of(passage: Passage, mentions: Iterable[Mention]) -> list[Span]:
    """Folded spans of this passage's mentions, for claims."""
    return [passage.unfold(mention.start, mention.end) for mention in mentions]


def _ages(texts: Sequence[Passage]) -> list[Mention]:
    """Stated ages; the listing suffix of a body counts only when nothing was stated."""
    stated: list[Mention] = []
    weak: list[Mention] = []
    for passage in texts:
        sure, doubtful = ages(passage, listing=passage.source == "title")
        stated += sure
        weak += doubtful
        passage.claim(spans_of(passage, sure + doubtful))
    return stated or weak
