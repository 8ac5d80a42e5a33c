"""The numba kernels behind `wording` and `kin`. Import this module inside functions only, as `kernels`.

A phrase is an ordered pair of words at most two apart: an edited word breaks only its own phrases, an inserted one
none, and a moved sentence only those at its ends. A phrase that a text repeats counts once.
"""

from __future__ import annotations

import numpy as np

from safelight.near.compiled import compiled
from safelight.near.kernels import mix

_U = np.uint64
_FIRST, _SECOND = _U(0x9E3779B97F4A7C15), _U(0xC2B2AE3D27D4EB4F)
_LOW16 = _U(0xFFFF)
_SHIFT, _ONE = _U(32), _U(1)


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
    mask, wanted = _U(len(counts) - 1), out.shape[1]
    keys = np.empty(wanted)
    for row in range(len(starts) - 1):
        size = 0
        for at in range(starts[row], starts[row + 1]):
            for gap in range(1, min(3, starts[row + 1] - at)):
                found = phrase(words[at], words[at + gap])
                drawn = (np.float64(mix(found) >> _U(12)) + 1.0) / 4503599627370497.0
                if size == wanted and 1.0 - drawn >= keys[wanted - 1]:
                    continue  # -log(u) is more than 1 - u, and no rarity is above 1
                count = counts[found & mask]
                if count >= 2:
                    size = _insert(found, -np.log(drawn) / rarity[count], keys, out[row], size)
        out[row, size:] = 0


@compiled
def weigh(words, starts, counts, rarity, out):  # type: ignore[no-untyped-def]
    """`out[at]`: mean rarity of the phrases around a word that stand elsewhere too; 1 where there are none."""
    mask, number = _U(len(counts) - 1), np.zeros(len(words), np.int8)
    out[:] = 0
    for row in range(len(starts) - 1):
        for at in range(starts[row], starts[row + 1]):
            for gap in range(1, min(3, starts[row + 1] - at)):
                count = counts[phrase(words[at], words[at + gap]) & mask]
                if count > 1:
                    out[at] += rarity[count]
                    out[at + gap] += rarity[count]
                    number[at] += 1
                    number[at + gap] += 1
            out[at] = out[at] / number[at] if number[at] else 1.0


@compiled
def pair_key(first, second):  # type: ignore[no-untyped-def]
    """A phrase itself, never 0: for tables of a few texts, where it needn't be mixed."""
    return max(_U(first) << _SHIFT | _U(second), _ONE)


@compiled
def place(key, keys):  # type: ignore[no-untyped-def]
    """Slot of `key`, or of the free place (0) where it belongs."""
    mask = _U(len(keys) - 1)
    slot = (key * _FIRST) >> _SHIFT & mask
    while keys[slot] != key and keys[slot] != 0:
        slot = (slot + _ONE) & mask
    return slot


@compiled
def room_for(words):  # type: ignore[no-untyped-def]
    """Places of a table that the phrases of so many words fill to a quarter at most."""
    size = 16
    while size < 8 * words:
        size *= 2
    return size


@compiled
def longest(starts):  # type: ignore[no-untyped-def]
    """Words of the longest text, at least 1."""
    most = 1
    for row in range(len(starts) - 1):
        most = max(most, starts[row + 1] - starts[row])
    return most


@compiled
def _enter(words, start, end, table, again):  # type: ignore[no-untyped-def]
    """Writes a text's phrases to the table: the last place where each begins (twice the word, and 1 when its words
    stand apart); `again`: the place before that, or -1. How rare it is (`rares`) is told when another text has it."""
    keys, rares, lasts, hits = table
    keys[:], hits[:], rares[:] = 0, -1, -1
    for at in range(start, end):
        for gap in range(1, min(3, end - at)):
            key, here = pair_key(words[at], words[at + gap]), 2 * (at - start) + gap - 1
            slot = place(key, keys)
            if keys[slot] == 0:
                keys[slot], lasts[slot] = key, -1
            again[here] = lasts[slot]
            lasts[slot] = here


@compiled
def _raised(rare, last, again, start, weights, inside):  # type: ignore[no-untyped-def]
    """The words of a phrase, wherever it stands, weigh at least as much as its rarity in `inside`; returns how much
    more of the text's weight that covers."""
    more = 0.0
    while last >= 0:
        at = last >> 1
        for word in (at, at + 1 + (last & 1)):
            if inside[word] < rare:
                weight = weights[start + word]
                more += min(rare, weight) - min(inside[word], weight)
                inside[word] = rare
        last = again[last]
    return more


@compiled
def _shared(words, weights, a, b, mark, table, counts, rarity, again, inside):  # type: ignore[no-untyped-def]
    """Weight of both texts' words that lies in phrases of the other. The first text is in the table; a and b: where
    each starts and ends."""
    keys, rares, lasts, hits = table
    mask = _U(len(counts) - 1)
    both, here, after, later, fresh = 0.0, 0.0, 0.0, 0.0, True
    for at in range(b[0], b[1]):
        here, after, later = after, later, 0.0
        for gap in range(1, min(3, b[1] - at)):
            key = pair_key(words[at], words[at + gap])
            slot = place(key, keys)
            if keys[slot] != key:
                continue
            rare = rares[slot]
            if rare < 0:
                rare = rares[slot] = rarity[counts[phrase(words[at], words[at + gap]) & mask]]
            here = max(here, rare)
            if gap == 1:
                after = max(after, rare)
            else:
                later = rare
            if hits[slot] != mark:
                if fresh:
                    inside[: a[1] - a[0]], fresh = 0.0, False
                hits[slot] = mark
                both += _raised(rare, lasts[slot], again, a[0], weights, inside)
        both += min(here, weights[at])
    return both


