"""Places that stand on their own: "STL downtown", "Gilbert / Chandler / Mesa", "Dallas 3/4-3/7 then Austin".

A text falls into clauses at commas, slashes, dashes and the like. A clause that holds nothing but a town and words of
where and when (`place_words.LOCATING`, dates) is a place; clauses beside each other are one list, and its towns say of
each other which state is meant. A list is believed for a member that needs no help: a large town that is no given name
and no word, or a place already read there. Refuses towns inside sentences, names, teams and lists abroad.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ahocorasick_rs import AhoCorasick

from safelight.ads.core.extract.name_words import FIRST
from safelight.ads.core.extract.passage import Passage
from safelight.ads.core.extract.place_words import CUTS, DENIED, GIVEN, KINDS, LOCATING, PROVINCES, REGIONS
from safelight.ads.core.mention import Location, Mention
from safelight.gazetteer import Candidate, Gazetteer
from safelight.gazetteer.key import place_key
from safelight.gazetteer.neighbourhoods import NEIGHBOURHOODS
from safelight.gazetteer.nicknames import NICKNAMES

LARGE = 100_000
"""People of a town that is believed on its own."""

MIDDLING = 40_000
"""People of a town that is believed beside another such town of its state."""

SMALL = 5_000
"""People of a town that is believed beside another of its state."""

MOST_WORDS = 4
"""Words of the longest town name looked up."""

MOST_BARED = 7
"""Spaces in the longest clause that is looked at: of more words, some make a sentence."""

AROUND = 48
"""Characters on both sides of a place that are looked at for the rest of its list."""

LONGEST_LIST = 12
"""Places of the longest list that is weighed; of more, each part by itself."""

_BREAK = re.compile(
    r"\bb/w\b|[,/|;•·()\[\]\n&:+!?~*>»]|(?<!\b[nsew])(?<!\b[sfm]t)\.(?=\s|\Z)|\s(?:[-–—]+\s|\s+)|\b(?:and|then|or|y|plus)\b"
)
"""Two blanks are mostly a picture, which folds to one."""

_GOES_ON = re.compile(
    r"(?:\s(?:incalls?|outcalls?|area))?\s*(?:[/|;•·&+,>»(\n]|(?<=  )|(?:and|then|or)\b|[-–—]\s|[0-9]+[/\-])"
)
_FRONTS = ("new ", "north ", "south ", "east ", "west ")
_WEAK_END_WORDS = (
    "bay city club coast country coral d end garden green harbor kitchen more new news oak plains reading river rock "
    "rose spring springs terrace town"
)
_WEAK_ENDS = frozenset(_WEAK_END_WORDS.split())
_MARKS = (",", "/", "|", ";", "•", "·", "&", "+", ":", ">", "»", " and", " then", " or", " -")
_WORD = re.compile(r"[a-z0-9][a-z0-9'.\-]*")
_WHEN = re.compile(r"[0-9][0-9:\-]*(?:(?:st|nd|rd|th|am|pm)-?[0-9:]*)*")
_OPENING = re.compile(
    r"(?:i'?m|i am|we'?re|we are|he|currently)\s+(?=(?:in|at|near|visiting|staying|hosting|located)\b)"
)


@dataclass(frozen=True, slots=True)
class Member:
    """One clause that is a place: a town by name (`ranked`), a town already read or a region (`state` alone)."""

    start: int
    name: str
    located: bool
    ranked: tuple[Candidate, ...] = ()
    state: str | None = None

    @property
    def key(self) -> str:
        return place_key(self.name)

    @property
    def person(self) -> bool:
        """Whether the town's name is a given name too."""
        return self.key in FIRST or self.key in GIVEN

    @property
    def leaning(self) -> tuple[str, float] | None:
        """The state that it speaks for, with weight."""
        if self.state:
            return self.state, 4.0
        top = self.ranked[0] if self.ranked else None
        return (top.city.state, top.confidence) if top and top.city else None


Decide = Callable[[Passage, Member, dict[str, float], bool], Mention | None]
"""The town that a member means, given what the others lean to and whether they lie at home; null when abroad or
undecided."""


