"""The pages of active search: start from a found ad, answer, take back, end."""

from __future__ import annotations

from tests.lib.consoles import Browser


def test_from_a_found_ad_by_yes_and_no(ida: Browser) -> None:
    asked = {"case_id": ida.open_case(), "reason": "a tip"}
    revealed = ida.post("/search/reveal", ad_id="plain-1", **asked)
    assert revealed.values("form[action='/seek'] input[name=ad_id]", "value") == ["plain-1"]
    lead = ida.get(f"/leads/{ida.lead_ids()[1]}")
    assert any(each.startswith("/seek?ad=") for each in lead.values("article a", "href"))
    assert "None yet" in ida.get("/seek?ad=risk-1").text
    page = ida.follow(ida.post("/seek", ad_id="risk-1", **asked))
    assert "Does this ad belong with the others?" in page.text
    path = page.values("form[action$='/answer']", "action")[0]
    first = page.values("form[action$='/answer'] input[name=ad_id]", "value")[0]
    assert page.document.css_first("[data-decide] [data-act=yes]") is not None
    answered = ida.follow(ida.post(path, ad_id=first, given="no"))
    assert "No. Press u to take it back" in answered.text
    assert first not in answered.values("[data-decide] input[name=ad_id]", "value")
    assert "Nothing yet" in ida.follow(ida.post(path, ad_id=first, given="undo")).text
    assert ida.post(path, ad_id=first, given="perhaps").status == 400
    assert "erased" in ida.follow(ida.post(path.replace("/answer", "/end"))).text
    assert ida.get(path.removesuffix("/answer")).status == 404


def test_a_quarantined_ad_and_no_purpose_are_refused(ida: Browser) -> None:
    asked = {"case_id": ida.open_case(), "reason": "a tip"}
    assert ida.post("/seek", ad_id="young-1", **asked).status == 403
    assert ida.post("/seek", ad_id="risk-1", case_id="", reason="").status == 403
