"""The route of a group: whether it is a circuit, and which changes of place were not possible for one person.

Visits are runs of ads in one metropolitan area, in order of time; a circuit goes round three or more of them in one
direction again and again, judged against the same visits in another order and walks without direction (`near.circuit`).
Judged are the group's ads together and each person's own, and the chance is multiplied by how many were. Impossible
is what no flight could do between two timed ads under one contact: several people, or an ad put up from elsewhere.
Promises: nothing here raises control or risk; who tours is not therefore under control.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import datetime
from itertools import pairwise

import numpy as np

from safelight.ads.core.movement import METRO_KM, Movement, Place, km, metros, place_of, spot_of, stops
from safelight.ads.core.reading import Reading
from safelight.ads.core.selector import contacts_of
from safelight.near import circuit

SURE = 0.01
"""Chance below which visits count as a circuit. The stricter of two nulls is taken, so fewer than one group in 100
without one are called one: benchmarks/routes.py measures it."""

FLIGHT_KMH = 900.0
"""Cruising speed of an airliner, door to door left out: what is faster is nobody's journey."""

MOST_IMPOSSIBLE = 5
MOST_VISITS = 200
"""Visits judged, the latest: a year of two stays a week is half of that."""

DIGITS = 5
US_DIGITS = 12


def route(group_id: str, readings: Sequence[Reading], people: Sequence[Sequence[Reading]] = ()) -> Movement | None:
    """Stops, circuit and impossible changes of a group; None when no ad states a day and a city. `people`: each
    person's own ads."""
    stays = stops(readings)
    if not stays:
        return None
    centre = metros(readings)
    if len(centre) < 2:
        return Movement(group_id, stays)
    parts = [readings, *people] if len(people) > 1 else [readings]
    judged = [found for part in parts if (found := _cycle(group_id, visits(part, centre))) is not None]
    if not judged:
        return Movement(group_id, stays, impossible=tuple(impossible(readings)))
    least, cycle = min(judged)
    p = round(min(1.0, least * len(judged)), DIGITS)
    called = p <= SURE
    return Movement(group_id, stays, called, p, tuple(impossible(readings)), cycle if called else ())


def visits(readings: Sequence[Reading], centre: dict[Place, Place]) -> list[Place]:
    """Metropolitan areas in order of time, each run once. Ads without a city or a time are left out."""
    dated = sorted(
        (reading.ad.posted_at, reading.ad.id, centre[place])
        for reading in readings
        if reading.ad.posted_at and (place := place_of(reading))
    )
    found: list[Place] = []
    for _, _, place in dated:
        if not found or found[-1] != place:
            found.append(place)
    return found[-MOST_VISITS:]


def _cycle(group_id: str, seen: Sequence[Place]) -> tuple[float, tuple[Place, ...]] | None:
    """(chance, the best cycle) of some visits; None when there are too few to say."""
    number = {place: at for at, place in enumerate(dict.fromkeys(seen))}
    sequence = np.array([number[place] for place in seen], np.int64)
    if not len(sequence) or not circuit.can_be_judged(sequence):
        return None
    seed = int.from_bytes(hashlib.sha256(group_id.encode()).digest()[:4], "big")
    found = circuit.judge(sequence, seed)
    return found.p, tuple(list(number)[at] for at in found.cycle)


def impossible(readings: Sequence[Reading]) -> Iterator[str]:
    """Neighbouring timed ads under one contact whose places no flight joins in time, at most `MOST_IMPOSSIBLE`. A day
    without an hour tells no time."""
    by_contact: dict[str, list[tuple[datetime, str, Place, tuple[float, float]]]] = {}
    for reading in readings:
        at = reading.ad.posted_at
        if at is None or _is_midnight(at):
            continue
        spot, place = spot_of(reading), place_of(reading)
        if spot is None or place is None:
            continue
        for contact in set(contacts_of(reading)):
            by_contact.setdefault(f"{contact.kind} {contact.value}", []).append((at, reading.ad.id, place, spot))
    said: dict[str, None] = {}
    for contact_name, ads in sorted(by_contact.items()):
        for one, two in pairwise(sorted(ads)):
            far, hours = km(one[3], two[3]), (two[0] - one[0]).total_seconds() / 3600
            if far > METRO_KM and far > FLIGHT_KMH * hours:
                said[_words(contact_name, one[1:3], two[1:3], far, hours)] = None
    yield from list(said)[:MOST_IMPOSSIBLE]


def elsewhere(readings: Sequence[Reading], states_of: Callable[[str], Collection[str]]) -> tuple[str, ...]:
    """Phones whose area code belongs to states that no ad states; `states_of` knows the states of a code. A number
    travels with who has it, so this is a hint where somebody may be from and nothing more."""
    stated = {place[1] for reading in readings if (place := place_of(reading))}
    codes: dict[str, int] = {}
    for reading in readings:
        for phone in reading.extraction.phones:
            if phone.startswith("+1") and len(phone) == US_DIGITS:
                codes[phone[2:5]] = codes.get(phone[2:5], 0) + 1
    found = [(code, count, sorted(states_of(code))) for code, count in sorted(codes.items())]
    return tuple(
        f"Area code {code} (in {count:,} ad{'s' if count > 1 else ''}) is of {', '.join(states)}; "
        f"the ads state {', '.join(sorted(stated))}."
        for code, count, states in found
        if states and stated and not stated.intersection(states)
    )


def _words(contact: str, one: tuple[str, Place], two: tuple[str, Place], far: float, hours: float) -> str:
    apart = f"{', '.join(one[1])} and {', '.join(two[1])}, {far:,.0f} km apart"
    return (
        f"{contact}: {apart}, {hours:.1f} h between ads {one[0]} and {two[0]}; a flight takes {far / FLIGHT_KMH:.1f} h"
    )


def _is_midnight(at: datetime) -> bool:
    return (at.hour, at.minute, at.second) == (0, 0, 0)
