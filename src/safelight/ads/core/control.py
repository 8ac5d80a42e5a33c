"""Control: how strongly several people's ads are run by one hand. Structural only, 0 to 1.

Each sign is a share (of personas or moves) times a weight times (n - 1) / n for n personas, because two people
may well do together what five rarely do. Signs combine as independent hints, and people who speak of one another take
from all of them: control = (1 - product of (1 - sign)) * (1 - NAMED_TOGETHER * share). Sharing a phone or a flat is
what friends do, so a shared contact alone stays far below the line; one script with names swapped, pictures that
serve several names, names that come and go on one phone, one account for several people's money and moving together
are what one hand does. Weights are fitted on declared synthetic worlds (benchmarks/control_weights.py,
docs/evaluation.md); no outcome study supports them. What control means as a probability: `chance.py`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from types import MappingProxyType
from typing import TypeVar

from safelight.ads.core import quote
from safelight.ads.core.board import Board
from safelight.ads.core.movement import Place, day_of, metros, place_of
from safelight.ads.core.persona import Persona
from safelight.ads.core.quote import Quote
from safelight.ads.core.script import MOST_OF_IT, Keys, Phrases
from safelight.ads.core.selector import Selector

WEIGHT: Mapping[str, float] = MappingProxyType(
    {
        "shared_script": 0.95,
        "passed_lines": 0.92,
        "shared_pictures": 0.94,
        "joint_movement": 0.70,
        "name_rotation": 0.60,
        "shared_payment": 0.35,
        "shared_contact": 0.15,
    }
)
"""Fitted by maximum likelihood, held towards a half, on groups of several people of four declared synthetic worlds,
each weighing the same (benchmarks/control_weights.py, seeds 501 to 505, 2026-11-30), rounded; joint movement and a
shared payment rounded down, because friends tour and lend one another an account. What they are elsewhere nobody
knows."""

NAMED_TOGETHER = 0.80
"""What ads that name several people take from control, by their share: friends speak of one another. Fitted with the
weights."""

POOLED = 0.2
"""Part of a persona's ads with pictures that must show only shared ones before the pictures count as a pool."""

TOGETHER = timedelta(days=3)
"""Two personas move together when both change from one city to the other within this time."""

SHORT_LIVED = timedelta(days=21)
ROTATING = 4
"""Personas on one phone before coming and going counts as rotation."""

PRIOR_MOVES = 2
"""Moves that are assumed not to have been joint, so that one coincidence isn't a pattern."""


Mark = TypeVar("Mark")


@dataclass(frozen=True, slots=True)
class Sign:
    """`hits` of `trials` showed it; `part` = factor * hits / trials, where the factor is that of size and of what else
    speaks against it; `strength` = weight * part. `quotes` are never empty."""

    indicator: str
    hits: int
    trials: int
    factor: float
    quotes: tuple[Quote, ...]

    @property
    def part(self) -> float:
        return self.factor * self.hits / self.trials

    @property
    def strength(self) -> float:
        return WEIGHT[self.indicator] * self.part


@dataclass(frozen=True, slots=True)
class Weighed:
    """Part of each sign that shows, by indicator, and the share of ads that name several people together."""

    parts: Mapping[str, float]
    together: float

    @property
    def control(self) -> float:
        return self.by(WEIGHT, NAMED_TOGETHER)

    def by(self, weight: Mapping[str, float], named_together: float, unseen: float = 0.0) -> float:
        """Control by other weights; `unseen`: chance of one hand where no sign shows."""
        missed = math.prod(1.0 - weight[indicator] * part for indicator, part in self.parts.items())
        return (1.0 - (1.0 - unseen) * missed) * (1.0 - named_together * self.together)


NOTHING_SEEN = Weighed(MappingProxyType({}), 0.0)


@dataclass(frozen=True, slots=True)
class Company:
    """What the signs look at: the world, a group's personas, and the ads that may be quoted."""

    world: Board
    people: tuple[Persona, ...]
    quotable: frozenset[int]
    phrases: Phrases

    def pick(self, ads: Sequence[int]) -> int | None:
        return next((at for at in ads if at in self.quotable), None)


def signs(company: Company) -> tuple[Sign, ...]:
    """Every sign that shows, strongest first. None with fewer than two people, nor when nothing may be quoted."""
    if len(company.people) < 2:
        return ()
    found = [sign for rule in RULES if (sign := rule(company)) and sign.hits > 0 and sign.quotes]
    return tuple(sorted(found, key=lambda sign: (-sign.strength, sign.indicator)))


def weighed(company: Company, shown: Sequence[Sign]) -> Weighed:
    ads = {at for persona in company.people for at in persona.ads}
    together = sum(len(company.world.names[at]) > 1 for at in ads) / max(1, len(ads))
    return Weighed(MappingProxyType({sign.indicator: sign.part for sign in shown}), together)


def size_factor(people: int) -> float:
    """Half for two people, towards 1 for many."""
    return (people - 1) / people


