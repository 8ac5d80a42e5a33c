"""Every page says what it promises, to those who may see it."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable

from tests.lib.consoles import Browser

Open = Callable[[str], Browser]


def test_the_queue_shows_score_control_and_risk_apart(ida: Browser) -> None:
    page = ida.get("/leads")
    assert page.status == 200
    meters = page.values(".row svg", "aria-label")
    assert [label for label in meters if label.startswith("Control ")]
    assert [label for label in meters if label.startswith("Risk 75 of 100")]
    assert "Phone written so that a search would miss it" in page.text
    assert "Oakland, Fresno" in page.text or "Fresno, Oakland" in page.text
    assert "1 to 9 Jan 2024" in page.text


def test_children_come_first_and_stay_veiled(ida: Browser) -> None:
    first = ida.lead_ids()[0]
    page = ida.get(f"/leads/{first}")
    assert "Children first" in page.text
    assert "quarantined" in page.text
    for words in ("212-555-0188", "2125550188", "Hello"):
        assert words not in page.html


def test_a_lead_quotes_its_ads_and_marks_the_span(ida: Browser) -> None:
    page = next(page for lead in ida.lead_ids() if "risk-1" in (page := ida.get(f"/leads/{lead}")).text)
    assert page.status == 200
    quoted = [node.text() for node in page.document.css(".quote mark")]
    assert any("5one0" in text for text in quoted)
    assert "Call" in page.document.css(".quote")[0].text() or "trust" in page.document.css(".quote")[0].text()
    assert [node.attributes["id"] for node in page.document.css("article.ad")] == ["a-risk-1", "a-risk-2"]
    assert page.document.css_first("svg.timeline rect.stay") is not None


def test_triage_watch_undo_dismiss(ida: Browser) -> None:
    lead = ida.lead_ids()[1]
    assert "Watched." in ida.follow(ida.post(f"/leads/{lead}/triage", verb="watch")).text
    assert lead not in ida.get("/leads").values("[data-row]", "data-row")
    assert lead in ida.get("/leads?status=watched").values("[data-row]", "data-row")
    ida.follow(ida.post("/leads/undo"))
    assert lead in ida.get("/leads").values("[data-row]", "data-row")
    ida.post(f"/leads/{lead}/triage", verb="dismiss", reason="Business or spam", stay="1")
    page = ida.get(f"/leads/{lead}")
    assert "Business or spam" in page.text
    assert "Dismissed" in page.text


def test_the_pager_counts_what_is_in_the_view(ida: Browser) -> None:
    leads = ida.lead_ids()
    ida.post(f"/leads/{leads[0]}/triage", verb="watch")
    left = len(leads) - 1
    assert f"1 to {left} of {left}" in ida.get("/leads").text


def test_htmx_gets_the_list_and_hears_what_happened(ida: Browser) -> None:
    lead = ida.lead_ids()[1]
    htmx = {"Origin": ida.origin, "HX-Request": "true"}
    answer = ida.post(f"/leads/{lead}/triage", headers=htmx, verb="watch")
    assert answer.status == 200
    assert "<html" not in answer.html
    assert answer.answer.headers["Safelight-Says"].startswith("Watched")
    undone = ida.post("/leads/undo", headers=htmx)
    assert undone.values("[data-rows]", "data-focus") == [lead]
    refused = ida.post("/leads/undo", headers=htmx)
    assert refused.status == 409
    assert "undo" in refused.answer.headers["Safelight-Says"]


def test_accept_into_a_new_case_note_export_close_reopen(ida: Browser) -> None:
    lead = ida.lead_ids()[1]
    ida.post(f"/leads/{lead}/accept", title="Riverside", kind="trafficking", authority="Order 12")
    case = ida.get(f"/leads/{lead}").values("a[href^='/cases/case-']", "href")[0]
    page = ida.get(case)
    assert "Riverside" in page.text
    assert f"/leads/{lead}" in page.values("a", "href")
    assert "A note of mine" in ida.follow(ida.post(f"{case}/notes", text="A note of mine")).text
    ida.open_case("Another")
    choices = ida.get(f"/leads/{ida.lead_ids()[0]}").document.css("#accept-case option")
    assert choices[0].text() == "Choose an open case", "no lead goes into the first of several cases unasked"
    exported = ida.post(f"{case}/export", reason="For the prosecutor", recipient="County court").answer
    assert exported.headers["content-type"] == "application/zip"
    assert exported.headers["content-disposition"].startswith("attachment;")
    with zipfile.ZipFile(io.BytesIO(exported.content)) as package:
        manifest = json.loads(package.read("manifest.json"))
    assert (manifest["purpose"]["reason"], manifest["recipient"]) == ("For the prosecutor", "County court")
    closed = ida.follow(ida.post(f"{case}/close", disposition="referred", note="Handed over"))
    assert "Referred" in closed.text
    assert "Handed over" in closed.text
    assert ida.post(f"{case}/notes", text="Too late").status == 409
    assert "open again" in ida.follow(ida.post(f"{case}/reopen")).text


def test_a_search_needs_a_case_and_a_reason(ida: Browser) -> None:
    case = ida.open_case()
    assert ida.post("/search", line="bogbean").status == 403
    assert ida.post("/search", line="bogbean", case_id=case, reason=" ").status == 403
    assert ida.post("/search", line="", case_id=case, reason="Checking a tip").status == 400
    page = ida.post("/search", line="bogbean", case_id=case, reason="Checking a tip")
    assert page.status == 200
    assert "1 ad found" in page.text


def test_adults_who_act_for_themselves_are_masked_until_a_reasoned_reveal(ida: Browser) -> None:
    case = ida.open_case()
    page = ida.post("/search", line="bogbean", case_id=case, reason="Checking a tip")
    assert "916-555-0177" not in page.html
    assert "Robin" not in page.html
    assert ida.post("/search/reveal", ad_id="plain-1", case_id=case, reason="").status == 403
    shown = ida.post("/search/reveal", ad_id="plain-1", case_id=case, reason="The caller named this number")
    assert "916-555-0177" in shown.text
    reveals = [row for row in _audit(ida) if row[3].startswith("ads.reveal")]
    assert [(row[3].split()[-1], row[6]) for row in reveals] == [
        ("ads.reveal", "The caller named this number"),
        ("denied", ""),
    ]


def test_a_quarantined_ad_has_no_text_and_no_reveal(ida: Browser) -> None:
    case = ida.open_case()
    page = ida.post("/search", line="id:young-1", case_id=case, reason="Checking a tip")
    assert "quarantined" in page.text
    assert "212" not in "".join(node.text() for node in page.document.css(".hit .words"))
    assert ida.post("/search/reveal", ad_id="young-1", case_id=case, reason="I want to see").status == 403


def test_facets_narrow_by_one_more_search(ida: Browser) -> None:
    case = ida.open_case()
    page = ida.post("/search", line="quillwort", case_id=case, reason="Checking a tip")
    assert "2 ads found" in page.text
    fresno = next(value for value in page.values(".facet button", "value") if value.startswith("city=fresno"))
    narrowed = ida.post("/search", line="quillwort", narrow=fresno, case_id=case, reason="Checking a tip")
    assert "1 ad found" in narrowed.text
    assert narrowed.values("#line", "value") == ['quillwort city:"fresno"']


def _audit(seen_by: Browser) -> list[list[str]]:
    sol = Browser(seen_by.platform).sign_in("sol")
    page = sol.get("/audit")
    assert "Verified" in page.text
    return [[cell.text(strip=True, separator=" ") for cell in row.css("td")] for row in page.document.css("tbody tr")]


def test_the_audit_page_shows_the_steps_newest_first(ida: Browser) -> None:
    lead = ida.lead_ids()[1]
    ida.get(f"/leads/{lead}")
    ida.post(f"/leads/{lead}/triage", verb="watch")
    actions = [row[3] for row in _audit(ida)]
    assert actions.index("ads.lead.watch") < actions.index("ads.lead.view") < actions.index("ads.lead.queue")
    leaves = [int(row[0].replace(",", "")) for row in _audit(ida)]
    assert leaves == sorted(leaves, reverse=True)


def test_roles_see_their_own_places(browser: Open) -> None:
    desk = ["/leads", "/search", "/alerts", "/posters", "/textline", "/referrals", "/cases"]
    places = {
        "ida": [*desk, "/numbers", "/content", "/help"],
        "sol": [*desk, "/numbers", "/audit", "/content", "/help"],
        "uma": ["/numbers", "/audit", "/content", "/help"],
        "kit": ["/help"],
        "ada": ["/textline", "/cases", "/numbers", "/help"],
    }
    for login, expected in places.items():
        person = browser(login)
        start = person.get("/")
        assert person.get("/help").values(".nav a", "href") == expected
        assert start.answer.headers["location"] == expected[0]
        assert person.get(expected[0]).status in (200, 303)  # some areas start at their first part
    assert browser("uma").get("/leads").status == 403
    assert browser("ida").get("/audit").status == 403


def test_settings_turn_the_keys_off_and_fix_the_light(ida: Browser) -> None:
    assert ida.get("/help").values("body", "data-keys") == ["on"]
    ida.post("/help/settings", keys="off", scheme="dark")
    page = ida.get("/help")
    assert page.values("body", "data-keys") == ["off"]
    assert page.values("html", "data-scheme") == ["dark"]
    assert ida.post("/help/settings", keys="maybe").status == 400


def test_said_words_come_from_a_closed_list(ida: Browser) -> None:
    page = ida.get("/leads?said=Your+account+is+blocked")
    assert "blocked" not in page.html


def test_explanations(ida: Browser) -> None:
    assert "never evidence" in ida.get("/help/scoring").text
    limits = ida.get("/help/limits").text
    for purpose in ("Trafficking", "Exploited minor", "Missing person", "Referral"):
        assert purpose in limits


def test_another_tenants_lead_is_the_same_as_no_lead(browser: Open) -> None:
    ida, ivo = browser("ida"), browser("ivo")
    theirs = ida.lead_ids()[0]
    other, none = ivo.get(f"/leads/{theirs}"), ivo.get("/leads/lead-aaaaaaaaaaaaaaaa")
    assert other.status == none.status == 404
    assert other.answer.content == none.answer.content
    case = ida.open_case()
    assert ivo.get(f"/cases/{case}").answer.content == ivo.get("/cases/case-none").answer.content
    posted = [ivo.post(f"/leads/{lead}/triage", verb="watch") for lead in (theirs, "lead-aaaaaaaaaaaaaaaa")]
    assert posted[0].answer.content == posted[1].answer.content


def test_two_ads_of_a_lead_are_told_why_they_belong_together(ida: Browser) -> None:
    lead = next(each for each in ida.lead_ids() if "risk-1" in ida.get(f"/leads/{each}").text)
    page = ida.get(f"/leads/{lead}?a=risk-1&b=risk-2")
    steps = [step.text() for step in page.document.css("#chain li")]
    assert len(steps) == 1
    assert steps[0].startswith("Ad risk-1 and ad risk-2: Phone +15105550142")
    wrong = ida.get(f"/leads/{lead}?a=risk-1&b=young-1")
    assert wrong.status == 200
    assert "Name two ads of this lead by their ids." in wrong.text
    assert "These are the same ad." in ida.get(f"/leads/{lead}?a=risk-1&b=risk-1").text


def test_a_quotation_names_its_field_in_plain_words(ida: Browser) -> None:
    lead = next(each for each in ida.lead_ids() if "risk-1" in ida.get(f"/leads/{each}").text)
    cited = [node.text() for node in ida.get(f"/leads/{lead}").document.css(".quote cite")]
    assert cited
    assert {said.split(" of ad ")[0] for said in cited} <= {"Text", "Title", "Location", "Address"}


def test_from_one_undecided_lead_to_the_next(ida: Browser) -> None:
    leads = ida.lead_ids()
    assert len(leads) >= 3
    assert ida.get(f"/leads/{leads[0]}").values("[data-after]", "href") == [f"/leads/{leads[1]}"]
    ida.post(f"/leads/{leads[1]}/triage", verb="watch", reason="Ask the motel first")
    assert ida.get(f"/leads/{leads[0]}").values("[data-after]", "href") == [f"/leads/{leads[2]}"]
    decided = ida.get(f"/leads/{leads[1]}")
    assert "Ask the motel first" in decided.text
    assert decided.values("[data-before]", "href") == [f"/leads/{leads[0]}"]
    assert decided.values("[data-after]", "href") == [f"/leads/{leads[2]}"]
    assert ida.get(f"/leads/{leads[-1]}").values("[data-after]", "href") == []


def test_a_lead_of_one_person_states_no_chance_of_one_hand(ida: Browser) -> None:
    lead = next(each for each in ida.lead_ids() if "risk-1" in ida.get(f"/leads/{each}").text)
    assert "would be run by one hand" not in ida.get(f"/leads/{lead}").text
