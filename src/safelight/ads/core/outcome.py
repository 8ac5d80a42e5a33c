"""What a set of readings amounts to: links, groups, templates, movements, leads, quarantine.

The items are the rows of the files that people script against; `record()` of each is one line, keys in the
documented order. `assemble` runs the stages: it is pure, doesn't care about the order of its input, and the
same readings always give the same outcome, ids included. One reading an ad: collapse captures first.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import overload

from safelight.ads.core import quote
from safelight.ads.core.activity import judge, portrait
from safelight.ads.core.ad import Ad
from safelight.ads.core.board import Board, board
from safelight.ads.core.chance import BASE_RATE, expected_of_100
from safelight.ads.core.columns import Columns, columns
from safelight.ads.core.control import NOTHING_SEEN, Weighed, signs, weighed
from safelight.ads.core.evidence import Link, Shared, everybodys, links
from safelight.ads.core.group import Group, GroupRow, groups
from safelight.ads.core.known import NOTHING_KNOWN, KnownImages
from safelight.ads.core.lead import RISK_THRESHOLD, Lead, lead_id, raises, rank
from safelight.ads.core.link import link
from safelight.ads.core.mention import Extraction
from safelight.ads.core.movement import Movement
from safelight.ads.core.past import Past, Settled
from safelight.ads.core.persona import personas
from safelight.ads.core.quarantine import Quarantined
from safelight.ads.core.reading import Reading, WithAds, ads_of
from safelight.ads.core.repost import reposts
from safelight.ads.core.route import route
from safelight.ads.core.score import DIGITS, observed, risk_of, score
from safelight.ads.core.script import Phrases, phrases
from safelight.ads.core.selector import Selector
from safelight.ads.core.sign import Company
from safelight.ads.core.template import Template, labelled, near_texts, templates

Progress = Callable[[str, int, int], None]
"""(stage, done, of)"""


@dataclass(frozen=True, slots=True)
class Options:
    """`known_images`: fingerprints that the content network holds. `with_ethnicity` lets "states
    an ethnicity" count (off by default). `base_rate`: of the groups of several people, the share that is thought to be
    run by one hand; it moves the chance that a lead states, not the queue."""

    risk_threshold: float = RISK_THRESHOLD
    base_rate: float = BASE_RATE
    with_ethnicity: bool = False
    known_images: KnownImages = NOTHING_KNOWN


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was concluded of one group, lead or not: `why` is the rule that decided, `people` how many it
    speaks of; `control` is 0 and `seen` is nothing for firms and spam, and for one person, of which it isn't asked."""

    group_id: str
    activity: str
    why: str
    people: int
    control: float
    seen: Weighed = NOTHING_SEEN


@dataclass(frozen=True, slots=True)
class Outcome:
    """Every ad is in exactly one row of `groups`. `shared` lists the selectors that link less than they could,
    `verdicts` has one item a group, `settled` is what the next day need not ask again."""

    groups: tuple[GroupRow, ...] = ()
    templates: tuple[Template, ...] = ()
    links: tuple[Link, ...] = ()
    movements: tuple[Movement, ...] = ()
    leads: tuple[Lead, ...] = ()
    quarantine: tuple[Quarantined, ...] = ()
    shared: tuple[Shared, ...] = ()
    verdicts: tuple[Verdict, ...] = ()
    reposts: int = 0
    settled: Settled = field(default_factory=Settled)

    def counts(self) -> dict[str, object]:
        """Figures for the summary."""
        by_activity: dict[str, int] = {}
        for activity in {row.group_id: row.activity for row in self.groups}.values():
            by_activity[activity] = by_activity.get(activity, 0) + 1
        return {
            "ads": len(self.groups),
            "reposts": self.reposts,
            "groups": sum(by_activity.values()),
            "groups_by_activity": dict(sorted(by_activity.items())),
            "templates": len(self.templates),
            "links": len(self.links),
            "movements": len(self.movements),
            "leads": len(self.leads),
            "expected_of_100_leads": expected_of_100(one.score.chance for one in self.leads),
            "quarantined": len(self.quarantine),
            "shared_selectors": len(self.shared),
        }


@dataclass(frozen=True, slots=True)
class Compared:
    """What texts say without having been read: which are reposts of which (`reposts`), and which are alike
    (`near_texts`), by their place in order of ad ids."""

    first: Sequence[int]
    alike: Sequence[int]


class Bare(Sequence[Reading]):
    """Ads as readings in which nothing was read, each made when it is asked for."""

    def __init__(self, ads: Sequence[Ad]) -> None:
        self.ads = ads

    def __len__(self) -> int:
        return len(self.ads)

    @overload
    def __getitem__(self, at: int) -> Reading: ...
    @overload
    def __getitem__(self, at: slice) -> Bare: ...
    def __getitem__(self, at: int | slice) -> Reading | Bare:
        if isinstance(at, slice):
            return Bare(self.ads[at])
        ad = self.ads[at]
        return Reading(ad, Extraction(ad.id))


def compared(ads: Sequence[Ad]) -> Compared:
    """`ads` in order of their ids. May run while they are being read."""
    first = reposts(Bare(ads))
    return Compared(first, near_texts(Bare(ads), first))


