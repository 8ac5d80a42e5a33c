"""Story: a queue is decided, what the decisions teach is told, and on whom leads fall; neither changes the queue."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.lib.homes import Home, home_with_people, on_her_own, one_hand

from safelight.kernel.clock import FixedClock
from safelight.kernel.errors import Denied


@pytest.fixture
def home(tmp_path: Path, clock: FixedClock) -> Iterator[Home]:
    home = home_with_people(tmp_path, clock)
    home.ingest([*one_hand(), *on_her_own()])
    yield home
    home.platform.close()


def test_a_decision_teaches_and_an_undone_one_does_not(home: Home) -> None:
    ines = home.actor("ines")
    before = home.platform.lessons.learned(ines)
    assert (before.accepted, before.dismissed, before.quality, before.weights) == (0, 0, None, ())
    lead = before.ask[0].lead_id
    home.platform.leads.triage(ines, lead, "dismiss", "two friends")
    taught = home.platform.lessons.learned(ines)
    assert (taught.accepted, taught.dismissed) == (0, 1)
    assert all(weight.weight < weight.prior for weight in taught.weights)
    assert lead not in {one.lead_id for one in taught.ask}
    home.platform.leads.undo(ines)
    assert home.platform.lessons.learned(ines) == before


def test_what_leads_fall_on_is_told_of_languages_and_states(home: Home) -> None:
    found = home.platform.lessons.disparities(home.actor("ines"))
    assert {one.kind for one in found} <= {"language", "state", "ethnicity"}
    assert found
    assert all(one.ratio is None and not one.alert for one in found), "two groups tell nothing"


def test_who_may_not_see_the_queue_sees_neither_and_looks_are_written_down(home: Home) -> None:
    home.platform.lessons.learned(home.actor("ines"))
    page = home.platform.trail.page(home.actor("aldo"), limit=20)
    assert ("ads.learning.view", "decisions") in {(row.entry.action, row.entry.subject.kind) for row in page.rows}
    with pytest.raises(Denied):
        home.platform.lessons.learned(home.actor("aldo"))
