"""Boilerplate: sentences that many otherwise unrelated texts carry, dropped before texts are compared.

Two passes over the distinct texts. The first counts in how many texts a sentence stands. The second looks at
what else those texts say: a sentence is boilerplate when the texts without it fall apart into many
unlike ones. A script that one hand uses a hundred times is no boilerplate: its texts stay alike without any
one sentence. Disclaimers, site notices and borrowed phrases are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from safelight import near
from safelight.ads.core.repost import folded

FEWEST_TEXTS = 6
"""Distinct texts that must carry a sentence before it can be boilerplate."""

SAMPLE = 16
"""Texts looked at for each sentence, evenly spread over those that carry it."""

ALIKE = 0.5
"""Texts whose remainders reach this estimated Jaccard similarity count as one voice."""

FEWEST_VOICES = 5
"""Unlike voices among the sample that make a sentence boilerplate; a small group of friends is below it."""

_BREAK = re.compile(r"[.!?;|•*~\n\r]+|\s[-–—]\s")
_SHORTEST = 12


def sentence_spans(text: str) -> list[tuple[str, int, int]]:
    """(folded key, start, end) of each sentence or line; the key is empty when it is too short to count."""
    found, start = [], 0
    for gap in (*_BREAK.finditer(text), None):
        end = gap.start() if gap else len(text)
        piece = text[start:end]
        key = folded(piece)
        if key:
            bare = start + len(piece) - len(piece.lstrip())
            found.append((key if len(key) >= _SHORTEST else "", bare, start + len(piece.rstrip())))
        start = gap.end() if gap else end
    return found


def sentences(text: str) -> list[tuple[str, str]]:
    """(piece as written, folded key) of each sentence or line."""
    return [(text[start:end], key) for key, start, end in sentence_spans(text)]


def stripped(texts: Sequence[str]) -> tuple[list[str], frozenset[str]]:
    """Distinct texts without their boilerplate sentences, and the keys of these. A text without any stays as it is."""
    split = [sentences(text) for text in texts]
    common = boilerplate(split)
    if not common:
        return list(texts), common
    return [
        " . ".join(piece for piece, key in pieces if key not in common)
        if any(key in common for _, key in pieces)
        else text
        for text, pieces in zip(texts, split, strict=True)
    ], common


def boilerplate(split: Sequence[Sequence[tuple[str, str]]]) -> frozenset[str]:
    """Keys of the boilerplate sentences of distinct texts, given as `sentences` of each. Linear: at most SAMPLE
    remainders a sentence."""
    carriers: dict[str, list[int]] = {}
    for at, pieces in enumerate(split):
        for key in sorted({key for _, key in pieces if key}):
            carriers.setdefault(key, []).append(at)
    suspects = {key: _spread(rows) for key, rows in sorted(carriers.items()) if len(rows) >= FEWEST_TEXTS}
    return frozenset(_with_many_voices(suspects, split))


def _spread(rows: Sequence[int]) -> list[int]:
    return [rows[at * len(rows) // SAMPLE] for at in range(SAMPLE)] if len(rows) > SAMPLE else list(rows)


def _with_many_voices(
    suspects: Mapping[str, Sequence[int]], split: Sequence[Sequence[tuple[str, str]]]
) -> Iterable[str]:
    rests = [
        " . ".join(piece for piece, other in split[row] if other != key)
        for key, rows in suspects.items()
        for row in rows
    ]
    signatures, _ = near.from_strings(rests)
    start = 0
    for key, rows in suspects.items():
        if voices(signatures[start : start + len(rows)]) >= FEWEST_VOICES:
            yield key
        start += len(rows)


def voices(signatures: NDArray[np.uint32]) -> int:
    """How many leaders a greedy pass finds, up to FEWEST_VOICES: a text not ALIKE to any so far becomes one."""
    leaders = signatures[:1]
    for row in signatures[1:]:
        if len(leaders) >= FEWEST_VOICES:
            break
        if not ((leaders == row).mean(axis=1) >= ALIKE).any():
            leaders = np.vstack((leaders, row))
    return len(leaders)