@compiled
def totals(starts, weights):  # type: ignore[no-untyped-def]
    out = np.zeros(len(starts) - 1)
    for row in range(len(starts) - 1):
        for at in range(starts[row], starts[row + 1]):
            out[row] += weights[at]
    return out


@compiled
def overlap(words, starts, weights, counts, rarity, pairs, out):  # type: ignore[no-untyped-def]
    """`out[p]`: share of both texts' weight that lies in phrases of the other (Dice). `pairs` sorted by their first."""
    most = longest(starts)
    size, whole = room_for(most), totals(starts, weights)
    keys, rares = np.empty(size, np.uint64), np.empty(size)
    lasts, hits = np.empty(size, np.int64), np.empty(size, np.int64)
    again, inside = np.empty(2 * most, np.int64), np.empty(most)
    table, before = (keys, rares, lasts, hits), -1
    for p in range(len(pairs)):
        a, b = pairs[p, 0], pairs[p, 1]
        if a != before:
            before, size = a, room_for(starts[a + 1] - starts[a])
            table = (keys[:size], rares[:size], lasts[:size], hits[:size])
            _enter(words, starts[a], starts[a + 1], table, again)
        spans = (starts[a], starts[a + 1]), (starts[b], starts[b + 1])
        both = _shared(words, weights, spans[0], spans[1], p, table, counts, rarity, again, inside)
        weight = whole[a] + whole[b]
        out[p] = both / weight if weight > 0 else 0.0


@compiled
def shared_phrases(samples, pairs, out):  # type: ignore[no-untyped-def]
    """`out[p]`: how many phrases the two texts' samples (each row sorted, 0 is none) have in common."""
    width = samples.shape[1]
    for p in range(len(pairs)):
        a, b, i, j, found = pairs[p, 0], pairs[p, 1], 0, 0, 0
        while i < width and j < width:
            one, other = samples[a, i], samples[b, j]
            found += one == other and one > _U(0)
            i += one <= other
            j += other <= one
        out[p] = found


@compiled
def agreeing(samples, pairs, least, most, out):  # type: ignore[no-untyped-def]
    """`out[p]`: whether the two texts' samples have at least `least` phrases in common, or as many more as leaves one
    of them at most `most` pairs (of those that agree best, no fewer than the best)."""
    count, width = samples.shape
    both, tally = np.empty(len(pairs), np.int16), np.zeros((count, width + 1), np.int32)
    shared_phrases(samples, pairs, both)
    for p in range(len(pairs)):
        tally[pairs[p, 0], both[p]] += 1
        tally[pairs[p, 1], both[p]] += 1
    floors = np.empty(count, np.int16)
    for row in range(count):
        kept, floors[row] = 0, width
        for level in range(width, least - 1, -1):
            if kept > 0 and kept + tally[row, level] > most:
                break
            kept += tally[row, level]
            floors[row] = level
    for p in range(len(pairs)):
        out[p] = both[p] >= min(floors[pairs[p, 0]], floors[pairs[p, 1]])


@compiled
def _laid(own, other, table):  # type: ignore[no-untyped-def]
    """(words of the longest common subsequence of two texts, most words in a row of either that are outside it)."""
    for i in range(1, len(own) + 1):
        word = own[i - 1]
        for j in range(1, len(other) + 1):
            table[i, j] = table[i - 1, j - 1] + 1 if word == other[j - 1] else max(table[i - 1, j], table[i, j - 1])
    i, j, one, two, most = len(own), len(other), 0, 0, 0
    while i > 0 and j > 0:
        if own[i - 1] == other[j - 1]:
            one, two, i, j = 0, 0, i - 1, j - 1
        elif table[i - 1, j] >= table[i, j - 1]:
            one, i = one + 1, i - 1
        else:
            two, j = two + 1, j - 1
        most = max(most, one, two)
    return table[len(own), len(other)], max(most, one + i, two + j)


@compiled
def copied(words, starts, pairs, share, gap, longest_text, out):  # type: ignore[no-untyped-def]
    """`out[p]`: whether the pair are one text with edits strewn over it: at least `share` of the longer one's words
    stand in both in order, and nowhere more than `gap` words in a row don't. Texts above `longest_text` words aren't
    said to be."""
    table = np.zeros((longest_text + 1, longest_text + 1), np.int16)
    for p in range(len(pairs)):
        a, b = pairs[p, 0], pairs[p, 1]
        own, other = words[starts[a] : starts[a + 1]], words[starts[b] : starts[b + 1]]
        shorter, longer = min(len(own), len(other)), max(len(own), len(other))
        out[p] = False
        if longer <= longest_text and share * longer <= shorter:
            both, most = _laid(own, other, table)
            out[p] = both >= share * longer and most <= gap
