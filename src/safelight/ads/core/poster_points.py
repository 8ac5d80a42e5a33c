"""What speaks for an ad being of the person on a poster, piece by piece: points, a reason in words, the quoted span.

Names, marks and pictures identify; place, time and stated age surround. Every rule looks at one ad and one poster and
gives back `Point`s; adding them up and ranking is done in `poster_match.py`. Points are this project's choice, in the
order of what identifies. A rule that finds nothing says nothing: only age, place and time can speak against.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from anyascii import anyascii

from safelight.ads.core import quote
from safelight.ads.core.known import NEAR_BITS, is_flat
from safelight.ads.core.movement import day_of, km
from safelight.ads.core.naming import spots
from safelight.ads.core.nickname import SAME, SHORT, likeness, plain, short_forms
from safelight.ads.core.poster import Poster, age_window
from safelight.ads.core.quote import Quote
from safelight.ads.core.reading import Reading

PICTURE = 6.0
MARK = 2.5
NAME = 2.5
SURNAME = 2.5
AGE, AGE_AGAINST = 0.75, -2.0
PLACE, REGION, TOO_FAR = 1.5, 0.75, -1.0
TIME, BEFORE = 0.5, -0.5

NEAR_KM, REGION_KM = 80.0, 400.0
"""An hour's drive, and a day's drive there and back."""

DAY_KM = 2_000.0
"""Farther than this within a day of being last seen needs a flight: possible, but it speaks against."""

YEARS_OVER, YEARS_OFF = 6, 8
"""Ads state ages above the true one (sites ask for 18), rarely below: up to 6 years over fits, 8 and more off speaks
against."""

FRESH_DAYS, OLD_DAYS = 60, 365

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_EMPTY = frozenset(
    (
        *("a", "an", "the", "of", "on", "in", "at", "with", "and", "to", "her", "his", "their"),
        *("small", "large", "big", "has", "is"),
    )
)
"""Words of a mark that say nothing about it."""

_FEATURES: Mapping[str, str] = {
    **dict.fromkeys(("tattoo", "tat", "ink", "inked", "tattooed", "tatuaje"), "tattoo"),
    **dict.fromkeys(("scar", "scarred", "cicatriz"), "scar"),
    **dict.fromkeys(("piercing", "pierced", "pierce"), "piercing"),
    **dict.fromkeys(("birthmark", "lunar"), "birthmark"),
    **dict.fromkeys(("freckle", "freckled", "pecas"), "freckle"),
    **dict.fromkeys(("dimple", "dimpled"), "dimple"),
    **dict.fromkeys(
        ("mole", "brace", "glasse", "limp", "stutter", "accent", "dreadlock", "braid", "curl", "curly"), ""
    ),
}
"""What a mark is, with other words for it; "" keeps the word itself."""

_FORMS: Mapping[str, tuple[str, ...]] = {
    feature: tuple(word for word, means in _FEATURES.items() if means == feature)
    for feature in set(_FEATURES.values()) - {""}
}

WINDOW = 6
"""Words by which a mark in an ad may be longer than on the poster."""

MOST_OF_A_MARK = 0.6


@dataclass(frozen=True, slots=True)
class Point:
    """`points` may be negative; `identifies`: a name, mark or picture. `quotes` are empty for pictures and for
    quarantined ads."""

    kind: str
    points: float
    why: str
    identifies: bool = False
    quotes: tuple[Quote, ...] = ()

    def record(self) -> dict[str, object]:
        return {
            "kind": self.kind,
            "points": self.points,
            "why": self.why,
            "identifies": self.identifies,
            "evidence": [item.record() for item in self.quotes],
        }


Rarity = Callable[[str], float]
"""Plain name -> 0 (everybody uses it) to 1 (nobody does)."""


class Wanted:
    """A poster made ready for many ads: plain names with their short forms, marks as words, prints as numbers."""

    def __init__(self, poster: Poster) -> None:
        self.poster = poster
        called = [_parts(name) for name in (poster.name, *poster.aliases)]
        self.given = tuple(dict.fromkeys(parts[0] for parts in called if parts))
        self.family = tuple(dict.fromkeys(part for parts in called for part in parts[1:] if len(part) > 2))
        self.short = {name: short_forms(name) for name in self.given}
        self.marks = tuple((mark, _mark_words(mark)) for mark in poster.marks)
        self.digests = frozenset(one.sha256 for one in poster.pictures if one.sha256)
        prints = (int(one.pdq, 16) for one in poster.pictures if one.pdq)
        self.prints = tuple(one for one in prints if not is_flat(one))


def identifying(wanted: Wanted, reading: Reading, rare: Rarity) -> list[Point]:
    """Pictures, marks and names."""
    return [*_pictures(wanted, reading), *_marks(wanted, reading), *_names(wanted, reading, rare)]


def surrounding(wanted: Wanted, reading: Reading) -> list[Point]:
    """Stated age, place and time; points may be negative."""
    return [point for point in (_age(wanted, reading), _place(wanted, reading), _time(wanted, reading)) if point]


def left_open(wanted: Wanted, reading: Reading) -> float:
    """Points that the ad neither earns nor loses because it doesn't say: a stated age, a place, a date."""
    poster = wanted.poster
    open_ones = (
        AGE if poster.age is not None and not reading.extraction.ages else 0.0,
        PLACE if poster.places and not reading.extraction.locations else 0.0,
        TIME if poster.missing_since and reading.ad.posted_at is None else 0.0,
    )
    return sum(open_ones)


