"""When two videos are the same: how much of each is in the other, by the pdq of their frames.

The rule is vPDQ's (ThreatExchange, vpdq extension, read 2026-11): frames of low quality are passed over and equal ones
count once; a frame is matched when the other video has one within the distance; the match stands when enough of the
query's frames and enough of the compared one's are matched. Promises: exact, as `video_twin` counts. A video with no
frame worth comparing matches nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from safelight.content.core.frames import SOUND, Frame

Words = NDArray[np.uint64]
Numbers = NDArray[np.int64]

BLOCK = 256
"""Frames of a query compared at once: 256 against 25,000 are 200 MB of differences at most."""


@dataclass(frozen=True, slots=True)
class Rule:
    """Bits, quality, and the percentages of query and compared frames from which a match stands; the defaults are
    ThreatExchange's."""

    distance: int = 31
    quality: int = SOUND
    query: float = 80.0
    compared: float = 0.0

    def stands(self, overlap: Overlap) -> bool:
        """Both thresholds; and something must be matched at all."""
        enough = overlap.query >= self.query and overlap.compared >= self.compared
        return enough and overlap.query > 0

    def stands_either_way(self, overlap: Overlap) -> bool:
        """For two holders, who came first must not decide: a cut of a film meets the film, and the film its cut."""
        return self.stands(overlap) or self.stands(Overlap(overlap.compared, overlap.query, overlap.distance))


@dataclass(frozen=True, slots=True)
class Overlap:
    """Percent of the query's frames found in the compared video, percent of its frames found in the query, and the
    median of the least bits between matched frames of the query."""

    query: float
    compared: float
    distance: int


RULE = Rule()


def compared_frames(frames: Iterable[Frame], quality: int = SOUND) -> tuple[bytes, ...]:
    """What of a video is compared: the pdq of its frames of this quality or more, each once, in order."""
    return tuple(dict.fromkeys(bytes.fromhex(frame.pdq) for frame in frames if frame.quality >= quality))


def overlap(query: tuple[bytes, ...], compared: tuple[bytes, ...], distance: int = RULE.distance) -> Overlap:
    """How much of each is in the other, of what `compared_frames` gives."""
    if not query or not compared:
        return Overlap(0.0, 0.0, 0)
    ours, theirs = _words(query), _words(compared)
    least = np.empty(len(ours), np.int64)
    reached = np.zeros(len(theirs), np.bool_)
    for at in range(0, len(ours), BLOCK):
        apart = np.zeros((len(ours[at : at + BLOCK]), len(theirs)), np.int64)
        for word in range(4):
            apart += np.bitwise_count(ours[at : at + BLOCK, word, None] ^ theirs[None, :, word])
        least[at : at + BLOCK] = apart.min(axis=1)
        reached |= (apart <= distance).any(axis=0)
    matched = np.sort(least[least <= distance])
    middle = int(matched[(len(matched) - 1) // 2]) if len(matched) else 0
    return Overlap(100 * len(matched) / len(ours), 100 * int(reached.sum()) / len(theirs), middle)


class Tally:
    """Counts what an index found of one query among many videos: from hits (frame of the query, frame found, bits) and
    the video that each found frame is of, the overlap with each video."""

    def __init__(self) -> None:
        self._least: list[Numbers] = []  # video, frame of the query, least bits
        self._reached: list[Numbers] = []  # video, frame found
        self.resting = 0

    def add(self, asked: Numbers, found: Numbers, bits: Numbers, owners: Numbers, most: int | None = None) -> None:
        """Some hits; those of one frame of the query come together. A frame near to more than `most` videos rests: it
        says nothing of any, so its hits are dropped and it is counted in `resting`."""
        order = np.lexsort((bits, asked, owners))
        rows = np.column_stack((owners, asked, bits))[order]
        least = rows[_first(rows[:, :2])]
        if most is not None:
            frames, videos = np.unique(least[:, 1], return_counts=True)
            flooded = frames[videos > most]
            self.resting += len(flooded)
            least = least[~np.isin(least[:, 1], flooded)]
            kept = ~np.isin(asked, flooded)
            found, owners = found[kept], owners[kept]
        self._least.append(least)
        order = np.lexsort((found, owners))
        pairs = np.column_stack((owners, found))[order]
        self._reached.append(pairs[_first(pairs)])

    def overlaps(self, query: int, sizes: Mapping[int, int]) -> dict[int, Overlap]:
        """By video. `query` and `sizes`: how many frames of each are compared; a video without a size is left out."""
        if not self._least:
            return {}
        reached = np.unique(np.concatenate(self._reached), axis=0)
        videos, counts = np.unique(reached[:, 0], return_counts=True)
        least = np.concatenate(self._least)
        least = least[np.lexsort((least[:, 2], least[:, 0]))]
        begins = np.searchsorted(least[:, 0], videos)
        ends = np.searchsorted(least[:, 0], videos, side="right")
        found = {}
        for video, count, begin, end in zip(*(each.tolist() for each in (videos, counts, begins, ends)), strict=True):
            if video in sizes:
                middle = int(least[(begin + end - 1) // 2, 2])
                found[video] = Overlap(100 * (end - begin) / query, 100 * count / sizes[video], middle)
        return found

    @property
    def videos(self) -> list[int]:
        """Every video that was met at all."""
        return sorted({int(one) for rows in self._reached for one in np.unique(rows[:, 0])})


def _first(rows: Numbers) -> NDArray[np.bool_]:
    """Of sorted rows, those that differ from the one before."""
    fresh = np.ones(len(rows), np.bool_)
    fresh[1:] = (rows[1:] != rows[:-1]).any(axis=1)
    return fresh


def _words(frames: tuple[bytes, ...]) -> Words:
    return np.frombuffer(b"".join(frames), np.uint64).reshape(-1, 4)
