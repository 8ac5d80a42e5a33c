"""One lead from the queue to the export, in a real browser; and every step of it in the audit log."""

from __future__ import annotations

import json
import random
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from tests.lib.consoles import ad, ingest, passphrase_of

from safelight.assembly import Platform
from safelight.web.leads import PAGE

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SignIn = Callable[[Page, str], Page]
OpenPage = Callable[..., Page]


def rows(page: Page) -> list[str]:
    return page.eval_on_selector_all("[data-row]", "rows => rows.map(row => row.dataset.row)")


def selected(page: Page) -> str | None:
    return page.evaluate("document.activeElement.closest('[data-row]')?.dataset.row ?? null")


def triage_by_keys(page: Page) -> str:
    """Dismisses the second lead and takes it back, watches it and takes that back; returns its id."""
    before = rows(page)
    page.keyboard.press("j")
    assert selected(page) == before[0]
    page.keyboard.press("j")
    assert selected(page) == before[1]
    page.keyboard.press("x")
    row = page.locator(f"[data-row='{before[1]}']")
    expect(row.get_by_role("button", name="No sign of a third party")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#said")).to_have_text("Dismissed. Press u to undo.")
    assert rows(page) == [lead for lead in before if lead != before[1]]
    page.keyboard.press("u")
    expect(page.locator("#said")).to_have_text("The last step was undone.")
    assert rows(page) == before
    assert selected(page) == before[1]
    page.keyboard.press("w")
    expect(page.locator("#said")).to_have_text("Watched. Press u to undo.")
    page.keyboard.press("u")
    expect(page.locator("#said")).to_have_text("The last step was undone.")
    return before[1]


def test_a_lead_from_the_queue_to_the_export(open_page: OpenPage, sign_in: SignIn, tmp_path: Path) -> None:
    page = sign_in(open_page(accept_downloads=True), "ida")
    expect(page).to_have_url(re.compile("/leads$"))
    lead = triage_by_keys(page)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(f"/leads/{lead}$"))
    expect(page.locator(".quote mark").first).to_be_visible()

    page.get_by_role("link", name="Cases").first.click()
    page.get_by_label("Title").fill("Riverside motels")
    page.get_by_label("Authority").fill("Demo order 12")
    page.get_by_role("button", name="Open the case").click()
    expect(page.get_by_role("heading", name="Riverside motels")).to_be_visible()
    case = page.url.rpartition("/")[2].partition("?")[0]

    page.get_by_role("link", name="Search").click()
    page.get_by_label("Case").select_option(case)
    page.get_by_label("Reason").fill("Follow up the phone of the lead")
    page.get_by_label("Words, a phone").fill("young")
    page.get_by_role("button", name="Search").click()
    expect(page.locator("#results")).to_contain_text("found")
    masked = page.locator(".hit", has=page.get_by_text("Reveal with a reason")).first
    masked.get_by_text("Reveal with a reason").click()
    masked.get_by_label("Why must this ad be seen?").fill("Its number was called")
    masked.get_by_role("button", name="Reveal and record it").click()
    expect(page.locator("#said")).to_have_text("Revealed. The reveal was recorded.")

    page.goto(f"/leads/{lead}")
    page.keyboard.press("e")
    page.get_by_label("Open case").select_option(case)
    page.get_by_role("button", name="Accept into this case").click()
    expect(page.get_by_text("Accepted into the case.")).to_be_visible()
    page.get_by_role("link", name="Its case").click()
    page.get_by_label("Reason").fill("For the prosecutor")
    with page.expect_download() as download:
        page.get_by_role("button", name="Export and record it").click()
    download.value.save_as(tmp_path / "export.zip")
    with zipfile.ZipFile(tmp_path / "export.zip") as package:
        manifest = json.loads(package.read("manifest.json"))
    assert manifest["purpose"]["case"] == case
    assert manifest["subject"] == {"kind": "case", "id": case}
    page.get_by_role("button", name="Sign out").click()

    audit = sign_in(open_page(), "sol")
    audit.get_by_role("link", name="Audit").click()
    expect(audit.get_by_text("Verified", exact=True)).to_be_visible()
    actions = [text.strip() for text in audit.locator("tbody td:nth-child(4)").all_inner_texts()]
    steps = [
        *("ads.lead.queue", "ads.lead.dismiss", "ads.lead.undo", "ads.lead.watch", "ads.lead.undo", "ads.lead.view"),
        *("case.open", "ads.search", "ads.reveal", "ads.lead.accept", "ads.export", "session.end"),
    ]
    assert in_order(steps, list(reversed(actions))), actions


