"""A day: judging what new ads touch, by the same core that judges all of them.

New ads touch the groups that share an identifier, a picture or a wording with them that still says something. These
groups are judged anew, whole, beside a company that stands for everybody else (`core/company.py`) and with what was
settled before (`core/past.py`). All ads are judged together, and everything is settled anew, when there is no past to
go by, when the ads have grown by GROWTH since, when a list of known pictures changed, or when a day touches much.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from sqlalchemy import Connection

from safelight import __version__
from safelight.access.core.permission import Scope
from safelight.ads.core.board import families_of
from safelight.ads.core.chance import BASE_RATE
from safelight.ads.core.company import COMPANY, company, without_company
from safelight.ads.core.control import CONTROL_VERSION
from safelight.ads.core.extract import EXTRACTION_VERSION
from safelight.ads.core.keys import Keys, families_after, selector_key, text_key
from safelight.ads.core.known import KnownImages
from safelight.ads.core.mention import Extraction
from safelight.ads.core.outcome import Options, Outcome, assemble
from safelight.ads.core.past import Past, Settled
from safelight.ads.core.quarantine import quarantine
from safelight.ads.core.reading import Reading, text_of
from safelight.ads.core.selector import Selector, prints_of, selectors_of
from safelight.ads.core.shown import Shown
from safelight.ads.core.wording import Joined, joined
from safelight.ads.search.segments import Opened, Segment, Segments
from safelight.ads.store import known, parts, readings
from safelight.ads.store.outcomes import Assembly
from safelight.infra.db import Book
from safelight.near.sketch import counts_of, sketches
from safelight.near.words import words_of

GROWTH = 0.2
"""Part by which the ads may grow before all are judged together again: what is common in a fifth more ads is hardly
more common (agreement with one batch at this growth: docs/evaluation.md)."""

WHOLE_FROM = 0.5
"""Part of all ads from which judging a part costs about as much as judging all."""

MOST_CARRIERS = 2_001
"""Ads of one identifier that are looked up: one more than makes it a hub."""

PHRASE_CARRIERS, AGREED, ALIKE = 16, 2, 4
"""Old texts looked up for a phrase; phrases that must agree before a text is compared; texts compared with one."""

Progress = Callable[[str, int, int | None], None]


@dataclass(frozen=True, slots=True)
class Judged:
    """What is to be kept: the outcome (of the touched groups, or of all), which assembly it is, and its segment."""

    outcome: Outcome
    assembly: Assembly
    segment: Segment


@dataclass(frozen=True, slots=True)
class _Ground:
    """What a judgement stands on."""

    connection: Connection
    scope: Scope
    options: Options
    number: int
    facts: dict[str, object]
    tell: Progress


class Days:
    """`folder` holds each tenant's segments; `base_rate` as in Options."""

    def __init__(self, ads: Book, folder: Path, base_rate: float = BASE_RATE) -> None:
        self._ads = ads
        self._folder = folder
        self._base_rate = base_rate

    def judge(self, scope: Scope, tell: Progress, whole: bool = False) -> Judged | None:
        """Judge what is new, or all when `whole`; None when nothing is new. Nothing is written to the store."""
        segments = self._segments(scope)
        with self._ads.read() as connection:
            digests = known.all_known(connection, scope)
            seen = parts.assemblies(connection, scope)
            ground = _Ground(
                connection,
                scope,
                Options(base_rate=self._base_rate, known_images=KnownImages(digests)),
                (seen[-1] if seen else 0) + 1,
                {"ads": parts.count_read(connection, scope), "made_with": _made_with(digests, self._base_rate)},
                tell,
            )
            if not whole and self._stands(segments, seen, ground) and not parts.has_fresh(connection, scope):
                return None
            opened = None if whole else self._opened(segments, seen, ground)
            fresh = parts.fresh_ads(connection, scope) if opened else []
            judged = (_part(ground, opened, fresh) if opened else None) or _whole(ground)
        segments.put(ground.number, judged.segment)
        return judged

    def kept(self, scope: Scope, judged: Judged) -> None:
        """The judgement stands in the store: what only an earlier one needed can go."""
        self._segments(scope).drop_before(int(judged.segment.facts["base"]))

    def _segments(self, scope: Scope) -> Segments:
        return Segments(self._folder / scope.tenant_id)

    def _stands(self, segments: Segments, seen: Sequence[int], ground: _Ground) -> bool:
        """Whether the last judgement was made as one would be now."""
        facts = segments.there().get(seen[-1]) if seen else None
        return facts is not None and facts["made_with"] == ground.facts["made_with"]

    def _opened(self, segments: Segments, seen: Sequence[int], ground: _Ground) -> Opened | None:
        """The past, when it is there, whole, of this making, and not outgrown."""
        there = segments.there()
        if not seen or not there.keys() >= set(seen):
            return None
        base = int(there[seen[-1]]["base"])
        facts = there.get(base)
        if facts is None or seen[0] < base or facts["made_with"] != ground.facts["made_with"]:
            return None
        if int(str(ground.facts["ads"])) > (1 + GROWTH) * int(facts["ads"]):
            return None
        if int(facts["company"]) > WHOLE_FROM * int(str(ground.facts["ads"])):
            return None
        return segments.open([number for number in there if base <= number <= seen[-1]])


