"""Videos of a hash list, held in memory: an index of their frames, asked for what overlaps with a video."""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING

import numpy as np

from safelight.content.core.fingerprint import Fingerprint
from safelight.content.core.listing import RowId
from safelight.content.core.video_match import Overlap, Rule, Tally, compared_frames
from safelight.near import multi_index

if TYPE_CHECKING:
    from safelight.near.multi_index import MultiIndex

BATCH = 512
"""Frames looked up together: a camera that sees one thing for hours hits every frame of its like."""


class VideoList:
    """Filled by `add`, then asked by `match`. `blank`: videos without a frame worth comparing."""

    def __init__(self, quality: int) -> None:
        self._quality = quality
        self._ids: list[RowId] = []
        self._sizes: dict[int, int] = {}
        self._owners = array("q")
        self._bits = bytearray()
        self._index: MultiIndex | None = None
        self.blank = 0

    def add(self, row: RowId, video: Fingerprint) -> None:
        frames = compared_frames(video.frames, self._quality)
        self.blank += not frames
        if not frames:
            return
        self._sizes[len(self._ids)] = len(frames)
        self._owners.extend([len(self._ids)] * len(frames))
        self._ids.append(row)
        self._bits += b"".join(frames)

    def match(self, query: Fingerprint, rule: Rule) -> list[tuple[RowId, Overlap]]:
        """Listed videos that the rule calls the same as the query."""
        frames = compared_frames(query.frames, self._quality)
        if not frames or not self._ids:
            return []
        if self._index is None:
            self._index = multi_index.build(np.frombuffer(bytes(self._bits), np.uint8).reshape(-1, multi_index.BYTES))
        asked = np.frombuffer(b"".join(frames), np.uint8).reshape(-1, multi_index.BYTES)
        owners, tally = np.array(self._owners, np.int64), Tally()
        for at in range(0, len(asked), BATCH):
            hits = self._index.search(asked[at : at + BATCH], rule.distance)
            tally.add(hits[:, 0] + at, hits[:, 1], hits[:, 2], owners[hits[:, 1]])
        overlaps = tally.overlaps(len(frames), self._sizes)
        return [(self._ids[place], one) for place, one in overlaps.items() if rule.stands(one)]
