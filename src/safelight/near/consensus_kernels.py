"""The numba kernels that lay the tokens of one script's texts in columns, behind `consensus`. Import this module inside
functions only, as `kernels`.

A profile is a chain of columns; a cell holds which token of a member stands there. Members join one by one: the best
local alignment of what is free is placed, then the next best of what is left, so that a sentence that was moved is
found where it stands in the script; what is left over beside placed words replaces what is free there; the rest
opens columns of its own.
"""

from __future__ import annotations

import numpy as np

from safelight.near.compiled import compiled
from safelight.near.letter_kernels import STOP, WORD

AGREE, SHARED, STOPS = 32, 32, 16
"""Points for a token that its column has, and for the share of the column's tokens that equal it; for a stop."""

ALIKE, SWAP, CLASH = 8, -30, -48
"""Points for another token of the same kind (two numbers), for another word, and for a word against a stop. A word
against another costs more than both alone: whole sentences that changed places must not stand for each other, and
a single replaced word finds its column afterwards, from its neighbours."""

EXTRA, SKIP = 12, 12
"""Points lost by a token without a column, and by a column without a token (by how full the column is)."""

RARE = 4
"""A column that less than one in RARE of the members so far has is no longer looked at."""

NEVER = 1 << 30
"""More points than any alignment has."""

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
def _against(kind, other):  # type: ignore[no-untyped-def]
    """Points for two unequal tokens of these kinds in one column."""
    if STOP in (kind, other):
        return SWAP if kind == other else CLASH
    return ALIKE if kind == other and kind != WORD else SWAP


@compiled
def _points(profile, key, kind, bases, where, points):  # type: ignore[no-untyped-def]
    """What the token scores in each free column, written to `points`."""
    _, _, _, filled, heads, posts, _ = profile
    points[:] = bases[kind]
    post = heads[key]
    while post >= 0:
        column = posts[post, 0]
        if where[column] >= 0:
            points[where[column]] = STOPS if kind == STOP else AGREE + SHARED * posts[post, 1] // filled[column]
        post = posts[post, 2]


@compiled
def _step(points, skips, joined, extra, row, trace):  # type: ignore[no-untyped-def]
    """One row of the local alignment, over the one before in `row`; returns (its best score, where). A column that
    isn't `joined` to the one before begins anew. Trace: 0 end, 1 both, 2 token alone, 3 column alone, 4 both, as the
    first. Written without branches: which way is best can't be predicted."""
    top, place, before, left = 0, 0, 0, 0
    for q in range(len(points)):
        both, alone, skipped = points[q] + joined[q] * before, row[q] - extra, left - skips[q]
        before = row[q]
        left = max(both, alone, skipped, 0)
        way = 3 if left == skipped else 0
        way = 2 if left == alone else way
        way = 4 - 3 * joined[q] if left == both else way
        trace[q] = way if left > 0 else 0
        row[q] = left
        if left > top:
            top, place = left, q
    return top, place


@compiled
def _walk(trace, i, q, rows, columns):  # type: ignore[no-untyped-def]
    """Writes the pairs of the alignment that ends at (i, q), last first; returns their number."""
    number = 0
    while i >= 0 and q >= 0 and trace[i, q] > 0:
        way = trace[i, q]
        if way in (1, 4):
            rows[number], columns[number] = i, q
            number += 1
        if way == 4:
            break
        i -= way != 3
        q -= way != 2
    return number


@compiled
def _terms(profile, columns):  # type: ignore[no-untyped-def]
    """(points against a token of each kind, points lost when skipped, whether it follows the one before, where each
    column of the profile is), of the free columns."""
    _, _, looks, filled, _, _, _ = profile
    places, named = columns
    width, most = len(places), 1
    bases, skips, joined = np.empty((5, width), np.int64), np.empty(width, np.int64), np.empty(width, np.int64)
    where = np.full(len(looks), -1, np.int64)
    for q in range(width):
        most = max(most, filled[named[q]])
    for q in range(width):
        where[named[q]] = q
        joined[q] = q > 0 and places[q] == places[q - 1] + 1
        skips[q] = SKIP * filled[named[q]] // most if joined[q] else NEVER
        for kind in range(5):
            bases[kind, q] = _against(kind, looks[named[q]])
    return bases, skips, joined, where


