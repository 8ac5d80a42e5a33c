"""Walls between tenants: what belongs to another is Missing, word for word as what never was."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.lib.homes import Home, home_with_people, one_hand

from safelight.kernel.clock import FixedClock
from safelight.kernel.errors import Denied, Missing, SafelightError
from safelight.kernel.ids import CaseId


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def home(request: pytest.FixtureRequest, tmp_path: Path, clock: FixedClock) -> Iterator[Home]:
    url = request.getfixturevalue("postgres") if request.param == "postgres" else None
    home = home_with_people(tmp_path, clock, url)
    home.ingest(one_hand())
    yield home
    home.platform.close()


def refusal(ask: Callable[[], object]) -> tuple[str, str, str]:
    with pytest.raises(SafelightError) as caught:
        ask()
    return type(caught.value).__name__, caught.value.code, caught.value.message


def test_anothers_lead_is_missing_like_one_that_never_was(home: Home) -> None:
    lead = home.platform.leads.queue(home.actor("ines")).rows[0].lead_id
    ivan, leads = home.actor("ivan"), home.platform.leads
    assert refusal(lambda: leads.open(ivan, lead)) == refusal(lambda: leads.open(ivan, "lead-none"))
    assert refusal(lambda: leads.triage(ivan, lead, "watch")) == refusal(
        lambda: leads.triage(ivan, "lead-none", "watch")
    )
    assert leads.queue(ivan).total == 0


def test_anothers_case_is_missing_like_one_that_never_was(home: Home) -> None:
    case, ivan, cases = home.case("ines"), home.actor("ivan"), home.platform.cases
    never = CaseId("case-none")
    assert refusal(lambda: cases.read(ivan, case.id)) == refusal(lambda: cases.read(ivan, never))
    assert refusal(lambda: cases.note(ivan, case.id, "x")) == refusal(lambda: cases.note(ivan, never, "x"))
    assert refusal(lambda: cases.close(ivan, case.id, "duplicate")) == refusal(
        lambda: cases.close(ivan, never, "duplicate")
    )
    assert cases.list(ivan) == ()


def test_a_search_stays_inside_its_tenant(home: Home) -> None:
    case = home.case("ivan")
    search = home.platform.search
    assert search.search(home.actor("ivan"), "dinner", home.purpose(case)).total == 0
    with pytest.raises(Missing):
        search.reveal(home.actor("ivan"), "ad-000", home.purpose(case))


def test_the_same_ad_at_two_agencies_is_two_ads(home: Home) -> None:
    assert home.ingest(one_hand(3), "ivan").new == 3
    assert home.platform.leads.queue(home.actor("ines")).rows[0].record["ad_ids"][0] == "ad-000"


def test_anothers_lead_is_not_exported(home: Home) -> None:
    lead = home.platform.leads.queue(home.actor("ines")).rows[0].lead_id
    purpose = home.purpose(home.case("ivan"))
    export = home.platform.exports.export
    assert refusal(lambda: export(home.actor("ivan"), lead, purpose)) == refusal(
        lambda: export(home.actor("ivan"), "lead-none", purpose)
    )


def test_an_auditor_sees_the_own_tenant_alone_and_no_content(home: Home) -> None:
    home.case("ivan")
    page = home.platform.trail.page(home.actor("aldo"), limit=500)
    assert {row.entry.tenant for row in page.rows} == {home.tenants["north"]}
    with pytest.raises(Denied):
        home.platform.leads.queue(home.actor("aldo"))


@pytest.mark.parametrize("login", ["adam", "theo", "aldo"])
def test_who_has_no_part_in_ads_sees_none(home: Home, login: str) -> None:
    with pytest.raises(Denied):
        home.platform.leads.queue(home.actor(login))


def test_an_administrator_takes_in_ads_but_does_not_look(home: Home) -> None:
    assert home.ingest(one_hand(1), "adam").known == 1
