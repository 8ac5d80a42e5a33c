"""For everybody: keys alone suffice, axe finds nothing, pages reflow, targets are big enough, hostile text is text."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from tests.lib.consoles import RISKY, ad, ingest, passphrase_of

from safelight.assembly import Platform

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SignIn = Callable[[Page, str], Page]
OpenPage = Callable[..., Page]

SMALLEST_TARGET = 24
"""CSS pixels, WCAG 2.2 success criterion 2.5.8."""

TOO_SMALL = """() => [...document.querySelectorAll('a, button, summary, input:not([type=hidden]), select, textarea')]
  .filter(each => each.checkVisibility())
  .map(each => [each.outerHTML.slice(0, 120), each.getBoundingClientRect(), getComputedStyle(each)])
  .filter(([, box, style]) => box.width > 1 && style.display !== 'inline' && (box.height < 23.5 || box.width < 23.5))
  .map(([html, box]) => `${Math.round(box.width)}x${Math.round(box.height)} ${html}`)"""
"""Links inside a sentence (display: inline) are the criterion's own exception."""


def every_page(page: Page, sign_in: SignIn) -> Iterator[str]:
    """Shows each page in turn, in a state with something on it, and says its name."""
    page.goto("/sign-in")
    yield "sign in"
    sign_in(page, "sol")
    yield "queue"
    page.keyboard.press("j")
    page.keyboard.press("x")
    yield "queue, dismissing"
    page.goto("/leads?status=dismissed")
    yield "queue, empty"
    page.goto("/leads")
    page.locator("a.why").first.click()
    for drawer in page.locator("details:not(.pick) > summary").all():
        drawer.click()
    yield "lead"
    page.goto("/cases")
    yield "cases"
    page.locator("td a").first.click()
    yield "case"
    page.goto("/search")
    yield "search"
    page.get_by_label("Case").select_option(index=1)
    page.get_by_label("Reason").fill("A tip from the line")
    page.get_by_label("Words, a phone").fill("young")
    page.get_by_role("button", name="Search").click()
    page.get_by_text("Reveal with a reason").first.click()
    yield "search, found"
    others = ("/alerts", "/seek", "/audit", "/help", "/help/scoring", "/help/limits")
    for path in ("/leads/learned", "/leads/disparity", *others):
        page.goto(path)
        yield path


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_any_page(open_page: OpenPage, sign_in: SignIn, scheme: str) -> None:
    page = open_page(color_scheme=scheme, reduced_motion="reduce")
    seen = 0
    for name in every_page(page, sign_in):
        found = Axe().run(page).response["violations"]
        assert [(each["id"], [node["html"] for node in each["nodes"]]) for each in found] == [], name
        seen += 1
    assert seen >= 12


def test_pages_reflow_at_320_pixels_and_targets_are_big_enough(open_page: OpenPage, sign_in: SignIn) -> None:
    page = open_page(viewport={"width": 320, "height": 640})
    for name in every_page(page, sign_in):
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, name
        assert page.evaluate(TOO_SMALL) == [], name


def focused(page: Page) -> str:
    return page.evaluate("(document.activeElement.innerText || document.activeElement.name || '').trim()")


def tab_to(page: Page, words: str) -> None:
    """Tabs until what has the focus says `words`."""
    for _ in range(120):
        page.keyboard.press("Tab")
        if words in focused(page):
            return
    raise AssertionError(f"no tab stop says {words!r}")