# --- what identifies ----------------------------------------------------------------------------


def _pictures(wanted: Wanted, reading: Reading) -> list[Point]:
    """The closest picture alone counts: ten copies of one picture say no more than one."""
    best: Point | None = None
    for image in reading.ad.images:
        if image.sha256 in wanted.digests:
            return [Point("picture", PICTURE, "a picture of the poster, byte for byte", True)]
        if image.pdq and wanted.prints:
            bits = min((int(image.pdq, 16) ^ one).bit_count() for one in wanted.prints)
            points = round(PICTURE * (1 - bits / (2 * NEAR_BITS)), 3)
            if bits <= NEAR_BITS and (best is None or points > best.points):
                best = Point("picture", points, f"a picture whose print is {bits} of 256 bits from the poster's", True)
    return [best] if best else []


def _names(wanted: Wanted, reading: Reading, rare: Rarity) -> list[Point]:
    found = []
    given = [point for name in wanted.given if (point := _given(name, wanted.short[name], reading, rare))]
    if given:
        found.append(max(given, key=lambda point: (point.points, point.why)))
    for family in wanted.family:
        spot = _standing(reading, family)
        if spot:
            points = round(SURNAME * rare(family), 3)
            found.append(Point("surname", points, f"the surname {spot.text} stands in the ad", True, (spot,)))
    return [point for point in found if point.points > 0]


def _given(name: str, short: frozenset[str], reading: Reading, rare: Rarity) -> Point | None:
    """The best reading of a given name: stated, or standing in the text as a name."""
    best: tuple[float, str, Quote] | None = None
    for mention in reading.extraction.mentions:
        if mention.field != "name" or mention.end <= mention.start:
            continue
        said = plain(str(mention.value))
        alike = likeness(name, said) * rare(said)
        if alike > 0 and (best is None or alike > best[0]):
            kind = {SAME: "the name", SHORT: "a short form,"}.get(likeness(name, said), "one letter off,")
            best = (alike, kind, quote.span(reading, mention.source, mention.start, mention.end))
    for other, part in ((name, SAME), *((form, SHORT) for form in sorted(short))):
        weight = part * rare(other)
        if (best is None or weight > best[0]) and (spot := _standing(reading, other)):
            best = (weight, "the name" if part == SAME else "a short form,", spot)
    if best is None:
        return None
    return Point(
        "name", round(NAME * best[0], 3), f"{best[1]} {best[2].text}; rarer names count more", True, (best[2],)
    )


def _standing(reading: Reading, name: str) -> Quote | None:
    """Where a plain name stands in the ad as a name: with a capital, or anywhere in a text without capitals."""
    for source in ("title", reading.ad.text_source):
        text = reading.ad.field(source)
        if name not in _lower(text):
            continue
        if text.isascii():
            hits = [(spot.start(), spot.end()) for spot in spots(text, name)]
        else:
            hits = [(word.start(), word.end()) for word in _WORD.finditer(text) if plain(word.group()) == name]
        cased = text not in (text.lower(), text.upper())
        for start, end in hits:
            if not cased or text[start].isupper():
                return quote.span(reading, source, start, end)
    return None


def _marks(wanted: Wanted, reading: Reading) -> list[Point]:
    if not wanted.marks:
        return []
    found = []
    for source in ("title", reading.ad.text_source):
        text = reading.ad.field(source)
        if not any(_may_hold(_lower(text), wish) for _, wish in wanted.marks):
            continue
        words = [(_stem(word.group()), word.start(), word.end()) for word in _WORD.finditer(text)]
        found += [(mark, *hit, source) for mark, wish in wanted.marks if (hit := _window(words, wish))]
    best: dict[str, Point] = {}
    for mark, share, start, end, source in found:
        points = round(MARK * share, 3)
        if mark not in best or points > best[mark].points:
            spot = quote.span(reading, source, start, end)
            best[mark] = Point("mark", points, f"words of the mark “{mark}”", True, (spot,))
    return list(best.values())


@lru_cache(maxsize=16)
def _lower(text: str) -> str:
    """Plain letters in lower case, to pass by what can't match; equal places are not promised."""
    return text.lower() if text.isascii() else str(anyascii(text)).lower()


