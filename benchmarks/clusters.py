"""A cluster planted on a map: ours, and the highest window alone with half of all people, on the same maps.

    python benchmarks/clusters.py [--first 400] [--repeats 100] [--makes 9,5,...]

The research note's setting (15 x 15 places, 800 cases, twice the rate; tests/lib/mapped.py) for clusters of about 5, 9
and 21 places, for a strip of 5 to 7, and maps without one, with and without scatter beyond chance. Power: maps whose p
is at most 0.05. Jaccard: places of the first cluster reported and planted ones, over both. The peer is Kulldorff's
statistic.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from machine import machine
from tests.lib.mapped import Mapped, mapped

from safelight.stats.core.scan import LEVEL, scan

MAPS = 199

MAKES: dict[str, dict[str, float]] = {
    "5": {"reach": 1.0},
    "9": {"reach": 1.5},
    "21": {"reach": 2.3},
    "strip": {"reach": 1.7, "stretch": 1.9},
    "none": {"ratio": 1.0},
    "none-scatter": {"ratio": 1.0, "scatter": 0.3},
}


def highest(world: Mapped, rng: np.random.Generator) -> bool:
    """The peer: the highest window of up to half of all people, by Monte Carlo."""
    order = np.argsort(world.away, axis=1, kind="stable")
    share = np.cumsum(world.people[order], axis=1) / world.people.sum()
    allowed = share <= 0.5
    total = world.count.sum()

    def top(count: np.ndarray) -> float:
        inside, mean = np.cumsum(count[order], axis=1), share * total
        with np.errstate(divide="ignore", invalid="ignore"):
            ratio = inside * np.log(inside / mean) + (total - inside) * np.log((total - inside) / (total - mean))
        return float(np.where(allowed & (inside > mean), np.nan_to_num(ratio), 0.0).max())

    drawn = rng.multinomial(int(total), world.people / world.people.sum(), MAPS)
    own = top(world.count)
    return (1 + sum(top(one) >= own for one in drawn)) / (1 + MAPS) <= LEVEL


def measured(name: str, first: int, repeats: int, **make: float) -> None:
    found, peer, overlap = [], [], []
    for seed in range(first, first + repeats):
        world = mapped(seed, **make)  # type: ignore[arg-type]
        answer = scan(world.count, world.people, world.away, np.random.default_rng(seed), MAPS)
        found.append(answer.p <= LEVEL)
        peer.append(highest(world, np.random.default_rng(seed)))
        if answer.clusters:
            inside = np.zeros(len(world.count), np.bool_)
            inside[list(answer.clusters[0].places)] = True
            overlap.append((inside & world.inside).sum() / (inside | world.inside).sum())
    jaccard = f"  Jaccard {np.mean(overlap):.2f}" if make.get("ratio", 2.0) > 1 else ""
    print(f"{name:14} ours {np.mean(found):.3f}  highest window {np.mean(peer):.3f}{jaccard}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--first", type=int, default=400)
    parser.add_argument("--repeats", type=int, default=100)
    parser.add_argument("--makes", default=",".join(MAKES))
    given = parser.parse_args()
    print(machine())
    print(f"seeds {given.first} to {given.first + given.repeats - 1}, {MAPS} maps drawn")
    cpu = time.process_time()
    for name in given.makes.split(","):
        measured(name, given.first, given.repeats, **MAKES[name])
    print(f"{time.process_time() - cpu:.0f} CPU s")


if __name__ == "__main__":
    main()