def test_a_dismissed_lead_is_in_what_decisions_teach(open_page: OpenPage, sign_in: SignIn) -> None:
    page = sign_in(open_page(), "ida")
    page.keyboard.press("j")
    lead = selected(page)
    page.keyboard.press("x")
    page.keyboard.press("Enter")
    expect(page.locator("#said")).to_have_text("Dismissed. Press u to undo.")
    page.get_by_role("link", name="What decisions teach").click()
    expect(page.get_by_text("0 accepted 1 dismissed")).to_be_visible()
    expect(page.locator("svg.range").first).to_be_visible()
    assert f"/leads/{lead}" not in page.eval_on_selector_all("main td a", "links => links.map(a => a.pathname)")
    page.locator("section[aria-labelledby=ask-title] td a").first.click()
    expect(page.get_by_role("heading", name="Reasons")).to_be_visible()
    page.goto("/leads")
    page.get_by_role("link", name="Disparity").click()
    expect(page.get_by_text("A ratio is no cause")).to_be_visible()


def in_order(wanted: list[str], found: list[str]) -> bool:
    """Whether `wanted` stands in `found` in this order, with anything between."""
    rest = iter(found)
    return all(any(step == action for action in rest) for step in wanted)


def test_without_script_the_same_work_gets_done(open_page: OpenPage, sign_in: SignIn) -> None:
    page = sign_in(open_page(java_script_enabled=False), "ida")
    queue = page.locator("[data-row]")
    total = queue.count()
    first = queue.first.get_attribute("data-row")
    queue.first.locator("summary").click()
    queue.first.get_by_role("button", name="Business or spam").click()
    expect(page.get_by_text("Dismissed. Press u to undo.")).to_be_visible()
    expect(queue).to_have_count(total - 1)
    page.get_by_role("button", name="Undo last").click()
    expect(queue).to_have_count(total)
    page.get_by_label("Activity").select_option(index=1)
    page.get_by_role("button", name="Filter").click()
    assert 0 < queue.count() < total + 1

    page.goto(f"/leads/{first}")
    page.get_by_text("Accept into a new case").click()
    page.get_by_label("Title").fill("By hand")
    page.get_by_label("Authority").fill("Demo order 13")
    page.get_by_role("button", name="Open the case and accept").click()
    page.get_by_role("link", name="Its case").click()
    page.get_by_label("Add a note").fill("Nothing but a form.")
    page.get_by_role("button", name="Add the note").click()
    expect(page.get_by_text("Nothing but a form.")).to_be_visible()
    page.get_by_label("Disposition").select_option("referred")
    page.get_by_role("button", name="Close the case").click()
    expect(page.get_by_text("The case was closed.")).to_be_visible()
    page.get_by_role("button", name="Open it again").click()

    page.get_by_role("link", name="Search").click()
    page.get_by_label("Case").select_option(index=1)
    page.get_by_label("Reason").fill("A tip from the line")
    page.get_by_label("Words, a phone").fill("young")
    page.get_by_role("button", name="Search").click()
    total_found = page.locator("#results").inner_text()
    page.locator(".facet button").first.click()
    assert page.locator("#results").inner_text() != total_found
    page.get_by_text("Reveal with a reason").first.click()
    page.get_by_label("Why must this ad be seen?").first.fill("Its number was called")
    page.get_by_role("button", name="Reveal and record it").first.click()
    expect(page.get_by_role("heading", name="Revealed ad")).to_be_visible()


