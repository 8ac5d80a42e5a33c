"""Bursts planted in invented counts: ours, z > 3 and an oracle on the same tables; then tables shuffled in time.

    python benchmarks/bursts.py [--seeds 100,101,102] [--makes note,research,small,mixed,lasting] [--shares 0.15]
        [--shuffles 20]

Truth is the generator's (tests/lib/counted.py). Seeds 0-49 were looked at while the method was written; report others.
The oracle knows each mean, scatter, strength and width, and takes the threshold that is best in hindsight, but
weighs windows one by one, so it can be passed by a little.
z > 3 is each series' mean and deviation. Prints machine, commit, seeds, CPU and wall seconds.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from machine import machine
from tests.lib.counted import CountedWorld, counted_world, first_week, scores

from safelight.stats.core.bursts.baseline import shape_of
from safelight.stats.core.bursts.detect import Bursts, find_bursts
from safelight.stats.core.negbin import log_ratio

PROJECT = Path(__file__).resolve().parents[1]
Flags = NDArray[np.bool_]
STRENGTHS = {"mixed": ((1, 2, 3, 4, 5, 6), (1.8, 2.4, 3.0, 3.6))}


def deviations(world: CountedWorld) -> Flags:
    """The peer: more than three standard deviations above the series' mean."""
    return (world.y - world.y.mean(axis=1, keepdims=True)) > 3 * world.y.std(axis=1, keepdims=True)


def oracle(world: CountedWorld, make: str) -> Flags:
    """Rows by the likelihood of the true windows at the true mean, cut where F1 is highest."""
    widths, factors = STRENGTHS.get(make, ((3,), (2.5,)))
    odds = np.full(world.y.shape, -np.inf)
    late = np.arange(world.y.shape[1]) >= (first_week(make) if make == "note" else 0)
    for factor in factors:
        sums = np.cumsum(log_ratio(world.y, world.mu, world.alpha[:, None], factor), axis=1)
        sums = np.concatenate([np.zeros((len(sums), 1)), sums], axis=1)
        for width in widths:
            window = sums[:, width:] - sums[:, :-width]
            for shift in range(width):
                part = odds[:, shift : shift + window.shape[1]]
                np.logaddexp(part, window, out=part)
    odds[:, ~late] = -np.inf
    order = np.argsort(-odds, axis=None)
    hits = np.cumsum(world.truth.ravel()[order])
    f1 = 2 * hits / (np.arange(1, len(order) + 1) + world.truth.sum())
    cut = odds.ravel()[order[int(np.argmax(f1))]]
    return odds >= cut


def ours(y: NDArray[np.float64]) -> Bursts:
    return find_bursts(y, np.ones(y.shape, np.bool_), shape_of(y.shape[1], 52.0), np.random.default_rng(0))


def judged(flagged: Flags, world: CountedWorld, make: str) -> dict[str, float]:
    """Scores over the weeks that can hold a burst."""
    late = slice(first_week(make) if make == "note" else 0, None)
    return scores(flagged[:, late], world.truth[:, late])


def shown(name: str, rows: list[dict[str, float]]) -> None:
    means = {key: float(np.mean([row[key] for row in rows])) for key in rows[0]}
    spread = float(np.std([row["f1"] for row in rows]))
    print(f"  {name:14}" + "".join(f"{key} {value:6.3f}  " for key, value in means.items()) + f"F1 sd {spread:.3f}")


def compared(make: str, seeds: list[int], shares: list[float]) -> None:
    worlds = [counted_world(seed, make) for seed in seeds]
    print(f"{make}, seeds {seeds[0]}-{seeds[-1]}")
    found = [ours(world.y) for world in worlds]
    for share in shares:
        kept = [(b.q <= share) & (w.y > b.expected) for b, w in zip(found, worlds, strict=True)]
        shown(f"ours, q {share}", [judged(some, world, make) for some, world in zip(kept, worlds, strict=True)])
    peers: dict[str, Callable[[CountedWorld], Flags]] = {"z > 3": deviations, "oracle": lambda w: oracle(w, make)}
    for name, peer in peers.items():
        shown(name, [judged(peer(world), world, make) for world in worlds])


def shuffled(make: str, repeats: int) -> None:
    """How many tables whose order in time is chance report anything."""
    any_row = 0
    for number in range(repeats):
        y = counted_world(200 + number, make, series=100).y
        any_row += bool(ours(np.random.default_rng(number).permuted(y, axis=1)).flagged.any())
    print(f"{make}: {any_row} of {repeats} shuffled tables (100 series x 156 weeks) report any row", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--seeds", default="100,101,102")
    parser.add_argument("--makes", default="note,research,small,mixed,lasting")
    parser.add_argument("--shares", default="0.15,0.25")
    parser.add_argument("--shuffles", type=int, default=20)
    given = parser.parse_args()
    print(machine())
    cpu, wall = time.process_time(), time.perf_counter()
    for make in given.makes.split(","):
        compared(make, [int(seed) for seed in given.seeds.split(",")], [float(q) for q in given.shares.split(",")])
    for make in given.makes.split(",") if given.shuffles else ():
        shuffled(make, given.shuffles)
    print(f"{time.process_time() - cpu:.0f} CPU s, {time.perf_counter() - wall:.0f} s wall")


if __name__ == "__main__":
    main()
