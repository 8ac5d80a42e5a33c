"""The obvious near index: a list of fingerprints, each compared in full. The twin that tests compare with."""

from __future__ import annotations

from collections.abc import Sequence


class ScanIndex:
    """Implements `ports.NearIndex` with a dictionary and a loop."""

    def __init__(self) -> None:
        self._held: dict[int, int] = {}

    def __len__(self) -> int:
        return len(self._held)

    def add(self, numbers: Sequence[int], bits: Sequence[bytes]) -> None:
        self._held.update((number, int.from_bytes(one)) for number, one in zip(numbers, bits, strict=True))

    def remove(self, numbers: Sequence[int]) -> None:
        for number in numbers:
            self._held.pop(number, None)

    def search(self, queries: Sequence[bytes], distance: int) -> list[tuple[int, int, int]]:
        found = []
        for place, query in enumerate(queries):
            asked = int.from_bytes(query)
            near = ((number, (asked ^ one).bit_count()) for number, one in self._held.items())
            found += [(place, number, apart) for number, apart in near if apart <= distance]
        return sorted(found)
