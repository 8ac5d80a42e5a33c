"""Evidence: what an edge between two ads rests on, and what was kept from being one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from safelight.ads.core.board import Board
from safelight.ads.core.selector import Selector


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


def words(kind: str) -> str:
    """A kind of selector as people say it."""
    return {"payment_handle": "payment handle", "image": "picture", "image_print": "picture by PDQ print"}.get(
        kind, kind
    )


def links(world: Board, items: Sequence[Bundle]) -> tuple[Link, ...]:
    """Each bundle as a star around its earliest ad; what one pair shares stands in one link. Enough to explain
    every group: whatever a group is made of, its links connect it."""
    found: dict[tuple[int, int], dict[tuple[str, str], Evidence]] = {}
    for bundle in items:
        kind, value = bundle.selector.kind, bundle.selector.value
        evidence = Evidence(kind, value, bundle.weight, bundle.why)
        for at in bundle.ads[1:]:
            found.setdefault((bundle.ads[0], at), {})[kind, value] = evidence
    ids = [reading.ad.id for reading in world.readings]
    ranked = sorted(found.items(), key=lambda item: (world.order[item[0][0]], world.order[item[0][1]]))
    return tuple(Link(ids[a], ids[b], tuple(by[key] for key in sorted(by))) for (a, b), by in ranked)
