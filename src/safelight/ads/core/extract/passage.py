"""A passage: one field of an ad, folded, with the spans that other rules have already claimed.

Rules read `lower` or `text` and report with `mention`, which turns their span into one of the original field.
Claims keep a price rule from reading digits of a phone. Next: one file per field of the extraction beside this one.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterable

from safelight.ads.core.extract.digits import Hit, number_words, weighed
from safelight.ads.core.extract.normalise import Folded, fold
from safelight.ads.core.mention import Field, Mention, Source, Value

_FIGURES = re.compile(r"[0-9]+")


class Passage:
    """Folded text of one source and sorted, non-overlapping claims on it."""

    __slots__ = ("_ends", "_figures", "_hits", "_numbers", "_starts", "folded", "lower", "source", "text")

    def __init__(self, source: Source, original: str) -> None:
        self.source: Source = source
        self.folded: Folded = fold(original)
        self.text = self.folded.text
        self.lower = self.folded.lower
        self._starts: list[int] = []
        self._ends: list[int] = []
        self._figures: list[tuple[int, int]] | None = None
        self._numbers: list[tuple[int, int]] | None = None
        self._hits: list[Hit] | None = None

    def claim(self, spans: Iterable[tuple[int, int]]) -> None:
        """Marks folded spans as read. Overlapping claims melt into one."""
        more = list(spans)
        if not more:
            return
        merged: list[list[int]] = []
        for start, end in sorted([*zip(self._starts, self._ends, strict=True), *more]):
            if merged and start <= merged[-1][1]:
                merged[-1][1] = max(merged[-1][1], end)
            else:
                merged.append([start, end])
        self._starts = [start for start, _ in merged]
        self._ends = [end for _, end in merged]

    @property
    def claims(self) -> tuple[list[int], list[int]]:
        """Where claims start and end."""
        return self._starts, self._ends

    @claims.setter
    def claims(self, claims: tuple[list[int], list[int]]) -> None:
        self._starts, self._ends = claims

    def claimed(self, start: int, end: int) -> bool:
        """Whether any claim overlaps [start, end)."""
        if not self._starts:
            return False
        at = bisect.bisect_left(self._starts, end) - 1
        return at >= 0 and self._ends[at] > start

    def unfold(self, start: int, end: int) -> tuple[int, int]:
        """The folded span of an original one: the way back of `Folded.span`."""
        offsets = self.folded.offsets
        if offsets is None:
            return start, end
        return bisect.bisect_left(offsets, start), bisect.bisect_left(offsets, end)

    @property
    def longest(self) -> int:
        """Characters of its longest word."""
        return max(map(len, self.text.split()), default=0)

    @property
    def figures(self) -> list[tuple[int, int]]:
        """Spans of plain digits, found once."""
        if self._figures is None:
            self._figures = [hit.span() for hit in _FIGURES.finditer(self.lower)]
        return self._figures

    @property
    def number_words(self) -> list[tuple[int, int]]:
        """Spans of number words and their parts, found once; candidates only."""
        if self._numbers is None:
            self._numbers = number_words(self.lower)
        return self._numbers

    @property
    def hits(self) -> list[Hit]:
        """Plain digits and number words together, in order, found once."""
        if self._hits is None:
            self._hits = weighed(self.figures, self.number_words)
        return self._hits

    def around(self, hits: Iterable[tuple[int, int]], before: int, after: int) -> list[tuple[int, int]]:
        """Stretches of the folded text that lie near unclaimed hits (in order), merged, ending between words."""
        lower, found = self.lower, list[tuple[int, int]]()
        for first, last in hits:
            if self.claimed(first, last):
                continue
            start, end = max(0, first - before), min(len(lower), last + after)
            if found and start <= found[-1][1]:
                found[-1] = (found[-1][0], end)
            else:
                found.append((start, end))
        return [(start, _word_end(lower, end)) for start, end in found]

    def mention(self, field: Field, value: Value, start: int, end: int, rule: str, obscured: bool = False) -> Mention:
        first, last = self.folded.span(start, end)
        return Mention(field, value, first, last, self.source, rule, obscured)


def _word_end(lower: str, end: int) -> int:
    """The end of the word that `end` cuts, at most 16 characters on."""
    limit = min(len(lower), end + 16)
    while end < limit and lower[end].isalnum():
        end += 1
    return end
