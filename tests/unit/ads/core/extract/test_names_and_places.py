"""Names people give themselves, and where the ad says they are.

Strings are invented; numbers are of the fictional 555-01xx kind or plainly made up.
"""

from __future__ import annotations

import pytest

from safelight.ads.core.ad import Ad
from safelight.ads.core.extract import Extractor
from safelight.kernel.ids import AdId

NAMES: list[tuple[str, list[str]]] = [
    ("My name is Dana", ["Dana"]),
    ("I'm Mia and this is Zoe", ["Mia", "Zoe"]),
    ("I'm Available now", []),
    ("call Ruby 510-555-0123", ["Ruby"]),
    ("Ask for Kiki", ["Kiki"]),
    ("hi im jessica", ["Jessica"]),
    ("CALL NOW", []),
    ("Dana and Mia here", ["Dana", "Mia"]),
    ("Mia & Chloe, two friends", ["Chloe", "Mia"]),
    ("London and Paris, Rose and Violet", []),
    ("Je m'appelle Manon", ["Manon"]),
    ("Nombre: Valentina", ["Valentina"]),
    ("call me anytime", []),
    ("my name is lovely", []),
    ("xoxo Dana", ["Dana"]),
    ("kisses, Mia", ["Mia"]),
    ("Names: Dana & Mia", ["Dana", "Mia"]),
    ("I'm Latina", []),
    ("I'm New to town", []),
    ("text Me", []),
    ("I AM AMBER", ["Amber"]),
    ("Hello gentlemen, Sasha here!", ["Sasha"]),
    ("this is Summer time", ["Summer"]),
    ("it's Friday", []),
    ("Text Nevaeh at", []),
    ("my name is Nevaeh", ["Nevaeh"]),
]
PLACES: list[tuple[dict[str, str], tuple[str, str] | None]] = [
    ({"location": "Oakland, CA"}, ("Oakland", "CA")),
    ({"location": "oakland ca"}, ("Oakland", "CA")),
    ({"location": "Oakland"}, ("Oakland", "CA")),
    ({"location": "Springfield"}, None),
    ({"location": "Springfield", "url": "https://illinois.example.com/a"}, ("Springfield", "IL")),
    ({"location": "London"}, None),
    ({"location": "94612"}, ("Oakland", "CA")),
    ({"body": "visiting Las Vegas this week"}, ("Las Vegas", "NV")),
    ({"body": "incall near Lake Merritt in Oakland"}, ("Oakland", "CA")),
    ({"body": "ATL area only"}, ("Atlanta", "GA")),
    ({"body": "H-town incalls"}, ("Houston", "TX")),
    ({"body": "Nice incall, Mobile outcall, Best area"}, None),
    ({"body": "estoy en Los Ángeles"}, ("Los Angeles", "CA")),
    ({"body": "I grew up in Dallas as a girl"}, None),
    ({"body": "I love Paris fashion"}, None),
    ({"title": "Austin TX - new"}, ("Austin", "TX")),
    ({"url": "http://battlecreek.example.com/escorts/1"}, ("Battle Creek", "MI")),
    ({"url": "http://example.com/san-antonio/ads/1"}, ("San Antonio", "TX")),
    ({"url": "https://toledo-oh.board.example/?id=1"}, ("Toledo", "OH")),
    ({"url": "https://board.example/us/co/pueblo/notices/1"}, ("Pueblo", "CO")),
    ({"url": "https://board.example/us/in/portland"}, ("Portland", "IN")),
    ({"url": "https://board.example/richmond-west-virginia/1"}, None),
    ({"url": "https://board.example/listings/richmond-virginia/1"}, ("Richmond", "VA")),
    ({"url": "https://board.example/albany/new-york/1"}, ("Albany", "NY")),
    ({"url": "https://battlecreek-mi.board.example/1"}, ("Battle Creek", "MI")),
    ({"url": "https://board.example/ads/in/portland"}, ("Portland", "OR")),
    ({"url": "https://pueblo-co.board.example/1", "location": "Pueblo"}, ("Pueblo", "CO")),
    ({"url": "https://board.example/us/oh/toledo/1", "body": "new in Toledo"}, ("Toledo", "OH")),
    ({"location": "Portland, Maine"}, ("Portland", "ME")),
    ({"location": "NYC"}, ("New York", "NY")),
    ({"location": "Downtown Houston"}, ("Houston", "TX")),
    ({"location": "Houston, Galleria"}, ("Houston", "TX")),
    ({"location": "St. Louis, MO"}, ("St. Louis", "MO")),
    ({"location": "Los Angeles / Hollywood"}, ("Los Angeles", "CA")),
    ({"body": "available in Reading now"}, None),
    ({"location": "South Philly"}, ("Philadelphia", "PA")),
    ({"location": "Manhattan, New York"}, ("Manhattan", "NY")),
    ({"location": "Kansas City, Missouri 64106"}, ("Kansas City", "MO")),
    ({"location": "Toronto, Ontario"}, None),
    ({"location": "Vancouver, BC"}, None),
    ({"location": "Vancouver, WA"}, ("Vancouver", "WA")),
    ({"location": "Phoenix, Arizona, USA"}, ("Phoenix", "AZ")),
    ({"location": "WASHINGTON DC"}, ("Washington", "DC")),
    ({"location": "Ft Lauderdale"}, ("Fort Lauderdale", "FL")),
    ({"location": "Seattle area"}, ("Seattle", "WA")),
    ({"location": "East Atlanta"}, ("Atlanta", "GA")),
    ({"location": "Orlando FL"}, ("Orlando", "FL")),
    ({"location": "near Sacramento airport"}, ("Sacramento", "CA")),
    ({"title": "Dallas incall"}, ("Dallas", "TX")),
    ({"body": "Milwaukee east side, quiet house"}, ("Milwaukee", "WI")),
    ({"body": "Belltown, quiet"}, None),
    ({"body": "staying in Belltown"}, ("Seattle", "WA")),
    ({"body": "Beacon Hill Boston"}, ("Boston", "MA")),
    ({"body": "hosting in the zip code 73102"}, ("Oklahoma City", "OK")),
    ({"body": "73102 area only"}, ("Oklahoma City", "OK")),
    ({"body": "🌟Spokane🌟 settled in"}, ("Spokane", "WA")),
    ({"body": "grew up in 🌾 Lubbock 🌾 and left"}, None),
    ({"body": "Corona, lime and chips"}, None),
    ({"body": "Corona outcalls"}, ("Corona", "CA")),
    ({"location": "Hampton Roads - Portsmouth"}, ("Portsmouth", "VA")),
    ({"body": "Wichita 67202 incall"}, ("Wichita", "KS")),
    ({"body": "pay 67202 points"}, None),
    ({"body": "Houston is my name"}, None),
    ({"body": "Phoenix, 31, kind"}, None),
    ({"body": "I lived in Tulsa, OK for years"}, None),
    ({"body": "my brother lives in Omaha"}, None),
    ({"body": "near Madison Rd"}, None),
    ({"body": "Toronto, Ontario hotel"}, None),
    ({"body": "Atlanta Braves tickets"}, None),
    ({"body": "headed to Knoxville"}, ("Knoxville", "TN")),
    ({"location": "USA > Nebraska > Lincoln"}, ("Lincoln", "NE")),
    ({"location": "City: Provo / State: Utah"}, ("Provo", "UT")),
    ({"location": "Springfield | Ohio"}, ("Springfield", "OH")),
    ({"url": "https://board.example/find?city=yuma&state=arizona"}, ("Yuma", "AZ")),
    ({"url": "https://board.example/newmexico/clovis/1"}, ("Clovis", "NM")),
    ({"url": "https://board.example/canada/ontario/1"}, None),
    ({"url": "https://board.example/ca/ontario/post-1.html"}, None),
    ({"url": "https://board.example/us/ca/ontario/post-1.html"}, ("Ontario", "CA")),
    ({"url": "https://board.example/uk/england/manchester/1"}, None),
    ({"url": "https://board.example/us/worcester/1", "location": "Uptown, Worcester"}, ("Worcester", "MA")),
    ({"location": "Uptown, Phoenix"}, ("Phoenix", "AZ")),
    ({"location": "South side, Dallas"}, ("Dallas", "TX")),
    ({"location": "Near the convention center, Colorado Springs"}, ("Colorado Springs", "CO")),
    ({"location": "West Side Chicago"}, ("Chicago", "IL")),
    ({"location": "by the river"}, None),
    ({"body": "lexington ky outcalls only"}, ("Lexington", "KY")),
    ({"body": "call me, ok or no"}, None),
    ({"body": "i like it in pa"}, None),
    ({"body": "salem oregon all week"}, ("Salem", "OR")),
    ({"body": "Omaha's finest, still smiling"}, ("Omaha", "NE")),
    ({"body": "Charlotte's best friend"}, None),
    ({"body": "Houston girl with a plan"}, ("Houston", "TX")),
    ({"body": "not a Boston girl"}, None),
    ({"body": "Miami Beach area"}, ("Miami Beach", "FL")),
    ({"body": "find me in 33602, knock twice"}, ("Tampa", "FL")),
    ({"body": "in 12345 ways"}, None),
    ({"body": "in Capitol Hill Seattle"}, ("Seattle", "WA")),
    ({"body": "mobile masseuse, covers all of Boise"}, ("Boise", "ID")),
]
LISTS: list[tuple[str, list[str]]] = [
    ("El Paso / Las Cruces", ["El Paso", "Las Cruces"]),
    ("Reno / Carson City", ["Carson City", "Reno"]),
    ("Cedar Rapids 🌽 Iowa City", ["Cedar Rapids", "Iowa City"]),
    ("Mon-Wed Laredo / Thu-Fri McAllen", ["Laredo", "McAllen"]),
    ("Tucson 6/2-6/5 then Yuma", ["Tucson", "Yuma"]),
    ("Norfolk, Chesapeake and Portsmouth", ["Chesapeake", "Norfolk", "Portsmouth"]),
    ("in Reno, NV / Sparks", ["Reno", "Sparks"]),
    ("Savannah and Madison, two friends", []),
    ("Birmingham, Leeds, Manchester", []),
    ("Inland Empire: Upland, Chino", ["Chino", "Upland"]),
    ("Biloxi, Gulfport", ["Biloxi", "Gulfport"]),
    ("Union, Liberty, Independence", []),
    ("Birmingham, Atlanta, Nashville", ["Atlanta", "Birmingham", "Nashville"]),
    ("New York, London, Paris", ["New York"]),
    ("Cleveland, Akron, Canton", ["Akron", "Canton", "Cleveland"]),
    ("new orleans, baton rouge", ["Baton Rouge", "New Orleans"]),
    ("North houston, Katy", ["Houston", "Katy"]),
    ("Georgia / Macon", ["Macon"]),
    ("Washington / Spokane", ["Spokane"]),
]


