"""A stated place becomes a county, or a question; never a guess."""

from __future__ import annotations

import pytest

from safelight.gazetteer import Gazetteer, load
from safelight.textline.core.place import ASK, locate
from safelight.textline.core.place_words import distance
from safelight.textline.core.segment import measure


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return load()


@pytest.mark.parametrize(
    ("text", "fips"),
    [
        ("Oakland, CA", "06001"),
        ("94612", "06001"),
        ("94612-1234", "06001"),
        ("im in okland ca", "06001"),
        ("Kansas City, MO", "29095"),
        ("kansas city ks", "20209"),
        ("new york new york", "36061"),
        ("Washington DC", "11001"),
        ("alameda county", "06001"),
        ("orange county fl", "12095"),
        ("condado de Los Angeles, California", "06037"),
        ("estoy en Houston Texas", "48201"),
        ("fruitvale oakland", "06001"),
        ("in california, oakland", "06001"),
        ("San Fransisco CA", "06075"),
        ("im at 12345 main st oakland ca 94612", "06001"),
        ("from oakland ca now in reno nv", "32031"),
        ("St. Louis, Mo.", "29510"),
        ("phenix az", "04013"),
        ("ATLANTA GA", "13121"),
        ("queens ny", "36081"),
        ("bowlizg green, OH", "39173"),
        ("estoy en Nueva Orleans, Luisiana", "22071"),
        ("vivo en filadelfia pensilvania", "42101"),
        ("Phoenix, Ariz.", "04013"),
        ("albuquerque nuevo mexico", "35001"),
        ("el paso tejas", "48141"),
        ("i dont know the street but its tucson arizona", "04019"),
        ("hollywood los angeles", "06037"),
        ("LOS ANGELES CALIFORNIA", "06037"),
        ("clevland ohio", "39035"),
        ("charlote north carolina", "37119"),
        ("saint paul minnesota", "27123"),
        ("ft worth tx", "48439"),
        ("Nueva York, Nueva York", "36061"),
    ],
)
def test_a_stated_place_has_a_county(gazetteer: Gazetteer, text: str, fips: str) -> None:
    place = locate(text, gazetteer)
    assert (place.county_fips, place.ask) == (fips, None)
    assert place.confidence >= 0.8


@pytest.mark.parametrize(
    "text",
    [
        *("oakland", "Springfield", "orange county", "texas", "paris", "in tijuana mexico", "hi me", "estoy en la"),
        *("", "...", "help", "510-555-0123", "00000", "oakland ca or reno nv", "94612 10001", "94612 new york"),
        *("brooklyn", "harlem", "hollywood", "downtown", "portland", "Dallas TX or Austin TX", "\x00", "🙂" * 50),
        *("x" * 10_000, "a " * 6_000, "\ud800"),
    ],
)
def test_what_is_not_sure_is_asked(gazetteer: Gazetteer, text: str) -> None:
    place = locate(text, gazetteer)
    assert (place.county_fips, place.confidence) == (None, 0.0)
    assert place.ask == ASK["en"]


def test_a_city_in_several_counties_shares_them(gazetteer: Gazetteer) -> None:
    shares = dict(locate("Kansas City MO", gazetteer).counties)
    assert set(shares) == {"29095", "29047", "29165"}
    assert sum(shares.values()) == pytest.approx(1.0, abs=0.001)


def test_the_question_is_one_plain_segment() -> None:
    assert {(measure(text).encoding, measure(text).segments) for text in ASK.values()} == {("GSM-7", 1)}


@pytest.mark.parametrize(
    ("a", "b", "steps"), [("okland", "oakland", 1), ("reno", "reno", 0), ("prais", "paris", 1), ("abc", "xyz", 3)]
)
def test_slips_between_names(a: str, b: str, steps: int) -> None:
    assert distance(a, b, 2) == steps
