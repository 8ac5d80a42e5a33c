"""What the content network asks of things it doesn't control: a near index, and the ways a notice is announced."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray


class NearIndex(Protocol):
    """Finds stored 256-bit fingerprints within a Hamming distance, exactly. Numbers name fingerprints.

    Adding a number again, and removing one that isn't there, change nothing. A match is (query, number, distance).
    Until `ready` was called a search is Unavailable.
    """

    @property
    def position(self) -> int:
        """How far in the book this index reaches; 0 when it is new."""
        ...

    @property
    def mark(self) -> str:
        """What the book held at that position."""
        ...

    def reached(self, position: int, mark: str) -> None: ...

    def ready(self) -> None: ...

    def start_anew(self) -> None:
        """Forgets everything."""
        ...

    def save(self) -> None:
        """Writes down how far it reaches, where there is something to write it to."""
        ...

    def purge(self) -> None:
        """Takes what was removed off the disk too."""
        ...

    def close(self) -> None: ...

    def add(self, numbers: Sequence[int], bits: Sequence[bytes]) -> None: ...

    def remove(self, numbers: Sequence[int]) -> None: ...

    def search(self, queries: Sequence[bytes], distance: int) -> list[tuple[int, int, int]]: ...

    def search_rows(self, queries: NDArray[np.uint8], distance: int) -> NDArray[np.int64]:
        """The same on arrays: (queries x 32) in, a row a match out, in no order."""
        ...

    def __len__(self) -> int: ...


class Announcer(Protocol):
    """Tells a tenant outside the console that there is a notice. It gets pointers only, never what a notice says."""

    def announce(self, address: str, secret: bytes, notice_id: str, number: int, cause: str) -> None:
        """Raises Unavailable when it could not be done now."""
        ...


class PrivateNetwork(Protocol):
    """A network that answers private checks, as the asker reaches it. Failures are Unavailable, refusals as refused."""

    def announced(self) -> tuple[str, bytes, int, int, int]:
        """Month, public key, values in the set, fewest and most bits of a bucket's prefix."""
        ...

    def evaluate(self, epoch: str, blinded: Sequence[bytes]) -> tuple[list[bytes], bytes]:
        """The evaluated elements and the proof."""
        ...

    def bucket(self, epoch: str, bits: int, prefix: int) -> list[bytes]: ...
