"""A console over a small real home: demo members, a few ads made for the tests, and a client that acts like a browser.

The client keeps cookies, says where its forms come from, and sends the page's own form token; a test takes one of
these away to see the refusal. Nothing is stood in for: services, stores and the audit log are the real ones.
"""

from __future__ import annotations

import asyncio
import io
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import httpx
from selectolax.lexbor import LexborHTMLParser
from starlette.types import ASGIApp

from safelight.assembly import Platform, build, create_home
from safelight.assembly.demo.load import ACCOUNTS, load_demo
from safelight.kernel.clock import Clock
from safelight.kernel.ids import IdSource
from safelight.kernel.sealed import Sealed
from safelight.settings import read_settings
from safelight.web import create_app

ORIGIN = "http://localhost"
RISKY = "Honest and genuine, you can trust me. Young. Call 5one0 five5five 0one4two."
"""Three validated indicators in plain words: enough for a lead by risk alone."""


def ad(ad_id: str, title: str, body: str, day: int = 1, **more: object) -> dict[str, object]:
    posted = f"2024-01-{day:02d}"
    return {"id": ad_id, "site": "board.example", "posted_at": posted, "title": title, "body": body, **more}


def small_home(
    folder: Path, clock: Clock, ids: IdSource, records: Sequence[Mapping[str, object]] = (), size: int = 1
) -> Path:
    """A home with the demo's members and these ads at the first agency."""
    create_home(folder, ids)
    platform = build(read_settings(folder, {}), clock, ids)
    passphrase = load_demo(platform, seed=7, size=size).passphrase
    if records:
        ingest(platform, passphrase, records)
    platform.close()
    return folder


def ingest(platform: Platform, passphrase: Sealed, records: Iterable[Mapping[str, object]]) -> None:
    lines = "".join(json.dumps(record) + "\n" for record in records)
    actor = platform.access.sign_in("ana", passphrase).actor
    platform.ingest.ingest_paths(actor, ["-"], io.BytesIO(lines.encode()), lambda _: None, lambda *_: None)
    platform.outbox.drain()


def passphrase_of(home: Path) -> Sealed:
    first = (home / ACCOUNTS).read_text(encoding="ascii").splitlines()[0]
    return Sealed(first.removeprefix("passphrase: "))


@dataclass(frozen=True)
class Page:
    """An answer and its document."""

    answer: httpx.Response

    @property
    def status(self) -> int:
        return self.answer.status_code

    @property
    def html(self) -> str:
        return self.answer.text

    @property
    def document(self) -> LexborHTMLParser:
        return LexborHTMLParser(self.html)

    @property
    def text(self) -> str:
        """What a reader sees, white space folded."""
        body = self.document.body
        return re.sub(r"\s+", " ", body.text()) if body is not None else ""

    def values(self, selector: str, attribute: str) -> list[str]:
        return [node.attributes.get(attribute) or "" for node in self.document.css(selector)]


class InProcess(httpx.BaseTransport):
    """Speaks to an application without a socket. `raises` lets a crash through to the test."""

    def __init__(self, app: ASGIApp, *, raises: bool) -> None:
        self._inner = httpx.ASGITransport(app=app, raise_app_exceptions=raises, client=("127.0.0.1", 1024))

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        # In a thread of its own: a browser test in the same process leaves an event loop running in this one.
        with ThreadPoolExecutor(1) as thread:
            return thread.submit(lambda: asyncio.run(self._answer(request))).result()

    async def _answer(self, request: httpx.Request) -> httpx.Response:
        answer = await self._inner.handle_async_request(request)
        return httpx.Response(answer.status_code, headers=answer.headers, content=await answer.aread())


class Browser:
    """One person's browser, without script."""

    def __init__(self, platform: Platform, origin: str = ORIGIN, *, raises: bool = True) -> None:
        self.platform = platform
        app = create_app(platform)
        app.state.console.closing.set()  # a page that is followed live gets what there is, and ends
        self.client = httpx.Client(transport=InProcess(app, raises=raises), base_url=origin)
        self.origin = origin
        self.form_token = ""

    def get(self, path: str, **headers: str) -> Page:
        return Page(self.client.get(path, headers={"Sec-Fetch-Site": "same-origin", **headers}))

    def follow(self, page: Page) -> Page:
        """Where a redirect leads."""
        assert page.status == 303, page.html[:300]
        return self.get(page.answer.headers["location"])

    def post(self, path: str, headers: Mapping[str, str] | None = None, **form: str) -> Page:
        sent = {"Origin": self.origin, "Sec-Fetch-Site": "same-origin"} if headers is None else dict(headers)
        return Page(self.client.post(path, data={"form_token": self.form_token, **form}, headers=sent))

    def sign_in(self, login: str) -> Browser:
        page = self.post("/sign-in", login=login, password=passphrase_of(self.platform.settings.home).reveal())
        assert page.status == 303, page.text
        self.form_token = self.get("/help").values("input[name=form_token]", "value")[0]
        return self

    def open_case(self, title: str = "Riverside", kind: str = "trafficking", authority: str = "Order 12") -> str:
        """Opens a case and returns its id."""
        page = self.post("/cases", title=title, kind=kind, authority=authority)
        assert page.status == 303, page.text
        return page.answer.headers["location"].removeprefix("/cases/").partition("?")[0]

    def lead_ids(self) -> list[str]:
        """Every lead of the queue, best first."""
        found: list[str] = []
        path: str | None = "/leads?status=all"
        while path:
            page = self.get(path)
            found += page.values("[data-row]", "data-row")
            path = next(iter(page.values(".pager a[rel=next]", "href")), None)
        return found
