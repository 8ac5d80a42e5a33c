"""A quote: the exact words of an ad that a claim rests on.

Every quote is a span of an original field: `text == ad.field(source)[start:end]`. Of a quarantined ad only a
stated age, or a single character where there is none, is ever quoted.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from safelight.ads.core.mention import Mention
from safelight.ads.core.naming import spots
from safelight.ads.core.quarantine import stated_ages
from safelight.ads.core.reading import Reading
from safelight.ads.core.repost import folded

LONGEST = 240
"""Code points of running text that a quote shows at most; a mention is shown whole."""

MOST = 6
"""Quotes beneath one reason: enough to judge, short enough to read."""


_BREAK = re.compile(r"[.!?;|•*~\n\r]+|\s[-–—]\s")
_SHORTEST = 12


@dataclass(frozen=True, slots=True, order=True)
class Quote:
    ad_id: str
    source: str
    start: int
    end: int
    text: str

    def record(self) -> dict[str, object]:
        return {
            "ad_id": self.ad_id,
            "source": self.source,
            "start": self.start,
            "end": self.end,
            "text": self.text,
        }


def span(reading: Reading, source: str, start: int, end: int) -> Quote:
    return Quote(reading.ad.id, source, start, end, reading.ad.field(source)[start:end])


def of_mention(reading: Reading, wanted: Callable[[Mention], bool]) -> Quote | None:
    """The first mention that is wanted, title before body."""
    found = (m for m in reading.extraction.mentions if m.end > m.start and wanted(m))
    best = min(found, key=lambda m: (m.source != "title", m.source, m.start, m.end), default=None)
    return span(reading, best.source, best.start, best.end) if best else None


def of_name(reading: Reading, names: Iterable[str]) -> Quote:
    """Where the ad states one of `names` (lower case)."""
    wanted = frozenset(names)
    stated = of_mention(reading, lambda m: m.field == "name" and str(m.value).lower() in wanted)
    if stated:
        return stated
    for source in ("title", reading.ad.text_source):
        found = [spot for name in sorted(wanted) for spot in spots(reading.ad.field(source), name)]
        if found:
            return span(reading, source, found[0].start(), found[0].end())
    return opening(reading)


def of_place(reading: Reading) -> Quote:
    """Where the ad says the person is."""
    found = of_mention(reading, lambda m: m.field == "location")
    if found is None and reading.ad.location.strip():
        return span(reading, "location", 0, len(reading.ad.location))
    return found or opening(reading)


def opening(reading: Reading) -> Quote:
    """The title, or the first words of the body."""
    source = "title" if reading.ad.title.strip() else reading.ad.text_source
    text = reading.ad.field(source)
    start = len(text) - len(text.lstrip())
    return span(reading, source, start, min(len(text.rstrip()), start + LONGEST))


def common_words(a: Reading, b: Reading) -> tuple[Quote, Quote]:
    """The shared sentence of two ads with the most running text, in each; their openings when they share none word for
    word. A number spelt out is no running text: sharing it says nothing of who wrote the words around it."""
    source_a, source_b = a.ad.text_source, b.ad.text_source
    other = {key: (start, end) for key, start, end in sentence_spans(b.ad.field(source_b))}
    shared = [one for one in sentence_spans(a.ad.field(source_a)) if one[0] and one[0] in other]
    if not shared:
        return opening(a), opening(b)
    key, start, end = max(shared, key=lambda one: (_running(a, source_a, one[1], one[2]), one[0]))
    there, until = other[key]
    return (
        span(a, source_a, start, min(end, start + LONGEST)),
        span(b, source_b, there, min(until, there + LONGEST)),
    )


def _running(reading: Reading, source: str, start: int, end: int) -> int:
    """Code points of a passage that are in no mention."""
    spans = ((m.start, m.end) for m in reading.extraction.mentions if m.source == source)
    taken = {at for begin, until in spans for at in range(max(begin, start), min(until, end))}
    return end - start - len(taken)


def of_quarantined(reading: Reading) -> Quote:
    """The stated age, or one character: what a quarantined ad may show."""
    ages = stated_ages(reading)
    if ages:
        first = min(ages, key=lambda m: (m.source != "title", m.source, m.start))
        return span(reading, first.source, first.start, first.end)
    whole = opening(reading)
    return span(reading, whole.source, whole.start, whole.start + 1)


def few(quotes: Sequence[Quote]) -> tuple[Quote, ...]:
    """At most MOST distinct quotes, in the order given."""
    return tuple(dict.fromkeys(quotes))[:MOST]


def sentence_spans(text: str) -> list[tuple[str, int, int]]:
    """(folded key, start, end) of each sentence or line; the key is empty when it is too short to count."""
    found, start = [], 0
    for gap in (*_BREAK.finditer(text), None):
        end = gap.start() if gap else len(text)
        piece = text[start:end]
        key = folded(piece)
        if key:
            bare = start + len(piece) - len(piece.lstrip())
            found.append((key if len(key) >= _SHORTEST else "", bare, start + len(piece.rstrip())))
        start = gap.end() if gap else end
    return found
