"""Children first: a bare statement of an age under 18 counts, a number that speaks of anything else does not.

Two lists. The first was written before the rules were narrowed (first run: 16 of 16 statements found, 27 of 74 others
taken for one); the second was written after and run once before anything was changed to fit it (see
docs/evaluation.md for both first runs). All statements are bare and invented.
"""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safelight import gazetteer
from safelight.ads.core.ad import Image, read_ad
from safelight.ads.core.extract import Extractor
from safelight.ads.core.known import NEAR_BITS, KnownImages, near_by_all, read_digests
from safelight.ads.core.quarantine import quarantine
from safelight.ads.core.reading import read_one

NOW = datetime(2026, 3, 1, tzinfo=UTC)

STATED = (
    "I am 17 years old.", "I'm 16", "age: 15", "Age 17", "17 yo", "just turned 17", "she is 16 years old",
    "sixteen years old", "tengo 17 anos", "tengo 17 años", "I am seventeen", "17 y/o new here",
    "my friend is 16 years old and I am 19", "I'm 17, call me", "Hi, im 16 and I like tea", "I am fifteen years old",
)  # fmt: skip
ELSE = (
    "Open 11 to 17 daily", "call between 10 and 16 h", "since 2017", "18+ only", "21 and over", "must be 18 or older",
    "no one under 18", "15 minutes", "$15", "17 dollars", "10 years experience", "16 years of experience",
    "with 12 years in business", "I'm 15 minutes away", "I am 10 min from the airport", "I'm 5'10", "suite 16",
    "16th street", "June 17", "17 June 2024", "size 16", "12 hours notice", "11am to 5pm",
    "I am 12 miles from downtown", "my daughter is 12 years old", "no guys under 17", "10/10", "room 17", "15% off",
    "14 days", "open 17 years", "serving the city 15 years", "married 15 years", "I have been doing this for 16 years",
    "16 oz coffee", "We are 12 friends", "I'm 14 stone", "party of 16", "available 10-16", "12 yr old whisky",
    "a 12 year old dog", "16 year old scotch on the shelf", "my cat is 15 years old", "building is 16 years old",
    "I have a 12 year old son", "a mother of a 16 year old", "I am 15 floors up", "I'm 16 weeks into my course",
    "I'm 17 blocks away", "We're 12 people strong", "established 16 years", "celebrating 15 years",
    "10 years young company", "I'm 10 out of 10", "im 12 inches from", "turning 16 of my paintings",
    "I left home at 16 years old", "when I was 16 years old I learned piano", "I started at 17 yo", "since I was 15",
    "Not 17, I am 27", "Age: 18", "I am 18 years old", "18 yo", "ages 16 to 60 welcome", "age limit 17", "(15)",
    "Studio 17", "class of 17", "I turned 30, my car turned 17", "My studio is 11 years old", "12 yrs massage",
    "experience: 14 years", "16 years",
)  # fmt: skip
LATER_STATED = (
    "Hello, I am only 16.", "My age is 17 and I am new in town", "I just turned 16 last week", "We are 16 and 17",
    "Two of us, 16 and 19 years old", "Edad: 16", "17yrs old", "17-year-old here",
    "I'm a 17 year old student", "Age - 16", "im 15 yrs old", "I AM 17", "I’m 17 y.o.", "Nina, 17 years old, downtown",
    "I am １７ years old",
)  # fmt: skip
LATER_ELSE = (
    "I am 16 pounds lighter now", "Parking for 15 minutes is free", "I'm 12th in line", "Call after 16:30",
    "Gate 17, door 12", "my parrot turned 16", "a 15 year old guitar stands here", "Old friend of 16 years",
    "We have been open 12 years", "I moved here at 17 and stayed", "at 16 I learned to sail, now I am 34",
    "rates from 16 to 20 dollars", "Gentlemen over 17 only", "a 14 year old oak in the yard", "Bus 17 stops here",
    "I am 17 minutes from the lake", "17 reviews, all kind", "ask about my 12 rules", "floor 16, ring twice",
    "from 10 to 17 on weekdays", "I was 17 when I came to this city", "proud aunt of a 16 year old",
    "my business turned 15", "I am 24, not 17", "a 16 year marriage behind me",
    "I am 10 years in this trade", "30 years old, 12 years here", "10 roses for tea", "No. 16 Elm Road",
    "we are 15 km from town", "16 candles, a film I like", "12 steps from the door", "page 17 of the catalogue",
)  # fmt: skip


@pytest.fixture(scope="module")
def extractor() -> Extractor:
    return Extractor(gazetteer.load(), "US")


def held(extractor: Extractor, body: str, title: str = "") -> str | None:
    read = read_ad({"id": "x", "title": title, "body": body}, NOW, "test")
    assert isinstance(read, tuple)
    found = quarantine(read_one(extractor, read[0]), KnownImages())
    return found.reason if found else None


@pytest.mark.parametrize("body", STATED + LATER_STATED)
def test_a_bare_statement_counts(extractor: Extractor, body: str) -> None:
    assert held(extractor, body)


@pytest.mark.parametrize("body", ELSE + LATER_ELSE)
def test_a_number_that_speaks_of_something_else_does_not(extractor: Extractor, body: str) -> None:
    assert held(extractor, body) is None
    assert held(extractor, body, title="Hello there") is None


def digest(bits: int) -> str:
    return f"{bits:064x}"


PRINT = int("5a" * 32, 16)


def flipped(bits: int, places: set[int]) -> int:
    for place in places:
        bits ^= 1 << place
    return bits


@given(st.sets(st.integers(0, 255), max_size=48), st.lists(st.integers(0, 2**256 - 1), max_size=5))
def test_a_print_is_near_exactly_when_its_twin_says_so(places: set[int], others: list[int]) -> None:
    listed = [digest(PRINT), *map(digest, others)]
    asked = digest(flipped(PRINT, places))
    assert KnownImages(listed).near(asked) == near_by_all(listed, asked)
    if len(places) <= NEAR_BITS:
        assert KnownImages(listed).near(asked)


def test_a_known_picture_quarantines_whatever_its_copy(extractor: Extractor) -> None:
    known = KnownImages([digest(PRINT), digest(7)])
    read = read_ad({"id": "x", "title": "Tea", "body": "Lunch by the river"}, NOW, "test")
    assert isinstance(read, tuple)
    assert known.match([Image(pdq=digest(flipped(PRINT, set(range(31)))))])
    assert known.match([Image(pdq=digest(flipped(PRINT, set(range(32)))))]) is None
    assert known.match([Image(sha256=digest(7))]) == digest(7)
    assert quarantine(read_one(extractor, read[0]), known) is None


def test_a_flat_print_matches_nothing() -> None:
    assert KnownImages([digest(0), digest(1)]).match([Image(pdq=digest(0))]) is None


def test_a_hash_list_says_what_it_could_not_read() -> None:
    text = (
        f"# list\n{digest(1)}\nsha256:{digest(2).upper()},a note\npdq {digest(3)}\n\nd41d8cd98f00b204e9800998ecf8427e\n"
    )
    digests, refused = read_digests(text)
    assert digests == {digest(1), digest(2), digest(3)}
    assert refused == ["line 6: expected 64 hex digits of a SHA-256 or PDQ"]
