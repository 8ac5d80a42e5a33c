"""Circuits of groups, as the pipeline calls them, on planted travellers: precision and recall of "goes a circuit".

    python benchmarks/routes.py [--seeds 300,301,302] [--makes gaps,short,own,decoys,few,rounds]

Truth is the generator's (tests/lib/travelled.py, the makes are described there). Each entity is one group with one ad
a sighting, places are cities far apart. Unlike `safelight stats circuits`, which weighs all entities together, a group
is judged by itself, so that one more day of ads changes only the groups it touches. Prints false calls among who goes
none.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from machine import machine
from tests.lib.travelled import MAKES, Travelled, travelled

from safelight.ads.core.ad import Ad
from safelight.ads.core.mention import Extraction, Location
from safelight.ads.core.reading import Reading
from safelight.ads.core.route import route
from safelight.kernel.ids import AdId

START = datetime(2024, 1, 1, 12, tzinfo=UTC)


def readings_of(world: Travelled) -> dict[str, list[Reading]]:
    found: dict[str, list[Reading]] = defaultdict(list)
    for number, (who, where, day) in enumerate(sorted(world.sightings)):
        at = int(where[1:])
        spot = Location(where, "XX", None, 25.0 + 3 * (at // 10), -120.0 + 5 * (at % 10), 0.9)
        ad = Ad(AdId(f"ad-{number:06d}"), posted_at=START + timedelta(days=float(day)))
        found[who].append(Reading(ad, Extraction(ad.id, locations=(spot,))))
    return found


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--seeds", default="300,301,302")
    asked.add_argument("--makes", default="gaps,short,own,decoys,few,rounds")
    given = asked.parse_args()
    print(machine())
    whole = [0, 0, 0, 0]
    for make in given.makes.split(","):
        called, right, going, others = 0, 0, 0, 0
        began = time.process_time()
        for seed in map(int, given.seeds.split(",")):
            world = travelled(seed, MAKES[make])
            groups = readings_of(world)
            circuits = {who for who, rows in groups.items() if (m := route(who, rows)) is not None and m.circuit}
            called += len(circuits)
            right += len(circuits & set(world.truth))
            going += len(world.truth)
            others += len(groups) - len(world.truth)
        spent = time.process_time() - began
        print(
            f"{make:<8} precision {right}/{called} = {right / max(called, 1):.3f}  recall {right}/{going} = "
            f"{right / max(going, 1):.3f}  false {called - right} of {others}  {spent:.0f} CPU s"
        )
        whole = [a + b for a, b in zip(whole, (called, right, going, others), strict=True)]
    called, right, going, others = whole
    print(f"all      precision {right / called:.3f}  recall {right / going:.3f}  false {called - right} of {others}")


if __name__ == "__main__":
    main()
