"""What became of groups that were judged anew: which of a group's ads stand in another one now, and why.

A group's id follows its earliest ad, so a group is *renamed* when an earlier one joins, *merged* when all its ads stand
in a group that holds others' too, and *parted* when only some of them went. Of a merged or renamed one the strongest
link to what it came to is named, with its evidence; of ads that parted the strongest that had tied them to those they
left. Promises: pure, indifferent to order, linear.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from datetime import datetime

from safelight.ads.core.why import Record, strength

Flow = tuple[str, str]
"""(group before, group after) of some ads."""


@dataclass(frozen=True, slots=True)
class Change:
    """`ads` of the `of` ads of group `before` stand in group `after` now. `kind`: renamed, merged or parted."""

    kind: str
    before: str
    after: str
    ads: int
    of: int
    link: Record | None = None


@dataclass(frozen=True, slots=True)
class Changed:
    """A change and when it came; `leads`: the current leads of the two groups, by group."""

    change: Change
    at: datetime
    leads: Mapping[str, str]


def changes(
    before: Mapping[str, str | None],
    after: Mapping[str, str],
    links_before: Iterable[Record],
    links: Iterable[Record],
) -> tuple[Change, ...]:
    """In order of the groups' ids. `before` and `after`: the group of each ad, of whole groups; an ad without a group
    before is new and changes nothing by itself. Links that concern none of these ads are passed over."""
    stood = {ad: group for ad, group in before.items() if group and ad in after}
    flows = Counter((group, after[ad]) for ad, group in stood.items())
    moved = {flow for flow in flows if flow[0] != flow[1]}
    sizes, sources = Counter(stood.values()), Counter(target for _, target in flows)
    ties = _strongest(links, moved, stood, after, now=True)
    torn = _strongest(links_before, moved, stood, after, now=False)
    found = []
    for flow in sorted(moved):
        kind = "parted" if flows[flow] < sizes[flow[0]] else "merged" if sources[flow[1]] > 1 else "renamed"
        link = (torn if kind == "parted" else ties).get(flow)
        found.append(Change(kind, *flow, flows[flow], sizes[flow[0]], link))
    return tuple(found)


def _strongest(
    links: Iterable[Record], moved: Set[Flow], stood: Mapping[str, str], after: Mapping[str, str], *, now: bool
) -> dict[Flow, Record]:
    """Of each flow the strongest link to an ad that is beside its ads only now, or that was so only before."""
    best: dict[Flow, Record] = {}
    for link in links:
        for at, other in ((link["a"], link["b"]), (link["b"], link["a"])):
            flow = stood.get(at, ""), after.get(at, "")
            together = after.get(other) == flow[1], stood.get(other) == flow[0]
            if flow in moved and together == (now, not now):
                best[flow] = min(best.get(flow, link), link, key=_rank)
    return best


def _rank(link: Record) -> tuple[float, str, str]:
    return -strength(link), link["a"], link["b"]
