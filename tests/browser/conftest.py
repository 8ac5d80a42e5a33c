"""A real console on loopback, driven by this machine's Chromium, with a witness to what it asks and complains of."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, sync_playwright
from starlette.applications import Starlette
from starlette.routing import Mount
from tests.lib.consoles import RISKY, ad, passphrase_of, small_home

from safelight.assembly import Platform, build
from safelight.infra.clock import SystemClock
from safelight.infra.ids import RandomIds
from safelight.settings import read_settings
from safelight.web import create_app
from safelight.web.texter import create_chat_page

DEMO_SIZE = 1_500
"""Ads: enough that the demo's world raises several leads, small enough to load in seconds."""

OWN_WORDS = ("Tall trees and long walks, mostly evenings.", "Chess, soup and opera on quiet weekday afternoons.")
"""Two ads of our own, so that there is something to do whatever the demo's leads are."""

WIDE = {"width": 1280, "height": 800}


@dataclass
class Witness:
    """What one browser asked for, and what it complained of."""

    origin: str
    foreign: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def watch(self, page: Page) -> None:
        page.on("request", lambda request: self._asked(request.url))
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self.complaints.append(f"error: {error}"))
        page.on("dialog", lambda dialog: self.complaints.append(f"dialog: {dialog.message}"))

    def _asked(self, url: str) -> None:
        if not url.startswith(self.origin + "/"):
            self.foreign.append(url)

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(f"{message.type}: {message.text}")


@pytest.fixture(scope="session")
def demo_home(tmp_path_factory: pytest.TempPathFactory, chromium: Path) -> Path:
    risky = [ad(f"risky-{number}", "Available today", f"{RISKY} {words}") for number, words in enumerate(OWN_WORDS)]
    return small_home(tmp_path_factory.mktemp("browser") / "home", SystemClock(), RandomIds(), risky, DEMO_SIZE)


@pytest.fixture
def platform(demo_home: Path, tmp_path: Path) -> Iterator[Platform]:
    shutil.copytree(demo_home, tmp_path / "home")
    opened = build(read_settings(tmp_path / "home", {}))
    yield opened
    opened.close()


@pytest.fixture
def origin(platform: Platform) -> Iterator[str]:
    """Console and chat page, served by uvicorn on a free port of loopback."""
    routes = [Mount("/p", create_chat_page(platform)), Mount("/", create_app(platform))]
    config = uvicorn.Config(Starlette(routes=routes), port=0, log_level="error", ws="none", server_header=False)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive(), "the server did not start"
        time.sleep(0.01)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join(timeout=10)


@pytest.fixture(scope="module")
def chrome(chromium: Path) -> Iterator[Chromium]:
    """A module's own: while Playwright is there, nobody else in the process can run an event loop."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(chromium), args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def witness(origin: str) -> Iterator[Witness]:
    """Fails the test that asked another origin for anything, or made the browser complain."""
    seen = Witness(origin)
    yield seen
    assert seen.foreign == []
    assert seen.complaints == []


OpenPage = Callable[..., Page]


@pytest.fixture
def open_page(chrome: Chromium, origin: str, witness: Witness) -> Iterator[OpenPage]:
    """`open_page(**context options)`: a page of a fresh browser profile, watched."""
    contexts: list[BrowserContext] = []

    def fresh(**options: object) -> Page:
        context = chrome.new_context(**{"base_url": origin, "viewport": WIDE, **options})  # type: ignore[arg-type]
        context.set_default_timeout(15_000)
        contexts.append(context)
        page = context.new_page()
        witness.watch(page)
        return page

    yield fresh
    for context in contexts:
        context.close()


@pytest.fixture
def sign_in(platform: Platform) -> Callable[[Page, str], Page]:
    """Signs in by the form, as a person does."""
    word = passphrase_of(platform.settings.home).reveal()

    def as_member(page: Page, login: str) -> Page:
        page.goto("/sign-in")
        page.get_by_label("Login").fill(login)
        page.get_by_label("Password").fill(word)
        page.get_by_role("button", name="sign in").click()
        page.wait_for_url(lambda url: "/sign-in" not in url)
        return page

    return as_member
