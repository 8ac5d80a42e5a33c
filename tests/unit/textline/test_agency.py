"""Agencies come from a table; bad rows are named; overlaps, gaps and silent hours are reported."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from safelight.kernel.errors import Invalid
from safelight.textline.core.agency import coverage, is_plain, read_agencies, serving
from safelight.textline.core.hours import read_hours

HEAD = "ori,name,kind,counties,hours,time_zone,phone,psap_phone,languages\n"
ALAMEDA = "CA0010000,Alameda Sheriff,sheriff,06001,24/7,America/Los_Angeles,,510-555-0199,en;es\n"
OAKLAND = "CA0010900,Oakland Police,police,6001,mon-fri 08:00-18:00; sat 22:00-02:00,America/Los_Angeles,,,\n"
KNOWN = {"06001", "06013", "06075", "32031"}
MONDAY = datetime(2026, 3, 2, 17, 0, tzinfo=UTC)  # 09:00 in Oakland


def test_good_rows_are_read_and_bad_ones_are_named() -> None:
    bad = [
        "X,Y,police,06001,24/7,America/Los_Angeles\n",
        "CA0019999,,police,06001,24/7,America/Los_Angeles\n",
        "CA0019999,Y,bakery,06001,24/7,America/Los_Angeles\n",
        "CA0019999,Y,police,99999,24/7,America/Los_Angeles\n",
        "CA0019999,Y,police,,24/7,America/Los_Angeles\n",
        "CA0019999,Y,police,06001,sometimes,America/Los_Angeles\n",
        "CA0019999,Y,police,06001,24/7,Mars/Olympus\n",
        ALAMEDA,
    ]
    agencies, refused = read_agencies([HEAD, ALAMEDA, OAKLAND, *bad], KNOWN.__contains__)
    assert [agency.ori for agency in agencies] == ["CA0010000", "CA0010900"]
    assert agencies[1].counties == {"06001"}
    assert [row.place for row in refused] == [f"line {number}" for number in range(4, 12)]
    words = ("agency id", "name", "kind", "99999", "empty", "hours", "time zone", "twice")
    assert all(word in row.reason for word, row in zip(words, refused, strict=True))


def test_a_table_without_its_columns_is_refused() -> None:
    with pytest.raises(Invalid, match="time_zone"):
        read_agencies(["ori,name,kind,counties,hours\n"], KNOWN.__contains__)


def test_only_agencies_of_the_county_serve_and_who_is_open_comes_first() -> None:
    agencies, _ = read_agencies([HEAD, ALAMEDA, OAKLAND], KNOWN.__contains__)
    night = MONDAY + timedelta(hours=14)
    assert [each.agency.ori for each in serving(agencies, (("06001", 1.0),), night)] == ["CA0010000", "CA0010900"]
    found = serving(agencies, (("06001", 1.0),), MONDAY)
    assert [each.record()["open_now"] for each in found] == [True, True]
    assert is_plain(found)
    assert serving(agencies, (("32031", 1.0),), MONDAY) == []
    assert not is_plain(serving(agencies, (("06013", 0.6), ("06001", 0.4)), MONDAY))


def test_overlaps_gaps_and_silent_hours() -> None:
    twin = OAKLAND.replace("CA0010900", "CA0010901")
    agencies, _ = read_agencies([HEAD, OAKLAND, twin], KNOWN.__contains__)
    january = datetime(2026, 1, 5, tzinfo=UTC)
    week = [january + timedelta(hours=hour) for hour in range(24 * 7)]
    found = coverage(agencies, KNOWN, week)
    assert found.overlaps == (("06001", "police", ("CA0010900", "CA0010901")),)
    assert found.gaps == ("06013", "06075")
    assert found.unattended == (("06001", 24 * 7 - 5 * 10 - 4),)


@pytest.mark.parametrize(
    ("hours", "at", "open_now"),
    [
        ("24/7", "2026-01-01T03:00", True),
        ("mon-fri 08:00-18:00", "2026-03-06T17:59", True),  # a Friday
        ("mon-fri 08:00-18:00", "2026-03-06T18:00", False),
        ("fri-mon 08:00-18:00", "2026-03-08T10:00", True),
        ("fri 22:00-02:00", "2026-03-07T01:59", True),
        ("fri 22:00-02:00", "2026-03-07T02:00", False),
        ("sun 00:00-24:00", "2026-03-08T23:59", True),
    ],
)
def test_hours_are_those_of_the_agency(hours: str, at: str, open_now: bool) -> None:
    moment = datetime.fromisoformat(at + "-05:00")
    zone = "Etc/GMT+5"
    assert read_hours(hours, zone).open_at(moment) is open_now


def test_the_next_opening_is_the_next_minute_with_somebody_there() -> None:
    hours = read_hours("mon 09:00-10:00", "America/Los_Angeles")
    assert hours.opens_after(MONDAY) == MONDAY
    assert hours.opens_after(MONDAY - timedelta(hours=2)) == MONDAY
    after = hours.opens_after(MONDAY + timedelta(hours=1))
    assert after == MONDAY + timedelta(days=7, hours=-1), "the clocks went forward in between"


@pytest.mark.parametrize(
    "text", ["", "always open", "mon 9-17", "xyz 08:00-10:00", "mon 25:00-26:00", "mon 08:61-09:00"]
)
def test_unreadable_hours_are_refused(text: str) -> None:
    with pytest.raises(Invalid):
        read_hours(text, "America/Chicago")
