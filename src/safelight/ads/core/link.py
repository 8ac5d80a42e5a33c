"""Linking: which ads belong to one hand, decided from typed evidence by its odds.

First contacts: one that several ads share links them, unless it is generic: a hub, a number that went to somebody else
after a pause, or shared by so many unlike advertisers, so far apart, that one hand is the poorer explanation. The ads
that contacts tie together are parties. Then hints (`hint.py`): pictures and texts tie parties only with company. What
links nothing is shown as `Shared`, with its reason. Every decision looks at whole sets of ads, so the order of ads
doesn't matter; the work is linear in ads times selectors.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date, timedelta

from safelight import near
from safelight.ads.core import odds
from safelight.ads.core.board import Board
from safelight.ads.core.coincidence import telling
from safelight.ads.core.evidence import Bundle, Shared, shared, words
from safelight.ads.core.hint import Carriers, hints
from safelight.ads.core.party import BURST, Society, party_of, society
from safelight.ads.core.past import Settled
from safelight.ads.core.selector import Selector

MOST_ADS = 2_000
"""Ads that one selector may link. Above it is a hub (Freeman 2025: generic identifiers make giant components)."""

MOST_CONTACTS = 20
"""Contacts of one ad from which it is a list of others' numbers, not somebody's ad; they tie it to nobody."""

LOCAL = 1.5
"""Log odds against a generic identifier that serves one town only: rarer than one that serves a country."""

REASSIGNED = timedelta(days=45)
"""Silence after which a phone with another name, text and city counts as somebody else's: US carriers may reassign a
number after 45 days (47 CFR 52.15(f)(1)(ii)); half a year leaves room for a pause."""


@dataclass(frozen=True, slots=True)
class Linked:
    """Everything that ties ads together, and everything that was kept from doing so."""

    bundles: tuple[Bundle, ...]
    shared: tuple[Shared, ...]
    settled: Settled


@dataclass(frozen=True, slots=True)
class _Table:
    """What deciding on contacts looks at, and what it fills: `generic`, those found to be anybody's so far."""

    world: Board
    carriers: Carriers
    around: Society
    generic: set[Selector]
    kept: list[Shared]


def link(world: Board, past: Settled | None = None) -> Linked:
    """Rarer contacts first, so that what tells the owners of a common one apart is already known to be their own. What
    `past` has settled isn't asked again."""
    past = past or Settled()
    single = society(world, range(len(world.readings)), frozenset())
    lists = [at for at, own in enumerate(world.selectors) if sum(one.contact for one in own) > MOST_CONTACTS]
    kept = [Shared("ad", world.ids[at], 1, f"a list of more than {MOST_CONTACTS} contacts") for at in lists]
    table = _Table(world, _carriers(world, frozenset(lists)), single, set(past.generic), kept)
    strong: list[Bundle] = []
    weak: Carriers = {}
    hubs = set(past.hubs)
    for selector, ads in sorted(table.carriers.items(), key=lambda item: (len(item[1]), item[0])):
        if selector in past.generic:
            continue
        if len(ads) > MOST_ADS:
            hubs.add(selector)
            table.kept.append(shared(selector, ads, f"a hub: more than {MOST_ADS:,} ads share it"))
            table.generic.add(selector)
        elif selector.contact:
            strong += _contact(table, selector)
        else:
            weak[selector] = ads
    for selector, ads in weak.items():
        strong += _bursts(world, selector, ads) if selector.kind == "template" else []
    edges = [(bundle.ads[0], at) for bundle in strong for at in bundle.ads[1:]]
    part = near.components(len(world.readings), edges).tolist()
    ties, more, values = hints(society(world, part, frozenset(table.generic)), weak, past.values)
    settled = Settled(frozenset(table.generic), frozenset(hubs), values)
    return Linked((*strong, *ties), (*table.kept, *more), settled)


def _carriers(world: Board, lists: Set[int]) -> Carriers:
    """selector -> its ads, earliest first, of those that several ads have; contacts of `lists` don't count."""
    found: dict[Selector, list[int]] = {}
    for at, own in enumerate(world.selectors):
        for selector in own:
            if not (at in lists and selector.contact):
                found.setdefault(selector, []).append(at)
    return {selector: world.earliest_first(found[selector]) for selector in sorted(found) if len(found[selector]) > 1}


def _contact(table: _Table, selector: Selector) -> list[Bundle]:
    ads = table.carriers[selector]
    owners = _owners(table, selector)
    sure = _one_hand(table, selector, owners)
    if sure <= 0:
        why = (
            f"generic: {len(owners)} advertisers with a contact of their own and no more in common than chance share it"
        )
        table.kept.append(shared(selector, ads, why))
        table.generic.add(selector)
        return []
    terms = _terms(table.world, selector, ads) if selector.kind == "phone" else [ads]
    if len(terms) > 1:
        why = f"silent for over {REASSIGNED.days} days, then another name, text and city: perhaps reassigned"
        table.kept.append(shared(selector, ads, why))
    return [
        Bundle(selector, term, odds.weight(sure), f"same {words(selector.kind)}, in {len(term)} ads")
        for term in terms
        if len(term) > 1
    ]


