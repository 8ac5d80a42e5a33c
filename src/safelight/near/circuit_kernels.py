"""The compiled kernels behind `circuit.py`. Import this module inside functions only: loading numba costs about 1.5 s.

A sequence is an array of places 0..V-1 without two equal neighbours; `shares` are each place's share of its visits.
A cycle is an array of distinct places. The slow twin is `circuit_twin.py`.
"""

from __future__ import annotations

import numpy as np

from safelight.near.compiled import compiled
from safelight.near.kernels import mix

STRAYS, STRAYS_LEAST = 0.25, 0.03
"""Chance that a step of a circuit leaves it, in the model: as many as do, but at most a quarter (the research note's
carriers stray on 15 % of steps: whoever strays more hardly goes a circuit)."""

NEXT, SKIP = 0.85, 0.10
"""Chances of the next stop, and of the one after it, for a step that stays on the circuit; the rest is spread. Of three
stops the one after the next is the one before, and takes the rest as well."""

BACK = 0.45
"""After one stray stop: the chance of the next stop (a stop was put in), and of the one after it (it was replaced)."""

LONGEST = 12
"""Most stops of a cycle that is looked for."""

STARTS = 64
"""Visits from which a first cycle is followed: in longer sequences every second, third and so on."""

SWEEPS = 4
"""Rounds of one-stop changes tried on the best cycle; on simulated carriers a fifth changed nothing."""

MIXING = 6
"""Swaps tried for each visit before a shuffled sequence counts as fresh."""

RARE = 0.12
"""Weight of jumps to any visited place beside the steps seen, in a walk without direction."""

STOP_AFTER = 12
"""Null scores as high as the sequence's own after which no more are drawn (Besag and Clifford, Biometrika 78, 1991)."""

_U = np.uint64
_STEP, _S11 = _U(0x9E3779B97F4A7C15), _U(11)


@compiled
def _uniform(state):  # type: ignore[no-untyped-def]
    """The next number in [0, 1) of splitmix64 (Steele, Lea, Flood 2014)."""
    state[0] += _STEP
    return (mix(state[0]) >> _S11) * (1.0 / 9007199254740992.0)


@compiled
def score(seq, shares, cycle, size):  # type: ignore[no-untyped-def]
    """Log of how much likelier the order of `seq` is on the circuit `cycle[:size]` than with places by share alone."""
    place = np.full(len(shares), -1, np.int64)
    outside = 1.0
    for at in range(size):
        place[cycle[at]] = at
        outside -= shares[cycle[at]]
    last, gap, total = place[seq[0]], 0 if place[seq[0]] >= 0 else 1, 0.0
    strays = min(max(outside, STRAYS_LEAST), STRAYS)
    rest = (1.0 - NEXT - SKIP) / (size - 3) if size > 3 else 0.0
    for i in range(1, len(seq)):
        here = place[seq[i]]
        if here < 0:
            chance = strays * shares[seq[i]] / outside
            gap += 1
        else:
            ahead = (here - last) % size if last >= 0 else -1
            if ahead < 0 or gap > 1:
                follows = 1.0 / size
            elif gap == 1:
                follows = BACK if 1 <= ahead <= 2 else (1.0 - 2 * BACK) / (size - 2)
            elif ahead == 1:
                follows = NEXT
            else:
                follows = (SKIP if size > 3 else 1.0 - NEXT) if ahead == 2 else rest
            chance = (1.0 - strays) * follows
            last, gap = here, 0
        total += np.log(chance * (1.0 - shares[seq[i - 1]]) / shares[seq[i]])
    return total


@compiled
def _loop(seq, counts, start, cycle):  # type: ignore[no-untyped-def]
    """Writes the way from `start` to its next visit, side loops and stops that are seen once cut off.

    Returns its size, 0 without a return."""
    cycle[0] = seq[start]
    size = 1
    for i in range(start + 1, len(seq)):
        if seq[i] == cycle[0]:
            return size if size >= 3 else 0
        if counts[seq[i]] < 2:
            continue
        for at in range(1, size):
            if cycle[at] == seq[i]:
                size = at
                break
        if size == LONGEST:
            return 0
        cycle[size] = seq[i]
        size += 1
    return 0


@compiled
def _varied(cycle, size, at, stop, put, trial):  # type: ignore[no-untyped-def]
    """Writes the cycle with `stop` before its stop `at` (put) or in its place; -1 leaves that out. Returns its size."""
    to = 0
    for other in range(size):
        if other == at and stop >= 0:
            trial[to] = stop
            to += 1
        if other != at or put:
            trial[to] = cycle[other]
            to += 1
    return to


