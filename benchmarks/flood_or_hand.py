"""What of a large hand is taken for a flood: many people in many towns at once under one text, seen for some days.

    python benchmarks/flood_or_hand.py [--hands 4] [--seeds 1,2]

The declared worlds' hands are small. These are the hard ones for `ads/core/flood.py`: six to ten people, each in a town
of her own and moved to another every few days, one text for all, beside floods and adults of the eighth world. `names`:
kept, or another for everybody in every town; reached on one number (`desk`), on a number each (`own`), by nothing but a
page (`page`), by a page and a number each (`both`); seen for 1 to 21 days; every second asks for a deposit. Prints how
many of the hands lie mostly in groups called spam, and how many are led to; and the same for the floods.
"""

from __future__ import annotations

import argparse
import itertools
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.lib import eighth_words as stock
from tests.lib.eighth_market import DAYS, Market, Picture, Town, put
from tests.lib.eighth_world import MAKERS
from tests.lib.eighth_writer import draft, number, pen, set_down
from tests.lib.grouped import LATER
from tests.lib.second_world import AdTruth

from safelight.ads.core.ad import Ad, read_ad
from safelight.ads.core.extract import Extractor
from safelight.ads.core.outcome import assemble
from safelight.ads.core.reading import read_many
from safelight.gazetteer import load

WAYS, SPANS, NAMED = ("desk", "own", "page", "both"), (1, 3, 7, 21), ("kept", "another")
AROUND = 1_200
"""Postings of the eighth world's adults and floods beside the hands."""

TOWNS: list[Town] = [town for region in stock.REGIONS for town in region]


@dataclass(slots=True)
class Woman:
    name: str
    town: Town
    phone: str
    pictures: list[Picture]


def hand(market: Market, who: str, way: str, span: int, named: str, deposit: bool) -> None:
    """Six to ten people, each put up every one to three days and moved every four to fourteen."""
    rng, head = market.rng, pen(market.rng, f"hand {who}", "she", "en")
    lines = [*(line for _, line in draft(rng, head)), *(("a deposit holds your time",) if deposit else ())]
    start, stay = rng.randrange(DAYS - span), rng.randint(4, 14)
    desk, page = market.phone(rng.choice(TOWNS)[2], start), f"https://h{market.next()}.example/in"
    truth = AdTruth("", who, "controlled", who, who)
    for town in rng.sample(TOWNS, rng.randint(6, 10)):
        woman = Woman(rng.choice(stock.NAMES), town, market.phone(town[2], start), market.pictures(2))
        day, moved = start, start + rng.randint(1, stay)
        while day < start + span:
            if day >= moved:
                woman.town, moved = rng.choice(TOWNS), day + stay
                woman.name = woman.name if named == "kept" else rng.choice(stock.NAMES)
            reach = {"desk": desk, "own": woman.phone, "page": "", "both": woman.phone}[way]
            said = [
                *lines,
                *([number(reach, head.shape)] if reach else []),
                *([page] if way in ("page", "both") else []),
            ]
            facts = {
                "name": woman.name,
                "town": woman.town[0],
                "age": "29",
                "price": "200",
                "half": "120",
                "two": "380",
            }
            text = f"{woman.name}, {woman.town[0]}", set_down(head, said, {**facts, "quarter": "downtown"})
            shown = woman.pictures[:1]
            market.plan(day, rng.randint(500, 1400), partial(_write, market, truth, text, woman.town, shown))
            day += rng.randint(1, 3)


def _write(
    market: Market, truth: AdTruth, text: tuple[str, str], town: Town, shown: list[Picture], day: int, minute: int
) -> None:
    put(market, truth, text, town, day, minute, shown)


def world(seed: int, hands: int) -> tuple[list[Ad], dict[str, str]]:
    """(ads, advertiser of each): hands of every kind among adults and floods."""
    market = Market(seed, *(Random(f"hands {seed} {name}") for name in ("all", "lives", "travel")))
    while len(market.due) < AROUND:
        MAKERS[market.rng.choice(("independent", "independent", "spam"))](market)
    for kind in itertools.product(WAYS, SPANS, NAMED):
        for at in range(hands):
            hand(market, f"hand {' '.join(map(str, kind))} {at}", *kind, bool(at % 2))
    for day, minute, _, write in sorted(market.due, key=lambda one: one[:3]):
        write(day, minute)
    kinds = {one.id: one.kind for one in market.advertisers}
    read = [read_ad(ad, LATER, "world") for _, ad, _ in market.ads]
    whose = {
        one.ad_id: f"flood {one.advertiser}" if kinds.get(one.advertiser) == "flood" else one.advertiser
        for *_, one in market.ads
    }
    return [item[0] for item in read if isinstance(item, tuple)], whose


def judged(ads: Sequence[Ad], whose: dict[str, str], extractor: Extractor) -> Counter[tuple[str, str]]:
    """(kind of advertiser, what becomes of it) to how many; `led` may be said of one that is spam in part."""
    outcome = assemble(read_many(extractor, ads))
    activity: dict[str, Counter[str]] = {}
    for row in outcome.groups:
        activity.setdefault(whose[row.ad_id], Counter())[row.activity] += 1
    led = {whose[ad] for lead in outcome.leads for ad in lead.ad_ids}
    found: Counter[tuple[str, str]] = Counter()
    for who, seen in activity.items():
        kind = who.rpartition(" ")[0]
        if kind:
            found[kind, "all"] += 1
            found[kind, "spam"] += 2 * seen["spam"] > seen.total()
            found[kind, "led to"] += who in led
    return found


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--hands", type=int, default=4)
    asked.add_argument("--seeds", default="1,2")
    given = asked.parse_args()
    extractor = Extractor(load(), "US")
    found: Counter[tuple[str, str]] = Counter()
    for seed in given.seeds.split(","):
        found += judged(*world(int(seed), given.hands), extractor)
    for kind in sorted({kind for kind, _ in found}):
        print(f"{kind:24} spam {found[kind, 'spam']:3}  led to {found[kind, 'led to']:3}  of {found[kind, 'all']:3}")


if __name__ == "__main__":
    main()
