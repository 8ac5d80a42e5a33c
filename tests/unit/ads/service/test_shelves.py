"""What is put aside is found again, as often as somebody looks, and equals what was put there."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryFile

import pytest

from safelight.ads.core.ad import Ad
from safelight.ads.core.flat import flat_ad, flat_reading
from safelight.ads.core.indicator import IndicatorMention
from safelight.ads.core.mention import Extraction, Mention
from safelight.ads.core.reading import Reading, ads_of, text_of, texts_of
from safelight.ads.service.shelves import AT_HAND, Shelf, ShelvedAds, ShelvedReadings
from safelight.kernel.ids import AdId


def reading(number: int) -> Reading:
    ad = Ad(AdId(f"a{number}"), title=f"Ad {number}", body="Call 510-555-0123, Ana")
    spot = Mention("name", "Ana", 19, 22, "body", "name.stated")
    extraction = Extraction(ad.id, phones=("+15105550123",), names=("Ana",), mentions=(spot,))
    return Reading(ad, extraction, (IndicatorMention("trust_language", 0, 4, "body"),))


@pytest.fixture
def shelves(tmp_path: Path) -> Iterator[tuple[Shelf, Shelf]]:
    with TemporaryFile(dir=tmp_path) as one, TemporaryFile(dir=tmp_path) as other:
        yield Shelf(one), Shelf(other)


def shelved(shelves: tuple[Shelf, Shelf], readings: list[Reading]) -> ShelvedReadings:
    """Put aside last first."""
    ads, read = shelves
    places = array("q", bytes(8 * len(readings)))
    for at in reversed(range(len(readings))):
        places[at] = ads.put(flat_ad(readings[at].ad))
        assert read.put(flat_reading(readings[at].extraction, readings[at].indicators)) == places[at]
    return ShelvedReadings(ShelvedAds(ads, places), read, places)


def test_every_way_of_looking_finds_what_was_put_aside(shelves: tuple[Shelf, Shelf]) -> None:
    every = [reading(at) for at in range(5)]
    found = shelved(shelves, every)
    assert list(found) == [found[at] for at in range(5)] == found[:] == every
    assert found[-1] == every[-1]
    assert list(ads_of(found)) == [one.ad for one in every]
    assert list(texts_of(found)) == [text_of(one.ad) for one in every] == list(texts_of(every))
    assert list(texts_of(every)[1:3]) == list(texts_of(found)[1:3])
    assert len(found) == 5


def test_who_looks_at_more_than_is_held_at_hand_finds_the_same(shelves: tuple[Shelf, Shelf]) -> None:
    every = [reading(at) for at in range(AT_HAND + 2)]
    found = shelved(shelves, every)
    assert all(found[at] == one for at, one in enumerate(every))
    assert found[0] is found[0]


def test_what_is_taken_while_more_is_put_aside_is_whole(shelves: tuple[Shelf, Shelf]) -> None:
    shelf, _ = shelves
    for at in range(100):
        assert shelf.put(b"x" * at) == at
        assert shelf.take(at // 2) == b"x" * (at // 2)
