"""The numba kernels behind `wording` and `kin`. Import this module inside functions only, as `kernels`.

A phrase is an ordered pair of words at most two apart: an edited word breaks only its own phrases, an inserted one
none, and a moved sentence only those at its ends. Tables are open-addressed and stamped, so nothing is cleared between
two texts. A phrase that a text repeats counts once.
"""

from __future__ import annotations

import numpy as np

from safelight.near.compiled import compiled
from safelight.near.kernels import mix

_U = np.uint64
_FIRST, _SECOND = _U(0x9E3779B97F4A7C15), _U(0xC2B2AE3D27D4EB4F)
_LOW16 = _U(0xFFFF)


@compiled
def phrase(first, second):  # type: ignore[no-untyped-def]
    return mix(_U(first) * _FIRST + _U(second) * _SECOND)


@compiled
def tally(words, starts, order, owner, counts, seen):  # type: ignore[no-untyped-def]
    """Counts in how many owners each phrase stands, by its digest's low bits (a full table overstates). Texts come in
    `order`, those of one owner together."""
    mask = _U(len(counts) - 1)
    for row in order:
        stamp = np.uint16(_U(owner[row]) & _LOW16)
        for at in range(starts[row], starts[row + 1]):
            for gap in range(1, 3):
                if at + gap < starts[row + 1]:
                    slot = phrase(words[at], words[at + gap]) & mask
                    if counts[slot] == 0 or seen[slot] != stamp:
                        seen[slot] = stamp
                        counts[slot] += counts[slot] < 65535


@compiled
def _insert(found, key, keys, kept, size):  # type: ignore[no-untyped-def]
    """Puts `found` at its place by `key` among the first `size` of `kept`, unless it is there; returns the new size."""
    wanted = len(keys)
    if size == wanted and key >= keys[wanted - 1]:
        return size
    place = size if size < wanted else wanted - 1
    while place > 0 and keys[place - 1] > key:
        place -= 1
    if (place < size and kept[place] == found) or (place > 0 and kept[place - 1] == found):
        return size
    for k in range(min(size, wanted - 1), place, -1):
        keys[k], kept[k] = keys[k - 1], kept[k - 1]
    keys[place], kept[place] = key, found
    return min(size + 1, wanted)


@compiled
def sample(words, starts, counts, rarity, out):  # type: ignore[no-untyped-def]
    """The phrases with the smallest -log(u) / rarity in each text: a sample that two texts agree on in proportion to
    the rarity they share (Efraimidis, Spirakis 2006). Phrases that nobody else has are left out; 0 fills up."""
    mask = _U(len(counts) - 1)
    keys = np.empty(out.shape[1])
    for row in range(len(starts) - 1):
        size = 0
        for at in range(starts[row], starts[row + 1]):
            for gap in range(1, 3):
                if at + gap >= starts[row + 1]:
                    continue
                found = phrase(words[at], words[at + gap])
                count = counts[found & mask]
                if count >= 2:
                    key = -np.log((np.float64(mix(found) >> _U(12)) + 1.0) / 4503599627370497.0) / rarity[count]
                    size = _insert(found, key, keys, out[row], size)
        out[row, size:] = 0


@compiled
def weigh(words, starts, counts, rarity, out):  # type: ignore[no-untyped-def]
    """`out[at]`: mean rarity of the phrases around a word that stand elsewhere too; 1 where there are none."""
    mask = _U(len(counts) - 1)
    for row in range(len(starts) - 1):
        start, end = starts[row], starts[row + 1]
        for at in range(start, end):
            total, number = 0.0, 0
            for gap in range(1, 3):
                if at + gap < end:
                    count = counts[phrase(words[at], words[at + gap]) & mask]
                    if count > 1:
                        total += rarity[count]
                        number += 1
                if at - gap >= start:
                    count = counts[phrase(words[at - gap], words[at]) & mask]
                    if count > 1:
                        total += rarity[count]
                        number += 1
            out[at] = total / number if number else 1.0


@compiled
def place(key, keys, stamps, stamp):  # type: ignore[no-untyped-def]
    """Slot of `key`, or of the free place where it belongs (its stamp isn't `stamp`)."""
    mask = _U(len(keys) - 1)
    slot = key & mask
    while stamps[slot] == stamp and keys[slot] != key:
        slot = (slot + _U(1)) & mask
    return slot


