"""Search lines as people type them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safelight.ads.core.query import NotUnderstood, SearchQuery, parse_query


@pytest.mark.parametrize(
    ("line", "query"),
    [
        ("quiet Evenings", SearchQuery(words=("quiet", "evenings"))),
        ('"by the river" lunch', SearchQuery(words=("lunch",), phrases=("by the river",))),
        ("510-555-0123", SearchQuery(fields={"phone": ("5105550123",)})),
        ("(510) 555 0123", SearchQuery(fields={"phone": ("5105550123",)})),
        ("phone:+1-510-555-0123", SearchQuery(fields={"phone": ("+15105550123",)})),
        ("Opal@Mailbarn.example", SearchQuery(fields={"email": ("opal@mailbarn.example",)})),
        ("@Opal_Sparrow", SearchQuery(fields={"handle": ("opal_sparrow",)})),
        ('city:"San Diego" city:Reno', SearchQuery(fields={"city": ("san diego", "reno")})),
        ("id:HB-0001", SearchQuery(fields={"id": ("HB-0001",)})),
        ("see https://board.example/1", SearchQuery(words=("see", "https://board.example/1"))),
        ("since:2026-03-01", SearchQuery(since=datetime(2026, 3, 1, tzinfo=UTC))),
        ("until:2026-03-01", SearchQuery(until=datetime(2026, 3, 2, tzinfo=UTC))),
        ("24/7", SearchQuery(words=("24/7",))),
    ],
)
def test_a_line_means(line: str, query: SearchQuery) -> None:
    assert parse_query(line) == query


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("", "Type a word"),
        ("   ", "Type a word"),
        ("colour:red", "no field 'colour'"),
        ("since:yesterday", "takes a date"),
        ("city: Oakland", "without a space"),
        ("quiet near:", "near: stands alone"),
        ("until:9999-12-31", "takes a date"),
        ("since:0001-01-01T00:00+14:00", "takes a date"),
        ("activity:nope", "activity is one of independent"),
        ("x" * 501, "at most 500"),
    ],
)
def test_a_line_that_means_nothing_is_refused_with_the_word(line: str, says: str) -> None:
    refused = parse_query(line)
    assert isinstance(refused, NotUnderstood)
    assert says in refused.reason


@given(st.text(max_size=80))
def test_no_line_breaks_the_parser(line: str) -> None:
    parsed = parse_query(line)
    assert isinstance(parsed, NotUnderstood) or not parsed.is_empty
