"""Match a file of fingerprints against a hash list, without a home: nothing is kept, nobody is told.

Promises: every listed pdq within the distance is found, at its least distance for each id; equal md5, sha1 or sha256
count as distance 0. Videos are compared by the rule of vPDQ: the percentages of frames matched stand beside the
distance. What can't be compared is said, never passed off as "no match": a bad row is refused with its line, a flat
picture (quality 0) or a video without a sound frame is answered with a note.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, BinaryIO

import numpy as np

from safelight.content.core.listing import ListRow, RowId, id_order
from safelight.content.core.video_match import RULE, Overlap, Rule, compared_frames
from safelight.content.service.video_list import VideoList
from safelight.content.sources.rows import read_rows
from safelight.kernel.errors import Invalid
from safelight.kernel.provenance import Rejected, Warned
from safelight.near import multi_index

if TYPE_CHECKING:
    from safelight.near.multi_index import MultiIndex

BATCH = 1_024
"""Queries looked up together: enough to make the cost of a call vanish, few enough to answer a stream at once."""

FLAT = "flat picture (quality 0): its pdq was not compared"
FLAT_VIDEO = "no frame of the quality asked for: its vpdq was not compared"

Met = tuple[int, RowId, Overlap | None]

Report = Callable[[Rejected | Warned], None]


class HashList:
    """A list held in memory; asked by `match`."""

    def __init__(self, rows: Iterable[ListRow], rule: Rule = RULE) -> None:
        self._rule = rule
        self._exact: dict[str, list[RowId]] = {}
        self._near_ids: list[RowId] = []
        self._videos = VideoList(rule.quality)
        self.rows = self.flat = 0
        bits = bytearray()
        for row in rows:
            self.rows += 1
            for each in row.exact:
                self._exact.setdefault(each.key, []).append(row.id)
            if row.pdq is not None and row.pdq.near:
                self._near_ids.append(row.id)
                bits += row.pdq.bits
            elif row.pdq is not None:
                self.flat += 1
            if row.video is not None:
                self._videos.add(row.id, row.video)
        self._index = _indexed(bytes(bits))

    @property
    def blank(self) -> int:
        """Listed videos without a frame worth comparing."""
        return self._videos.blank

    def match(self, queries: list[ListRow], distance: int) -> list[list[Met]]:
        """For each query (distance, id, overlap of a video) of what is listed within `distance`, sorted."""
        found: list[dict[RowId, int]] = [{} for _ in queries]
        for place, query in enumerate(queries):
            for each in query.exact:
                found[place].update(dict.fromkeys(self._exact.get(each.key, ()), 0))
        asked = [place for place, query in enumerate(queries) if query.pdq is not None and query.pdq.near]
        bits = b"".join(query.pdq.bits for query in queries if query.pdq is not None and query.pdq.near)
        for number, row, apart in self._index.search(_rows(bits), distance).tolist():
            known, listed = found[asked[number]], self._near_ids[row]
            known[listed] = min(apart, known.get(listed, apart))
        return [self._sorted(query, met) for query, met in zip(queries, found, strict=True)]

    def _sorted(self, query: ListRow, met: dict[RowId, int]) -> list[Met]:
        overlaps = dict(self._videos.match(query.video, self._rule)) if query.video is not None else {}
        bits = {listed: overlap.distance for listed, overlap in overlaps.items()} | met
        return sorted(
            ((apart, listed, overlaps.get(listed)) for listed, apart in bits.items()),
            key=lambda one: (one[0], id_order(one[1])),
        )


def match_stream(
    listed: BinaryIO, list_name: str, queries: BinaryIO, query_name: str, rule: Rule, report: Report
) -> Iterator[dict[str, object]]:
    """One record a query, in the order of the queries. Raises Invalid when the list holds nothing to compare with."""
    known = HashList(_sound(read_rows(listed, list_name), report), rule)
    if not known.rows:
        raise Invalid("content.match.empty_list", f"{list_name} holds no row with an id and a fingerprint.")
    if known.flat:
        report(Warned(list_name, f"{known.flat:,} flat picture(s) (quality 0) are not compared by pdq"))
    if known.blank:
        report(
            Warned(list_name, f"{known.blank:,} video(s) without a frame of quality {rule.quality} are not compared")
        )
    asked = _sound(read_rows(queries, query_name), report)
    while batch := list(islice(asked, BATCH)):
        for query, found in zip(batch, known.match(batch, rule.distance), strict=True):
            yield _record(query, found, rule)


def _record(query: ListRow, found: list[Met], rule: Rule) -> dict[str, object]:
    record: dict[str, object] = {"query": query.id, "matches": [_met(*one) for one in found]}
    if query.pdq is not None and query.pdq.flat:
        record["note"] = FLAT
    elif query.video is not None and not compared_frames(query.video.frames, rule.quality):
        record["note"] = FLAT_VIDEO
    if query.extra:
        record["extra"] = dict(query.extra)
    return record


def _met(apart: int, listed: RowId, overlap: Overlap | None) -> dict[str, object]:
    met: dict[str, object] = {"id": listed, "distance": apart}
    if overlap is not None:
        met |= {"query_percent": round(overlap.query, 1), "compared_percent": round(overlap.compared, 1)}
    return met


def _sound(rows: Iterable[ListRow | Rejected], report: Report) -> Iterator[ListRow]:
    for row in rows:
        if isinstance(row, Rejected):
            report(row)
        else:
            yield row


def _rows(bits: bytes) -> multi_index.Hashes:
    return np.frombuffer(bits, np.uint8).reshape(-1, multi_index.BYTES)


def _indexed(bits: bytes) -> MultiIndex:
    return multi_index.build(_rows(bits))
