"""Words around places: the tables that `standing.py` and `locations.py` read. Version 2026-12.

Source: compiled by hand from everyday US usage. LOCATING words say where or when beside a town and are no part of its
name; KINDS end the name of a street, a quarter or a landmark; REGIONS lie in one state and are no town; PROVINCES are
parts of other countries that follow a town there.
"""

from __future__ import annotations

import re

VERSION = "2026-12"

_LOCATING_WORDS = (
    "accepting airport all also and area areas arriving at available avail based beautiful central city coming "
    "currently downtown east eastside en entire from greater hood hosting hotel host hotels in incall incalls inner "
    "leaving located location locations metro midtown motel near nearby new next north northeast northland northside "
    "northwest now of only out outcall outcalls outer outskirts private region serving side south southeast southside "
    "southwest staying still stop stops studio surrounding the then this till til to today tomorrow tonight tour "
    "touring town until uptown upscale vicinity visiting visit week weekend weekends west westside zona cerca "
    "mon tue tues wed thu thur thurs fri sat sun monday tuesday wednesday thursday friday saturday sunday "
    "jan feb mar apr may jun jul aug sep sept oct nov dec january february march april june july august september "
    "october november december home between btwn btw halfway landing back through thru"
)
LOCATING = frozenset(_LOCATING_WORDS.split())

_AROUND_TOWN_WORDS = (
    "airport and area areas central county downtown east greater in incall incalls inner metro midtown near nearby "
    "oceanfront beachfront riverfront waterfront "
    "north northeast northwest only outcall outcalls outer region south southeast southwest surrounding the uptown "
    "vicinity west"
)
AROUND_TOWNS = frozenset(_AROUND_TOWN_WORDS.split())
_PLAIN_WORDS = "enterprise hope independence mobile orange paradise reading surprise"
PLAIN = frozenset(_PLAIN_WORDS.split())
"""Cities that are ordinary words: never read from a title without a cue."""

_CUT_WORDS = "off near by around close exit til till until from thru through for on with while too"
CUTS = frozenset(_CUT_WORDS.split())
"""Words behind a town after which only a road, a landmark or a time follows."""

_KIND_WORDS = (
    "airport arena ave avenue beach blvd boulevard bridge campus center centre district dr drive estates galleria "
    "gardens heights highlands hill hills hospital hotel hwy highway inn island lake lakes landing mall park parkway "
    "pkwy pl plaza point port quarter rd ridge road sq square st station street strip suites university valley village "
    "ward way"
)
KINDS = frozenset(_KIND_WORDS.split())
QUARTERED = KINDS | AROUND_TOWNS | {"end", "side", "old", "by", "town"}
"""Words of which alone the name of a quarter is made: "West End", "University area"."""

STREETS = frozenset({"ave", "avenue", "blvd", "boulevard", "dr", "hwy", "highway", "rd", "road", "street", "pkwy"})

NO_TOWN_WORDS = "magazine weekly times herald news style fashion native natives pizza"
NO_TOWN = STREETS | frozenset(NO_TOWN_WORDS.split())
"""Words right behind a town's name that make it another thing's."""

DENIED = re.compile(
    r"\b(?:used to|born|raised|grew up|lives|lived|not|no longer|never|(?:do|wo|is|are|was)n'?t|originally|"
    r"moved from(?![^.\n]*\bto\b)|"
    r"(?:was|were|studied|school|college|worked|seen|featured|reviewed) (?:in|at)|went to|trips? to|"
    r"(?:family|parents|sister|brother|mother|mom|father|dad|cousins?|son|daughter) (?:is|are|live))\b[^.!?\n,;]*\Z"
)
"""Words of the same clause before a town that say the person is not there now."""

_GIVEN_WORDS = (
    "austin brooklyn chandler cleveland dallas denver gilbert houston irving jackson lincoln memphis norman orlando "
    "phoenix raleigh tyler allen carson dayton preston trenton jordan corona"
)
GIVEN = frozenset(_GIVEN_WORDS.split())
"""Large towns that are given names or a beer too, beside those of `name_words.FIRST`."""

REGIONS: dict[str, str] = {
    **{"long island": "NY", "upstate ny": "NY", "hudson valley": "NY", "westchester": "NY", "tri state": "NY"},
    **{"inland empire": "CA", "ie": "CA", "bay area": "CA", "e bay": "CA", "s bay": "CA", "san fernando valley": "CA"},
    **{"sf valley": "CA", "central valley": "CA", "socal": "CA", "norcal": "CA", "high desert": "CA", "oc": "CA"},
    **{"silicon valley": "CA", "san gabriel valley": "CA", "central coast": "CA", "the peninsula": "CA"},
    **{"s florida": "FL", "central florida": "FL", "treasure coast": "FL", "space coast": "FL", "fl panhandle": "FL"},
    **{"nova": "VA", "northern virginia": "VA", "hampton roads": "VA", "tidewater": "VA", "the valley": "AZ"},
    **{"valley of the sun": "AZ", "e valley": "AZ", "w valley": "AZ", "s jersey": "NJ", "n jersey": "NJ"},
    **{"central jersey": "NJ", "hill country": "TX", "rio grande valley": "TX", "rgv": "TX", "metroplex": "TX"},
    **{"eastern shore": "MD", "lehigh valley": "PA", "upstate sc": "SC", "low country": "SC", "puget sound": "WA"},
    **{"chicagoland": "IL", "front range": "CO", "north shore ma": "MA", "s shore": "MA", "triad": "NC"},
    **{"research triangle": "NC", "the triangle": "NC", "triangle": "NC", "metro detroit": "MI", "w michigan": "MI"},
}
"""Keys as `place_key` files them."""

PROVINCES: dict[str, str] = {
    **{"ontario": "CA", "ont": "CA", "bc": "CA", "british columbia": "CA", "alberta": "CA", "quebec": "CA"},
    **{"manitoba": "CA", "saskatchewan": "CA", "nova scotia": "CA", "new brunswick": "CA", "newfoundland": "CA"},
    **{"england": "GB", "scotland": "GB", "wales": "GB", "uk": "GB", "nsw": "AU", "new s wales": "AU", "qld": "AU"},
    **{"queensland": "AU", "victoria": "AU", "tasmania": "AU"},
}
"""Part of a country to its ISO 3166 code; keys as `place_key` files them."""
