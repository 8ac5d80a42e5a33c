"""Grouping and lead quality on declared synthetic worlds, beside two peers, in one run.

    python benchmarks/grouping.py [--size 5000] [--seeds 11,12,13] [--shape NAME]

Truth is the generator's advertiser: synthetic, so this measures the machinery, not the world. Peers: groups by
union of shared phones only; leads in order of group size. Prints machine, size, seeds and CPU seconds.
"""

from __future__ import annotations

import argparse
import os
import platform
import subprocess
import time
from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np

from safelight import near
from safelight.ads.core.ad import Ad, read_ad
from safelight.ads.core.extract import Extractor
from safelight.ads.core.outcome import Outcome, assemble
from safelight.ads.core.reading import Reading, read_many
from safelight.assembly.demo.shape import PRESETS
from safelight.assembly.demo.world import World, make_world
from safelight.gazetteer import load

LATER = datetime(2030, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Agreement:
    ari: float
    precision: float
    recall: float

    @property
    def f1(self) -> float:
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0

    def line(self) -> str:
        return f"ARI {self.ari:.3f}  pair P {self.precision:.3f} R {self.recall:.3f} F1 {self.f1:.3f}"


def agreement(found: Sequence[Hashable], truth: Sequence[Hashable]) -> Agreement:
    """Adjusted Rand index (Hubert and Arabie 1985) and pair precision and recall of two partitions."""
    cells = np.array(list(Counter(zip(found, truth, strict=True)).values()), float)
    rows = np.array(list(Counter(found).values()), float)
    columns = np.array(list(Counter(truth).values()), float)
    both, said, true = (float((x * (x - 1) / 2).sum()) for x in (cells, rows, columns))
    pairs = len(truth) * (len(truth) - 1) / 2
    chance = said * true / pairs if pairs else 0.0
    ceiling = (said + true) / 2
    ari = (both - chance) / (ceiling - chance) if ceiling != chance else 1.0
    return Agreement(ari, both / said if said else 1.0, both / true if true else 1.0)


def average_precision(hits: Sequence[bool], relevant: int) -> float:
    """Mean over the relevant of precision where each is found; those never found count 0."""
    found, total = 0, 0.0
    for rank, hit in enumerate(hits, 1):
        found += hit
        total += found / rank if hit else 0.0
    return total / relevant if relevant else 1.0


def phones_only(readings: Sequence[Reading]) -> list[int]:
    """The peer that everybody has: ads that share a phone."""
    seen: dict[str, int] = {}
    edges = [(seen.setdefault(p, at), at) for at, r in enumerate(readings) for p in r.extraction.phones]
    return [int(x) for x in near.components(len(readings), np.array(edges, np.int64).reshape(-1, 2))]


def ads_of(world: World) -> list[Ad]:
    read = [read_ad(record, LATER, "world") for record in world.ads]
    return [item[0] for item in read if isinstance(item, tuple)]


def queue(world: World, ordered: Sequence[Sequence[str]]) -> str:
    """How the first R groups of a queue do, R being the number of advertisers run by one hand."""
    truth = {one.ad_id: one for one in world.truth}
    relevant = {one.id for one in world.advertisers if one.activity == "controlled"}
    seen: set[str] = set()
    hits, kinds = [], []
    for ads in ordered:
        advertiser, _ = Counter(truth[ad].advertiser for ad in ads).most_common(1)[0]
        kinds.append(Counter(truth[ad].activity for ad in ads).most_common(1)[0][0])
        hits.append(advertiser in relevant and advertiser not in seen)
        seen.add(advertiser)
    first = kinds[: len(relevant)]
    adults = sum(kind in ("independent", "collective") for kind in first)
    share = adults / len(first) if first else 0.0
    return (
        f"AP {average_precision(hits, len(relevant)):.3f}  found {sum(hits)} of {len(relevant)} in {len(ordered)}"
        f"  independents and collectives in the first {len(first)}: {share:.3f}  all: {dict(Counter(kinds))}"
    )


def confusion(world: World, outcome: Outcome) -> str:
    """Ads by true (row) and judged (column) activity."""
    judged = {row.ad_id: row.activity for row in outcome.groups}
    table = Counter((one.activity, judged[one.ad_id]) for one in world.truth)
    columns = sorted({column for _, column in table})
    rows = sorted({row for row, _ in table})
    lines = ["    " + "".join(f"{name:>13}" for name in ("", *columns))]
    lines += ["    " + f"{row:>13}" + "".join(f"{table[row, column]:>13}" for column in columns) for row in rows]
    right = sum(count for (row, column), count in table.items() if row == column)
    return "\n".join([*lines, f"    {right / max(1, len(world.truth)):.3f} of ads right"])


def run(seed: int, size: int, shape: str, extractor: Extractor) -> None:
    world = make_world(seed, size, shape=PRESETS[shape])
    ads = ads_of(world)
    start = time.process_time()
    readings = read_many(extractor, ads)
    read = time.process_time() - start
    start = time.process_time()
    outcome = assemble(readings)
    built = time.process_time() - start
    by_ad = {row.ad_id: row for row in outcome.groups}
    truth = [one.advertiser for one in world.truth]
    print(f"\nseed {seed}  shape {shape}  {len(ads):,} ads  CPU s: read {read:.1f}, assemble {built:.1f}")
    print("  groups      ", agreement([by_ad[ad.id].group_id for ad in ads], truth).line())
    print("  phones only ", agreement(phones_only(readings), truth).line())
    texts = [one.template or one.ad_id for one in world.truth]
    print("  templates   ", agreement([by_ad[ad.id].template_id or ad.id for ad in ads], texts).line())
    print("  leads       ", queue(world, [lead.ad_ids for lead in outcome.leads]))
    members: dict[str, list[str]] = {}
    for row in outcome.groups:
        members.setdefault(row.group_id, []).append(row.ad_id)
    by_size = sorted(members.values(), key=lambda group: (-len(group), group))[: max(1, len(outcome.leads))]
    print("  size order  ", queue(world, by_size))
    print(confusion(world, outcome))


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--size", type=int, default=5_000)
    asked.add_argument("--seeds", default="11,12,13")
    asked.add_argument("--shape", default="default", choices=sorted(PRESETS))
    given = asked.parse_args()
    extractor = Extractor(load(), "US")
    assemble(read_many(extractor, ads_of(make_world(1, 50))))  # compiles the kernels, so that no row pays for it
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False).stdout
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") >> 30
    machine = f"{platform.machine()}, {os.cpu_count()} cores, {memory} GiB, Python {platform.python_version()}"
    print(f"{machine}, commit {commit.strip()}, declared synthetic worlds, size {given.size:,}")
    for seed in given.seeds.split(","):
        run(int(seed), given.size, given.shape, extractor)


if __name__ == "__main__":
    main()
