"""A release is drafted, approved by two members, published; a later one about the same people is refused."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from tests.lib.cases_table import case_rows, write_case_table
from tests.lib.counted_home import counted_home, give_facts
from tests.lib.homes import PASSWORD, Home, home_with_people

from safelight.kernel.clock import FixedClock
from safelight.kernel.errors import Broken, Conflict, Denied, Invalid, Missing
from safelight.stats.core.release import Release
from safelight.stats.service.publish import PublishRequest
from safelight.stats.service.questions import Measure

METHOD = "Persons identified by the desk in one year; not prevalence. One row is one person."


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def home(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Home]:
    url = request.getfixturevalue("postgres") if request.param == "postgres" else None
    made = home_with_people(tmp_path, FixedClock(datetime(2026, 11, 25, tzinfo=UTC)), url)
    yield made
    made.platform.close()


def drafted(home: Home, tmp_path: Path, login: str = "nora", epsilon: float = 1.5) -> Release:
    rows, sizes = case_rows(300, 3, 7)
    table, code = write_case_table(tmp_path, rows, sizes)
    request = PublishRequest(table, code, tmp_path, epsilon, longest=2)
    return home.platform.stats.releases.draft(home.actor(login), request, "Cases 2025", "desk-persons", METHOD)


def test_a_release_needs_two_others_and_a_later_one_is_refused(home: Home, tmp_path: Path) -> None:
    releases = home.platform.stats.releases
    first, second = drafted(home, tmp_path), drafted(home, tmp_path)
    with pytest.raises(Conflict, match="two other members"):
        releases.approve(home.actor("nora"), first.id)
    for release in (first, second):
        assert releases.approve(home.actor("sara"), release.id).status == "draft"
        with pytest.raises(Conflict, match="another member"):
            releases.approve(home.actor("sara"), release.id)
        with pytest.raises(Conflict, match="can't publish"):
            releases.publish(home.actor("sara"), release.id)
        assert releases.approve(home.actor("aldo"), release.id).status == "approved"
    published = releases.publish(home.actor("sara"), first.id)
    assert (published.number, published.status) == (1, "published")
    with pytest.raises(Conflict, match="the ceiling is 2"):
        releases.publish(home.actor("sara"), second.id)
    with pytest.raises(Conflict, match="the ceiling is 2"):
        drafted(home, tmp_path)
    held = {each.id: each.status for each in releases.list(home.actor("aldo"))}
    assert held == {first.id: "published", second.id: "approved"}, "the refused draft left no row"
    assert len(list((home.platform.settings.home / "releases").iterdir())) == 2, "nor files"


def test_files_that_changed_after_approval_are_not_published(home: Home, tmp_path: Path) -> None:
    releases = home.platform.stats.releases
    draft = drafted(home, tmp_path)
    for login in ("sara", "aldo"):
        releases.approve(home.actor(login), draft.id)
    (releases.folder_of(draft) / "marginals.csv").write_text("other\n")
    with pytest.raises(Broken, match="not those that were approved"):
        releases.publish(home.actor("sara"), draft.id)


def test_another_agency_finds_none_and_some_roles_may_not(home: Home, tmp_path: Path) -> None:
    draft = drafted(home, tmp_path)
    home.platform.access.enrol(home.tenants["south"], "suri", "Suri Example", ("supervisor",), PASSWORD)
    with pytest.raises(Missing):
        home.platform.stats.releases.approve(home.actor("suri"), draft.id)
    with pytest.raises(Denied):
        home.platform.stats.releases.publish(home.actor("ines"), draft.id)


def test_open_data_leaves_once_and_nothing_that_could_be_subtracted_from_it_follows(tmp_path: Path) -> None:
    home = counted_home(tmp_path, FixedClock(datetime(2026, 11, 25, tzinfo=UTC)))
    stats, sara = home.platform.stats, home.actor("sara")

    def asked(question: str) -> Measure:
        found = stats.questions.read(question)
        assert isinstance(found, Measure)
        return found

    by_state = asked("leads by state, 2026 Q2")
    opened = stats.open_tables.write(sara, by_state, tmp_path / "open")
    lines = (tmp_path / "open" / "data.csv").read_text().splitlines()
    assert lines[0] == "state,count,suppressed"
    counts = dict(line.split(",", 1) for line in lines[1:])
    assert counts["CA"].endswith(",0")
    assert ",1" in counts.values(), "a hidden count is blank and marked, never zero"
    told = json.loads((tmp_path / "open" / "dictionary.json").read_text())
    assert (told["asked"], told["digest"]) == ("leads by state, 2026 Q2", opened.digest)
    rows = pq.read_table(tmp_path / "open" / "data.parquet").to_pylist()
    assert [row["count"] for row in rows if row["suppressed"]] == [None] * sum(row["suppressed"] for row in rows)
    with pytest.raises(Conflict, match="could be subtracted"):
        stats.open_tables.write(sara, asked("leads by state, 2026-04-01 to 2026-06-29"), tmp_path / "other")
    assert not (tmp_path / "other").exists()
    stats.open_tables.write(sara, by_state, tmp_path / "again")
    give_facts(home, "north", seed=12)
    with pytest.raises(Conflict, match="with other numbers"):
        stats.open_tables.write(sara, by_state, tmp_path / "changed")
    stats.open_tables.write(sara, asked("leads by state, 2026 Q1"), tmp_path / "earlier")
    assert len(stats.open_tables.list(home.actor("nora"))) == 3
    for question in ("leads by state", "leads by state this year"):
        with pytest.raises(Invalid, match="period"):
            stats.open_tables.write(sara, asked(question), tmp_path / "open-ended")
    with pytest.raises(Denied):
        stats.open_tables.write(home.actor("nora"), asked("leads by state, 2025 Q4"), tmp_path / "analyst")
    home.platform.close()
