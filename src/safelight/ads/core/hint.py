"""Hints: pictures and texts in common, which tie two parties only when the odds of all they share suffice.

Strangers steal pictures and copy texts, so one match never ties two advertisers who each have a contact: it takes
company, another picture, the same city at the same time, a rare name. Every tie is judged between two whole parties, on
all that they share and on what speaks against them; nothing is passed on along a chain. Where many parties would still
hang together, the bar rises until they don't. A flood that is everywhere agrees with anybody's city, and its text
carries its name along: neither is company.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from safelight import near
from safelight.ads.core import odds
from safelight.ads.core.evidence import Bundle, Shared, shared, words
from safelight.ads.core.movement import Place
from safelight.ads.core.party import Party, Society
from safelight.ads.core.selector import PICTURES, Selector

Carriers = dict[Selector, tuple[int, ...]]

BAR = 4.5
"""Log odds from which two parties that each have a contact are one hand: 90 to 1, against the many pairs there are."""

BAR_ALONE = 2.5
"""The same when one of them can't be reached, so that there is nobody else to take it for."""

MOST_JOINED = 25
"""Parties that hints may tie into one group before the bar rises."""

STEPS = 8
"""Times that the bar rises by one."""

FEW_NAMES = 4
"""Names of a party up to which a shared one counts as something in common; thirty names agree with anybody's."""

FEW_PLACES = 3
"""Cities of a party up to which being in one of them with another says that the two may know each other."""

IN_COMPANY = 2.0
"""Log odds of being in one place at one time from which two users of a text or picture keep company."""

ALL_PAIRS = 12
"""Parties of one selector up to which every two are compared; above it those that stand next to each other in order of
time among the ones that share something else, too."""


@dataclass(frozen=True, slots=True)
class _Tie:
    """`log_odds` above the bar that applies to the pair; `evidence`: (selector, log odds, why)."""

    a: int
    b: int
    above: float
    evidence: tuple[tuple[Selector, float, str], ...]


def hints(
    people: Society, weak: Carriers, settled: Mapping[Selector, float]
) -> tuple[list[Bundle], list[Shared], dict[Selector, float]]:
    """Bundles of pictures and templates, those that tie less than they could, and the log odds of a match of each that
    several parties have: those `settled`, or worked out here."""
    parties = {selector: _distinct(people, ads) for selector, ads in weak.items()}
    several = {selector: numbers for selector, numbers in parties.items() if len(numbers) > 1}
    value = {s: settled[s] if s in settled else _value(people, several, s) for s in several}
    pairs = sorted({pair for selector, numbers in several.items() for pair in _pairs(people, selector, numbers)})
    ties = [tie for a, b in pairs if (tie := _tie(people, value, a, b))]
    ties = _unchained(people, ties)
    kept = [shared(s, weak[s], why) for s, why in _less(people, several, ties)]
    return [bundle for tie in ties for bundle in _bundles(people, tie)], kept, value


def _distinct(people: Society, ads: Sequence[int]) -> list[int]:
    return list(dict.fromkeys(people.part[at] for at in ads))


def _value(people: Society, several: Mapping[Selector, Sequence[int]], selector: Selector) -> float:
    """Log odds of a match: the fewer unlike advertisers have it, the more it says. Those who have a name in common, or
    a picture, text or contact that is rarer, are one."""
    users = len(several[selector])
    reachable = [party for party in map(people.party, several[selector]) if party.reachable]
    rarer = [
        [one for one in party.selectors if not _same_thing(one, selector) and len(several.get(one, ())) < users]
        for party in reachable
    ]
    names = [party.names if len(party.names) <= FEW_NAMES else () for party in reachable]
    there = [_stays(party) if selector.kind in PICTURES else [] for party in reachable]
    along = _companions(people, reachable)
    keys = zip(rarer, names, there, along, strict=True)
    part = near.sharing([(*own, *called, *stays, *pairs) for own, called, stays, pairs in keys])
    stolen = selector.kind in PICTURES and any(people.party(number).flood for number in several[selector])
    return odds.copied(selector.kind, len(set(part)) + (odds.TAKEN_BY_FLOOD if stolen else 0))


def _companions(people: Society, parties: Sequence[Party]) -> list[list[tuple[int, int]]]:
    """For each of a few parties the pairs it makes with those who are where it is, when it is there: copies are made
    anywhere, so that users who keep company are no unlike advertisers. Of many users some would meet by chance."""
    found: list[list[tuple[int, int]]] = [[] for _ in parties]
    if len(parties) <= ALL_PAIRS:
        for a, b in combinations(range(len(parties)), 2):
            if people.place_odds(parties[a], parties[b])[0] >= IN_COMPANY:
                found[a].append((a, b))
                found[b].append((a, b))
    return found


