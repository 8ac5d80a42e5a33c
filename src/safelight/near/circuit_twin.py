"""The obvious twin of the circuit kernels: every cycle of places, every order of visits, one by one. For short ones."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import pairwise, permutations

from safelight.near.circuit import Cycle
from safelight.near.circuit_kernels import BACK, NEXT, SKIP, STRAYS, STRAYS_LEAST


def score_of(seq: Sequence[int], cycle: Cycle) -> float:
    """Log likelihood ratio of the order of `seq`: on the circuit, or with places by their share alone."""
    size, share = len(cycle), {place: seq.count(place) / len(seq) for place in set(seq)}
    outside = 1 - sum(share.get(place, 0.0) for place in cycle)
    strays = min(max(outside, STRAYS_LEAST), STRAYS)
    total = 0.0
    for number in range(1, len(seq)):
        here = seq[number]
        before = [place for place in seq[:number] if place in cycle]
        gap = next((back for back, place in enumerate(reversed(seq[:number])) if place in cycle), number)
        if here not in cycle:
            chance = strays * share[here] / outside
        else:
            chance = (1 - strays) * _follows(cycle, before[-1] if before else None, here, gap, size)
        total += math.log(chance / (share[here] / (1 - share[seq[number - 1]])))
    return total


def _follows(cycle: Cycle, last: int | None, here: int, gap: int, size: int) -> float:
    """The chance of this stop after the last one, with `gap` stray stops between."""
    if last is None or gap > 1:
        return 1 / size
    ahead = (cycle.index(here) - cycle.index(last)) % size
    if gap == 1:
        return BACK if ahead in (1, 2) else (1 - 2 * BACK) / (size - 2)
    if size == 3:
        return {1: NEXT, 2: 1 - NEXT}[ahead]
    return {1: NEXT, 2: SKIP}.get(ahead, (1 - NEXT - SKIP) / (size - 3))


def cycles(seq: Sequence[int]) -> Iterator[Cycle]:
    """Every cycle of at least three places that are seen at least twice, from its least place."""
    places = sorted(place for place in set(seq) if seq.count(place) >= 2)
    for size in range(3, len(places) + 1):
        yield from (some for some in permutations(places, size) if some[0] == min(some))


def orders(seq: Sequence[int]) -> set[tuple[int, ...]]:
    """Every order of the visits without two equal neighbours."""
    return {some for some in permutations(seq) if all(a != b for a, b in pairwise(some))}
