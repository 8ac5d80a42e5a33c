"""Names across ads: what some ads state outright counts where others merely use it, or put another in its place.

One ad says "my name is Odessa"; the next, by the same hand, only "Odessa, visiting this week". A word that several
ads state as a name, and that is a name in a fair part of the ads that use it, is read as one wherever it stands as one:
with a capital, or in a text without capitals. And where names stand ("I am ...", "... for a concert", "its ... again"),
another word is a name too, when it stands mostly in such places. So "star" in "star gazing" stays a word.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from safelight.ads.core.extract.name_words import FIRST, NEVER
from safelight.ads.core.nickname import GIVEN
from safelight.ads.core.reading import Reading, text_of
from safelight.ads.core.repost import folded

FEWEST_STATED = 2
"""Ads that must state a name before it is looked for in others."""

FAIR_PART = 0.2
"""Least share of the ads using a word that state it as a name. Rules for stated names find about two in five."""

FEWEST_NAMES, NAMED_PART = 3, 0.25
"""Different names, and their share of the words there, that make a place in a sentence one for names."""

MOSTLY = 0.5
"""Share of a word's uses that stand in places for names, from which it is one."""

ORDINARY = 0.2
"""Texts that write a word without a capital, for each use with one, from which it is a word of the language."""

ROUNDS = 2
"""Names found in places for names find more such places, once; further rounds drift to words."""

Place = tuple[str, str, bool]
"""What stands before and after a word, either left open, and whether the text is flat."""

Spot = tuple[str, tuple[Place, ...]]
"""A word in lower case, and the places it stands in."""

_WORD = re.compile(r"\w+(?:['’]\w+)?|[^\w\s]+|\n")
_ADDRESS = re.compile(r"https?://\S+|www\.\S+|[\w.+-]*@[\w.-]+")
"""Addresses and handles hold names, but not as words."""
_STARTS = frozenset("^\n")
_CAPITAL = re.compile(r"[A-Z][a-z]{2,14}")
_FLAT = re.compile(r"[a-z]{3,15}|[A-Z]{3,15}")


def names_of(readings: Sequence[Reading]) -> tuple[tuple[str, ...], ...]:
    """Names of each ad in lower case, sorted: those it states, and those known from other ads."""
    stated = [{name.lower() for name in reading.extraction.names} for reading in readings]
    placed = _alone(stated, _placed(readings, stated))
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


def _alone(stated: Sequence[set[str]], placed: Sequence[set[str]]) -> list[set[str]]:
    """`placed` without words that no ad states and that mostly stand beside another name: "ask for both", the "store"
    of a text that many paste."""
    beside, uses = Counter[str](), Counter[str]()
    for own, more in zip(stated, placed, strict=True):
        uses.update(more)
        beside.update(more if len(own | more) > 1 else ())
    sure = {name for names in stated for name in names} | FIRST | GIVEN
    words = {word for word in uses if word not in sure and beside[word] > MOSTLY * uses[word]}
    return [more - words for more in placed]


@dataclass(slots=True)
class _Use:
    """How a word is used: `spots` in all, `inside` a sentence, `fitting` in places for names, `plain` without the
    capital."""

    spots: int = 0
    inside: int = 0
    fitting: int = 0
    plain: int = 0

    @property
    def is_name(self) -> bool:
        often = self.fitting >= MOSTLY * self.spots and self.plain <= ORDINARY * self.spots
        return often and self.inside > 0


def _placed(readings: Sequence[Reading], stated: Sequence[set[str]]) -> list[set[str]]:
    """For each ad the words that stand where names stand. Equal texts are looked at once."""
    spots_of, plain = _looked({text_of(reading.ad) for reading in readings})
    fillers = _fillers(spots_of.values())
    used = _uses(spots_of.values(), plain)
    names = {name for found in stated for name in found} | FIRST | GIVEN
    for _ in range(ROUNDS):
        good = {place for place, words in fillers.items() if _for_names(words, names)}
        named = _names_by_place(spots_of.values(), used, good)
        names |= named
    return [
        {word for word, around in spots_of[text_of(r.ad)] if word in named and not good.isdisjoint(around)} - _towns(r)
        for r in readings
    ]


