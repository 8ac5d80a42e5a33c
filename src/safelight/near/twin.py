"""The obvious twins of the kernels, in plain Python: slow, short, and the measure of the fast ones in tests."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from safelight.near.minhash import ADD, MULTIPLY, ROWS

_MASK64 = (1 << 64) - 1
_GAP = re.compile(
    rb"(?:[\x00-\x60\x7b-\x7f]|\xf0\x9f[\x00-\xff]{2}|\xe2[\x80\x98-\x9e\xac\xad][\x00-\xff]|\xef\xb8[\x00-\xff])+"
)


def folded(text: str) -> bytes:
    """What the kernel hashes: letters in lower case, other scripts as they are, one space for everything else."""
    raw = re.sub(rb"[A-Z]", lambda match: match.group().lower(), text.lower().encode("utf-8", "surrogatepass"))
    return _GAP.sub(b" ", raw).strip(b" ")


def mix(value: int) -> int:
    value = ((value ^ (value >> 30)) * 0xBF58476D1CE4E5B9) & _MASK64
    value = ((value ^ (value >> 27)) * 0x94D049BB133111EB) & _MASK64
    return value ^ (value >> 31)


def signature(text: str) -> list[int]:
    """64 minima over all byte 5-shingles of the folded text."""
    raw = folded(text)
    shingles = {int.from_bytes(raw[at : at + 5], "big") for at in range(len(raw) - 4)}
    hashes = [mix((shingle + 0x9E3779B97F4A7C15) & _MASK64) for shingle in shingles]
    return [
        min((((MULTIPLY[k] * value + ADD[k]) & _MASK64) >> 32 for value in hashes), default=0xFFFFFFFF)
        for k in range(ROWS)
    ]


def components(count: int, pairs: Iterable[tuple[int, int]]) -> list[int]:
    """Spread the smallest label along edges until nothing changes."""
    label, edges = list(range(count)), list(pairs)
    changed = True
    while changed:
        changed = False
        for a, b in edges:
            low = min(label[a], label[b])
            changed = changed or label[a] != low or label[b] != low
            label[a] = label[b] = low
    return label


def common_length(a: Sequence[int], b: Sequence[int]) -> int:
    """Length of the longest common subsequence."""
    previous = [0] * (len(b) + 1)
    for x in a:
        row = [0]
        for j, y in enumerate(b):
            row.append(previous[j] + 1 if x == y else max(previous[j + 1], row[j]))
        previous = row
    return previous[-1]
