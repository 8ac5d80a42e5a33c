"""Matching a poster: the streaming match equals its obvious twin, in any order; circumstance alone finds nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safelight.ads.core.ad import Image, read_ad
from safelight.ads.core.extract import Extractor
from safelight.ads.core.nickname import likeness, one_slip, short_forms
from safelight.ads.core.poster import MATCH_WORKFLOW, Poster, Seen, age_window, poster_from
from safelight.ads.core.poster_match import Entry, match, match_by_all
from safelight.ads.core.reading import read_many
from safelight.assembly.demo.world import make_world
from safelight.gazetteer import load

NAMES = st.text("abcdeilmnor", min_size=1, max_size=9)
LATER = datetime(2030, 1, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def entries() -> list[Entry]:
    world = make_world(31, 300)
    ads = [read[0] for record in world.ads if isinstance(read := read_ad(record, LATER, "world"), tuple)]
    rng = Random(1)
    return [
        Entry(reading, f"g{rng.randrange(120)}", rng.random() < 0.05)
        for reading in read_many(Extractor(load(), "US"), ads)
    ]


def posters(entries: list[Entry]) -> list[Poster]:
    names = sorted({name for entry in entries for name in entry.reading.extraction.names})[:12]
    prints = [image.pdq for entry in entries for image in entry.reading.ad.images if image.pdq][:2]
    place = (Seen("Oakland", "CA", 37.8, -122.27),)
    plain = [Poster(f"{name} Quillfeather", (), 25, None, date(2024, 1, 1), place) for name in names]
    return [*plain, *(Poster("Nobody Here", pictures=(Image(pdq=one),)) for one in prints)]


def test_streaming_equals_weighing_every_ad(entries: list[Entry]) -> None:
    found = 0
    for poster in posters(entries):
        once = match(poster, iter(entries), 20)
        assert once == match_by_all(poster, entries, 20)
        found += len(once)
    assert found


def test_order_does_not_matter(entries: list[Entry]) -> None:
    mixed = list(entries)
    Random(2).shuffle(mixed)
    for poster in posters(entries):
        assert match(poster, mixed, 20) == match(poster, entries, 20)


def test_age_place_and_time_alone_find_nobody(entries: list[Entry]) -> None:
    for poster in posters(entries)[:4]:
        assert match(replace(poster, name="Zzyzx"), entries, 50) == ()


def test_a_quarantined_ad_is_never_quoted(entries: list[Entry]) -> None:
    held = [replace(entry, quarantined=True) for entry in entries]
    for poster in posters(entries):
        assert all(not point.quotes for one in match(poster, held, 20) for point in one.points)


@given(NAMES, NAMES)
def test_likeness_is_even_handed(a: str, b: str) -> None:
    assert likeness(a, b) == likeness(b, a)
    assert one_slip(a, b) == one_slip(b, a)
    assert (a in short_forms(b)) == (b in short_forms(a))


@given(NAMES, st.integers(0, 8), st.sampled_from("abcdeilmnor"))
def test_one_slip_is_one_edit_or_swap(name: str, at: int, letter: str) -> None:
    at %= len(name)
    assert one_slip(name, name[:at] + letter + name[at:])
    assert one_slip(name, name[:at] + letter + name[at + 1 :])
    assert one_slip(name, name[:at] + name[at + 1 :])


def test_telling_is_reached_only_through_consent() -> None:
    to_tell = {move.source for move in MATCH_WORKFLOW.moves if move.target == "told"}
    assert to_tell == {"may_tell"}
    assert {move.verb for move in MATCH_WORKFLOW.moves if move.target == "may_tell"} == {"consent"}
    assert not MATCH_WORKFLOW.verbs("protected")


@given(st.integers(0, 90), st.integers(0, 3000))
def test_nobody_grows_younger(age: int, days: int) -> None:
    since = date(2015, 1, 1)
    poster = Poster("A", age=age, missing_since=since)
    window = age_window(poster, date.fromordinal(since.toordinal() + days))
    assert window is not None
    assert age <= window[0] < window[1]
    assert poster_from(poster.record()) == poster
