"""Grouping and lead quality on eight independent declared synthetic worlds, beside two peers, in one run.

    python benchmarks/grouping.py [--size 5000] [--seeds 11,12,13] [--shape NAME]
        [--world first|second|third|fourth|fifth|sixth|seventh|eighth|all] [--held-out] [--names]

Truth is the generator's advertiser: synthetic, so this measures the machinery, not the world. `first` is the demo
world; the others are tests/lib/second_world.py to eighth_world.py, each written apart. Peers: groups by union
of shared phones only; leads in order of group size. `--held-out` reports the seeds and shapes that no rule was ever
fitted or looked at on. `--names` says only how names are read: told from all ads, and by the rules for one ad alone;
right is a name of the world that the ad writes. Prints machine, size, seeds and CPU seconds.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from machine import machine
from tests.lib.grouped import (
    WORLDS,
    Stated,
    agreement,
    average_precision,
    calibration_error,
    dealt_anew,
    first_world,
    names_written,
    second_world,
)

from safelight import near
from safelight.ads.core.chance import BASE_RATE, chance
from safelight.ads.core.extract import Extractor
from safelight.ads.core.naming import names_of
from safelight.ads.core.outcome import Outcome, assemble
from safelight.ads.core.reading import Reading, read_many, text_of
from safelight.assembly.demo.shape import PRESETS
from safelight.gazetteer import load

HELD_OUT = (971, 972, 973)
"""Seeds kept for the report: no rule or weight was fitted or looked at on them, but for names: on 971 and 972."""


def phones_only(readings: Sequence[Reading]) -> list[int]:
    """The peer that everybody has: ads that share a phone."""
    return near.sharing([reading.extraction.phones for reading in readings])


def ranked_precision(world: Stated, ordered: Sequence[Sequence[str]]) -> tuple[float, int, list[str]]:
    """(average precision, controlled advertisers found, true kinds in order) of a queue of groups."""
    relevant = {name for name, activity in world.activity_of.items() if activity == "controlled"}
    seen: set[str] = set()
    hits, kinds = [], []
    for ads in ordered:
        advertiser, _ = Counter(world.advertiser[ad] for ad in ads).most_common(1)[0]
        kinds.append(world.activity_of[advertiser])
        hits.append(advertiser in relevant and advertiser not in seen)
        seen.add(advertiser)
    return average_precision(hits, len(relevant)), sum(hits), kinds


def adults_first(world: Stated, kinds: Sequence[str]) -> float:
    """Share of independents and collectives among the first R of a queue, R being the number run by one hand."""
    first = kinds[: sum(activity == "controlled" for activity in world.activity_of.values())]
    return sum(kind in ("independent", "collective") for kind in first) / max(1, len(first))


def queue(world: Stated, ordered: Sequence[Sequence[str]]) -> str:
    """How the first R groups of a queue do, R being the number of advertisers run by one hand."""
    precision, found, kinds = ranked_precision(world, ordered)
    count = sum(activity == "controlled" for activity in world.activity_of.values())
    return (
        f"AP {precision:.3f}  found {found} of {count} in {len(ordered)}  independents and collectives in the first "
        f"{min(count, len(kinds))}: {adults_first(world, kinds):.3f}  all: {dict(Counter(kinds))}"
    )


def confusion(world: Stated, outcome: Outcome) -> str:
    """Ads by true (row) and judged (column) activity."""
    table = Counter((world.activity_of[world.advertiser[row.ad_id]], row.activity) for row in outcome.groups)
    columns = sorted({column for _, column in table})
    rows = sorted({row for row, _ in table})
    lines = ["    " + "".join(f"{name:>13}" for name in ("", *columns))]
    lines += ["    " + f"{row:>13}" + "".join(f"{table[row, column]:>13}" for column in columns) for row in rows]
    right = sum(count for (row, column), count in table.items() if row == column)
    return "\n".join([*lines, f"    {right / max(1, len(outcome.groups)):.3f} of ads right"])


def missed(world: Stated, outcome: Outcome) -> str:
    """Controlled advertisers by kind: led to, of all."""
    led = {world.advertiser[ad] for lead in outcome.leads for ad in lead.ad_ids}
    all_of = Counter(world.kind_of[n] for n, activity in world.activity_of.items() if activity == "controlled")
    hit = Counter(world.kind_of[n] for n in led if world.activity_of[n] == "controlled")
    return "  ".join(f"{kind} {hit[kind]}/{count}" for kind, count in sorted(all_of.items()))


def stated_and_true(world: Stated, outcome: Outcome, rate: float = BASE_RATE) -> list[tuple[float, bool, bool]]:
    """(chance at a base rate, truly run by one hand, asked) of every group; the chance is 0 where it isn't asked."""
    truth: dict[str, list[str]] = {}
    for row in outcome.groups:
        truth.setdefault(row.group_id, []).append(world.advertiser[row.ad_id])
    rows = []
    for seen in outcome.verdicts:
        advertiser, _ = Counter(truth[seen.group_id]).most_common(1)[0]
        asked = seen.people > 1 and seen.activity not in ("business", "spam")
        value = chance(seen.seen, rate).value if asked else 0.0
        rows.append((value, world.activity_of[advertiser] == "controlled", asked))
    return rows


def own_rate(rows: Sequence[tuple[float, bool, bool]]) -> float:
    """The base rate of these groups, kept off 0 and 1."""
    return min(0.99, max(0.01, float(np.mean([true for _, true, asked in rows if asked] or [BASE_RATE]))))


