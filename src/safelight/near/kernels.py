"""The numba kernels behind `near`. Import this module inside functions only: loading numba costs about 1.5 s.

Compiled code is cached beside the source, or in the user's cache folder when that can't be
written; when neither can be, it is compiled again in each process (about 3 s). Every literal that meets a
uint64 is a uint64: numba turns a mix of uint64 and int64 into float64.
"""

from __future__ import annotations

import numpy as np

from safelight.near.compiled import compiled

_U = np.uint64
_MASK40 = _U((1 << 40) - 1)
_EIGHT, _SHIFT_HIGH = _U(8), _U(32)
_S30, _S27, _S31 = _U(30), _U(27), _U(31)
_M1, _M2 = _U(0xBF58476D1CE4E5B9), _U(0x94D049BB133111EB)
_GOLDEN = _U(0x9E3779B97F4A7C15)
_EMPTY = np.uint32(0xFFFFFFFF)


@compiled
def mix(value):  # type: ignore[no-untyped-def]
    """The finaliser of splitmix64 (Steele, Lea, Flood 2014)."""
    value = (value ^ (value >> _S30)) * _M1
    value = (value ^ (value >> _S27)) * _M2
    return value ^ (value >> _S31)


@compiled
def ornament(data, at, end):  # type: ignore[no-untyped-def]
    """Bytes of the emoji, dingbat, zero-width or typographic sign that starts at `at`; 0 when it is none."""
    first = data[at]
    if first == 0xF0 and at + 3 < end and data[at + 1] == 0x9F:
        return 4
    if at + 2 >= end:
        return 0
    second = data[at + 1]
    if first == 0xE2 and (second == 0x80 or 0x98 <= second <= 0x9E or 0xAC <= second <= 0xAD):
        return 3
    if first == 0xEF and second == 0xB8:
        return 3
    return 0


@compiled
def fold(data, start, end, out):  # type: ignore[no-untyped-def]
    """Writes the folded text of data[start:end] to `out` and returns its length. See `twin.folded`."""
    size = 0
    at = start
    gap = False
    while at < end:
        byte = data[at]
        if 65 <= byte <= 90:
            byte += 32
        if byte < 128 and not 97 <= byte <= 122:
            gap = True
            at += 1
            continue
        skip = ornament(data, at, end) if byte >= 0xE2 else 0
        if skip > 0:
            gap = True
            at += skip
            continue
        if gap and size > 0:
            out[size] = 32
            size += 1
        gap = False
        out[size] = byte
        size += 1
        at += 1
    return size


@compiled
def minhash(data, offsets, permutations, out, counts):  # type: ignore[no-untyped-def]
    """Fills `out` (documents x permutations) and `counts` (shingles a document); `permutations` is [multiply, add]."""
    multiply, add = permutations[0], permutations[1]
    longest = 0
    for row in range(len(offsets) - 1):
        longest = max(longest, offsets[row + 1] - offsets[row])
    folded = np.empty(longest + 1, np.uint8)
    rows = multiply.shape[0]
    for row in range(len(offsets) - 1):
        size = fold(data, offsets[row], offsets[row + 1], folded)
        counts[row] = max(0, size - 4)
        for k in range(rows):
            out[row, k] = _EMPTY
        window = _U(0)
        for at in range(size):
            window = ((window << _EIGHT) | _U(folded[at])) & _MASK40
            if at < 4:
                continue
            shingle = mix(window + _GOLDEN)
            for k in range(rows):
                value = np.uint32((multiply[k] * shingle + add[k]) >> _SHIFT_HIGH)
                out[row, k] = min(out[row, k], value)


@compiled
def unite(parent, pairs):  # type: ignore[no-untyped-def]
    """Union-find with path halving; the smaller index is the root. `parent` ends fully flattened."""
    for p in range(pairs.shape[0]):
        a, b = pairs[p, 0], pairs[p, 1]
        while parent[a] != a:
            parent[a] = parent[parent[a]]
            a = parent[a]
        while parent[b] != b:
            parent[b] = parent[parent[b]]
            b = parent[b]
        if a < b:
            parent[b] = a
        elif b < a:
            parent[a] = b
    for node in range(parent.shape[0]):
        parent[node] = parent[parent[node]]
