"""Active search, end to end: from one ad to its hand's other ads under another phone, by yes and no."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text
from tests.lib.homes import Home, home_with_people, on_her_own

from safelight.ads.core.kinship import PLAINLY
from safelight.ads.service.seek import SeekView
from safelight.kernel.clock import FixedClock
from safelight.kernel.errors import Conflict, Denied, Invalid, Missing, Unavailable


def loud(number: int, phone: str) -> dict[str, object]:
    thing = ("MAPS", "TEA", "CHESS", "KITES", "BOATS")[number]
    body = f"*** {thing} AND TALK WITH OPAL!!! 300 AN HOUR!!! RING {phone} ***"
    return {"id": f"loud-{number}", "title": thing, "body": body, **seen(1 + number, "board.example")}


def other(number: int) -> dict[str, object]:
    body = f"i walk dogs by the river, quietly, number {number}. write in the afternoon to 775-555-01{number:02d}."
    return {"id": f"other-{number}", "title": "dogs", "body": body, **seen(2 + number, "town.example")}


def seen(day: int, site: str) -> dict[str, object]:
    return {"site": site, "location": "Reno, NV", "posted_at": f"2024-01-{day:02d}"}


@pytest.fixture
def home(tmp_path: Path, clock: FixedClock) -> Iterator[Home]:
    home = home_with_people(tmp_path, clock)
    young = {"id": "young-1", "title": "TEA", "body": "*** TEA WITH OPAL!!! I AM 16!!! ***", **seen(3, "x.example")}
    phones = ("510-555-0111", "510-555-0111", "707-555-0122", "916-555-0133", "209-555-0144")
    home.ingest([*(loud(n, phone) for n, phone in enumerate(phones)), *map(other, range(6)), *on_her_own(), young])
    yield home
    home.platform.close()


def ids(view: SeekView) -> list[str]:
    return [one.suggested.ad_id for one in view.looks]


def test_it_finds_the_same_hand_under_other_phones_and_learns(home: Home) -> None:
    ines, seeks = home.actor("ines"), home.platform.seeks
    row = seeks.start(ines, "loud-0", home.purpose(home.case()))
    view = seeks.look(ines, row.id)
    assert view.seed.ad_id == "loud-0"
    assert "loud-1" not in ids(view), "its phone tells already"
    assert set(ids(view)[:3]) == {"loud-2", "loud-3", "loud-4"}
    assert "young-1" not in ids(view)
    assert view.covered == 1
    best = view.looks[0].suggested
    assert best.low <= best.chance <= best.high
    assert "habits" in [reason.feature for reason in best.reasons]
    before = {one.suggested.ad_id: one.suggested.chance for one in view.looks}
    seeks.answer(ines, row.id, "loud-2", "yes")
    seeks.answer(ines, row.id, "other-0", "no")
    after = {one.suggested.ad_id: one.suggested.chance for one in seeks.look(ines, row.id).looks}
    assert after["loud-3"] > before["loud-3"]
    assert not {"loud-2", "other-0"} & set(after)
    for ad in ("loud-2", "other-0"):
        seeks.answer(ines, row.id, ad, "undo")
    assert {one.suggested.ad_id: one.suggested.chance for one in seeks.look(ines, row.id).looks} == before


def test_answers_change_nothing_else_and_are_in_the_audit_log(home: Home) -> None:
    ines, seeks = home.actor("ines"), home.platform.seeks
    with home.platform.books["ads"].read() as connection:
        held = connection.execute(text("SELECT * FROM ads ORDER BY ad_id")).all()
    row = seeks.start(ines, "loud-0", home.purpose(home.case()))
    seeks.answer(ines, row.id, "loud-2", "yes")
    seeks.look(ines, row.id)
    with home.platform.books["ads"].read() as connection:
        assert connection.execute(text("SELECT * FROM ads ORDER BY ad_id")).all() == held
    entries = [each.entry for each in home.platform.trail.page(home.actor("aldo"), limit=100).rows]
    assert {"ads.seek", "ads.seek.answer"} <= {entry.action for entry in entries}
    assert all(entry.case and entry.reason for entry in entries if entry.action in ("ads.seek", "ads.seek.answer"))


def test_of_a_masked_ad_only_the_kind_of_agreement_is_told_unless_it_is_the_seed(home: Home) -> None:
    ines, seeks, why = home.actor("ines"), home.platform.seeks, home.purpose(home.case())
    with pytest.raises(Denied):
        seeks.start(ines, "young-1", why)
    view = seeks.look(ines, seeks.start(ines, "solo-0", why).id, 50)
    assert "river" in view.seed.body
    masked = [one for one in view.looks if one.hit.masked]
    assert masked
    assert {reason.why for one in masked for reason in one.suggested.reasons} <= set(PLAINLY.values())
    assert all(one.hit.body == "" for one in masked)


def test_who_may_not_and_what_is_wrong(home: Home) -> None:
    ines, seeks, why = home.actor("ines"), home.platform.seeks, home.purpose(home.case())
    row = seeks.start(ines, "loud-0", why)
    for login in ("nora", "aldo", "adam", "theo"):
        with pytest.raises(Denied):
            seeks.start(home.actor(login), "loud-0", why)
    with pytest.raises(Denied):
        seeks.start(ines, "loud-0", None)
    for login in ("ivan", "sara"):
        with pytest.raises(Missing):
            seeks.look(home.actor(login), row.id)
    with pytest.raises(Missing):
        seeks.start(ines, "no-such-ad", why)
    with pytest.raises(Missing):
        seeks.answer(ines, row.id, "no-such-ad", "yes")
    with pytest.raises(Conflict):
        seeks.answer(ines, row.id, "loud-0", "yes")
    with pytest.raises(Invalid):
        seeks.answer(ines, row.id, "loud-2", "perhaps")


def test_it_ends_with_its_case(home: Home) -> None:
    ines, seeks, case = home.actor("ines"), home.platform.seeks, home.case()
    row = seeks.start(ines, "loud-0", home.purpose(case))
    seeks.answer(ines, row.id, "loud-2", "yes")
    assert seeks.erase_due() == 0
    home.platform.cases.close(ines, case.id, "duplicate")
    with pytest.raises(Denied):
        seeks.look(ines, row.id)
    assert seeks.erase_due() == 1
    with home.platform.books["ops"].read() as connection:
        assert connection.execute(text("SELECT count(*) FROM seek_answers")).scalar() == 0


def test_ending_erases_and_without_the_log_nothing_is_shown(home: Home) -> None:
    ines, seeks = home.actor("ines"), home.platform.seeks
    row, second = (seeks.start(ines, ad, home.purpose(home.case())) for ad in ("loud-0", "loud-2"))
    seeks.end(ines, row.id)
    assert [each.id for each in seeks.own(ines)] == [second.id]
    with home.platform.books["audit"].write() as connection:
        connection.execute(text("ALTER TABLE leaves RENAME TO lost"))
    with pytest.raises(Unavailable):
        seeks.look(ines, second.id)