def test_keys_alone_are_enough(open_page: OpenPage, platform: Platform) -> None:
    page = open_page()
    page.goto("/sign-in")
    expect(page.get_by_label("Login")).to_be_focused()
    page.keyboard.type("ida")
    page.keyboard.press("Tab")
    page.keyboard.type(passphrase_of(platform.settings.home).reveal())
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Leads")).to_be_visible()
    page.keyboard.press("Tab")
    assert focused(page) == "Skip to the page"
    page.keyboard.press("Enter")
    page.keyboard.press("j")
    page.keyboard.press("x")
    page.keyboard.press("Escape")
    assert "Dismiss" in focused(page)
    page.keyboard.press("k")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Reasons")).to_be_visible()
    page.keyboard.press("e")
    tab_to(page, "Practice case")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Accepted into the case.")).to_be_visible()
    page.keyboard.press("u")
    expect(page.get_by_text("The last step was undone.")).to_be_visible()
    page.keyboard.press("/")
    expect(page.get_by_role("heading", name="Search ads")).to_be_visible()
    page.keyboard.press("/")
    expect(page.get_by_label("Words, a phone")).to_be_focused()
    page.keyboard.type("?jkx")
    expect(page.get_by_label("Words, a phone")).to_have_value("?jkx")
    tab_to(page, "Search")
    page.keyboard.press("?")
    expect(page.get_by_role("heading", name="Help")).to_be_visible()


def test_the_focus_is_never_under_the_bar(open_page: OpenPage, sign_in: SignIn) -> None:
    page = sign_in(open_page(viewport={"width": 1280, "height": 400}), "ida")
    for key in "jjjjjjjkkkkkkk":
        page.keyboard.press(key)
        box, bar = page.evaluate(
            "[document.activeElement, document.querySelector('.bar')].map(each => each.getBoundingClientRect())"
        )
        assert box["top"] >= bar["bottom"] - 1
        assert box["bottom"] <= 401


def test_shortcuts_can_be_turned_off(open_page: OpenPage, sign_in: SignIn) -> None:
    page = sign_in(open_page(), "ida")
    page.goto("/help")
    page.get_by_label("Off").check()
    page.get_by_role("button", name="Keep these").click()
    page.goto("/leads")
    page.keyboard.press("j")
    page.keyboard.press("?")
    assert page.evaluate("document.activeElement === document.body")
    assert page.url.endswith("/leads")


HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(2)>',
    "<svg/onload=alert(3)>",
    "<iframe srcdoc='<script>alert(4)</script>'></iframe>",
    '<a hx-get="/leads" hx-trigger="load" href="javascript:alert(5)">x</a>',
    "<style>@import 'https://elsewhere.example/x.css'</style>",
    "<base href='https://elsewhere.example/'>",
    "<form action='https://elsewhere.example/'><button>Sign in again</button></form>",
    "{{ 7 * 7 }} ${7 * 7} {% raw %}",
)


def test_hostile_ads_do_nothing(open_page: OpenPage, sign_in: SignIn, platform: Platform) -> None:
    body = f"{RISKY} Snowberry.\n" + "\n".join(HOSTILE)
    ingest(platform, passphrase_of(platform.settings.home), [ad("x\"'><script>alert(6)</script>", HOSTILE[1], body)])
    page = sign_in(open_page(), "ida")
    page.goto("/leads")
    leads = page.eval_on_selector_all("a.why", "links => links.map(link => link.href)")
    shown = 0
    for lead in leads:
        page.goto(lead)
        shown += page.get_by_text(HOSTILE[0]).count()
    assert shown > 0
    page.goto("/search")
    page.get_by_label("Case").select_option(index=1)
    page.get_by_label("Reason").fill(HOSTILE[1])
    page.get_by_label("Words, a phone").fill("snowberry")
    page.get_by_role("button", name="Search").click()
    expect(page.locator(".hit")).to_have_count(1)
    page.get_by_text("Reveal with a reason").click()
    page.get_by_label("Why must this ad be seen?").fill(HOSTILE[0])
    page.get_by_role("button", name="Reveal and record it").click()
    expect(page.locator("main")).to_contain_text(HOSTILE[4])


def test_words_of_the_navigation_stay_whole_on_a_narrow_screen(open_page: OpenPage, sign_in: SignIn) -> None:
    page = sign_in(open_page(viewport={"width": 390, "height": 800}), "ida")
    heights = page.eval_on_selector_all(".nav a", "links => links.map(link => link.getBoundingClientRect().height)")
    assert len(heights) > 5
    assert max(heights) <= 48
