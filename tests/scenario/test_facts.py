"""What people do becomes facts: once each, with nobody in them, seen by the own agency alone."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select
from tests.lib.homes import PASSWORD, Home, home_with_people, on_her_own, one_hand

from safelight.infra.ledger import Leaf
from safelight.kernel.clock import FixedClock
from safelight.kernel.errors import Denied, Missing
from safelight.stats.service.facts import Facts, write_facts
from safelight.stats.store.facts import FACTS

NOW = datetime(2026, 11, 25, tzinfo=UTC)


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    made = home_with_people(tmp_path, FixedClock(NOW))
    yield made
    made.platform.close()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def busy(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Home]:
    """A home with ads in it."""
    url = request.getfixturevalue("postgres") if request.param == "postgres" else None
    made = home_with_people(tmp_path, FixedClock(NOW), url)
    made.ingest([*one_hand(), *on_her_own()])
    made.platform.outbox.drain()
    yield made
    made.platform.close()


def counted(home: Home, kind: str) -> dict[str, int]:
    rows = home.platform.stats.facts.rows(home.actor("nora"), kind)
    return {f"{row.day} {row.state} {' '.join(row.attributes.values())}": row.count for row in rows}


def worked(home: Home) -> None:
    """Two cases, one of them closed."""
    home.case()
    home.platform.cases.close(home.actor("ines"), home.case().id, "person_found_safe")


def triaged(home: Home) -> str:
    """A lead that is watched, taken back and accepted."""
    ines, case = home.actor("ines"), home.case()
    lead = home.platform.leads.queue(ines).rows[0].lead_id
    home.platform.leads.triage(ines, lead, "watch")
    home.platform.leads.undo(ines)
    home.platform.leads.accept(ines, lead, case.id)
    return lead


def test_what_people_do_is_counted_once_and_without_them(busy: Home) -> None:
    lead = triaged(busy)
    worked(busy)
    for _ in range(2):
        busy.platform.stats.facts.catch_up()
        assert counted(busy, "cases.opened") == {"2026-11-25 CA trafficking": 3}
        assert counted(busy, "cases.closed") == {"2026-11-25 CA person_found_safe": 1}
        steps = counted(busy, "ads.lead.decided")
        assert steps == {"2026-11-25 CA accepted": 1, "2026-11-25 CA watched": 0}, "a step that was taken back cancels"
    ads = counted(busy, "ads.posted")
    assert sum(ads.values()) == 14
    assert {key.split()[1] for key in ads} == {"CA", "NV", "NY"}
    assert all(datetime.fromisoformat(key.split()[0]).weekday() == 0 for key in ads)
    busy.ingest(on_her_own())
    busy.platform.outbox.drain()
    assert counted(busy, "ads.posted") == ads, "the same ads again are the same count"
    assert sum(counted(busy, "ads.lead.raised").values()) == 1
    with busy.platform.books["stats"].read() as connection:
        said = json.dumps([dict(row._mapping) for row in connection.execute(select(FACTS))], default=str)
    names = [lead, "Ines", "Desk report", "Opal", "board.example", "ad-0", "case-0", "mem-0", "555"]
    assert [name for name in names if name in said] == []


def test_a_follower_that_dies_loses_and_doubles_nothing(home: Home) -> None:
    worked(home)
    platform = home.platform
    log = [Leaf(one.seq, one.intent_id, one.entry) for one in platform.stats.facts._read_log(-1, 10_000)]
    calls = 0

    def dying(after: int, limit: int) -> list[Leaf]:
        nonlocal calls
        calls += 1
        if calls % 2:
            raise OSError("killed here")
        return [leaf for leaf in log if leaf.seq > after][:3]

    kinds, rules = (
        tuple(platform.stats.facts.kinds.values()),
        [rule for each in platform.stats.facts._rules.values() for rule in each],
    )
    follower = Facts(platform.books["stats"], platform.access, dying, kinds, rules)
    for _ in range(4 * len(log)):
        try:
            follower.catch_up()
        except OSError:
            continue
    assert counted(home, "cases.opened") == {"2026-11-25 CA trafficking": 2}
    with platform.books["stats"].read() as connection:
        sources = [row.source for row in connection.execute(select(FACTS).where(FACTS.c.source.like("audit:%")))]
    assert len(sources) == len(set(sources))


def test_only_the_own_agency_and_only_some_roles(home: Home) -> None:
    worked(home)
    with pytest.raises(Denied):
        home.platform.stats.facts.sums(home.actor("ines"))
    with pytest.raises(Missing, match="there are ads"):
        home.platform.stats.facts.rows(home.actor("nora"), "persons")
    held = {each.kind.name: each.count for each in home.platform.stats.facts.sums(home.actor("sara"))}
    assert held["cases.opened"] == 2
    home.platform.access.enrol(home.tenants["south"], "suri", "Suri", ("analyst",), PASSWORD)
    assert all(each.count == 0 for each in home.platform.stats.facts.sums(home.actor("suri")))


def test_the_export_can_be_read_again(home: Home, tmp_path: Path) -> None:
    worked(home)
    kind = home.platform.stats.facts.kinds["cases.opened"]
    rows = home.platform.stats.facts.rows(home.actor("nora"), kind.name)
    write_facts(tmp_path / "cases.csv", kind, rows)
    assert (tmp_path / "cases.csv").read_text() == ("day,state,county,purpose,count\n2026-11-25,CA,,trafficking,2\n")
    import pyarrow.parquet as pq

    write_facts(tmp_path / "cases.parquet", kind, rows)
    assert pq.read_table(tmp_path / "cases.parquet").to_pylist()[0]["count"] == 2
