"""Many ads laid out as columns, so that the kinship of one ad with all of them is a few array operations.

`kinship.features` is the obvious twin: a test compares row by row. Rows are kept for each known ad, so that an answer
costs one pass over the pool.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from safelight import near
from safelight.ads.core.kinship import DAYS_FADE, FEATURES, HABITS, HABITS_SCALE, Profile
from safelight.ads.core.known import NEAR_BITS
from safelight.ads.core.movement import METRO_KM

Array = NDArray[np.float64]

EARTH_KM = 6371.0088
MOST_APART = 4.0
"""Standard deviations at which a habit's difference is cut: one odd text shouldn't outweigh all other habits."""


class Pool:
    """`at` gives an ad's number, `rank` its place in order of ids."""

    def __init__(self, profiles: Sequence[Profile]) -> None:
        self.profiles = tuple(profiles)
        self.at = {one.ad_id: number for number, one in enumerate(self.profiles)}
        order = sorted(range(len(self.profiles)), key=lambda number: self.profiles[number].ad_id)
        self.rank = np.empty(len(order), np.int64)
        self.rank[order] = np.arange(len(order))
        self._contacts = self._holders(lambda one: one.contacts)
        self._pictures = self._holders(lambda one: one.pictures)
        self._names = self._holders(lambda one: one.names)
        self._prices = self._holders(lambda one: one.prices)
        self._ages = self._holders(lambda one: one.ages)
        self._places = self._holders(lambda one: (one.place,) if one.place else ())
        self._sites = self._holders(lambda one: (one.site,) if one.site else ())
        self._signed, self._signatures = self._signature_rows()
        self._habits = np.array([one.habits or (np.nan,) * len(HABITS) for one in self.profiles])
        self._habits = self._habits.reshape(-1, len(HABITS))
        self._days = np.array([np.nan if one.day is None else one.day for one in self.profiles], float)
        self._spots = np.radians([one.spot or (np.nan, np.nan) for one in self.profiles]).reshape(-1, 2)
        self._print_owner, self._prints = self._print_rows()
        self._rows: dict[str, Array] = {}

    def _holders(self, values: Callable[[Profile], Iterable[Hashable]]) -> dict[Hashable, list[int]]:
        found: dict[Hashable, list[int]] = {}
        for number, one in enumerate(self.profiles):
            for value in values(one):
                found.setdefault(value, []).append(number)
        return found

    def _signature_rows(self) -> tuple[NDArray[np.int64], NDArray[np.uint32]]:
        signed = [number for number, one in enumerate(self.profiles) if one.signature]
        raw = b"".join(self.profiles[number].signature for number in signed)
        return np.array(signed, np.int64), np.frombuffer(raw, np.uint32).reshape(-1, near.ROWS)

    def _print_rows(self) -> tuple[NDArray[np.int64], NDArray[np.uint64]]:
        pairs = [(number, print_) for number, one in enumerate(self.profiles) for print_ in one.prints]
        raw = b"".join(print_.to_bytes(32, "big") for _, print_ in pairs)
        owner = np.array([number for number, _ in pairs], np.int64)
        return owner, np.frombuffer(raw, np.uint64).reshape(-1, 4)

    def nearest(self, known: Sequence[str]) -> Array:
        """(ads x FEATURES): the best over some known ads of the pool, by id. Not to be written to."""
        best = np.zeros((len(self.profiles), len(FEATURES)))
        for ad_id in known:
            if ad_id not in self._rows:
                self._rows[ad_id] = self.features(self.profiles[self.at[ad_id]])
            best = np.maximum(best, self._rows[ad_id])
        return best

    def features(self, known: Profile) -> Array:
        """(ads x FEATURES): `kinship.features` of one ad with each."""
        return np.column_stack(
            [
                self._marks(self._contacts, known.contacts),
                np.maximum(self._marks(self._pictures, known.pictures), self._near_prints(known)),
                self._texts(known),
                self._written(known),
                self._marks(self._names, known.names),
                self._marks(self._places, (known.place,) if known.place else ()),
                self._metro(known),
                self._time(known),
                self._marks(self._prices, known.prices),
                self._marks(self._ages, known.ages),
                self._marks(self._sites, (known.site,) if known.site else ()),
            ]
        )

    def _marks(self, holders: dict[Hashable, list[int]], values: Iterable[Hashable]) -> Array:
        found = np.zeros(len(self.profiles))
        for value in values:
            found[holders.get(value, [])] = 1.0
        return found

    def _near_prints(self, known: Profile) -> Array:
        found = np.zeros(len(self.profiles))
        for print_ in known.prints:
            wanted = np.frombuffer(print_.to_bytes(32, "big"), np.uint64)
            bits = np.bitwise_count(self._prints ^ wanted).sum(axis=1)
            found[self._print_owner[bits <= NEAR_BITS]] = 1.0
        return found

    def _texts(self, known: Profile) -> Array:
        found = np.zeros(len(self.profiles))
        if known.signature:
            wanted = np.frombuffer(known.signature, np.uint32)
            found[self._signed] = np.count_nonzero(self._signatures == wanted, axis=1) / near.ROWS
        return found

    def _written(self, known: Profile) -> Array:
        if not known.habits:
            return np.zeros(len(self.profiles))
        apart = np.minimum(np.abs(self._habits - np.array(known.habits)), MOST_APART).mean(axis=1)
        return filled(np.exp(-apart * HABITS_SCALE))

    def _metro(self, known: Profile) -> Array:
        if known.spot is None:
            return np.zeros(len(self.profiles))
        lat, lon = np.radians(known.spot)
        half = np.sin((self._spots[:, 0] - lat) / 2) ** 2
        half = half + np.cos(self._spots[:, 0]) * np.cos(lat) * np.sin((self._spots[:, 1] - lon) / 2) ** 2
        km = 2 * EARTH_KM * np.arcsin(np.sqrt(np.minimum(half, 1.0)))
        near_by: Array = (km < METRO_KM).astype(float)
        return near_by

    def _time(self, known: Profile) -> Array:
        if known.day is None:
            return np.zeros(len(self.profiles))
        return filled(np.exp(-np.abs(self._days - known.day) / DAYS_FADE))


def filled(values: Array) -> Array:
    """0 where an ad doesn't state what is compared."""
    return np.where(np.isnan(values), 0.0, values)
