"""Board: the readings as numbers; everything that linking looks at.

Ads are numbered in the order given. Each has selectors (see `selector.py`), names, a place and a month. Pictures saved
again are one picture here: prints of one family share its smallest print.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from safelight.ads.core.known import NEAR_BITS
from safelight.ads.core.movement import Place, place_of
from safelight.ads.core.naming import names_of
from safelight.ads.core.reading import Reading, age
from safelight.ads.core.selector import Selector, prints_of, selectors_of
from safelight.near.prints import families


@dataclass(frozen=True, slots=True)
class Board:
    """`order` ranks ads by time, then id. `labels` as from `near_texts`."""

    readings: Sequence[Reading]
    labels: Sequence[int]
    selectors: tuple[tuple[Selector, ...], ...]
    names: tuple[tuple[str, ...], ...]
    places: tuple[Place | None, ...]
    order: tuple[int, ...]

    def earliest_first(self, ads: Iterable[int]) -> tuple[int, ...]:
        return tuple(sorted(ads, key=self.order.__getitem__))

    def parts(self, part: Sequence[int]) -> dict[int, list[int]]:
        """`part[i]`: the number of ad i's part. Number to ads, earliest first, the part with the earliest ad first."""
        found: dict[int, list[int]] = {}
        for at in self.earliest_first(range(len(part))):
            found.setdefault(part[at], []).append(at)
        return found


def board(
    readings: Sequence[Reading],
    labels: Sequence[int],
    template_ids: Mapping[int, str],
    families_known: Mapping[str, str] | None = None,
) -> Board:
    """`template_ids` names the labels that are templates. `families_known`: families of pictures, where they were told
    from more ads than these."""
    ranked = sorted(range(len(readings)), key=lambda at: age(readings[at]))
    order = [0] * len(readings)
    for rank, at in enumerate(ranked):
        order[at] = rank
    known = families_of(readings) if families_known is None else families_known
    selectors = []
    for at, reading in enumerate(readings):
        own = selectors_of(reading, known)
        template = template_ids.get(labels[at])
        selectors.append((*own, Selector("template", template)) if template else own)
    places = tuple(place_of(reading) for reading in readings)
    return Board(readings, labels, tuple(selectors), names_of(readings), places, tuple(order))


def families_of(readings: Sequence[Reading]) -> dict[str, str]:
    """print -> the smallest print of its family."""
    prints = sorted({one for reading in readings for one in prints_of(reading)})
    if not prints:
        return {}
    label = families(np.frombuffer(bytes.fromhex("".join(prints)), np.uint8).reshape(-1, 32), NEAR_BITS)
    return {one: prints[at] for one, at in zip(prints, label.tolist(), strict=True)}
