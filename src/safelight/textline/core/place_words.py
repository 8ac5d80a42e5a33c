"""Words of a stated place: how a line is cut, which words are states, which misspelt name is near enough.

A two-letter code counts as a state when it is written in capitals, ends the line or a clause, or follows a comma; "in",
"me", "la" and "de" inside a sentence don't. A misspelt city is taken when one place of that state is clearly nearest.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from anyascii import anyascii

from safelight.gazetteer import City, Gazetteer
from safelight.gazetteer.key import place_key
from safelight.gazetteer.state_names import STATE_NAMES

_TOKEN = re.compile(r"[^\W_]+(?:['’.][^\W_]+)*\.?|[,;.!?()/\n-]")

_SMALL_WORDS = """
        im i am in at on near by the a an and or is it to of from now here at we are he she they me my you us so
        ok hi hey estoy en de la el los las vivo soy cerca ciudad city town estado state right help please with
        live living staying stuck around outside los como donde que por favor somewhere zip code area downtown
        off out up down
        """
_SMALL = frozenset(_SMALL_WORDS.split())
_WORDS_TOO = frozenset(
    [
        "al",
        "ar",
        "as",
        "co",
        "de",
        "hi",
        "id",
        "in",
        "la",
        "ma",
        "me",
        "mo",
        "oh",
        "ok",
        "or",
        "pa",
        "va",
        "ut",
        "ga",
        "mi",
        "ne",
    ]
)
"""USPS codes that are also words of English or Spanish, or of texting."""

_FROM = frozenset({"from", "left", "de", "desde", "not", "leaving", "moved", "born", "was"})
_AT = frozenset({"in", "at", "near", "en", "now", "here", "to", "outside", "ahora"})

GuessT = TypeVar("GuessT")


@dataclass(frozen=True, slots=True)
class Word:
    """`text` as the gazetteer keys it; `ends` when a comma, a full stop or the end of the line follows."""

    text: str
    capitals: bool
    ends: bool
    after_comma: bool

    @property
    def small(self) -> bool:
        """An everyday word that is no place by itself."""
        return self.text in _SMALL


def words_of(text: str) -> list[Word]:
    """The words of a line; marks are dropped and remembered on the word before and after."""
    found: list[Word] = []
    tokens = [token for token in _TOKEN.findall(text) if token]
    shouting = text.isupper()
    for at, token in enumerate(tokens):
        key = _key(token)
        if not key:
            continue
        following = tokens[at + 1] if at + 1 < len(tokens) else "."
        before = tokens[at - 1] if at else "."
        capitals = token.isupper() and not shouting and len(token) == 2
        ends = not _key(following) or following.isdigit() or following.lower() in ("usa", "us", "eeuu")
        found.append(Word(key, capitals, ends, before == ","))
    return found


def _key(token: str) -> str:
    text = token if token.isascii() else str(anyascii(token))
    return re.sub(r"[^a-z0-9]", "", text.lower().replace("'", ""))


def states_in(words: list[Word], gazetteer: Gazetteer) -> list[tuple[int, int, str]]:
    """Every state that is named: (from word, to word, USPS code), full names of up to three words first."""
    found: list[tuple[int, int, str]] = []
    at = 0
    while at < len(words):
        for size in (3, 2, 1):
            part = words[at : at + size]
            code = _state(part, gazetteer) if len(part) == size else None
            if code is not None:
                found.append((at, at + size, code))
                break
        at += 1
    return found


def _state(part: list[Word], gazetteer: Gazetteer) -> str | None:
    name = " ".join(word.text for word in part)
    if len(part) == 1 and len(name) == 2:
        word = part[0]
        told = word.capitals or word.ends or word.after_comma or name not in _WORDS_TOO
        return gazetteer.state(name) if told else None
    return gazetteer.state(name) or STATE_NAMES.get(place_key(name))


def misspelt_city(name: str, state: str, gazetteer: Gazetteer) -> City | None:
    """The one place of `state` that `name` is a slip or two away from: one in names of 4 to 6 letters, two in longer.
    None when two are equally near and neither has ten times the people of the other."""
    key = place_key(name)
    allowed = 2 if len(key) >= 7 else 1
    if len(key) < 4 or key.isdigit():
        return None
    near: dict[str, int] = {}
    for other in gazetteer.keys_in(state):
        if abs(len(other) - len(key)) <= allowed:
            steps = distance(key, other, allowed)
            if steps <= allowed:
                near[other] = steps
    if not near:
        return None
    best = min(near.values())
    cities = [city for other, steps in near.items() if steps == best for city in [gazetteer.city(other, state)] if city]
    cities.sort(key=lambda city: (-city.population, city.name))
    same = len({city.county_fips for city in cities}) == 1
    clear = len(cities) > 1 and cities[0].population >= 10 * max(cities[1].population, 200)
    return cities[0] if cities and (same or clear) and cities[0].county_fips else None


def distance(a: str, b: str, most: int) -> int:
    """Slips between two names (letter missing, added, changed, two swapped next to each other); above `most`, `most`
    + 1."""
    before: list[int] = []
    row = list(range(len(b) + 1))
    for i, char in enumerate(a, 1):
        line = [i]
        for j, other in enumerate(b, 1):
            cost = min(row[j] + 1, line[j - 1] + 1, row[j - 1] + (char != other))
            if i > 1 and j > 1 and char == b[j - 2] and a[i - 2] == other:
                cost = min(cost, before[j - 2] + 1)
            line.append(cost)
        if min(line) > most:
            return most + 1
        before, row = row, line
    return row[-1]


def nearer_words(words: list[Word], guesses: list[GuessT], start: Callable[[GuessT], int]) -> list[GuessT]:
    """Of several places those the person says to be *in*, when others are where they came *from*; else all."""
    at = [guess for guess in guesses if start(guess) and words[start(guess) - 1].text in _AT]
    away = [guess for guess in guesses if start(guess) and words[start(guess) - 1].text in _FROM]
    return at if at and len(at) + len(away) == len(guesses) else guesses
