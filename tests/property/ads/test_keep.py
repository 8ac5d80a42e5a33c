"""What is kept of an ad and its reading comes back as it was."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st
from tests.lib.homes import on_her_own, one_hand

from safelight import gazetteer
from safelight.ads.core.ad import Ad, read_ad
from safelight.ads.core.extract import Extractor
from safelight.ads.core.indicator import IndicatorMention
from safelight.ads.core.keep import ad_from, ad_record, dump, extraction_from, indicators_from, indicators_record

NOW = datetime(2026, 6, 1, tzinfo=UTC)
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
ids = texts.filter(lambda text: text.strip() and "\0" not in text)
records = st.fixed_dictionaries(
    {"id": ids, "title": texts.filter(lambda text: text.strip())},
    optional={
        "body": texts,
        "location": texts,
        "site": texts,
        "url": texts,
        "posted_at": st.sampled_from(["2026-03-01", "2026-03-01T10:00:00+05:00", "never", "2999-01-01"]),
        "images": st.lists(
            st.fixed_dictionaries({"sha256": st.sampled_from(["a" * 64, "x"]), "path": texts}), max_size=2
        ),
        "colour": st.integers() | texts,
    },
)


@given(records)
def test_an_ad_reads_back_as_it_was_kept(record: dict[str, object]) -> None:
    read = read_ad(record, NOW, "test:1")
    assert isinstance(read, tuple)
    ad, _ = read
    kept = json.loads(dump(ad_record(ad)))
    assert ad_from(kept) == ad
    again = read_ad(kept, NOW, "test:1")
    assert isinstance(again, tuple)
    assert again[0] == ad, "what is kept can be fed in again"


def some_ads() -> list[Ad]:
    return [read[0] for record in [*one_hand(), *on_her_own()] if isinstance(read := read_ad(record, NOW, "x"), tuple)]


def test_a_reading_reads_back_as_it_was_kept() -> None:
    extractor = Extractor(gazetteer.load(), "US")
    for ad in some_ads():
        extraction = extractor.extract(ad)
        indicators = extractor.indicators(ad, extraction)
        assert extraction_from(json.loads(dump(extraction.record()))) == extraction
        stated = extraction_from(json.loads(dump(extraction.record())), spans=False)
        assert stated == replace(extraction, mentions=())
        assert indicators_from(json.loads(dump(indicators_record(indicators)))) == indicators
    assert indicators_from([["trust_language", 1, 5, "body"]]) == (IndicatorMention("trust_language", 1, 5, "body"),)
