"""The text line in the console, by forms alone: the queue, a conversation, what is refused, what is live."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from tests.lib.consoles import Browser, passphrase_of

from safelight.assembly import Platform
from safelight.kernel.clock import FixedClock
from safelight.kernel.sealed import Sealed

DANGER = "he is outside the door and he says he will hurt me"
ORDINARY = "do you have somebody to talk to"


class Texter:
    """Somebody with a simulated phone."""

    def __init__(self, platform: Platform, number: str) -> None:
        self.line = platform.textline
        self.phone = self.line.phones.at("", Sealed(number))

    def text(self, words: str) -> None:
        self.phone.text(words)
        self.line.judge.catch_up()
        self.line.sender.round()

    def got(self) -> list[str]:
        self.line.sender.round()
        return list(self.phone.arrived())


@pytest.fixture
def texter(platform: Platform) -> Callable[[str], Texter]:
    kim = platform.access.sign_in("kim", passphrase_of(platform.settings.home)).actor
    line = platform.textline.lines.add_line(kim, "+15550100", "Lantern line", {"programme": "LH Info"})
    platform.textline.lines.add_provider(kim, line.id, "simulator", "simulator", Sealed("-"), {})
    return lambda number: Texter(platform, number)


@pytest.fixture
def ada(browser: Callable[[str], Browser]) -> Browser:
    """An advocate."""
    return browser("ada")


def taken(person: Browser) -> str:
    """Takes the next most urgent; returns its address."""
    page = person.post("/textline/next")
    assert page.status == 303, page.text
    return page.answer.headers["location"].partition("?")[0]


def reply(person: Browser, where: str, text: str, **more: str) -> str:
    """Sends a reply by the form; returns what the next page says."""
    key = person.get(where).values("input[name=send_key]", "value")
    page = person.post(f"{where}/reply", text=text, **{"send_key": key[0] if key else "k", **more})
    return (person.follow(page) if page.status == 303 else page).text


def audited(platform: Platform, action: str) -> int:
    ola = platform.access.sign_in("ola", passphrase_of(platform.settings.home)).actor
    return sum(row.entry.action == action for row in platform.trail.page(ola, limit=500).rows)


def test_the_most_urgent_stands_first_with_its_reasons_and_its_deadline(
    ada: Browser, texter: Callable[[str], Texter], clock: FixedClock
) -> None:
    texter("+15550201").text(ORDINARY)
    texter("+15550202").text(DANGER)
    clock.advance(timedelta(seconds=30))
    page = ada.get("/textline/queue")
    first, second = (row.text() for row in page.document.css("[data-rows] [data-row]"))
    assert "Imminent danger" in first
    assert "threat to kill or harm" in first
    assert "answer within 30 s" in first
    assert "Ordinary" in second
    assert "2 people wait" in page.text
    clock.advance(timedelta(minutes=2))
    assert "late by 1 min" in ada.get("/textline/queue").text
    assert "outside the door" not in page.html
    assert "5550202" not in page.html


def test_a_conversation_from_taking_it_to_its_end(ada: Browser, texter: Callable[[str], Texter]) -> None:
    phone = texter("+15550202")
    phone.text(DANGER)
    phone.got()
    where = taken(ada)
    page = ada.get(where)
    assert DANGER in page.text
    assert "Yours" in page.text
    assert "5550202" not in page.html
    assert "Delivered" in page.text
    assert "Queued." in reply(ada, where, "I am here. Can you type?")
    assert phone.got() == ["I am here. Can you type?"]
    assert ada.post(f"{where}/note", text="Sounds young").status == 303
    assert "note, not sent" in ada.get(where).text
    assert phone.got() == []
    assert ada.post(f"{where}/close", disposition="helped").status == 303
    assert "Ended: Helped" in ada.get(where).text
    assert "we never text first" in ada.get(where).text


def test_what_the_linter_holds_back_comes_back_whole_and_goes_with_a_reason(
    ada: Browser, texter: Callable[[str], Texter], platform: Platform
) -> None:
    phone = texter("+15550202")
    phone.text(DANGER)
    phone.got()
    where = taken(ada)
    said = "The police can come. Do you want that?"
    page = reply(ada, where, said)
    assert "Not sent. Change what is marked" in page
    assert said in page
    assert "Says what this line is for" in page
    assert phone.got() == []
    assert "Queued." in reply(ada, where, said, override="They asked for police by name")
    assert phone.got() == [said]


def test_the_counter_and_the_linter_answer_while_one_types(ada: Browser, texter: Callable[[str], Texter]) -> None:
    texter("+15550202").text(DANGER)
    where = taken(ada)
    assert "5 of 160 · 1 segment · GSM-7" in ada.post(f"{where}/check", text="Hello").text
    assert "6 of 70 · 1 segment · UCS-2" in ada.post(f"{where}/check", text="Hello中").text
    assert "161 of 306 · 2 segments" in ada.post(f"{where}/check", text="a" * 161).text
    held = ada.post(f"{where}/check", text="See www.example.org", override="kept <b>")
    assert "Held back" in held.text
    assert 'value="kept &lt;b&gt;"' in held.html


def test_nobody_can_answer_after_stop_or_in_another_advocates_place(
    ada: Browser, browser: Callable[[str], Browser], texter: Callable[[str], Texter]
) -> None:
    phone = texter("+15550202")
    phone.text(DANGER)
    where = taken(ada)
    ola = browser("ola")
    watched = ola.get(where).text
    assert "Ada Armchair has this conversation" in watched
    assert "You are watching" in watched
    assert "Claim this conversation" in reply(ola, where, "Hello")
    assert ola.post(f"{where}/claim").status == 409
    phone.text("STOP")
    page = ada.get(where)
    assert "Replies are blocked until they text START" in page.text
    assert page.values("textarea[name=text][data-reply]", "name") == []
    phone.got()
    assert "replies are blocked" in reply(ada, where, "Hello")
    assert phone.got() == []


def test_another_tenant_and_nothing_look_the_same(
    ada: Browser, browser: Callable[[str], Browser], texter: Callable[[str], Texter]
) -> None:
    texter("+15550202").text(DANGER)
    where, sue = taken(ada), browser("sue")
    other, nothing = sue.get(where), sue.get("/textline/conversations/talk-0")
    assert (other.status, other.html) == (404, nothing.html)
    assert sue.get("/textline/queue").text.count("Nobody waits") == 1
    for path in ("stream", "part"):
        assert "outside" not in sue.get(f"{where}/{path}").html
    assert browser("tam").get("/textline/queue").status == 403


def test_a_stream_goes_on_from_the_last_event_seen(
    ada: Browser, texter: Callable[[str], Texter], platform: Platform
) -> None:
    phone = texter("+15550202")
    phone.text(DANGER)
    where = taken(ada)
    cursor = ada.get(where).values("[data-live]", "data-cursor")[0]
    reads = audited(platform, "textline.read")
    quiet = ada.get(f"{where}/stream?after={cursor}")
    assert quiet.answer.headers["content-type"].startswith("text/event-stream")
    assert "event: part" not in quiet.html
    assert audited(platform, "textline.read") == reads
    phone.text("are you there")
    fresh = ada.get(f"{where}/stream?after=0", **{"Last-Event-ID": cursor})
    assert "are you there" in fresh.html
    assert "outside the door" not in fresh.html.partition('id="about"')[0]
    assert int(re.findall(r"^id: (\d+)$", fresh.html, re.M)[-1]) > int(cursor)
    assert audited(platform, "textline.read") == reads + 1
    assert ada.get(f"{where}/part?after={cursor}").answer.headers["safelight-cursor"].isdigit()
    queue = ada.get("/textline/queue").values("[data-live]", "data-cursor")[0]
    assert ada.get(f"/textline/queue/part?after={queue}").status == 204


def test_following_does_not_keep_a_session_alive(
    ada: Browser, texter: Callable[[str], Texter], clock: FixedClock
) -> None:
    texter("+15550202").text(DANGER)
    where = taken(ada)
    for _ in range(40):
        clock.advance(timedelta(minutes=1))
        ada.get(f"{where}/part?after=999")
    page = ada.get(f"{where}/part?after=0", **{"HX-Request": "true"})
    assert page.status == 401


def test_texts_are_never_markup(ada: Browser, texter: Callable[[str], Texter]) -> None:
    texter("+15550202").text("<script>alert(1)</script><img src=x onerror=alert(2)> please help me he is outside")
    where = taken(ada)
    for page in (ada.get(where), ada.get(f"{where}/stream?after=0")):
        assert "<script>alert" not in page.html
        assert "<img src=x" not in page.html


def test_a_choice_is_written_down_shown_and_sent_and_taken_back(
    ada: Browser, browser: Callable[[str], Browser], texter: Callable[[str], Texter]
) -> None:
    texter("+15550202").text(DANGER)
    where, sue = taken(ada), browser("sue")
    page = ada.get(f"{where}/choice")
    assert "Nothing is released to anybody" in page.text
    agency = page.values("#agency option:not([value=''])", "value")[0]
    chosen = {"chosen": "both", "said_in": "1", "agency": agency, "field": "need", "days": "7"}
    assert ada.post(f"{where}/choice", **chosen).status == 400  # the limits were not told
    ada.follow(ada.post(f"{where}/choice", **chosen, told="1"))
    preview = ada.post(f"{where}/choice/preview", need="A ride tonight", place="Never released")
    assert "A ride tonight" in preview.text
    assert "Never released" not in preview.document.css_first("[aria-labelledby=refer-title] .pairs").text()
    assert ada.post(f"{where}/choice/refer", need="A ride", place="Never released").status == 400
    assert "No referral" in sue.get("/referrals").text
    ada.follow(ada.post(f"{where}/choice/refer", need="A ride tonight"))
    (referral,) = sue.get("/referrals").values("[data-row]", "data-row")
    released = sue.get(f"/referrals/{referral}")
    assert "A ride tonight" in released.text
    assert "outside the door" not in released.html
    assert "The sender is told" in sue.follow(sue.post(f"/referrals/{referral}/answer", verb="acknowledge")).text
    assert "Acknowledged" in ada.get(f"{where}/choice").text
    ada.follow(ada.post(f"{where}/choice/revoke"))
    taken_back = sue.get(f"/referrals/{referral}").text
    assert "Stop using what it released" in taken_back
    assert "A ride tonight" not in taken_back
    assert sue.post(f"/referrals/{referral}/answer", verb="stop").status == 303
    assert sue.post(f"/referrals/{referral}/answer", verb="eat").status == 400
    assert browser("ida").get(f"/referrals/{referral}").status == 404


def test_hand_over_flags_number_and_the_shift(
    ada: Browser, browser: Callable[[str], Browser], texter: Callable[[str], Texter]
) -> None:
    phone = texter("+15550202")
    phone.text(DANGER)
    phone.got()
    where, ola = taken(ada), browser("ola")
    page = ada.get(where)
    assert "Ask whether they can call or text 911" in page.text
    ada.post("/textline/shift/begin", hours="8", capacity="3")
    assert "1 of 3" in ada.get("/textline/shift").text
    ada.follow(ada.post(f"{where}/flags", flag="child"))
    assert "Somebody under age is concerned" in ada.get(where).text
    ada.follow(ada.post(f"{where}/tier", level="2", reason="They left the flat"))
    assert "Tier 3 to 2: They left the flat" in ada.get(where).text
    assert ada.post(f"{where}/number", reason="short").status == 400
    assert "+15550202" in ada.post(f"{where}/number", reason="The emergency desk asks for it").text
    (review,) = ola.get("/textline/shift").values("form[action$='/review']", "action")
    ola.follow(ola.post(review, verdict="justified"))
    to = next(value for value in page.values("#hand-to option", "value") if value)
    ada.follow(ada.post(f"{where}/transfer", to=to, note="Two children upstairs"))
    assert "Two children upstairs" in ola.get(where).text
    assert ada.get(where).status == 403
    assert phone.got() == []
    assert "event: gone" in ada.get(f"{where}/stream?after=0").html
    assert "No table yet" in ola.get("/textline/agencies?place=Oakland%2C+CA").text


def test_without_consent_it_takes_a_ground_and_two_people(
    ada: Browser, browser: Callable[[str], Browser], texter: Callable[[str], Texter]
) -> None:
    texter("+15550202").text(DANGER)
    where, ola, sue = taken(ada), browser("ola"), browser("sue")
    agency = ada.get(f"{where}/choice").values("#forced-agency option", "value")[0]
    given = {"ground": "imminent_danger", "agency": agency, "place": "Second floor"}
    assert ada.post(f"{where}/choice/disclose", **given, reason="too short").status == 400
    reason = "They say somebody at the door means to hurt them"
    ada.follow(ada.post(f"{where}/choice/disclose", **given, reason=reason))
    own = ada.get("/textline/shift")
    (confirm,) = ola.get("/textline/shift").values("form[action$='/confirm']", "action")
    assert own.values("form[action$='/confirm']", "action") == []
    assert ada.post(confirm).status == 409
    assert "No referral" in sue.get("/referrals").text
    assert "The referral is out" in ola.follow(ola.post(confirm)).text
    (referral,) = sue.get("/referrals").values("[data-row]", "data-row")
    assert "Second floor" in sue.get(f"/referrals/{referral}").text
    kept = sue.post(f"/referrals/{referral}/export")
    assert (kept.status, kept.answer.headers["content-type"]) == (200, "application/zip")
    assert ola.post(f"{where}/export").status == 409