def test_a_lead_page_is_worked_by_keys(open_page: OpenPage, sign_in: SignIn) -> None:
    page = sign_in(open_page(viewport={"width": 1280, "height": 720}), "ida")
    first, second = rows(page)[:2]
    page.goto(f"/leads/{first}")
    page.keyboard.press("j")
    page.wait_for_url(f"**/leads/{second}")
    page.keyboard.press("n")
    expect(page.get_by_label("Note, kept with the decision")).to_be_focused()
    box = page.locator("#note").bounding_box()
    panel = page.locator(".decide").bounding_box()
    assert box is not None
    assert panel is not None
    assert panel["x"] <= box["x"]
    assert box["x"] + box["width"] <= panel["x"] + panel["width"], "the note is inside its panel"
    page.keyboard.type("Asked the motel")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Watched. Press u to undo.")).to_be_visible()
    expect(page.locator(".history")).to_contain_text("Asked the motel")
    page.keyboard.press("k")
    page.wait_for_url(f"**/leads/{first}")
    expect(page.locator("[data-after]")).not_to_have_attribute("href", f"/leads/{second}")


def test_the_keys_go_on_over_the_end_of_a_page(open_page: OpenPage, sign_in: SignIn, platform: Platform) -> None:
    letters = random.Random(7)
    words = [" ".join("".join(letters.choices("abdegiklmnorstu", k=7)) for _ in range(8)) for _ in range(PAGE)]
    loud = [
        ad(f"loud-{n}", said, f"Honest, young. {said}. Call 7one5 five5five 01{n:02d}", location="Reno, NV")
        for n, said in enumerate(words)
    ]
    ingest(platform, passphrase_of(platform.settings.home), loud)
    page = sign_in(open_page(), "ida")
    first = rows(page)
    assert len(first) == PAGE
    page.locator(f"[data-row='{first[-1]}'] a.why").focus()
    page.keyboard.press("j")
    page.wait_for_url("**/leads?*page=2")
    expect(page.locator("[data-row]").first.locator("a.why")).to_be_focused()
    assert selected(page) not in first
    page.keyboard.press("k")
    page.wait_for_url(lambda url: "page=2" not in url)
    expect(page.locator(f"[data-row='{first[-1]}'] a.why")).to_be_focused()
    page.locator(f"[data-row='{first[0]}'] a.why").focus()
    page.keyboard.press("k")
    assert selected(page) == first[0], "before the first page there is none"


def test_every_ad_that_a_lead_names_can_be_gone_to(open_page: OpenPage, sign_in: SignIn) -> None:
    page = sign_in(open_page(), "ida")
    for lead in rows(page)[:3]:
        for address in (f"/leads/{lead}", f"/leads/{lead}?every=1"):
            page.goto(address)
            lost = "links => links.map(a => a.hash.slice(1)).filter(id => !document.getElementById(id))"
            assert page.eval_on_selector_all("main a[href^='#']", lost) == []
        links = page.eval_on_selector_all(".quote cite a", "links => links.length")
        assert links == page.locator(".quote cite").count(), "quoted ads are always among those that can be shown"


def test_no_is_one_key_in_an_active_search(open_page: OpenPage, sign_in: SignIn) -> None:
    page = sign_in(open_page(), "ida")
    page.locator("a.why").first.click()
    page.get_by_role("link", name="Find ads related to").first.click()
    page.get_by_label("Case").select_option(index=1)
    page.get_by_label("Reason").fill("Who else is behind it")
    page.get_by_role("button", name="Start").click()
    expect(page.get_by_role("heading", name="Does this ad belong")).to_be_visible()
    page.keyboard.press("n")
    expect(page.get_by_text("No. Press u to take it back.")).to_be_visible()
