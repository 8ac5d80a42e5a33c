"""Words: texts as sequences of word digests in which disguised letters don't matter (see `letters`).

Repeated letters count once; numbers, punctuation, emoji and invisible signs are left out. Scripts written without
spaces are cut into overlapping pairs of characters. Digests are 32-bit: two different words agree once in 4 billion.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from safelight.near.letters import chunks, letters

MOST_WORDS = 4_096
"""Words of a text that are compared: far more than any ad has (p95 200; research, 2026-11), and bounded."""


PICKED = 65_536
"""Texts picked at once: the places of their words take eight bytes each, more than the words themselves."""


@dataclass(frozen=True, slots=True)
class Words:
    """`words[starts[i]:starts[i + 1]]` is text i; `digests[i]` is equal for texts of equal words."""

    words: NDArray[np.uint32]
    starts: NDArray[np.int64]
    digests: NDArray[np.uint64]

    def __len__(self) -> int:
        return len(self.digests)

    def lengths(self) -> NDArray[np.int64]:
        return np.diff(self.starts)

    def pick(self, rows: NDArray[np.int64]) -> Words:
        """Those texts, in that order."""
        if np.array_equal(rows, np.arange(len(self))):
            return self
        lengths = self.lengths()[rows]
        starts = np.concatenate((np.zeros(1, np.int64), np.cumsum(lengths)))
        words = np.empty(starts[-1], np.uint32)
        for first in range(0, len(rows), PICKED):
            some = slice(first, first + PICKED)
            start, end = starts[first], starts[min(first + PICKED, len(rows))]
            at = np.repeat(self.starts[rows[some]] - starts[:-1][some], lengths[some]) + np.arange(start, end)
            words[start:end] = self.words[at]
        return Words(words, starts, self.digests[rows])


def words_of(texts: Iterable[str]) -> Words:
    """The words of each text, in order; words without a letter (numbers) and all after MOST_WORDS are left out."""
    from safelight.near import letter_kernels as kernels

    rows, starts, digests, size = [], [np.zeros(1, np.int64)], [], 0
    for part in chunks(texts):
        known = letters(part.codes)
        count = len(part.starts) - 1
        words = np.empty(len(part.codes) + count, np.uint32)
        ends, whole = np.empty(count, np.int64), np.empty(count, np.uint64)
        kernels.split(part.codes, part.starts, MOST_WORDS, known.heads, known.rows, words, ends, whole)
        rows.append(words[: ends[-1]].copy())
        starts.append(ends + size)
        digests.append(whole)
        size += int(ends[-1])
    return Words(
        np.concatenate(rows) if rows else np.zeros(0, np.uint32),
        np.concatenate(starts),
        np.concatenate(digests) if digests else np.zeros(0, np.uint64),
    )


_bare = np.zeros(0x110000, np.uint8)
"""0: not met yet; 1: a letter; 2: anything else."""


def bare(texts: Iterable[str]) -> Iterator[bytes]:
    """Each text in lower case, letters of any script only, one space between words, as UTF-32: equal for texts that
    differ in digits, punctuation, emoji, white space and case alone."""
    from safelight.near import letter_kernels as kernels

    for part in chunks(text.lower() for text in texts):
        fresh = np.unique(part.codes[_bare[part.codes] == 0])
        _bare[fresh] = [1 if chr(code).isalnum() and not chr(code).isdecimal() else 2 for code in fresh.tolist()]
        out, ends = np.empty(len(part.codes), np.uint32), np.empty(len(part.starts) - 1, np.int64)
        kernels.only_letters(part.codes, part.starts, _bare, out, ends)
        start = 0
        for end in ends.tolist():
            yield out[start:end].tobytes()
            start = end
