"""Pictures of the demo world: fingerprints alone, no picture exists.

A picture's PDQ is 256 derived bits, about half of them set (as PDQ's median rule gives). A copy saved again
by another program has a new SHA-256 and a PDQ a few bits away, well inside the match distance of 31.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from random import Random

RESAVED_BITS = 12
"""Most bits a re-saved copy differs by; PDQ's authors match up to 31 of 256 (ThreatExchange, 2019)."""


@dataclass(frozen=True, slots=True)
class Picture:
    """`sha256` and `pdq` are 64 lower-case hex digits."""

    key: str
    sha256: str
    pdq: str

    def record(self) -> dict[str, object]:
        return {"sha256": self.sha256, "pdq": self.pdq}


def take(rng: Random, key: str) -> Picture:
    """A new picture."""
    pdq = f"{rng.getrandbits(256):064x}"
    return Picture(key, sha256(f"{key}/{pdq}".encode()).hexdigest(), pdq)


def resaved(rng: Random, picture: Picture) -> Picture:
    """The same picture saved again: other bytes, nearly the same look."""
    bits = int(picture.pdq, 16)
    for at in rng.sample(range(256), rng.randrange(0, RESAVED_BITS + 1)):
        bits ^= 1 << at
    pdq = f"{bits:064x}"
    return Picture(picture.key, sha256(f"{picture.key}/{pdq}/{rng.random()!r}".encode()).hexdigest(), pdq)