@compiled
def _longest(starts):  # type: ignore[no-untyped-def]
    """Words of the longest text, at least 1."""
    most = 1
    for row in range(len(starts) - 1):
        most = max(most, starts[row + 1] - starts[row])
    return most


@compiled
def _enter(words, start, end, stamp, table, slots):  # type: ignore[no-untyped-def]
    """Writes a text's phrases to the table, and to `slots` where each stands in it."""
    keys, stamps, _ = table
    for at in range(start, end):
        for gap in range(1, 3):
            if at + gap < end:
                key = phrase(words[at], words[at + gap])
                slot = place(key, keys, stamps, stamp)
                keys[slot], stamps[slot] = key, stamp
                slots[at - start, gap - 1] = np.int64(slot)


@compiled
def _raise(inside, at, gap, rare):  # type: ignore[no-untyped-def]
    """Both words of a shared phrase weigh at least as much as its rarity."""
    inside[at] = max(inside[at], rare)
    inside[at + gap] = max(inside[at + gap], rare)


@compiled
def _found(words, start, end, stamp, mark, table, counts, rarity, inside):  # type: ignore[no-untyped-def]
    """Marks the table's phrases that stand in the text, and raises their words in `inside`; returns how many."""
    keys, stamps, hits = table
    mask, number = _U(len(counts) - 1), 0
    for at in range(start, end):
        for gap in range(1, 3):
            if at + gap < end:
                key = phrase(words[at], words[at + gap])
                slot = place(key, keys, stamps, stamp)
                if stamps[slot] == stamp:
                    if number == 0:
                        inside[: end - start] = 0
                    hits[slot] = mark
                    number += 1
                    _raise(inside, at - start, gap, rarity[counts[key & mask]])
    return number


@compiled
def _marked(start, end, slots, mark, table, counts, rarity, inside):  # type: ignore[no-untyped-def]
    """Raises in `inside` the words of the entered text whose phrases were marked."""
    keys, _, hits = table
    mask = _U(len(counts) - 1)
    inside[: end - start] = 0
    for at in range(end - start):
        for gap in range(1, 3):
            if at + gap < end - start and hits[slots[at, gap - 1]] == mark:
                _raise(inside, at, gap, rarity[counts[keys[slots[at, gap - 1]] & mask]])


@compiled
def _covered(start, end, weights, inside):  # type: ignore[no-untyped-def]
    """(weight of a text's words that lies in shared phrases, weight of all its words)."""
    both, total = 0.0, 0.0
    for at in range(start, end):
        total += weights[at]
        both += min(inside[at - start], weights[at])
    return both, total


@compiled
def overlap(words, starts, weights, counts, rarity, pairs, table, out):  # type: ignore[no-untyped-def]
    """`out[p]`: share of both texts' weight that lies in phrases of the other (Dice); left as it is when they have no
    phrase in common. `pairs` sorted by their first. Of the table only as much is used as the first text asks for."""
    longest = _longest(starts)
    slots, inside = np.empty((longest, 2), np.int64), np.zeros(longest + 2)
    before, size = -1, 16
    own = (table[0][:size], table[1][:size], table[2][:size])
    for p in range(pairs.shape[0]):
        a, b = pairs[p, 0], pairs[p, 1]
        if a != before:
            before, size = a, 16
            while size < 8 * (starts[a + 1] - starts[a]):
                size *= 2
            own = (table[0][:size], table[1][:size], table[2][:size])
            _enter(words, starts[a], starts[a + 1], a + 1, own, slots)
        if not _found(words, starts[b], starts[b + 1], a + 1, p + 1, own, counts, rarity, inside):
            continue
        both, total = _covered(starts[b], starts[b + 1], weights, inside)
        _marked(starts[a], starts[a + 1], slots, p + 1, own, counts, rarity, inside)
        more, rest = _covered(starts[a], starts[a + 1], weights, inside)
        out[p] = (both + more) / (total + rest) if total + rest > 0 else 0.0


@compiled
def agreeing(samples, pairs, least, out):  # type: ignore[no-untyped-def]
    """`out[p]`: whether the two texts' samples (each row sorted, 0 is none) have at least `least` phrases in common."""
    width = samples.shape[1]
    for p in range(pairs.shape[0]):
        a, b, i, j, both = pairs[p, 0], pairs[p, 1], 0, 0, 0
        while i < width and j < width and both < least:
            one, other = samples[a, i], samples[b, j]
            both += one == other and one > _U(0)
            i += one <= other
            j += other <= one
        out[p] = both >= least