def _may_hold(lower: str, wish: frozenset[str]) -> bool:
    """Whether enough words of a mark can stand in a text: cheaper than reading it word by word."""
    said = sum(any(form in lower for form in _FORMS.get(word, (word,))) for word in wish)
    return said >= min(2, len(wish)) and said >= MOST_OF_A_MARK * len(wish)


def _window(words: Sequence[tuple[str, int, int]], wish: frozenset[str]) -> tuple[float, int, int] | None:
    """(share of the mark's words, start, end) of the best stretch that holds most of a mark, its feature included."""
    features = {word for word in wish if word in _FEATURES.values() or _FEATURES.get(word) == ""}
    hits = [(at, word) for at, (word, _, _) in enumerate(words) if word in wish]
    best: tuple[float, int, int] | None = None
    for first, (at, _) in enumerate(hits):
        inside = [(other, word) for other, word in hits[first:] if other - at < len(wish) + WINDOW]
        said = {word for _, word in inside}
        share = len(said) / len(wish)
        enough = share >= MOST_OF_A_MARK and features <= said and len(said) >= min(2, len(wish))
        if enough and (best is None or share > best[0]):
            best = (share, words[at][1], words[inside[-1][0]][2])
    if best is None:
        return None
    return (best[0] if len(wish) > 1 else best[0] / 2), best[1], best[2]


def _parts(name: str) -> tuple[str, ...]:
    return tuple(part for word in _WORD.findall(name) if (part := plain(word)))


def _mark_words(mark: str) -> frozenset[str]:
    return frozenset(word for found in _WORD.findall(mark) if (word := _stem(found)) not in _EMPTY)


def _stem(word: str) -> str:
    base = plain(word)
    one = base[:-1] if base.endswith("s") and not base.endswith("ss") and len(base) > 3 else base
    return _FEATURES.get(one) or _FEATURES.get(base) or one


# --- what surrounds -----------------------------------------------------------------------------


def _age(wanted: Wanted, reading: Reading) -> Point | None:
    """The stated age that fits best, against what the person's age would be that day."""
    window = age_window(wanted.poster, day_of(reading))
    ages = reading.extraction.ages
    if window is None or not ages:
        return None
    off, stated = min((_off(window, age), age) for age in ages)
    spots_of = [m for m in reading.extraction.mentions if m.field == "age" and m.value == stated and m.end > m.start]
    quotes = tuple(quote.span(reading, m.source, m.start, m.end) for m in spots_of[:1])
    expected = f"the person would be {window[0]} or {window[1]}"
    if off == 0:
        return Point("age", AGE, f"states {stated}; {expected}, and ads state more rather than less", False, quotes)
    if off >= YEARS_OFF:
        return Point("age", AGE_AGAINST, f"states {stated}; {expected}", False, quotes)
    return None


def _off(window: tuple[int, int], age: int) -> int:
    """Years by which a stated age lies outside what fits."""
    if age < window[0] - 1:
        return window[0] - age
    return age - window[1] if age > window[1] + YEARS_OVER else 0


def _place(wanted: Wanted, reading: Reading) -> Point | None:
    """How far the ad's place is from where the person was last seen, and whether that can be in the time between."""
    apart = [
        (km((seen.lat, seen.lon), (place.lat, place.lon)), seen, place.city or "")
        for seen in wanted.poster.places
        for place in reading.extraction.locations
        if None not in (seen.lat, seen.lon, place.lat, place.lon)
        and seen.lat is not None and seen.lon is not None and place.lat is not None and place.lon is not None
    ]  # fmt: skip
    if not apart:
        return None
    distance, seen, city = min(apart, key=lambda item: (item[0], item[2]))
    spot = (quote.of_place(reading),)
    words = f"{city}, {distance:,.0f} km from {seen.city}"
    if distance <= NEAR_KM:
        return Point("place", PLACE, words, False, spot)
    if distance <= REGION_KM:
        return Point("place", REGION, words, False, spot)
    days = _days_after(wanted.poster.missing_since, reading)
    if days is not None and abs(days) <= 1 and distance > DAY_KM:
        return Point("place", TOO_FAR, f"{words}, within a day", False, spot)
    return None


def _time(wanted: Wanted, reading: Reading) -> Point | None:
    days = _days_after(wanted.poster.missing_since, reading)
    if days is None:
        return None
    if days < -1:
        return Point("time", BEFORE, f"posted {-days} days before the person was last seen") if days < -30 else None
    part = 1.0 if days <= FRESH_DAYS else max(0.0, 1 - (days - FRESH_DAYS) / (OLD_DAYS - FRESH_DAYS))
    points = round(TIME * part, 3)
    return Point("time", points, f"posted {max(0, days)} days after the person was last seen") if points else None


def _days_after(since: date | None, reading: Reading) -> int | None:
    day = day_of(reading)
    return (day - since).days if since and day else None
