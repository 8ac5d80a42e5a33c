"""Content in a real browser: two agencies meet by keys alone, and without script; axe, reflow and targets."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from tests.browser.test_access import TOO_SMALL, tab_to
from tests.lib.consoles import passphrase_of
from tests.lib.network import md5, pdq

from safelight.access.core.purpose import Purpose
from safelight.access.core.tenant import Actor
from safelight.assembly import Platform
from safelight.content.core.observation import Submission

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SignIn = Callable[[Page, str], Page]
OpenPage = Callable[..., Page]


def actor(platform: Platform, login: str) -> Actor:
    return platform.access.sign_in(login, passphrase_of(platform.settings.home)).actor


@pytest.fixture
def met(platform: Platform, tmp_path: Path) -> str:
    """Ida's agency holds three things, Ivo's agency checked them; returns Ivo's notice of the identified one."""
    ida, ivo = actor(platform, "ida"), actor(platform, "ivo")
    for seed in (1, 2, 3):
        given = Submission((pdq(seed), md5(seed)), "REF", "US", "1", identified=seed == 1)
        platform.content.submissions.submit(ida, given)
    case = platform.cases.open_case(ivo, "A phone", "content_deconfliction", "Order 3").id
    answers = platform.content.checks.check(ivo, [(pdq(seed, 5),) for seed in (1, 2, 3)], Purpose(case, "A phone"))
    platform.content.transparency.publish()
    node = platform.content.nodes.accredit(ivo.tenant, "Lab 2")
    platform.content.nodes.hand_out(ivo, node.id, tmp_path / "lab.list", True, Purpose(case, "Weekly list"))
    platform.content.nodes.declare(ivo, node.id, 2)
    platform.content.banks.create(ivo, "UPLOADS", 0.5)
    return str(answers[0].matches[0]["notice"])


def every_page(page: Page, sign_in: SignIn, met: str) -> Iterator[str]:
    """Shows each page of the network in turn, with something on it, and says its name."""
    sign_in(page, "sol")
    page.goto("/content/held")
    page.locator("a.why").first.click()
    yield "observation"
    for path in ("held", "notices", "requests", "check", "log", "policy", "lists", "silent"):
        page.goto(f"/content/{path}")
        yield path
    page.goto("/content/exchanges")
    page.get_by_label("Name").fill("Harbour signals")
    page.get_by_label("Agreement").fill("Only to find people who need help.")
    page.get_by_role("button", name="Found it").click()
    page.get_by_label("Value").fill("chat.example:somebody")
    page.get_by_role("button", name="Tell the partners").click()
    yield "exchange"
    page.goto("/content/exchanges")
    yield "exchanges"
    page.get_by_role("button", name="Sign out").click()
    sign_in(page, "ivo")
    page.goto(f"/content/notices/{met}")
    page.get_by_role("button", name="Ask for contact").click()
    yield "notice"
    page.goto("/content/requests")
    yield "requests, one waiting"
    page.goto("/content/nodes")
    expect(page.locator("main")).to_contain_text("Lab 2")
    yield "nodes"
    found = f"id,pdq\none,{pdq(9).value}\n".encode()
    page.get_by_label("The list").set_input_files({"name": "found.csv", "mimeType": "text/csv", "buffer": found})
    page.get_by_role("button", name="Look for our canaries").click()
    expect(page.locator("#traced-title")).to_have_text("No canary of yours")
    yield "nodes, traced"
    page.goto("/content/check")
    page.get_by_label("PDQ").fill(pdq(2, 3).value)
    page.get_by_label("Case", exact=True).select_option(index=1)
    page.get_by_label("Reason").fill("Once more")
    page.get_by_role("button", name="Check", exact=True).click()
    expect(page.locator("#result-title")).to_contain_text("1 of 1")
    yield "check, answered"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_the_pages_of_content(open_page: OpenPage, sign_in: SignIn, met: str, scheme: str) -> None:
    page = open_page(color_scheme=scheme, reduced_motion="reduce")
    seen = 0
    for name in every_page(page, sign_in, met):
        found = Axe().run(page).response["violations"]
        assert [(each["id"], [node["html"] for node in each["nodes"]]) for each in found] == [], name
        seen += 1
    assert seen == 16


def test_the_pages_of_content_reflow_and_their_targets_are_big_enough(
    open_page: OpenPage, sign_in: SignIn, met: str
) -> None:
    page = open_page(viewport={"width": 320, "height": 640})
    for name in every_page(page, sign_in, met):
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, name
        assert page.evaluate(TOO_SMALL) == [], name


def test_contact_is_made_by_keys_alone(open_page: OpenPage, sign_in: SignIn, met: str) -> None:
    page = sign_in(open_page(), "ivo")
    page.goto("/content")
    page.keyboard.press("j")
    expect(page.locator("[data-row]").first).to_contain_text("identified")
    page.keyboard.press("j")
    page.keyboard.press("x")
    expect(page.get_by_text("Marked as seen.")).to_be_visible()
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/{met}")
    page.keyboard.press("e")
    expect(page.get_by_text("The other side was asked for contact.")).to_be_visible()
    tab_to(page, "Confirmed")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Your opinion was recorded.")).to_be_visible()

    other = sign_in(open_page(), "lee")
    other.goto("/content/requests")
    tab_to(other, "Accept")
    other.keyboard.press("Enter")
    expect(other.get_by_text("Accepted. Both sides")).to_be_visible()
    page.reload()
    expect(page.locator(".chip.accepted")).to_be_visible()


def test_nodes_are_read_by_keys_alone(open_page: OpenPage, sign_in: SignIn, met: str) -> None:
    page = sign_in(open_page(), "ivo")
    page.goto("/content")
    tab_to(page, "Nodes and banks")
    page.keyboard.press("Enter")
    page.wait_for_url("**/content/nodes")
    expect(page.get_by_role("row", name="Lab 2")).to_contain_text("Good")
    tab_to(page, "Look for our canaries")
    page.keyboard.press("Enter")
    expect(page.locator("#file")).to_be_focused()


def test_without_script_fingerprints_are_submitted_and_taken_back(open_page: OpenPage, sign_in: SignIn) -> None:
    page = sign_in(open_page(java_script_enabled=False), "ida")
    page.goto("/content/check")
    page.get_by_label("File").set_input_files(
        {"name": "list.csv", "mimeType": "text/csv", "buffer": f"id,pdq\none,{pdq(7).value}\n".encode()}
    )
    page.get_by_label("Your case reference").fill("DESK-1")
    page.get_by_role("button", name="Submit").click()
    expect(page.locator("#result-title")).to_have_text("1 observation held")
    page.get_by_role("link", name="Held", exact=True).click()
    page.get_by_role("button", name="Unseal it").click()
    expect(page.get_by_text("DESK-1")).to_be_visible()
    page.get_by_label("Why").select_option("mistaken")
    page.get_by_role("button", name="Retract and tell").click()
    expect(page.get_by_text("Retracted. Everybody who was told")).to_be_visible()
