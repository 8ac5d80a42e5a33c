"""Stated towns: a town with its state behind it, "City, ST", "City State", "city st" in small letters.

The strongest statement of a text. The longest name of that state right before the state's own is the town. Refuses
names in small letters that are words, and towns that the clause says the person left.
"""

from __future__ import annotations

import re

from ahocorasick_rs import AhoCorasick

from safelight.ads.core.extract.addresses import ALSO_WORDS
from safelight.ads.core.extract.bare_towns import place_mention
from safelight.ads.core.extract.passage import Passage
from safelight.ads.core.extract.place_words import AROUND_TOWNS, DENIED, KINDS, LOCATING, PLAIN
from safelight.ads.core.extract.standing import LARGE, SMALL
from safelight.ads.core.mention import Mention
from safelight.gazetteer import City, Gazetteer

WORD = r"[A-Za-z][A-Za-z.'\-]{1,24}"
LAST_WORDS = re.compile(rf"{WORD}(?:[ ]{WORD}){{0,3}}\Z")
"""The words that could be a town's name at the end of a text."""

_CODES_OFTEN_WORDS = frozenset(
    {"oh", "pa", "ma", "la", "al", "de", "mo", "id", "co", "ar", "il", "ne", "pr", "mi", "ms"}
)
_OTHER_CODES = "ak az ca ct dc fl ga ia ks ky md mn mt nc nd nh nj nm nv ny ri sc sd tn tx ut va vt wa wi wv wy"
_CODES = _CODES_OFTEN_WORDS | frozenset(_OTHER_CODES.split())
"""State codes that are read in small letters: "lexington ky". Those that are words too need a larger town; "in", "or",
"me", "hi", "ok" are never read."""


class StatedTowns:
    """Holds the compiled patterns of states."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        names = sorted((gazetteer.state_name(code) or "" for code in gazetteer.states()), key=lambda n: (-len(n), n))
        spelled = "|".join(re.escape(name) for name in names if name)
        codes = "|".join(gazetteer.states())
        self._code = re.compile(rf"[, ](?=[A-Z]{{2}}(?![A-Za-z']))(?P<state>{codes})")
        self._spelled = re.compile(rf"[, ](?P<state>{spelled.lower()})(?![a-z]|\s(?:city|springs|beach)\b)")
        self._names = AhoCorasick([name.lower() for name in names if name])
        self._small = re.compile(
            rf"[, ](?<=[a-z].) ?(?=[a-z]{{2}}(?![a-z0-9'@]))(?P<state>{'|'.join(sorted(_CODES))})(?=\s|[,.!/|)\-]|\Z)"
        )
        self._tail = re.compile(rf"[, ](?P<state>{codes.lower()})(?=\s{{0,2}}(?:[0-9]{{5}}|\Z|,|\s-|\())")

    def read(self, passage: Passage) -> list[Mention]:
        """ "City, ST" and "City ST": each state word, and the longest place name of that state right before it."""
        found = [self._before_state(passage, match) for match in self._code.finditer(passage.text)]
        if self._names.find_matches_as_indexes(passage.lower):
            found += [self._before_state(passage, match) for match in self._spelled.finditer(passage.lower)]
        in_small = self._tail if passage.source == "location" else self._small
        found += [self._before_state(passage, match) for match in in_small.finditer(passage.lower)]
        return [mention for mention in found if mention is not None]

    def _before_state(self, passage: Passage, match: re.Match[str]) -> Mention | None:
        state = self._gazetteer.state(match["state"])
        head = passage.text[max(0, match.start() - 48) : match.start() + 1].rstrip(", ")
        city = LAST_WORDS.search(head)
        if state is None or city is None:
            return None
        comma = "," in passage.text[match.start() - 1 : match.start("state")]
        words = city.group().split(" ")
        for skip in range(len(words)):
            name = " ".join(words[skip:])
            place = self._gazetteer.city(name, state)
            if passage.source != "location" and not _believed(name, place, comma, match["state"]):
                continue
            start = max(0, match.start() - 48) + city.end() - len(name)
            if (
                place is not None
                and passage.source != "location"
                and DENIED.search(passage.lower, max(0, start - 48), start)
            ):
                return None
            if place is not None and not (skip and _inside(words[skip - 1], place)):
                return place_mention(passage, place, start, match.end("state"), 0.97, "location.city_state")
        return None


def _believed(name: str, place: City | None, comma: bool, code: str) -> bool:
    """Whether a town's name before its state is meant as one: behind a comma, or capitalised; in small letters, or
    before a code in small letters, a town of some size that is no word."""
    if not code.islower():
        return comma or (name[:1].isupper() and not (name.isupper() and code in ALSO_WORDS))
    if len(code) > 2 and (comma or name[:1].isupper()):
        return True
    if name.lower() in PLAIN | LOCATING | AROUND_TOWNS | KINDS:
        return False
    return place is not None and place.population >= (LARGE // 2 if code in _CODES_OFTEN_WORDS else SMALL)


def _inside(before: str, place: City) -> bool:
    """Whether a small place's name is the end of a longer name: "Inland Empire"."""
    known = before.lower().strip(".") in AROUND_TOWNS | LOCATING
    return place.population < SMALL and before[:1].isupper() and not known
