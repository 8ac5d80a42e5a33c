"""Invented travellers: some go round circuits, the others commute, wander, tour the same places, or go anywhere."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

Cycle = tuple[str, ...]
Visit = tuple[str, str, float]


@dataclass(frozen=True)
class Make:
    """How a world is made. `strays` and `missed` are chances for each stop, `dwell` days, `jitter` their log spread."""

    entities: int = 600
    places: int = 60
    cycles: int = 6
    carriers: float = 0.08
    sizes: tuple[int, int] = (3, 5)
    hops: tuple[int, int] = (14, 34)
    strays: float = 0.15
    missed: float = 0.0
    jitter: float = 0.3
    dwell: float = 5.0
    own: bool = False
    decoys: tuple[float, ...] = (1.0, 0.0, 0.0, 0.0)
    posts: int = 1


MAKES = {
    "note": Make(entities=3000),
    "gaps": Make(missed=0.12, strays=0.08, jitter=0.6, posts=4),
    "short": Make(hops=(9, 16), strays=0.10),
    "own": Make(own=True, sizes=(3, 7), carriers=0.12, hops=(18, 40)),
    "decoys": Make(decoys=(0.2, 0.3, 0.25, 0.25), posts=3),
    "few": Make(entities=120, carriers=0.05, cycles=2, hops=(16, 30)),
    "rounds": Make(own=True, sizes=(4, 8), hops=(30, 60), missed=0.10, strays=0.10, decoys=(0.4, 0.2, 0.2, 0.2)),
    "none": Make(carriers=0.0, decoys=(0.25, 0.25, 0.25, 0.25)),
}
"""`note` as the research note planted them; `decoys` are shares of people who go anywhere, commute from a home, walk
from neighbour to neighbour, and tour a few places in no order."""


@dataclass(frozen=True)
class Travelled:
    """Sightings (entity, place, day) in a mixed order, and the cycle of each entity that goes one."""

    sightings: tuple[Visit, ...]
    truth: dict[str, Cycle]

    def csv(self) -> str:
        """The sightings as a table `who,where,when` with dates."""
        first = np.datetime64("2024-01-01")
        rows = [f"{who},{where},{first + int(day)}" for who, where, day in self.sightings]
        return "\n".join(["who,where,when", *rows]) + "\n"


def travelled(seed: int, make: Make) -> Travelled:
    rng = np.random.default_rng(seed)
    cycles = [_cycle(rng, make) for _ in range(make.cycles)]
    sightings: list[Visit] = []
    truth: dict[str, Cycle] = {}
    for number in range(make.entities):
        who = f"e{number:05d}"
        hops = int(rng.integers(make.hops[0], make.hops[1] + 1))
        if rng.random() < make.carriers:
            cycle = _cycle(rng, make) if make.own else cycles[int(rng.integers(len(cycles)))]
            truth[who] = tuple(f"p{place:02d}" for place in cycle)
            stops = _circuit(rng, make, cycle, hops)
        else:
            stops = DECOYS[int(rng.choice(len(DECOYS), p=make.decoys))](rng, make, cycles, hops)
        sightings += _seen(rng, make, who, stops)
    order = rng.permutation(len(sightings))
    return Travelled(tuple(sightings[at] for at in order), truth)


def _cycle(rng: np.random.Generator, make: Make) -> list[int]:
    size = int(rng.integers(make.sizes[0], make.sizes[1] + 1))
    return [int(place) for place in rng.permutation(make.places)[:size]]


def _circuit(rng: np.random.Generator, make: Make, cycle: list[int], hops: int) -> list[tuple[int, bool]]:
    """Stops and whether each was seen. A stray stop stands in a stop's place or before it."""
    at = int(rng.integers(len(cycle)))
    stops = []
    while len(stops) < hops:
        if rng.random() < make.strays:
            stops.append((int(rng.integers(make.places)), True))
            at += int(rng.random() < 0.5)
        else:
            stops.append((cycle[at % len(cycle)], rng.random() >= make.missed))
            at += 1
    return stops


def _anywhere(rng: np.random.Generator, make: Make, _: list[list[int]], hops: int) -> list[tuple[int, bool]]:
    return [(int(place), True) for place in rng.integers(make.places, size=hops)]


def _commuter(rng: np.random.Generator, make: Make, _: list[list[int]], hops: int) -> list[tuple[int, bool]]:
    """Home, away, home, away; two to four places away, some more often."""
    places = rng.permutation(make.places)[: int(rng.integers(3, 6))]
    chances = rng.dirichlet(np.full(len(places) - 1, 1.5))
    return [(int(places[0] if at % 2 == 0 else rng.choice(places[1:], p=chances)), True) for at in range(hops)]


def _walker(rng: np.random.Generator, make: Make, _: list[list[int]], hops: int) -> list[tuple[int, bool]]:
    """From neighbour to neighbour on a grid of eight columns, within three by three places."""
    corner = int(rng.integers(5)) + 8 * int(rng.integers(max(make.places // 8 - 2, 1)))
    x, y, stops = 1, 1, []
    for _hop in range(hops):
        stops.append((corner + x + 8 * y, True))
        step = rng.integers(4)
        x = int(np.clip(x + (step == 0) - int(step == 1), 0, 2))
        y = int(np.clip(y + (step == 2) - int(step == 3), 0, 2))
    return stops


def _tour(rng: np.random.Generator, make: Make, cycles: list[list[int]], hops: int) -> list[tuple[int, bool]]:
    """The places of a circuit, or as few others, in no order."""
    places = cycles[int(rng.integers(len(cycles)))] if rng.random() < 0.5 else _cycle(rng, make)
    return [(int(place), True) for place in rng.choice(places, hops)]


DECOYS = (_anywhere, _commuter, _walker, _tour)


def _seen(rng: np.random.Generator, make: Make, who: str, stops: list[tuple[int, bool]]) -> list[Visit]:
    day = float(rng.uniform(0, 60))
    found = []
    for place, seen in stops:
        stay = make.dwell * float(np.exp(make.jitter * rng.standard_normal()))
        for _ in range(int(rng.integers(1, make.posts + 1)) if seen else 0):
            found.append((who, f"p{place:02d}", day + float(rng.uniform(0, 0.8)) * stay))
        day += max(stay, 1.0)
    return found


def rotation(stops: Cycle) -> Cycle:
    """The same cycle from its least place."""
    start = stops.index(min(stops))
    return (*stops[start:], *stops[:start])


def circuit_scores(found: dict[str, Cycle], truth: dict[str, Cycle]) -> dict[str, float]:
    """`precision`: reported ones whose cycle is wholly right. `whole`: carriers whose cycle is reported wholly right.
    `cycles`: planted cycles that some carrier is reported with. `entities`: reported ones that go any circuit."""
    right = {who for who, stops in found.items() if who in truth and rotation(stops) == rotation(truth[who])}
    planted = {rotation(stops) for stops in truth.values()}
    return {
        "reported": float(len(found)),
        "precision": len(right) / max(len(found), 1),
        "entities": sum(who in truth for who in found) / max(len(found), 1),
        "whole": len(right) / max(len(truth), 1),
        "cycles": len({rotation(found[who]) for who in right} & planted) / max(len(planted), 1),
    }
