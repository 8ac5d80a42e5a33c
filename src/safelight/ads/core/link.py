"""Links: typed edges between ads, each with the evidence and why it counts.

Two kinds of selector (see `selector.py`). A contact that several ads share links them, unless it is generic:
a hub, or shared by many who otherwise have a contact and a text of their own. A picture or a template
links only ads that also agree on a name, a city or each other's kind, and never ties many advertisers together.
What links nothing is shown as `Shared`, with its reason. Every decision looks at whole sets of ads, so the
order of ads doesn't matter; the work is linear in ads times selectors.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from safelight import near
from safelight.ads.core.movement import day_of, place_of
from safelight.ads.core.naming import names_of
from safelight.ads.core.reading import Reading, age
from safelight.ads.core.selector import STRENGTH, Selector, selectors_of, traits_of

MOST_ADS = 2_000
"""Ads that one selector may link. Above it is a hub (Freeman 2025: generic identifiers make giant components)."""

MANY_OWNERS = 6
"""Advertisers with a contact and a text of their own that make a shared contact generic (a booking line)."""

UNLIKE = 0.7
"""Distinct templates per owner from which on owners count as unrelated; under one script they are alike."""

MOST_JOINED = 25
"""Advertisers (told apart by contacts) that pictures and texts together may tie into one group."""

REASSIGNED = timedelta(days=180)
"""Silence after which a phone with another name, text and city counts as somebody else's: US carriers may reassign a
number after 45 days (47 CFR 52.15(f)(1)(ii)); half a year leaves room for a pause."""

BURST = 6
"""Cities of one text on one day that no single person is in (sites allow a few neighbouring ones)."""

SAME_TIME = timedelta(days=45)
"""Two advertisers with one script in one city are together when their ads there are at most this far apart."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """`weight` 0 to 1: the kind's strength, less the more ads share the value."""

    kind: str
    value: str
    weight: float
    why: str

    def record(self) -> dict[str, object]:
        return {"kind": self.kind, "value": self.value, "weight": self.weight, "why": self.why}


@dataclass(frozen=True, slots=True)
class Link:
    """Two ads, the earlier one first."""

    a: str
    b: str
    evidence: tuple[Evidence, ...]

    def record(self) -> dict[str, object]:
        return {"a": self.a, "b": self.b, "evidence": [item.record() for item in self.evidence]}


@dataclass(frozen=True, slots=True)
class Shared:
    """A selector that links nothing (or less than it could), and why."""

    kind: str
    value: str
    ads: int
    why: str

    def record(self) -> dict[str, object]:
        return {"kind": self.kind, "value": self.value, "ads": self.ads, "why": self.why}


@dataclass(frozen=True, slots=True)
class Bundle:
    """Ads (by number, earliest first) that one selector ties together, and the agreement that backs it."""

    selector: Selector
    ads: tuple[int, ...]
    why: str


@dataclass(frozen=True, slots=True)
class Board:
    """The readings as numbers: everything that linking looks at. `order` ranks ads by time, then id."""

    readings: Sequence[Reading]
    labels: Sequence[int]
    selectors: tuple[tuple[Selector, ...], ...]
    traits: tuple[frozenset[str], ...]
    names: tuple[tuple[str, ...], ...]
    order: tuple[int, ...]

    def earliest_first(self, ads: Iterable[int]) -> tuple[int, ...]:
        return tuple(sorted(ads, key=self.order.__getitem__))


def board(readings: Sequence[Reading], labels: Sequence[int], template_ids: Mapping[int, str]) -> Board:
    """`labels` as from `near_texts`; `template_ids` names the labels that are templates."""
    ranked = sorted(range(len(readings)), key=lambda at: age(readings[at]))
    order = [0] * len(readings)
    for rank, at in enumerate(ranked):
        order[at] = rank
    selectors = []
    for at, reading in enumerate(readings):
        own = selectors_of(reading)
        template = template_ids.get(labels[at])
        selectors.append((*own, Selector("template", template)) if template else own)
    names = names_of(readings)
    traits = tuple(traits_of(reading, own) for reading, own in zip(readings, names, strict=True))
    return Board(readings, labels, tuple(selectors), traits, names, tuple(order))


def bundles(world: Board) -> tuple[list[Bundle], list[Shared]]:
    """Everything that ties ads together, and everything that was kept from doing so."""
    carriers: dict[Selector, list[int]] = {}
    for at, own in enumerate(world.selectors):
        for selector in own:
            carriers.setdefault(selector, []).append(at)
    several = {selector: world.earliest_first(carriers[selector]) for selector in sorted(carriers)}
    several = {selector: ads for selector, ads in several.items() if len(ads) > 1}
    shared: list[Shared] = []
    strong: list[Bundle] = []
    weak: list[tuple[Selector, tuple[int, ...]]] = []
    for selector, ads in several.items():
        if len(ads) > MOST_ADS:
            shared.append(_shared(selector, ads, f"a hub: more than {MOST_ADS:,} ads share it"))
        elif not selector.contact:
            weak.append((selector, ads))
        else:
            strong += _contact(world, selector, ads, shared)
    return strong + _hints(world, weak, strong, shared), shared