def _made_with(digests: Collection[str], base_rate: float) -> str:
    listed = hashlib.sha256("\n".join(sorted(digests)).encode()).hexdigest()[:16] if digests else "none"
    rules = f"safelight/{__version__} extraction/{EXTRACTION_VERSION} control/{CONTROL_VERSION}"
    return f"{rules} known/{listed} base-rate/{base_rate:g}"


def _whole(ground: _Ground) -> Judged:
    shown = list(readings.every(ground.connection, ground.scope))
    every = [item.reading for item in shown]
    outcome = assemble(every, ground.options, ground.tell)
    assembly = Assembly(ground.number, max((item.change for item in shown), default=0))
    drawn = company(outcome.groups, COMPANY)
    group_of = {row.ad_id: row.group_id for row in outcome.groups}
    groups = {group_of[ad_id] for ad_id in drawn}
    beside = [item for item in shown if group_of[item.ad.id] in groups]
    facts = {**ground.facts, "base": ground.number, "company": len(beside)}
    if len(beside) > WHOLE_FROM * (1 + GROWTH) * len(every):  # until it has outgrown this, it is judged whole each time
        return Judged(outcome, assembly, Segment.of_none(facts))
    ground.tell("keys", 0, len(every))
    texts = sorted({text_of(item.reading.ad) for item in beside})
    counts = counts_of(words_of(texts))
    families = families_of(every)
    keys, rows = _index(every, families, counts, len(texts))
    ids = [reading.ad.id for reading in every]
    segment = Segment(ids, keys, rows, families, outcome.settled, {**facts, "texts": len(texts)}, counts, drawn)
    return Judged(outcome, assembly, segment)


def _index(
    ads: Sequence[Reading],
    families: dict[str, str],
    counts: np.ndarray[tuple[int, ...], np.dtype[np.uint16]],
    owners: int,
) -> tuple[Keys, np.ndarray[tuple[int, ...], np.dtype[np.uint32]]]:
    """Every key of some ads and which carries it: identifiers, pictures, and of each distinct text once its letters and
    its sketch."""
    pairs = [(selector_key(s), at) for at, reading in enumerate(ads) for s in selectors_of(reading, families)]
    first: dict[int, int] = {}
    written: dict[tuple[str, str], int] = {}
    for at, reading in enumerate(ads):
        if written.setdefault((reading.ad.title, reading.ad.body), at) == at:
            first.setdefault(text_key(reading), at)
    pairs += first.items()
    drawn = sketches(words_of([text_of(ads[at].ad) for at in first.values()]), counts, owners)
    phrases = drawn.ravel()
    carrying = np.repeat(np.fromiter(first.values(), np.uint32, len(first)), drawn.shape[1])
    keys = np.concatenate((np.array([key for key, _ in pairs], np.uint64), phrases[phrases > 0]))
    return keys, np.concatenate((np.array([at for _, at in pairs], np.uint32), carrying[phrases > 0]))


@dataclass(frozen=True, slots=True)
class _Today:
    """The new ads, and what they are compared with."""

    ground: _Ground
    past: Opened
    fresh: Sequence[Shown]
    families: dict[str, str]
    company: Sequence[Shown]


def _part(ground: _Ground, past: Opened, fresh: Sequence[Shown]) -> Judged | None:
    """The groups that the new ads touch; None when that is so much that all may be judged."""
    standing = parts.groups_with(ground.connection, ground.scope, past.company)
    everybody = parts.ads_of_groups(ground.connection, ground.scope, standing)
    new = [item.reading for item in fresh]
    prints = (one for reading in new for one in prints_of(reading))
    families = families_after(past.families, prints, families_of(new))
    ids = {item.ad.id for item in fresh}
    today = _Today(ground, past, fresh, families, [item for item in everybody if item.ad.id not in ids])
    ground.tell("texts", 0, len(fresh))
    worded = _worded(today)
    anew, touched = _touched(today, worded)
    groups = parts.groups_with(ground.connection, ground.scope, touched)
    groups |= {item.group_id for item in fresh if item.group_id}
    region = [item for item in parts.ads_of_groups(ground.connection, ground.scope, groups) if item.ad.id not in ids]
    if len(region) + len(fresh) + len(everybody) > WHOLE_FROM * int(str(ground.facts["ads"])):
        return None
    ground.tell("touched", len(region) + len(fresh), None)
    outcome = _judged(today, worded, anew, region)
    return _to_keep(today, worded, outcome, groups)


