"""Names across ads: what some ads state outright counts where others merely use it, or put another in its place.

One ad says "my name is Odessa"; the next, by the same hand, only "Odessa, visiting this week". A word that several
ads state as a name, and that is a name in a fair part of the ads that use it, is read as one wherever it stands as one:
with a capital, or in a text without capitals. And where stated names stand ("I am ...", "... for a concert"), another
word with a capital is a name too, when it stands mostly in such places. So "star" in "star gazing" stays a word.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from safelight.ads.core.extract.name_words import NEVER
from safelight.ads.core.reading import Reading, text_of
from safelight.ads.core.repost import folded

FEWEST_STATED = 2
"""Ads that must state a name before it is looked for in others."""

FAIR_PART = 0.2
"""Least share of the ads using a word that state it as a name. Rules for stated names find about two in five."""

FEWEST_NAMES, NAMED_PART = 3, 0.4
"""Different stated names, and their share of words with a capital, that make a place in a sentence one for names."""

MOSTLY = 0.5
"""Share of a word's uses with a capital that stand in places for names, from which it is one."""

ORDINARY = 0.2
"""Texts that write a word without a capital, for each use with one, from which it is a word of the language."""

Place = tuple[str, str]
"""What stands before and after a word, either left open."""

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?|\d+|[^\w\s]+|\n")
_CAPITAL = re.compile(r"[A-Z][a-z]{2,14}")


def names_of(readings: Sequence[Reading]) -> tuple[tuple[str, ...], ...]:
    """Names of each ad in lower case, sorted: those it states, and those known from other ads."""
    stated = [{name.lower() for name in reading.extraction.names} for reading in readings]
    placed = _placed(readings, stated)
    stated = [own or more for own, more in zip(stated, placed, strict=True)]
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


@dataclass(slots=True)
class _Use:
    """How a word with a capital is used: `spots` in all, `fitting` in places for names, `plain` without a capital."""

    spots: int = 0
    fitting: int = 0
    plain: int = 0

    @property
    def is_name(self) -> bool:
        return self.fitting >= MOSTLY * self.spots and self.plain <= ORDINARY * self.spots


def _placed(readings: Sequence[Reading], stated: Sequence[set[str]]) -> list[set[str]]:
    """For each ad the words that stand where stated names stand. Equal texts are looked at once."""
    tokens = {text: _WORD.findall(text) for text in {text_of(reading.ad) for reading in readings}}
    capitals = {text: list(_capitals(words)) for text, words in tokens.items()}
    good = _places_for_names(capitals.values(), {name for names in stated for name in names})
    used: dict[str, _Use] = {}
    for found in capitals.values():
        for word, around in found:
            use = used.setdefault(word, _Use())
            use.spots += 1
            use.fitting += not good.isdisjoint(around)
    for words in tokens.values():
        for word in used.keys() & set(words):
            used[word].plain += 1
    names = {word for word, use in used.items() if use.is_name} - NEVER
    return [
        {word for word, around in capitals[text_of(r.ad)] if word in names and not good.isdisjoint(around)} - _towns(r)
        for r in readings
    ]


def _places_for_names(texts: Iterable[Sequence[tuple[str, tuple[Place, ...]]]], named: set[str]) -> set[Place]:
    fillers: dict[Place, set[str]] = {}
    for found in texts:
        for word, around in found:
            for place in around:
                fillers.setdefault(place, set()).add(word)
    return {place for place, words in fillers.items() if _for_names(words, named)}


def _for_names(words: set[str], named: set[str]) -> bool:
    count = len(words & named)
    return count >= FEWEST_NAMES and count >= NAMED_PART * len(words)


def _towns(reading: Reading) -> set[str]:
    return {word for place in reading.extraction.locations if place.city for word in place.city.lower().split()}


def _capitals(tokens: Sequence[str]) -> Iterator[tuple[str, tuple[Place, ...]]]:
    """Each word with a capital, in lower case, and the places it stands in that hold a word: after two others, before
    two, between."""
    last = len(tokens)
    for at, token in enumerate(tokens):
        if "A" <= token[0] <= "Z" and _CAPITAL.fullmatch(token):
            far, before, after, beyond = (
                _plain(tokens[near]) if 0 <= near < last else "^" for near in (at - 2, at - 1, at + 1, at + 2)
            )
            around = ((f"{far} {before}", ""), ("", f"{after} {beyond}"), (before, after))
            worded = (
                before.isalpha() or far.isalpha(),
                after.isalpha() or beyond.isalpha(),
                (before + after).isalpha(),
            )
            yield token.lower(), tuple(place for place, says in zip(around, worded, strict=True) if says)


def _plain(token: str) -> str:
    return "#" if token.isdigit() else token.lower()


def stands_as_name(reading: Reading, word: str) -> bool:
    """Whether the ad writes `word` (lower case) with a capital, or the ad has no capitals or only capitals."""
    text = text_of(reading.ad)
    if text == text.lower() or text == text.upper():
        return True
    return any(found.group()[0].isupper() for found in spots(text, word))


def spots(text: str, word: str) -> list[re.Match[str]]:
    """Where `word` stands in `text` as a whole word, in any case."""
    return list(re.finditer(rf"(?<![^\W\d_]){re.escape(word)}(?![^\W\d_])", text, re.IGNORECASE))
