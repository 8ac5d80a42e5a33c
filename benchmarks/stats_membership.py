"""How well an attacker tells a release with one odd person from one without: many releases of each, ours and pac-synth.

    python benchmarks/stats_membership.py [--rows 600] [--columns 6] [--releases 200] [--epsilons 1,2,12] [--seed 101]

The attacker knows every other record, the odd person's record, and the method. Three attacks on ours: the published
counts of the person's own cells (`cells`), all of them weighted as the noise deserves, the likelihood ratio before
fitting (`ratio`), and invented rows like the person (`rows`). On the peer: its counts of the person's combinations. The
advantage is true-positive less false-positive rate; each half of the releases sets the threshold for the other half.
Counts without noise are attacked as well, so that one sees the attack work. Prints machine, sizes, seed, commit.
"""

from __future__ import annotations

import argparse
import math
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from machine import machine
from tests.lib.cases_table import case_rows

from safelight.infra.entropy import random_words
from safelight.stats.core.publish.bound import counted
from safelight.stats.core.publish.budget import Plan, plan
from safelight.stats.core.publish.fit import fit
from safelight.stats.core.publish.privacy import worst_advantage
from safelight.stats.core.publish.residual import measure, residual
from safelight.stats.core.publish.rows import draw_rows

ROOT = Path(__file__).resolve().parents[1]
DELTA = 1e-6
Codes = NDArray[np.int32]
Scores = dict[str, list[float]]


def odd_person(rows: NDArray[np.int64], sizes: list[int]) -> NDArray[np.int64]:
    """The rarest value that occurs in each column: nobody else has this combination."""
    found = []
    for column, size in enumerate(sizes):
        held = np.bincount(rows[:, column], minlength=size)[: size - 1].astype(float)
        held[held == 0] = np.inf
        found.append(int(held.argmin()))
    return np.array(found)


class Ours:
    """One release after another of the same records, scored by the three attacks."""

    def __init__(self, others: Codes, person: Codes, sizes: list[int], planned: Plan) -> None:
        self._person, self._plan = person, planned
        self._others = counted(others, sizes, planned.tables)
        self._with = counted(np.concatenate([others, person[:, None]], axis=1), sizes, planned.tables)
        self._sign = {}
        for columns, part in planned.parts.items():
            own = np.zeros([sizes[column] for column in columns])
            own[tuple(person[list(columns)])] = 1.0
            self._sign[columns] = residual(own) / part.sigma**2

    def scores(self, present: bool, attack: np.random.Generator) -> dict[str, float]:
        truth = self._with if present else self._others
        told = {
            columns: table.counts
            for columns, table in fit(self._plan, measure(truth, self._plan.parts, random_words)).items()
        }
        cells = ratio = 0.0
        for columns, part in self._plan.parts.items():
            surplus = told[columns] - self._others[columns]
            cells += float(surplus[tuple(self._person[list(columns)])]) / part.sigma
            ratio += float((surplus * self._sign[columns]).sum())
        rows = draw_rows(told, self._plan.sizes, attack)
        near = (rows == self._person[None, :]).sum(axis=1)
        return {"cells": cells, "ratio": ratio, "rows": float(np.exp(2.0 * (near - len(self._person))).sum())}

    def bare(self, present: bool) -> float:
        """The same score without noise: a positive control."""
        return float(sum(table[tuple(self._person[list(each)])] for each, table in self._truth(present).items()))

    def _truth(self, present: bool) -> dict[tuple[int, ...], NDArray[np.int64]]:
        return self._with if present else self._others


def peer_scores(others: Codes, person: Codes, sizes: list[int], epsilon: float, releases: int) -> Scores:
    """pac-synth's counts of the person's combinations, with what the attacker knows taken off."""
    import pacsynth

    names = [f"c{column}" for column in range(len(sizes))]
    mine = {f"c{column}:v{code}" for column, code in enumerate(person.tolist())}
    builder = pacsynth.DpAggregateSeededParametersBuilder().reporting_length(3).epsilon(epsilon).delta(DELTA)
    known: dict[frozenset[str], int] = {}
    found: Scores = {"with": [], "without": [], "panics": []}
    for label in ("without", "with"):
        codes = others if label == "without" else np.concatenate([others, person[:, None]], axis=1)
        cells = [["" if c == s - 1 else f"v{c}" for c, s in zip(row, sizes, strict=True)] for row in codes.T.tolist()]
        records = pacsynth.Dataset([names, *cells])
        for _ in range(releases):
            peer = pacsynth.DpAggregateSeededSynthesizer(builder.build())
            try:
                with quiet():
                    peer.fit(records)
            except BaseException as error:
                if type(error).__name__ != "PanicException":
                    raise
                found["panics"].append(1.0)
                continue
            score = 0.0
            for text, count in peer.get_dp_aggregates(";").items():
                parts = frozenset(text.split(";"))
                if parts <= mine:
                    if parts not in known:
                        at = {int(part[1 : part.index(":")]) for part in parts}
                        known[parts] = int(np.all([others[column] == person[column] for column in at], axis=0).sum())
                    score += count - known[parts] + 1.0  # published at all says something as well
            found[label].append(score)
    return found


