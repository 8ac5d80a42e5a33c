"""What extraction does to be quick changes nothing: parcels are readings, and no quick look hides anything."""

from __future__ import annotations

import json
import re
import string
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from importlib import import_module
from random import Random
from unittest.mock import patch

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.property.ads.core.extract.test_laws import ads

from safelight.ads.core.ad import Ad, Image
from safelight.ads.core.columns import columns
from safelight.ads.core.disparity import said
from safelight.ads.core.extract import Extractor
from safelight.ads.core.flat import ad_of, flat_ad, reading_of
from safelight.ads.core.known import NOTHING_KNOWN
from safelight.ads.core.outcome import assemble, compared
from safelight.ads.core.packed import PackedMentions, packed
from safelight.ads.core.reading import Reading
from safelight.ads.core.repost import folded
from safelight.ads.engines.kernel import extractor_of
from safelight.ads.engines.parcel import ReadFlat
from safelight.gazetteer import Gazetteer, load
from safelight.kernel.ids import AdId


@cache
def gazetteer() -> Gazetteer:
    return load()


@cache
def extractor() -> Extractor:
    return Extractor(gazetteer())


@given(st.lists(ads(), max_size=4))
@settings(max_examples=100)
def test_a_parcel_holds_the_reading_and_the_line_of_each_ad(given_ads: list[Ad]) -> None:
    parcel = ReadFlat()([flat_ad(ad) for ad in given_ads])
    found = [reading_of(ad, read) for ad, read in zip(given_ads, parcel.read, strict=True)]
    for ad, reading, line in zip(given_ads, found, parcel.lines.splitlines(), strict=True):
        extraction = extractor_of(None, False).extract(ad)
        assert reading.ad is ad
        assert reading.extraction.record() == extraction.record() == json.loads(line)
        assert reading.indicators == extractor_of(None, False).indicators(ad, extraction)
    assert list(parcel.said) == [said(reading) for reading in found]


@given(ads(), st.none() | st.datetimes(timezones=st.just(UTC)))
@settings(max_examples=100)
def test_a_flat_ad_is_the_ad(ad: Ad, posted_at: datetime | None) -> None:
    images = (Image(sha256="ab" * 32, text=ad.title), Image(pdq="cd" * 32, path=ad.url))
    whole = replace(ad, posted_at=posted_at, images=images, extra=json.dumps({"more": ad.body}))
    assert ad_of(flat_ad(whole)) == whole


@given(ads())
@settings(max_examples=100)
def test_packed_mentions_equal_those_they_were_made_of(ad: Ad) -> None:
    mentions = extractor().extract(ad).mentions
    small = packed(mentions)
    assert small == mentions
    assert len(small) == len(mentions)
    assert [small[at] for at in range(len(small))] == list(mentions)
    assert hash(small) == hash(tuple(mentions))


def test_mentions_far_into_a_long_text_are_packed_whole() -> None:
    ad = Ad(AdId("a"), body="x " * 40_000 + "call 510-555-0123")
    mentions = extractor().extract(ad).mentions
    assert isinstance(packed(mentions), PackedMentions)
    assert [one.start for one in packed(mentions)] == [80_005]


@given(st.text(max_size=60) | st.text(string.printable, max_size=60))
@settings(max_examples=300)
def test_plain_text_is_folded_for_comparing_as_any_text_is(text: str) -> None:
    assert folded(text) == re.sub(r"[\W\d_]+", " ", text.lower()).strip()


@given(st.lists(ads(), max_size=6))
@settings(max_examples=30)
def test_texts_compared_beside_the_reading_give_the_same_outcome(drawn: list[Ad]) -> None:
    given_ads = [replace(ad, id=AdId(f"a{at:02d}")) for at, ad in enumerate([*drawn, *drawn[:2]])]
    read = [Reading(ad, *extractor().read(ad)) for ad in given_ads]
    assert assemble(read, texts_compared=compared(given_ads)) == assemble(read)


@given(st.lists(ads(), max_size=6), st.randoms(use_true_random=False))
@settings(max_examples=30)
def test_columns_taken_in_any_order_give_the_same_outcome(drawn: list[Ad], chance: Random) -> None:
    child = Ad(AdId("a"), body="I am 15 years old, call 510-555-0123")
    given_ads = [replace(ad, id=AdId(f"a{at:02d}")) for at, ad in enumerate([*drawn, child, *drawn[:2]])]
    read = [Reading(ad, *extractor().read(ad)) for ad in given_ads]
    places = chance.sample(range(len(read)), len(read))
    seen = columns([read[place] for place in places], NOTHING_KNOWN).ranked(places)
    assert assemble(read, seen=seen) == assemble(read)


@given(ads())
@settings(max_examples=150)
def test_no_quick_look_hides_anything(ad: Ad) -> None:
    quick = extractor().extract(ad).record()
    never = {"phones": "ENOUGH", "crypto": "SHORTEST", "disguised": "SHORTEST_SPELLED"}
    with ExitStack() as patches:
        for module, limit in never.items():
            patches.enter_context(patch.object(import_module(f"safelight.ads.core.extract.{module}"), limit, 0))
        slow = Extractor(gazetteer()).extract(ad).record()
    assert quick == slow
