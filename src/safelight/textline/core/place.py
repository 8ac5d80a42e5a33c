"""Place: where a person says they are, read from their words, never from their number.

A ZIP code, a county, or a city beside its state; misspelt, abbreviated or in a sentence, English or Spanish. Promises
to ask one question rather than guess: a bare city, two places, a name that could be two towns. Confidence is ours by
kind of evidence (`SURE`), measured in docs/evaluation.md. Refuses area codes: only 38 % of them lie in one state
(research note).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from safelight.gazetteer import City, Gazetteer
from safelight.gazetteer.neighbourhoods import NEIGHBOURHOODS
from safelight.textline.core.place_words import (
    Word,
    misspelt_city,
    nearer_words,
    states_in,
    words_of,
)

Evidence = Literal["zip", "county", "city", "misspelt city", "neighbourhood", "state", "none"]

SURE: dict[str, float] = {
    "zip": 0.99,
    "city": 0.95,
    "county": 0.95,
    "neighbourhood": 0.85,
    "misspelt city": 0.8,
    "state": 0.0,
    "none": 0.0,
}
"""Confidence by kind of evidence; the city's is near the 98.7 % of city+state pairs that lie in one county."""

NEAR = 0.15
"""Taken off when the person is only near the place ("outside of Oakland CA")."""

ASK = {
    "en": "What city and state are you in, or what ZIP code? Only if it is safe to say.",
    "es": "En que ciudad y estado esta, o que codigo postal (ZIP)? Solo si es seguro decirlo.",
}
"""The one question; GSM-7, one segment."""

_ZIP = re.compile(r"(?<![\d$#-])(\d{5})(?:-\d{4})?(?![\d-])")
_COUNTY_BEFORE = re.compile(r"([a-z]+(?: [a-z]+){0,3}) (?:county|parish|cnty|borough)\b")
_COUNTY_AFTER = re.compile(r"\b(?:condado|county|parroquia) (?:de |del |of )?([a-z]+(?: [a-z]+){0,3})")


@dataclass(frozen=True, slots=True)
class Place:
    """`counties` are (FIPS, share), the likeliest first; empty when unknown. `ask` is the one question, or None."""

    state: str | None
    counties: tuple[tuple[str, float], ...]
    confidence: float
    evidence: Evidence
    ask: str | None

    @property
    def county_fips(self) -> str | None:
        return self.counties[0][0] if self.counties else None


@dataclass(frozen=True, slots=True)
class _Guess:
    """A place with the words it rests on (from, to) and how it was found."""

    city: City
    evidence: Evidence
    start: int
    end: int

    @property
    def rank(self) -> tuple[int, int]:
        return (self.evidence == "city", self.end - self.start)


def locate(text: str, gazetteer: Gazetteer, language: str = "en") -> Place:
    """The place `text` names, or the question to ask. Never raises."""
    question = ASK["es" if language == "es" else "en"]
    text = text[:1_000]
    words = words_of(text)
    states = states_in(words, gazetteer)
    return (
        _by_zip(text, states, gazetteer, question)
        or _by_county(words, states, gazetteer, question)
        or _by_city(words, states, gazetteer, question)
        or _unknown(_only_state(states), question)
    )


def _unknown(state: str | None, question: str) -> Place:
    return Place(state, (), 0.0, "state" if state else "none", question)


def _only_state(states: list[tuple[int, int, str]]) -> str | None:
    named = {code for _, _, code in states}
    return named.pop() if len(named) == 1 else None


def _by_zip(text: str, states: list[tuple[int, int, str]], gazetteer: Gazetteer, question: str) -> Place | None:
    found = [place for code in _ZIP.findall(text) for place in [gazetteer.zip(code)] if place and place.county_fips]
    if not found:
        return None
    place = found[-1]
    named = {code for _, _, code in states}
    if len(found) > 1 and len({each.county_fips for each in found}) > 1:
        agreed = [each for each in found if each.state in named]
        if len({each.county_fips for each in agreed}) != 1:
            return _unknown(None, question)
        place = agreed[0]
    if named and place.state not in named:
        return _unknown(None, question)
    return Place(place.state, ((place.county_fips, 1.0),), SURE["zip"], "zip", None)


def _by_county(
    words: list[Word], states: list[tuple[int, int, str]], gazetteer: Gazetteer, question: str
) -> Place | None:
    line = " ".join(word.text for word in words)
    for found in (*_COUNTY_BEFORE.finditer(line), *_COUNTY_AFTER.finditer(line)):
        parts = found.group(1).split()
        after = found.re is _COUNTY_AFTER
        for size in range(len(parts), 0, -1):
            name = " ".join(parts[:size] if after else parts[-size:])
            counties = gazetteer.counties_named(name)
            named = {code for _, _, code in states}
            fitting = [county for county in counties if not named or county.state in named]
            if len(fitting) == 1:
                county = fitting[0]
                return Place(county.state, ((county.fips, 1.0),), SURE["county"], "county", None)
            if counties:
                return _unknown(_only_state(states), question)
    return None