def _shared(selector: Selector, ads: Sequence[int], why: str) -> Shared:
    return Shared(selector.kind, selector.value, len(ads), why)


def _contact(world: Board, selector: Selector, ads: tuple[int, ...], shared: list[Shared]) -> list[Bundle]:
    owners, texts = _owners(world, selector, ads)
    if owners >= MANY_OWNERS and texts >= UNLIKE * owners:
        why = f"generic: {owners} advertisers with a contact and a text of their own share it"
        shared.append(_shared(selector, ads, why))
        return []
    terms = _terms(world, selector, ads) if selector.kind == "phone" else [ads]
    if len(terms) > 1:
        why = f"silent for over {REASSIGNED.days} days, then another name, text and city: perhaps reassigned"
        shared.append(_shared(selector, ads, why))
    return [Bundle(selector, term, f"same {_words(selector.kind)}") for term in terms if len(term) > 1]


def _owners(world: Board, selector: Selector, ads: Sequence[int]) -> tuple[int, int]:
    """(advertisers among `ads` told apart by their other contacts, distinct texts among those). Ads with no other
    contact don't tell."""
    if len(ads) < MANY_OWNERS:
        return 0, 0
    holder: dict[Selector, int] = {}
    edges = []
    holders = []
    for row, at in enumerate(ads):
        others = [other for other in world.selectors[at] if other.contact and other != selector]
        if others:
            holders.append(row)
        edges += [(holder.setdefault(other, row), row) for other in others]
    part = near.components(len(ads), np.array(edges, np.int64).reshape(-1, 2))
    owner = {int(part[row]) for row in holders}
    texts = {world.labels[ads[row]] if world.labels[ads[row]] >= 0 else -2 - row for row in owner}
    return len(owner), len(texts)


def _terms(world: Board, selector: Selector, ads: Sequence[int]) -> list[tuple[int, ...]]:
    """`ads` of a phone, cut where it was silent for long and nothing else carries over."""
    dated = [at for at in ads if world.readings[at].ad.posted_at]
    runs: list[list[int]] = []
    for at in dated:
        if runs and _pause(world, runs[-1][-1], at) <= REASSIGNED:
            runs[-1].append(at)
        else:
            runs.append([at])
    if len(runs) < 2:
        return [tuple(ads)]
    known: dict[str, int] = {}
    edges = []
    for row, run in enumerate(runs):
        marks = sorted({mark for at in run for mark in _marks(world, selector, at)})
        edges += [(known.setdefault(mark, row), row) for mark in marks]
    part = near.components(len(runs), np.array(edges, np.int64).reshape(-1, 2)).tolist()
    terms: dict[int, list[int]] = {}
    for row, run in enumerate(runs):
        terms.setdefault(part[row], []).extend(run)
    undated = [at for at in ads if not world.readings[at].ad.posted_at]
    return [(*term, *(undated if row == 0 else ())) for row, term in enumerate(terms.values())]


def _pause(world: Board, earlier: int, later: int) -> timedelta:
    first, second = world.readings[earlier].ad.posted_at, world.readings[later].ad.posted_at
    return second - first if first and second else timedelta(0)


def _marks(world: Board, selector: Selector, at: int) -> list[str]:
    own = [f"{other.kind} {other.value}" for other in world.selectors[at] if other != selector]
    return own + sorted(world.traits[at])


def _words(kind: str) -> str:
    return {"payment_handle": "payment handle", "image": "picture", "image_print": "picture by PDQ print"}.get(
        kind, kind
    )


def _hints(
    world: Board, weak: Sequence[tuple[Selector, tuple[int, ...]]], strong: Sequence[Bundle], shared: list[Shared]
) -> list[Bundle]:
    """Bundles of pictures and templates, after the guards."""
    count = len(world.readings)
    advertiser = near.components(count, _star_edges(strong)).tolist()
    reachable = {advertiser[at] for at, own in enumerate(world.selectors) if any(s.contact for s in own)}
    found = [
        bundle for selector, ads in weak for bundle in _agreeing(world, selector, ads, advertiser, reachable, shared)
    ]
    part = near.components(count, _star_edges([*strong, *found])).tolist()
    joined: dict[int, set[int]] = {}
    for one in sorted(reachable):
        joined.setdefault(part[one], set()).add(one)
    kept = []
    for bundle in found:
        tied = joined.get(part[bundle.ads[0]], set())
        inside = {advertiser[at] for at in bundle.ads} & reachable
        if len(tied) > MOST_JOINED and len(inside) > 1:
            why = f"pictures and texts alone would tie {len(tied)} advertisers together; at most {MOST_JOINED} are"
            shared.append(_shared(bundle.selector, bundle.ads, why))
            kept += _by_advertiser(bundle, advertiser)
        else:
            kept.append(bundle)
    return kept


