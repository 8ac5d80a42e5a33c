"""How often a stated place finds its county: ZIP codes, city and state clean and with one slip, bare cities.

    python benchmarks/routing.py [--size 2000] [--seed 5]

Gold for ZIP codes and for city+state is the `zipcodes` package (US postal towns with their counties), read here without
the gazetteer. Cities of the gazetteer come from GeoNames, so city+state compares two sources; ZIP codes are in both
from one table, which checks reading and not geography. A city+state is right when the county named first is one of
the counties of that postal town; "asks" is a question instead of a county; the rest is wrong. The peer in the same run
is a plain look-up: the text, lower case, against postal towns.
"""

from __future__ import annotations

import argparse
import random
import re
import string
import time
from collections import Counter, defaultdict

import zipcodes

from safelight.gazetteer import Gazetteer, load
from safelight.gazetteer.places import county_key
from safelight.textline.core.place import locate

Towns = dict[tuple[str, str], set[str]]


def slip(name: str, draw: random.Random) -> str:
    """`name` with one letter missing, doubled, changed, or swapped with the next; never the first letter."""
    at = draw.randrange(1, len(name) - 1)
    kind = draw.randrange(4)
    if kind == 0:
        return name[:at] + name[at + 1 :]
    if kind == 1:
        return name[:at] + name[at] + name[at:]
    if kind == 2:
        return name[:at] + draw.choice(string.ascii_lowercase) + name[at + 1 :]
    return name[:at] + name[at + 1] + name[at] + name[at + 2 :]


def towns(gazetteer: Gazetteer) -> Towns:
    """County keys of each postal town of the 50 states and DC."""
    found: Towns = defaultdict(set)
    for row in zipcodes.list_all():
        if row["active"] and row["county"] and row["state"] in gazetteer.states():
            found[row["city"], row["state"]].add(county_key(row["county"]))
    return {key: counties for key, counties in found.items() if re.fullmatch(r"[A-Za-z .'-]{4,}", key[0])}


def outcome(text: str, state: str, wanted: set[str], gazetteer: Gazetteer) -> str:
    place = locate(text, gazetteer)
    county = gazetteer.county(place.county_fips) if place.county_fips else None
    if county is None:
        return "asks"
    return "right" if county.state == state and county_key(county.name) in wanted else "wrong"


def show(name: str, counts: Counter[str], peer: str = "") -> None:
    whole = sum(counts.values())
    parts = ", ".join(f"{what} {counts[what]}/{whole}" for what in ("right", "asks", "wrong"))
    print(f"{name:24} {parts} ({counts['right'] / whole:.2%} right, {counts['wrong'] / whole:.2%} wrong){peer}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--size", type=int, default=2_000)
    parser.add_argument("--seed", type=int, default=5)
    parser.add_argument("--misses", action="store_true", help="print what was wrong")
    given = parser.parse_args()
    draw = random.Random(given.seed)
    gazetteer = load()
    known = towns(gazetteer)
    active = [r for r in zipcodes.list_all() if r["active"] and r["county"] and r["state"] in gazetteer.states()]
    codes = draw.sample(active, min(given.size, len(active)))
    show(
        "ZIP",
        Counter(outcome(r["zip_code"], r["state"], {county_key(r["county"])}, gazetteer) for r in codes),
    )
    sample = draw.sample(sorted(known), min(given.size, len(known)))
    lower = {(city.lower(), state) for city, state in known}
    sets = {
        "city, ST": [f"{city}, {state}" for city, state in sample],
        "in a sentence": [f"im in {city.lower()} {gazetteer.state_name(state)} please" for city, state in sample],
        "one slip, ST": [f"{slip(city.lower(), draw)}, {state}" for city, state in sample],
    }
    began = time.process_time()
    for name, texts in sets.items():
        counts: Counter[str] = Counter()
        for text, (city, state) in zip(texts, sample, strict=True):
            what = outcome(text, state, known[city, state], gazetteer)
            counts[what] += 1
            if given.misses and what == "wrong":
                print(f"  wrong: {text!r} -> {locate(text, gazetteer)}")
        found = sum(
            (text.lower().rsplit(", ", 1)[0], state) in lower for text, (_, state) in zip(texts, sample, strict=True)
        )
        show(name, counts, f"; plain look-up finds {found}")
    spent = time.process_time() - began
    print(f"{len(sample) * 3 / spent:,.0f} places a CPU second")
    several = [name for name, n in Counter(city for city, _ in known).items() if n > 1]
    bare = draw.sample(sorted(several), min(given.size, len(several)))
    asked = sum(locate(name, gazetteer).ask is not None for name in bare)
    print(f"bare name of several states asks {asked}/{len(bare)}")
    alone = draw.sample(sorted({city for city, _ in known} - set(several)), given.size)
    asked = sum(locate(name, gazetteer).ask is not None for name in alone)
    print(f"bare name of one state asks {asked}/{len(alone)}")


if __name__ == "__main__":
    main()
