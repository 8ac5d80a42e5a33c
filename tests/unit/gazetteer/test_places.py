"""The gazetteer knows ZIPs, cities, states and counties, and says how sure a bare city is."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from safelight.gazetteer import Gazetteer, load
from safelight.gazetteer.key import place_key
from safelight.gazetteer.nicknames import NICKNAMES
from safelight.gazetteer.population import STATES, counties
from safelight.kernel.errors import Unavailable


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return load()


def test_a_zip_has_city_state_and_county(gazetteer: Gazetteer) -> None:
    place = gazetteer.zip("94612-1234")
    assert place is not None
    assert (place.city, place.state, place.county_fips) == ("Oakland", "CA", "06001")
    assert gazetteer.zip("00000") is None


@pytest.mark.parametrize(
    ("name", "state", "fips"),
    [
        ("Saint Louis", "MO", "29510"),
        ("St. Louis", "MO", "29510"),
        ("NYC", "NY", "36061"),
        ("New York", "NY", "36061"),
        ("washington", "DC", "11001"),
        ("N. Las Vegas", "NV", "32003"),
        ("The Bronx", "NY", "36005"),
    ],
)
def test_city_and_state_in_usual_spellings(gazetteer: Gazetteer, name: str, state: str, fips: str) -> None:
    city = gazetteer.city(name, state)
    assert city is not None
    assert city.county_fips == fips
    assert city.county_fips[:2] == fips[:2]


def test_a_bare_city_is_shared_between_all_places_of_that_name(gazetteer: Gazetteer) -> None:
    ranked = gazetteer.cities("Springfield")
    assert ranked[0].confidence < 0.5
    assert sum(candidate.confidence for candidate in ranked) == pytest.approx(1.0, abs=0.01)
    assert [c.population for c in ranked] == sorted((c.population for c in ranked), reverse=True)


@pytest.mark.parametrize(
    ("name", "country"), [("London", "GB"), ("Paris", "FR"), ("Vancouver", "CA"), ("Oakland", "US")]
)
def test_a_foreign_place_does_not_become_a_us_one(gazetteer: Gazetteer, name: str, country: str) -> None:
    assert gazetteer.cities(name)[0].country == country


def test_every_nickname_is_a_city(gazetteer: Gazetteer) -> None:
    assert [key for key, (name, state) in NICKNAMES.items() if gazetteer.city(name, state) is None] == []
    assert [key for key in NICKNAMES if key != place_key(key)] == []


def test_states_counties_area_codes_and_countries(gazetteer: Gazetteer) -> None:
    assert (gazetteer.state("ca"), gazetteer.state("North Carolina"), gazetteer.state("Ohi")) == ("CA", "NC", None)
    assert len(gazetteer.states()) == 51
    county = gazetteer.county("06001")
    assert county is not None
    assert (county.name, county.state) == ("Alameda County", "CA")


def test_every_county_of_a_state_has_people_near_the_census(gazetteer: Gazetteer) -> None:
    found = [county for fips in gazetteer.counties() if (county := gazetteer.county(fips)) and county.state in STATES]
    assert sorted(county.fips for county in found) == sorted(counties())
    assert sum(counties().values()) == 329_484_123, "vintage 2020, United States"
    assert min(counties().values()) > 0
    added: Counter[str] = Counter()
    for county in found:
        added[county.state] += counties()[county.fips]
    assert max(abs(added[state] / people - 1) for state, people in STATES.items()) < 0.05
    assert gazetteer.county_points()["06001"][2] == counties()["06001"]
    assert gazetteer.area_code("510") == {"CA": 1.0}
    assert gazetteer.area_code("999") == {}
    assert gazetteer.country("Canada") == "CA"
    assert gazetteer.unsqueezed("battlecreek") == "battle creek"


def test_a_missing_artifact_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match=r"build_gazetteer\.py"):
        load(tmp_path / "absent.json.gz")
