"""Scripts: how much of what one persona's ads say is said in another's too.

Measured on word triples without names and digits, each weighted by how few groups use it: a phrase
that everybody uses says nothing, a phrase found nowhere else says much. It sees a script through paraphrase and slots,
where whole texts no longer match. Friends who paste one paragraph about their flat share a part of their
texts; a script is most of them.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from safelight.ads.core.board import Board
from safelight.ads.core.group import Group
from safelight.ads.core.reading import texts_of
from safelight.ads.core.repost import words_in

MOST_OF_IT = 0.5
"""Weighted share of a persona's phrases that stand in one other persona's ads, from which they share a script."""

FEWEST_PHRASES = 12
"""Word triples that a persona's ads must have in all before anything is said about them."""

_WIDTH = 21
"""Bits for a word's number: two million different words; rarer ones beyond that share the last number."""

AT_ONCE = 1 << 22
"""Triples counted at once, about: some 150 MB."""

TEXTS = 16_384
"""Texts cut into triples at once."""

Keys = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Spoken:
    """The distinct texts as numbers of words, names left out: row r is `words[starts[r]:starts[r + 1]]`."""

    words: NDArray[np.uint32]
    starts: Keys

    def triples(self, row: int) -> Keys:
        """Those of one text, sorted, once each."""
        own = self.words[self.starts[row] : self.starts[row + 1]].astype(np.int64)
        return _distinct(_joined(own)) if len(own) > 2 else own[:0]

    def of_many(self, rows: Keys, part: int = 0, parts: int = 1) -> tuple[Keys, Keys]:
        """The triples of some texts, each as often as it stands there, and for each the place of its text in `rows`; of
        `parts` that divide all triples, only one."""
        lengths = np.maximum(np.diff(self.starts)[rows] - 2, 0)
        ends = np.cumsum(lengths)
        at = np.repeat(self.starts[rows] - (ends - lengths), lengths) + np.arange(lengths.sum())
        text = np.repeat(np.arange(len(rows)), lengths)
        if parts > 1:
            here = np.flatnonzero((self.words[at + 1] + self.words[at + 2]) % np.uint32(parts) == part)
            at, text = at[here], text[here]
        first, second, third = (self.words[at + step].astype(np.int64) for step in range(3))
        return first << 2 * _WIDTH | second << _WIDTH | third, text


@dataclass(frozen=True, slots=True)
class Phrases:
    """`row[i]`: the row of ad i's text in `said`. `known`: the triples that several groups use, sorted, `groups` how
    many do, and `weight` of a triple by that number; any other triple is one group's own."""

    said: Spoken
    row: Sequence[int]
    known: Keys
    groups: NDArray[np.int32]
    weight: NDArray[np.float64]

    def of(self, ads: Iterable[int]) -> Keys:
        """Distinct triples of some ads."""
        texts = sorted({self.row[at] for at in ads})
        return np.unique(np.concatenate([self.said.triples(row) for row in texts])) if texts else np.empty(0, np.int64)

    def said_by(self, one: Keys, other: Keys) -> float:
        """Weighted share of `one`'s triples that `other` has; 0 when there is too little to say."""
        if len(one) < FEWEST_PHRASES:
            return 0.0
        weights = self.weight[self._groups(one)]
        total = float(weights.sum())
        return float(weights[np.isin(one, other, assume_unique=True)].sum()) / total if total > 0 else 0.0

    def shares(self, ads: Sequence[int], others: Sequence[Keys]) -> NDArray[np.float64]:
        """(others, ads): `said_by` of each ad by itself, 0 to 1."""
        texts = sorted({self.row[at] for at in ads})
        each = [self.said.triples(row) for row in texts]
        own = [at for at, keys in enumerate(each) if len(keys) >= FEWEST_PHRASES]
        said = np.zeros((len(others), len(texts)))
        if own:
            keys = np.concatenate([each[at] for at in own])
            weights = self.weight[self._groups(keys)]
            starts = np.cumsum([0, *(len(each[at]) for at in own[:-1])])
            total = np.add.reduceat(weights, starts)
            distinct, at_key = np.unique(keys, return_inverse=True)
            for at, other in enumerate(others):
                theirs = np.add.reduceat(weights * _held(distinct, other)[at_key], starts)
                said[at, own] = np.divide(theirs, total, out=np.zeros(len(own)), where=total > 0)
        return said[:, np.searchsorted(texts, [self.row[at] for at in ads])]

    def _groups(self, keys: Keys) -> NDArray[np.int32]:
        if not len(self.known):
            return np.ones(len(keys), np.int32)
        at = np.minimum(np.searchsorted(self.known, keys), len(self.known) - 1)
        return np.where(self.known[at] == keys, self.groups[at], np.int32(1))


