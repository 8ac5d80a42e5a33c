"""The chat page: neutral, forgetful, rate-limited, and on the line like any other way of texting. Without script."""

from __future__ import annotations

import re
from collections.abc import Callable

import httpx
import pytest
from tests.lib.consoles import Browser, InProcess, Page, passphrase_of

from safelight.assembly import Platform
from safelight.kernel.sealed import Sealed
from safelight.web.texter import create_chat_page

TELLING = re.compile(r"safelight|traffick|victim|survivor|hot ?line|police|shelter|abuse|rescue|lantern", re.I)


class Writer:
    """Somebody's browser on the page."""

    def __init__(self, platform: Platform) -> None:
        app = create_chat_page(platform)
        app.state.console.closing.set()
        self.client = httpx.Client(transport=InProcess(app, raises=True), base_url="http://localhost")

    def get(self, path: str = "/tea", **headers: str) -> Page:
        return Page(self.client.get(path, headers=headers))

    def post(self, path: str = "/tea", **form: str) -> Page:
        return Page(self.client.post(path, data=form, headers={"Origin": "http://localhost"}))


@pytest.fixture
def writer(platform: Platform) -> Callable[[], Writer]:
    kim = platform.access.sign_in("kim", passphrase_of(platform.settings.home)).actor
    line = platform.textline.lines.add_line(kim, "web", "Page", {"programme": "LH Info"})
    platform.textline.lines.add_provider(kim, line.id, "web", "tea", Sealed("-"), {})
    return lambda: Writer(platform)


def answered(browser: Callable[[str], Browser], words: str) -> str:
    """An advocate takes the next and answers; returns the conversation's address."""
    ada = browser("ada")
    where = ada.post("/textline/next").answer.headers["location"].partition("?")[0]
    key = ada.get(where).values("input[name=send_key]", "value")[0]
    assert ada.post(f"{where}/reply", text=words, send_key=key).status == 303
    return where


def test_a_person_writes_and_is_answered(
    platform: Platform, writer: Callable[[], Writer], browser: Callable[[str], Browser]
) -> None:
    her = writer()
    assert "set-cookie" not in her.get().answer.headers
    sent = her.post(text="he is outside the door and he says he will hurt me")
    assert (sent.status, sent.answer.headers["location"]) == (303, "/tea")
    cookie = sent.answer.headers["set-cookie"].lower()
    assert all(part in cookie for part in ("httponly", "samesite=strict", "path=/tea"))
    assert "max-age" not in cookie + cookie.replace("expires", "max-age")
    platform.textline.judge.catch_up()
    where = answered(browser, "I am here. Can you type?")
    platform.textline.sender.round()
    assert "got your text" in her.get().text  # seen, so the next may follow
    assert "I am here" not in her.get().text
    platform.textline.sender.round()
    seen = browser("ada").get(where)
    assert "Sent" in [each.text() for each in seen.document.css(".delivery span")]
    assert "I am here. Can you type?" in her.get().text
    assert "Delivered" in browser("ada").get(where).text
    assert "I am here" in her.get("/tea/part?after=0").text
    assert "I am here" in her.get("/tea/stream?after=0").html


def test_nothing_says_what_the_page_is_for(writer: Callable[[], Writer]) -> None:
    her = writer()
    her.post(text="hello")
    for page in (her.get(), her.get(**{"Accept-Language": "es"}), her.get("/away"), her.get("/coffee")):
        assert TELLING.search(page.html) is None
        assert page.document.css_first("title").text() == "Kitchen measures"
        assert page.answer.headers["cache-control"] == "no-store"
        assert "script-src 'self'" in page.answer.headers["content-security-policy"]
        assert not re.findall(r"(?:src|href|action)=\"(?!/)", page.html)
    assert her.get(**{"Accept-Language": "es-MX,es;q=0.9"}).values("html", "lang") == ["es"]
    assert her.get("/coffee").status == 404
    for path in her.get().values("link", "href") + her.get().values("script", "src"):
        assert her.get(path).status == 200
    assert her.get("/static/console.js").status == 404


def test_leaving_shows_nothing_any_more_and_the_words_lead_back(
    platform: Platform, writer: Callable[[], Writer], browser: Callable[[str], Browser]
) -> None:
    her = writer()
    her.post(text="can you talk")
    words = her.get().document.css_first(".code").text()
    where = answered(browser, "Not shown after the exit")
    left = her.post("/tea/leave")
    assert (left.status, left.answer.headers["location"]) == (303, "/away")
    assert "storage" in left.answer.headers["clear-site-data"]
    her.client.cookies.clear()
    platform.textline.sender.round()
    assert "can you talk" not in her.get().text
    assert "Used the exit word" in browser("ada").get(where).text
    assert her.post("/tea/back", words="wrong words").status == 404
    her.client.cookies.clear()
    assert her.post("/tea/back", words=f" {words.upper()} ").status == 303
    back = her.get()
    assert "can you talk" in back.text
    assert "Not shown" not in back.text
    her.post(text="I am back")
    assert "Ask first whether it is safe" in browser("ada").get(where).text


def test_a_stranger_sees_nothing_and_a_flood_is_slowed(writer: Callable[[], Writer]) -> None:
    her, stranger = writer(), writer()
    her.post(text="only mine")
    assert "only mine" not in stranger.get().text + stranger.get("/tea/stream").html
    kept = [her.post(text=f"text {count}").status for count in range(25)]
    assert kept.count(303) == 19
    assert kept[-1] == 429
    slowed = her.post(text="what I typed <b>")
    assert "That was fast" in slowed.text
    assert "what I typed &lt;b&gt;" in slowed.html
    assert her.post(text=" ").status == 429
    assert Page(her.client.post("/tea", data={"text": "x"}, headers={"Origin": "https://evil.example"})).status == 403