@pytest.mark.parametrize(("text", "wanted"), NAMES, ids=[text for text, _ in NAMES])
def test_names(extractor: Extractor, text: str, wanted: list[str]) -> None:
    assert list(extractor.extract(Ad(AdId("a"), body=text)).names) == wanted


@pytest.mark.parametrize(("fields", "wanted"), PLACES, ids=[str(fields) for fields, _ in PLACES])
def test_the_first_place(extractor: Extractor, fields: dict[str, str], wanted: tuple[str, str] | None) -> None:
    found = extractor.extract(Ad(AdId("a"), **fields)).locations
    assert [(place.city, place.state) for place in found[:1]] == ([wanted] if wanted else [])


@pytest.mark.parametrize(("text", "wanted"), LISTS, ids=[text for text, _ in LISTS])
def test_towns_beside_each_other_are_one_list(extractor: Extractor, text: str, wanted: list[str]) -> None:
    assert sorted(place.city or "" for place in extractor.extract(Ad(AdId("a"), body=text)).locations) == wanted


def test_the_location_field_outweighs_the_text(extractor: Extractor) -> None:
    ad = Ad(AdId("a"), location="Reno, NV", body="I was born in Dallas, TX")
    assert [place.city for place in extractor.extract(ad).locations] == ["Reno"]


def test_a_place_is_geocoded_offline(extractor: Extractor) -> None:
    place = extractor.extract(Ad(AdId("a"), location="Oakland, CA")).locations[0]
    assert (place.county_fips, place.confidence > 0.9) == ("06001", True)
    assert place.lat == pytest.approx(37.8, abs=0.1)
    assert place.lon == pytest.approx(-122.27, abs=0.1)
