"""Active search on declared synthetic worlds: how much of a hand's unlinked ads N answers find, beside the plain order.

    python benchmarks/seek.py [--size 3000] [--seeds 951,952] [--shapes default,few-phones] [--hands 30] [--fit]

For each of so many advertisers one seed ad is drawn; the answers are the truth (the generator's advertiser), so this
measures the order and the learning, not people. Two settings. `linked`: the pipeline's groups stand, the seed's group
is known, one ad a group is asked about; what is to be found are the advertiser's other groups. `bare`: contacts are
taken out of every ad and each ad is asked about by itself, as when a hand changes all of them. Peers in the same run:
order of estimated text similarity to the seed (the plain order of "more like this"), and our order without learning.
`--fit` prints a logistic fit of pairs and the writing habits' rates, from which the priors were rounded.
"""

from __future__ import annotations

import argparse
import random
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from machine import machine
from tests.lib.grouped import Stated, first_world, second_world

from safelight.ads.core import kinship
from safelight.ads.core.extract import Extractor
from safelight.ads.core.kinship import FEATURES, Profile, features, profile
from safelight.ads.core.kinship_pool import Pool
from safelight.ads.core.outcome import assemble
from safelight.ads.core.reading import Reading, read_many
from safelight.ads.core.seek import Answer, Search, prior, sigmoid, with_bias
from safelight.gazetteer import load

ANSWERS = (5, 10, 20, 40)
FEWEST = 3
"""Things to find, so that a recall means something."""


class Case:
    """One world, read: profiles, groups and truth."""

    def __init__(self, world: Stated, readings: Sequence[Reading], bare: bool) -> None:
        self.owner = world.advertiser
        groups = {row.ad_id: row.group_id for row in assemble(readings).groups}
        self.group_of = {ad_id: ad_id for ad_id in groups} if bare else groups
        made = [profile(reading) for reading in readings]
        self.profiles = {p.ad_id: replace(p, contacts=frozenset()) if bare else p for p in made}
        self.pool = Pool(list(self.profiles.values()))

    def hands(self, rng: random.Random, most: int) -> list[tuple[Profile, set[str]]]:
        """(seed, groups to find) of advertisers with FEWEST or more besides the seed's."""
        ads: dict[str, list[str]] = {}
        for ad_id in sorted(self.profiles):
            ads.setdefault(self.owner[ad_id], []).append(ad_id)
        found = []
        for owner in sorted(ads):
            seed = rng.choice(ads[owner])
            rest = {self.group_of[ad] for ad in ads[owner]} - {self.group_of[seed]}
            if len(rest) >= FEWEST:
                found.append((self.profiles[seed], rest))
        rng.shuffle(found)
        return found[:most]


def learning(case: Case, seed: Profile, wanted: set[str], most: int) -> list[bool]:
    answers: dict[str, Answer] = {}
    hits = []
    for _ in range(most):
        best = Search(case.pool, seed.ad_id, answers).suggest(case.group_of, 1)
        if not best:
            break
        right = case.group_of[best[0].ad_id] in wanted
        answers[best[0].ad_id] = "yes" if right else "no"
        hits.append(right)
    return hits


def fixed(column: Callable[[np.ndarray], np.ndarray]) -> Callable[[Case, Profile, set[str], int], list[bool]]:
    """A peer that never learns: every group once, in order of its best ad."""

    def run(case: Case, seed: Profile, wanted: set[str], most: int) -> list[bool]:
        own = case.group_of[seed.ad_id]
        score = column(case.pool.nearest([seed.ad_id]))
        ranked = [case.pool.profiles[at].ad_id for at in np.lexsort((case.pool.rank, -score)).tolist()]
        order = dict.fromkeys(case.group_of[ad_id] for ad_id in ranked if case.group_of[ad_id] != own)
        return [group in wanted for group in list(order)[:most]]

    return run