@compiled
def best_block(own, kinds, profile, rows, columns):  # type: ignore[no-untyped-def]
    """Pairs (of `rows`, of `columns`) of the best local alignment of the free tokens `rows` with the free `columns`,
    each given as (where they stand, which). Rows and columns that don't stand together aren't aligned together."""
    count, width = len(rows), len(columns[0])
    bases, skips, joined, where = _terms(profile, columns)
    points, row, anew = np.empty(width, np.int64), np.zeros(width, np.int64), np.zeros(width, np.int64)
    trace = np.empty((count, width), np.int8)
    top, end, place = 0, 0, 0
    for i in range(count):
        _points(profile, own[rows[i]], kinds[rows[i]], bases, where, points)
        if i == 0 or rows[i] != rows[i - 1] + 1:
            score, q = _step(points, skips, anew, NEVER, row, trace[i])
        else:
            score, q = _step(points, skips, joined, EXTRA, row, trace[i])
        if score > top:
            top, end, place = score, i, q
    pairs = np.empty((2, min(count, width)), np.int64)
    if top == 0:
        return pairs[:, :0]
    return pairs[:, : _walk(trace, end, place, pairs[0], pairs[1])]


@compiled
def _equal(own, profile, rows, named, pairs):  # type: ignore[no-untyped-def]
    """Which of the pairs are tokens that the column has."""
    _, _, _, _, heads, posts, _ = profile
    equal = np.zeros(pairs.shape[1], np.bool_)
    for k in range(pairs.shape[1]):
        post = heads[own[rows[pairs[0, k]]]]
        while post >= 0 and posts[post, 0] != named[pairs[1, k]]:
            post = posts[post, 2]
        equal[k] = post >= 0
    return equal


@compiled
def _supported(equal, words, pairs):  # type: ignore[no-untyped-def]
    """Which pairs have another pair of equal words near by, or continue such a one (pairs come last first)."""
    count, alone = len(equal), np.sum(equal & words) < 2
    kept = np.full(count, alone)
    for step in (1, -1):
        last, before = -1, -1
        for n in range(count):
            k = n if step > 0 else count - 1 - n
            if last >= 0:
                apart = max(abs(pairs[0, k] - pairs[0, last]), abs(pairs[1, k] - pairs[1, last]))
                kept[k] = kept[k] or apart <= WITHIN
            if before >= 0 and kept[before] and equal[before] and equal[k]:
                beside = abs(pairs[0, k] - pairs[0, before]) + abs(pairs[1, k] - pairs[1, before]) == 2
                kept[k] = kept[k] or beside
            if equal[k] and words[k]:
                last = k
            before = k
    return kept


@compiled
def _blocks(own, kinds, member, profile, order, at):  # type: ignore[no-untyped-def]
    """Places the best block of what is free, again and again; `at[token]` becomes its column."""
    cells = profile[0]
    for turn in range(BLOCKS):
        rows = np.flatnonzero(at < 0)
        places = np.flatnonzero(cells[order, member] < 0)
        if min(len(rows), len(places)) < (FEWEST if turn else 1):
            return
        named = order[places]
        pairs = best_block(own, kinds, profile, rows, (places, named))
        equal, words = _equal(own, profile, rows, named, pairs), kinds[rows[pairs[0]]] != STOP
        if np.sum(equal & words) < (FEWEST if turn else 1):
            return
        kept = _supported(equal, words, pairs)
        for k in range(pairs.shape[1]):
            if not kept[k]:
                continue
            token, column = rows[pairs[0, k]], named[pairs[1, k]]
            at[token] = column
            put(profile, column, member, token, own[token])


@compiled
def _lean(own, kinds, member, profile, order, at, step):  # type: ignore[no-untyped-def]
    """A free word beside a placed one takes the free column beside it, up to LEAN in a row; `step` 1: to the right of
    the placed one, -1: to its left. Columns that few have are passed over."""
    cells, _, looks, filled, _, _, _ = profile
    spot = np.full(len(filled), -1, np.int64)
    spot[order] = np.arange(len(order))
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
    order = np.empty(room, np.int64)
    for member in range(members):
        own, look = keys[starts[member] : starts[member + 1]], kinds[starts[member] : starts[member + 1]]
        at, here = np.full(len(own), -1, np.int64), order[: chained(follows, order)]
        here = here[RARE * filled[here] >= member]
        if len(here):
            _blocks(own, look, member, profile, here, at)
            _lean(own, look, member, profile, here, at, 1)
            _lean(own, look, member, profile, here, at, -1)
        _open(own, look, member, profile, at)
    return cells[order[: chained(follows, order)]]
