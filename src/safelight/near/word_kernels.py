"""The numba kernels behind `wording` and `kin`. Import this module inside functions only, as `kernels`.

A phrase is an ordered pair of words at most two apart: an edited word breaks only its own phrases, an inserted one
none, and a moved sentence only those at its ends. Tables are open-addressed and stamped, so nothing is cleared between
two texts. A phrase that a text repeats counts once.
"""

from __future__ import annotations

import numpy as np

from safelight.near.kernels import _compiled, mix

_U = np.uint64
_PRIME = _U(0x100000001B3)
_BASIS = _U(0xCBF29CE484222325)
_FIRST, _SECOND = _U(0x9E3779B97F4A7C15), _U(0xC2B2AE3D27D4EB4F)
_SHIFT_HIGH = _U(32)
_LOW16 = _U(0xFFFF)


def _letters() -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    """Byte -> letter it stands for in a word, 0 for a break. Look-alike digits and signs become letters; l joins i."""
    table = np.zeros(256, np.uint8)
    table[128:] = np.arange(128, 256)
    for byte in range(26):
        table[65 + byte] = table[97 + byte] = 97 + byte
    for sign, letter in zip(b"0123456789@$!|lL'", b"oizeasbtbgasiiii\x01", strict=True):
        table[sign] = letter
    return table


LETTERS = _letters()
KIND = np.zeros(256, np.uint8)
"""0 break, 1 letter, 2 digit, 3 a sign that counts only between two others of the word."""
KIND[65:91] = KIND[97:123] = KIND[128:] = 1
KIND[48:58] = 2
KIND[[64, 36, 33, 124, 39]] = 3


@_compiled
def split(data, offsets, most, letters, kinds, words, starts, digests):  # type: ignore[no-untyped-def]
    """Writes 32-bit word digests of each text to `words`, where each text starts to `starts`, and a digest of the whole
    to `digests`. Words without a letter are left out, as is what follows the first `most` words."""
    size = 0
    for row in range(len(offsets) - 1):
        starts[row] = size
        whole = _BASIS
        at, end = offsets[row], offsets[row + 1]
        while at < end and size - starts[row] < most:
            digest, count, figures, last = _BASIS, 0, 0, 0
            while at < end:
                kind = kinds[data[at]]
                if kind == 3 and not (count + figures > 0 and at + 1 < end and 0 < kinds[data[at + 1]] < 3):
                    kind = 0
                if kind == 0:
                    break
                letter = letters[data[at]]
                count += kind == 1
                figures += kind == 2
                if letter != last and letter != 1:
                    digest = (digest ^ _U(letter)) * _PRIME
                    last = letter
                at += 1
            if count > 0:
                words[size] = np.uint32(mix(digest) >> _SHIFT_HIGH)
                whole = mix(whole + _U(words[size]))
                size += 1
            at += 1
        digests[row] = whole
    starts[len(offsets) - 1] = size


@_compiled
def phrase(first, second):  # type: ignore[no-untyped-def]
    return mix(_U(first) * _FIRST + _U(second) * _SECOND)


@_compiled
def tally(words, starts, order, owner, counts, seen):  # type: ignore[no-untyped-def]
    """Counts in how many owners each phrase stands, by its digest's low bits (a full table overstates). Texts come in
    `order`, those of one owner together."""
    mask = _U(len(counts) - 1)
    for row in order:
        stamp = np.uint16((_U(owner[row]) & _LOW16))
        for at in range(starts[row], starts[row + 1]):
            for gap in range(1, 3):
                if at + gap < starts[row + 1]:
                    slot = phrase(words[at], words[at + gap]) & mask
                    if counts[slot] == 0 or seen[slot] != stamp:
                        seen[slot] = stamp
                        counts[slot] += counts[slot] < 65535


@_compiled
def sample(words, starts, counts, rarity, out):  # type: ignore[no-untyped-def]
    """The phrases with the smallest -log(u) / rarity in each text: a sample that two texts agree on in proportion to the
    rarity they share (Efraimidis, Spirakis 2006). Phrases that nobody else has are left out; 0 fills up."""
    mask = _U(len(counts) - 1)
    wanted = out.shape[1]
    keys = np.empty(wanted)
    for row in range(len(starts) - 1):
        size = 0
        for at in range(starts[row], starts[row + 1]):
            for gap in range(1, 3):
                if at + gap >= starts[row + 1]:
                    continue
                found = phrase(words[at], words[at + gap])
                count = counts[found & mask]
                if count < 2:
                    continue
                key = -np.log((np.float64(mix(found) >> _U(12)) + 1.0) / 4503599627370497.0) / rarity[count]
                if size == wanted and key >= keys[wanted - 1]:
                    continue
                place = size if size < wanted else wanted - 1
                while place > 0 and keys[place - 1] > key:
                    place -= 1
                if place < size and out[row, place] == found or place > 0 and out[row, place - 1] == found:
                    continue
                for k in range(min(size, wanted - 1), place, -1):
                    keys[k], out[row, k] = keys[k - 1], out[row, k - 1]
                keys[place], out[row, place] = key, found
                size = min(size + 1, wanted)
        for k in range(size, wanted):
            out[row, k] = 0


