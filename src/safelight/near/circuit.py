"""Is a sequence of places a circuit: a cycle of at least three stops, gone round in one direction again and again?

`judge` compares the best cycle of a sequence with the best cycles of the same visits in another order, and of walks
over the same steps without direction (a walker who turns back as often as on goes round nothing). Stops may be
missing or put in. Promises: the same arrays and seed give the same answer; home and back is never a circuit.
Refuses: a probability from order alone when fewer than three places are seen twice.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Places = NDArray[np.int64]
Numbers = NDArray[np.float64]
Cycle = tuple[int, ...]

SHORTEST = 6
"""Visits below which no order of three places is rarer than 1 in 30."""

DRAWS = 1500
"""Sequences drawn from each null: a p of 0.005 to 37 % of itself, beyond it by the tail."""

RARITY = 3.0
"""What a cycle counts less (log) when it isn't among those that others go: about 20 cycles of one sequence compete."""

TAIL = 75
"""Highest null scores that the far tail is fitted to: 12 % standard error of its rate."""


@dataclass(frozen=True, slots=True)
class Judged:
    """`cycle` in the order gone, from its least place; empty when there is none. `score` is a log likelihood ratio."""

    cycle: Cycle
    score: float
    p: float


def can_be_judged(seq: Places) -> bool:
    """Whether the order of these visits can show a circuit: three places at least twice, and `SHORTEST` visits."""
    return len(seq) >= SHORTEST and int((np.bincount(seq) >= 2).sum()) >= 3


def from_least(cycle: Sequence[int]) -> Cycle:
    """The same cycle, begun at its least place."""
    start = cycle.index(min(cycle))
    return (*cycle[start:], *cycle[:start])


def judge(seq: Places, seed: int, known: Sequence[Cycle] = (), draws: int = DRAWS) -> Judged:
    """The best cycle of a sequence and the chance of one as good without any circuit, by the stricter of both nulls.

    `seq` holds places 0..V-1, each at least once, no two equal neighbours. `known` are cycles that others go; they must
    not depend on the order of this sequence.
    """
    from safelight.near.circuit_kernels import LONGEST, best, null_scores

    counts = np.bincount(seq)
    shares = counts / len(seq)
    table = np.zeros((len(known), 1 + LONGEST), np.int64)
    for row, given in zip(table, known, strict=True):
        row[0], row[1 : len(given) + 1] = len(given), given
    rarity = RARITY if known else 0.0
    cycle = np.empty(LONGEST + 1, np.int64)
    size, score = best(seq, shares, counts, table, rarity, cycle)
    found = from_least([int(place) for place in cycle[:size]]) if size else ()
    if score <= 0:
        return Judged(found, float(score), 1.0)
    p = 0.0
    for walks in (False, True):
        out = np.empty(draws)
        made = null_scores(seq, shares, counts, table, rarity, score, walks, np.uint64(seed), out)
        p = max(p, tail_p(float(score), out[:made], made < draws))
        if made < draws:
            break
    return Judged(found, float(score), p)


def tail_p(score: float, null: Numbers, stopped: bool) -> float:
    """The chance of a null score at least this high: counted, and beyond the highest ones by an exponential tail whose
    rate is at most 1 (for a likelihood ratio P(log LR > c) <= exp(-c))."""
    size, high = len(null), int((null >= score - 1e-9).sum())
    if stopped:
        return high / size
    counted = (high + 1.0) / (size + 1.0)
    top = min(TAIL, size // 4)
    if high >= top // 4 or top < 10:
        return counted
    ordered = np.sort(null)
    edge = ordered[size - top]
    rate = min(1.0 / max(float((ordered[size - top :] - edge).mean()), 1e-9), 1.0)
    return float(min(max(top / size * np.exp(-rate * (score - edge)), 1e-12), counted))


def period(seq: Places, days: Numbers, cycle: Cycle) -> float | None:
    """Days of one round: the median time between visits that lie one whole round apart; None when none do."""
    place = {stop: at for at, stop in enumerate(cycle)}
    at = [number for number, stop in enumerate(seq.tolist()) if stop in place]
    ahead = [0]
    for before, after in itertools.pairwise(at):
        ahead.append(ahead[-1] + (place[int(seq[after])] - place[int(seq[before])]) % len(cycle))
    when = {progress: days[number] for progress, number in zip(ahead, at, strict=True)}
    rounds = [when[one + len(cycle)] - start for one, start in when.items() if one + len(cycle) in when]
    if rounds:
        return float(np.median(rounds))
    if len(at) < 2 or not ahead[-1]:
        return None
    return float((days[at[-1]] - days[at[0]]) / ahead[-1] * len(cycle))