PEERS: dict[str, Callable[[Case, Profile, set[str], int], list[bool]]] = {
    "text similarity": fixed(lambda rows: rows[:, FEATURES.index("text")]),
    "no learning": fixed(lambda rows: prior().probability(rows)),
    "active search": learning,
}


def report(case: Case, name: str, rng: random.Random, hands: int) -> None:
    chosen = case.hands(rng, hands)
    if not chosen:
        print(f"  {name}: no advertiser has {FEWEST} groups or more to find")
        return
    print(f"  {name}: {len(chosen)} hands, {statistics.fmean(len(w) for _, w in chosen):.1f} to find each (mean)")
    for peer, run in PEERS.items():
        began = time.process_time()
        runs = [(run(case, seed, wanted, ANSWERS[-1]), len(wanted)) for seed, wanted in chosen]
        spent = time.process_time() - began
        parts = []
        for n in ANSWERS:
            recalls = [sum(hits[:n]) / min(n, whole) for hits, whole in runs]
            error = statistics.stdev(recalls) / len(recalls) ** 0.5 if len(recalls) > 1 else 0.0
            parts.append(f"{n}: {statistics.fmean(recalls):.2f} ± {1.96 * error:.2f}")
        print(f"    {peer:<16} found of what N answers could, N =  {'  '.join(parts)}  {spent:.0f} s")


def fit(case: Case, rng: random.Random) -> None:
    """A logistic fit of pairs, half of one hand, whose prior odds are put back to BIAS's world."""
    ids = sorted(case.profiles)
    by_owner: dict[str, list[str]] = {}
    for ad_id in ids:
        by_owner.setdefault(case.owner[ad_id], []).append(ad_id)
    several = [ads for ads in by_owner.values() if len(ads) > 1]
    pairs, same = [], []
    for _ in range(6000):
        one, two = rng.sample(rng.choice(several), 2)
        pairs.append(features(case.profiles[one], case.profiles[two]))
        same.append(1.0)
        one, two = rng.sample(ids, 2)
        pairs.append(features(case.profiles[one], case.profiles[two]))
        same.append(float(case.owner[one] == case.owner[two]))
    rows, truth = with_bias(np.array(pairs)), np.array(same)
    weights = np.zeros(rows.shape[1])
    for _ in range(50):
        chance = sigmoid(rows @ weights)
        curvature = (rows.T * (chance * (1 - chance))) @ rows + np.eye(len(weights)) * 0.05
        weights += np.linalg.solve(curvature, rows.T @ (truth - chance) - 0.05 * weights)
    print("  fit:", {name: round(w, 2) for name, w in zip(("bias", *FEATURES), weights.tolist(), strict=True)})
    raw = np.array([p.habits for p in case.profiles.values() if p.habits])
    spread, mean = raw.std(axis=0), raw.mean(axis=0)
    for (name, usual, scale), m, s in zip(kinship.HABITS, mean.tolist(), spread.tolist(), strict=True):
        print(f"  habit {name}: mean {usual + m * scale:.4f} spread {s * scale:.4f}")


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--size", type=int, default=3000)
    asked.add_argument("--seeds", default="951,952")
    asked.add_argument("--shapes", default="default,few-phones")
    asked.add_argument("--hands", type=int, default=30)
    asked.add_argument("--fit", action="store_true")
    given = asked.parse_args()
    print(machine())
    extractor = Extractor(load(), "US")
    for seed in map(int, given.seeds.split(",")):
        worlds = {name: first_world(seed, given.size, name) for name in given.shapes.split(",")}
        worlds["second"] = second_world(seed, given.size)
        for name, world in worlds.items():
            print(f"world {name}, seed {seed}, {given.size:,} ads")
            readings = read_many(extractor, world.ads)
            for bare in (False, True):
                case, rng = Case(world, readings, bare), random.Random(seed)
                if given.fit:
                    fit(case, rng)
                else:
                    report(case, "bare" if bare else "linked", rng, given.hands)


if __name__ == "__main__":
    main()
