"""Laws of extraction: spans lie in their source, quotes hold digits, and no text makes it raise, vary or blow up."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from types import FrameType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safelight.ads.core.ad import Ad
from safelight.ads.core.extract import Extractor
from safelight.ads.core.extract.normalise import fold
from safelight.gazetteer import load
from safelight.kernel.ids import AdId

PIECES = (
    "510-555-0123", "five one zero", "5\ufe0f\u20e31\ufe0f\u20e3", "\u0665\u0661\u0660", "120 hh", "$200/hr",
    "roses", "I'm 24", "Age: 22", "years old", "Oakland, CA", "94612", "snap: dovey_88", "dana at mail dot com",
    "my name is Mia", "\u200b", "\x00", "\n", " - 23", "+44", "http://a.com/510-555-0123", "\U0001f339",
    "\u0430b\u0441", "\u2166", "(", "100%", "5'6", "@", "0061 4", "\ufdfa", "\u0130", "1/2 hr",
)  # fmt: skip
TEXTS = st.one_of(st.text(max_size=200), st.lists(st.sampled_from(PIECES), max_size=14).map(" ".join))


@cache
def extractor() -> Extractor:
    return Extractor(load())


@st.composite
def ads(draw: st.DrawFn) -> Ad:
    return Ad(AdId("a"), title=draw(TEXTS), body=draw(TEXTS), location=draw(TEXTS), url=draw(TEXTS), site=draw(TEXTS))


@given(ads())
@settings(max_examples=300)
def test_every_span_lies_in_its_source_and_indicators_too(ad: Ad) -> None:
    found = extractor().extract(ad)
    for mention in (*found.mentions, *extractor().indicators(ad, found)):
        assert 0 <= mention.start < mention.end <= len(ad.field(mention.source))


@given(ads())
@settings(max_examples=200)
def test_values_are_exactly_those_of_the_mentions(ad: Ad) -> None:
    found = extractor().extract(ad)
    for field, values in (
        ("phone", found.phones),
        ("email", found.emails),
        ("age", found.ages),
        ("price", found.prices),
    ):
        assert set(values) == {m.value for m in found.mentions if m.field == field}
        assert len(set(values)) == len(values)


@given(ads())
@settings(max_examples=200)
def test_extraction_is_deterministic_and_keeps_no_state(ad: Ad) -> None:
    first = extractor().extract(ad).record()
    extractor().extract(replace(ad, body=ad.title, title=ad.body))
    assert extractor().extract(ad).record() == first


@given(TEXTS)
@settings(max_examples=200)
def test_a_fields_reading_does_not_depend_on_what_the_others_hold(text: str) -> None:
    """Phones and prices of a body are the same with and without a title that names no place."""
    alone = extractor().extract(Ad(AdId("a"), body=text))
    beside = extractor().extract(Ad(AdId("a"), title="good evening", body=text))
    assert (alone.phones, alone.prices, alone.handles) == (beside.phones, beside.prices, beside.handles)


@given(st.from_regex(r"[2-9]0[1-9]-?555-?01[0-9]{2}", fullmatch=True), TEXTS)
@settings(max_examples=200)
def test_a_plain_number_on_its_own_line_is_quoted_with_its_digits(phone: str, text: str) -> None:
    body = f"call {phone} today please\n"
    mentions = [m for m in extractor().extract(Ad(AdId("a"), body=body)).mentions if m.field == "phone"]
    assert ["".join(filter(str.isdigit, fold(body[m.start : m.end]).text)) for m in mentions] == [
        phone.replace("-", "")
    ]
    if text.isascii():
        assert fold(text).text == text


@given(st.text(max_size=300))
@settings(max_examples=300)
def test_folding_is_ascii_like_and_its_offsets_climb(text: str) -> None:
    folded = fold(text)
    assert len(folded.text) == len(folded.lower)
    assert folded.offsets is None or len(folded.offsets) == len(folded.text)
    assert folded.offsets is None or list(folded.offsets) == sorted(folded.offsets)
    assert all(char.isascii() or char in "\u20ac\u00a3\u00a5\u20b9" for char in folded.text)


HOSTILE: dict[str, Callable[[int], str]] = {
    "digits": lambda n: "1234567890" * (n // 10),
    "spaced digits": lambda n: "1 " * (n // 2),
    "phones": lambda n: "510-555-0123 " * (n // 13),
    "emoji": lambda n: "\U0001f600\U0001f339" * (n // 2),
    "NUL": lambda n: "\x00" * n,
    "right to left": lambda n: "\u202e\u0661\u0662\u0663 \u05d0\u05d1 " * (n // 8),
    "slashes": lambda n: "100/" * (n // 4),
    "look-alikes": lambda n: "1o1i1l" * (n // 6),
    "at signs": lambda n: "a@" * (n // 2),
    "words": lambda n: "five one " * (n // 9),
    "letters one by one": lambda n: "f i v e " * (n // 8),
    "leet": lambda n: "f1ve s!x " * (n // 9),
    "linking words": lambda n: "then 510 and " * (n // 13),
    "slips": lambda n: "sevn-fiive." * (n // 11),
    "letters for digits": lambda n: "5I0-5S5-OI44 " * (n // 13),
    "services": lambda n: "snap: " * (n // 6),
    "cities": lambda n: "Oakland, CA " * (n // 12),
    "letters": lambda n: "a" * n,
    "dots": lambda n: "ab." * (n // 3),
    "units": lambda n: "100hh " * (n // 6),
}


def calls(text: str) -> int:
    """Python and C calls that one extraction makes: a measure of work without a clock."""
    counted = 0

    def count(frame: FrameType, event: str, argument: object) -> None:
        nonlocal counted
        counted += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        extractor().extract(Ad(AdId("a"), title=text, body=text, location=text, url=text))
    finally:
        sys.setprofile(None)
    return counted


@pytest.mark.parametrize("kind", sorted(HOSTILE))
def test_work_grows_no_faster_than_the_text(kind: str) -> None:
    extractor().extract(Ad(AdId("a"), body="warm 510 555 0123 five"))
    small, large = calls(HOSTILE[kind](2_000)), calls(HOSTILE[kind](16_000))
    assert large <= 8 * 1.5 * small + 2_000


@pytest.mark.parametrize("kind", ["digits", "NUL", "emoji", "letters", "at signs", "services"])
def test_a_million_characters_are_read(kind: str) -> None:
    text = HOSTILE[kind](1_000_000)
    assert extractor().extract(Ad(AdId("a"), body=text)).phones == ()


def test_ten_thousand_phones_are_all_found() -> None:
    body = " ; ".join(f"{area}-555-{line:04}" for area in range(201, 211) for line in range(1_000))
    assert len(extractor().extract(Ad(AdId("a"), body=body)).phones) == 9_000 + 1_000
