"""Kinds of case planted in invented tables: is their number right, are they as large, are they called stable?

    python benchmarks/typologies.py [--seeds 600,601,...] [--rows 1500]

Worlds are tests/lib/mapped.py's: `clear` (80 % of cells are the kind's own), `vague` (60 %), `six` kinds, and `none`
(each column shuffled). `sizes off`: rows in the wrong kind at least, as a share, from the sizes alone. No peer:
hand-made typologies can't be run, and k-modes says neither how many kinds there are nor whether there are any.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from machine import machine
from tests.lib.mapped import kinds

from safelight.stats.core.table import table_of
from safelight.stats.core.typologies import typology_of

WORLDS = {"clear": {}, "vague": {"clear": 0.6}, "six": {"count": 6, "columns": 10}, "none": {}}


def judged(world: str, seed: int, rows: int) -> tuple[bool, float, float]:
    """Whether the number of kinds is right, how far sizes are off, and the least support."""
    table, truth = kinds(seed, rows=rows, **WORLDS[world])
    planted = sorted(np.bincount(truth), reverse=True)
    if world == "none":
        rng = np.random.default_rng(seed)
        table, planted = {name: rng.permutation(cells).tolist() for name, cells in table.items()}, []
    found = typology_of(table_of("t", table), (), np.random.default_rng(seed)).kinds
    sizes = [kind.rows for kind in found]
    if len(sizes) != len(planted):
        return False, 1.0, 0.0
    off = sum(abs(a - b) for a, b in zip(sizes, planted, strict=True)) / 2 / rows
    return True, off, min((kind.support for kind in found), default=1.0)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--seeds", default=",".join(str(seed) for seed in range(600, 610)))
    parser.add_argument("--rows", type=int, default=1500)
    given = parser.parse_args()
    seeds = [int(seed) for seed in given.seeds.split(",")]
    print(machine())
    print(f"{given.rows:,} rows, seeds {given.seeds}")
    for world in WORLDS:
        cpu = time.process_time()
        found = [judged(world, seed, given.rows) for seed in seeds]
        right = [one for one in found if one[0]]
        spent = (time.process_time() - cpu) / len(seeds)
        off, support = (np.mean([one[at] for one in right]) if right else np.nan for at in (1, 2))
        print(f"{world:6} number right {len(right)}/{len(seeds)}, sizes off {off:.3f}, ", end="")
        print(f"least support {support:.3f}; {spent:.2f} CPU s a table", flush=True)


if __name__ == "__main__":
    main()
