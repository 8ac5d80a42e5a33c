"""Weights of the signs of control, fitted on declared synthetic worlds, and how they do on a world left out.

    python benchmarks/control_weights.py [--worlds first,second,third,fourth,fifth] [--seeds 501-505] [--size 3000]
        [--test-worlds ...] [--test-seeds 991-993] [--draws 40] [--table]

Maximum likelihood of (1 - (1 - unseen) * product(1 - weight * part)) * (1 - named together * share) over groups of
several people that are neither firms nor spam, each world weighing the same, every parameter held towards a half by a
penalty. Each world is then left out in turn: average precision of all groups by control, calibration error of the
chance at the base rate of that world, adults alone among the first R, and how often the intervals hold. `--table`
prints the rows of `control_fits.py`: the fit repeated on worlds and seeds drawn anew. Of the queue: grouping.py.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.optimize import minimize

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from grouping import ranked_precision
from machine import machine
from tests.lib.grouped import WORLDS, Stated, calibration_error

from safelight.ads.core.chance import LEAST, TAIL, WIDER
from safelight.ads.core.control import Weighed
from safelight.ads.core.extract import Extractor
from safelight.ads.core.outcome import Outcome, assemble
from safelight.ads.core.reading import read_many
from safelight.ads.core.sign import WEIGHT
from safelight.gazetteer import load

NAMES = (*WEIGHT, "named together", "unseen")
HELD = 0.3
"""Penalty on a parameter's squared log odds, in groups of a world that counts a hundred."""

AT_MOST = {"joint_movement": 0.5, "shared_payment": 0.3, "address_for_all": 0.3}
"""Bounds of weights of what friends do, too: they tour, lend one another an account and keep a site, so that none of
these alone may make a lead."""

EACH = 100.0
"""What a world's groups weigh together."""


@dataclass(frozen=True, slots=True)
class Told:
    """One group: what was seen, and whether one hand runs it. `several`: it takes part in the fit."""

    seen: Weighed
    true: bool
    several: bool
    kind: str
    ads: tuple[str, ...]
    people: int


@dataclass(frozen=True, slots=True)
class Run:
    world: str
    stated: Stated
    groups: tuple[Told, ...]


def told(world: str, stated: Stated, outcome: Outcome) -> Run:
    members: dict[str, list[str]] = {}
    for row in outcome.groups:
        members.setdefault(row.group_id, []).append(row.ad_id)
    groups = []
    for verdict in outcome.verdicts:
        ads = tuple(members[verdict.group_id])
        advertiser, _ = Counter(stated.advertiser[ad] for ad in ads).most_common(1)[0]
        kind = stated.activity_of[advertiser]
        several = verdict.people > 1 and verdict.activity not in ("business", "spam")
        groups.append(Told(verdict.seen, kind == "controlled", several, kind, ads, verdict.people))
    return Run(world, stated, tuple(groups))


