"""The numba kernels that make clusters of texts, behind `kin`. Import this module inside functions only, as `clusters`.

A cluster is measured by what its texts have in common, not by a pair's likeness: the phrases that enough of a sample of
its texts have. A text belongs where it fits best, and well above what strangers reach by chance.
"""

from __future__ import annotations

import numpy as np

from safelight.near.compiled import compiled
from safelight.near.word_kernels import _U, pair_key, phrase, place, room_for, totals


@compiled
def stars(order, heads, others, scores, threshold, leader):  # type: ignore[no-untyped-def]
    """In `order`, each text that nobody leads yet leads itself and its free neighbours of at least `threshold`."""
    for node in order:
        if leader[node] >= 0:
            continue
        leader[node] = node
        for at in range(heads[node], heads[node + 1]):
            if leader[others[at]] < 0 and scores[at] >= threshold:
                leader[others[at]] = node


@compiled
def needed(others):  # type: ignore[no-untyped-def]
    """How many of `others` texts must have a phrase before it belongs to what they have in common."""
    if others <= 2:
        return 1
    return max(2, (3 * others + 9) // 10)


@compiled
def gather(words, starts, chosen, sampled, cluster, table, counts, rarity):  # type: ignore[no-untyped-def]
    """Writes to the table in how many of the `chosen` texts each phrase stands, and how rare it is."""
    keys, rares, tallies, marks = table
    keys[:], marks[:] = 0, -1
    mask = _U(len(counts) - 1)
    for row in chosen:
        sampled[row] = cluster
        for at in range(starts[row], starts[row + 1]):
            for gap in range(1, min(3, starts[row + 1] - at)):
                key = pair_key(words[at], words[at + gap])
                slot = place(key, keys)
                if keys[slot] == 0:
                    keys[slot], tallies[slot] = key, 0
                    rares[slot] = rarity[counts[phrase(words[at], words[at + gap]) & mask]]
                if marks[slot] != row:
                    marks[slot] = row
                    tallies[slot] += 1
    marks[:] = -1


@compiled
def agreed(need, table):  # type: ignore[no-untyped-def]
    """Rarity of the phrases that at least `need` of the gathered texts have."""
    keys, rares, tallies, _ = table
    total = 0.0
    for slot in range(len(keys)):
        if keys[slot] != 0 and tallies[slot] >= need:
            total += rares[slot]
    return total


@compiled
def measure(words, weights, start, end, need, probe, table):  # type: ignore[no-untyped-def]
    """(weight of the text's words in phrases that `need` of the gathered texts have, rarity of these phrases)."""
    keys, rares, tallies, marks = table
    covered, shared, here, after, later = 0.0, 0.0, 0.0, 0.0, 0.0
    for at in range(start, end):
        here, after, later = after, later, 0.0
        for gap in range(1, min(3, end - at)):
            key = pair_key(words[at], words[at + gap])
            slot = place(key, keys)
            if keys[slot] != key or tallies[slot] < need:
                continue
            rare = rares[slot]
            here = max(here, rare)
            if gap == 1:
                after = max(after, rare)
            else:
                later = rare
            if marks[slot] != probe:
                marks[slot] = probe
                shared += rare
        covered += min(here, weights[at])
    return covered, shared


@compiled
def _tables(size):  # type: ignore[no-untyped-def]
    """A table of phrases: keys, rarities, tallies, last text or probe."""
    return np.empty(size, np.uint64), np.empty(size), np.empty(size, np.int64), np.empty(size, np.int64)


@compiled
def _fit(texts, whole, row, need, probe, table, common):  # type: ignore[no-untyped-def]
    """How well a text fits what the gathered ones have in common: the mean (geometric) of what share of it that is, and
    of what share of that it holds."""
    words, starts, weights = texts
    covered, shared = measure(words, weights, starts[row], starts[row + 1], need, probe, table)
    return np.sqrt(covered / whole[row] * shared / common) if whole[row] > 0 else 0.0


@compiled
def _chance(texts, whole, leader, mate, cluster, need, drawn, probe, table, common):  # type: ignore[no-untyped-def]
    """(mean fit of `drawn` texts of other clusters to what this one has in common, the last probe's number)."""
    count, fits, strangers = len(whole), 0.0, 0
    for k in range(drawn):
        row = (cluster * 7919 + (k + 1) * 104729) % count
        if leader[row] != leader[mate]:
            probe += 1
            fits += _fit(texts, whole, row, need, probe, table, common)
            strangers += 1
    return (fits / strangers if strangers else 0.0), probe


@compiled
def _near_members(members, first, total, heads, others, cluster, looked):  # type: ignore[no-untyped-def]
    """A cluster's texts and their neighbours, each once."""
    size = total
    for k in range(total):
        size += heads[members[first + k] + 1] - heads[members[first + k]]
    found, number = np.empty(size, np.int64), 0
    for k in range(total):
        here = members[first + k]
        for edge in range(heads[here] - 1, heads[here + 1]):
            row = here if edge < heads[here] else others[edge]
            if looked[row] != cluster:
                looked[row] = cluster
                found[number] = row
                number += 1
    return found[:number]


@compiled
def settle(texts, counts, rarity, members, bounds, ranked, leader, heads, others, limits, choice, best):  # type: ignore[no-untyped-def]
    """Measures each cluster's texts and their neighbours against what the cluster's texts have in common (themselves
    left out), and writes the best cluster of each text to `choice` and how well it fits to `best`. `limits`: the fit
    wanted of pairs and of members, how far above chance, by how much a later cluster must fit better, texts measured a
    cluster, strangers drawn, and the most that chance may ask."""
    words, starts, weights = texts
    count, whole = len(starts) - 1, totals(starts, weights)
    looked, sampled = np.full(count, -1, np.int64), np.full(count, -1, np.int64)
    room = _tables(16)
    pair, member, above, margin, most, drawn, ceiling = limits
    probe = 0
    for cluster in ranked:
        first, total = bounds[cluster], bounds[cluster + 1] - bounds[cluster]
        if total < 2:
            break
        taken = min(total, np.int64(most))
        chosen = members[first + np.arange(taken) * total // taken]
        size = room_for(np.sum(starts[chosen + 1] - starts[chosen]))
        if size > len(room[0]):
            room = _tables(size)
        table = (room[0][:size], room[1][:size], room[2][:size], room[3][:size])
        gather(words, starts, chosen, sampled, cluster, table, counts, rarity)
        need = needed(taken)
        common = agreed(need, table)
        if common <= 0:
            continue
        chance, probe = _chance(texts, whole, leader, chosen[0], cluster, need, np.int64(drawn), probe, table, common)
        chance = min(ceiling, chance)
        for row in _near_members(members, first, total, heads, others, cluster, looked):
            own = 1 if sampled[row] == cluster else 0
            probe += 1
            fit = _fit(texts, whole, row, needed(taken - own) + own, probe, table, common)
            wanted = max(pair if taken - own <= 2 else member, chance + above)
            if fit >= wanted and fit > margin * best[row]:
                best[row], choice[row] = fit, cluster