def _judged(today: _Today, worded: Joined, anew: frozenset[Selector], region: Sequence[Shown]) -> Outcome:
    judged = {item.ad.id: item for item in (*today.fresh, *region)}
    beside = [item for item in today.company if item.ad.id not in judged]
    old: dict[str, str] = {item.ad.id: item.template_id for item in (*region, *beside) if item.template_id}
    past = Past(today.past.settled.without(anew), {**old, **worded.template_of}, today.families)
    every = [item.reading for item in (*judged.values(), *beside)]
    outcome = assemble(every, today.ground.options, today.ground.tell, past=past)
    stood: dict[str, str] = {item.ad.id: item.group_id or "" for item in beside}
    return replace(without_company(outcome, judged.keys(), stood), templates=worded.made)


def _to_keep(today: _Today, worded: Joined, outcome: Outcome, groups: Collection[str]) -> Judged:
    new = [item.reading for item in today.fresh]
    texts = int(today.past.facts["texts"])
    keys, rows = _index(new, today.families, today.past.counts, texts)
    before = today.past.settled
    settled = Settled(
        outcome.settled.generic - before.generic,
        outcome.settled.hubs - before.hubs,
        {one: odds for one, odds in outcome.settled.values.items() if before.values.get(one) != odds},
    )
    families = {one: family for one, family in today.families.items() if one not in today.past.families}
    facts = {**today.ground.facts, "base": today.past.facts["base"]}
    segment = Segment([reading.ad.id for reading in new], keys, rows, families, settled, facts)
    stood = {item.template_id for item in today.fresh if item.template_id}
    assembly = Assembly(
        today.ground.number,
        fresh={item.ad.id: item.change for item in today.fresh},
        groups=groups,
        joined={*worded.template_of.values(), *stood},
    )
    return Judged(outcome, assembly, segment)


def _touched(today: _Today, worded: Joined) -> tuple[frozenset[Selector], set[str]]:
    """What is to be decided anew, all ads that share it being there; and the ids of these ads."""
    ground, settled = today.ground, today.past.settled
    asked = {one for item in today.fresh for one in selectors_of(item.reading, today.families)}
    asked = {one for one in asked if not settled.says_nothing(one)}
    keys = np.array(sorted(selector_key(one) for one in asked), np.uint64)
    touched = {ad_id for _, ad_id in today.past.carriers(keys, MOST_CARRIERS)}
    wordings = {Selector("template", name) for name in worded.template_of.values()}
    wordings = {one for one in wordings if not settled.says_nothing(one)}
    names = [one.value for one in wordings]
    touched |= parts.ads_of_templates(ground.connection, ground.scope, names, MOST_CARRIERS)
    return frozenset(asked | wordings), touched | worded.template_of.keys()


def _worded(today: _Today) -> Joined:
    """The templates of the new texts."""
    ground, ids = today.ground, {item.ad.id for item in today.fresh}
    likest = [ad_id for ad_id in _likest(today) if ad_id not in ids]
    bare = [item for item in parts.bare_ads(ground.connection, ground.scope, likest) if item[0].id not in ids]
    old = {ad.id: Reading(ad, Extraction(ad.id)) for ad, _, _ in bare}
    old |= {item.ad.id: item.reading for item in today.company}
    templates: dict[str, str] = {ad.id: template for ad, template, _ in bare if template}
    templates |= {item.ad.id: item.template_id for item in today.company if item.template_id}
    hidden = {ad.id for ad, _, quarantined in bare if quarantined} | {i.ad.id for i in today.company if i.quarantined}
    hidden |= {i.ad.id for i in today.fresh if quarantine(i.reading, ground.options.known_images)}
    ranked = sorted([*old.values(), *(item.reading for item in today.fresh)], key=lambda reading: reading.ad.id)
    return joined(ranked, ids, templates, hidden)


def _likest(today: _Today) -> set[str]:
    """Ids of old ads whose text equals a new one, or shares most of its phrases."""
    texts: dict[int, Reading] = {}
    for item in today.fresh:
        texts.setdefault(text_key(item.reading), item.reading)
    found = {ad_id for _, ad_id in today.past.carriers(np.array(sorted(texts), np.uint64), 1)}
    words = words_of([text_of(reading.ad) for reading in texts.values()])
    drawn = sketches(words, today.past.counts, int(today.past.facts["texts"]))
    phrases, place = np.unique(drawn.ravel(), return_inverse=True)
    askers: dict[int, list[int]] = {}
    for at, phrase in enumerate(place.tolist()):
        askers.setdefault(phrase, []).append(at // drawn.shape[1])
    votes: dict[int, Counter[str]] = {}
    for phrase, ad_id in today.past.carriers(phrases, PHRASE_CARRIERS):
        if phrases[phrase]:
            for text in askers[phrase]:
                votes.setdefault(text, Counter())[ad_id] += 1
    for counted in votes.values():
        agreed = sorted((-count, ad_id) for ad_id, count in counted.items() if count >= AGREED)
        found.update(ad_id for _, ad_id in agreed[:ALIKE])
    return found
