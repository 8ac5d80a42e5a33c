"""Indicators quote the ad; ethnicity is off until asked for and never says which.

Strings are invented; numbers are of the fictional 555-01xx kind or plainly made up.
"""

from __future__ import annotations

import pytest

from safelight.ads.core.ad import Ad
from safelight.ads.core.extract import Extractor
from safelight.kernel.ids import AdId


def told(extractor: Extractor, ad: Ad) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for mention in extractor.indicators(ad, extractor.extract(ad)):
        found.setdefault(mention.indicator, []).append(ad.field(mention.source)[mention.start : mention.end])
    return found


@pytest.mark.parametrize(
    ("body", "indicator", "quote"),
    [
        ("100% real photos", "trust_language", "100% real"),
        ("a youthful smile", "youth_language", "youthful"),
        ("here now and \u0456n town until May", "movement_language", "\u0456n town until"),
        ("No blocked numbers please", "client_screening", "No blocked numbers"),
        ("open 24/7", "around_the_clock", "24/7"),
        ("I'm 21", "age_under_23", "21"),
        ("text five10 555 0123", "obscured_phone", "five10 555 0123"),
    ],
)
def test_each_indicator_quotes_its_span(extractor: Extractor, body: str, indicator: str, quote: str) -> None:
    assert told(extractor, Ad(AdId("a"), body=body))[indicator] == [quote]


def test_only_the_four_of_the_study_are_validated(extractor: Extractor) -> None:
    ad = Ad(AdId("a"), body="new in town, 24/7, I'm 21, must verify, honest, youthful, five10 555 0123")
    found = extractor.indicators(ad, extractor.extract(ad))
    assert {m.indicator for m in found if m.validated} == {"trust_language", "youth_language", "obscured_phone"}
    assert {m.indicator for m in found if not m.validated} == {
        "movement_language", "around_the_clock", "age_under_23", "client_screening"
    }  # fmt: skip


def test_ethnicity_is_off_by_default_and_only_a_span(extractor_for) -> None:
    ad = Ad(AdId("a"), body="Brazilian, honest")
    assert "states_ethnicity" not in told(extractor_for(), ad)
    assert told(extractor_for(None, True), ad)["states_ethnicity"] == ["Brazilian"]


@pytest.mark.parametrize("body", ["an honestly good day", "youngstown", "the visitingroom", ""])
def test_words_inside_words_are_no_indicators(extractor: Extractor, body: str) -> None:
    assert told(extractor, Ad(AdId("a"), body=body)) == {}