@_compiled
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


@_compiled
def place(key, keys, stamps, stamp):  # type: ignore[no-untyped-def]
    """Slot of `key`, or of the free place where it belongs (its stamp isn't `stamp`)."""
    mask = _U(len(keys) - 1)
    slot = key & mask
    while stamps[slot] == stamp and keys[slot] != key:
        slot = (slot + _U(1)) & mask
    return slot


@_compiled
def overlap(words, starts, weights, counts, rarity, pairs, keys, stamps, hits, out):  # type: ignore[no-untyped-def]
    """`out[p]`: share of both texts' weight that lies in phrases of the other (Dice). `pairs` sorted by their first."""
    longest = 1
    for row in range(len(starts) - 1):
        longest = max(longest, starts[row + 1] - starts[row])
    mask = _U(len(counts) - 1)
    slots = np.empty((longest, 2), np.int64)
    inside = np.zeros(longest + 2)
    before = -1
    for p in range(pairs.shape[0]):
        a, b = pairs[p, 0], pairs[p, 1]
        s, e = starts[a], starts[a + 1]
        if a != before:
            before = a
            for at in range(s, e):
                for gap in range(1, 3):
                    if at + gap < e:
                        key = phrase(words[at], words[at + gap])
                        slot = place(key, keys, stamps, a + 1)
                        keys[slot], stamps[slot] = key, a + 1
                        slots[at - s, gap - 1] = np.int64(slot)
        mark = p + 1
        both, total = 0.0, 0.0
        t, f = starts[b], starts[b + 1]
        for at in range(f - t):
            inside[at] = 0
        for at in range(t, f):
            for gap in range(1, 3):
                if at + gap < f:
                    key = phrase(words[at], words[at + gap])
                    slot = place(key, keys, stamps, a + 1)
                    if stamps[slot] == a + 1:
                        hits[slot] = mark
                        rare = rarity[counts[key & mask]]
                        inside[at - t] = max(inside[at - t], rare)
                        inside[at + gap - t] = max(inside[at + gap - t], rare)
            total += weights[at]
            both += min(inside[at - t], weights[at])
        for at in range(e - s):
            inside[at] = 0
        for at in range(s, e):
            for gap in range(1, 3):
                if at + gap < e and hits[slots[at - s, gap - 1]] == mark:
                    rare = rarity[counts[keys[slots[at - s, gap - 1]] & mask]]
                    inside[at - s] = max(inside[at - s], rare)
                    inside[at + gap - s] = max(inside[at + gap - s], rare)
            total += weights[at]
            both += min(inside[at - s], weights[at])
        out[p] = both / total if total > 0 else 0.0


@_compiled
def stars(order, heads, others, scores, threshold, leader):  # type: ignore[no-untyped-def]
    """In `order`, each text that nobody leads yet leads itself and its free neighbours of at least `threshold`."""
    for node in order:
        if leader[node] >= 0:
            continue
        leader[node] = node
        for at in range(heads[node], heads[node + 1]):
            if leader[others[at]] < 0 and scores[at] >= threshold:
                leader[others[at]] = node


