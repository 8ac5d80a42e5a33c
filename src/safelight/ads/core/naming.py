"""Names across ads: a name that some ads state outright also counts where another ad merely uses it.

One ad says "my name is Odessa"; the next, by the same hand, only "Odessa, visiting this week". A word
that several ads state as a name, and that is a name in a fair part of the ads that use it, is read as a name
wherever it stands as one: with a capital, or in a text without capitals. So "star" in "star gazing" stays a word.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from safelight.ads.core.reading import Reading, text_of
from safelight.ads.core.repost import folded

FEWEST_STATED = 2
"""Ads that must state a name before it is looked for in others."""

FAIR_PART = 0.2
"""Least share of the ads using a word that state it as a name. Rules for stated names find about two in five."""


def names_of(readings: Sequence[Reading]) -> tuple[tuple[str, ...], ...]:
    """Names of each ad in lower case, sorted: those it states, and those known from other ads."""
    stated = [{name.lower() for name in reading.extraction.names} for reading in readings]
    often = Counter(name for names in stated for name in names)
    candidates = {name for name, count in often.items() if count >= FEWEST_STATED and name.isalpha()}
    used = [candidates.intersection(folded(text_of(r.ad)).split()) if candidates else set() for r in readings]
    written = [
        {word for word in words - own if stands_as_name(reading, word)} | own
        for reading, words, own in zip(readings, used, stated, strict=True)
    ]
    uses = Counter(name for names in written for name in names)
    known = {name for name in candidates if often[name] >= FAIR_PART * uses[name]}
    return tuple(tuple(sorted(own | (names & known))) for own, names in zip(stated, written, strict=True))


def stands_as_name(reading: Reading, word: str) -> bool:
    """Whether the ad writes `word` (lower case) with a capital, or the ad has no capitals or only capitals."""
    text = text_of(reading.ad)
    if text == text.lower() or text == text.upper():
        return True
    return any(found.group()[0].isupper() for found in spots(text, word))


def spots(text: str, word: str) -> list[re.Match[str]]:
    """Where `word` stands in `text` as a whole word, in any case."""
    return list(re.finditer(rf"(?<![^\W\d_]){re.escape(word)}(?![^\W\d_])", text, re.IGNORECASE))
