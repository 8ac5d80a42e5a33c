"""Questions over many ads in a home: of a lead, of what fits, of what is linked to it, of a case; and who may not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text
from tests.lib.homes import Home, home_with_people, on_her_own, one_hand

from safelight.access.core.audit import Subject
from safelight.ads.core.reading import Reading
from safelight.ads.store import readings
from safelight.kernel.clock import FixedClock
from safelight.kernel.errors import Denied, Invalid, Missing, Unavailable


@pytest.fixture
def home(tmp_path: Path, clock: FixedClock) -> Iterator[Home]:
    home = home_with_people(tmp_path, clock)
    priced = [
        {**record, "body": f"{record['body']} {200 + 20 * (n % 3)} an hour."} for n, record in enumerate(one_hand())
    ]
    home.ingest([*priced, *on_her_own()])
    yield home
    home.platform.close()


def test_of_a_lead_of_what_fits_and_of_what_is_linked_to_it(home: Home) -> None:
    ines, questions, case = home.actor("ines"), home.platform.questions, home.case()
    lead = home.platform.leads.queue(ines).rows[0].lead_id
    price = questions.of_lead(ines, lead, "price by city")
    assert [(row.by, row.ads) for row in price.rows] == [(("Oakland, CA",), 6), (("Reno, NV",), 6)]
    assert price.whole.value == 220
    assert (price.whole.ads, price.ads) == (12, 12)
    weeks = questions.of_lead(ines, lead, "cities by week")
    assert {row.by[0] for row in weeks.rows} == {"2024-01-01"}
    why = home.purpose(case)
    fits = questions.of_search(ines, "ads", "city:reno name:opal", why)
    linked = questions.of_search(ines, "ads", "city:reno name:opal", why, linked=True)
    assert (fits.ads, linked.ads) == (2, 12)
    home.platform.leads.accept(ines, lead, case.id)
    assert questions.of_case(ines, "ads by city", why).ads == 12
    masked = questions.of_search(ines, "price", "city:albany", why)
    assert masked.whole.value is None
    assert "2 masked or quarantined ads are not read for this." in masked.notes
    entries = [row.entry for row in home.platform.trail.page(home.actor("aldo"), limit=100).rows]
    assert "price by city" in {entry.details.get("question") for entry in entries}


def test_what_is_counted_over_is_what_is_shown_without_its_places_in_the_text(home: Home) -> None:
    with home.platform.books["ads"].read() as connection:
        scope = home.platform.access.permit(home.actor("ines"), "ads.ingest", Subject("ads", "any"))
        ids = [item.ad.id for item in readings.every(connection, scope)][::-1]
        whole, stated = (read(connection, scope, ids) for read in (readings.by_ids, readings.stated_by_ids))
    assert [item.ad.id for item in stated] == ids
    assert any(item.reading.extraction.mentions for item in whole)
    for shown, counted in zip(whole, stated, strict=True):
        extraction = replace(shown.reading.extraction, mentions=())
        assert counted == replace(shown, reading=Reading(shown.ad, extraction))


def test_who_may_not_and_what_is_wrong(home: Home) -> None:
    ines, questions, why = home.actor("ines"), home.platform.questions, home.purpose(home.case())
    lead = home.platform.leads.queue(ines).rows[0].lead_id
    with pytest.raises(Missing):
        questions.of_lead(home.actor("ivan"), lead, "ads")
    for login in ("aldo", "adam", "theo"):
        with pytest.raises(Denied):
            questions.of_lead(home.actor(login), lead, "ads")
    for purpose in (None, home.purpose(home.case("ivan"))):
        with pytest.raises(Denied):
            questions.of_search(ines, "ads", "city:reno", purpose)
        with pytest.raises(Denied):
            questions.of_case(ines, "ads", purpose)
    with pytest.raises(Invalid, match="price by week"):
        questions.of_lead(ines, lead, "height by mood")
    assert questions.of_search(home.actor("ivan"), "ads", "city:reno", home.purpose(home.case("ivan")), True).ads == 0
    with home.platform.books["audit"].write() as connection:
        connection.execute(text("ALTER TABLE leaves RENAME TO lost"))
    for ask in (
        lambda: questions.of_lead(ines, lead, "ads"),
        lambda: questions.of_search(ines, "ads", "city:reno", why),
    ):
        with pytest.raises(Unavailable):
            ask()
