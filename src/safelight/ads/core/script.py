"""Scripts: how much of what one persona's ads say is said in another's too.

Measured on word triples without names and digits, each weighted by how few groups use it: a phrase
that everybody uses says nothing, a phrase found nowhere else says much. It sees a script through paraphrase and slots,
where whole texts no longer match. Friends who paste one paragraph about their flat share a part of their
texts; a script is most of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from safelight.ads.core.board import Board
from safelight.ads.core.group import Group
from safelight.ads.core.reading import text_of
from safelight.ads.core.repost import folded

MOST_OF_IT = 0.5
"""Weighted share of a persona's phrases that stand in one other persona's ads, from which they share a script."""

FEWEST_PHRASES = 12
"""Word triples that a persona's ads must have in all before anything is said about them."""

_WIDTH = 21
"""Bits for a word's number: two million different words; rarer ones beyond that share the last number."""

Keys = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Phrases:
    """`keys`: the triples of each distinct text (by the number of its first reading); `weight` of each of `known`."""

    first: Sequence[int]
    keys: Mapping[int, Keys]
    known: Keys
    weight: NDArray[np.float64]

    def of(self, ads: Iterable[int]) -> Keys:
        """Distinct triples of some ads."""
        texts = sorted({self.first[at] for at in ads})
        return np.unique(np.concatenate([self.keys[text] for text in texts])) if texts else np.empty(0, np.int64)

    def said_by(self, one: Keys, other: Keys) -> float:
        """Weighted share of `one`'s triples that `other` has; 0 when there is too little to say."""
        if len(one) < FEWEST_PHRASES:
            return 0.0
        weights = self.weight[np.searchsorted(self.known, one)]
        total = float(weights.sum())
        return float(weights[np.isin(one, other, assume_unique=True)].sum()) / total if total > 0 else 0.0


def phrases(world: Board, first: Sequence[int], found: Sequence[Group]) -> Phrases:
    """`first` as from `reposts`. Weight of a triple: log of (groups / groups that use it)."""
    numbers: dict[str, int] = {}
    keys = {at: _triples(world, at, numbers) for at in sorted(set(first))}
    used = [np.unique(np.concatenate([keys[text] for text in {first[at] for at in group.ads}])) for group in found]
    known, groups = np.unique(np.concatenate(used), return_counts=True) if used else (np.empty(0, np.int64), np.ones(0))
    return Phrases(first, keys, known, np.log(max(2, len(found)) / groups))


def _triples(world: Board, at: int, numbers: dict[str, int]) -> Keys:
    names = set(world.names[at])
    last = (1 << _WIDTH) - 1
    words = [word for word in folded(text_of(world.readings[at].ad)).split() if word not in names]
    row = np.array([min(last, numbers.setdefault(word, len(numbers))) for word in words], np.int64)
    return _distinct((row[:-2] << 2 * _WIDTH) | (row[1:-1] << _WIDTH) | row[2:]) if len(row) > 2 else row[:0]


def _distinct(keys: Keys) -> Keys:
    """Sorted, once each; `np.unique` takes ten times as long on so few."""
    keys.sort()
    return keys[np.concatenate(([True], keys[1:] != keys[:-1]))]
