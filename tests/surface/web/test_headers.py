"""Every answer carries the security headers: pages, parts, redirects, files, refusals and crashes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

import httpx
import pytest
from fastapi.routing import APIRoute
from tests.lib.consoles import Browser, InProcess

from safelight.assembly import Platform
from safelight.kernel.errors import Broken, Conflict, Denied, Invalid, Missing, SafelightError, Unavailable
from safelight.web import create_app
from safelight.web.security import HEADERS, MAX_BODY, POLICY

Open = Callable[[str], Browser]
OPEN_ROUTES = {("GET", "/sign-in"), ("POST", "/sign-in")}


def routes(platform: Platform) -> Iterator[tuple[str, str]]:
    for route in all_routes(create_app(platform).routes):
        for method in sorted(route.methods):
            yield method, re.sub(r"{\w+}", "x", route.path)


def all_routes(found: Iterable[object]) -> Iterator[APIRoute]:
    for route in found:
        if isinstance(route, APIRoute):
            yield route
        elif hasattr(route, "original_router"):  # FastAPI keeps an included router as one entry
            yield from all_routes(route.original_router.routes)


def assert_safe(answer: httpx.Response) -> None:
    for name, value in HEADERS.items():
        assert answer.headers[name] == value, (answer.request.url, name)
    if not answer.request.url.path.startswith("/static/"):
        assert answer.headers["cache-control"] == "no-store"
    assert "server" not in answer.headers


def test_the_policy_allows_own_files_and_nothing_inline() -> None:
    assert POLICY.startswith("default-src 'none';")
    assert "unsafe" not in POLICY
    assert "*" not in POLICY
    for part in ("frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'", "script-src 'self'"):
        assert part in POLICY


def test_on_every_route_signed_in_or_not(platform: Platform, browser: Open) -> None:
    found = list(routes(platform))
    assert len(found) >= 20
    people = [browser(""), browser("sol")]
    for method, path in found:
        if path == "/sign-out":
            continue
        for person in people:
            page = person.get(path) if method == "GET" else person.post(path)
            assert page.status < 500, (method, path, page.text)
            assert_safe(page.answer)


def test_every_route_but_signing_in_needs_a_session(platform: Platform, browser: Open) -> None:
    nobody = browser("")
    walked = 0
    for method, path in routes(platform):
        if (method, path) in OPEN_ROUTES:
            continue
        page = nobody.get(path) if method == "GET" else nobody.post(path)
        assert (page.status, page.answer.headers.get("location")) == (303, "/sign-in"), (method, path)
        walked += 1
    assert walked >= 20
    part = nobody.post("/leads/undo", headers={"Origin": nobody.origin, "HX-Request": "true"})
    assert part.status == 401


@pytest.mark.parametrize(
    ("error", "status"),
    [(Invalid, 400), (Denied, 403), (Missing, 404), (Conflict, 409), (Unavailable, 503), (Broken, 500)],
)
def test_every_kind_of_refusal_has_its_status(platform: Platform, error: type[SafelightError], status: int) -> None:
    person = Browser(platform).sign_in("ida")
    app = create_app(platform)

    @app.get("/refuse")
    def refuse() -> None:
        raise error("test.code", "The secret inner words.")

    person.client = httpx.Client(transport=InProcess(app, raises=False), base_url=person.origin)
    page = person.get("/refuse")
    assert page.status == status
    assert_safe(page.answer)
    assert ("secret inner words" in page.text) == (status not in (404, 500))


def test_a_crash_says_nothing_and_is_noted(platform: Platform, capsys: pytest.CaptureFixture[str]) -> None:
    app = create_app(platform)

    @app.get("/crash")
    def crash() -> None:
        raise RuntimeError("number +15105550142")

    client = httpx.Client(transport=InProcess(app, raises=False), base_url="http://localhost")
    answer = client.get("/crash")
    assert answer.status_code == 500
    assert_safe(answer)
    noted = capsys.readouterr().err
    assert "RuntimeError" in noted
    assert "5105550142" not in answer.text + noted


def test_files_may_be_kept_and_nothing_else(ida: Browser) -> None:
    page = ida.get("/leads")
    files = page.values("link[href^='/static/']", "href") + page.values("script", "src")
    assert len(files) == 4
    for path in files:
        answer = ida.get(path).answer
        assert answer.status_code == 200
        assert "immutable" in answer.headers["cache-control"]
        assert_safe(answer)
    missing = ida.get("/static/none.js").answer
    assert missing.status_code == 404
    assert missing.headers["cache-control"] == "no-store"
    assert ida.get("/static/..%2ferrors.py").status == 404


def test_a_foreign_host_name_is_refused(ida: Browser) -> None:
    for host in ("evil.example", "localhost.evil.example", "", "[::1", "localhost@evil.example"):
        page = ida.get("/leads", Host=host)
        assert page.status == 400, host
        assert_safe(page.answer)
    for host in ("localhost", "LOCALHOST:8000", "127.0.0.1:9", "[::1]:80"):
        assert ida.get("/leads", Host=host).status == 200, host


def test_bodies_are_capped_whatever_their_length_says(ida: Browser) -> None:
    own = {"Origin": ida.origin, "Content-Type": "application/x-www-form-urlencoded"}
    big = b"text=" + b"a" * MAX_BODY
    told = ida.client.post("/cases", content=big, headers=own)
    assert told.status_code == 413
    assert_safe(told)
    chunks = (b"a" * 65_536 for _ in range(20))
    streamed = ida.client.post("/cases", content=b"".join(chunks), headers={**own, "Content-Length": "10"})
    assert streamed.status_code == 413
    assert_safe(streamed)
    assert ida.client.post("/cases", content=b"", headers={**own, "Content-Length": "-1"}).status_code == 413


def test_strict_transport_on_https(platform: Platform) -> None:
    person = Browser(platform, origin="https://localhost")
    page = person.get("/sign-in")
    assert page.answer.headers["strict-transport-security"] == "max-age=31536000"
    assert "strict-transport-security" not in Browser(platform).get("/sign-in").answer.headers
