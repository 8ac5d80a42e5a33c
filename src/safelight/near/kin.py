"""Kin: texts that are one text, edited. Clusters of wordings, each around what its texts have in common.

Rare phrases suggest pairs; the weighted share of words that lie in phrases of the other text decides them, so edits far
apart, insertions and moved sentences cost only what they touch. Rarity is counted in clusters, not in texts: what many
unlike texts say (boilerplate) weighs little, what one cluster says a thousand times weighs in full. Nothing
chains: every text must fit what the others of its cluster have in common, and hold its share of that. Linear in the
words; the order of texts doesn't matter.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from safelight.near.words import Words

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

FEWEST_WORDS = 8
"""Words below which texts aren't compared: "call me now" says the same in unrelated ads."""

SAMPLES, NEIGHBOURS, AGREEING, PAIRS = 16, 4, 2, 24
"""Phrases sampled a text, next texts that each of its buckets suggests, and samples that a pair must agree in. Of
275,000 pairs of a declared hard world that agreed in one alone none was alike enough to tie (2026-11-30)."""

PAIR, SURE, HINT = 0.36, 0.5, 0.12
"""Shared weight from which a pair ties, from which it ties whatever strangers reach, and from which a text is a
neighbour that clusters may take in. These and those below were fitted on declared worlds (tests/lib/campaigns.py),
and measured on other seeds (2026-11)."""

MEMBER, ABOVE, MARGIN, CHANCE = 0.45, 0.25, 1.3, 0.35
"""Fit to what a cluster has in common: wanted of its members, wanted above what strangers reach, by how much a later
cluster must fit better, and the most that chance may ask."""

COMMON, COPIED, STREWN, LAID = 0.25, 0.65, 7, 512
"""Weight of what half of all texts say from which it may hide a script that nearly all carry; the share of words that
copies of it have in order, the most words in a row that they needn't, and the longest texts that are laid so."""

MEASURED, DRAWN, RARE, ROUNDS = 24, 8, 0.999, 3
"""Texts a cluster is measured by, strangers drawn, the share of strangers that stays below what a pair needs, and
rounds of settling (fewer when nothing moves)."""

BLOCK = 1 << 18
"""Sampled phrases whose pairs are made at once: 60 MB. Of a million texts all at once were some 3 GB."""

_HALF, _LOW = np.uint64(32), np.uint64(0xFFFFFFFF)


def kin(texts: Words, threshold: float = PAIR) -> Ints:
    """For each text the row of its cluster's most typical text; -1: too few words to say."""
    labels = np.full(len(texts), -1, np.int64)
    long = np.flatnonzero(texts.lengths() >= FEWEST_WORDS)
    if not len(long):
        return labels
    _, first, same = np.unique(texts.digests[long], return_index=True, return_inverse=True)
    rows = long[first]
    texts = texts.pick(rows)  # of a million texts each copy of the words is 300 MB: none is held that isn't needed
    held = [texts]
    del texts
    labels[long] = rows[_clusters(held, threshold)[same]]
    return labels


def _table(texts: Words) -> tuple[NDArray[np.uint16], NDArray[np.uint16]]:
    bits = min(26, max(12, int(4 * len(texts.words)).bit_length()))
    return np.zeros(1 << bits, np.uint16), np.zeros(1 << bits, np.uint16)


def rarity(owners: int) -> Floats:
    """Weight of a phrase by the number of owners that have it, which is counted no further than 65,535."""
    return _weight(owners, np.arange(65536, dtype=float))


def _weight(owners: int, having: Floats) -> Floats:
    usual = max(8.0, 0.5 * owners**0.5)
    weights: Floats = np.minimum(1.0, (usual / np.maximum(having, 1.0)) ** 0.75)
    return weights