def _owners(table: _Table, selector: Selector) -> list[tuple[int, ...]]:
    """The advertisers among a contact's ads, told apart by everything else they have: ads that share a rarer contact
    are one, and those whose name, picture or text more of them share than chance explains; those without another
    contact don't tell. Each with all ads of these contacts, most ads first."""
    world, ads = table.world, table.carriers[selector]
    rarer = {one for at in ads for one in world.selectors[at] if one.contact and _rarer(table, one, len(ads))}
    reached = [[one for one in world.selectors[at] if one in rarer] for at in ads]
    part = near.sharing(reached)
    if len({label for label, own in zip(part, reached, strict=True) if own}) < 2:
        return []
    owning = [
        own for own in _apart(table, ads, reached, part) if any(not rarer.isdisjoint(world.selectors[at]) for at in own)
    ]
    whole = [_whole(table, rarer, own) for own in owning]
    return sorted(whole, key=lambda own: (-len(own), world.order[own[0]]))


def _apart(
    table: _Table, ads: Sequence[int], reached: Sequence[Sequence[Selector]], part: Sequence[int]
) -> list[list[int]]:
    """`ads` by what they have in common beside the contact that all have. `reached`: the rarer contacts of each;
    `part`: what these alone make one."""
    world = table.world
    marks: list[list[Selector | str]] = [
        [*(one for one in world.selectors[at] if not (one.contact or one in table.generic)), *world.names[at]]
        for at in ads
    ]
    holders: dict[Selector | str, set[int]] = {}
    for label, own in zip(part, marks, strict=True):
        for mark in own:
            holders.setdefault(mark, set()).add(label)
    crowd, inside = len(set(part)), Counter(mark for own in marks for mark in own)
    tells = {
        mark
        for mark, parts in holders.items()
        if len(parts) > 1 and telling(len(parts), crowd, _chance(table, mark, inside, len(ads)))
    }
    keys = [(*own, *(mark for mark in more if mark in tells)) for own, more in zip(reached, marks, strict=True)]
    members: dict[int, list[int]] = {}
    for label, at in zip(near.sharing(keys), ads, strict=True):
        members.setdefault(label, []).append(at)
    return list(members.values())


def _chance(table: _Table, mark: Selector | str, inside: Mapping[Selector | str, int], ads: int) -> float:
    """That an ad has a name, picture or text, by the ads outside of the crowd: what one hand repeats is no measure."""
    everywhere = table.around.by_name[mark] if isinstance(mark, str) else len(table.carriers.get(mark, ()))
    return odds.smoothed(max(0, everywhere - inside[mark]), len(table.world.readings) - ads, odds.PRIOR_NAME)


def _rarer(table: _Table, contact: Selector, ads: int) -> bool:
    return len(table.carriers.get(contact, ())) < ads and contact not in table.generic


def _whole(table: _Table, contacts: Set[Selector], ads: Sequence[int]) -> tuple[int, ...]:
    own = {selector for at in ads for selector in table.world.selectors[at]} & contacts
    more = (at for selector in own for at in table.carriers.get(selector, ()))
    return table.world.earliest_first({*ads, *more})


def _one_hand(table: _Table, selector: Selector, owners: Sequence[Sequence[int]]) -> float:
    """Log odds of one hand against a generic identifier, the likelier of two kinds: one that serves a country, whose
    users are anywhere, and one that serves a town, whose users are all there."""
    sure = odds.STRENGTH[selector.kind]
    if len(owners) < 2:
        return sure
    first, *others = (party_of(table.world, ads, frozenset({selector})) for ads in owners)
    country, town = sure, sure + LOCAL
    for other in others:
        place, _ = table.around.place_odds(first, other)
        country += min(place, odds.PLACE_OF_OWNERS) - odds.PER_STRANGER
        town -= 0.0 if len(set(first.stays) & set(other.stays)) > 1 else odds.PER_STRANGER
    return min(sure, country, town)


def _terms(world: Board, selector: Selector, ads: Sequence[int]) -> list[tuple[int, ...]]:
    """`ads` of a phone, cut where it was silent for long and nothing else carries over."""
    dated = [at for at in ads if world.posted[at]]
    runs: list[list[int]] = []
    for at in dated:
        if runs and _pause(world, runs[-1][-1], at) <= REASSIGNED:
            runs[-1].append(at)
        else:
            runs.append([at])
    if len(runs) < 2:
        return [tuple(ads)]
    part = near.sharing([[mark for at in run for mark in _marks(world, selector, at)] for run in runs])
    terms: dict[int, list[int]] = {}
    for row, run in enumerate(runs):
        terms.setdefault(part[row], []).extend(run)
    undated = [at for at in ads if not world.posted[at]]
    return [(*term, *(undated if row == 0 else ())) for row, term in enumerate(terms.values())]


def _pause(world: Board, earlier: int, later: int) -> timedelta:
    first, second = world.posted[earlier], world.posted[later]
    return second - first if first and second else timedelta(0)


def _marks(world: Board, selector: Selector, at: int) -> list[Hashable]:
    place = world.places[at]
    return [*(s for s in world.selectors[at] if s != selector), *world.names[at], *((place,) if place else ())]


def _bursts(world: Board, selector: Selector, ads: Sequence[int]) -> list[Bundle]:
    """One text in BURST cities or more on one day, behind fewer contacts than half the cities, was put up by one hand;
    strangers who copied a text each have a contact of their own."""
    by_day: dict[date, list[int]] = {}
    for at in ads:
        posted = world.posted[at]
        if posted:
            by_day.setdefault(posted.date(), []).append(at)
    found = []
    for rows in by_day.values():
        cities = {world.places[at] for at in rows} - {None}
        contacts = {selector for at in rows for selector in world.selectors[at] if selector.contact}
        if len(cities) >= BURST and 2 * len(contacts) <= len(cities):
            why = f"same text in {len(cities)} cities on one day"
            found.append(Bundle(selector, tuple(rows), odds.weight(odds.STRENGTH["template"] + 1.0), why))
    return found
