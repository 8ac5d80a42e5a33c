"""Towns read in invented ads whose town is known: how many ads give it, and it alone.

    python benchmarks/world_places.py [--size 4000] [--seeds 101,102,103] [--shape NAME]

The demo world states its town in the text, the location field and the page's address, in the ways that boards do; in
some ads only a quarter or a metropolitan area says where. A tour's coming stops are true, too, and count as beside it.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from machine import machine
from tests.lib.grouped import LATER

from safelight.ads.core.ad import read_ad
from safelight.ads.core.extract import Extractor
from safelight.ads.core.reading import read_many
from safelight.assembly.demo.shape import PRESETS
from safelight.assembly.demo.world import make_world
from safelight.gazetteer import load


def read(seed: int, size: int, shape: str) -> Counter[str]:
    """Ads by what towns are read in them: `alone` the right one and no other, `beside` others too, `other` only others,
    `none`."""
    made = make_world(seed, size, shape=PRESETS[shape])
    stated = {one.ad_id: (one.city, one.state) for one in made.truth}
    ads = [taken[0] for one in made.ads if isinstance(taken := read_ad(one, LATER, "world"), tuple)]
    found: Counter[str] = Counter()
    for reading in read_many(Extractor(load(), "US"), ads):
        towns = {(place.city, place.state) for place in reading.extraction.locations if place.city}
        right = stated[reading.ad.id] in towns
        found["alone" if right and len(towns) == 1 else "beside" if right else "other" if towns else "none"] += 1
    return found


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--size", type=int, default=4_000)
    asked.add_argument("--seeds", default="101,102,103")
    asked.add_argument("--shape", default="default", choices=sorted(PRESETS))
    given = asked.parse_args()
    print(f"{machine()}, size {given.size:,}, shape {given.shape}")
    whole: Counter[str] = Counter()
    for seed in map(int, given.seeds.split(",")):
        found = read(seed, given.size, given.shape)
        whole += found
        print(f"seed {seed}: {dict(sorted(found.items()))}", flush=True)
    print(f"in all: {dict(sorted(whole.items()))} of {whole.total():,}")


if __name__ == "__main__":
    main()