def _clusters(held: list[Words], threshold: float) -> Ints:
    """`held` is emptied: the texts are put in another order, and not kept in both."""
    from safelight.near import cluster_kernels as clusters
    from safelight.near import word_kernels as kernels

    texts = held.pop()
    count = len(texts)
    counts, seen = _table(texts)
    alone = np.arange(count)
    kernels.tally(texts.words, texts.starts, alone, alone, counts, seen)
    del seen
    rare = rarity(count)
    samples = np.zeros((count, SAMPLES), np.uint64)
    kernels.sample(texts.words, texts.starts, counts, rare, samples)
    order = np.lexsort((texts.digests, samples[:, 0]))
    texts, samples = texts.pick(order), samples[order]
    pairs = candidates(samples)
    weights = np.empty(len(texts.words))
    kernels.weigh(texts.words, texts.starts, counts, rare, weights)
    drawn = strangers(count)
    scores = overlaps(texts, weights, counts, rare, pairs)
    wanted = _wanted(count, drawn, overlaps(texts, weights, counts, rare, drawn), threshold)
    half = float(_weight(count, np.array(count // 2, float)))
    scores = np.maximum(scores, _carried(texts, weights, half, pairs, scores))
    del weights, counts, drawn
    kept = scores >= HINT
    pairs, scores = pairs[kept], scores[kept]
    degree = np.zeros(count)
    strong = scores >= np.maximum(wanted[pairs[:, 0]], wanted[pairs[:, 1]])
    np.add.at(degree, pairs[strong].ravel(), np.repeat(scores[strong], 2))
    heads, others, strength = _neighbours(count, pairs, np.where(strong, 1.0, 0.0))
    leader = np.full(count, -1, np.int64)
    clusters.stars(np.lexsort((alone, -degree)), heads, others, strength, 1.0, leader)
    for _ in range(ROUNDS):
        before = leader
        leader, best = _settled(texts, leader, heads, others)
        if np.array_equal(leader, before):
            break
    return _typical(order, leader, best)


def candidates(samples: NDArray[np.uint64]) -> Ints:
    """Distinct pairs (a < b) of texts that stand near each other in a bucket of one sampled phrase, or with its
    first, and agree in AGREEING of them."""
    from safelight.near import word_kernels as kernels

    count, width = samples.shape
    entries = samples & ~_LOW  # in place from here on: of a million texts each copy is 128 MB
    entries |= np.arange(count, dtype=np.uint64)[:, None]
    entries = entries[samples > 0]
    entries.sort()
    ranked, least = np.sort(samples, axis=1), min(AGREEING, width)
    found = [np.zeros(0, np.int64)]
    for some in _whole_buckets(entries):
        packed = _together(some)
        pairs = np.stack((packed >> 32, packed & 0xFFFFFFFF), axis=1)
        both = np.empty(len(pairs), np.int16)
        kernels.shared_phrases(ranked, pairs, both)
        found.append(packed[both >= least])
    packed = _once(np.concatenate(found))
    pairs = np.stack((packed >> 32, packed & 0xFFFFFFFF), axis=1)
    kept = np.empty(len(pairs), np.bool_)
    kernels.agreeing(ranked, pairs, least, PAIRS, kept)
    return pairs[kept]


def _whole_buckets(entries: NDArray[np.uint64]) -> Iterator[NDArray[np.uint64]]:
    """Sorted entries (phrase, row) in runs of BLOCK, each with the rest of its last phrase."""
    start = 0
    while start < len(entries):
        last = entries[min(start + BLOCK, len(entries)) - 1] | _LOW
        end = int(np.searchsorted(entries, last, side="right"))
        yield entries[start:end]
        start = end


def _together(entries: NDArray[np.uint64]) -> Ints:
    """Pairs (a << 32 | b, a < b) of rows that stand near each other under one phrase, or with its first; each once."""
    keys, rows = entries >> _HALF, (entries & _LOW).astype(np.int64)
    start = np.concatenate(([True], keys[1:] != keys[:-1]))[: len(keys)]
    first = rows[np.maximum.accumulate(np.where(start, np.arange(len(keys)), 0))]
    found = [(first << 32 | rows)[~start & (first < rows)]]
    for step in range(1, NEIGHBOURS + 1):
        same = (keys[step:] == keys[:-step]) & (rows[:-step] < rows[step:])
        found.append((rows[:-step] << 32 | rows[step:])[same])
    return _once(np.concatenate(found))


def _once(packed: Ints) -> Ints:
    packed = np.sort(packed)
    return packed[np.concatenate(([True], packed[1:] != packed[:-1]))[: len(packed)]]


def overlaps(texts: Words, weights: Floats, counts: NDArray[np.uint16], rare: Floats, pairs: Ints) -> Floats:
    from safelight.near import word_kernels as kernels

    out = np.zeros(len(pairs))
    kernels.overlap(texts.words, texts.starts, weights, counts, rare, pairs, out)
    return out


def _carried(texts: Words, weights: Floats, usual: float, pairs: Ints, scores: Floats) -> Floats:
    """SURE for pairs that are copies of what most texts carry: of words that say nothing by their rarity (`usual`: of
    what half of all texts say), and told by their order; 0 for others. Above some 330,000 texts counts end too early to
    tell what half of them say, and there is none."""
    from safelight.near import word_kernels as kernels

    found = np.zeros(len(pairs))
    if usual > COMMON or not len(pairs):
        return found
    plain = np.add.reduceat(weights <= 2 * usual, texts.starts[:-1], dtype=np.int64) * 2 >= texts.lengths()
    asked = np.flatnonzero(plain[pairs].all(axis=1) & (scores < SURE))
    same = np.empty(len(asked), np.bool_)
    kernels.copied(texts.words, texts.starts, pairs[asked], COPIED, STREWN, LAID, same)
    found[asked[same]] = SURE
    return found


def strangers(count: int) -> Ints:
    """Pairs of texts that nothing suggested, DRAWN a text: each is the first of half of them, the second of others."""
    steps = 1 + np.arange(1, DRAWN // 2 + 1) * 104729 % max(1, count - 1)
    rows = np.repeat(np.arange(count), len(steps))
    return np.stack((rows, (rows + np.tile(steps, count)) % count), axis=1)


def _wanted(count: int, drawn: Ints, scores: Floats, threshold: float) -> Floats:
    unlike = scores < max(threshold, SURE)
    ends, doubled = drawn[unlike].T.ravel(), np.tile(scores[unlike], 2)
    number = np.bincount(ends, minlength=count)
    chance = np.bincount(ends, doubled, count) / np.maximum(1, number)
    above = doubled - chance[ends]
    spread = float(np.quantile(above, RARE)) if len(above) else 0.0
    wanted: Floats = np.clip(chance + spread, threshold, SURE)
    return wanted


def _neighbours(count: int, pairs: Ints, scores: Floats) -> tuple[Ints, Ints, Floats]:
    ends = np.concatenate((pairs[:, 0], pairs[:, 1]))
    others = np.concatenate((pairs[:, 1], pairs[:, 0]))
    by = np.lexsort((others, ends))
    heads = np.searchsorted(ends[by], np.arange(count + 1))
    return heads, others[by], np.concatenate((scores, scores))[by]


def _settled(texts: Words, leader: Ints, heads: Ints, others: Ints) -> tuple[Ints, Floats]:
    from safelight.near import cluster_kernels as clusters
    from safelight.near import word_kernels as kernels

    count = len(texts)
    members = np.argsort(leader, kind="stable")
    named, bounds = np.unique(leader[members], return_index=True)
    bounds = np.append(bounds, count)
    counts, seen = _table(texts)
    kernels.tally(texts.words, texts.starts, members, leader, counts, seen)
    rare = rarity(len(named))
    weights = np.empty(len(texts.words))
    kernels.weigh(texts.words, texts.starts, counts, rare, weights)
    choice = np.full(count, -1, np.int64)
    best = np.zeros(count)
    ranked = np.argsort(-np.diff(bounds), kind="stable")
    clusters.settle(
        (texts.words, texts.starts, weights),
        counts,
        rare,
        members,
        bounds,
        ranked,
        leader,
        heads,
        others,
        (PAIR, MEMBER, ABOVE, MARGIN, float(MEASURED), float(DRAWN), CHANCE),
        choice,
        best,
    )
    out = np.where(choice >= 0, named[choice], count + np.arange(count))
    firsts = np.full(2 * count, 2 * count, np.int64)
    np.minimum.at(firsts, out, np.arange(count))
    return firsts[out], best


def _typical(order: Ints, leader: Ints, best: Floats) -> Ints:
    """For each original row the original row of its cluster's best-fitting text."""
    by = np.lexsort((np.arange(len(leader)), -best, leader))
    groups, at = np.unique(leader[by], return_index=True)
    medoid = by[at][np.searchsorted(groups, leader)]
    out = np.empty(len(leader), np.int64)
    out[order] = order[medoid]
    return out
