"""Segments: files that say which ads carry a key, and what was settled, so that a day need not read all ads.

A folder a tenant; in it one numbered segment for all ads (the base) and one for each day after it, memory-mapped. A
segment is whole or not there. What they say can be made anew from the store at any time, and only enlarges what is
looked at: each ad is judged from the store. A segment that the store doesn't know is replaced by the next.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from safelight.ads.core.past import Settled
from safelight.ads.core.selector import Selector

LAYOUT = 1
"""Raised when the files change; segments of another layout count as missing."""


@dataclass(frozen=True, slots=True)
class Segment:
    """`keys[i]` is carried by ad `ad_ids[rows[i]]`. `families` and `settled`: what is new since the last segment.
    `facts`: small JSON values. `counts` and `company` belong to a base."""

    ad_ids: Sequence[str]
    keys: NDArray[np.uint64]
    rows: NDArray[np.uint32]
    families: Mapping[str, str]
    settled: Settled
    facts: Mapping[str, Any] = field(default_factory=dict)
    counts: NDArray[np.uint16] | None = None
    company: Sequence[str] = ()

    @classmethod
    def of_none(cls, facts: Mapping[str, Any]) -> Segment:
        """One that says how a judgement was made, and is never looked up."""
        return cls((), np.zeros(0, np.uint64), np.zeros(0, np.uint32), {}, Settled(), facts)


class Segments:
    """One tenant's folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def there(self) -> dict[int, Mapping[str, Any]]:
        """Number to facts of every segment that is whole."""
        found = {}
        for path in sorted(self._folder.glob("[0-9]*")) if self._folder.is_dir() else []:
            try:
                facts = json.loads((path / "facts.json").read_text())
            except (OSError, ValueError):
                continue
            if path.name.isdigit() and facts.get("layout") == LAYOUT:
                found[int(path.name)] = facts
        return found

    def put(self, number: int, segment: Segment) -> None:
        """Write it, on disk when this returns; one of that number is replaced."""
        draft, place = self._folder / f"draft-{number}", self._folder / f"{number:08d}"
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(parents=True)
        order = np.argsort(segment.keys, kind="stable")
        names = [ad_id.encode() for ad_id in segment.ad_ids]
        ends = np.cumsum([0, *(len(name) for name in names)], dtype=np.int64)
        arrays: dict[str, NDArray[Any] | None] = {
            "keys": segment.keys[order],
            "rows": segment.rows[order],
            "ends": ends,
            "names": np.frombuffer(b"".join(names), np.uint8),
            "counts": segment.counts,
        }
        for name, array in arrays.items():
            if array is not None:
                with (draft / f"{name}.npy").open("wb") as file:
                    np.save(file, array)
                    _to_disk(file)
        _write(draft / "settled.json", _settled_record(segment.settled))
        _write(draft / "families.json", dict(segment.families))
        _write(draft / "company.json", list(segment.company))
        _write(draft / "facts.json", {**segment.facts, "layout": LAYOUT})
        shutil.rmtree(place, ignore_errors=True)
        draft.rename(place)

    def drop_before(self, number: int) -> None:
        """Remove what an earlier base and its days left."""
        for path in self._folder.glob("*"):
            if path.name.startswith("draft-") or (path.name.isdigit() and int(path.name) < number):
                shutil.rmtree(path, ignore_errors=True)

    def open(self, numbers: Sequence[int]) -> Opened:
        """The base, which is the first, and its days."""
        return Opened([self._folder / f"{number:08d}" for number in sorted(numbers)])


class Opened:
    """A base and its days as one: what was settled last stands."""

    def __init__(self, places: Sequence[Path]) -> None:
        self._places = places
        base = places[0]
        self.company: tuple[str, ...] = tuple(json.loads((base / "company.json").read_text()))
        self.counts: NDArray[np.uint16] = np.load(base / "counts.npy", mmap_mode="r")
        self.facts: Mapping[str, Any] = json.loads((base / "facts.json").read_text())
        self.families: dict[str, str] = {}
        self.settled = Settled()
        for place in places:
            self.families |= json.loads((place / "families.json").read_text())
            later = _settled_from(json.loads((place / "settled.json").read_text()))
            self.settled = self.settled.and_then(later) if self.settled.values or self.settled.generic else later

    def carriers(self, keys: NDArray[np.uint64], most: int) -> Iterator[tuple[int, str]]:
        """(place in `keys`, ad id) of ads that carry a key, at most `most` a key and segment; an ad may come twice."""
        for place in self._places:
            held, rows = (np.load(place / f"{name}.npy", mmap_mode="r") for name in ("keys", "rows"))
            start = np.searchsorted(held, keys, "left")
            count = np.minimum(np.searchsorted(held, keys, "right") - start, most)
            asked = np.repeat(np.arange(len(keys)), count)
            within = np.arange(len(asked)) - np.repeat(np.cumsum(count) - count, count)
            yield from zip(asked.tolist(), _names(place, rows[start[asked] + within]), strict=True)


def _names(place: Path, rows: NDArray[np.uint32]) -> list[str]:
    ends, names = (np.load(place / f"{name}.npy", mmap_mode="r") for name in ("ends", "names"))
    whole = memoryview(names) if len(names) else memoryview(b"")
    return [bytes(whole[a:b]).decode() for a, b in zip(ends[rows].tolist(), ends[rows + 1].tolist(), strict=True)]


def _settled_record(settled: Settled) -> dict[str, object]:
    return {
        "generic": [[one.kind, one.value] for one in sorted(settled.generic)],
        "hubs": [[one.kind, one.value] for one in sorted(settled.hubs)],
        "values": [[one.kind, one.value, value] for one, value in sorted(settled.values.items())],
    }


def _settled_from(record: Mapping[str, Any]) -> Settled:
    generic, hubs = (frozenset(Selector(*item) for item in record[name]) for name in ("generic", "hubs"))
    return Settled(generic, hubs, {Selector(kind, value): odds for kind, value, odds in record["values"]})


def _write(path: Path, value: object) -> None:
    with path.open("w", encoding="ascii") as file:
        json.dump(value, file, separators=(",", ":"))
        _to_disk(file)


def _to_disk(file: Any) -> None:
    file.flush()
    os.fsync(file.fileno())
