"""The alerts' pages: save from an answer, be told in the frame of every page, open, stop; and the same over HTTP."""

from __future__ import annotations

from collections.abc import Callable

from tests.lib.consoles import Browser, ad, ingest, passphrase_of

from safelight.assembly import Platform


def test_from_a_search_to_its_alert(ida: Browser, platform: Platform, browser: Callable[[str], Browser]) -> None:
    case = ida.open_case()
    asked = {"case_id": case, "reason": "a tip from the line", "line": "bogbean"}
    answer = ida.post("/search", **asked)
    assert "Be told of new ads that fit" in answer.text
    assert answer.values("form[action='/alerts/save'] input[name=line]", "value") == ["bogbean"]
    page = ida.follow(ida.post("/alerts/save", days="30", mail="ida@north.example", webhook="false", **asked))
    assert "The search was saved" in page.text
    assert "bogbean" in page.text
    assert "mail to ida@north.example" in page.text
    fresh = ad("plain-2", "Tea", "More bogbean, and tea on Sundays. Call 916-555-0178.", 8, location="Reno, NV")
    ingest(platform, passphrase_of(platform.settings.home), [fresh])
    assert "1 new" in ida.get("/leads").document.css_first("nav").text()
    listed = ida.get("/alerts")
    link = next(each for each in listed.values("td a", "href") if each.startswith("/alerts/"))
    assert "Open Case" not in listed.text
    opened = ida.get(link)
    assert "plain-2" in opened.text
    assert "plain-1" not in opened.text
    assert " new" not in ida.get("/alerts").document.css_first("nav").text()
    assert browser("ana").get(link).status == 403
    stop = listed.values("form[action$='/stop']", "action")[0]
    assert "has ended" in ida.follow(ida.post(stop)).text
    assert ida.post(stop).status == 409


def test_what_can_t_be_saved_is_said(ida: Browser) -> None:
    asked = {"case_id": ida.open_case(), "reason": "a tip", "line": "bogbean"}
    assert ida.post("/alerts/save", days="400", **asked).status == 400
    assert ida.post("/alerts/save", days="4", webhook="true", **asked).status == 400
    assert ida.post("/alerts/save", days="4", line="bogbean", case_id="none", reason="a tip").status == 403
