"""Asking over many ads on the pages: on a lead, and over what a search found."""

from __future__ import annotations

from tests.lib.consoles import Browser


def test_a_lead_answers_about_all_its_ads(ida: Browser) -> None:
    lead = next(each for each in ida.lead_ids() if "risk-1" in ida.get(f"/leads/{each}").text)
    page = ida.get(f"/leads/{lead}?ask=cities+by+week")
    assert "Ask about all its ads" in page.text
    assert page.document.css_first("[aria-label^='Answer to ads by week and city']") is not None
    assert "Oakland, CA" in page.document.css_first("section[aria-labelledby=ask-title]").text()
    assert ida.get(f"/leads/{lead}?ask=height").status == 400


def test_a_search_answers_about_all_that_was_found(ida: Browser) -> None:
    asked = {"case_id": ida.open_case(), "reason": "a tip", "line": "Quillwort"}
    assert "Ask about all that were found" in ida.post("/search", **asked).text
    answer = ida.post("/ask", ask="ads by city", linked="true", **asked)
    assert "all that are linked to ads that fit" in answer.text
    assert "Fresno, CA" in answer.text
    assert "none is converted" in ida.post("/ask", ask="price", **asked).text
    assert "Search ads" in ida.follow(ida.get("/ask")).text
    assert ida.post("/ask", ask="ads", line="Quillwort").status == 403
    assert ida.post("/ask", ask="price by mood", **asked).status == 400