def assemble(
    readings: Sequence[Reading],
    options: Options | None = None,
    progress: Progress | None = None,
    texts_compared: Compared | None = None,
    past: Past | None = None,
    seen: Columns | None = None,
) -> Outcome:
    """`readings`: one an ad, in any order; two with one ad id are refused with ValueError. `seen`: what one look at
    each gives, in order of ad ids, where it was taken while they were read; it is used up. With a `past` they are a
    part of all ads: wordings, families and what is settled are taken from it, and no template is described."""
    options = options or Options()
    tell = progress or (lambda _stage, _done, _of: None)
    ranked = readings if isinstance(readings, WithAds) else sorted(readings, key=lambda reading: reading.ad.id)
    seen = seen or columns(ranked, options.known_images)
    if any(a >= b for a, b in pairwise(seen.ids)):
        raise ValueError("two readings have one ad id; collapse the captures of an ad first")
    held = seen.quarantined
    tell("texts", 0, len(ranked))
    if past is None:
        known = texts_compared or compared(ads_of(ranked))
        first = known.first
        texts = templates(ranked, first, frozenset(held), known.alike)
    else:
        first = reposts(ranked)
        texts = labelled(ranked, first, past.templates)
    tell("names", 0, len(ranked))
    world = board(ranked, seen, texts.labels, texts.ids, past.families if past else None)
    tell("links", 0, len(ranked))
    linked = link(world, past.settled if past else None)
    found = groups(world, linked.bundles)
    own = world.without(linked.settled.generic)
    mass, lent = _mass(world, linked.settled.hubs), everybodys(linked.shared)
    scene = _Scene(own, first, mass, lent, held, options, phrases(world, first, found))
    tell("judging", 0, len(ranked))
    judged = [_judged(scene, group) for group in found]
    tell("leads", len(ranked), len(ranked))
    return Outcome(
        groups=_rows(world, judged, texts.ids),
        templates=texts.templates,
        links=links(world, linked.bundles),
        movements=tuple(m for item in judged if (m := item.movement)),
        leads=tuple(sorted((item.lead for item in judged if item.lead), key=rank)),
        quarantine=tuple(held[at] for at in sorted(held)),
        shared=linked.shared,
        verdicts=tuple(item.verdict for item in judged),
        reposts=len(first) - len(set(first)),
        settled=linked.settled,
    )


@dataclass(frozen=True, slots=True)
class _Scene:
    """`world` without what is anybody's; `mass`: the ads of mass advertising; `lent`: pictures of several groups."""

    world: Board
    first: Sequence[int]
    mass: frozenset[int]
    lent: frozenset[Selector]
    held: Collection[int]
    options: Options
    phrases: Phrases


@dataclass(frozen=True, slots=True)
class _Judged:
    group: Group
    verdict: Verdict
    movement: Movement | None
    lead: Lead | None


def _mass(world: Board, hubs: frozenset[Selector]) -> frozenset[int]:
    """Ads whose text is a hub, or that nobody can answer but through one. A hub beside a contact of their own is what
    the board prints under every ad, and a picture that is everybody's says nothing of who took it."""
    if not hubs:
        return frozenset()
    return frozenset(at for at, own in enumerate(world.selectors) if _by_hub_alone(own, hubs))


def _by_hub_alone(own: Sequence[Selector], hubs: frozenset[Selector]) -> bool:
    shared = [one for one in own if one in hubs]
    reached = any(one.contact and one not in hubs for one in own)
    return any(one.kind == "template" or (one.contact and not reached) for one in shared)


def _judged(scene: _Scene, group: Group) -> _Judged:
    """One group: who it speaks of, what it is, where it was, and whether it is a lead."""
    world, readings = scene.world, [scene.world.readings[at] for at in group.ads]
    quotable = frozenset(at for at in group.ads if at not in scene.held)
    people = personas(world, group.ads)
    company = Company(world, people, quotable, scene.phrases)
    shown = signs(company)
    held = weighed(company, shown) if len(people) > 1 else None
    control = held.control if held else 0.0
    mass = not scene.mass.isdisjoint(group.ads)
    likeness = portrait(world, group.ads, len(people), control, shown, mass, scene.lent)
    said = judge(likeness)
    activity = said.activity
    seen = observed(world, group.ads, scene.first, quotable, scene.options.with_ethnicity)
    children = [quote.of_quarantined(world.readings[at]) for at in group.ads if at in scene.held]
    lead = None
    if raises(likeness, activity, risk_of(seen), bool(children), scene.options.risk_threshold):
        ad_ids = tuple(world.ids[at] for at in group.ads)
        whole = score(shown, held, seen, children, scene.options.base_rate)
        lead = Lead(lead_id(group.group_id), group.group_id, activity, whole, ad_ids, bool(children))
    own = [[world.readings[at] for at in one.own] for one in people]
    asked = held if held and activity not in ("business", "spam") else NOTHING_SEEN
    verdict = Verdict(group.group_id, activity, said.why, len(people), round(asked.control, DIGITS), asked)
    return _Judged(group, verdict, route(group.group_id, readings, own), lead)


def _rows(world: Board, judged: Sequence[_Judged], ids: Mapping[int, str]) -> tuple[GroupRow, ...]:
    """One row an ad, in order of ad id."""
    rows = [
        GroupRow(world.ids[at], ids.get(world.labels[at]), item.group.group_id, item.verdict.activity)
        for item in judged
        for at in item.group.ads
    ]
    return tuple(sorted(rows, key=lambda row: row.ad_id))