def phrases(world: Board, first: Sequence[int], found: Sequence[Group]) -> Phrases:
    """`first` as from `reposts`. Weight of a triple: log of (groups / groups that use it)."""
    texts = sorted(set(first))
    row_of = {at: row for row, at in enumerate(texts)}
    row = array("q", (row_of[at] for at in first))
    said = _spoken(world, texts)
    known, groups = used_by_several(said, [sorted({row[at] for at in group.ads}) for group in found])
    most = int(groups.max(initial=1))
    return Phrases(said, row, known, groups, np.log(max(2, len(found)) / np.maximum(1, np.arange(most + 1))))


def _spoken(world: Board, texts: Sequence[int]) -> Spoken:
    every, numbers, words, starts = texts_of(world.readings), _Numbers(), array("I"), array("q", [0])
    for at in texts:
        names, said = world.names[at], words_in(every[at])
        words.extend(map(numbers.__getitem__, (word for word in said if word not in names) if names else said))
        starts.append(len(words))
    last = np.uint32((1 << _WIDTH) - 1)
    return Spoken(np.minimum(np.frombuffer(words, np.uint32), last), np.frombuffer(starts, np.int64))


class _Numbers(dict[str, int]):
    """Words in the order in which they are met."""

    def __missing__(self, word: str) -> int:
        self[word] = number = len(self)
        return number


def used_by_several(
    said: Spoken, rows: Sequence[Sequence[int]], at_once: int = AT_ONCE
) -> tuple[Keys, NDArray[np.int32]]:
    """The triples that several groups use (`rows`: the texts of each), sorted, and how many do. Counted a part of the
    triples at a time, so that those of a million texts aren't held at once."""
    text = np.fromiter((one for own in rows for one in own), np.int64)
    group = np.repeat(np.arange(len(rows)), [len(own) for own in rows])
    parts = 1 + len(said.words) // at_once
    found = [_counted(said, text, group, part, parts) for part in range(parts)]
    known = np.concatenate([keys for keys, _ in found])
    order = np.argsort(known)
    return known[order], np.concatenate([groups for _, groups in found])[order]


def _counted(said: Spoken, text: Keys, group: Keys, part: int, parts: int) -> tuple[Keys, NDArray[np.int32]]:
    every, user = _used(said, text, group, part, parts)
    order = np.argsort(every, kind="stable")
    every, user = every[order], user[order]
    del order
    fresh = np.ones(len(every), np.bool_)
    fresh[1:] = (every[1:] != every[:-1]) | (user[1:] != user[:-1])
    every = every[fresh]
    edges = np.flatnonzero(np.diff(every, prepend=-1))
    groups = np.diff(edges, append=len(every))
    several = groups > 1
    return every[edges[several]], groups[several].astype(np.int32)


def _used(said: Spoken, text: Keys, group: Keys, part: int, parts: int) -> tuple[Keys, NDArray[np.int32]]:
    """Each triple of a part with the group that uses it, in order of groups."""
    keys, users = [np.empty(0, np.int64)], [np.empty(0, np.int32)]
    for start in range(0, len(text), TEXTS):
        own, at = said.of_many(text[start : start + TEXTS], part, parts)
        keys.append(own)
        users.append(group[start + at].astype(np.int32))
    return np.concatenate(keys), np.concatenate(users)


def _held(keys: Keys, other: Keys) -> NDArray[np.bool_]:
    """Which of `keys` are among `other`, which is sorted."""
    if not len(other):
        return np.zeros(len(keys), np.bool_)
    held: NDArray[np.bool_] = other[np.minimum(np.searchsorted(other, keys), len(other) - 1)] == keys
    return held


def _joined(words: Keys) -> Keys:
    return words[:-2] << 2 * _WIDTH | words[1:-1] << _WIDTH | words[2:]


def _distinct(keys: Keys) -> Keys:
    """Sorted, once each; `np.unique` takes ten times as long on so few."""
    keys.sort()
    return keys[np.concatenate(([True], keys[1:] != keys[:-1]))]