def _star_edges(items: Iterable[Bundle]) -> np.ndarray[tuple[int, ...], np.dtype[np.int64]]:
    edges = [(bundle.ads[0], at) for bundle in items for at in bundle.ads[1:]]
    return np.array(edges, np.int64).reshape(-1, 2)


def _by_advertiser(bundle: Bundle, advertiser: Sequence[int]) -> list[Bundle]:
    """The bundle cut so that it ties nobody who isn't tied by contacts already."""
    parts: dict[int, list[int]] = {}
    for at in bundle.ads:
        parts.setdefault(advertiser[at], []).append(at)
    return [Bundle(bundle.selector, tuple(ads), bundle.why) for ads in parts.values() if len(ads) > 1]


def _agreeing(
    world: Board,
    selector: Selector,
    ads: tuple[int, ...],
    advertiser: Sequence[int],
    reachable: set[int],
    shared: list[Shared],
) -> list[Bundle]:
    """A picture or template ties advertisers that also agree on a name, or were in one city at one time; ads without
    any contact follow the first ad of the bundle in their city."""
    label = f"same {_words(selector.kind)}"
    inside = {advertiser[at] for at in ads} & reachable
    if len(inside) < 2:
        return [Bundle(selector, ads, label)]
    edges = [*_pairs_by_advertiser(ads, advertiser), *_pairs_by_trait(world, ads)]
    if selector.kind == "template":
        edges += _pairs_by_burst(world, ads)
    part = near.components(len(ads), np.array(edges, np.int64).reshape(-1, 2)).tolist()
    groups: dict[int, list[int]] = {}
    for row, at in enumerate(ads):
        groups.setdefault(part[row], []).append(at)
    if len(groups) > 1:
        why = f"shared by {len(inside)} advertisers; ties only those who agree on a name, city and time, or one burst"
        shared.append(_shared(selector, ads, why))
    return [Bundle(selector, tuple(rows), label) for rows in groups.values() if len(rows) > 1]


def _pairs_by_advertiser(ads: Sequence[int], advertiser: Sequence[int]) -> list[tuple[int, int]]:
    first: dict[int, int] = {}
    return [(first.setdefault(advertiser[at], row), row) for row, at in enumerate(ads)]


def _pairs_by_burst(world: Board, ads: Sequence[int]) -> list[tuple[int, int]]:
    """One text in BURST cities or more on one day was put up by one hand."""
    by_day: dict[date, list[int]] = {}
    for row, at in enumerate(ads):
        day = day_of(world.readings[at])
        if day:
            by_day.setdefault(day, []).append(row)
    pairs: list[tuple[int, int]] = []
    for rows in by_day.values():
        if len({place_of(world.readings[ads[row]]) for row in rows} - {None}) >= BURST:
            pairs += [(rows[0], row) for row in rows[1:]]
    return pairs


def _pairs_by_trait(world: Board, ads: Sequence[int]) -> list[tuple[int, int]]:
    last: dict[str, int] = {}
    pairs = []
    for row, at in enumerate(ads):
        for trait in sorted(world.traits[at]):
            before = last.get(trait)
            if before is not None and (trait.startswith("name ") or _pause(world, ads[before], at) <= SAME_TIME):
                pairs.append((before, row))
            last[trait] = row
    return pairs


def links(world: Board, items: Sequence[Bundle]) -> tuple[Link, ...]:
    """Each bundle as a star around its earliest ad; what one pair shares stands in one link. Enough to explain
    every group: whatever a group is made of, its links connect it."""
    found: dict[tuple[int, int], dict[tuple[str, str], Evidence]] = {}
    for bundle in items:
        kind, value = bundle.selector.kind, bundle.selector.value
        weight = round(STRENGTH[kind] / (1 + math.log10(len(bundle.ads) / 2)), 3)
        evidence = Evidence(kind, value, weight, f"{bundle.why}, in {len(bundle.ads)} ads")
        for at in bundle.ads[1:]:
            found.setdefault((bundle.ads[0], at), {})[kind, value] = evidence
    ids = [reading.ad.id for reading in world.readings]
    ranked = sorted(found.items(), key=lambda item: (world.order[item[0][0]], world.order[item[0][1]]))
    return tuple(Link(ids[a], ids[b], tuple(by[key] for key in sorted(by))) for (a, b), by in ranked)
