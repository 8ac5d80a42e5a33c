"""Matching a poster to ads: points for what agrees, each with its reason and a quote; a ranked list, never a verdict.

    score = sum of points;  low = score without its strongest piece;  high = score if all that the ad leaves open fitted

Names, marks and pictures *identify*: without one of them an ad is no candidate, however well place, time and age
fit. A name's points shrink with how many advertisers use it, so that sharing a first name is not enough. Place, time
and stated age add a little when they fit and take away when they can't. Points are this project's choice in the order
of what identifies (picture, mark, name, circumstance), measured on invented posters (docs/evaluation.md). An ad that is
quarantined is matched too; nothing of it is quoted. `match` ranks one candidate for each group of ads.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from safelight.ads.core.nickname import plain
from safelight.ads.core.poster import Poster
from safelight.ads.core.poster_points import Point, Rarity, Wanted, identifying, left_open, surrounding
from safelight.ads.core.reading import Reading

CANDIDATE_FROM = 2.5
"""Least score of a candidate with a picture, a mark or a surname."""

NAME_ALONE_FROM = 3.25
"""Least score when a first name is all that identifies: a name and the place, or a rare name and the age besides.
Adults who merely share a first name with somebody missing elsewhere stay out of the list."""

MOST_CANDIDATES = 50


@dataclass(frozen=True, slots=True)
class Entry:
    """An ad as matching sees it."""

    reading: Reading
    group_id: str
    quarantined: bool = False


@dataclass(frozen=True, slots=True)
class Candidate:
    """`also` counts further ads of the group that are candidates by themselves; this one is the strongest."""

    ad_id: str
    group_id: str
    score: float
    interval: tuple[float, float]
    points: tuple[Point, ...]
    also: int = 0
    quarantined: bool = False

    def record(self) -> dict[str, object]:
        return {
            "ad_id": self.ad_id,
            "group_id": self.group_id,
            "score": self.score,
            "interval": list(self.interval),
            "reasons": [point.record() for point in self.points],
            "also": self.also,
            "quarantined": self.quarantined,
        }


class Names:
    """How many groups of ads use each name: what makes a name rare."""

    def __init__(self) -> None:
        self._users: dict[str, set[str]] = {}
        self._groups: set[str] = set()

    def add(self, entry: Entry) -> None:
        """Count the names of one ad. An ad counts once for its group however often it is added."""
        self._groups.add(entry.group_id)
        for name in entry.reading.extraction.names:
            self._users.setdefault(plain(name), set()).add(entry.group_id)

    def rarity(self, name: str) -> float:
        """1 - log(1 + groups with this plain name) / log(1 + groups), at least 0."""
        whole = math.log1p(max(2, len(self._groups)))
        return max(0.0, 1.0 - math.log1p(len(self._users.get(name, ()))) / whole)


def rarity(entries: Iterable[Entry]) -> Rarity:
    """How rare a name is among the groups of these ads."""
    names = Names()
    for entry in entries:
        names.add(entry)
    return names.rarity


def match(poster: Poster, entries: Iterable[Entry], k: int) -> tuple[Candidate, ...]:
    """The `k` strongest candidates, one a group, best first, ties by ad id. In any order of `entries` the same. Reads
    them once and keeps only those in which something identifies, so that a whole home can stream through."""
    wanted, names = Wanted(poster), Names()
    kept: list[Entry] = []
    for entry in entries:
        names.add(entry)
        if identifying(wanted, entry.reading, _anything):
            kept.append(entry)
    return ranked(wanted, kept, k, names.rarity)


def match_by_all(poster: Poster, entries: Sequence[Entry], k: int) -> tuple[Candidate, ...]:
    """The obvious twin of `match`: every ad is weighed with the rarity of names among all."""
    return ranked(Wanted(poster), entries, k, rarity(entries))


def _anything(name: str) -> float:
    """As if nobody used any name: what an ad could identify at most."""
    return 1.0 if name else 0.0


def ranked(wanted: Wanted, entries: Iterable[Entry], k: int, rare: Rarity) -> tuple[Candidate, ...]:
    """The strongest candidate of each group, best first. `also` counts the group's further ones."""
    best: dict[str, Candidate] = {}
    also: dict[str, int] = {}
    for entry in entries:
        found = weigh(wanted, entry, rare)
        if found is None:
            continue
        also[found.group_id] = also.get(found.group_id, -1) + 1
        before = best.get(found.group_id)
        if before is None or _rank(found) < _rank(before):
            best[found.group_id] = found
    first = sorted(best.values(), key=_rank)[: max(0, min(k, MOST_CANDIDATES))]
    return tuple(replace(one, also=also[one.group_id]) for one in first)


def _rank(candidate: Candidate) -> tuple[float, str]:
    return (-candidate.score, candidate.ad_id)


def weigh(wanted: Wanted, entry: Entry, rare: Rarity) -> Candidate | None:
    """The candidate that an ad makes, or None: nothing identifies, or it is too little."""
    reading = entry.reading
    identified = identifying(wanted, reading, rare)
    if not identified:
        return None
    points = sorted(
        (*identified, *surrounding(wanted, reading)), key=lambda point: (-point.points, point.kind, point.why)
    )
    score = round(sum(point.points for point in points), 3)
    alone = all(point.kind == "name" for point in identified)
    if score < (NAME_ALONE_FROM if alone else CANDIDATE_FROM):
        return None
    if entry.quarantined:
        points = [Point(point.kind, point.points, point.why, point.identifies) for point in points]
    low, high = score - points[0].points, score + left_open(wanted, reading)
    interval = (round(max(0.0, low), 3), round(high, 3))
    return Candidate(reading.ad.id, entry.group_id, score, interval, tuple(points), 0, entry.quarantined)
