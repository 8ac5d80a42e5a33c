"""Reposts: the same words put up again.

Two ads are reposts of each other when their folded texts are equal: case, digits (so phones, prices
and ages), punctuation, emoji and white space don't count. About 90 % of crawled ads are reposts
(Rivas 2024), so later stages compare each distinct text once.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from safelight.ads.core.reading import Reading, text_of

_NOT_LETTERS = re.compile(r"[\W\d_]+")


def folded(text: str) -> str:
    """Lower-case letters of any script, one space between words."""
    return _NOT_LETTERS.sub(" ", text.lower()).strip()


def reposts(readings: Sequence[Reading]) -> list[int]:
    """`first[i]` is the smallest index whose folded text equals that of reading i."""
    seen: dict[str, int] = {}
    return [seen.setdefault(folded(text_of(reading.ad)), at) for at, reading in enumerate(readings)]
