"""Missing-person posters on declared synthetic worlds: is the person among the first ten, and who else is.

    python benchmarks/posters.py [--size 4000] [--seeds 21,22] [--posters 150]

Everybody is an invented adult. A poster is drawn from one persona of a world, with noise: the name on it may be the
long form of the one in the ads, misspelt, or not used there at all; the age is lower by up to three years; the place is
another town in three of ten; a mark stands in some of the ads, in other words; a picture was saved again. Decoys: every
other persona of that first name, marks planted in strangers' ads, towns and dates in common. A poster is *reachable*
when a name, mark or picture of it stands in an ad at all. Peer: the ads that state the poster's first name, newest
first.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from random import Random

from adversarial_phones import wilson
from machine import machine

from safelight.ads.core.ad import Image, read_ad
from safelight.ads.core.extract import Extractor
from safelight.ads.core.nickname import plain, short_forms
from safelight.ads.core.outcome import assemble
from safelight.ads.core.poster import Poster, Seen
from safelight.ads.core.poster_match import Candidate, Entry, match
from safelight.ads.core.reading import read_many
from safelight.assembly.demo.world import World, make_world
from safelight.gazetteer import Gazetteer, load

LATER = datetime(2030, 1, 1, tzinfo=UTC)
FEATURES = (("tattoo", "tat", "ink"), ("scar", "scar", "scar"), ("birthmark", "birthmark", "birthmark"))
THINGS = ("rose", "swallow", "anchor", "crescent", "star", "feather", "compass", "lotus", "arrow", "wave")
SPOTS = ("left wrist", "right shoulder", "left ankle", "neck", "right forearm", "collarbone")
SURNAMES = ("Quillfeather", "Marrowby", "Tansley", "Ostrander", "Penhallow", "Larkspur", "Wetherell", "Dunmore")


@dataclass(frozen=True, slots=True)
class Case:
    poster: Poster
    persona: str
    reachable: frozenset[str]


def mark_phrase(rng: Random) -> tuple[str, str]:
    """(as on the poster, as in an ad)"""
    feature, thing, spot = rng.choice(FEATURES), rng.choice(THINGS), rng.choice(SPOTS)
    said = rng.choice(feature)
    ad = rng.choice(
        (f"You will know me by the {thing} {said} on my {spot}.", f"I have a small {said} of a {thing}, {spot}.")
    )
    return f"{thing} {feature[0]} on {spot}", ad


def draw(world: World, gazetteer: Gazetteer, count: int, rng: Random) -> list[Case]:
    """Posters of `count` personas; plants marks in the world's ads."""
    by_persona: dict[str, list[int]] = {}
    for at, one in enumerate(world.truth):
        if one.activity in ("independent", "collective", "controlled") and len(one.personas) == 1:
            by_persona.setdefault(one.personas[0], []).append(at)
    facts = {
        key: (name, age)
        for one in world.advertisers
        for key, name, age in zip(one.personas, one.names, one.ages, strict=True)
    }
    for at in rng.sample(range(len(world.ads)), len(world.ads) // 20):
        world.ads[at]["body"] = f"{world.ads[at]['body']} {mark_phrase(rng)[1]}"
    chosen = rng.sample(sorted(by_persona), min(count, len(by_persona)))
    return [draw_one(world, gazetteer, key, by_persona[key], facts[key], rng) for key in chosen]


def draw_one(
    world: World, gazetteer: Gazetteer, key: str, ads: Sequence[int], fact: tuple[str, int], rng: Random
) -> Case:
    name, age = fact
    how = rng.choices(("same", "long", "misspelt", "working"), (0.45, 0.2, 0.15, 0.2))[0]
    reachable = set() if how == "working" else {"name"}
    longer = sorted(short_forms(plain(name)))
    given = {
        "same": name,
        "long": rng.choice(longer).capitalize() if longer else name,
        "misspelt": misspelt(name, rng),
        "working": rng.choice(("Zephyrine", "Ottoline", "Perpetua")),
    }[how]
    marks: tuple[str, ...] = ()
    if rng.random() < 0.4:
        phrase, sentence = mark_phrase(rng)
        marks = (phrase,)
        for at in rng.sample(list(ads), max(1, len(ads) // 2)):
            world.ads[at]["body"] = f"{world.ads[at]['body']} {sentence}"
        reachable.add("mark")
    pictures: tuple[Image, ...] = ()
    shown = [image for at in ads for image in world.ads[at]["images"]]  # type: ignore[attr-defined]
    if shown and rng.random() < 0.4:
        pictures = (Image(pdq=again(rng.choice(shown)["pdq"], rng)),)
        reachable.add("picture")
    first = min(str(world.ads[at]["posted_at"])[:10] for at in ads)
    since = date.fromisoformat(first) - timedelta(days=rng.randrange(1, 40))
    truth = world.truth[ads[0]] if rng.random() < 0.7 else rng.choice(world.truth)
    city = gazetteer.city(truth.city, truth.state)
    place = Seen(truth.city, truth.state, city.lat, city.lon) if city else Seen(truth.city, truth.state)
    poster = Poster(
        f"{given} {rng.choice(SURNAMES)}", (), age - rng.randrange(4), since, since, (place,), marks, pictures
    )
    return Case(poster, key, frozenset(reachable))


def misspelt(name: str, rng: Random) -> str:
    at = rng.randrange(1, len(name))
    return name[:at] + name[at + 1 :] if rng.random() < 0.5 else name[:at] + rng.choice("aeiouy") + name[at:]


def again(pdq: str, rng: Random) -> str:
    bits = int(pdq, 16)
    for at in rng.sample(range(256), rng.randrange(0, 25)):
        bits ^= 1 << at
    return f"{bits:064x}"


def run(seed: int, size: int, count: int, extractor: Extractor, gazetteer: Gazetteer) -> Counter[str]:
    rng = Random(seed)
    world = make_world(seed, size)
    cases = draw(world, gazetteer, count, rng)
    ads = [read[0] for record in world.ads if isinstance(read := read_ad(record, LATER, "world"), tuple)]
    readings = read_many(extractor, ads)
    group = {row.ad_id: row.group_id for row in assemble(readings).groups}
    entries = [Entry(reading, group[reading.ad.id]) for reading in readings]
    who = {one.ad_id: one.personas for one in world.truth}
    named: dict[str, set[str]] = {}
    for one in world.advertisers:
        for key, name in zip(one.personas, one.names, strict=True):
            named.setdefault(plain(name), set()).add(key)
    tally: Counter[str] = Counter()
    for case in cases:
        start = time.process_time()
        found = match(case.poster, entries, 50)
        tally["ms"] += round(1000 * (time.process_time() - start))
        judge(case, found, who, named, tally)
        peer = [entry.reading.ad.id for entry in sorted(entries, key=newest) if stated(case.poster, entry)][:10]
        tally["peer"] += bool(case.reachable) and any(case.persona in who[ad] for ad in peer)
    return tally


def newest(entry: Entry) -> tuple[float, str]:
    posted = entry.reading.ad.posted_at
    return (-posted.timestamp() if posted else 0.0, entry.reading.ad.id)


def stated(poster: Poster, entry: Entry) -> bool:
    return plain(poster.name.split()[0]) in {plain(name) for name in entry.reading.extraction.names}


def judge(
    case: Case,
    found: Sequence[Candidate],
    who: dict[str, tuple[str, ...]],
    named: dict[str, set[str]],
    tally: Counter[str],
) -> None:
    right = [case.persona in who[one.ad_id] for one in found]
    tally["posters"] += 1
    if case.reachable:
        tally["reachable"] += 1
        tally["found 1"] += any(right[:1])
        tally["found 10"] += any(right[:10])
        tally["found 50"] += any(right)
        for kind in case.reachable:
            tally[f"reachable {kind}"] += 1
            tally[f"found 10 {kind}"] += any(right[:10])
    else:
        tally["unreachable with candidates"] += bool(found)
    tally["candidates"] += len(found)
    alike = named.get(plain(case.poster.name.split()[0]), set()) - {case.persona}
    shown = {key for one in found[:10] for key in who[one.ad_id]}
    tally["namesakes"] += len(alike)
    tally["namesakes shown"] += len(alike & shown)


def share(k: int, n: int) -> str:
    """k/n with its 95 % Wilson interval."""
    if not n:
        return "0/0"
    low, high = wilson(k, n)
    return f"{k}/{n} = {k / n:.3f} [{low:.3f}, {high:.3f}]"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=4000)
    parser.add_argument("--seeds", default="21,22")
    parser.add_argument("--posters", type=int, default=150)
    asked = parser.parse_args()
    print(f"{machine()}, {asked.size} ads a world", end=", ")
    print(f"seeds {asked.seeds}, {asked.posters} posters each")
    gazetteer = load()
    extractor = Extractor(gazetteer, "US")
    tally: Counter[str] = Counter()
    for seed in asked.seeds.split(","):
        tally += run(int(seed), asked.size, asked.posters, extractor, gazetteer)
    print("posters", tally["posters"], " reachable", tally["reachable"])
    for k in (1, 10, 50):
        print(f"recall@{k:<3} {share(tally[f'found {k}'], tally['reachable'])}")
    for kind in ("name", "mark", "picture"):
        print(f"  recall@10 with a {kind:<8} {share(tally[f'found 10 {kind}'], tally[f'reachable {kind}'])}")
    print("peer (states the name, newest first) recall@10", share(tally["peer"], tally["reachable"]))
    print("namesakes among the first ten ", share(tally["namesakes shown"], tally["namesakes"]))
    print("candidates a poster", round(tally["candidates"] / max(1, tally["posters"]), 2), end="")
    print(f", CPU ms a poster {tally['ms'] / max(1, tally['posters']):.0f}")


if __name__ == "__main__":
    main()
