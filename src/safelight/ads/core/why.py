"""Why two ads are in one group: the chain of links between them that holds best.

A group is held together by pairs; two of its ads may have nothing in common and still belong together over others.
Of all chains the one is told whose links together are likeliest to hold, each as sure as its evidence: the product of
`1 - product(1 - weight)` over its links. Of equal chains the shorter one, then the first by ids. Promises: pure,
indifferent to the order of links, the same chain from either end.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Iterable, Mapping
from itertools import pairwise
from math import log, prod
from typing import Any

Record = Mapping[str, Any]
Around = Mapping[str, Mapping[str, Record]]

SUREST = 0.999
"""What a link counts at most, so that a chain of many sure links is still weaker than one of them."""


def strength(link: Record) -> float:
    """How sure a link is, 0 to SUREST, from a line of links.jsonl."""
    return min(SUREST, 1 - prod(1 - min(1.0, float(item["weight"])) for item in link["evidence"]))


def chain(links: Iterable[Record], a: str, b: str) -> tuple[tuple[str, Record], ...] | None:
    """Each step from `a` to `b` as the ad it leads to and its link; empty from an ad to itself, None when no chain
    leads there."""
    around: dict[str, dict[str, Record]] = defaultdict(dict)
    for link in links:
        if strength(link) > 0:
            around[link["a"]][link["b"]] = around[link["b"]][link["a"]] = link
    ads = _best(around, min(a, b), max(a, b))
    if ads is None:
        return None
    ordered = ads if ads[0] == a else ads[::-1]
    return tuple((end, around[start][end]) for start, end in pairwise(ordered))


def _best(around: Around, start: str, end: str) -> tuple[str, ...] | None:
    """Ads of the best chain (Dijkstra 1959, over minus the logarithm of each link's strength)."""
    heap: list[tuple[float, int, tuple[str, ...]]] = [(0.0, 0, (start,))]
    done: set[str] = set()
    while heap:
        doubt, steps, ads = heapq.heappop(heap)
        if ads[-1] == end:
            return ads
        if ads[-1] in done:
            continue
        done.add(ads[-1])
        for other, link in around.get(ads[-1], {}).items():
            if other not in done:
                heapq.heappush(heap, (round(doubt - log(strength(link)), 9), steps + 1, (*ads, other)))
    return None
