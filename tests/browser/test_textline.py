"""A live conversation of two people, an officer who acknowledges, and axe on every page of the line. Keys alone."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from tests.browser.test_access import TOO_SMALL
from tests.lib.consoles import passphrase_of

from safelight.access.core.tenant import Actor
from safelight.assembly import Platform
from safelight.assembly.demo.texters import PAGE, load_line
from safelight.textline.service.consents import Chosen
from safelight.textline.service.disclosures import Proposal

pytestmark = [pytest.mark.browser, pytest.mark.slow]

OpenPage = Callable[..., Page]
SignIn = Callable[[Page, str], Page]
WHY = "They say somebody at the door means to hurt them"
DANGER = "he is outside the door and he says he will hurt me"


@pytest.fixture
def running(platform: Platform) -> Iterator[Platform]:
    """The line with its texters, its sender and its triage at work."""
    load_line(platform, passphrase_of(platform.settings.home))
    stop = threading.Event()

    def judge() -> None:
        while not stop.wait(0.2):
            platform.textline.judge.catch_up()

    workers = [
        threading.Thread(target=platform.textline.sender.loop, args=(stop,), daemon=True),
        threading.Thread(target=judge, daemon=True),
    ]
    for worker in workers:
        worker.start()
    yield platform
    stop.set()
    for worker in workers:
        worker.join(timeout=10)


def clean(page: Page) -> None:
    found = Axe().run(page).response["violations"]
    assert [(each["id"], [node["html"] for node in each["nodes"]]) for each in found] == [], page.url


def written(page: Page, words: str) -> None:
    """Writes on the chat page and sends, by keys."""
    page.get_by_label("Your words").focus()
    page.keyboard.type(words)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("log").get_by_text(words)).to_be_visible()


def answered(page: Page, words: str) -> None:
    """Answers in the console, by keys."""
    page.keyboard.press("r")
    page.keyboard.type(words)
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("log").get_by_text(words)).to_be_visible()
    page.keyboard.press("Escape")


def test_two_people_text_live_and_one_leaves(running: Platform, open_page: OpenPage, sign_in: SignIn) -> None:
    advocate = sign_in(open_page(), "ada")
    assert advocate.url.endswith("/textline/queue")
    expect(advocate.get_by_text("Live", exact=True)).to_be_visible()
    writer = open_page(viewport={"width": 390, "height": 800})
    writer.goto(f"/p/{PAGE}")
    clean(writer)
    for taken in running.textline.desk.board(ada := _actor(running, "ada")).waiting:
        running.textline.threads.claim(ada, taken.id)  # so that ours is the next
    written(writer, DANGER)
    expect(advocate.locator("#waiting-rows").get_by_text("Imminent danger")).to_be_visible()
    clean(advocate)
    advocate.keyboard.press("n")
    expect(advocate.get_by_text(DANGER)).to_be_visible()
    answered(advocate, "I am here. Is it OK to write now? 1 or 2")
    expect(writer.get_by_text("Is it OK to write now")).to_be_visible()
    written(writer, "1 but be quick")
    expect(advocate.get_by_role("log").get_by_text("1 but be quick")).to_be_visible()
    clean(writer)
    advocate.keyboard.press("r")
    advocate.keyboard.type("The police can come")
    expect(advocate.get_by_text("Held back:")).to_be_visible()
    clean(advocate)
    writer.keyboard.press("Escape")
    expect(writer.get_by_role("heading", name="Kitchen measures")).to_be_visible()
    clean(writer)
    assert writer.context.cookies() == []
    expect(advocate.get_by_text("They asked for silence")).to_be_visible()
    writer.goto(f"/p/{PAGE}")
    expect(writer.get_by_text("outside the door")).to_have_count(0)


def _actor(running: Platform, login: str) -> Actor:
    return running.access.sign_in(login, passphrase_of(running.settings.home)).actor


def test_an_officer_acknowledges_and_every_page_is_clean(
    running: Platform, open_page: OpenPage, sign_in: SignIn
) -> None:
    line, ada = running.textline, _actor(running, "ada")
    talk = line.desk.claim_next(ada)
    assert talk is not None
    chosen = Chosen("both", 1, "Made-Up County Sheriff's Office", frozenset({"need"}), 7, told=True)
    line.consents.record(ada, talk, chosen)
    line.referrals.refer(ada, talk, {"need": "A ride tonight"})
    officer = sign_in(open_page(), "sue")
    officer.goto("/referrals")
    clean(officer)
    officer.keyboard.press("j")
    officer.keyboard.press("Enter")
    expect(officer.get_by_text("A ride tonight")).to_be_visible()
    clean(officer)
    officer.keyboard.press("e")
    expect(officer.get_by_text("Acknowledged. The sender is told.")).to_be_visible()
    proposal = Proposal(line.consents.agencies(ada)[0].name, "imminent_danger", {"place": "Second floor"}, WHY, False)
    line.disclosures.propose(ada, talk, proposal)
    lead = sign_in(open_page(color_scheme="dark"), "ola")
    narrow = sign_in(open_page(viewport={"width": 320, "height": 640}), "ada")
    where = f"/textline/conversations/{talk}"
    for path in ("/textline/queue", where, f"{where}/choice", "/textline/shift", "/textline/agencies?place=94612"):
        lead.goto(path)
        clean(lead)
        narrow.goto(path)
        assert narrow.evaluate("document.documentElement.scrollWidth") <= 320, path
        assert narrow.evaluate(TOO_SMALL) == [], path
