"""Names across ads: what some ads state outright counts where others merely use it, or put another in its place.

One ad says "my name is Odessa"; the next, by the same hand, only "Odessa, visiting this week". A word that several
ads state as a name, and that is a name in a fair part of the ads that use it, is read as one wherever it stands as one:
with a capital, or in a text without capitals. And where names stand ("I am ...", "... for a concert", "its ... again"),
another word is a name too, when it stands mostly in such places. So "star" in "star gazing" stays a word.
"""

from __future__ import annotations

import re
from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from safelight.ads.core.extract.name_words import FIRST, NEVER
from safelight.ads.core.name_spots import Marks, Numbers, Spots, is_flat
from safelight.ads.core.nickname import GIVEN
from safelight.ads.core.reading import Reading, text_of, texts_of
from safelight.ads.core.repost import words_in

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

AT_ONCE = 1 << 20
"""Spots whose places and words are paired at once."""

Item = TypeVar("Item")


def names_of(readings: Sequence[Reading]) -> tuple[tuple[str, ...], ...]:
    """Names of each ad in lower case, sorted: those it states, and those known from other ads."""
    seen = Stated()
    for reading in readings:
        seen.add(reading)
    return seen.named(texts_of(readings))


@dataclass(slots=True)
class Stated:
    """What a first look at every ad gives: the names it states, the words of its towns, and the spots of its text.
    Equal texts are looked at once (`texts`: the number of each ad's). Of equal sets one is held."""

    names: list[frozenset[str]] = field(default_factory=list)
    towns: list[frozenset[str]] = field(default_factory=list)
    texts: array[int] = field(default_factory=lambda: array("q"))
    spots: Spots = field(default_factory=Spots)
    _numbers: dict[bytes, int] = field(default_factory=dict)
    _held: dict[frozenset[str], frozenset[str]] = field(default_factory=dict)

    def add(self, reading: Reading) -> None:
        self.names.append(self._one(name.lower() for name in reading.extraction.names))
        self.towns.append(self._one(_towns(reading)))
        text, known = text_of(reading.ad), len(self._numbers)
        digest = blake2b(f"{len(reading.ad.title)} {text}".encode("utf-8", "surrogatepass"), digest_size=16).digest()
        self.texts.append(self._numbers.setdefault(digest, known))
        if len(self._numbers) > known:
            self.spots.add(text)

    def rank(self, places: Sequence[int]) -> None:
        """Puts the ad that was added i-th in place `places[i]`."""
        self.names, self.towns = moved(self.names, places), moved(self.towns, places)
        self.texts = array("q", moved(self.texts, places))

    def named(self, texts: Iterable[str]) -> tuple[tuple[str, ...], ...]:
        """The names of each ad (`texts`: of each), as from `names_of`. To be asked once."""
        self._numbers.clear()
        placed = _alone(self.names, self._placed())
        stated = [own or more for own, more in zip(self.names, placed, strict=True)]
        often = Counter(name for names in stated for name in names)
        candidates = {name for name, count in often.items() if count >= FEWEST_STATED and name.isalpha()}
        written = [self._one(_written(text, candidates, own)) for text, own in zip(texts, stated, strict=True)]
        uses = Counter(name for names in written for name in names)
        known = {name for name in candidates if often[name] >= FAIR_PART * uses[name]}
        sure: dict[frozenset[str], tuple[str, ...]] = {}
        every = (self._one(own | (names & known)) for own, names in zip(stated, written, strict=True))
        return tuple(sure.setdefault(names, tuple(sorted(names))) for names in every)

    def _placed(self) -> list[frozenset[str]]:
        """For each ad the words that stand where names stand."""
        words = list(self.spots.tokens.words)
        standing: dict[int, set[str]] = {}
        for text, word in _standing(self.spots, {name for found in self.names for name in found} | FIRST | GIVEN):
            standing.setdefault(text, set()).add(words[word])
        texts = zip(self.texts, self.towns, strict=True)
        return [self._one(standing[text] - towns) if text in standing else _NOBODY for text, towns in texts]

    def _one(self, names: Iterable[str]) -> frozenset[str]:
        own = frozenset(names)
        return self._held.setdefault(own, own)


def moved(items: Sequence[Item], places: Sequence[int]) -> list[Item]:
    """Item i in place `places[i]`."""
    found = list(items)
    for item, place in zip(items, places, strict=True):
        found[place] = item
    return found


_NOBODY: frozenset[str] = frozenset()


def _written(text: str, candidates: set[str], own: frozenset[str]) -> frozenset[str]:
    """`own`, and those of the candidates that the text writes as names."""
    words = candidates.intersection(words_in(text)) - own if candidates else _NOBODY
    if not words:
        return own
    flat = is_flat(text)
    return own | {word for word in words if flat or _has_capital(text, word)}


