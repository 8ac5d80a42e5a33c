"""A saved search, end to end: kept for its case, alerted of each new ad once, told outside without content, ended."""

from __future__ import annotations

import email
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from sqlalchemy import text
from tests.lib.homes import PASSWORD, Home, home_with_people, on_her_own, one_hand

from safelight.access.core.purpose import Purpose
from safelight.ads.service.saved import SavedSearches
from safelight.assembly.bridges import AgencyWays, index_ads
from safelight.content.gateways.webhook import SIGNATURE, Webhook, signature_holds
from safelight.infra.outbox import Outbox
from safelight.kernel.clock import FixedClock
from safelight.kernel.errors import Conflict, Denied, Invalid, Missing, Unavailable

LINE = "city:oakland"


@pytest.fixture
def home(tmp_path: Path, clock: FixedClock) -> Iterator[Home]:
    home = home_with_people(tmp_path, clock)
    take_in(home, [*one_hand(6), *on_her_own()])
    yield home
    home.platform.close()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def either_home(request: pytest.FixtureRequest, tmp_path: Path, clock: FixedClock) -> Iterator[Home]:
    url = request.getfixturevalue("postgres") if request.param == "postgres" else None
    home = home_with_people(tmp_path, clock, url)
    take_in(home, [*one_hand(6), *on_her_own()])
    yield home
    home.platform.close()


def take_in(home: Home, records: list[dict[str, object]]) -> None:
    home.ingest(records)
    home.platform.outbox.drain()


def newcomer(number: int, city: str = "Oakland, CA") -> dict[str, object]:
    body = f"I read maps number {number} aloud by the lake, ask at 510-555-01{number:02d}"
    return {"id": f"new-{number}", "site": "board.example", "title": "Maps", "body": body, "location": city}


def alerts(home: Home, login: str = "ines") -> list[tuple[int, bool]]:
    return [(one.ads, one.seen_at is not None) for one in home.platform.saved.own(home.actor(login))[1]]


def test_each_new_ad_is_told_of_once_and_old_ones_never(either_home: Home) -> None:
    home = either_home
    ines, saved = home.actor("ines"), home.platform.saved
    saved.save(ines, LINE, home.purpose(home.case()))
    assert (alerts(home), saved.waiting(ines)) == ([], 0)
    first = [newcomer(1), newcomer(2), newcomer(3, "Reno, NV")]
    take_in(home, first)
    take_in(home, first)
    assert (alerts(home), saved.waiting(ines)) == ([(2, False)], 1)
    view = saved.open(ines, saved.own(ines)[1][0].id)
    assert sorted(hit.ad_id for hit in view.hits) == ["new-1", "new-2"]
    assert (alerts(home), saved.waiting(ines)) == ([(2, True)], 0)
    take_in(home, [newcomer(2), {**newcomer(1), "title": "Maps again"}, newcomer(4)])
    newest = saved.own(ines)[1][0]
    assert [hit.ad_id for hit in saved.open(ines, newest.id).hits] == ["new-4"]
    take_in(home, [{**newcomer(3), "location": "Oakland, CA"}])
    assert sum(ads for ads, _ in alerts(home)) == 4, "an ad that was changed so that it fits is new to the search"


def test_an_alert_says_who_when_and_how_many_in_the_audit_log_and_no_word_of_the_query(home: Home) -> None:
    saved = home.platform.saved
    saved.save(home.actor("ines"), 'city:oakland "maps"', home.purpose(home.case()))
    take_in(home, [newcomer(1)])
    saved.open(home.actor("ines"), saved.own(home.actor("ines"))[1][0].id)
    entries = [row.entry for row in home.platform.trail.page(home.actor("aldo"), limit=200).rows]
    by_action = {entry.action: entry for entry in entries}
    assert {"ads.saved.add", "ads.saved.alert", "ads.saved.open"} <= set(by_action)
    assert by_action["ads.saved.alert"].details["ads"] == 1
    assert by_action["ads.saved.open"].case == by_action["ads.saved.add"].case != ""
    assert all("maps" not in str(entry.details) for entry in entries)


def test_a_case_that_is_closed_ends_its_saved_searches_and_hides_its_alerts(home: Home) -> None:
    ines, saved, case = home.actor("ines"), home.platform.saved, home.case()
    saved.save(ines, LINE, home.purpose(case))
    take_in(home, [newcomer(1)])
    home.platform.cases.close(ines, case.id, "duplicate")
    take_in(home, [newcomer(2)])
    assert alerts(home) == [(1, False)]
    with pytest.raises(Denied):
        saved.open(ines, saved.own(ines)[1][0].id)
    assert saved.end_due() == 1
    assert [one.status for one in saved.own(ines)[0]] == ["ended"]


