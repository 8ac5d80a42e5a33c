"""Readings kept for copies: what is kept is what reading anew gives, wherever the copy stands."""

from __future__ import annotations

from functools import cache

from hypothesis import given
from hypothesis import strategies as st

from safelight.ads.core.ad import Ad
from safelight.ads.core.extract import Extractor
from safelight.gazetteer import load
from safelight.kernel.ids import AdId

TEXTS = (
    "Visiting Dallas this week, call 214 555 0132 or text two one four 555 0133, 120 hh 200 hr, I am 24",
    "Hi, I'm Mia, 22 years old. Cash App: $mia22, @mia.two on twitter. 020 7946 0991",
    "new in town, ask for Ana, 06 12 34 56 78, insta: ana_b, https://example.com/214-555-0170, zip 75201",
    "call 9 8 7 six five four 3210 - 25",
    "",
)
PLACES = ("Dallas, TX", "Paris, France", "Springfield", "London", "75201", "")
LINKS = (
    "https://dallas.example.com/escorts/2145550199",
    "https://ohio.example.org/a/1",
    "https://paris.example.net/x",
    "",
)


@cache
def extractor(country: str | None, kept: int) -> Extractor:
    return Extractor(load(), country, kept=kept)


ADS = st.builds(
    lambda title, body, place, url, called: Ad(
        AdId("a"), title[:60], body, place, url=url, text_source="text" if called else "body"
    ),
    st.sampled_from(TEXTS),
    st.sampled_from(TEXTS),
    st.sampled_from(PLACES),
    st.sampled_from(LINKS),
    st.booleans(),
)


@given(st.lists(ADS, min_size=2, max_size=12), st.sampled_from((None, "US", "GB")))
def test_a_kept_reading_is_the_reading(ads: list[Ad], country: str | None) -> None:
    for ad in ads:
        assert extractor(country, 8).read(ad) == extractor(country, 0).read(ad)
