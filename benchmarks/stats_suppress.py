"""Suppression: hidden cells against the fewest possible on small tables; time, memory and attack on large ones.

    python benchmarks/stats_suppress.py [--tables 20] [--large 100x100]

Tables are invented (tests/lib/count_table.py): skewed counts, zeros, all totals. The search alone is compared with the
integer program; the command uses that program itself on small tables, and so hides the fewest there. No peer: none of
the tools in the stats research does complementary suppression with an audit in Python. Prints machine, seeds, commit.
"""

from __future__ import annotations

import argparse
import resource
import sys
import time
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from machine import machine
from tests.lib.count_table import as_table, counts_with_totals

from safelight.stats.core.suppress.attack import puzzle_of
from safelight.stats.core.suppress.choose import chosen
from safelight.stats.core.suppress.need import need_of
from safelight.stats.core.suppress.optimal import fewest
from safelight.stats.core.suppress.plan import suppress
from safelight.stats.core.suppress.relations import relations_of

ROOT = Path(__file__).resolve().parents[1]
MINIMUM = 5
SHAPES = (((5, 5), 8.0), ((8, 6), 20.0), ((3, 3, 2), 15.0))


def silent(done: int, of: int) -> None:
    """Nobody watches."""


def against_fewest(shape: tuple[int, ...], mean: float, tables: int) -> None:
    ours, best = [], []
    for seed in range(200, 200 + tables):
        counts = counts_with_totals(shape, mean, np.random.default_rng(seed))
        table, flat = as_table(counts), counts.ravel()
        relations = relations_of(table, table.columns, flat)
        puzzle, need = puzzle_of(relations.matrix, flat, 1), need_of(relations, flat, MINIMUM, 1)
        found = fewest(puzzle, need, 20_000)
        if found is not None:
            best.append(int(found.sum()))
            ours.append(int(chosen(puzzle, need, table.columns, relations.totals, silent).hidden.sum()))
    worst = max(one / two for one, two in zip(ours, best, strict=True) if two)
    size = "x".join(map(str, shape))
    print(
        f"{size}, mean {mean:g}, seeds 200-{199 + tables}, {len(best)} of {tables} solved: search {sum(ours)} hidden, "
        f"fewest {sum(best)}, {sum(ours) / sum(best):.3f}x, worst table {worst:.2f}x"
    )


def at_size(shape: tuple[int, ...], mean: float, seed: int) -> None:
    counts = counts_with_totals(shape, mean, np.random.default_rng(seed))
    table, flat = as_table(counts), counts.ravel()
    start, wall = time.process_time(), time.perf_counter()
    found = suppress(table.columns, flat, relations_of(table, table.columns, flat), MINIMUM, 1, silent)
    cpu, wall = time.process_time() - start, time.perf_counter() - wall
    small, hidden, exact = int(found.small.sum()), int(found.hidden.sum()), int((found.hidden & found.exact).sum())
    narrow = int((found.small & ((found.lower > 1) | (found.upper < MINIMUM - 1)) & found.hidden).sum())
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{'x'.join(map(str, shape))}, mean {mean:g}, seed {seed}: {len(flat):,} cells, {small:,} small, "
        f"{hidden:,} hidden, {exact:,} with exact bounds, {narrow} small ones narrower than 1 to {MINIMUM - 1}; "
        f"{cpu:.1f} CPU s, {wall:.1f} s wall, {peak:.0f} MiB"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tables", type=int, default=10)
    parser.add_argument("--large", action="append", help="shape, such as 100x100; repeatable")
    given = parser.parse_args()
    print(machine())
    for shape, mean in SHAPES:
        against_fewest(shape, mean, given.tables)
    for text in given.large or ["40x40"]:
        at_size(tuple(int(size) for size in text.split("x")), 100.0, 1)


if __name__ == "__main__":
    main()