def _stays(party: Party) -> list[tuple[Place, int]]:
    """Cities and months of a party that is in few cities: two of one city and month are no unlike advertisers."""
    if len(party.stays) > FEW_PLACES:
        return []
    return [(place, month) for place, months in party.stays.items() for month in months]


def _same_thing(one: Selector, other: Selector) -> bool:
    """Both say what a picture looks like; that isn't two things in common."""
    return one.kind in PICTURES and other.kind in PICTURES


def _pairs(people: Society, selector: Selector, numbers: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Parties worth comparing: all of few; of many those next to each other, and next among those sharing more."""
    if len(numbers) <= ALL_PAIRS:
        yield from ((min(a, b), max(a, b)) for at, a in enumerate(numbers) for b in numbers[:at])
        return
    last: dict[object, int] = {}
    for number in numbers:
        party = people.party(number)
        for key in (None, *party.selectors, *party.names, *party.stays):
            before = last.get(key)
            if before is not None and key != selector:
                yield min(before, number), max(before, number)
            last[key] = number


def _tie(people: Society, value: Mapping[Selector, float], one: int, other: int) -> _Tie | None:
    a, b = people.party(one), people.party(other)
    found = [(s, value[s], f"same {words(s.kind)}") for s in sorted(a.selectors & b.selectors) if s in value]
    text = max((log_odds for s, log_odds, _ in found if s.kind == "template"), default=0.0)
    pictures = max(odds.several([log_odds for s, log_odds, _ in found if s.kind == kind]) for kind in PICTURES)
    place, city = people.place_odds(a, b)
    name, called = people.name_odds(a, b)
    if text > 0 and (a.flood or b.flood):
        name = min(name, 0.0)  # it stands in the text that was copied
    if city and place > 0:
        found.append((Selector("place", ", ".join(city)), place, "same city at the same time"))
    if called and name > 0:
        found.append((Selector("name", called), name, "same name"))
    bar = BAR if a.reachable and b.reachable else BAR_ALONE
    above = text + pictures + place + name - bar
    return _Tie(one, other, above, tuple(found)) if above >= 0 and found else None


def _unchained(people: Society, ties: list[_Tie]) -> list[_Tie]:
    """Ties of parts that are too large count only above a higher bar."""
    bar: dict[int, float] = {}
    for step in range(1, STEPS + 1):
        ties = _unbridged(people, [tie for tie in ties if tie.above >= bar.get(tie.a, 0.0)])
        part = _part(people, ties)
        large = _large(people, part)
        if not large:
            return ties
        bar |= {tie.a: float(step) for tie in ties if part[tie.a] in large}
    return [tie for tie in ties if part[tie.a] not in large]


def _large(people: Society, part: Mapping[int, int]) -> set[int]:
    size = Counter(part[number] for number in people.members if people.party(number).reachable)
    return {root for root, count in size.items() if count > MOST_JOINED}


def _unbridged(people: Society, ties: Sequence[_Tie]) -> list[_Tie]:
    """The surest ties first; ads that can't be reached go to one side and never join two that can."""
    root = {number: number for tie in ties for number in (tie.a, tie.b)}
    reachable = {number for number in root if people.party(number).reachable}

    def find(number: int) -> int:
        while root[number] != number:
            root[number] = root[root[number]]
            number = root[number]
        return number

    kept = []
    for tie in sorted(ties, key=lambda tie: (-tie.above, tie.a, tie.b)):
        a, b = find(tie.a), find(tie.b)
        if a == b or not {a, b} <= reachable or {tie.a, tie.b} <= reachable:
            kept.append(tie)
            root[b] = a
            if b in reachable:
                reachable.add(a)
    return kept


def _part(people: Society, ties: Sequence[_Tie]) -> dict[int, int]:
    label = near.components(len(people.part), [(tie.a, tie.b) for tie in ties]).tolist()
    return {number: label[number] for number in people.members}


def _less(
    people: Society, several: Mapping[Selector, Sequence[int]], ties: Sequence[_Tie]
) -> Iterator[tuple[Selector, str]]:
    part = _part(people, ties)
    for selector, numbers in several.items():
        apart = len({part[number] for number in numbers})
        if apart > 1:
            yield selector, f"shared by {apart} advertisers; ties only those with more in common than it"


def _bundles(people: Society, tie: _Tie) -> Iterator[Bundle]:
    """The tie between two ads that show as much of it as any."""
    wanted = {selector for selector, _, _ in tie.evidence}
    a, b = (_telling(people, people.party(number), wanted) for number in (tie.a, tie.b))
    first, second = people.world.earliest_first((a, b))
    for selector, log_odds, why in tie.evidence:
        yield Bundle(selector, (first, second), odds.weight(log_odds), why)


def _telling(people: Society, party: Party, wanted: set[Selector]) -> int:
    world = people.world
    return min(party.ads, key=lambda at: (-len(wanted.intersection(world.selectors[at])), world.order[at]))
