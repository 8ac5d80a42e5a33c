"""The posters' pages: ask, add, look, decide, close; refused for other cases and roles."""

from __future__ import annotations

from collections.abc import Callable

from tests.lib.consoles import Browser


def test_a_poster_from_the_case_to_its_end(ida: Browser) -> None:
    assert "/posters" in ida.get("/leads").values("nav a", "href")
    assert "need an open case" in ida.get("/posters").text
    case = ida.open_case("Report 41", "missing_person")
    link = ida.get(f"/cases/{case}").values("a[href^='/posters?']", "href")[0]
    assert ida.get(link).values("option[selected]", "value") == [case]
    assert ida.get("/posters?case_id=case-none").values("option[selected]", "value") == []
    asked = {"case_id": case, "reason": "the family's report"}
    assert "No poster yet" in ida.post("/posters", **asked).text
    listed = ida.post(
        "/posters/add", name="Robyn Bogbean", age="30", missing_since="2024-01-01", places="Sacramento, CA", **asked
    )
    assert "The poster was kept" in listed.text
    action = listed.values("form[action$='/match']", "action")[0]
    page = ida.post(action, **asked)
    assert "never says that somebody was found" in page.text
    assert "916-555-0177" not in page.text
    decide = action.replace("/match", "/decide")
    assert ida.post(decide, ad_id="plain-1", verb="tell", **asked).status == 409
    assert "written down" in ida.post(decide, ad_id="plain-1", verb="contact", **asked).text
    assert ida.post("/posters/add", name="X", places="Nowhereville, ZZ", **asked).status == 400
    assert "Erased" in ida.post(action.replace("/match", "/close"), **asked).text
    assert ida.post(action, **asked).status == 409


def test_other_cases_and_roles_are_refused(ida: Browser, browser: Callable[[str], Browser]) -> None:
    case = ida.open_case("Other", "trafficking")
    assert ida.get(f"/cases/{case}").values("a[href^='/posters?']", "href") == []
    assert ida.post("/posters", case_id=case, reason="a tip").status == 403
    assert browser("ana").get("/posters").status in (200, 403)
    assert browser("ana").post("/posters", case_id=case, reason="a tip").status == 403
    assert "/posters" not in browser("ana").get("/leads").values("nav a", "href")