def _sign(company: Company, indicator: str, hits: int, trials: int, quotes: Sequence[Quote]) -> Sign | None:
    if not hits or not trials:
        return None
    return Sign(indicator, hits, trials, size_factor(len(company.people)), quote.few(quotes))


def _shared_script(company: Company) -> Sign | None:
    """Personas who share most of their phrases, or the template of most of their ads, with another: of the two, the one
    with less to say counts, so that one who posts often and one who posts seldom under one script both show."""
    said = [company.phrases.of(persona.own) for persona in company.people]
    partner: dict[int, int] = {}
    for who, one in enumerate(said):
        shares = [_shared_part(company, who, at, one, other) if at != who else 0.0 for at, other in enumerate(said)]
        if max(shares) >= MOST_OF_IT:
            partner[who] = shares.index(max(shares))
    quotes: list[Quote] = []
    for who, other in partner.items():
        pair = _likest(company, who, other)
        if pair:
            quotes += quote.common_words(company.world.readings[pair[0]], company.world.readings[pair[1]])
    return _sign(company, "shared_script", len(partner), len(company.people), quotes)


def _shared_part(company: Company, who: int, partner: int, one: Keys, other: Keys) -> float:
    phrases = max(company.phrases.said_by(one, other), company.phrases.said_by(other, one))
    return max(phrases, _templates(company, who, partner), _templates(company, partner, who))


def _templates(company: Company, who: int, other: int) -> float:
    """Part of a persona's ads whose template the other persona's ads use too."""
    labels = company.world.labels
    theirs = {labels[at] for at in company.people[other].own} - {-1}
    own = company.people[who].own
    return sum(labels[at] in theirs for at in own) / len(own) if own else 0.0


def _likest(company: Company, who: int, other: int) -> tuple[int, int] | None:
    """Quotable ads of two personas, of one template where there is one."""
    labels = company.world.labels
    mine = [at for at in company.people[who].own if at in company.quotable]
    theirs = {labels[at]: at for at in reversed(company.people[other].own) if at in company.quotable}
    if not mine or not theirs:
        return None
    same = next((at for at in mine if labels[at] >= 0 and labels[at] in theirs), None)
    return (mine[0], next(iter(theirs.values()))) if same is None else (same, theirs[labels[same]])


def _users(company: Company, marks: Callable[[int], set[Mark]]) -> dict[Mark, set[int]]:
    """mark -> numbers of the personas in whose own ads it stands."""
    found: dict[Mark, set[int]] = {}
    for who, persona in enumerate(company.people):
        for at in persona.own:
            for mark in marks(at):
                found.setdefault(mark, set()).add(who)
    return found


def _of_kind(company: Company, at: int, kinds: frozenset[str]) -> set[Selector]:
    return {selector for selector in company.world.selectors[at] if selector.kind in kinds}


def _name_quotes(company: Company, who: Sequence[int], holds: Callable[[int], bool]) -> list[Quote]:
    quotes = []
    for number in who:
        at = company.pick([at for at in company.people[number].own if holds(at)])
        if at is not None:
            quotes.append(quote.of_name(company.world.readings[at], company.people[number].names))
    return quotes


def _sharing(company: Company, indicator: str, kinds: frozenset[str]) -> Sign | None:
    """Personas, among those with such a selector, who use one that another persona uses too."""
    users = _users(company, lambda at: _of_kind(company, at, kinds))
    shared = {mark for mark, who in users.items() if len(who) > 1}
    sharing = sorted({who for mark in shared for who in users[mark]})
    having = {who for group in users.values() for who in group}
    quotes = _name_quotes(company, sharing, lambda at: bool(_of_kind(company, at, kinds) & shared))
    return _sign(company, indicator, len(sharing), len(having), quotes)


def _pictures(company: Company, at: int) -> set[Selector]:
    """An ad's pictures, those saved again as one; by their files where there are no prints."""
    prints = _of_kind(company, at, frozenset({"image_print"}))
    return prints or _of_kind(company, at, frozenset({"image"}))


def _shared_pictures(company: Company) -> Sign | None:
    """Personas who show, in a fair part of their ads with pictures, none that isn't another's too: a pool of pictures,
    the larger the surer. The few rooms of a shared flat stand beside pictures of one's own, which takes from it."""
    users = _users(company, lambda at: _pictures(company, at))
    shared = {mark for mark, who in users.items() if len(who) > 1}
    having, hits, telling = 0, [], set()
    beside = with_pictures = 0
    for who, persona in enumerate(company.people):
        shown = {at: pictures for at in persona.own if (pictures := _pictures(company, at))}
        lent = [at for at, pictures in shown.items() if pictures <= shared]
        beside += sum(bool(pictures & shared and pictures - shared) for pictures in shown.values())
        having, with_pictures = having + bool(shown), with_pictures + len(shown)
        if len(lent) >= POOLED * len(shown) and lent:
            hits.append(who)
            telling.update(lent)
    found = len(hits) if min(len(hits), len(shared)) > 1 else 0
    sign = _sign(company, "shared_pictures", found, having, _name_quotes(company, hits, telling.__contains__))
    if sign is None:
        return None
    return replace(sign, factor=sign.factor * (1 - 1 / len(shared)) * (1 - beside / with_pictures))


