"""Known pictures: fingerprints that somebody entitled to holds, and the question whether an ad carries one.

A list holds SHA-256 and PDQ digests, 64 hex digits each, never a picture. SHA-256 matches exactly; PDQ within 31 of
256 bits, found without a miss: two prints that differ in at most 31 bits agree in one of 16 chunks up to a single bit
(31 // 16 = 1), so looking every chunk up with each of its 17 near values meets every match. A flat print (a blank or
failed picture) would match everything blank and is left out of the list. `near_by_all` is the obvious twin.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from safelight.ads.core.ad import Image
from safelight.ads.core.selector import FLAT_PICTURE

NEAR_BITS = 31
"""Bits of 256 by which two PDQ prints of one picture may differ (ThreatExchange, PDQ's authors, 2019)."""

CHUNKS = 16
CHUNK_BITS = 16

_DIGEST = re.compile(r"(?:(?P<kind>sha256|pdq)\s*[:,;\s]\s*)?(?P<hex>[0-9A-Fa-f]{64})")


class KnownImages:
    """A closed list, asked by `match`. `digests` are lower-case hex; what kind each is need not be said: a SHA-256 and
    a PDQ print of other pictures come within 31 bits of each other about once in 10^35 pairs."""

    def __init__(self, digests: Iterable[str] = ()) -> None:
        self.digests = frozenset(digest.lower() for digest in digests)
        prints = sorted(int(digest, 16) for digest in self.digests)
        self._prints = [one for one in prints if not is_flat(one)]
        self._chunks: dict[tuple[int, int], list[int]] = {}
        for number, one in enumerate(self._prints):
            for at in range(CHUNKS):
                self._chunks.setdefault((at, _chunk(one, at)), []).append(number)

    def __len__(self) -> int:
        return len(self.digests)

    def match(self, images: Iterable[Image]) -> str | None:
        """The digest of the first image that is known, or None."""
        if not self.digests:
            return None
        for image in images:
            if image.sha256 in self.digests:
                return image.sha256
            if image.pdq is not None and self.near(image.pdq):
                return image.pdq
        return None

    def near(self, pdq: str) -> bool:
        """Whether a listed print differs from `pdq` in at most NEAR_BITS bits."""
        wanted = int(pdq, 16)
        if is_flat(wanted):
            return False
        return any((wanted ^ self._prints[number]).bit_count() <= NEAR_BITS for number in self._suspects(wanted))

    def _suspects(self, wanted: int) -> Iterator[int]:
        seen: set[int] = set()
        for at in range(CHUNKS):
            own = _chunk(wanted, at)
            for value in (own, *(own ^ (1 << bit) for bit in range(CHUNK_BITS))):
                for number in self._chunks.get((at, value), ()):
                    if number not in seen:
                        seen.add(number)
                        yield number


NOTHING_KNOWN = KnownImages()


def near_by_all(digests: Iterable[str], pdq: str) -> bool:
    """The obvious twin of `KnownImages.near`: every listed print against this one."""
    wanted = int(pdq, 16)
    prints = (int(digest, 16) for digest in digests)
    return not is_flat(wanted) and any((wanted ^ one).bit_count() <= NEAR_BITS for one in prints if not is_flat(one))


def is_flat(pdq: int) -> bool:
    """Whether a print is of a blank or failed picture."""
    return not FLAT_PICTURE <= pdq.bit_count() <= 256 - FLAT_PICTURE


def _chunk(one: int, at: int) -> int:
    return one >> (CHUNK_BITS * at) & ((1 << CHUNK_BITS) - 1)


def read_digests(text: str) -> tuple[frozenset[str], list[str]]:
    """(digests, refused lines) of a hash list: one digest a line, bare or behind `sha256` or `pdq`; what follows a
    comma, blank lines and lines that begin with # are passed over. MD5 and SHA-1 are refused: ads don't carry them."""
    found: set[str] = set()
    refused = []
    for number, line in enumerate(text.splitlines(), 1):
        stripped = line.strip().strip('"')
        if not stripped or stripped.startswith("#"):
            continue
        match = _DIGEST.match(stripped)
        if match is None or stripped[match.end() : match.end() + 1].isalnum():
            refused.append(f"line {number}: expected 64 hex digits of a SHA-256 or PDQ")
        else:
            found.add(match["hex"].lower())
    return frozenset(found), refused