class StandingReader:
    """`words`: towns that are ordinary words."""

    def __init__(self, gazetteer: Gazetteer, words: frozenset[str]) -> None:
        self._gazetteer = gazetteer
        self._words = words
        self._known = AhoCorasick(sorted(_last_words(gazetteer)))

    def read(self, passage: Passage, found: Sequence[Mention], decide: Decide) -> list[Mention]:
        """Places that stand on their own and are not in `found`; only beside it when it holds any. `decide` weighs the
        readings of one member."""
        read: list[Mention] = []
        for members in self._lists(passage, found):
            read += self._decided(passage, members[:LONGEST_LIST], bool(found), decide)
        return read

    def _lists(self, passage: Passage, found: Sequence[Mention]) -> Iterator[list[Member]]:
        """Runs of clauses that are places; a clause of dates alone does not end one."""
        known = sorted(
            (*passage.unfold(one.start, one.end), at) for at, one in enumerate(found) if one.source == passage.source
        )
        here = 0
        members: list[Member] = []
        for start, end in self._worth_a_look(passage, known):
            while here < len(known) and known[here][1] <= start:
                here += 1
            inside = found[known[here][2]].value if here < len(known) and known[here][0] < end else None
            if isinstance(inside, Location):
                members.append(Member(start, inside.city or "", True, state=inside.state))
                continue
            long = passage.lower.count(" ", start, end) > MOST_BARED
            first, last, located = _bared(passage.lower, start, end) if not long else (start, end, False)
            if first == last:
                continue
            last = self._with_city(passage.lower, first, last)
            first = self._with_front(passage.lower, start, first, last)
            member = None if long else self._member(passage.text, passage.lower, first, last, located)
            if member is not None:
                members.append(member)
            elif members:
                yield members
                members = []
        if members:
            yield members

    def _worth_a_look(self, passage: Passage, known: Sequence[tuple[int, int, int]]) -> Iterator[tuple[int, int]]:
        """The clauses around places already read; where there are none, around words that end a name which could be
        believed."""
        lower = passage.lower
        hits = [(start, end) for start, end, _ in known if _in_a_list(lower, start, end)]
        if not known:
            ends = self._known.find_matches_as_indexes(lower, overlapping=True)
            hits = [(start, end) for _, start, end in ends if _whole(lower, start, end)]
        for start, end in passage.around(hits, AROUND, AROUND):
            yield from _clauses(lower, max(lower.rfind(mark, 0, start) for mark in "\n.,/|;") + 1, end)

    def _member(self, text: str, lower: str, start: int, end: int, located: bool) -> Member | None:
        """The clause as a place, else null. Cheap for clauses of many words, which most are."""
        if lower.count(" ", start, end) >= MOST_WORDS + 1:
            return None
        key = place_key(lower[start:end])
        region = self._region(key)
        if region is not None:
            return Member(start, text[start:end], True, state=region)
        if self._gazetteer.is_city(key):
            return Member(start, text[start:end], located, self._gazetteer.cities(key))
        if key in NEIGHBOURHOODS and located:
            return Member(start, text[start:end], True, self._gazetteer.cities(NEIGHBOURHOODS[key][0]))
        return self._behind_a_quarter(text, lower, start, end)

    def _with_city(self, lower: str, start: int, end: int) -> int:
        """Where "Bossier City" ends: its last word is a word of where, and the town's own."""
        own = end + len(" city")
        return own if lower.startswith(" city", end) and self._gazetteer.is_city(place_key(lower[start:own])) else end

    def _with_front(self, lower: str, start: int, first: int, last: int) -> int:
        """Where "New Orleans" begins: its first word is a word of when or where, and the town's own."""
        for front in _FRONTS:
            at = first - len(front)
            if at >= start and lower.startswith(front, at) and not lower[at - 1 : at].isalpha():
                whole, rest = (self._gazetteer.cities(lower[begin:last]) for begin in (at, first))
                known = bool(whole) and (not rest or whole[0].population >= min(MIDDLING, rest[0].population))
                return at if known else first
        return first

    def _region(self, key: str) -> str | None:
        """The state of a region, of a county whose name no other state has, or of a state's name that is no town's."""
        if key in REGIONS:
            return REGIONS[key]
        if key.endswith((" county", " parish")):
            named = {county.state for county in self._gazetteer.counties_named(key)}
            return named.pop() if len(named) == 1 else None
        state = self._gazetteer.state(key) if len(key) > 3 else None
        return None if state is None or self._namesake(key) else state

    def _namesake(self, key: str) -> bool:
        """Whether a town that people mean by its bare name is called like a state."""
        ranked = self._gazetteer.cities(key)
        return bool(ranked) and ranked[0].population >= SMALL

    def _behind_a_quarter(self, text: str, lower: str, start: int, end: int) -> Member | None:
        """ "Capitol Hill Seattle": a large town behind a quarter's or a landmark's name."""
        words = [word.span() for word in _WORD.finditer(lower, start, end)] if " " in lower[start:end] else []
        for at in range(1, len(words)):
            before = lower[slice(*words[at - 1])]
            head = place_key(lower[start : words[at - 1][1]])
            if before not in KINDS and head not in NEIGHBOURHOODS:
                continue
            name = lower[words[at][0] : end]
            ranked = self._gazetteer.cities(name) if self._gazetteer.is_city(place_key(name)) else ()
            if ranked and ranked[0].city and ranked[0].population >= LARGE:
                return Member(words[at][0], text[words[at][0] : end], True, ranked)
        return None

    def _decided(self, passage: Passage, members: list[Member], beside: bool, decide: Decide) -> list[Mention]:
        """The towns of one list, when it can be believed."""
        if not self._believed(members, beside) or _abroad(members):
            return []
        leans = [member.leaning for member in members]
        read: dict[int, Mention] = {}
        for settled in (False, True):
            home = settled and _mostly_home(members)
            for at, member in enumerate(members):
                others = _merged(leans[:at] + leans[at + 1 :])
                open_ = member.ranked and at not in read and not _pictured_away(passage.lower, member.start)
                open_ = open_ and self._gazetteer.state(member.key) not in others
                mention = decide(passage, member, others, home) if open_ else None
                if mention is not None and self._fits(member, mention, others, len(read) > 1):
                    read[at] = mention
            if settled or len(read) in (0, len(members)):
                break
            leans = [_told(read[at]) if at in read else lean for at, lean in enumerate(leans)]
        return [read[at] for at in sorted(read)]

    def _believed(self, members: list[Member], beside: bool) -> bool:
        if any(member.state for member in members):
            return len(members) > 1
        if beside:
            return False
        return any(self._sure(member, len(members) > 1) for member in members) or self._neighbours(members)

    def _neighbours(self, members: list[Member]) -> bool:
        """Whether two towns of some size, of one state and no words or given names, stand beside each other."""
        states = [
            member.ranked[0].city.state
            for member in members
            if member.ranked
            and member.ranked[0].city
            and member.ranked[0].population >= MIDDLING
            and not (member.person or member.key in self._words)
        ]
        return len(states) > len(set(states))

    def _sure(self, member: Member, listed: bool) -> bool:
        """A large town at home that is no word, and no given name unless located or listed."""
        top = member.ranked[0]
        large = top.city is not None and top.population >= LARGE and member.key not in self._words
        nicknamed = member.key in NICKNAMES and member.located
        return (
            (large or nicknamed) and member.key not in FIRST and (member.key not in GIVEN or member.located or listed)
        )

    def _fits(self, member: Member, mention: Mention, others: dict[str, float], listed: bool) -> bool:
        """Whether the town is large, or its state is that of another place of the list; `listed`: two of the list
        have been read at home, so that a large one needs no such neighbour though its namesake abroad is larger."""
        if not isinstance(mention.value, Location):
            return False
        state = mention.value.state
        people = next((one.population for one in member.ranked if one.city and one.city.state == state), 0)
        beside = state in others and people >= (LARGE // 2 if member.person or member.name.islower() else SMALL)
        return beside or self._sure(member, bool(others)) or (listed and people >= LARGE and not member.person)


def _clauses(lower: str, start: int, stop: int) -> Iterator[tuple[int, int]]:
    at = start
    for match in _BREAK.finditer(lower, start, stop):
        yield at, match.start()
        at = match.end()
    yield at, stop


def _in_a_list(lower: str, start: int, end: int) -> bool:
    """Whether a mark of lists or a date stands right before or behind a place."""
    return _GOES_ON.match(lower, end) is not None or lower[max(0, start - 5) : start].rstrip().endswith(_MARKS)


def _whole(lower: str, start: int, end: int) -> bool:
    return not (lower[start - 1 : start].isalpha() or lower[end : end + 1].isalpha())


def _last_words(gazetteer: Gazetteer) -> set[str]:
    """The last words, of three letters and more, of every name that a list can be believed for; two where the last says
    little ("long beach", "h-town")."""
    words = {"county", "parish"}
    for key in (*gazetteer.large(MIDDLING), *NICKNAMES, *NEIGHBOURHOODS, *REGIONS):
        parts = key.split(" ")
        plain = len(parts) > 1 and parts[-1] in KINDS | LOCATING | _WEAK_ENDS
        words |= {f"{parts[-2]}{mark}{parts[-1]}" for mark in " -"} if plain else {parts[-1]}
    return {word for word in words if len(word) > 2}


def _bared(lower: str, start: int, end: int) -> tuple[int, int, bool]:
    """The clause without words of where and when around its name, and whether it had any."""
    opening = _OPENING.match(lower, start + (lower[start : start + 1] == " "), end)
    words = [word.span() for word in _WORD.finditer(lower, opening.end() if opening else start, end)]
    first, last = 0, len(words)
    while first < last and (_aside(lower[slice(*words[first])]) or _landmark(lower, words, first)):
        first += 1
    cut = next((at for at in range(first + 1, last) if lower[slice(*words[at])] in CUTS), last)
    last = cut
    while last > first and _aside(lower[slice(*words[last - 1])]):
        last -= 1
    if first == last:
        return start, start, False
    return words[first][0], words[last - 1][1], first > 0 or last < len(words)


def _aside(word: str) -> bool:
    word = word.strip(".")
    if word in LOCATING or _WHEN.fullmatch(word) is not None:
        return True
    return "-" in word and all(part in LOCATING for part in word.split("-"))


def _landmark(lower: str, words: list[tuple[int, int]], at: int) -> bool:
    """ "galleria area houston": a landmark behind an article or before "area"."""
    return 0 < at < len(words) - 1 and lower[slice(*words[at])] in KINDS


def _abroad(members: list[Member]) -> bool:
    """ "London, Ontario": a town of that country right before one of its parts."""
    for one, other in pairwise(members):
        country = PROVINCES.get(other.key)
        if country and any(candidate.country == country and candidate.city is None for candidate in one.ranked):
            return True
    return False


def _mostly_home(members: list[Member]) -> bool:
    """Whether at most one of the towns of a list would be read as one abroad."""
    return sum(bool(one.ranked) and one.ranked[0].city is None for one in members) == 1 < len(members)


def _pictured_away(lower: str, start: int) -> bool:
    """Whether a sentence that a picture interrupts says the person is not in the town behind it."""
    return lower[max(0, start - 2) : start] == "  " and DENIED.search(lower, max(0, start - 48), start) is not None


def _told(mention: Mention) -> tuple[str, float] | None:
    """The state of a town that has been read, with its weight."""
    place = mention.value
    return (place.state, place.confidence) if isinstance(place, Location) and place.state else None


def _merged(leans: Sequence[tuple[str, float] | None]) -> dict[str, float]:
    states: dict[str, float] = {}
    for lean in leans:
        if lean is not None:
            states[lean[0]] = max(states.get(lean[0], 0.0), lean[1])
    return states
