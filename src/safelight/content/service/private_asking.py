"""The asker's side of the private check: blind, have evaluated, verify, unblind, look up at home.

Nothing that names a fingerprint leaves: blinded elements do, and with `by_bucket` the first bits of each value.
Promises: an answer counts only with the proof of one key for all of it; a row without an exact fingerprint is said to
be not asked, never "no". A hit here is known to the asker alone: to reach who holds it, check or submit it openly.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import BinaryIO

from safelight.content.core.fingerprint import Fingerprint
from safelight.content.core.listing import ListRow
from safelight.content.core.private import MOST_ASKED, asks_privately, buckets, cut, prefix_of, text_of
from safelight.content.ports import PrivateNetwork
from safelight.content.sources.rows import read_rows
from safelight.infra import oprf
from safelight.kernel.errors import Invalid
from safelight.kernel.provenance import Rejected

Report = Callable[[Rejected], None]
NOT_ASKED = "no md5, sha1 or sha256: not asked, a private check is for exact fingerprints"


@dataclass(slots=True)
class Totals:
    """What a run asked. `key`: the network's public key of the month, to be compared with what others were given."""

    rows: int = 0
    asked: int = 0
    known: int = 0
    refused: int = 0
    epoch: str = ""
    key: str = ""
    entries: int = 0
    buckets: int = 0


@dataclass(frozen=True, slots=True)
class Asking:
    """One run. `expected`: the public key that must be in use, or None; `random` gives so many random bytes."""

    network: PrivateNetwork
    random: Callable[[int], bytes]
    expected: bytes | None = None
    by_bucket: bool = False

    def ask(
        self, stream: BinaryIO, name: str, report: Callable[[Rejected], None], totals: Totals
    ) -> Iterator[dict[str, object]]:
        """One record for each sound row of a file that `content hash` wrote, in order."""
        epoch, public, totals.entries, fewest, most = self.network.announced()
        if self.expected is not None and public != self.expected:
            raise Invalid("content.private.key", "The network's key is not the one you named: nothing was asked of it.")
        totals.epoch, totals.key = epoch, public.hex()
        bits = max(fewest, most) if self.by_bucket else fewest
        known = Known(self.network, epoch, bits, totals)
        if not self.by_bucket:
            known.fetch(range(1 << bits))
        rows = self._sound(read_rows(stream, name), report, totals)
        while batch := list(islice(rows, MOST_ASKED // 3)):
            yield from self._answers(batch, epoch, public, known, totals)

    @staticmethod
    def _sound(rows: Iterable[ListRow | Rejected], report: Report, totals: Totals) -> Iterator[ListRow]:
        for row in rows:
            if isinstance(row, Rejected):
                totals.refused += 1
                report(row)
            else:
                totals.rows += 1
                yield row

    def _answers(
        self, batch: Sequence[ListRow], epoch: str, public: bytes, known: Known, totals: Totals
    ) -> Iterator[dict[str, object]]:
        asked = {one: b"" for row in batch for one in row.fingerprints if asks_privately(one)}
        if asked:
            asked = dict(zip(asked, self._values(list(asked), epoch, public), strict=True))
            known.fetch(buckets(asked.values(), known.bits))
        totals.asked += len(asked)
        for row in batch:
            exact = [one for one in row.fingerprints if asks_privately(one)]
            if not exact:
                yield {"id": row.id, "known": None, "note": NOT_ASKED}
                continue
            met = [one.kind for one in exact if asked[one] in known]
            totals.known += bool(met)
            yield {"id": row.id, "known": bool(met), "kinds": met}

    def _values(self, asked: Sequence[Fingerprint], epoch: str, public: bytes) -> list[bytes]:
        """The function's value of each, cut as the set is."""
        texts = [text_of(one) for one in asked]
        blinds = [oprf.new_scalar(self.random(oprf.OUT)) for _ in texts]
        blinded = [oprf.blind(text, by) for text, by in zip(texts, blinds, strict=True)]
        elements, proof = self.network.evaluate(epoch, blinded)
        evaluated = oprf.Evaluated(tuple(elements), proof)
        return [cut(one) for one in oprf.unblind(texts, blinds, blinded, public, evaluated)]


class Known:
    """Buckets of the published set, as far as they were fetched."""

    def __init__(self, network: PrivateNetwork, epoch: str, bits: int, totals: Totals) -> None:
        self.bits = bits
        self._network = network
        self._epoch = epoch
        self._totals = totals
        self._values: set[bytes] = set()
        self._there: set[int] = set()

    def fetch(self, wanted: Iterable[int]) -> None:
        for prefix in wanted:
            if prefix not in self._there:
                self._values.update(self._network.bucket(self._epoch, self.bits, prefix))
                self._there.add(prefix)
                self._totals.buckets += 1

    def __contains__(self, value: bytes) -> bool:
        if prefix_of(value, self.bits) not in self._there:
            raise ValueError("a value was looked up whose bucket is not there")
        return value in self._values
