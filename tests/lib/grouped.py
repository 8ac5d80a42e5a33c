"""Worlds with known truth in one shape, and the measures that a grouping and a queue are held against."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from random import Random
from unicodedata import combining, normalize

import numpy as np
from tests.lib import eighth_words, fifth_words, fourth_words, second_words, seventh_words, sixth_words, third_words
from tests.lib.eighth_market import without_print
from tests.lib.eighth_world import make_eighth_world
from tests.lib.fifth_world import BASE_RATE, make_fifth_world
from tests.lib.fourth_world import make_fourth_world
from tests.lib.second_world import DeclaredWorld, make_second_world
from tests.lib.seventh_world import make_seventh_world
from tests.lib.sixth_world import BASE_RATE as SIXTH_RATE
from tests.lib.sixth_world import make_sixth_world
from tests.lib.third_world import make_third_world

from safelight.ads.core.ad import Ad, read_ad
from safelight.ads.core.mention import Location
from safelight.ads.core.reading import Reading
from safelight.assembly.demo.shape import PRESETS
from safelight.assembly.demo.words import NAMES as FIRST_NAMES
from safelight.assembly.demo.world import make_world

LATER = datetime(2030, 1, 1, tzinfo=UTC)
BINS = 10


@dataclass(frozen=True, slots=True)
class Stated:
    """Ads with their truth: ad id to advertiser, persona and text; advertiser to activity and kind."""

    title: str
    ads: list[Ad]
    advertiser: Mapping[str, str]
    persona: Mapping[str, str]
    template: Mapping[str, str | None]
    activity_of: Mapping[str, str]
    kind_of: Mapping[str, str]


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


def first_world(seed: int, size: int, shape: str = "default") -> Stated:
    """The demo world."""
    made = make_world(seed, size, shape=PRESETS[shape])
    return Stated(
        f"first world, seed {seed}, shape {shape}",
        _read(made.ads),
        {one.ad_id: one.advertiser for one in made.truth},
        {one.ad_id: "+".join(one.personas) for one in made.truth},
        {one.ad_id: one.template for one in made.truth},
        {one.id: one.activity for one in made.advertisers},
        {one.id: one.kind for one in made.advertisers},
    )


def second_world(seed: int, size: int, deal: int = 0) -> Stated:
    return _stated(f"second world, seed {seed}", make_second_world(seed, size, deal))


def third_world(seed: int, size: int) -> Stated:
    return _stated(f"third world, seed {seed}", make_third_world(seed, size))


def fourth_world(seed: int, size: int) -> Stated:
    return _stated(f"fourth world, seed {seed}", make_fourth_world(seed, size))


def fifth_world(seed: int, size: int, base_rate: float = BASE_RATE) -> Stated:
    return _stated(f"fifth world, seed {seed}, base rate {base_rate}", make_fifth_world(seed, size, base_rate))


def sixth_world(seed: int, size: int, base_rate: float = SIXTH_RATE) -> Stated:
    return _stated(f"sixth world, seed {seed}, base rate {base_rate}", make_sixth_world(seed, size, base_rate))


def seventh_world(seed: int, size: int) -> Stated:
    return _stated(f"seventh world, seed {seed}", make_seventh_world(seed, size))


def eighth_world(seed: int, size: int) -> Stated:
    return _stated(f"eighth world, seed {seed}", make_eighth_world(seed, size))


WORLDS: dict[str, Callable[[int, int], Stated]] = {
    "first": first_world,
    "second": second_world,
    "third": third_world,
    "fourth": fourth_world,
    "fifth": fifth_world,
    "sixth": sixth_world,
    "seventh": seventh_world,
    "eighth": eighth_world,
}

NAMES: dict[str, tuple[str, ...]] = {
    "first": FIRST_NAMES,
    "second": second_words.NAMES,
    "third": third_words.NAMES,
    "fourth": tuple(name for names in fourth_words.NAMES for name in names),
    "fifth": fifth_words.NAMES,
    "sixth": sixth_words.NAMES,
    "seventh": seventh_words.NAMES,
    "eighth": eighth_words.NAMES,
}
"""What people in each world may be called."""


def names_written(world: str, text: str) -> frozenset[str]:
    """Names of the world (lower case, without accents) that a text writes with a capital, or in a text of one case but
    for what a board prints around it."""
    own = without_print(text) if world == "eighth" else text
    called, plain = {_bare(name) for name in NAMES[world]}, own in (own.lower(), own.upper())
    words = re.findall(r"[^\W\d_]+", text)
    return frozenset(_bare(word) for word in words if plain or word[0].isupper()) & called


def _bare(word: str) -> str:
    return "".join(one for one in normalize("NFKD", word.lower()) if not combining(one))


def _stated(title: str, made: DeclaredWorld) -> Stated:
    return Stated(
        title,
        _read(made.ads),
        {one.ad_id: one.advertiser for one in made.truth},
        {one.ad_id: one.persona for one in made.truth},
        {one.ad_id: one.template for one in made.truth},
        {one.id: one.activity for one in made.advertisers},
        {one.id: one.kind for one in made.advertisers},
    )


def _read(records: Sequence[dict[str, object]]) -> list[Ad]:
    read = [read_ad(record, LATER, "world") for record in records]
    return [item[0] for item in read if isinstance(item, tuple)]


def dealt_anew(readings: Sequence[Reading], advertiser: Mapping[str, str], seed: int) -> list[Reading]:
    """The same readings with the ages, prices and towns of other advertisers: each advertiser's ages move by the
    distance between two advertisers, its prices are another's, and its towns become other towns, one for one."""
    rng = Random(seed)
    names = sorted(set(advertiser.values()))
    towns = sorted({_town(place) for reading in readings for place in reading.extraction.locations})
    atlas = {_town(place): place for reading in readings for place in reading.extraction.locations}
    prices = {name: () for name in names}
    prices |= {advertiser[r.ad.id]: r.extraction.prices for r in readings}
    other = dict(zip(names, rng.sample(names, len(names)), strict=True))
    maps = {name: dict(zip(towns, rng.sample(towns, len(towns)), strict=True)) for name in names}
    shift = {name: rng.randint(-6, 6) for name in names}
    found = []
    for reading in readings:
        name, read = advertiser[reading.ad.id], reading.extraction
        ages = tuple(sorted({min(70, max(18, age + shift[name])) if age >= 18 else age for age in read.ages}))
        places = tuple(
            replace(atlas[maps[name][_town(place)]], confidence=place.confidence) for place in read.locations
        )
        dealt = replace(read, ages=ages, prices=prices[other[name]] if read.prices else (), locations=places)
        found.append(replace(reading, extraction=dealt))
    return found


def _town(place: Location) -> tuple[str, str]:
    return (place.city or "", place.state or "")


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


def calibration_error(rows: Sequence[tuple[float, bool]]) -> float:
    """Expected calibration error over ten equal bins (Naeini et al. 2015): how far said is from true, by weight."""
    total = 0.0
    for step in range(BINS):
        inside = [(p, t) for p, t in rows if min(BINS - 1, int(p * BINS)) == step]
        total += abs(sum(p for p, _ in inside) - sum(t for _, t in inside))
    return total / len(rows) if rows else 0.0
