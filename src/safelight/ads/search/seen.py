"""What the index has seen of two kinds of value that are asked for by nearness: picture prints and spots on the map.

A file of distinct fixed-width rows beside the index, appended before the index commits (so it may know more than the
index, never less), read whole into an array: a million prints are 32 MB and one pass of a few ms. A search turns "near
this" into the exact values that are, and asks the index for those: nothing near is missed, nothing else is found.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from safelight.ads.core.known import NEAR_BITS
from safelight.ads.core.query import Circle

EARTH_KM = 6371.0088
"""Mean radius of the Earth (IUGG)."""

SPOT_SCALE = 1_000
"""Spots are kept to a thousandth of a degree, 111 m: finer than any place an ad states."""


class Seen:
    """Distinct rows of `width` bytes in one file. One writer at a time (the caller holds the index's writer)."""

    def __init__(self, path: Path, width: int) -> None:
        self._path = path
        self._width = width
        self._lock = threading.Lock()
        self._rows: NDArray[np.uint8] = np.empty((0, width), np.uint8)

    def rows(self) -> NDArray[np.uint8]:
        """All rows, read again when the file has grown. A row cut off by a crash is not one."""
        with self._lock:
            size = self._path.stat().st_size if self._path.exists() else 0
            count = size // self._width
            if count != len(self._rows):
                read = np.fromfile(self._path, np.uint8, count * self._width)
                self._rows = read.reshape(-1, self._width)
            return self._rows

    def add(self, values: Iterable[bytes]) -> None:
        """Append what isn't there yet."""
        known = {row.tobytes() for row in self.rows()}
        fresh = sorted(set(values) - known)
        if fresh:
            with self._path.open("r+b" if self._path.exists() else "w+b") as file:
                file.seek(len(self.rows()) * self._width)
                file.truncate()
                file.write(b"".join(fresh))


def print_row(pdq: str) -> bytes:
    return bytes.fromhex(pdq)


def near_prints(rows: NDArray[np.uint8], pdq: str, distance: int = NEAR_BITS) -> list[str]:
    """The prints (as hex) within `distance` bits of `pdq`, that one first."""
    if not len(rows):
        return []
    wanted = np.frombuffer(bytes.fromhex(pdq), np.uint64)
    words = np.ascontiguousarray(rows).view(np.uint64)
    bits = np.bitwise_count(words[:, 0] ^ wanted[0])
    left = np.flatnonzero(bits <= distance)
    bits = bits[left]
    for column in (1, 2, 3):  # each column leaves few rows to the next: unrelated prints differ in half of all bits
        bits = bits + np.bitwise_count(words[left, column] ^ wanted[column])
        left, bits = left[bits <= distance], bits[bits <= distance]
    ranked = sorted(zip(bits.tolist(), left.tolist(), strict=True))
    return [rows[at].tobytes().hex() for _, at in ranked]


def spot_row(lat: float, lon: float) -> bytes:
    return np.array([round(lat * SPOT_SCALE), round(lon * SPOT_SCALE)], np.int32).tobytes()


def near_spots(rows: NDArray[np.uint8], circle: Circle) -> list[str]:
    """The spots (as index terms) within the circle: haversine over all."""
    if not len(rows):
        return []
    degrees = np.ascontiguousarray(rows).view(np.int32) / SPOT_SCALE
    lat, lon = np.radians(degrees[:, 0]), np.radians(degrees[:, 1])
    here_lat, here_lon = np.radians(circle.lat), np.radians(circle.lon)
    half = np.sin((lat - here_lat) / 2) ** 2
    half += np.cos(lat) * np.cos(here_lat) * np.sin((lon - here_lon) / 2) ** 2
    km = 2 * EARTH_KM * np.arcsin(np.sqrt(np.minimum(half, 1.0)))
    return [rows[at].tobytes().hex() for at in np.flatnonzero(km <= circle.km).tolist()]
