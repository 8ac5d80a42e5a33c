"""Board: the readings as numbers; everything that linking looks at.

Ads are numbered in the order given. Each has selectors (see `selector.py`), names, a place and a month. Pictures saved
again are one picture here: prints of one family share its smallest print.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np

from safelight.ads.core.columns import Columns
from safelight.ads.core.known import NEAR_BITS
from safelight.ads.core.movement import Place
from safelight.ads.core.naming import Stated
from safelight.ads.core.reading import Reading, texts_of
from safelight.ads.core.selector import Selector, in_families, prints_of
from safelight.near.prints import families


@dataclass(frozen=True, slots=True)
class Board:
    """`order` ranks ads by time, then id. `labels` as from `near_texts`. `ids`, `posted` and `places` are of each ad;
    who asks for no more need not have its reading made."""

    readings: Sequence[Reading]
    labels: Sequence[int]
    ids: tuple[str, ...]
    posted: tuple[datetime | None, ...]
    selectors: tuple[tuple[Selector, ...], ...]
    names: tuple[tuple[str, ...], ...]
    places: tuple[Place | None, ...]
    order: array[int]

    def earliest_first(self, ads: Iterable[int]) -> tuple[int, ...]:
        return tuple(sorted(ads, key=self.order.__getitem__))

    def parts(self, part: Sequence[int]) -> dict[int, list[int]]:
        """`part[i]`: the number of ad i's part. Number to ads, earliest first, the part with the earliest ad first."""
        found: dict[int, list[int]] = {}
        for at in self.earliest_first(range(len(part))):
            found.setdefault(part[at], []).append(at)
        return found

    def without(self, selectors: frozenset[Selector]) -> Board:
        """The same ads without `selectors`."""
        if not selectors:
            return self
        own = (
            each if selectors.isdisjoint(each) else tuple(one for one in each if one not in selectors)
            for each in self.selectors
        )
        return replace(self, selectors=tuple(own))


def board(
    readings: Sequence[Reading],
    seen: Columns,
    labels: Sequence[int],
    template_ids: Mapping[int, str],
    families_known: Mapping[str, str] | None = None,
) -> Board:
    """`readings` in order of ad ids, `seen`: their columns, which are used up. `template_ids` names the labels that are
    templates. `families_known`: families of pictures, where they were told from more ads than these."""
    known = _families(seen.prints) if families_known is None else families_known
    selectors = tuple(_selectors(seen, known, labels, template_ids))
    seen.forget_selectors()
    names = seen.stated.named(texts_of(readings))
    seen.stated = Stated()
    order = _order(seen.posted)
    return Board(readings, labels, tuple(seen.ids), tuple(seen.posted), selectors, names, tuple(seen.places), order)


def _order(posted: Sequence[datetime | None]) -> array[int]:
    """The rank of each by time, undated last, ties by place."""
    times = np.fromiter((at.timestamp() if at else np.inf for at in posted), np.float64, len(posted))
    order = np.empty(len(times), np.int64)
    order[np.argsort(times, kind="stable")] = np.arange(len(times))
    return array("q", order.tobytes())


def _selectors(
    seen: Columns, families_known: Mapping[str, str], labels: Sequence[int], template_ids: Mapping[int, str]
) -> Iterator[tuple[Selector, ...]]:
    one = seen.held.setdefault
    for own, prints, label in zip(seen.own, seen.prints, labels, strict=True):
        template = template_ids.get(label)
        more = (Selector("template", template),) if template else ()
        found = in_families(own, prints, families_known)
        yield tuple(one(selector, selector) for selector in (*found, *more))


def families_of(readings: Sequence[Reading]) -> dict[str, str]:
    """print -> the smallest print of its family."""
    return _families(tuple(prints_of(reading)) for reading in readings)


def _families(shown: Iterable[Iterable[str]]) -> dict[str, str]:
    prints = sorted({one for own in shown for one in own})
    if not prints:
        return {}
    label = families(np.frombuffer(bytes.fromhex("".join(prints)), np.uint8).reshape(-1, 32), NEAR_BITS)
    return {one: prints[at] for one, at in zip(prints, label.tolist(), strict=True)}
