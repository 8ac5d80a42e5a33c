"""A release is drafted, approved by two members, published; a later one about the same people is refused."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.lib.cases_table import case_rows, write_case_table
from tests.lib.homes import PASSWORD, Home, home_with_people

from safelight.kernel.clock import FixedClock
from safelight.kernel.errors import Broken, Conflict, Denied, Missing
from safelight.stats.core.release import Release
from safelight.stats.service.publish import PublishRequest

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
