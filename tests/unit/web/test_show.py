"""How values look."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from safelight.ads.core.mention import CryptoAddress, Handle, Location, Price
from safelight.web import show
from safelight.web.lead_rows import cities, plain
from safelight.web.search import composed
from safelight.web.timeline import Stay


@pytest.mark.parametrize(("value", "shown"), [(0, "0"), (0.724, "72"), (1, "100"), (1.2, "100"), (-0.1, "0")])
def test_hundred(value: float, shown: str) -> None:
    assert show.hundred(value) == shown


@pytest.mark.parametrize(
    ("first", "last", "shown"),
    [
        (date(2024, 2, 29), None, "29 Feb 2024"),
        (date(2024, 2, 29), date(2024, 2, 29), "29 Feb 2024"),
        (date(2024, 2, 3), date(2024, 2, 29), "3 to 29 Feb 2024"),
        (date(2024, 2, 29), date(2024, 3, 1), "29 Feb to 1 Mar 2024"),
        (date(2023, 12, 31), date(2024, 1, 1), "31 Dec 2023 to 1 Jan 2024"),
    ],
)
def test_span(first: date, last: date | None, shown: str) -> None:
    assert show.span(first, last) == shown


def test_moment() -> None:
    assert show.moment(datetime(2024, 2, 29, 23, 59, 58, tzinfo=UTC)) == "29 Feb 2024, 23:59"


def test_words_keeps_what_it_does_not_know() -> None:
    assert show.words("obscured_phone") == "Phone written so that a search would miss it"
    assert show.words("some_new_sign") == "Some new sign"
    assert show.words("") == ""


def test_anchors_are_safe_and_do_not_collide() -> None:
    assert show.anchor("ad-1") == "a-ad-1"
    odd = [show.anchor(name) for name in ("a b", "a_b", "a'b", 'a"b', "é")]
    assert len(set(odd)) == len(odd)
    assert all(name.replace("-", "").replace("_", "").isalnum() for name in odd)


def test_counted() -> None:
    assert [show.counted(n, "ad") for n in (0, 1, 2000)] == ["0 ads", "1 ad", "2,000 ads"]
    assert show.counted(2, "person", "people") == "2 people"


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("+15105550142", "+15105550142"),
        (23, "23"),
        (Handle("board", "robin"), "robin (board)"),
        (Price(150, "USD", "half_hour"), "150 USD per half hour"),
        (Price(150, None, "other"), "150"),
        (Price(150, None, None), "150"),
        (Location("Fresno", "CA", None, None, None, 0.9), "Fresno, CA"),
        (CryptoAddress("bitcoin", "1abc"), "1abc (bitcoin)"),
    ],
)
def test_plain(value: object, shown: str) -> None:
    assert plain(value) == shown  # type: ignore[arg-type]


def test_cities_name_the_most_used_first() -> None:
    day = date(2024, 1, 1)
    stays = [Stay(f"{name}, CA", day, day, ads) for name, ads in (("A", 1), ("B", 3), ("C", 2), ("D", 1), ("B", 1))]
    assert cities(stays) == "B, C, A and 1 more"
    assert cities(stays[:2]) == "B, A"
    assert cities([]) == ""


@pytest.mark.parametrize(
    ("line", "fields", "narrow", "query"),
    [
        ("tea", {}, "", "tea"),
        (" tea ", {"city": "San Diego", "state": " "}, "", 'tea city:"San Diego"'),
        ("tea", {}, "state=ca", 'tea state:"ca"'),
        ('tea state:"ca"', {}, "state=ca", 'tea state:"ca"'),
        ("tea", {"phone": 'a"b'}, "nonsense=1", 'tea phone:"ab"'),
    ],
)
def test_a_query_is_composed_as_people_type_it(line: str, fields: dict[str, str], narrow: str, query: str) -> None:
    assert composed(line, fields, narrow) == query