def _passed_lines(company: Company) -> Sign | None:
    """Personas reached, in different ads and there in no other way, on two lines or more that each serve others too:
    lines belong to the desk, not to the person. Two friends who answer each other's phone don't count, nor do those
    who name a desk beside their own number."""
    kinds = frozenset({"phone", "email", "handle"})
    users = _users(company, lambda at: _of_kind(company, at, kinds))
    desk = {mark for mark, who in users.items() if len(who) > 1}
    lines: list[set[Selector]] = []
    for persona in company.people:
        ways = [_of_kind(company, at, kinds) for at in persona.own]
        lines.append({mark for way in ways if way <= desk for mark in way})
    hits = [who for who, own in enumerate(lines) if len(own) > 1] if len(company.people) > 2 else []
    quotes = _name_quotes(company, hits, lambda at: bool(_of_kind(company, at, kinds) & desk))
    return _sign(company, "passed_lines", len(hits), len(company.people), quotes)


def _shared_payment(company: Company) -> Sign | None:
    return _sharing(company, "shared_payment", frozenset({"payment_handle", "crypto"}))


def _shared_contact(company: Company) -> Sign | None:
    """Personas who can be reached only where another is reached too."""
    kinds = frozenset({"phone", "email", "handle"})
    users = _users(company, lambda at: _of_kind(company, at, kinds))
    reached = {who for group in users.values() for who in group}
    alone = {who for group in users.values() if len(group) == 1 for who in group}
    without = sorted(reached - alone)
    quotes = []
    for number in without:
        at = company.pick(company.people[number].own)
        if at is not None:
            found = quote.of_mention(company.world.readings[at], lambda m: m.field in kinds)
            quotes.append(found or quote.opening(company.world.readings[at]))
    return _sign(company, "shared_contact", len(without), len(company.people), quotes)


def _name_rotation(company: Company) -> Sign | None:
    """Personas that came and went on a phone which served at least ROTATING of them and outlived each."""
    users = _users(company, lambda at: _of_kind(company, at, frozenset({"phone"})))
    busy = {mark: who for mark, who in users.items() if len(who) >= ROTATING}
    served = sorted({who for group in busy.values() for who in group})
    spans = {who: _days(company, company.people[who].own) for who in served}
    brief = []
    for who in served:
        days = [day for mark, group in busy.items() if who in group for other in group for day in spans[other]]
        own = spans[who]
        if own and own[-1] - own[0] <= SHORT_LIVED and max(days) - min(days) >= 3 * SHORT_LIVED:
            brief.append(who)
    return _sign(company, "name_rotation", len(brief), len(served), _name_quotes(company, brief, lambda _: True))


def _days(company: Company, ads: Sequence[int]) -> list[date]:
    return sorted(day for at in ads if (day := day_of(company.world.readings[at])))


Move = tuple[Place, Place, date, int]
"""(from, to, first day there, the ad that says so)"""


def moves(world: Board, ads: Sequence[int], metro: Mapping[Place, Place]) -> list[Move]:
    """Changes of metropolitan area in the dated ads, in order of time."""
    found: list[Move] = []
    before: Place | None = None
    for at in world.earliest_first(ads):
        place, day = place_of(world.readings[at]), day_of(world.readings[at])
        if place is None or day is None:
            continue
        if before is not None and metro[place] != before:
            found.append((before, metro[place], day, at))
        before = metro[place]
    return found


def _joint_movement(company: Company) -> Sign | None:
    """Moves that another persona makes too, between the same cities at about the same time; at least two."""
    metro = metros([company.world.readings[at] for one in company.people for at in one.ads])
    routes: dict[tuple[Place, Place], list[tuple[int, date, int]]] = {}
    total = 0
    for who, persona in enumerate(company.people):
        for start, end, day, at in moves(company.world, persona.own, metro):
            routes.setdefault((start, end), []).append((who, day, at))
            total += 1
    joint = [
        (day, who, at)
        for made in routes.values()
        for who, day, at in made
        if any(other != who and abs(then - day) <= TOGETHER for other, then, _ in made)
    ]
    if len({day for day, _, _ in joint}) < 2 and len(joint) < 4:
        return None
    quotes = [quote.of_place(company.world.readings[at]) for _, _, at in sorted(joint) if at in company.quotable]
    return _sign(company, "joint_movement", len(joint), total + PRIOR_MOVES, quotes)


RULES: tuple[Callable[[Company], Sign | None], ...] = (
    _shared_script,
    _joint_movement,
    _shared_pictures,
    _passed_lines,
    _shared_payment,
    _name_rotation,
    _shared_contact,
)
