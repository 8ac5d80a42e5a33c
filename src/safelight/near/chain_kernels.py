"""The numba kernels that align one text with a script's columns, behind `consensus_kernels`. Import this module inside
functions only.

The best local alignment is a chain of matches: two unlike words in one place cost more than both alone, so only what
is equal, or of one kind, is worth a look, and what lies between two matches costs in proportion. The best chain that
ends before a place is kept in a tree of prefix maxima (Fenwick 1994): work in proportion to the matches, not to tokens
times columns. A taken token or column is a wall that no chain crosses.
"""

from __future__ import annotations

import numpy as np

from safelight.near.compiled import compiled
from safelight.near.letter_kernels import STOP, WORD

AGREE, SHARED, STOPS = 32, 32, 16
"""Points for a token that its column has, and for the share of the column's tokens that equal it; for a stop."""

ALIKE = 8
"""Points for another token of the same kind (two numbers)."""

EXTRA, SKIP = 12, 12
"""Points lost by a token without a column, and by a column without a token (by how full the column is)."""

WALL = 1 << 30
"""More points than any alignment has."""

PLACES = 1 << 12
"""More places than a script has columns."""

CROWD = 8
"""Pairs of one kind for each token and column, above which the kind says nothing: in a text all in capitals."""


@compiled
def _tolls(profile, order, member):  # type: ignore[no-untyped-def]
    """(points lost on the way to each place, and from the first place to behind each)."""
    cells, _, _, filled, _, _, _ = profile
    reach, leave = np.empty(len(order), np.int64), np.empty(len(order), np.int64)
    most, lost = 1, 0
    for column in order:
        if cells[column, member] < 0:
            most = max(most, filled[column])
    for q in range(len(order)):
        reach[q] = lost
        lost += SKIP * filled[order[q]] // most if cells[order[q], member] < 0 else WALL
        leave[q] = lost
    return reach, leave


@compiled
def _kinds(kinds, at, profile, order, member):  # type: ignore[no-untyped-def]
    """(free places by kind, where each kind's start): none for words, stops and kinds in CROWD."""
    cells, _, looks, _, _, _, _ = profile
    tally, free = np.zeros(STOP + 2, np.int64), np.zeros(STOP + 1, np.int64)
    for token in range(len(kinds)):
        free[kinds[token]] += at[token] < 0
    for column in order:
        tally[looks[column] + 1] += cells[column, member] < 0
    for kind in range(STOP + 1):
        if kind in (WORD, STOP) or free[kind] * tally[kind + 1] > CROWD * (len(kinds) + len(order)):
            tally[kind + 1] = 0
    starts = np.cumsum(tally)
    places, ends = np.empty(starts[-1], np.int64), starts.copy()
    for q in range(len(order)):
        look = looks[order[q]]
        if tally[look + 1] and cells[order[q], member] < 0:
            places[ends[look]] = q
            ends[look] += 1
    return places, starts


@compiled
def _matches(key, kind, profile, spot, member, alike, found):  # type: ignore[no-untyped-def]
    """Writes (place, points, whether equal) of a token's matches to `found`; returns their number."""
    cells, _, _, filled, heads, posts, _ = profile
    places, starts = alike
    number, post = 0, heads[key]
    for k in range(starts[kind], starts[kind + 1]):
        found[number, 0], found[number, 1], found[number, 2] = places[k], ALIKE, 0
        number += 1
    while post >= 0:
        column = posts[post, 0]
        if spot[column] >= 0 and cells[column, member] < 0:
            found[number, 0] = spot[column]
            found[number, 1] = STOPS if kind == STOP else AGREE + SHARED * posts[post, 1] // filled[column]
            found[number, 2] = 1
            number += 1
        post = posts[post, 2]
    return number


@compiled
def _best_before(place, tops, ends):  # type: ignore[no-untyped-def]
    """(most points kept before a place, the match that has them: of equal ones the last, which is the nearest)."""
    most, match = -WALL * PLACES, -1
    while place > 0:
        if tops[place] > most:
            most, match = tops[place], ends[place]
        place &= place - 1
    return most // PLACES, match


@compiled
def _keep(place, points, match, tops, ends):  # type: ignore[no-untyped-def]
    points, place = points * PLACES + place, place + 1
    while place < len(tops):
        if points >= tops[place]:
            tops[place], ends[place] = points, match
        place += place & -place


@compiled
def _larger(rows):  # type: ignore[no-untyped-def]
    wide = np.empty((2 * len(rows), rows.shape[1]), np.int64)
    wide[: len(rows)] = rows
    return wide


@compiled
def _walked(chain, last):  # type: ignore[no-untyped-def]
    """The matches that end at `last`, last first, as rows of (token, place, whether equal)."""
    number, match = 0, last
    while match >= 0:
        number += 1
        match = chain[match, 3]
    pairs = np.empty((number, 3), np.int64)
    match = last
    for k in range(number):
        pairs[k] = chain[match, :3]
        match = chain[match, 3]
    return pairs


@compiled
def best_chain(own, kinds, at, profile, order, spot, member):  # type: ignore[no-untyped-def]
    """The best local alignment of the tokens that have no column (`at` below 0) with the columns in `order` that the
    member has no token in: rows of (token, place in `order`, whether equal), last first. `spot`: each column's place in
    `order`, or -1."""
    reach, leave = _tolls(profile, order, member)
    alike = _kinds(kinds, at, profile, order, member)
    tops, ends = np.full(len(order) + 1, -WALL * PLACES, np.int64), np.zeros(len(order) + 1, np.int64)
    found, chain = np.empty((2 * len(order), 3), np.int64), np.empty((2 * len(own), 5), np.int64)
    size, lost, best, last = 0, 0, 0, -1
    for token in range(len(own)):
        if at[token] >= 0:
            lost += WALL
            continue
        number = _matches(own[token], kinds[token], profile, spot, member, alike, found)
        while size + number > len(chain):
            chain = _larger(chain)
        for k in range(number):
            place = found[k, 0]
            before, match = _best_before(place, tops, ends)
            before -= lost + reach[place]
            points = found[k, 1] + max(before, 0)
            chain[size + k, 0], chain[size + k, 1], chain[size + k, 2] = token, place, found[k, 2]
            chain[size + k, 3], chain[size + k, 4] = match if before > 0 else -1, points
            if points > best:
                best, last = points, size + k
        lost += EXTRA
        for k in range(size, size + number):
            _keep(chain[k, 1], chain[k, 4] + lost + leave[chain[k, 1]], k, tops, ends)
        size += number
    return _walked(chain, last)
