"""Lists, exchanges and silent checks in the console: a whole story of each, made with forms alone."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from tests.lib.consoles import Browser, Page
from tests.lib.network import md5, pdq

Open = Callable[[str], Browser]


def upload(person: Browser, path: str, name: str, body: bytes, **more: str) -> Page:
    return Page(
        person.client.post(
            path,
            data={"form_token": person.form_token, **more},
            files={"file": (name, body)},
            headers={"Origin": person.origin, "Sec-Fetch-Site": "same-origin"},
        )
    )


def rows(*seeds: int) -> bytes:
    return "".join(
        json.dumps({"id": f"row-{seed}", "pdq": pdq(seed).value, "md5": md5(seed).value, "filename": "kept at home"})
        + "\n"
        for seed in seeds
    ).encode()


def test_a_list_is_taken_in_and_handed_out_again(ida: Browser, browser: Open) -> None:
    page = upload(ida, "/content/lists/import", "list.jsonl", rows(1, 2) + b'{"id": "bad", "md5": "zz"}\n')
    assert "2 entries taken in" in page.text
    assert "filename (2)" in page.text or "filename (3)" in page.text
    assert "md5" in page.text
    assert "kept at home" not in page.html
    ida.open_case("To the lab", "content_deconfliction")
    case = ida.get("/content/lists").values("#purpose-case option:not([value=''])", "value")[0]
    refused = ida.post("/content/lists/export", form="csv")
    assert refused.status == 403
    assert md5(1).value not in refused.html
    saved = ida.post("/content/lists/export", form="csv", case_id=case, reason="For the lab")
    assert saved.answer.headers["content-disposition"] == 'attachment; filename="hashes.csv"'
    assert md5(1).value in saved.html
    assert md5(2).value in saved.html
    bundle = ida.post("/content/lists/export", form="bundle", case_id=case, reason="For the lab")
    lou = browser("lou")
    unknown = upload(lou, "/content/lists/import", "next.bundle", bundle.answer.content)
    assert unknown.status in (400, 403, 409)
    key = ida.get("/content/lists").document.css_first(".wrap").text()
    assert "taken in from now on" in lou.follow(lou.post("/content/lists/trust", key=key, name="Port Invented")).text
    taken = upload(lou, "/content/lists/import", "next.bundle", bundle.answer.content)
    assert "2 entries taken in" in taken.text
    assert upload(lou, "/content/lists/import", "next.bundle", bundle.answer.content).status == 409


def test_a_form_without_a_file_says_so(ida: Browser) -> None:
    assert ida.post("/content/lists/import").status in (400, 422)


def founded(sol: Browser) -> str:
    page = sol.follow(sol.post("/content/exchanges", name="Harbour signals", agreement="Only to find people in need."))
    assert "Founded" in page.text
    (address,) = sol.get("/content/exchanges").values("a.why", "href")
    return address


def test_two_bodies_agree_and_tell_each_other(browser: Open, ida: Browser) -> None:
    sol, lou = browser("sol"), browser("lou")
    address = founded(sol)
    lou_id = tenant(lou)
    assert "Invited" in sol.follow(sol.post(f"{address}/invite", tenant_id=lou_id)).text
    signal = {"kind": "account", "value": "Chat.example:@somebody", "severity": "high", "tags": "sextortion"}
    assert "The partners get it" in ida.follow(ida.post(f"{address}/send", **signal)).text
    before = lou.get(address)
    assert "Signals show once" in before.text
    assert "somebody" not in before.html
    assert "Agreed" in lou.follow(lou.post(f"{address}/agree")).text
    page = lou.get(address)
    assert "chat.example:somebody" in page.text
    about = {"kind": "account", "value": "chat.example:somebody"}
    lou.follow(lou.post(f"{address}/judge", opinion="confirmed", **about))
    lou.follow(lou.post(f"{address}/see", count="3", actioned="2", **about))
    own = ida.get(address).text
    assert "1 confirm" in own
    assert "Partners saw it 3 times, acted 2 times" in own
    ida.follow(ida.post(f"{address}/withdraw", **about))
    assert "chat.example:somebody" not in lou.get(address).html


def test_a_joint_programme_is_begun_reported_and_closed(browser: Open) -> None:
    sol = browser("sol")
    address = founded(sol)
    given = {"title": "Harbour year", "goal": "Find those in need", "measure": "people_identified", "target": "10"}
    ends = str((datetime.now(tz=UTC) + timedelta(days=90)).date())
    assert "has begun" in sol.follow(sol.post(f"{address}/programmes", ends=ends, **given)).text
    (report,) = sol.get(address).values("form[action$='/report']", "action")
    assert "stay on record" in sol.follow(sol.post(report, total="4")).text
    page = sol.get(address)
    assert "4 of 10 people identified" in page.text
    (close,) = page.values("form[action$='/close']", "action")
    assert "closed" in sol.follow(sol.post(close, verb="reach")).text
    assert sol.get(address).values("form[action$='/report']", "action") == []


def tenant(person: Browser) -> str:
    return person.get("/content/exchanges").document.css_first(".empty .mono").text()


def test_who_is_not_in_a_collaboration_learns_nothing_of_it(browser: Open) -> None:
    address = founded(browser("sol"))
    stranger, nowhere = browser("lou").get(address), browser("lou").get("/content/exchanges/collab-nowhere")
    assert stranger.status == nowhere.status == 404
    assert "Harbour signals" not in stranger.html


def test_many_signals_are_paged_from_the_newest(browser: Open) -> None:
    sol = browser("sol")
    address = founded(sol)
    for number in range(27):
        sol.post(f"{address}/send", kind="text", value=f"a phrase number {number:02}", severity="low")
    first = sol.get(address)
    assert len(first.document.css(".card .standing")) == 25
    assert "number 26" in first.document.css_first(".card").text()
    (older,) = first.values("a[rel='next']", "href")
    rest = sol.get(older)
    assert [node.text() for node in rest.document.css(".card .value")] == ["a phrase number 01", "a phrase number 00"]


def test_a_silent_check_is_decided_by_somebody_else(ida: Browser, browser: Open) -> None:
    sol, lou = browser("sol"), browser("lou")
    lou.post("/content/submit", pdq=pdq(1).value)
    ida.open_case("A quiet matter", "content_deconfliction")
    case = ida.get("/content/silent").values("#purpose-case option:not([value=''])", "value")[0]
    asked = ida.post("/content/silent", pdq=pdq(1, 3).value, days="5", case_id=case, reason="He would be warned")
    assert "Somebody else of your agency decides" in ida.follow(asked).text
    own = ida.get("/content/silent")
    assert "Waits for a decision" in own.text
    assert own.values("form[action$='/approve']", "action") == []
    (approve,) = sol.get("/content/silent").values("form[action$='/approve']", "action")
    assert "The check ran" in sol.follow(sol.post(approve)).text
    assert "1 match" in sol.get("/content/silent").text
    assert lou.get("/content/notices").values("[data-row]", "data-row") == []
    assert len(ida.get("/content/notices").values("[data-row]", "data-row")) == 1


def test_silence_has_an_end(ida: Browser) -> None:
    ida.open_case("A quiet matter", "content_deconfliction")
    case = ida.get("/content/silent").values("#purpose-case option:not([value=''])", "value")[0]
    for days in ("0", "31"):
        refused = ida.post("/content/silent", pdq=pdq(1).value, days=days, case_id=case, reason="Too long")
        assert refused.status == 400
        assert "1 to 30 days" in refused.text