@contextmanager
def quiet() -> Iterator[None]:
    """The peer prints a trace of every panic; it is counted instead."""
    held, nowhere = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    try:
        yield
    finally:
        os.dup2(held, 2)
        os.close(held)
        os.close(nowhere)


def advantage(inside: list[float], outside: list[float]) -> tuple[float, float]:
    """Advantage and its standard error; the threshold for each half comes from the other half."""
    hits = []
    for half in (0, 1):
        learn_in, learn_out = np.array(inside[half::2]), np.array(outside[half::2])
        cuts = np.unique(np.concatenate([learn_in, learn_out]))
        gains = [(learn_in >= cut).mean() - (learn_out >= cut).mean() for cut in cuts]
        cut = cuts[int(np.argmax(gains))]
        test_in, test_out = np.array(inside[1 - half :: 2]), np.array(outside[1 - half :: 2])
        hits.append(((test_in >= cut).mean(), (test_out >= cut).mean()))
    true = sum(hit[0] for hit in hits) / 2
    false = sum(hit[1] for hit in hits) / 2
    spread = true * (1 - true) / len(inside) + false * (1 - false) / len(outside)
    return true - false, math.sqrt(spread)


def told(label: str, found: Scores, bound: float | None) -> None:
    value, error = advantage(found["with"], found["without"])
    limit = (
        ""
        if bound is None
        else f", bound {bound:.3f}, {'above' if value > bound + 2 * error else 'within'} bound + 2 se"
    )
    print(f"  {label:<22} advantage {value:+.3f}, se {error:.3f}{limit}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=600)
    parser.add_argument("--columns", type=int, default=6)
    parser.add_argument("--releases", type=int, default=200)
    parser.add_argument("--epsilons", default="1")
    parser.add_argument("--seed", type=int, default=101)
    given = parser.parse_args()
    rows, sizes = case_rows(given.rows, given.columns, given.seed)
    others, person = np.ascontiguousarray(rows.T.astype(np.int32)), odd_person(rows, sizes).astype(np.int32)
    print(machine())
    print(f"{given.rows} records x {given.columns}, seed {given.seed}, delta {DELTA}, {given.releases} releases each")
    for epsilon in [float(each) for each in given.epsilons.split(",")]:
        compare(others, person, sizes, epsilon, given.releases)


def compare(others: Codes, person: Codes, sizes: list[int], epsilon: float, releases: int) -> None:
    planned = plan(sizes, epsilon, DELTA)
    ours, bound = Ours(others, person, sizes, planned), worst_advantage(planned.mu)
    start = time.process_time()
    attack = np.random.default_rng(1)
    draws: dict[bool, list[dict[str, float]]] = {
        present: [ours.scores(present, attack) for _ in range(releases)] for present in (False, True)
    }
    print(f"epsilon {epsilon:g}, mu {planned.mu:.3f}, {time.process_time() - start:.1f} CPU s")
    for name in draws[True][0]:
        found = {label: [each[name] for each in draws[label == "with"]] for label in ("with", "without")}
        told(f"ours, {name}", found, bound)
    theirs = peer_scores(others, person, sizes, epsilon, releases)
    if min(len(theirs["with"]), len(theirs["without"])) >= 20:
        told("pac-synth, its counts", theirs, None)
    print(f"  pac-synth panicked in {len(theirs['panics']):.0f} of {2 * releases} releases")
    bare = {"with": [ours.bare(True)] * releases, "without": [ours.bare(False)] * releases}
    told("counts without noise", bare, None)


if __name__ == "__main__":
    main()
