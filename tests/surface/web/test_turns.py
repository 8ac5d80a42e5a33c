"""What a lead's page tells of its group: what it took in, what went off, and by which link."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from tests.lib.consoles import Browser, ingest, passphrase_of
from tests.lib.homes import on_her_own, one_hand

from safelight.ads.core.chance import chance_of
from safelight.ads.core.changes import Change, Changed
from safelight.assembly import Platform
from safelight.kernel.clock import Clock
from safelight.web.lead_rows import turn

LINK = {"a": "x", "b": "y", "evidence": [{"kind": "phone", "value": "+15105550123", "weight": 0.98, "why": "same"}]}


@pytest.mark.parametrize(
    ("kind", "here", "there"),
    [
        ("merged", "Took in another group of 4 ads", "Went into another group, 4 ads in all"),
        ("parted", "4 ads of 9 of another group came here", "4 ads of 9 went off"),
        ("renamed", "Goes by a new id since an earlier ad joined", "Goes on under another id: an earlier ad joined"),
    ],
)
def test_each_change_reads_from_both_sides(clock: Clock, kind: str, here: str, there: str) -> None:
    changed = Changed(Change(kind, "old", "new", 4, 9, LINK), clock.now(), {"old": "lead-old", "new": "lead-new"})
    came, went = turn(changed, "new"), turn(changed, "old")
    assert (came.words, came.lead, went.words, went.lead) == (here, "lead-old", there, "lead-new")
    assert came.link is not None
    assert came.link.words == "Phone +15105550123 (0.98)"
    assert turn(replace(changed, change=replace(changed.change, link=None)), "new").link is None


def test_a_group_that_took_in_another_says_so_with_the_link(
    platform: Platform, browser: Callable[[str], Browser]
) -> None:
    ida = browser("ida")
    own, other = one_hand(), on_her_own()  # whose number a third ad of the home has, too
    contacts = " Or write to maribel@mailbarn.example or call 212-555-0188."
    ties = [{**other[0], "id": f"tie-{at}", "body": str(own[at]["body"]) + contacts} for at in range(3)]
    for records in (own, other, ties):
        ingest(platform, passphrase_of(platform.settings.home), records)
    actor = platform.access.sign_in("ana", passphrase_of(platform.settings.home)).actor
    lead = next(each for each in ida.lead_ids() if "tie-0" in ida.get(f"/leads/{each}").text)
    page = ida.get(f"/leads/{lead}")
    stated = chance_of(next(row for row in platform.leads.queue(actor).rows if row.lead_id == lead).record)
    assert stated is not None
    assert stated.said() in page.text
    (told,) = page.document.css("section[aria-labelledby=turns-title] li")
    assert told.text().startswith("Took in another group of 3 ads")
    assert "Tied by ad solo-0 and ad tie-0: " in told.text()
