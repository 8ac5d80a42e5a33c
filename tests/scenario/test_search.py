"""Story: the same ad is found by its picture, by where it is, by its phone in any form, by time; page after page."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.lib.homes import Home, home_with_people, on_her_own, one_hand

from safelight.ads.service.search import SearchView
from safelight.kernel.clock import FixedClock
from safelight.kernel.errors import Invalid

PDQ = random.Random(31).getrandbits(256)
"""A fingerprint of no picture."""

Ask = Callable[..., SearchView]


@pytest.fixture
def home(tmp_path: Path, clock: FixedClock) -> Iterator[Home]:
    home = home_with_people(tmp_path, clock)
    records = [*one_hand(), *on_her_own()]
    for number, bits in enumerate((0, 31, 32)):
        flipped = PDQ ^ ((1 << bits) - 1)
        records[number]["images"] = [{"sha256": f"{number:064x}", "pdq": f"{flipped:064x}"}]
    home.ingest(records)
    yield home
    home.platform.close()


@pytest.fixture
def ask(home: Home) -> Ask:
    ines, case = home.actor("ines"), home.case()

    def search(line: str, **how: object) -> SearchView:
        return home.platform.search.search(ines, line, home.purpose(case), **how)  # type: ignore[arg-type]

    return search


@pytest.mark.parametrize(
    "line",
    [
        "510-555-0123",
        "(510) 555 0123",
        "1 510 555 0123",
        "+1.510.555.0123",
        "phone:5550123",
        'phone:"five one zero 555 01 two three"',
        'phone:"５１０ 555 0123"',
    ],
)
def test_a_phone_is_found_in_any_form(line: str, ask: Ask) -> None:
    assert ask(line).total == 12


def test_a_picture_is_found_by_its_digest_and_by_a_print_within_31_bits(ask: Ask) -> None:
    assert {hit.ad_id for hit in ask(f"image:{PDQ:064x}").hits} == {"ad-000", "ad-001"}
    assert [hit.ad_id for hit in ask(f"image:{2:064x}").hits] == ["ad-002"]
    assert ask(f"image:{0xF00:064x}").total == 0
    with pytest.raises(Invalid, match="64 hex digits"):
        ask("image:1234")


def test_a_place_is_searched_around(ask: Ask) -> None:
    assert ask("near:94612~25mi").total == ask('city:"Oakland, CA"~40km').total == 6
    assert ask("near:Reno~10mi gallery").total == 6
    assert ask("near:94612~400km").total == 12, "Reno is about 290 km from Oakland"
    assert ask("near:94612 near:Reno").total == 12, "any of several circles"
    assert ask("near:94612~25mi city:reno").total == 0
    for line, says in (
        ("near:Springfield", "Several places"),
        ("near:00000", "No ZIP"),
        ("near:Nowhereville,ZZ", "No place"),
        ("near:94612~9999km", "at most"),
        ("near:94612~far", "a radius"),
        ("phone:nothing", "No one phone"),
    ):
        with pytest.raises(Invalid, match=says):
            ask(line)


def test_hits_come_by_time_with_undated_ones_last(home: Home, ask: Ask) -> None:
    home.ingest([{"id": "undated", "title": "Dinner", "body": "dinner company on no day"}])
    for sort, reverse in (("newest", True), ("oldest", False)):
        hits = ask("dinner", sort=sort).hits
        dated = [hit.posted_on for hit in hits if hit.posted_on]
        assert dated == sorted(dated, reverse=reverse)
        assert hits[-1].ad_id == "undated"


@pytest.mark.parametrize("sort", ["relevance", "newest", "oldest"])
def test_pages_hold_every_hit_once(sort: str, ask: Ask) -> None:
    pages = [ask("dinner", limit=5, offset=offset, sort=sort) for offset in (0, 5, 10, 15)]
    assert [len(page.hits) for page in pages] == [5, 5, 2, 0]
    assert len({hit.ad_id for page in pages for hit in page.hits}) == pages[0].total == 12


def test_a_facet_narrows_to_its_count(ask: Ask) -> None:
    facets = {facet.field: facet.values for facet in ask("dinner").facets}
    assert set(facets) == {"city", "state", "site", "activity"}
    for field, values in facets.items():
        for value, count in values:
            assert ask(f'dinner {field}:"{value}"').total == count


def test_an_agency_does_not_find_anothers_picture(home: Home) -> None:
    case = home.case("ivan")
    for line in (f"image:{PDQ:064x}", "near:94612~25mi", "510-555-0123"):
        assert home.platform.search.search(home.actor("ivan"), line, home.purpose(case)).total == 0