def calibration(rows: Sequence[tuple[float, bool, bool]], rate: float) -> str:
    """Expected calibration error of the chance at a base rate, over all groups and over those of several people."""
    several = [(value, true) for value, true, asked in rows if asked]
    every = [(value, true) for value, true, _ in rows]
    return f"at base rate {rate:.2f}: " + "; ".join(
        f"ECE {calibration_error(part):.4f} over {len(part)} {name}, {np.mean([t for _, t in part]):.3f} true"
        for name, part in (("groups", every), ("of several people", several))
        if part
    )


def run(world: Stated, extractor: Extractor) -> dict[str, float]:
    ads = world.ads
    start = time.process_time()
    readings = read_many(extractor, ads)
    read = time.process_time() - start
    start = time.process_time()
    outcome = assemble(readings)
    built = time.process_time() - start
    by_ad = {row.ad_id: row for row in outcome.groups}
    truth = [world.advertiser[ad.id] for ad in ads]
    print(f"\n{world.title}  {len(ads):,} ads  CPU s: read {read:.1f}, assemble {built:.1f}")
    grouped = agreement([by_ad[ad.id].group_id for ad in ads], truth)
    print("  groups      ", grouped.line())
    peer = agreement(phones_only(readings), truth)
    print("  phones only ", peer.line())
    texts = [world.template[ad.id] or ad.id for ad in ads]
    print("  templates   ", agreement([by_ad[ad.id].template_id or ad.id for ad in ads], texts).line())
    ordered = [lead.ad_ids for lead in outcome.leads]
    print("  leads       ", queue(world, ordered))
    precision, _, kinds = ranked_precision(world, ordered)
    dealt = assemble(dealt_anew(readings, world.advertiser, seed=5))
    after = ranked_precision(world, [lead.ad_ids for lead in dealt.leads])[0]
    print(
        f"  dealt anew   AP {after:.3f} with ages, prices, towns of other advertisers: change {after - precision:+.3f}"
    )
    members: dict[str, list[str]] = {}
    for row in outcome.groups:
        members.setdefault(row.group_id, []).append(row.ad_id)
    by_control = [members[v.group_id] for v in sorted(outcome.verdicts, key=lambda v: (-v.control, v.group_id))]
    whole = ranked_precision(world, by_control)[0]
    print(f"  all groups   AP {whole:.3f} of every group in order of control, lead or not")
    by_size = sorted(members.values(), key=lambda group: (-len(group), group))[: max(1, len(outcome.leads))]
    print("  size order  ", queue(world, by_size))
    stated = stated_and_true(world, outcome)
    print("  calibration ", calibration(stated, BASE_RATE))
    rate = own_rate(stated)
    known = stated_and_true(world, outcome, rate)
    print("  calibration ", calibration(known, rate))
    print("  by kind     ", missed(world, outcome))
    print(confusion(world, outcome))
    return {
        "ARI": grouped.ari,
        "pair F1": grouped.f1,
        "AP": precision,
        "AP of all": whole,
        "AP change": abs(after - precision),
        "adults first": adults_first(world, kinds),
        "ECE": calibration_error([(value, true) for value, true, _ in stated]),
        "ECE, rate stated": calibration_error([(value, true) for value, true, _ in known]),
        "phones only": peer.f1,
        "AP by size": ranked_precision(world, by_size)[0],
    }


def names_read(name: str, world: Stated, extractor: Extractor) -> dict[str, float]:
    """Precision and recall of names, (ad, name) by (ad, name)."""
    readings = read_many(extractor, world.ads)
    wanted = {(ad.id, name_) for ad in world.ads for name_ in names_written(name, text_of(ad))}
    start = time.process_time()
    told = {(r.ad.id, one) for r, found in zip(readings, names_of(readings), strict=True) for one in found}
    spent = time.process_time() - start
    alone = {(reading.ad.id, one.lower()) for reading in readings for one in reading.extraction.names}
    print(f"\n{world.title}  {len(world.ads):,} ads  CPU s to tell names: {spent:.2f}")
    measures = {}
    for rule, found in (("names", told), ("one ad alone", alone)):
        right = len(found & wanted)
        print(f"  {rule:13} P {right}/{len(found)}  R {right}/{len(wanted)}")
        measures |= {f"{rule} P": right / max(1, len(found)), f"{rule} R": right / max(1, len(wanted))}
    return measures


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--size", type=int, default=5_000)
    asked.add_argument("--seeds", default="11,12,13")
    asked.add_argument("--shape", default="default", choices=sorted(PRESETS))
    asked.add_argument("--world", default="all", choices=(*WORLDS, "all"))
    asked.add_argument("--held-out", action="store_true")
    asked.add_argument("--names", action="store_true")
    given = asked.parse_args()
    extractor = Extractor(load(), "US")
    assemble(read_many(extractor, second_world(1, 50).ads))  # compiles the kernels, so that no row pays for it
    print(f"{machine()}, declared synthetic worlds, size {given.size:,}")
    seeds = HELD_OUT if given.held_out else tuple(int(seed) for seed in given.seeds.split(","))
    made = {**WORLDS, "first": partial(first_world, shape=given.shape)}
    for name in made if given.world == "all" else (given.world,):
        measure = partial(names_read, name) if given.names else run
        rows = [measure(made[name](seed, given.size), extractor) for seed in seeds]
        means = "  ".join(f"{key} {sum(row[key] for row in rows) / len(rows):.3f}" for key in rows[0])
        print(f"\n== {name} world, mean of seeds {', '.join(map(str, seeds))}: {means}")


if __name__ == "__main__":
    main()