@compiled
def _changed(seq, shares, counts, cycle, size, trial, best):  # type: ignore[no-untyped-def]
    """The best cycle one stop away (left out, put in, replaced), written into `cycle`; its size and score."""
    kept, found = cycle.copy(), size
    free = counts >= 2
    for at in range(size):
        free[kept[at]] = False
    for at in range(size):
        for stop in range(-1, len(shares)):
            for put in range(2):
                possible = put == 0 and size > 3 if stop < 0 else free[stop] and (put == 0 or size < LONGEST)
                if possible:
                    to = _varied(kept, size, at, stop, put, trial)
                    value = score(seq, shares, trial, to)
                    if value > best + 1e-9:
                        best, found = value, to
                        cycle[:to] = trial[:to]
    return found, best


@compiled
def best(seq, shares, counts, known, rarity, cycle):  # type: ignore[no-untyped-def]
    """Writes the cycle with the highest score; returns its size and score. `known` [cycles, 1 + LONGEST] are cycles of
    others, size first; a cycle that isn't among them counts `rarity` less. Size 0 when no cycle is there at all."""
    trial, own = np.empty(LONGEST + 1, np.int64), np.empty(LONGEST + 1, np.int64)
    size, top = 0, -1e300
    step = max(1, (len(seq) - 3) // STARTS)
    for start in range(0, len(seq) - 3, step):
        length = _loop(seq, counts, start, trial)
        if length:
            value = score(seq, shares, trial, length)
            if value > top:
                size, top = length, value
                own[:length] = trial[:length]
    if size:
        for _ in range(SWEEPS):
            before = top
            size, top = _changed(seq, shares, counts, own, size, trial, top)
            if top == before:
                break
    top -= rarity
    cycle[:size] = own[:size]
    for number in range(len(known)):
        length = known[number, 0]
        value = score(seq, shares, known[number, 1 : length + 1], length)
        if value > top:
            size, top = length, value
            cycle[:length] = known[number, 1 : length + 1]
    return size, top


@compiled
def _swap(seq, tries, state):  # type: ignore[no-untyped-def]
    """Swaps visits where no two equal ones come to stand side by side: an even walk over all such orders."""
    size = len(seq)
    for _ in range(tries):
        i, j = int(_uniform(state) * size), int(_uniform(state) * size)
        if seq[i] == seq[j]:
            continue
        seq[i], seq[j] = seq[j], seq[i]
        wrong = False
        for at in (i, j):
            wrong |= at > 0 and seq[at - 1] == seq[at]
            wrong |= at + 1 < size and seq[at + 1] == seq[at]
        if wrong:
            seq[i], seq[j] = seq[j], seq[i]


@compiled
def _ways(seq, shares):  # type: ignore[no-untyped-def]
    """Chances, added up, of each next place [place, place] in a walk with the steps of `seq` but no direction."""
    size = len(shares)
    ways = np.empty((size, size))
    for a in range(size):
        for b in range(size):
            ways[a, b] = 0.0 if a == b else RARE * 2 * len(seq) * shares[a] * shares[b]
    for i in range(1, len(seq)):
        ways[seq[i - 1], seq[i]] += 1.0
        ways[seq[i], seq[i - 1]] += 1.0
    for a in range(size):
        total = ways[a].sum()
        run = 0.0
        for b in range(size):
            run += ways[a, b] / total
            ways[a, b] = run
    return ways


@compiled
def _walk(seq, ways, shares, state):  # type: ignore[no-untyped-def]
    """Overwrites `seq` with such a walk."""
    at, chance = 0, _uniform(state)
    while at + 1 < len(shares) and chance >= shares[at]:
        chance -= shares[at]
        at += 1
    seq[0] = at
    for i in range(1, len(seq)):
        chance, to = _uniform(state), 0
        while to + 1 < len(shares) and (chance >= ways[at, to] or to == at):
            to += 1
        if to == at:
            to = at - 1
        seq[i] = to
        at = to


@compiled
def null_scores(seq, shares, counts, known, rarity, own, walks, seed, out):  # type: ignore[no-untyped-def]
    """Best scores of sequences without a circuit, into `out`; returns how many, fewer when `own` is clearly common.

    `walks` false: the same visits in another order. `walks` true: walks over the same steps, either way round.
    """
    state = np.array([seed], np.uint64)
    cycle = np.empty(LONGEST + 1, np.int64)
    trial = seq.copy()
    ways = _ways(seq, shares)
    if not walks:
        _swap(trial, MIXING * len(seq), state)
    hub = trial.copy()
    high = 0
    for draw in range(len(out)):
        if walks:
            _walk(trial, ways, shares, state)
        else:
            trial[:] = hub
            _swap(trial, MIXING * len(seq), state)
        _, out[draw] = best(trial, shares, counts, known, rarity, cycle)
        high += out[draw] >= own - 1e-9
        if high >= STOP_AFTER:
            return draw + 1
    return len(out)
