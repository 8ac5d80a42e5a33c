"""One segment of the near index: an immutable multi-index, the number of each row, and the file that holds both.

File: 8 bytes of magic, length and checksum of a JSON header, the header, then the arrays, each at a multiple of 64
bytes with a checksum of its own. Promises: a file is there whole or not at all (written aside, synced, renamed);
opening reads every byte once, so that damage is a `DamagedIndex` and never a missing match. What was read lies in
memory of its own, which the system backs with large pages: look-ups jump about, and neither wait for a disk nor for as
many address translations as in a mapped file (ADR 0028). Refuses pickle.
"""

from __future__ import annotations

import json
import os
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from safelight.kernel.errors import Unavailable
from safelight.near import multi_index
from safelight.near.multi_index import Hashes, MultiIndex

MAGIC = b"SLNEAR\x00\x01"
ALIGNED = 64
"""Bytes of a cache line; arrays begin at a multiple."""

KINDS = frozenset({"|u1", "<u4", "<u8", "<i8", "<f8"})

Numbers = NDArray[np.int64]


class DamagedIndex(Unavailable):
    """A file of the index is not what was written. Nothing is answered from it; the book can fill a fresh one."""


@dataclass(frozen=True, slots=True)
class Segment:
    """`numbers` ascend, one a row of `index`. `hidden` rows were removed since; it is the only part that changes."""

    index: MultiIndex
    numbers: Numbers
    hidden: NDArray[np.bool_]
    path: Path | None = None

    def __len__(self) -> int:
        return len(self.numbers)

    @property
    def alive(self) -> int:
        return len(self.numbers) - int(np.count_nonzero(self.hidden))

    def rows(self, numbers: Numbers) -> Numbers:
        """The row of each number, -1 where it isn't here or is hidden."""
        if not len(self.numbers):
            return np.full(len(numbers), -1, np.int64)
        at = np.minimum(np.searchsorted(self.numbers, numbers), len(self.numbers) - 1)
        return np.where((self.numbers[at] == numbers) & ~self.hidden[at], at, -1)

    def hide(self, numbers: Numbers) -> None:
        """Those that aren't here are passed over."""
        rows = self.rows(numbers)
        self.hidden[rows[rows >= 0]] = True

    def living(self) -> tuple[Numbers, Hashes]:
        """Numbers and hashes of what isn't hidden."""
        kept = ~self.hidden
        return self.numbers[kept], self.index.hashes()[kept]

    def search(self, queries: Hashes, distance: int) -> Numbers:
        """Rows of (query, number, distance)."""
        found = self.index.find(queries, distance)
        found = found[~self.hidden[found[:, 1]]]
        found[:, 1] = self.numbers[found[:, 1]]
        return found


def build(numbers: Numbers, hashes: Hashes) -> Segment:
    """A segment in memory. Each number stands once."""
    order = np.argsort(numbers, kind="stable")
    index = multi_index.build(np.ascontiguousarray(hashes[order]))
    return Segment(index, np.ascontiguousarray(numbers[order]), np.zeros(len(numbers), np.bool_))


def write(segment: Segment, path: Path) -> None:
    """Puts the segment (without what is hidden in it) at `path`, whole or not at all. Raises OSError."""
    arrays: dict[str, NDArray[Any]] = {**segment.index.arrays(), "numbers": segment.numbers}
    entries, at = {}, 0
    for name, array in arrays.items():
        at = -(-at // ALIGNED) * ALIGNED
        view = _bytes(array)
        entries[name] = {
            "kind": array.dtype.str,
            "shape": list(array.shape),
            "at": at,
            "size": array.nbytes,
            "crc": zlib.crc32(view),
        }
        at += array.nbytes
    header = json.dumps({"arrays": entries, "size": at}, separators=(",", ":")).encode("ascii")
    start = MAGIC + len(header).to_bytes(4, "little") + zlib.crc32(header).to_bytes(4, "little") + header
    begin = _aligned(len(start))

    aside = path.with_suffix(".part")
    with aside.open("wb") as file:
        os.fchmod(file.fileno(), 0o600)
        file.write(start)
        for name, array in arrays.items():
            file.seek(begin + int(str(entries[name]["at"])))
            file.write(_bytes(array))
        file.truncate(begin + at)
        file.flush()
        os.fsync(file.fileno())
    aside.replace(path)
    sync_folder(path.parent)


def read(path: Path) -> Segment:
    """The segment at `path`, in memory, every byte of it checked. Raises DamagedIndex."""
    try:
        with path.open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            if size < len(MAGIC) + 8:
                raise damaged(path, "it is cut off")
            held = np.empty(size, np.uint8)
            if file.readinto(held.data) != size:
                raise damaged(path, "it is cut off")
    except FileNotFoundError:
        raise damaged(path, "it is missing") from None
    except OSError as error:
        raise damaged(path, error.strerror or "it can't be read") from error
    arrays = _arrays(path, held)
    try:
        numbers = arrays.pop("numbers")
        index = multi_index.from_arrays(arrays)
    except (LookupError, ValueError) as error:
        raise damaged(path, "its arrays don't fit each other") from error
    if numbers.shape != (len(index),) or bool((np.diff(numbers) <= 0).any()):
        raise damaged(path, "its numbers don't fit its hashes")
    return Segment(index, numbers, np.zeros(len(index), np.bool_), path)


def _arrays(path: Path, held: NDArray[np.uint8]) -> dict[str, NDArray[Any]]:
    start = held[:16].tobytes()
    length = int.from_bytes(start[8:12], "little")
    header = held[16 : 16 + length].tobytes()
    if start[:8] != MAGIC or len(header) != length or zlib.crc32(header) != int.from_bytes(start[12:], "little"):
        raise damaged(path, "its header is not one")
    told = json.loads(header)
    begin = _aligned(16 + length)
    if len(held) != begin + int(told["size"]):
        raise damaged(path, "it is cut off")
    return {name: _array(path, held, begin, entry) for name, entry in told["arrays"].items()}


def _array(path: Path, held: NDArray[np.uint8], begin: int, entry: Mapping[str, Any]) -> NDArray[Any]:
    at, size = begin + int(entry["at"]), int(entry["size"])
    checked = zlib.crc32(held[at : at + size].data)
    if checked != entry["crc"] or entry["kind"] not in KINDS:
        raise damaged(path, "a checksum is wrong")
    return np.frombuffer(held, entry["kind"], size // np.dtype(entry["kind"]).itemsize, at).reshape(entry["shape"])


def _bytes(array: NDArray[Any]) -> memoryview:
    return np.ascontiguousarray(array).reshape(-1).view(np.uint8).data


def _aligned(size: int) -> int:
    return -(-size // ALIGNED) * ALIGNED


def damaged(path: Path, why: str) -> DamagedIndex:
    """The refusal to answer from this file."""
    return DamagedIndex("content.index.damaged", f"The index file {path.name} is damaged: {why}.")


def sync_folder(folder: Path) -> None:
    """Makes the names in a folder as durable as its files."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