def _alone(stated: Sequence[frozenset[str]], placed: Sequence[frozenset[str]]) -> list[frozenset[str]]:
    """`placed` without words that no ad states and that mostly stand beside another name: "ask for both", the "store"
    of a text that many paste. Those beside a name that is sure go first, so that a label ("Hours:") beside every name
    takes none with it."""
    sure = {name for names in stated for name in names} | FIRST | GIVEN
    apart = _apart(stated, placed, sure, lambda names: not sure.isdisjoint(names))
    return _apart(stated, apart, sure, lambda names: len(names) > 1)


def _apart(
    stated: Sequence[frozenset[str]],
    placed: Sequence[frozenset[str]],
    sure: Set[str],
    crowded: Callable[[frozenset[str]], bool],
) -> list[frozenset[str]]:
    """`placed` without words that aren't sure and are mostly used in ads whose names are `crowded`."""
    beside, uses = Counter[str](), Counter[str]()
    for own, more in zip(stated, placed, strict=True):
        if more:
            uses.update(more)
            beside.update(more if crowded(own | more) else ())
    words = {word for word in uses if word not in sure and beside[word] > MOSTLY * uses[word]}
    return [more if words.isdisjoint(more) else more - words for more in placed]


def _standing(looked: Spots, names: Iterable[str]) -> Iterator[tuple[int, int]]:
    """(text, word) wherever a word stands where names stand. `names`: those known so far."""
    rows, words = looked.all(), looked.tokens.words
    if not len(rows):
        return
    word, places, count = rows[:, 1], rows[:, 2:], len(looked.places)
    used = _uses(looked, word, places)
    pairs = _fillers(word, places, len(words))
    known = np.zeros(len(words), np.bool_)
    known[[words[name] for name in names if name in words]] = True
    for _ in range(ROUNDS):
        good = np.append(_for_names(pairs, known, count), False)  # place -1 is no place
        fits: Marks = np.any(good[places], axis=1)
        named = used.names(word, fits)
        known |= named
    at = np.flatnonzero(fits & named[word])
    yield from zip(rows[at, 0].tolist(), word[at].tolist(), strict=True)


@dataclass(frozen=True, slots=True)
class _Uses:
    """How words are used, by number: `spots` of a word in all, `sound`: whether it stands inside a sentence, is no word
    of the language and none that is never a name."""

    spots: Numbers
    sound: Marks

    def names(self, word_of: NDArray[np.int32], fits: Marks) -> Marks:
        """The words that mostly stand in spots that `fits` marks."""
        fitting = np.bincount(word_of[fits], minlength=len(self.spots))
        return self.sound & (fitting >= MOSTLY * self.spots)


def _uses(looked: Spots, word: NDArray[np.int32], places: NDArray[np.int32]) -> _Uses:
    words = looked.tokens.words
    total = np.bincount(word, minlength=len(words))
    inside = np.zeros(len(words), np.bool_)
    inside[word[np.append(looked.inside(), False)[places].any(axis=1)]] = True
    never = np.array([one in NEVER for one in words], np.bool_)
    return _Uses(total, inside & ~never & (looked.lower() <= ORDINARY * total))


def _fillers(word: NDArray[np.int32], places: NDArray[np.int32], words: int) -> tuple[Numbers, Numbers]:
    """Every place and word that stand together, once."""
    found = [np.zeros(0, np.int64)]
    for start in range(0, len(word), AT_ONCE):
        some = places[start : start + AT_ONCE]
        pairs = some.astype(np.int64) * words + word[start : start + AT_ONCE, None]
        found.append(np.unique(pairs[some >= 0]))
    together = np.unique(np.concatenate(found))
    return together // words, together % words


def _for_names(pairs: tuple[Numbers, Numbers], known: Marks, places: int) -> Marks:
    """Places where different names stand, and often enough for all that stands there."""
    place, word = pairs
    names, all_words = np.bincount(place, known[word], places), np.bincount(place, minlength=places)
    return (names >= FEWEST_NAMES) & (names >= NAMED_PART * all_words)


def _towns(reading: Reading) -> set[str]:
    return {word for place in reading.extraction.locations if place.city for word in place.city.lower().split()}


def _has_capital(text: str, word: str) -> bool:
    """Whether a text writes `word` (lower case) with a capital."""
    return any(found.group()[0].isupper() for found in spots(text, word))


def spots(text: str, word: str) -> list[re.Match[str]]:
    """Where `word` stands in `text` as a whole word, in any case."""
    return list(re.finditer(rf"(?<![^\W\d_]){re.escape(word)}(?![^\W\d_])", text, re.IGNORECASE))