@_compiled
def needed(others):  # type: ignore[no-untyped-def]
    """How many of `others` texts must have a phrase before it belongs to what they have in common."""
    if others <= 2:
        return 1
    return max(2, (3 * others + 9) // 10)


@_compiled
def gather(words, starts, chosen, sampled, cluster, keys, stamps, tallies, last):  # type: ignore[no-untyped-def]
    """Writes to the table in how many of the `chosen` texts each phrase stands."""
    stamp = cluster + 1
    for row in chosen:
        sampled[row] = cluster
        for at in range(starts[row], starts[row + 1]):
            for gap in range(1, 3):
                if at + gap < starts[row + 1]:
                    key = phrase(words[at], words[at + gap])
                    slot = place(key, keys, stamps, stamp)
                    if stamps[slot] != stamp:
                        keys[slot], stamps[slot], tallies[slot], last[slot] = key, stamp, 0, -1
                    if last[slot] != row:
                        last[slot] = row
                        tallies[slot] += 1


@_compiled
def measure(words, starts, weights, counts, rarity, row, need, stamp, probe, keys, stamps, tallies, hits, inside):  # type: ignore[no-untyped-def]
    """(share of the text's weight in phrases that `need` of the gathered texts have, rarity of these phrases)."""
    mask = _U(len(counts) - 1)
    shared, covered, whole = 0.0, 0.0, 0.0
    start, end = starts[row], starts[row + 1]
    for at in range(end - start):
        inside[at] = 0
    for at in range(start, end):
        for gap in range(1, 3):
            if at + gap < end:
                slot = place(phrase(words[at], words[at + gap]), keys, stamps, stamp)
                if stamps[slot] == stamp and tallies[slot] >= need:
                    rare = rarity[counts[keys[slot] & mask]]
                    inside[at - start] = max(inside[at - start], rare)
                    inside[at + gap - start] = max(inside[at + gap - start], rare)
                    if hits[slot] != probe:
                        hits[slot] = probe
                        shared += rare
        whole += weights[at]
        covered += min(inside[at - start], weights[at])
    return covered / whole if whole > 0 else 0.0, shared


@_compiled
def settle(words, starts, weights, counts, rarity, members, bounds, ranked, leader, heads, others, limits, choice, best):  # type: ignore[no-untyped-def] # noqa: C901
    """Measures each cluster's texts and their neighbours against what the cluster's texts have in common (themselves
    left out), and writes the best cluster of each text to `choice` and how well it fits to `best`. `limits`: least share
    of the text that is in common, least share of the common that is in the text."""
    mask = _U(len(counts) - 1)
    count = len(starts) - 1
    looked, sampled = np.full(count, -1, np.int64), np.full(count, -1, np.int64)
    size = 16
    keys, stamps = np.zeros(size, np.uint64), np.zeros(size, np.int64)
    tallies, last, hits = np.zeros(size, np.int64), np.zeros(size, np.int64), np.zeros(size, np.int64)
    longest = 1
    for row in range(count):
        longest = max(longest, starts[row + 1] - starts[row])
    inside = np.zeros(longest + 2)
    pair, member, above, margin, most, drawn, ceiling = limits
    probe = 0
    for cluster in ranked:
        first, total = bounds[cluster], bounds[cluster + 1] - bounds[cluster]
        if total < 2:
            break
        taken = min(total, np.int64(most))
        chosen = members[first + np.arange(taken) * total // taken]
        stamp = cluster + 1
        length = 0
        for row in chosen:
            length += starts[row + 1] - starts[row]
        if size < 8 * length:
            while size < 8 * length:
                size *= 2
            keys, stamps = np.zeros(size, np.uint64), np.zeros(size, np.int64)
            tallies, last, hits = np.zeros(size, np.int64), np.zeros(size, np.int64), np.zeros(size, np.int64)
        gather(words, starts, chosen, sampled, cluster, keys, stamps, tallies, last)
        common = 0.0
        need = needed(taken)
        for row in chosen:
            for at in range(starts[row], starts[row + 1]):
                for gap in range(1, 3):
                    if at + gap < starts[row + 1]:
                        slot = place(phrase(words[at], words[at + gap]), keys, stamps, stamp)
                        if tallies[slot] >= need and last[slot] >= 0:
                            last[slot] = -1
                            common += rarity[counts[keys[slot] & mask]]
        if common <= 0:
            continue
        chance, strangers = 0.0, 0
        for k in range(int(drawn)):
            row = (cluster * 7919 + (k + 1) * 104729) % count
            if leader[row] != leader[chosen[0]]:
                probe += 1
                fit, shared = measure(
                    words, starts, weights, counts, rarity, row, need, stamp, probe, keys, stamps, tallies, hits, inside
                )
                chance += np.sqrt(fit * shared / common)
                strangers += 1
        chance = min(ceiling, chance / strangers) if strangers else 0.0
        for k in range(total):
            here = members[first + k]
            for edge in range(heads[here] - 1, heads[here + 1]):
                row = here if edge < heads[here] else others[edge]
                if looked[row] == cluster:
                    continue
                looked[row] = cluster
                own = 1 if sampled[row] == cluster else 0
                probe += 1
                fit, shared = measure(
                    words, starts, weights, counts, rarity, row, needed(taken - own) + own, stamp, probe, keys, stamps,
                    tallies, hits, inside,
                )
                fit = np.sqrt(fit * shared / common)
                wanted = max(pair if taken - own <= 2 else member, chance + above)
                if fit >= wanted and fit > margin * best[row]:
                    best[row] = fit
                    choice[row] = cluster
