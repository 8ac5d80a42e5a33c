"""Shelves: ads and readings put aside in a file without a name, each made again when somebody looks at it.

They are sequences like any other, so that whoever judges doesn't know. A few thousand stay made, because who looks at
an ad looks at it several times. Promises: nothing is left when the run ends, however it ends.
"""

from __future__ import annotations

import os
from abc import abstractmethod
from array import array
from collections.abc import Iterator, Sequence
from typing import BinaryIO, TypeVar, overload

from safelight.ads.core.ad import Ad
from safelight.ads.core.flat import ad_of, reading_of, text_in
from safelight.ads.core.reading import Reading

AT_HAND = 4_096
"""Readings that stay made: 20 MB."""

Item_co = TypeVar("Item_co", covariant=True)


class Shelf:
    """Strings of bytes by their number, in a file that nobody else writes to. Any thread may take."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._ends = array("q", [0])
        self._flushed = 0

    def __len__(self) -> int:
        return len(self._ends) - 1

    def put(self, one: bytes) -> int:
        """The number under which it is found again."""
        self._file.write(one)
        self._ends.append(self._ends[-1] + len(one))
        return len(self._ends) - 2

    def take(self, number: int) -> bytes:
        start, end = self._ends[number], self._ends[number + 1]
        if end > self._flushed:
            self._file.flush()
            self._flushed = self._ends[-1]
        return os.pread(self._file.fileno(), end - start, start)


class Shelved(Sequence[Item_co]):
    """What a sequence of `count` makes when it is asked. Subclasses say `made`."""

    def __init__(self, count: int) -> None:
        self._count = count

    @abstractmethod
    def made(self, at: int) -> Item_co: ...

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[Item_co]:
        return map(self.made, range(self._count))

    @overload
    def __getitem__(self, at: int) -> Item_co: ...
    @overload
    def __getitem__(self, at: slice) -> list[Item_co]: ...
    def __getitem__(self, at: int | slice) -> Item_co | list[Item_co]:
        if isinstance(at, slice):
            return [self.made(one) for one in range(*at.indices(self._count))]
        return self.found(range(self._count)[at])

    def found(self, at: int) -> Item_co:
        return self.made(at)


class ShelvedAds(Shelved[Ad]):
    """`numbers[i]`: where on the shelf ad i stands."""

    def __init__(self, shelf: Shelf, numbers: Sequence[int]) -> None:
        super().__init__(len(numbers))
        self._shelf, self._numbers = shelf, numbers

    def made(self, at: int) -> Ad:
        return ad_of(self.flat(at))

    def flat(self, at: int) -> bytes:
        return self._shelf.take(self._numbers[at])

    @property
    def texts(self) -> ShelvedTexts:
        return ShelvedTexts(self)


class ShelvedTexts(Shelved[str]):
    """The text of each ad."""

    def __init__(self, ads: ShelvedAds) -> None:
        super().__init__(len(ads))
        self._ads = ads

    def made(self, at: int) -> str:
        return text_in(self._ads.flat(at))


class ShelvedReadings(Shelved[Reading]):
    """One reading an ad. `numbers[i]`: where on the shelf what was read in ad i stands."""

    def __init__(self, ads: Sequence[Ad], shelf: Shelf, numbers: Sequence[int]) -> None:
        super().__init__(len(ads))
        self.ads, self._shelf, self._numbers = ads, shelf, numbers
        self._at_hand: dict[int, Reading] = {}

    def made(self, at: int) -> Reading:
        return reading_of(self.ads[at], self._shelf.take(self._numbers[at]))

    def found(self, at: int) -> Reading:
        reading = self._at_hand.get(at)
        if reading is None:
            if len(self._at_hand) >= AT_HAND:
                self._at_hand.clear()
            reading = self._at_hand[at] = self.made(at)
        return reading