def _by_city(
    words: list[Word], states: list[tuple[int, int, str]], gazetteer: Gazetteer, question: str
) -> Place | None:
    guesses = [guess for state in states for guess in _beside(words, state, gazetteer)]
    guesses += _elsewhere(words, states, gazetteer) if not guesses else []
    guesses += _neighbourhoods(words, gazetteer) if not guesses else []
    if not guesses:
        return None
    best = max(guess.rank for guess in guesses)
    top = [guess for guess in guesses if guess.rank == best]
    if len({guess.city.county_fips for guess in top}) > 1:
        top = nearer_words(words, top, lambda guess: guess.start)
    if len({guess.city.county_fips for guess in top}) > 1:
        return _unknown(None, question)
    chosen = top[0]
    counties = gazetteer.shares(chosen.city)
    near = any(word.text in ("near", "outside", "cerca", "afueras", "by", "around") for word in words)
    sure = round(SURE[chosen.evidence] - (NEAR if near else 0.0), 2)
    return Place(chosen.city.state, counties, sure, chosen.evidence, None if counties else question)


LONGEST = 5
"""Words in the longest place name looked for."""


def _beside(words: list[Word], state: tuple[int, int, str], gazetteer: Gazetteer) -> list[_Guess]:
    """The city that stands right before the state, or right after it; the longest exact name wins, then a misspelt
    one."""
    start, end, code = state
    if code == "DC":
        city = gazetteer.city("Washington", "DC")
        return [_Guess(city, "city", start, end)] if city else []
    before = [(at, start) for at in range(max(0, start - LONGEST), start)]
    after = [(end, to) for to in range(min(len(words), end + LONGEST), end, -1)]
    for spans in (before, after):
        for at, to in spans:
            city = gazetteer.city(" ".join(word.text for word in words[at:to]), code)
            if city is not None and city.county_fips and not (to - at == 1 and words[at].small):
                longer = _longer_misspelt(words, at, start, code, gazetteer) if to == start else None
                return [longer or _Guess(city, "city", at, max(to, end))]
    for at, to in before:
        wrong = misspelt_city(" ".join(word.text for word in words[at:to]), code, gazetteer)
        if wrong is not None and not words[at].small:
            return [_Guess(wrong, "misspelt city", at, end)]
    return []


def _longer_misspelt(words: list[Word], at: int, start: int, code: str, gazetteer: Gazetteer) -> _Guess | None:
    """A misspelt name that holds the found one and the words before it in the same clause: "bowlizg green" is Bowling
    Green, not Green."""
    for first in range(max(0, start - LONGEST), at):
        if words[first].small or any(word.ends for word in words[first:at]):
            continue
        city = misspelt_city(" ".join(word.text for word in words[first:start]), code, gazetteer)
        if city is not None and city.name[:1].lower() == words[first].text[:1]:
            return _Guess(city, "misspelt city", first, start)
    return None


def _elsewhere(words: list[Word], states: list[tuple[int, int, str]], gazetteer: Gazetteer) -> list[_Guess]:
    """A city anywhere in the text when one state is named by its full name and the city is one of that state."""
    code = _only_state(states)
    if code is None:
        return []
    taken = {at for start, end, _ in states for at in range(start, end)}
    found = []
    for at in range(len(words)):
        for to in range(min(len(words), at + LONGEST), at, -1):
            if taken & set(range(at, to)) or (to - at == 1 and (words[at].small or len(words[at].text) < 4)):
                continue
            city = gazetteer.city(" ".join(word.text for word in words[at:to]), code)
            if city is not None and city.county_fips and city.population >= 1_000:
                found.append(_Guess(city, "city", at, to))
                break
    return found


def _neighbourhoods(words: list[Word], gazetteer: Gazetteer) -> list[_Guess]:
    """A neighbourhood beside its own city ("fruitvale oakland"); alone it is asked about."""
    line = f" {' '.join(word.text for word in words)} "
    found = []
    for name, (city, state) in NEIGHBOURHOODS.items():
        if f" {name} " not in line:
            continue
        named = f" {city.lower()} " in line.replace(f" {name} ", " ", 1)
        if named:
            known = gazetteer.city(city, state)
            if known is not None:
                found.append(_Guess(known, "neighbourhood", 0, 1))
    return found
