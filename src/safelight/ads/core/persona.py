"""Personas: how many people a group's ads seem to speak of.

A persona is one presented person. Names alone don't tell people apart: one adult may use two
working names, and a rule may misread a word as a name. Two names are two people only when something else
says so: ages apart, both named in one ad, far towns on one day, or two of the weaker signs (own pictures, own
contact, in use at the same time). In doubt they are one person, so that doubt never adds to control.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from statistics import median

from safelight.ads.core.board import Board
from safelight.ads.core.movement import Place, day_of, place_of
from safelight.ads.core.nickname import short_of
from safelight.ads.core.selector import Selector

AGES_APART = 3
"""Years between typical stated ages that make two people; one person's ads commonly vary by a year or two."""

MOST_NAMES = 40
"""Names told apart in one group, the most frequent first; the comparison is quadratic in them."""

WEAK_SIGNS = 2

TURNS = 3
"""Changes back and forth between two names, day by day, that make two people; who renames herself changes once. As
many more for each thing they have alike (pictures, age, text, contact): who has two names goes back and forth, too."""


WORKING_NAMES = 2
"""Names of one person that are not short for one another. Where ads know more names than that, they are several
people's, one for each name that stands alone in as many ads; a rarer one may be a slip."""


@dataclass(frozen=True, slots=True)
class Persona:
    """`names` in lower case (empty when the ads give none); `ads` name this persona, `own` name nobody else."""

    names: tuple[str, ...]
    ads: tuple[int, ...]
    own: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Profile:
    ads: frozenset[int]
    own: frozenset[int]
    age: float | None
    texts: tuple[int, ...]
    pictures: frozenset[Selector]
    contacts: frozenset[Selector]
    days: tuple[date, ...]
    towns: frozenset[tuple[date, Place]]


def personas(world: Board, ads: Sequence[int]) -> tuple[Persona, ...]:
    """At least one; most ads first. Every ad that states a name or, where none does, an age belongs to one or more."""
    by_name = _by_name(world, ads)
    if not by_name:
        return _by_age(world, ads)
    profiles = {name: _profile(world, rows, by_name[name][1]) for name, rows in _ads_of(by_name).items()}
    people: list[list[str]] = []
    many = _distinct(profiles) > WORKING_NAMES
    for name in sorted(profiles, key=lambda n: (-len(profiles[n].ads), n)):
        home = next((p for p in people if _fits(name, p, profiles, many)), None)
        if home is None and len(people) < MOST_NAMES:
            people.append([name])
        elif home is not None:
            home.append(name)
    return tuple(_persona(world, names, by_name) for names in people)


def _by_name(world: Board, ads: Sequence[int]) -> dict[str, tuple[list[int], list[int]]]:
    """name -> (ads that state it, those that state only it)."""
    found: dict[str, tuple[list[int], list[int]]] = {}
    for at in ads:
        names = world.names[at]
        for name in names:
            stated, alone = found.setdefault(name, ([], []))
            stated.append(at)
            if len(names) == 1:
                alone.append(at)
    common = sorted(found, key=lambda name: (-len(found[name][0]), name))[:MOST_NAMES]
    return {name: found[name] for name in common}


def _ads_of(by_name: dict[str, tuple[list[int], list[int]]]) -> dict[str, list[int]]:
    return {name: rows for name, (rows, _) in by_name.items()}


def _persona(world: Board, names: Sequence[str], by_name: dict[str, tuple[list[int], list[int]]]) -> Persona:
    ads = world.earliest_first({at for name in names for at in by_name[name][0]})
    wanted = set(names)
    own = tuple(at for at in ads if wanted.issuperset(world.names[at]))
    return Persona(tuple(sorted(names)), ads, own)


def _profile(world: Board, ads: Sequence[int], alone: Sequence[int]) -> _Profile:
    typical = alone or ()
    ages = [median(world.readings[at].extraction.ages) for at in typical if world.readings[at].extraction.ages]
    own = [selector for at in typical for selector in world.selectors[at]]
    dated = [(day, place_of(world.readings[at])) for at in typical if (day := day_of(world.readings[at]))]
    return _Profile(
        frozenset(ads),
        frozenset(alone),
        median(ages) if ages else None,
        tuple(world.labels[at] for at in typical if world.labels[at] >= 0),
        frozenset(s for s in own if s.kind == "image_print") or frozenset(s for s in own if s.kind == "image"),
        frozenset(s for s in own if s.contact),
        tuple(sorted(day for day, _ in dated)),
        frozenset((day, place) for day, place in dated if place),
    )


