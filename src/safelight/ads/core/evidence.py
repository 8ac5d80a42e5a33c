"""Evidence: what an edge between two ads rests on, and what was kept from being one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter

import numpy as np

from safelight.ads.core.board import Board
from safelight.ads.core.selector import PICTURES, Selector


@dataclass(frozen=True, slots=True)
class Evidence:
    """`weight` 0 to 1: the part of such matches that chance doesn't explain, see `odds.py`."""

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
    """Ads (by number, earliest first) that one thing in common ties together: a selector, a name or a city."""

    selector: Selector
    ads: tuple[int, ...]
    weight: float
    why: str


def shared(selector: Selector, ads: Sequence[int], why: str) -> Shared:
    return Shared(selector.kind, selector.value, len(ads), why)


def everybodys(kept: Sequence[Shared]) -> frozenset[Selector]:
    """The pictures among what links less than it could: several groups show them."""
    return frozenset(Selector(one.kind, one.value) for one in kept if one.kind in PICTURES)


def words(kind: str) -> str:
    """A kind of selector as people say it."""
    return {"payment_handle": "payment handle", "image": "picture", "image_print": "picture by PDQ print"}.get(
        kind, kind
    )


def links(world: Board, items: Sequence[Bundle]) -> tuple[Link, ...]:
    """Each bundle as a star around its earliest ad; what one pair shares stands in one link. Enough to explain
    every group: whatever a group is made of, its links connect it."""
    found = [Evidence(one.selector.kind, one.selector.value, one.weight, one.why) for one in items]
    more = [len(one.ads) - 1 for one in items]
    which = np.repeat(np.arange(len(items)), more)
    a = np.repeat(np.fromiter((one.ads[0] for one in items), np.int64, len(items)), more)
    b = np.fromiter((at for one in items for at in one.ads[1:]), np.int64, len(a))
    order = np.array(world.order, np.int64)
    ranked = np.lexsort((which, order[b], order[a]))
    pairs = zip(a[ranked].tolist(), b[ranked].tolist(), which[ranked].tolist(), strict=True)
    each = groupby(pairs, itemgetter(0, 1))
    return tuple(_link(world.ids[a], world.ids[b], [found[at] for _, _, at in own]) for (a, b), own in each)


def _link(a: str, b: str, found: Sequence[Evidence]) -> Link:
    """Of one selector the last evidence stands."""
    if len(found) > 1:
        by = {(one.kind, one.value): one for one in found}
        found = [by[key] for key in sorted(by)]
    return Link(a, b, tuple(found))
