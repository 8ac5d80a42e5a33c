"""Reposts: the same words put up again.

Two ads are reposts of each other when their folded texts are equal: case, digits (so phones, prices
and ages), punctuation, emoji and white space don't count. About 90 % of crawled ads are reposts
(Rivas 2024), so later stages compare each distinct text once.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from hashlib import blake2b

from safelight.ads.core.reading import Reading, texts_of
from safelight.near.words import bare

_NOT_LETTERS = re.compile(r"[\W\d_]+")


_ASCII_LETTERS = {code: chr(code) if chr(code).isalpha() else " " for code in range(128)}


def folded(text: str) -> str:
    """Lower-case letters of any script, one space between words."""
    return " ".join(words_in(text))


def words_in(text: str) -> list[str]:
    """The words of a text in lower case, as `folded` tells them apart."""
    if text.isascii():
        return text.lower().translate(_ASCII_LETTERS).split()
    return _NOT_LETTERS.sub(" ", text.lower()).split()


def reposts(readings: Sequence[Reading]) -> list[int]:
    """`first[i]` is the smallest index whose folded text equals that of reading i: 128 bits of its digest, so that the
    texts of a million ads aren't held twice."""
    seen: dict[bytes, int] = {}
    letters = bare(texts_of(readings))
    return [seen.setdefault(blake2b(own, digest_size=16).digest(), at) for at, own in enumerate(letters)]
