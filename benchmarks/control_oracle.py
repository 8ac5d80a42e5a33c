"""What leads could reach on each declared world: where signs are missing, and where weights don't carry over.

    python benchmarks/control_oracle.py [--worlds first,...,sixth] [--seeds 501-505] [--size 3000]

Average precision of all groups by control, and adults alone among the first R, four times for each world:
`ranked`: every group of several people that one hand runs comes first (what links and people leave over);
`trees`: boosted trees that see every sign, the number of people and of ads, fitted on the same world's other seeds;
`own`: the weights fitted on the same world's other seeds; `others`: the weights fitted on the other worlds.
`ranked` less `trees` is what signs don't tell, `trees` less `own` what their form loses, `own` less `others` what
doesn't carry over.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from control_weights import Run, chances, fitted, made, rows_of, table
from grouping import adults_first, ranked_precision
from machine import machine
from tests.lib.grouped import WORLDS

Rows = NDArray[np.float64]
Scores = Callable[[Run], np.ndarray]
ROUNDS, RATE, HELD, CUTS = 120, 0.1, 3.0, 12
"""Trees, the part of each that counts, the penalty on a leaf in rows, and cuts tried of each column."""


@dataclass(frozen=True, slots=True)
class Leaf:
    value: float


@dataclass(frozen=True, slots=True)
class Cut:
    """Rows with at most `at` in `column` go left."""

    column: int
    at: float
    left: Cut | Leaf
    right: Cut | Leaf


@dataclass(frozen=True, slots=True)
class Boosted:
    start: float
    trees: tuple[Cut | Leaf, ...]

    def chance(self, rows: Rows) -> Rows:
        odds = self.start + RATE * sum((_values(tree, rows) for tree in self.trees), np.zeros(len(rows)))
        return np.asarray(1 / (1 + np.exp(-odds)))


def boosted(rows: Rows, true: Rows, weight: Rows) -> Boosted:
    rate = float(np.average(true, weights=weight))
    start = float(np.log(rate / (1 - rate)))
    cuts, odds, trees = _cuts(rows), np.full(len(rows), start), []
    for _ in range(ROUNDS):
        chance = 1 / (1 + np.exp(-odds))
        tree = _grown(rows, weight * (true - chance), weight * chance * (1 - chance), cuts, 2)
        odds = odds + RATE * _values(tree, rows)
        trees.append(tree)
    return Boosted(start, tuple(trees))


def _cuts(rows: Rows) -> list[tuple[int, float]]:
    found = []
    for column in range(rows.shape[1]):
        values = np.unique(rows[:, column])
        between = (values[1:] + values[:-1]) / 2
        some = np.unique(np.linspace(0, len(between) - 1, min(CUTS, len(between))).astype(int))
        found += [(column, float(between[at])) for at in some]
    return found


def _grown(rows: Rows, slope: Rows, bend: Rows, cuts: list[tuple[int, float]], levels: int) -> Cut | Leaf:
    total, mass = slope.sum(), bend.sum()
    leaf = Leaf(float(total / (mass + HELD)))
    if not levels or not cuts:
        return leaf
    side = np.array([rows[:, column] <= at for column, at in cuts], float)
    left, light = side @ slope, side @ bend
    gain = left**2 / (light + HELD) + (total - left) ** 2 / (mass - light + HELD) - total**2 / (mass + HELD)
    gain[(light < 1) | (mass - light < 1)] = 0.0
    best = int(gain.argmax())
    if gain[best] <= 0:
        return leaf
    low = side[best] > 0
    column, at = cuts[best]
    parts = [_grown(rows[part], slope[part], bend[part], cuts, levels - 1) for part in (low, ~low)]
    return Cut(column, at, *parts)


def _values(tree: Cut | Leaf, rows: Rows) -> Rows:
    if isinstance(tree, Leaf):
        return np.full(len(rows), tree.value)
    low = rows[:, tree.column] <= tree.at
    return np.where(low, _values(tree.left, rows), _values(tree.right, rows))


def measured(run: Run, scores: Scores) -> tuple[float, float]:
    """(average precision, adults alone among the first R)."""
    chance = scores(run)
    order = sorted(range(len(chance)), key=lambda at: (-chance[at], run.groups[at].ads[0]))
    precision, _, kinds = ranked_precision(run.stated, [run.groups[at].ads for at in order])
    return precision, adults_first(run.stated, kinds)


def perfect(run: Run) -> np.ndarray:
    return np.array([(1.0 + one.true) * one.several for one in run.groups])


def seen(run: Run) -> np.ndarray:
    """What the trees see of each group: signs, names together, people, ads."""
    return np.hstack([table(run.groups), [[one.people, len(one.ads)] for one in run.groups]])


def by_trees(runs: Sequence[Run]) -> Scores:
    _, true, weight = rows_of(runs)
    rows = np.vstack([seen(run)[[one.several for one in run.groups]] for run in runs])
    model = boosted(rows, true, weight)
    return lambda run: np.where([one.several for one in run.groups], model.chance(seen(run)), 0.0)


def by_weights(runs: Sequence[Run]) -> Scores:
    fit = fitted(runs)
    return lambda run: chances(run, fit)


def report(runs: Sequence[Run]) -> None:
    for world in dict.fromkeys(run.world for run in runs):
        own = [run for run in runs if run.world == world]
        others = by_weights([run for run in runs if run.world != world])
        rows = []
        for run in own:
            rest = [one for one in own if one is not run]
            found = (perfect, by_trees(rest), by_weights(rest), others)
            rows.append([measured(run, scores) for scores in found])
        said = "  ".join(
            f"{name} {precision:.3f} ({adults:.2f})"
            for name, (precision, adults) in zip(("ranked", "trees", "own", "others"), np.mean(rows, 0), strict=True)
        )
        print(f"{world:7} {said}", flush=True)


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--worlds", default=",".join(WORLDS))
    asked.add_argument("--seeds", default="501-505")
    asked.add_argument("--size", type=int, default=3_000)
    given = asked.parse_args()
    print(f"{machine()}, seeds {given.seeds}, size {given.size:,}; average precision (adults alone in the first R)")
    first, last = map(int, given.seeds.split("-"))
    report(made(given.worlds.split(","), range(first, last + 1), given.size))


if __name__ == "__main__":
    main()
