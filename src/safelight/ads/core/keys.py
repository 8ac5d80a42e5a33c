"""Keys: 64-bit numbers under which the ads that share something can be found again.

Identifiers and pictures by their digest, an equal text by that of its letters, a text alike by the phrases of its
sketch. Two different things under one key cost a look, nothing else: what ads have in common is decided from the ads.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from safelight.ads.core.known import NEAR_BITS
from safelight.ads.core.reading import Reading, text_of
from safelight.ads.core.repost import folded
from safelight.ads.core.selector import Selector
from safelight.near.prints import nearest

Keys = NDArray[np.uint64]


def selector_key(selector: Selector) -> int:
    """Of an identifier or a picture."""
    return _digest(f"{selector.kind}\x1f{selector.value}")


def text_key(reading: Reading) -> int:
    """Equal for reposts of one text, see `repost.py`."""
    return _digest(f"text\x1f{folded(text_of(reading.ad))}")


def _digest(value: str) -> int:
    return int.from_bytes(hashlib.blake2b(value.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little")


def families_after(known: Mapping[str, str], fresh: Iterable[str], among: Mapping[str, str]) -> dict[str, str]:
    """`known` (print to the print of its family) with prints that are new: each goes to the family of a known print
    that is near it or near one of its own family `among` the new ones; else it is as `among` says."""
    new = sorted(set(fresh) - known.keys())
    if not new or not known:
        return {**known, **{one: among[one] for one in new}}
    prints = list(known)
    rows = nearest(_bytes(prints), _bytes(new), NEAR_BITS).tolist()
    taken: dict[str, str] = {}
    for one, row in zip(new, rows, strict=True):
        if row >= 0:
            family = known[prints[row]]
            taken[among[one]] = min(family, taken.get(among[one], family))
    return {**known, **{one: taken.get(among[one], among[one]) for one in new}}


def _bytes(prints: Sequence[str]) -> NDArray[np.uint8]:
    return np.frombuffer(bytes.fromhex("".join(prints)), np.uint8).reshape(-1, 32)