def _looked(texts: Iterable[str]) -> tuple[dict[str, list[Spot]], Counter[str]]:
    """The spots of each text, and how many texts with capitals write a word without one. Equal spots are one object, so
    that a million texts take the room of their different words."""
    spots_of: dict[str, list[Spot]] = {}
    plain = Counter[str]()
    held: dict[Spot, Spot] = {}
    for text in texts:
        tokens, flat = _tokens(text), _is_flat(text)
        spots_of[text] = [held.setdefault(spot, spot) for spot in _spots(tokens, flat)]
        if not flat:
            plain.update(word for word in set(tokens) if word.islower())
    return spots_of, plain


def _fillers(texts: Iterable[Sequence[Spot]]) -> dict[Place, set[str]]:
    """Every place with the words that stand there."""
    found: dict[Place, set[str]] = {}
    for spots_in in texts:
        for word, around in spots_in:
            for place in around:
                if place in found:
                    found[place].add(word)
                else:
                    found[place] = {word}
    return found


def _uses(texts: Iterable[Sequence[Spot]], plain: Mapping[str, int]) -> dict[str, _Use]:
    used: dict[str, _Use] = {}
    for spots_in in texts:
        for word, around in spots_in:
            use = used.setdefault(word, _Use())
            use.spots += 1
            use.inside += any(flat or before.isalpha() for before, _, flat in around)
    for word, use in used.items():
        use.plain = plain.get(word, 0)
    return used


def _names_by_place(texts: Iterable[Sequence[Spot]], used: Mapping[str, _Use], good: set[Place]) -> set[str]:
    for use in used.values():
        use.fitting = 0
    for spots_in in texts:
        for word, around in spots_in:
            used[word].fitting += not good.isdisjoint(around)
    return {word for word, use in used.items() if use.is_name and word not in NEVER}


def _for_names(words: set[str], names: set[str]) -> bool:
    if len(words) < FEWEST_NAMES:
        return False
    count = len(words & names)
    return count >= FEWEST_NAMES and count >= NAMED_PART * len(words)


def _towns(reading: Reading) -> set[str]:
    return {word for place in reading.extraction.locations if place.city for word in place.city.lower().split()}


def _is_flat(text: str) -> bool:
    """Whether a text has no capitals or only capitals, so that a name doesn't stand out."""
    return text == text.lower() or text == text.upper()


def _tokens(text: str) -> list[str]:
    return _WORD.findall(_ADDRESS.sub("@", text) if "@" in text or "://" in text or "www." in text else text)


def _spots(tokens: Sequence[str], flat: bool) -> Iterator[Spot]:
    """Each word that may be a name (with a capital, where there are any), in lower case, and the places it stands in:
    after two others, before two, between. A place holds a word, or is where a text or line begins."""
    shape = _FLAT if flat else _CAPITAL
    plain = ["^", "^", *(_plain(token) for token in tokens), "^", "^"]
    for at, token in enumerate(tokens):
        if shape.fullmatch(token):
            far, before, word, after, beyond = plain[at : at + 5]
            around = []
            if before.isalpha() or far.isalpha():
                around.append((f"{far} {before}", "", flat))
            if after.isalpha() or beyond.isalpha():
                around.append(("", f"{after} {beyond}", flat))
            if before.isalpha() or after.isalpha() or before in _STARTS:
                around.append((before, after, flat))
            yield word, tuple(around)


def _plain(token: str) -> str:
    return "#" if token[0].isdigit() else token.lower()


def stands_as_name(reading: Reading, word: str) -> bool:
    """Whether the ad writes `word` (lower case) with a capital, or the ad has no capitals or only capitals."""
    text = text_of(reading.ad)
    return _is_flat(text) or any(found.group()[0].isupper() for found in spots(text, word))


def spots(text: str, word: str) -> list[re.Match[str]]:
    """Where `word` stands in `text` as a whole word, in any case."""
    return list(re.finditer(rf"(?<![^\W\d_]){re.escape(word)}(?![^\W\d_])", text, re.IGNORECASE))