def rows_of(runs: Sequence[Run]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(parts and shares, truth, weight) of the groups of several people; each world weighs EACH."""
    taken = [(run.world, one) for run in runs for one in run.groups if one.several]
    count = Counter(world for world, _ in taken)
    rows = table([one for _, one in taken])
    return rows, np.array([float(one.true) for _, one in taken]), np.array([EACH / count[world] for world, _ in taken])


def table(groups: Sequence[Told]) -> np.ndarray:
    """(groups, signs + 1): the part of each sign, and the share of ads that name several people together."""
    return np.array([[*(one.seen.parts.get(name, 0.0) for name in WEIGHT), one.seen.together] for one in groups])


def said(rows: np.ndarray, fit: np.ndarray) -> np.ndarray:
    missed = (1 - fit[-1]) * np.prod(1 - rows[:, :-1] * fit[:-2], axis=1)
    return np.asarray((1 - missed) * (1 - fit[-2] * rows[:, -1]))


def fitted(runs: Sequence[Run]) -> np.ndarray:
    rows, true, weight = rows_of(runs)

    def loss(odds: np.ndarray) -> float:
        chance = np.clip(said(rows, 1 / (1 + np.exp(-odds))), 1e-4, 1 - 1e-4)
        likely = weight * (true * np.log(chance) + (1 - true) * np.log(1 - chance))
        return float(-likely.sum() + HELD / 2 * (odds**2).sum())

    most = [float(log_odds(np.array(AT_MOST[name]))) if name in AT_MOST else 4.0 for name in NAMES[:-1]]
    start = np.array([*(min(0.0, end) for end in most), -3.0])
    bounds = [*((-5.0, end) for end in most), (-6.0, -2.0)]
    found = minimize(loss, start, method="L-BFGS-B", bounds=bounds)
    return np.asarray(1 / (1 + np.exp(-found.x)))


def drawn(runs: Sequence[Run], draws: int) -> np.ndarray:
    """(draws x NAMES): fits to as many worlds, drawn with return, each with seeds drawn with return."""
    rng = np.random.default_rng(5)
    worlds = sorted({run.world for run in runs})
    found = []
    for _ in range(draws):
        taken = []
        for number, world in enumerate(rng.choice(worlds, len(worlds))):
            own = [run for run in runs if run.world == world]
            taken += [
                Run(f"{world} {number}", own[at].stated, own[at].groups) for at in rng.integers(len(own), size=len(own))
            ]
        found.append(fitted(taken))
    return np.array(found)


def moved(chance: np.ndarray, there: float, here: float) -> np.ndarray:
    odds = here * (1 - there) / ((1 - here) * there)
    return chance * odds / (chance * odds + 1 - chance)


def judged(runs: Sequence[Run], fit: np.ndarray, fits: np.ndarray, there: float) -> str:
    """How a fit does on runs of one world: means over the runs; the base rate of the world is stated."""
    rows, true, _ = rows_of(runs)
    here = float(true.mean())
    precision, adults, errors, plain = [], [], [], []
    for run in runs:
        chance = chances(run, fit)
        order = sorted(range(len(chance)), key=lambda at: (-chance[at], run.groups[at].ads[0]))
        precision.append(ranked_precision(run.stated, [run.groups[at].ads for at in order])[0])
        first = order[: sum(activity == "controlled" for activity in run.stated.activity_of.values())]
        adults.append(np.mean([run.groups[at].kind in ("independent", "collective") for at in first]))
        truth = [one.true for one in run.groups]
        plain.append(calibration_error(list(zip(chance.tolist(), truth, strict=True))))
        errors.append(calibration_error(list(zip(moved(chance, there, here).tolist(), truth, strict=True))))
    held, of = covered(rows, true, fit, fits, there, here)
    return (
        f"AP {np.mean(precision):.3f}  adults alone in the first R {np.mean(adults):.3f}  ECE {np.mean(plain):.3f},"
        f" with its base rate {np.mean(errors):.3f} ({here:.2f})  intervals hold in {held} of {of} bins"
    )


def chances(run: Run, fit: np.ndarray) -> np.ndarray:
    """Of every group; 0 where control isn't asked."""
    return np.where([one.several for one in run.groups], said(table(run.groups), fit), 0.0)


def log_odds(chance: np.ndarray) -> np.ndarray:
    held = np.clip(chance, LEAST, 1 - LEAST)
    return np.asarray(np.log(held / (1 - held)))


def covered(
    rows: np.ndarray, true: np.ndarray, fit: np.ndarray, fits: np.ndarray, there: float, here: float, bins: int = 8
) -> tuple[int, int]:
    """Bins of equal size by chance whose share of true lies in the mean interval, 80 %, as far as the bin's own chance
    variation (one standard error) lets one tell; and bins."""
    centre = log_odds(moved(said(rows, fit), there, here))
    every = np.sort(log_odds(moved(np.array([said(rows, one) for one in fits]), there, here)), axis=0)
    out = int(TAIL * len(fits))
    ends = (centre + WIDER * (end - centre) for end in (every[out], every[-1 - out]))
    low, high = (1 / (1 + np.exp(-end)) for end in ends)
    held = 0
    parts = np.array_split(np.argsort(said(rows, fit), kind="stable"), bins)
    for part in parts:
        share = true[part].mean()
        error = np.sqrt(max(share * (1 - share), 1 / len(part)) / len(part))
        held += low[part].mean() - error <= share <= high[part].mean() + error
    return held, bins


def made(worlds: Sequence[str], seeds: Sequence[int], size: int) -> list[Run]:
    extractor = Extractor(load(), "US")
    runs = []
    for world in worlds:
        for seed in seeds:
            stated = WORLDS[world](seed, size)
            runs.append(told(world, stated, assemble(read_many(extractor, stated.ads))))
    return runs


def report(runs: Sequence[Run], tests: Sequence[Run], draws: int, with_table: bool) -> None:
    worlds = list(dict.fromkeys(run.world for run in runs))
    for world in worlds:
        rest = [run for run in runs if run.world != world]
        _, true, weight = rows_of(rest)
        line = judged(
            [run for run in runs if run.world == world],
            fitted(rest),
            drawn(rest, draws),
            float(np.average(true, weights=weight)),
        )
        print(f"left out {world:7} {line}", flush=True)
    whole, fits = fitted(runs), drawn(runs, draws)
    _, true, weight = rows_of(runs)
    rate = float(np.average(true, weights=weight))
    print(
        f"all: base rate {rate:.3f}  "
        + "  ".join(f"{name} {value:.3f}" for name, value in zip(NAMES, whole, strict=True))
    )
    for world in dict.fromkeys(run.world for run in tests):
        print(f"tested on {world:7} {judged([run for run in tests if run.world == world], whole, fits, rate)}")
    if with_table:
        for row in fits:
            print("    (" + ", ".join(f"{value:.3f}" for value in row) + "),")


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--worlds", default="first,second,third,fourth,fifth")
    asked.add_argument("--seeds", default="501-505")
    asked.add_argument("--size", type=int, default=3_000)
    asked.add_argument("--test-worlds", default="")
    asked.add_argument("--test-seeds", default="991-993")
    asked.add_argument("--draws", type=int, default=40)
    asked.add_argument("--table", action="store_true")
    given = asked.parse_args()
    print(f"{machine()}, seeds {given.seeds}, size {given.size:,}")
    spans = [tuple(map(int, text.split("-"))) for text in (given.seeds, given.test_seeds)]
    fit_seeds, test_seeds = (range(first, last + 1) for first, last in spans)
    tests = made(given.test_worlds.split(","), test_seeds, given.size) if given.test_worlds else []
    report(made(given.worlds.split(","), fit_seeds, given.size), tests, given.draws, given.table)


if __name__ == "__main__":
    main()
