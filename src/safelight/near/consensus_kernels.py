"""The numba kernels that lay the tokens of one script's texts in columns, behind `consensus`. Import this module inside
functions only, as `kernels`.

A profile is a chain of columns; a cell holds which token of a member stands there. Members join one by one: the best
local alignment of what is free is placed, then the next best of what is left, so that a sentence that was moved is
found where it stands in the script; what is left over beside placed words replaces what is free there; the rest
opens columns of its own.
"""

from __future__ import annotations

import numpy as np

from safelight.near.chain_kernels import best_chain
from safelight.near.compiled import compiled
from safelight.near.letter_kernels import STOP

RARE = 4
"""A column that less than one in RARE of the members so far has is no longer looked at."""

WITHIN = 3
"""How far apart two equal words may be in both to support each other; a word alone in a gap is left to chance."""

BLOCKS = 8
"""Most pieces that a text is placed in: moves of more sentences than that are rare, and it bounds the work."""

FEWEST = 3
"""Equal words by which a piece that stands elsewhere is told from chance."""

LEAN = 3
"""Most words that replace others only because their neighbours are placed."""


@compiled
def chained(follows, order):  # type: ignore[no-untyped-def]
    """Writes the columns in order to `order`; returns their number. The chain's head is the last of `follows`."""
    column, number = follows[len(follows) - 1], 0
    while column >= 0:
        order[number] = column
        number += 1
        column = follows[column]
    return number


@compiled
def put(profile, column, member, token, key):  # type: ignore[no-untyped-def]
    """Places a member's token in a column, and counts its key there."""
    cells, _, _, filled, heads, posts, sizes = profile
    cells[column, member] = token
    filled[column] += 1
    post = heads[key]
    while post >= 0 and posts[post, 0] != column:
        post = posts[post, 2]
    if post < 0:
        post = sizes[1]
        sizes[1] += 1
        posts[post, 0], posts[post, 1], posts[post, 2] = column, 0, heads[key]
        heads[key] = post
    posts[post, 1] += 1


@compiled
def _supported(pairs, kinds):  # type: ignore[no-untyped-def]
    """Which pairs have another pair of equal words near by, or continue such a one (pairs come last first)."""
    count = len(pairs)
    equal, sure = pairs[:, 2] > 0, np.empty(count, np.bool_)
    for k in range(count):
        sure[k] = equal[k] and kinds[pairs[k, 0]] != STOP
    kept = np.full(count, np.sum(sure) < 2)
    for step in (1, -1):
        last, before = -1, -1
        for n in range(count):
            k = n if step > 0 else count - 1 - n
            if last >= 0:
                apart = max(abs(pairs[k, 0] - pairs[last, 0]), abs(pairs[k, 1] - pairs[last, 1]))
                kept[k] = kept[k] or apart <= WITHIN
            if before >= 0 and kept[before] and equal[before] and equal[k]:
                beside = abs(pairs[k, 0] - pairs[before, 0]) + abs(pairs[k, 1] - pairs[before, 1]) == 2
                kept[k] = kept[k] or beside
            if sure[k]:
                last = k
            before = k
    return kept, np.sum(sure)


@compiled
def _blocks(own, kinds, member, profile, order, spot, at):  # type: ignore[no-untyped-def]
    """Places the best block of what is free, again and again; `at[token]` becomes its column."""
    for turn in range(BLOCKS):
        pairs = best_chain(own, kinds, at, profile, order, spot, member)
        kept, words = _supported(pairs, kinds)
        if words < (FEWEST if turn else 1):
            return
        for k in range(len(pairs)):
            if kept[k]:
                token, column = pairs[k, 0], order[pairs[k, 1]]
                at[token] = column
                put(profile, column, member, token, own[token])


@compiled
def _lean(own, kinds, member, profile, order, spot, at, step):  # type: ignore[no-untyped-def]
    """A free word beside a placed one takes the free column beside it, up to LEAN in a row; `step` 1: to the right of
    the placed one, -1: to its left. Columns that few have are passed over."""
    cells, _, looks, filled, _, _, _ = profile
    count, run = len(own), 0
    for k in range(1, count):
        token = k if step > 0 else count - 1 - k
        near = at[token - step]
        run = run + 1 if at[token] < 0 else 0
        if run == 0 or run > LEAN or near < 0 or kinds[token] == STOP or kinds[token - step] == STOP:
            continue
        place = spot[near] + step
        while 0 <= place < len(order) and 2 * filled[order[place]] < member and cells[order[place], member] < 0:
            place += step
        if 0 <= place < len(order) and cells[order[place], member] < 0 and looks[order[place]] != STOP:
            at[token] = order[place]
            put(profile, order[place], member, token, own[token])


@compiled
def _last_of_sentence(follows, looks, column):  # type: ignore[no-untyped-def]
    """The next stop from a column on, or the column itself when none is within LEAN columns."""
    here = column
    for _ in range(LEAN + 1):
        if here < 0 or (here < len(looks) and looks[here] == STOP):
            break
        here = follows[here]
    return here if 0 <= here < len(looks) and looks[here] == STOP else column


@compiled
def _open(own, kinds, member, profile, at):  # type: ignore[no-untyped-def]
    """Tokens that have no column yet open one behind the token before them, while there is room; the first of a
    sentence, or its stop, behind the sentence before it, so that what some put between two doesn't part one."""
    _, follows, looks, _, _, _, sizes = profile
    before = len(follows) - 1
    for token in range(len(own)):
        if at[token] < 0 and sizes[0] < len(looks):
            if kinds[token] == STOP or (token and kinds[token - 1] == STOP):
                before = _last_of_sentence(follows, looks, before)
            column = sizes[0]
            sizes[0] += 1
            follows[column], follows[before] = follows[before], column
            looks[column], at[token] = kinds[token], column
            put(profile, column, member, token, own[token])
        if at[token] >= 0:
            before = at[token]


@compiled
def lay(keys, kinds, starts, most):  # type: ignore[no-untyped-def]
    """Columns in order x members: which token of the member stands there, or -1. `keys` number the tokens' folded forms
    from 0; text i is keys[starts[i]:starts[i + 1]]. At most `most` columns are opened."""
    members, room = len(starts) - 1, min(len(keys), most)
    cells = np.full((room, members), np.int32(-1), np.int32)
    follows, looks = np.full(room + 1, -1, np.int64), np.zeros(room, np.int64)
    filled, heads = np.zeros(room, np.int64), np.full(len(keys), -1, np.int64)
    posts, sizes = np.zeros((len(keys), 3), np.int64), np.zeros(2, np.int64)
    profile = (cells, follows, looks, filled, heads, posts, sizes)
    order, spot = np.empty(room, np.int64), np.empty(room, np.int64)
    for member in range(members):
        own, look = keys[starts[member] : starts[member + 1]], kinds[starts[member] : starts[member + 1]]
        at, here = np.full(len(own), -1, np.int64), order[: chained(follows, order)]
        here = here[RARE * filled[here] >= member]
        if len(here):
            spot[:] = -1
            spot[here] = np.arange(len(here))
            _blocks(own, look, member, profile, here, spot, at)
            _lean(own, look, member, profile, here, spot, at, 1)
            _lean(own, look, member, profile, here, spot, at, -1)
        _open(own, look, member, profile, at)
    return cells[order[: chained(follows, order)]]