def test_its_days_end_and_a_month_later_it_is_forgotten(home: Home, clock: FixedClock, tmp_path: Path) -> None:
    saved = home.platform.saved
    saved.save(home.actor("ines"), LINE, home.purpose(home.case()), days=2)
    take_in(home, [newcomer(1)])
    clock.advance(timedelta(days=2))
    take_in(home, [newcomer(2)])
    assert (saved.end_due(), saved.end_due()) == (1, 0)
    fresh = home.platform.access.sign_in("ines", PASSWORD).actor
    alert = saved.own(fresh)[1][0].id
    assert len(saved.open(fresh, alert).hits) == 1
    clock.advance(timedelta(days=31))
    assert saved.end_due() == 1
    fresh = home.platform.access.sign_in("ines", PASSWORD).actor
    with pytest.raises(Missing):
        saved.open(fresh, alert)
    with home.platform.books["ops"].read() as connection:
        assert connection.execute(text("SELECT count(*) FROM saved_matches")).scalar() == 0
        assert connection.execute(text("SELECT line, reason FROM saved_searches")).one() == ("", "")
    assert b"oakland" not in b"".join(file.read_bytes() for file in (tmp_path / "home").glob("audit*"))


def test_who_may_not(home: Home) -> None:
    saved, case = home.platform.saved, home.case()
    mine = saved.save(home.actor("ines"), LINE, home.purpose(case))
    take_in(home, [newcomer(1)])
    alert = saved.own(home.actor("ines"))[1][0].id
    for login in ("nora", "aldo", "adam", "theo"):
        with pytest.raises(Denied):
            saved.save(home.actor(login), LINE, home.purpose(case))
    for purpose in (None, Purpose(case.id, ""), home.purpose(home.case("ivan"))):
        with pytest.raises(Denied):
            saved.save(home.actor("ines"), LINE, purpose)
    for other in ("sara", "ivan"):
        assert alerts(home, other) == []
        for ask in (lambda: saved.open(home.actor(other), alert), lambda: saved.stop(home.actor(other), mine.id)):  # noqa: B023
            with pytest.raises(Missing):
                ask()
    saved.stop(home.actor("ines"), mine.id)
    with pytest.raises(Conflict):
        saved.stop(home.actor("ines"), mine.id)
    take_in(home, [newcomer(2)])
    assert alerts(home) == [(1, False)]


@pytest.mark.parametrize(
    ("line", "more", "says"),
    [
        ("nofield:x", {}, "no field"),
        (LINE, {"days": 91}, "between 1 and 90"),
        (LINE, {"mail": "two@a.example, b@a.example"}, "e-mail"),
        (LINE, {"webhook": True}, "webhook"),
    ],
)
def test_what_is_wrong_is_named(home: Home, line: str, more: dict[str, object], says: str) -> None:
    with pytest.raises(Invalid, match=says):
        home.platform.saved.save(home.actor("ines"), line, home.purpose(home.case()), **more)  # type: ignore[arg-type]


def over_a_wire(home: Home, hear: Callable[[httpx.Request], httpx.Response]) -> tuple[SavedSearches, Outbox]:
    """The home's own parts, with the agency's webhook answered by `hear`."""
    platform, ops = home.platform, home.platform.books["ops"]
    wire = Webhook(platform.clock, resolve=lambda *_: ["93.184.216.34"], transport=lambda: httpx.MockTransport(hear))
    saved = SavedSearches(
        ops=ops,
        access=platform.access,
        standing=platform.cases.standing,
        search=platform.search,
        ways=AgencyWays(replace(platform.content, webhook=wire)),
        ids=platform.ids,
        clock=platform.clock,
    )
    consumers = {"ads.index": index_ads(platform.search, saved, lambda _: None), **saved.consumers}
    return saved, Outbox(ops, consumers, platform.clock, platform.log)


def test_mail_and_webhook_say_that_something_waits_and_not_what(home: Home, clock: FixedClock, tmp_path: Path) -> None:
    heard: list[httpx.Request] = []
    answers = [500, 204]

    def hear(request: httpx.Request) -> httpx.Response:
        heard.append(request)
        return httpx.Response(answers[len(heard) - 1])

    saved, outbox = over_a_wire(home, hear)
    secret = home.platform.content.membership.set_webhook(home.actor("sara"), "https://hook.example/in")
    assert secret is not None
    saved.save(home.actor("ines"), LINE, home.purpose(home.case()), mail="ines@north.example", webhook=True)
    home.ingest([newcomer(1)])
    outbox.drain()
    outbox.drain()
    folder = tmp_path / "home" / "outgoing-mail"
    letters = list(folder.glob("*.eml"))
    assert [email.message_from_bytes(each.read_bytes())["To"] for each in letters] == ["ines@north.example"]
    assert b"akland" not in letters[0].read_bytes()
    letters[0].unlink()
    clock.advance(timedelta(minutes=1))
    for _ in range(2):
        outbox.drain()
    assert len(heard) == 2, "tried again after the failure, and not after the success"
    assert not list(folder.glob("*.eml")), "the mail went out once"
    body, now = heard[-1].content, int(clock.now().timestamp())
    assert signature_holds(heard[-1].headers[SIGNATURE], secret.reveal().encode(), body, now)
    assert b"akland" not in body


def test_no_tree_no_alert_is_shown(home: Home) -> None:
    saved = home.platform.saved
    saved.save(home.actor("ines"), LINE, home.purpose(home.case()))
    take_in(home, [newcomer(1)])
    alert = saved.own(home.actor("ines"))[1][0].id
    with home.platform.books["audit"].write() as connection:
        connection.execute(text("ALTER TABLE leaves RENAME TO lost"))
    with pytest.raises(Unavailable):
        saved.open(home.actor("ines"), alert)