def _distinct(names: Iterable[str]) -> int:
    """Names that are not short for a name before them."""
    found: list[str] = []
    for name in names:
        found += [] if any(short_of(name, other) for other in found) else [name]
    return len(found)


def _fits(name: str, person: Sequence[str], profiles: Mapping[str, _Profile], many: bool) -> bool:
    """Whether a name may be one more of this person. `many`: the ads know more names than one person has."""
    if any(_two(name, profiles[name], other, profiles[other]) for other in person):
        return False
    unlike = [other for other in person if not short_of(name, other)]
    rare = any(len(profiles[one].own) < WORKING_NAMES for one in (name, *unlike))
    return len(unlike) < len(person) or (len(unlike) < WORKING_NAMES and (rare or not many))


def _two(one: str, a: _Profile, other: str, b: _Profile) -> bool:
    """Whether two names are two people. A name and its short form are one unless their ages are apart."""
    return _ages_apart(a, b) if short_of(one, other) else _unlike(a, b)


def _alike(a: _Profile, b: _Profile) -> int:
    """0 to 4: the same pictures, age, text, contacts; so are the working names of one person."""
    same_age = a.age is not None and b.age is not None and abs(a.age - b.age) <= 1
    return sum((same_age, _mostly(a.pictures, b.pictures), _mostly(a.contacts, b.contacts), _same_text(a, b)))


def _mostly(one: frozenset[Selector], other: frozenset[Selector]) -> bool:
    """Whether half or more of the smaller set is in the other."""
    fewer = min(len(one), len(other))
    return fewer > 0 and 2 * len(one & other) >= fewer


def _same_text(a: _Profile, b: _Profile) -> bool:
    fewer, other = sorted((a.texts, b.texts), key=len)
    return bool(fewer) and 2 * sum(text in other for text in fewer) >= len(fewer)


def _ages_apart(a: _Profile, b: _Profile) -> bool:
    return a.age is not None and b.age is not None and abs(a.age - b.age) >= AGES_APART


def _unlike(a: _Profile, b: _Profile) -> bool:
    if a.ads & b.ads and a.own and b.own:
        return True
    if _ages_apart(a, b):
        return True
    turns = _turns(a.days, b.days)
    if _far_on_one_day(a, b) or turns >= TURNS * (1 + _alike(a, b)):
        return True
    signs = (
        bool(a.pictures and b.pictures and not a.pictures & b.pictures),
        bool(a.contacts - b.contacts and b.contacts - a.contacts),
        turns >= 2,
    )
    return sum(signs) >= WEAK_SIGNS + _same_text(a, b)


def _far_on_one_day(a: _Profile, b: _Profile) -> bool:
    days = {day for day, _ in a.towns} & {day for day, _ in b.towns}
    return any({p[1] for d, p in a.towns if d == day}.isdisjoint(p[1] for d, p in b.towns if d == day) for day in days)


def _turns(a: Sequence[date], b: Sequence[date]) -> int:
    """How often the ads change from one name to the other, in order of days; days with both don't count."""
    both = set(a) & set(b)
    marks = [who for _, who in sorted([(d, 0) for d in a if d not in both] + [(d, 1) for d in b if d not in both])]
    return sum(one != other for one, other in pairwise(marks))


def _by_age(world: Board, ads: Sequence[int]) -> tuple[Persona, ...]:
    """Without names: stated ages with a gap of AGES_APART or more between neighbours are different people."""
    aged = Counter({at: min(world.readings[at].extraction.ages) for at in ads if world.readings[at].extraction.ages})
    ladder: list[list[int]] = []
    for at in sorted(aged, key=lambda at: (aged[at], at)):
        if ladder and aged[at] - aged[ladder[-1][-1]] < AGES_APART:
            ladder[-1].append(at)
        else:
            ladder.append([at])
    if len(ladder) < 2:
        return (Persona((), tuple(ads), tuple(ads)),)
    return tuple(Persona((), world.earliest_first(step), world.earliest_first(step)) for step in ladder)
