"""Circuits planted among people who commute, wander, tour or go anywhere: ours, and the permutation of edges.

    python benchmarks/circuits.py [--seeds 100,101,102] [--makes note,gaps,...] [--null 20]

Truth is the generator's (tests/lib/travelled.py). The peer is the research note's prototype: steps from place to place
counted over all entities, each tested against shuffled visits, false discoveries controlled at 0.01; the cycles of
three to five steps among those found. It finds cycles, not who goes them. `--null` worlds hold no circuit at all.
"""

from __future__ import annotations

import argparse
import itertools
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from machine import machine
from scipy.stats import norm
from tests.lib.travelled import MAKES, Cycle, Travelled, circuit_scores, rotation, travelled

from safelight.stats.core.circuits import SHARE, Circuits, circuits_of, visits_of
from safelight.stats.core.circuits.visits import Visits
from safelight.stats.core.discovery import q_of
from safelight.stats.core.periods import axis_of
from safelight.stats.core.table import table_of

SHUFFLES = 100


def visits(world: Travelled) -> list[Visits]:
    first = np.datetime64("2024-01-01")
    columns = {name: [str(row[at]) for row in world.sightings] for at, name in enumerate(("who", "where"))}
    table = table_of("t", {**columns, "when": [str(first + int(row[2])) for row in world.sightings]})
    axis, within = axis_of(table, "when")[0], np.zeros(table.rows, np.int64)
    return list(visits_of(table.column("who"), table.column("where"), axis, within))


def edges(seqs: list[list[str]]) -> Counter[tuple[str, str]]:
    return Counter((before, after) for seq in seqs for before, after in itertools.pairwise(seq) if before != after)


def prototype(everyone: list[Visits]) -> set[Cycle]:
    """Steps that are commoner than in shuffled visits (normal approximation), and the short cycles they close."""
    rng = np.random.default_rng(0)
    seqs = [[one.places[at] for at in one.seq] for one in everyone]
    seen = edges(seqs)
    null = [edges([[seq[at] for at in rng.permutation(len(seq))] for seq in seqs]) for _ in range(SHUFFLES)]
    names = sorted(seen)
    drawn = np.array([[one[name] for name in names] for one in null], float)
    z = (np.array([seen[name] for name in names]) - drawn.mean(axis=0)) / np.maximum(drawn.std(axis=0), 0.3)
    kept = [name for name, q in zip(names, q_of(np.asarray(norm.sf(z))), strict=True) if q <= 0.01]
    after: dict[str, list[str]] = defaultdict(list)
    for start, end in kept:
        after[start].append(end)
    return {cycle for start in after for cycle in _cycles((start,), after)}


def _cycles(way: Cycle, after: dict[str, list[str]]) -> Iterator[Cycle]:
    for step in after.get(way[-1], ()):
        if step == way[0] and len(way) >= 3:
            yield rotation(way)
        elif step > way[0] and step not in way and len(way) < 5:
            yield from _cycles((*way, step), after)


def compared(make: str, seeds: list[int]) -> None:
    ours, theirs = [], []
    for seed in seeds:
        world = travelled(seed, MAKES[make])
        everyone = visits(world)
        found: Circuits = circuits_of(everyone, 1)
        ours.append(circuit_scores({one.entity: one.stops for one in found.found}, world.truth))
        planted = {rotation(stops) for stops in world.truth.values()}
        cycles = prototype(everyone)
        theirs.append({"cycles": len(cycles & planted) / len(planted), "of": len(cycles)})
    means = {key: float(np.mean([one[key] for one in ours])) for key in ours[0]}
    worst = min(one["precision"] for one in ours), min(one["whole"] for one in ours)
    print(f"{make:7} {MAKES[make].entities:5} entities  " + "  ".join(f"{key} {v:.3f}" for key, v in means.items()))
    print(
        f"{'':7} worst seed: precision {worst[0]:.3f}, whole {worst[1]:.3f}; prototype: cycles "
        f"{np.mean([one['cycles'] for one in theirs]):.2f} (of {np.mean([one['of'] for one in theirs]):.0f} named)",
        flush=True,
    )


def null(repeats: int) -> None:
    any_row = sum(bool(circuits_of(visits(travelled(200 + n, MAKES["none"])), 1).found) for n in range(repeats))
    print(f"none: {any_row} of {repeats} worlds of {MAKES['none'].entities} entities without a circuit report any")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--seeds", default="100,101,102")
    parser.add_argument("--makes", default=",".join(name for name in MAKES if name != "none"))
    parser.add_argument("--null", type=int, default=20)
    given = parser.parse_args()
    print(machine())
    print(f"seeds {given.seeds}, q {SHARE}")
    cpu, wall = time.process_time(), time.perf_counter()
    for make in given.makes.split(","):
        compared(make, [int(seed) for seed in given.seeds.split(",")])
    if given.null:
        null(given.null)
    print(f"{time.process_time() - cpu:.0f} CPU s, {time.perf_counter() - wall:.0f} s wall")


if __name__ == "__main__":
    main()
