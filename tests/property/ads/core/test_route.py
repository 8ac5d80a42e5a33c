"""Routes: circuits and not, impossible changes with their words, order-free."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safelight.ads.core.ad import Ad
from safelight.ads.core.mention import Extraction, Location
from safelight.ads.core.movement import metros
from safelight.ads.core.reading import Reading
from safelight.ads.core.route import MOST_IMPOSSIBLE, SURE, elsewhere, route, visits
from safelight.kernel.ids import AdId

START = datetime(2024, 1, 1, 12, tzinfo=UTC)
TOWNS = {
    "Reno": Location("Reno", "NV", None, 39.53, -119.81, 0.9),
    "Oakland": Location("Oakland", "CA", None, 37.80, -122.27, 0.9),
    "Boise": Location("Boise", "ID", None, 43.62, -116.20, 0.9),
    "Miami": Location("Miami", "FL", None, 25.76, -80.19, 0.9),
    "Alameda": Location("Alameda", "CA", None, 37.77, -122.25, 0.9),
}


def ad(number: int, town: str, hours: float, phone: str = "+15105550123") -> Reading:
    made = Ad(AdId(f"ad-{number:03d}"), posted_at=START + timedelta(hours=hours))
    return Reading(made, Extraction(made.id, phones=(phone,), locations=(TOWNS[town],)))


def trip(towns: list[str]) -> list[Reading]:
    return [ad(number, town, 24 * 5 * number) for number, town in enumerate(towns)]


ROUND = ["Reno", "Oakland", "Boise", "Miami"] * 5


def test_going_round_is_a_circuit_and_home_and_back_is_none() -> None:
    found = route("group-1", trip(ROUND))
    assert found is not None
    assert found.circuit
    assert found.p is not None
    assert found.p < SURE
    begin = found.cycle.index(("Reno", "NV"))
    assert [city for city, _ in (*found.cycle[begin:], *found.cycle[:begin])] == ROUND[:4]
    for towns in (["Reno", "Oakland"] * 10, ["Reno"] * 9, ["Reno", "Oakland", "Boise"]):
        other = route("group-1", trip(towns))
        assert other is not None
        assert (other.circuit, other.p, other.cycle) == (False, None, ())
    assert route("group-1", []) is None


def test_a_circuit_of_one_of_two_people_is_seen_through_the_other() -> None:
    goes = trip(ROUND)
    stays = [ad(100 + n, "Boise", 24 * 3 * n, "+12125550199") for n in range(30)]
    found = route("group-1", [*goes, *stays], [goes, stays])
    assert found is not None
    assert found.circuit


def test_towns_of_one_metropolitan_area_are_one_visit() -> None:
    readings = trip(["Oakland", "Alameda", "Reno", "Alameda"])
    assert visits(readings, metros(readings)) == [("Alameda", "CA"), ("Reno", "NV"), ("Alameda", "CA")]


@pytest.mark.parametrize(("hours", "count"), [(1.0, 1), (3.0, 1), (6.0, 0)])
def test_what_no_flight_joins_is_said_with_distance_and_time(hours: float, count: int) -> None:
    found = route("group-1", [ad(0, "Reno", 0), ad(1, "Miami", hours)])
    assert found is not None
    assert len(found.impossible) == count
    for said in found.impossible:
        assert "Reno, NV and Miami, FL" in said
        assert f"{hours:.1f} h between ads ad-000 and ad-001" in said
        assert "+15105550123" in said


def test_two_contacts_or_a_day_without_an_hour_tell_nothing() -> None:
    apart = [ad(0, "Reno", 0), ad(1, "Miami", 1, "+12125550199")]
    days = [ad(0, "Reno", -12), ad(1, "Miami", 12)]
    for readings in (apart, days):
        found = route("group-1", readings)
        assert found is not None
        assert found.impossible == ()


def test_an_area_code_of_no_stated_state_is_said() -> None:
    states = {"510": ["CA"], "212": ["NY"]}
    readings = [ad(0, "Oakland", 0), ad(1, "Reno", 5, "+12125550199"), ad(2, "Reno", 6, "+12125550199")]
    assert elsewhere(readings, lambda code: states.get(code, [])) == (
        "Area code 212 (in 2 ads) is of NY; the ads state CA, NV.",
    )
    assert elsewhere(readings, lambda _: []) == ()


rows = st.lists(st.tuples(st.sampled_from(sorted(TOWNS)), st.floats(0, 500)), min_size=1, max_size=14)


@given(rows, st.randoms(use_true_random=False))
@settings(max_examples=30)
def test_the_order_of_ads_does_not_matter(found: list[tuple[str, float]], random: object) -> None:
    readings = [ad(number, town, hours) for number, (town, hours) in enumerate(found)]
    shuffled = list(readings)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    one, two = route("group-1", readings), route("group-1", shuffled)
    assert one == two
    assert one is not None
    assert len(one.impossible) <= MOST_IMPOSSIBLE
