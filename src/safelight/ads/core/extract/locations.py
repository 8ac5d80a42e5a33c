"""Locations: where the ad says the person is, geocoded offline.

Strongest statement first: the location field, then "City, ST" or a ZIP in title and body, then a bare city after a
cue ("in", "visiting"), then the page's address. A bare city is decided by the states the address, area codes and
country point to, then by population; ties stay below 0.5 and are left out. Refuses places merely named without a
cue.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from safelight.ads.core.extract.addresses import Address, read_address
from safelight.ads.core.extract.bare_towns import BareTowns, Evidence, place_mention
from safelight.ads.core.extract.name_words import FIRST
from safelight.ads.core.extract.passage import Passage
from safelight.ads.core.extract.place_words import (
    AROUND_TOWNS,
    DENIED,
    KINDS,
    NO_TOWN,
    PLAIN,
    QUARTERED,
    REGIONS,
)
from safelight.ads.core.extract.standing import LARGE, Decide, Member, StandingReader
from safelight.ads.core.extract.stated_towns import LAST_WORDS, WORD, StatedTowns
from safelight.ads.core.extract.zips import zips
from safelight.ads.core.mention import Location, Mention
from safelight.gazetteer import Candidate, Gazetteer
from safelight.gazetteer.key import place_key
from safelight.gazetteer.neighbourhoods import NEIGHBOURHOODS
from safelight.gazetteer.nicknames import NICKNAMES

HINTS = 16_384
"""Pieces of addresses whose hint is kept: a site's own words stand in the address of each of its pages."""

MOST_ADDRESS = 400
"""Characters of an address that are looked at for places."""

FIELDS = 16_384
"""Location fields whose reading is kept: sites offer a list of towns to choose from."""

_BY_CITY = 4.0
"""Weight of a state that the address names together with a city of it: no chance meeting of words."""

_CITY = rf"{WORD}(?:[ ]{WORD}){{0,3}}"
_CUE = re.compile(
    rf"(?i:(?<![a-z])(?<!grew up )(?<!born )(?<!raised )(?:in|en|visiting|visit|near|located in|"
    rf"location:?|area:?|city:?|based in|downtown|around|"
    rf"serving|between|cover(?:s|ing)?(?:\s(?:all\sof|most\sof))?|throughout|all\s(?:of|over)|outcalls?\sto|"
    rf"(?:mov(?:ed|ing)|coming|head(?:ed|ing)|travel(?:l?ing)?|relocat(?:ed|ing)|back|new|welcome)\s"
    rf"(?:here\s)?(?:from\s[a-z]+(?:\s[a-z]+)?\s)?to))"
    rf"\s{{1,2}}(?:(?i:the|downtown|beautiful|sunny)\s)?(?=(?P<city>{_CITY}))"
)
_CUE_BEGINS = re.compile(
    r"[^a-z](?:in|en|visit|near|locat|area|city|based|downtown|around|serv|between|cover|throughout|all|outcall|mov|coming|"
    r"head|travel|relocat|back|new|welcome)"
)
"""The first letters of what `_CUE` finds, behind the end of a word."""

_FOLLOWED = re.compile(
    r"(?:\s(?P<sure>area|incalls?|outcalls?|massages?|bodywork|companions?|escorts?|providers?|loft|locals|gents|"
    r"gentlemen|babe|girls?|lady|ladies)|'s\s(?P<own>own|favou?rite|finest|best|newest|sweetest|top|premier|most))(?![a-z])"
)
_SIDES = frozenset({"side", "end"})
_BETWEEN = frozenset({"beach", "airport", "downtown", "metro", "strip", "mall"})
"""Words between a town and "area"."""

_TITLE_WORD = re.compile(r"(?<![A-Za-z])[A-Z][A-Za-z.]{2,15}(?![A-Za-z])")
TITLE_LENGTH = 300
"""Longest title searched for a bare city, in characters; longer ones are pasted bodies."""

TITLE_POPULATION = 100_000
"""A city named in a title without any cue counts from this size on."""

_HOST = re.compile(r"(?:https?://)?(?:www\.)?(?P<sub>[a-z\-]{3,40})\.[a-z0-9\-]+\.[a-z]")
_NEXT_WORD = re.compile(r"\s(?P<word>[a-z]+)")
_PIECE = re.compile(r"[a-z]+(?:-[a-z]+)*")
_SPLIT = re.compile(r"\s*[,/|;•()\n>»]\s*|\s-\s|(?i:\s*\b(?:city|town|state|region|area|location|country)\s*:\s*)")


