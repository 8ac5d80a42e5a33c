"""Kinship: what speaks for two ads coming from one hand, as a few numbers with their words.

Eleven features between two ads, each 0 to 1: shared contacts, pictures, text, writing habits, names, place and time,
price, age, site, links. They are what active search weighs (`seek.py`); none of them is a link, and an ad with all of
them is still only a suggestion. The writing habits are rates of signs and shapes of words, so that they outlast another
phone and another text. Refuses: features of a person (face, ethnicity, stated nationality).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from safelight import near
from safelight.ads.core.known import NEAR_BITS
from safelight.ads.core.movement import METRO_KM, day_of, km, place_of, spot_of
from safelight.ads.core.reading import Reading, text_of
from safelight.ads.core.selector import Selector, selectors_of

FEATURES = ("contact", "picture", "text", "habits", "name", "city", "metro", "time", "price", "age", "site")

DAYS_FADE = 30.0
"""Two ads a month apart count for a third (1/e) of what two of one day do: stays are weeks."""

HABITS_SCALE = 2.0
"""Mean difference of writing habits, in standard deviations, at which likeness has fallen to 1/e."""

_EMOJI = range(0x1F300, 0x1FB00)


@dataclass(frozen=True, slots=True)
class Profile:
    """What comparing needs of one ad, made once. `signature` is empty for a short text."""

    ad_id: str
    contacts: frozenset[Selector]
    pictures: frozenset[str]
    prints: tuple[int, ...]
    signature: bytes
    habits: tuple[float, ...]
    names: frozenset[str]
    place: tuple[str, str] | None
    spot: tuple[float, float] | None
    day: int | None
    prices: frozenset[tuple[int, str]]
    ages: frozenset[int]
    site: str


def profile(reading: Reading) -> Profile:
    """The profile of one ad."""
    ad, read = reading.ad, reading.extraction
    selectors = selectors_of(reading)
    place, day = place_of(reading), day_of(reading)
    return Profile(
        ad_id=ad.id,
        contacts=frozenset(one for one in selectors if one.contact),
        pictures=frozenset(one.value for one in selectors if one.kind == "image"),
        prints=tuple(int(one.value, 16) for one in selectors if one.kind == "image_print"),
        signature=reading.signature,
        habits=habits(text_of(ad)),
        names=frozenset(name.lower() for name in read.names),
        place=place,
        spot=spot_of(reading),
        day=day.toordinal() if day else None,
        prices=frozenset((price.amount, price.unit or "") for price in read.prices),
        ages=frozenset(read.ages),
        site=ad.site,
    )


def habits(text: str) -> tuple[float, ...]:
    """How a text is written, in standard deviations of invented ads (HABITS). A text of less than 20 signs has none."""
    count = len(text)
    if count < 20:
        return ()
    words = text.split()
    letters = sum(c.isalpha() for c in text) or 1
    raw = (
        sum(c.isupper() for c in text) / letters,
        sum(word.isupper() and len(word) > 1 for word in words) / len(words),
        sum(ord(c) in _EMOJI or 0x2600 <= ord(c) < 0x27C0 for c in text) / count,
        *(text.count(sign) / count for sign in ("!", ",", ".", "-", "'", "\n", "*", "/")),
        sum(c.isdigit() for c in text) / count,
        sum(len(word) for word in words) / len(words),
        len(words) / 100,
    )
    return tuple((value - mean) / spread for value, (_, mean, spread) in zip(raw, HABITS, strict=True))


HABITS: tuple[tuple[str, float, float], ...] = (
    ("capitals among letters", 0.06, 0.08),
    ("words in capitals", 0.02, 0.08),
    ("emoji and signs", 0.002, 0.003),
    ("exclamation marks", 0.004, 0.008),
    ("commas", 0.009, 0.004),
    ("full stops", 0.022, 0.012),
    ("hyphens", 0.006, 0.007),
    ("apostrophes", 0.0015, 0.002),
    ("line breaks", 0.012, 0.013),
    ("asterisks", 0.002, 0.005),
    ("slashes", 0.002, 0.004),
    ("digits", 0.035, 0.016),
    ("letters a word", 4.6, 0.45),
    ("words, in hundreds", 0.8, 0.27),
)
"""(habit, usual rate, spread between ads) of invented ads, the mean of two worlds: benchmarks/seek.py --fit
--seeds 31 (2026-11)."""


def features(known: Profile, other: Profile) -> tuple[float, ...]:
    """FEATURES of a pair, each 0 to 1; symmetric. What one of the two doesn't state is 0: absence tells nothing."""
    days = abs(known.day - other.day) if known.day is not None and other.day is not None else None
    return (
        float(bool(known.contacts & other.contacts)),
        float(bool(known.pictures & other.pictures) or _near_print(known.prints, other.prints)),
        near.similarity(known.signature, other.signature),
        _habits(known.habits, other.habits),
        float(bool(known.names & other.names)),
        float(known.place is not None and known.place == other.place),
        float(known.spot is not None and other.spot is not None and km(known.spot, other.spot) < METRO_KM),
        math.exp(-days / DAYS_FADE) if days is not None else 0.0,
        float(bool(known.prices & other.prices)),
        float(bool(known.ages & other.ages)),
        float(bool(known.site) and known.site == other.site),
    )


def _near_print(known: Iterable[int], other: Sequence[int]) -> bool:
    return any((one ^ two).bit_count() <= NEAR_BITS for one in known for two in other)


def _habits(known: Sequence[float], other: Sequence[float]) -> float:
    if not known or not other:
        return 0.0
    apart = sum(min(abs(one - two), 4.0) for one, two in zip(known, other, strict=True)) / len(known)
    return math.exp(-apart * HABITS_SCALE)


def nearest(known: Sequence[Profile], other: Profile) -> tuple[float, ...]:
    """Feature by feature the best over all known ads: a hand is known by any of its ads. All 0 when none is known."""
    rows = [features(one, other) for one in known] or [(0.0,) * len(FEATURES)]
    return tuple(max(column) for column in zip(*rows, strict=True))


def whys(known: Sequence[Profile], other: Profile) -> dict[str, str]:
    """The words of each feature that speaks for the pair, by feature. Contacts and names are quoted as read."""
    contacts = sorted({one.value for each in known for one in each.contacts & other.contacts})
    names = sorted({name for each in known for name in each.names & other.names})
    prices = sorted({f"{amount} a {unit}" for each in known for amount, unit in each.prices & other.prices if unit})
    found = dict(zip(FEATURES, nearest(known, other), strict=True))
    said = {
        "contact": f"the same contact {', '.join(contacts[:3])}",
        "picture": "the same picture, or one within 31 bits of its print",
        "text": f"{found['text']:.0%} of the text's pieces are the same",
        "habits": f"written alike: signs, capitals, length ({found['habits']:.0%})",
        "name": f"the same name {', '.join(names[:3])}",
        "city": f"the same city {', '.join(other.place) if other.place else ''}",
        "metro": "within an hour's drive",
        "time": "posted at about the same time",
        "price": f"the same price {', '.join(prices[:3])}".rstrip(),
        "age": "the same stated age",
        "site": f"the same site {other.site}",
    }
    return {name: said[name] for name, value in found.items() if value > 0}


PLAINLY: Mapping[str, str] = {
    "contact": "the same contact",
    "picture": "the same picture",
    "text": "much the same text",
    "habits": "written alike",
    "name": "the same name",
    "city": "the same city",
    "metro": "within an hour's drive",
    "time": "posted at about the same time",
    "price": "the same price",
    "age": "the same stated age",
    "site": "the same site",
}
"""What is told of each feature where an ad's own words are not shown."""
