"""From a closed case to a number: proposed, recorded on its own case, confirmed by another, added up once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from tests.lib.homes import PASSWORD, Home, home_with_people
from tests.lib.network import md5

from safelight.access.core.purpose import Purpose
from safelight.content.core.observation import Submission
from safelight.kernel.clock import FixedClock
from safelight.kernel.errors import Conflict, Denied, Invalid, Missing
from safelight.stats.service.claims import Stated
from safelight.stats.service.impact import Given

DAY = date(2026, 11, 20)
HOW = "Found through two leads of the ads queue."


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    made = home_with_people(tmp_path, FixedClock(datetime(2026, 11, 25, tzinfo=UTC)))
    made.platform.access.enrol(made.tenants["south"], "suri", "Suri", ("supervisor",), PASSWORD)
    yield made
    made.platform.close()


def given(reference: str, **more: object) -> Given:
    plain = Given("victim_identified", DAY, "case", reference, HOW, sex="female", age="12_to_17", state="CA")
    return replace(plain, **more)  # type: ignore[arg-type]


def test_a_closed_case_proposes_and_people_decide(home: Home) -> None:
    impact, ines, sara = home.platform.stats.impact, home.actor("ines"), home.actor("sara")
    found, nothing = home.case(), home.case()
    home.platform.cases.close(ines, found.id, "person_found_safe")
    home.platform.cases.close(ines, nothing.id, "no_exploitation_found")
    for _ in range(2):
        home.platform.stats.facts.catch_up()
    proposed = impact.rows(sara, "proposed")
    assert [(one.support, one.reference) for one in proposed] == [("case", found.id)]
    assert impact.view(ines).total is not None
    assert impact.view(ines).total.best == 0, "a proposal counts nothing"  # type: ignore[union-attr]
    recorded = impact.record(ines, given(found.id, count=6), proposed[0].id)
    own = impact.record(sara, given(found.id, sex="male"))
    with pytest.raises(Conflict, match="Another member"):
        impact.confirm(sara, own.id)
    view = impact.view(ines)
    assert view.total is not None
    assert (view.total.low, view.total.best, view.total.rows) == (0, 7, 2)
    assert "not confirmed" in view.warnings[0]
    assert impact.confirm(sara, recorded.id).status == "confirmed"
    after = impact.view(ines, by=("sex",))
    assert after.total is not None
    assert (after.total.low, after.total.best, after.total.confirmed) == (6, 7, 1)
    shown = {cell.key: cell.count for cell in after.cells}
    assert shown == {("Total",): 7, ("female",): None, ("male",): None}, "one man, and what would give him away"
    home.platform.cases.reopen(ines, found.id)
    home.platform.cases.close(ines, found.id, "person_found_safe")
    home.platform.stats.facts.catch_up()
    assert impact.rows(sara, "proposed") == [], "it is in the ledger already"


def test_what_has_no_support_or_is_counted_already_cannot_enter(home: Home) -> None:
    impact, ines = home.platform.stats.impact, home.actor("ines")
    theirs = home.platform.cases.open_case(home.actor("ivan"), "Other", "trafficking", "Order 3")
    for reference in ("case-9999", theirs.id):
        with pytest.raises(Invalid, match="no such case"):
            impact.record(ines, given(reference))
    own = home.case()
    first = impact.record(ines, given(own.id))
    with pytest.raises(Conflict, match="counts this already"):
        impact.record(home.actor("sara"), given(own.id))
    assert impact.withdraw(ines, first.id, "entered too early").status == "withdrawn"
    impact.record(home.actor("sara"), given(own.id))
    with pytest.raises(Missing):
        impact.withdraw(home.actor("suri"), first.id, "not mine")
    with pytest.raises(Denied):
        impact.rows(ines)
    assert [one.why for one in impact.rows(home.actor("sara"), "withdrawn")] == ["entered too early"]


def test_two_agencies_that_met_on_one_picture_count_its_person_once(home: Home) -> None:
    content, impact = home.platform.content, home.platform.stats.impact
    ines, ivan, suri = home.actor("ines"), home.actor("ivan"), home.actor("suri")
    content.submissions.submit(ines, Submission((md5(1),), "REF", "US", "1"))
    case = home.platform.cases.open_case(ivan, "A phone", "content_deconfliction", "Order 3").id
    met = content.checks.check(ivan, [(md5(1),)], Purpose(case, "compare with others"))
    theirs = str(met[0].matches[0]["notice"])
    ours = content.inbox.feed(ines)[0].id
    impact.record(ines, given(ours, support="notice"))
    impact.record(suri, given(theirs, support="notice", state="TX"))
    with pytest.raises(Invalid, match="no such notice"):
        impact.record(ines, given(theirs, support="notice", sex="male"))
    together = impact.view(suri, over_tenants=True)
    assert together.total is None, "with two tenants each could subtract its own"
    theo = home.actor("theo")
    impact.record(theo, given("Report 12 to the hotline, May 2026", support="source", same_as="Harbour matter"))
    impact.record(suri, given("Report of the harbour unit, 2026", support="source", same_as="harbour  MATTER"))
    total = impact.view(suri, over_tenants=True).total
    assert total is not None
    assert (total.best, total.high, total.repeats, total.tenants) == (2, 2, 2, 3)


def test_sdg_tables_hide_the_same_cells(home: Home) -> None:
    impact, sara = home.platform.stats.impact, home.actor("sara")
    for sex, count in (("female", 9), ("male", 2), ("female", 7)):
        impact.record(sara, given(home.case().id, sex=sex, count=count, form="sexual_exploitation"))
    view, rows = impact.sdg(sara, 2026)
    assert view.total is not None
    assert view.total.best == 18
    hidden = {(row["sex"], row["group"], row["form"]) for row in rows if row["table"] == "16.2.2" and row["hidden"]}
    assert ("male", "child", "sexual_exploitation") in hidden
    women = [row for row in rows if row["table"] == "5.2"]
    assert women
    assert all(((row["sex"], row["group"], row["form"]) in hidden) == row["hidden"] for row in women)


def test_the_claim_register_shows_what_stands_against_a_figure(home: Home) -> None:
    claims, sara = home.platform.stats.claims, home.actor("sara")
    stated = Stated("Body A", "persons", "US", DAY, DAY, 10, 12, "Yearly report, page 4")
    claims.add(sara, stated)
    claims.add(sara, replace(stated, body="Body B", low=100, high=100))
    assert [len(view.against) for view in claims.list(home.actor("ines"))] == [1, 1]
    assert claims.list(home.actor("suri")) == []
    with pytest.raises(Denied):
        claims.add(home.actor("ines"), stated)
