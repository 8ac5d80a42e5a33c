"""The report's pages: ask, prepare, make the package once, note that a person sent it."""

from __future__ import annotations

from collections.abc import Callable

from tests.lib.consoles import Browser


def test_a_report_from_the_lead_to_the_note(ida: Browser) -> None:
    lead = ida.lead_ids()[0]
    assert f"/reports/of/{lead}" in ida.get(f"/leads/{lead}").values("a", "href")
    assert "needs an open case" in ida.get(f"/reports/of/{lead}").text
    case = ida.open_case("Tip", "exploited_minor")
    assert case in ida.get(f"/reports/of/{lead}").values("option", "value")
    page = ida.post(f"/reports/of/{lead}", case_id=case, reason="a tip", prepare="1")
    assert page.status == 200
    assert "states an age of 17" in page.text
    action = page.values("form[action$='/download']", "action")[0]
    made = ida.post(action, lead_id=lead, case_id=case, reason="for the hotline")
    assert "shown this once" in made.text
    assert made.values("a[download]", "href")[0].startswith("data:application/zip;base64,")
    assert "2125550188" not in made.text
    noted = ida.post(action.replace("/download", "/note"), lead_id=lead, case_id=case, reason="sent", verb="note_sent")
    assert "Sent" in noted.text
    assert "shown this once" not in noted.text


def test_a_report_needs_such_a_case_and_such_a_role(ida: Browser, browser: Callable[[str], Browser]) -> None:
    lead, case = ida.lead_ids()[0], ida.open_case("Other", "trafficking")
    assert case not in ida.get(f"/reports/of/{lead}").values("option", "value")
    assert ida.post(f"/reports/of/{lead}", case_id=case, reason="a tip", prepare="1").status == 403
    assert browser("ana").post(f"/reports/of/{lead}", case_id=case, reason="a tip").status == 403
    assert f"/reports/of/{ida.lead_ids()[1]}" not in ida.get(f"/leads/{ida.lead_ids()[1]}").values("a", "href")
