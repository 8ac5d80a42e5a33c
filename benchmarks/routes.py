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
from dataclasses import dataclass, fields
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


@dataclass(frozen=True, slots=True)
class Called:
    """Circuits `right` of those `called` and of those who are `going` one; `others` go none."""

    called: int = 0
    right: int = 0
    going: int = 0
    others: int = 0

    def __add__(self, more: Called) -> Called:
        return Called(*(getattr(self, one.name) + getattr(more, one.name) for one in fields(self)))

    def line(self) -> str:
        return (
            f"precision {self.right}/{self.called} = {self.right / max(self.called, 1):.3f}  recall {self.right}/"
            f"{self.going} = {self.right / max(self.going, 1):.3f}  false {self.called - self.right} of {self.others}"
        )


def called(make: str, seed: int) -> Called:
    world = travelled(seed, MAKES[make])
    groups = readings_of(world)
    circuits = {who for who, rows in groups.items() if (found := route(who, rows)) is not None and found.circuit}
    right = len(circuits & set(world.truth))
    return Called(len(circuits), right, len(world.truth), len(groups) - len(world.truth))


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--seeds", default="300,301,302")
    asked.add_argument("--makes", default="gaps,short,own,decoys,few,rounds")
    given = asked.parse_args()
    print(machine())
    whole = Called()
    for make in given.makes.split(","):
        began = time.process_time()
        found = sum((called(make, int(seed)) for seed in given.seeds.split(",")), Called())
        print(f"{make:<8} {found.line()}  {time.process_time() - began:.0f} CPU s")
        whole += found
    print(f"all      {whole.line()}")


if __name__ == "__main__":
    main()
