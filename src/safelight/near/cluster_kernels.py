"""The numba kernels that make clusters of texts, behind `kin`. Import this module inside functions only, as `clusters`.

A cluster is measured by what its texts have in common, not by a pair's likeness: the phrases that enough of a sample of
its texts have. A text belongs where it fits best, and well above what strangers reach by chance.
"""

from __future__ import annotations

import numpy as np

from safelight.near.compiled import compiled
from safelight.near.word_kernels import _U, _covered, _longest, _raise, phrase, place


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
def gather(words, starts, chosen, sampled, cluster, table):  # type: ignore[no-untyped-def]
    """Writes to the table in how many of the `chosen` texts each phrase stands."""
    keys, stamps, tallies, last, _ = table
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


@compiled
def agreed(words, starts, chosen, need, stamp, table, counts, rarity):  # type: ignore[no-untyped-def]
    """Rarity of the phrases that at least `need` of the gathered texts have, each counted once."""
    keys, stamps, tallies, last, _ = table
    mask, total = _U(len(counts) - 1), 0.0
    for row in chosen:
        for at in range(starts[row], starts[row + 1]):
            for gap in range(1, 3):
                if at + gap < starts[row + 1]:
                    slot = place(phrase(words[at], words[at + gap]), keys, stamps, stamp)
                    if tallies[slot] >= need and last[slot] >= 0:
                        last[slot] = -1
                        total += rarity[counts[keys[slot] & mask]]
    return total


@compiled
def measure(words, starts, weights, counts, rarity, row, need, stamp, probe, table, inside):  # type: ignore[no-untyped-def]
    """(share of the text's weight in phrases that `need` of the gathered texts have, rarity of these phrases)."""
    keys, stamps, tallies, _, hits = table
    mask, shared = _U(len(counts) - 1), 0.0
    start, end = starts[row], starts[row + 1]
    inside[: end - start] = 0
    for at in range(start, end):
        for gap in range(1, 3):
            if at + gap < end:
                slot = place(phrase(words[at], words[at + gap]), keys, stamps, stamp)
                if stamps[slot] == stamp and tallies[slot] >= need:
                    rare = rarity[counts[keys[slot] & mask]]
                    _raise(inside, at - start, gap, rare)
                    if hits[slot] != probe:
                        hits[slot] = probe
                        shared += rare
    covered, whole = _covered(start, end, weights, inside)
    return covered / whole if whole > 0 else 0.0, shared


@compiled
def _tables(size):  # type: ignore[no-untyped-def]
    """An empty table of phrases: keys, stamps, tallies, last text, last probe."""
    return (
        np.zeros(size, np.uint64),
        np.zeros(size, np.int64),
        np.zeros(size, np.int64),
        np.zeros(size, np.int64),
        np.zeros(size, np.int64),
    )


@compiled
def _room(starts, chosen, table):  # type: ignore[no-untyped-def]
    """The table, or a new one in which the chosen texts' phrases fill a quarter at most."""
    length = 0
    for row in chosen:
        length += starts[row + 1] - starts[row]
    size = len(table[0])
    if size >= 8 * length:
        return table
    while size < 8 * length:
        size *= 2
    return _tables(size)


@compiled
def _chance(texts, counts, rarity, leader, chosen, cluster, need, whole, drawn, probe, table, inside):  # type: ignore[no-untyped-def]
    """(mean fit of `drawn` texts of other clusters to what this one has in common, the last probe's number)."""
    words, starts, weights = texts
    count, fits, strangers = len(starts) - 1, 0.0, 0
    for k in range(drawn):
        row = (cluster * 7919 + (k + 1) * 104729) % count
        if leader[row] != leader[chosen[0]]:
            probe += 1
            fit, shared = measure(words, starts, weights, counts, rarity, row, need, cluster + 1, probe, table, inside)
            fits += np.sqrt(fit * shared / whole)
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
    count = len(starts) - 1
    looked, sampled = np.full(count, -1, np.int64), np.full(count, -1, np.int64)
    table, inside = _tables(16), np.zeros(_longest(starts) + 2)
    pair, member, above, margin, most, drawn, ceiling = limits
    probe = 0
    for cluster in ranked:
        first, total = bounds[cluster], bounds[cluster + 1] - bounds[cluster]
        if total < 2:
            break
        taken, stamp = min(total, np.int64(most)), cluster + 1
        chosen = members[first + np.arange(taken) * total // taken]
        table = _room(starts, chosen, table)
        gather(words, starts, chosen, sampled, cluster, table)
        need = needed(taken)
        whole = agreed(words, starts, chosen, need, stamp, table, counts, rarity)
        if whole <= 0:
            continue
        chance, probe = _chance(
            texts, counts, rarity, leader, chosen, cluster, need, whole, np.int64(drawn), probe, table, inside
        )
        chance = min(ceiling, chance)
        for row in _near_members(members, first, total, heads, others, cluster, looked):
            own = 1 if sampled[row] == cluster else 0
            probe += 1
            asked = needed(taken - own) + own
            fit, shared = measure(words, starts, weights, counts, rarity, row, asked, stamp, probe, table, inside)
            fit = np.sqrt(fit * shared / whole)
            wanted = max(pair if taken - own <= 2 else member, chance + above)
            if fit >= wanted and fit > margin * best[row]:
                best[row], choice[row] = fit, cluster