class LocationReader:
    """Holds the gazetteer and the compiled state pattern."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        self._bare = BareTowns(gazetteer)
        self._stated_towns = StatedTowns(gazetteer)
        self._hint = lru_cache(maxsize=HINTS)(self._hint_of)
        self._site_hints = lru_cache(maxsize=HINTS)(self._hints_in)
        self._standing = StandingReader(gazetteer, PLAIN)
        self._known_field = lru_cache(maxsize=FIELDS)(self._field_of)

    def in_field(self, field: str, evidence: Evidence) -> Sequence[Mention]:
        """The places of a location field, as this evidence decides them; read once for all ads that have both."""
        read = self._known_field if len(field) <= TITLE_LENGTH else self._field_of
        states = tuple(sorted(evidence.states.items()))
        found, abroad = read(field, states, evidence.country, tuple(evidence.foreign))
        evidence.foreign[:] = abroad
        return found

    def in_texts(self, passages: Sequence[Passage], evidence: Evidence) -> Sequence[Mention]:
        """Places in title and body: of the first kind of statement that yields any."""
        found: list[Mention] = []
        for rule in (self._stated, self._zips, self._cued, self._followed):
            found = found or [mention for passage in passages for mention in rule(passage, evidence)]
        for passage in passages:
            found += self._standing.read(passage, found, self._deciding(evidence))
        return found or [mention for passage in passages for mention in self._titled(passage, evidence)]

    def _deciding(self, evidence: Evidence) -> Decide:
        """Decides a town of a list by what the ad and the rest of the list say of its state."""

        def decide(passage: Passage, member: Member, others: dict[str, float], home: bool) -> Mention | None:
            told = Evidence({**evidence.states, **others}, evidence.country or ("US" if home else None))
            return self._bare.read(passage, member.name, member.start, told, "location.standing")

        return decide

    def hints(self, link: Passage | None, site: str, evidence: Evidence) -> Address:
        """What the page's address says; adds the states and countries that it and the site path name."""
        written = link.lower[:MOST_ADDRESS] if link is not None else ""
        address = read_address(self._gazetteer, written) if written else Address()
        for found in address.placed:
            evidence.states[found.city.state] = _BY_CITY
        if address.abroad and address.abroad not in evidence.foreign:
            evidence.foreign.append(address.abroad)
        if address.home and evidence.country is None:
            evidence.country = "US"
        from_link = self._hints_in(written) if not address.abroad else ()
        for hint in (*from_link, *self._site_hints(site[:MOST_ADDRESS].lower())):
            if isinstance(hint, str):
                evidence.states[hint] = max(evidence.states.get(hint, 0.0), 1.0)
            else:
                self._note(hint, evidence)
        return address

    def _hints_in(self, address: str) -> tuple[str | Candidate, ...]:
        pieces = (piece for piece in _PIECE.findall(address) if len(piece) > 3)
        return tuple(hint for piece in pieces if (hint := self._hint(piece)) is not None)

    def _hint_of(self, piece: str) -> str | Candidate | None:
        """The state that a piece of an address names, or the large city it can hardly fail to name."""
        words = piece.replace("-", " ")
        code = self._gazetteer.state(words)
        if code is not None:
            return code
        name = self._gazetteer.unsqueezed(words) or words
        ranked = self._gazetteer.cities(name) if self._gazetteer.is_city(place_key(name)) else ()
        sure = bool(ranked) and ranked[0].confidence >= 0.7 and ranked[0].population >= 40_000
        return ranked[0] if sure else None

    def _note(self, top: Candidate, evidence: Evidence) -> None:
        if top.city is not None:
            evidence.states[top.city.state] = max(evidence.states.get(top.city.state, 0.0), top.confidence)
        elif top.country not in evidence.foreign:
            evidence.foreign.append(top.country)

    def _field_of(
        self, original: str, states: tuple[tuple[str, float], ...], country: str | None, foreign: tuple[str, ...]
    ) -> tuple[tuple[Mention, ...], tuple[str, ...]]:
        evidence = Evidence(dict(states), country, list(foreign))
        return tuple(self._listed(Passage("location", original), evidence)), tuple(evidence.foreign)

    def _listed(self, passage: Passage, evidence: Evidence) -> list[Mention]:
        """The location field: "City, ST", a ZIP, or a list of bare cities."""
        found = self._stated(passage, evidence) or self._zips(passage, evidence)
        if found:
            return found
        at = 0
        text = passage.text
        evidence = self._with_states(text, evidence)
        for split in [*_SPLIT.finditer(text), None]:
            end = split.start() if split else len(text)
            part = text[at:end].strip()
            start = text.find(part, at) if part else at
            at = split.end() if split else end
            abroad = len(evidence.foreign)
            mention = self._part(passage, part, start, evidence) if part else None
            if part and mention is None and found:
                mention = self._part(passage, part, start, _beside(found, evidence))
            if mention is not None:
                found.append(mention)
            elif len(evidence.foreign) > abroad:
                break
        return found

    def _with_states(self, text: str, evidence: Evidence) -> Evidence:
        """The evidence with the states and regions that are parts of the field: "US > Texas > El Paso"."""
        parts = [part for part in _SPLIT.split(text) if part]
        codes = (self._gazetteer.state(part) or REGIONS.get(place_key(part)) for part in parts)
        named = {code: _BY_CITY for code in codes if code}
        return Evidence({**evidence.states, **named}, evidence.country, evidence.foreign) if named else evidence

    def _part(self, passage: Passage, part: str, start: int, evidence: Evidence) -> Mention | None:
        """One part of the location field, with and without "downtown" before it or "area" behind it."""
        plain = all(word.lower().strip(".") in QUARTERED for word in part.split(" "))
        if (plain or (len(part) > 2 and self._gazetteer.state(part))) and not self._bare.large(part):
            return None
        mention = self._bare.read(passage, part, start, evidence, "location.field")
        words = part.split(" ")
        first, last = 0, len(words)
        while first < last and words[first].lower() in AROUND_TOWNS | _SIDES:
            first += 1
        while last > first and words[last - 1].lower().strip(".") in AROUND_TOWNS:
            last -= 1
        name = " ".join(words[first:last])
        if not name or (name.islower() and "the" in words[:first]):
            return None
        if mention is not None or name == part:
            return mention
        return self._bare.read(passage, name, start + part.index(name), evidence, "location.field")

    def _stated(self, passage: Passage, _: Evidence) -> list[Mention]:
        return self._stated_towns.read(passage)

    def _zips(self, passage: Passage, _: Evidence) -> list[Mention]:
        return zips(self._gazetteer, passage)

    def _cued(self, passage: Passage, evidence: Evidence) -> list[Mention]:
        found: list[Mention] = []
        for match in _cues(passage):
            words = match["city"].split(" ")
            for size in range(min(len(words), 4), 0, -1):
                name = " ".join(words[:size]).rstrip(".-'")
                if not words[0][:1].isupper() and name.lower() not in ("nyc", "vegas", "philly"):
                    break
                if self._other_thing(passage, name, match.start("city")):
                    continue
                if (behind := self._behind(words[size:], name)) is not None:
                    start = match.start("city") + len(" ".join(words[: len(words) - len(behind)])) + 1
                    mention = self._bare.read(passage, " ".join(behind), start, evidence, "location.cue")
                    found += [mention] if mention else []
                    break
                mention = self._bare.read(passage, name, match.start("city"), evidence, "location.cue")
                if mention is not None:
                    found.append(mention)
                    break
        return found

    def _other_thing(self, passage: Passage, name: str, start: int) -> bool:
        """Whether the words are a street's or a square's name, or the clause says the person is not there."""
        behind = _NEXT_WORD.match(passage.lower, start + len(name))
        word = behind["word"] if behind else ""
        if word in NO_TOWN or DENIED.search(passage.lower, max(0, start - 48), start):
            return True
        ranked = self._gazetteer.cities(name) if word in KINDS else ()
        return bool(ranked) and ranked[0].population < LARGE

    def _behind(self, words: Sequence[str], quarter: str) -> Sequence[str] | None:
        """The large town behind a quarter of it, "Capitol Hill Seattle"; null when there is none."""
        if not words or place_key(quarter) not in NEIGHBOURHOODS:
            return None
        named = words[: next((at for at, word in enumerate(words) if not word[:1].isupper()), len(words))]
        return named if named and self._bare.large(" ".join(named)) else None

    def _followed(self, passage: Passage, evidence: Evidence) -> list[Mention]:
        """A big city of this country right before "area", "incall", "'s own" and the like."""
        found: list[Mention] = []
        for match in _FOLLOWED.finditer(passage.lower):
            if not "a" <= passage.lower[match.start() - 1 : match.start()] <= "z":
                continue
            head = LAST_WORDS.search(passage.text[max(0, match.start() - 48) : match.start()])
            words = head.group().split(" ") if head else []
            mention = self._last_of(passage, words, match.start(), evidence)
            between = len(words) > 1 and words[-1].lower() in _BETWEEN
            if mention is None and between and not self._gazetteer.is_city(place_key(" ".join(words[-2:]))):
                mention = self._last_of(passage, words[:-1], match.start() - len(words[-1]) - 1, evidence)
            if mention is not None:
                found.append(mention)
        return found

    def _last_of(self, passage: Passage, words: Sequence[str], end: int, evidence: Evidence) -> Mention | None:
        """The big city that these words end with."""
        for skip in range(max(0, len(words) - 3), len(words)):
            name = " ".join(words[skip:])
            known = name[:1].isupper() or (len(name) > 2 and place_key(name) in NICKNAMES)
            if not known or name.lower() in PLAIN or name.lower() in FIRST:
                continue
            if DENIED.search(passage.lower, max(0, end - len(name) - 48), end - len(name)):
                continue
            if self._bare.large(name) or name.lower().endswith(" beach"):
                mention = self._bare.read(passage, name, end - len(name), evidence, "location.cue")
                if mention is not None:
                    return mention
        return None

    def _titled(self, passage: Passage, evidence: Evidence) -> list[Mention]:
        """A big city named in a title, in capitals or capitalised, that is no given name and no ordinary word."""
        if passage.source != "title" or len(passage.text) > TITLE_LENGTH:
            return []
        words = list(_TITLE_WORD.finditer(passage.text))
        for at in range(len(words)):
            for size in (3, 2, 1):
                group = words[at : at + size]
                name = passage.text[group[0].start() : group[-1].end()]
                if len(group) < size or name.lower() in PLAIN or name.lower() in FIRST:
                    continue
                if not self._gazetteer.is_city(place_key(name)):
                    continue
                ranked = self._gazetteer.cities(name)
                if ranked and ranked[0].population >= TITLE_POPULATION:
                    mention = self._bare.read(passage, name, group[0].start(), evidence, "location.title")
                    if mention is not None:
                        return [mention]
        return []

    def in_address(self, passage: Passage, address: Address, evidence: Evidence) -> list[Mention]:
        """The city in the page's address: one with its state, else the host's first label or a path segment that is a
        city as a whole."""
        for city, start, end in address.placed:
            return [place_mention(passage, city, start, end, 0.95, "location.url")]
        if address.abroad:
            return []
        host = _HOST.match(passage.lower)
        labels = [(host["sub"], host.start("sub"))] if host else []
        for segment in re.finditer(r"(?<=/)[a-z]+(?:[-_][a-z]+){0,4}(?=/|\Z|\?)", passage.lower[:400]):
            labels.append(
                (
                    re.sub(r"[-_](?:escorts?|listings?|ads|classifieds|personals)\Z", "", segment.group()),
                    segment.start(),
                )
            )
        for label, start in labels:
            name = self._gazetteer.unsqueezed(label) or label.replace("-", " ").replace("_", " ")
            mention = self._bare.read(passage, name, start, evidence, "location.url", length=len(label))
            if mention is not None:
                return [mention]
        return []


def _cues(passage: Passage) -> Iterator[re.Match[str]]:
    """What `_CUE` finds, looked for only where a word begins like one of its own."""
    at = 0
    for begin in _CUE_BEGINS.finditer(" " + passage.lower):
        match = _CUE.match(passage.text, begin.start()) if begin.start() >= at else None
        if match is not None:
            yield match
            at = match.end()


def _beside(found: Sequence[Mention], evidence: Evidence) -> Evidence:
    """The evidence with the states of places read beside the one that is in question."""
    states = {mention.value.state: _BY_CITY for mention in found if isinstance(mention.value, Location)}
    return Evidence({**evidence.states, **{code: weight for code, weight in states.items() if code}}, evidence.country)
