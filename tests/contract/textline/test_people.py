"""The people's side on each database: one owner, a choice, a referral, taking back, clocks, agencies, a number."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from tests.lib.homes import PASSWORD
from tests.lib.lines import Line, number

from safelight.kernel.errors import Conflict
from safelight.textline.service.consents import Chosen
from safelight.textline.store.people_tables import REFERRALS

TABLE = ("ori,name,kind,counties,hours,time_zone", "CA0010000,North Agency,sheriff,06001,24/7,America/Los_Angeles")


def test_the_people_s_side_on_each_database(line: Line) -> None:
    textline, access = line.platform.textline, line.platform.access
    ana, ben, sue = line.actor("ana"), line.actor("ben"), line.actor("sue")
    north = access.found_tenant("North Agency", "agency", "US-CA").id
    access.enrol(north, "hugo", "Hugo Example", ("supervisor",), PASSWORD)
    hugo = access.sign_in("hugo", PASSWORD).actor
    for index in range(6):
        line.text(number(index), "can somebody help me")
    with ThreadPoolExecutor(6) as pool:
        taken = list(pool.map(lambda index: textline.desk.claim_next((ana, ben)[index % 2]), range(8)))
    got = [each for each in taken if each is not None]
    assert len(got) == len(set(got)) == 6
    talk = next(row.id for row in textline.desk.board(ana).claimed if row.mine)
    textline.marks.agree_words(ana, talk, safe="papaya")
    textline.directory.import_table(sue, TABLE)
    textline.directory.join(sue, "CA0010000", "North Agency")
    assert textline.directory.set_place(ana, talk, "Oakland, CA").plain
    textline.shifts.begin(ana, line.platform.clock.now() + timedelta(hours=1))
    assert textline.shifts.board(sue)[0].open > 0
    textline.consents.record(ana, talk, Chosen("both", 1, "North Agency", frozenset({"need", "number"}), told=True))
    referral = textline.referrals.refer(ana, talk, {"need": "Somebody holds her documents."})
    textline.inbox.acknowledge(hugo, referral, "noted")
    textline.inbox.hold(hugo, referral, "order 12 of the county court")
    assert textline.consents.revoke(ben, talk) == 1
    assert textline.inbox.read(hugo, referral).values["need"], "held by an order of its own"
    textline.inbox.hold(hugo, referral, "")
    assert textline.referral_clock.run() == 1
    with line.platform.books["textline"].read() as connection:
        row = connection.execute(REFERRALS.select()).one()
    assert (row.key_box, row.box, row.status) == (None, None, "withdrawn")
    textline.desk.transfer(ana, talk, "ben", "hers now")
    with pytest.raises(Conflict):
        textline.reveals.reveal(ana, talk, "to phone the emergency desk of that place")
    assert textline.reveals.reveal(ben, talk, "to phone the emergency desk of that place").reveal().startswith("+1555")
    assert len(textline.reveals.list(sue)) == 1
    textline.erasure.hold(sue, talk, "order 13 of the county court")
    assert textline.evidence.export(sue, talk).content
    textline.timers.fire()
    access.confirm()
    assert line.platform.trail.verify() == []
