"""A write comes from this console, in this session, or it is refused and nothing changes."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.lib.consoles import Browser, passphrase_of

from safelight.assembly import Platform

LOCAL = "http://localhost"


def statuses(person: Browser) -> list[str]:
    return [chip.text() for chip in person.get("/leads?status=all").document.css(".row .chip.watched")]


@pytest.mark.parametrize("token", ["", "0" * 64, "é", "\x00"])
def test_a_wrong_form_token_is_refused(ida: Browser, token: str) -> None:
    lead = ida.lead_ids()[0]
    ida.form_token = token
    page = ida.post(f"/leads/{lead}/triage", verb="watch")
    assert page.status == 403
    assert "out of date" in page.text
    assert statuses(ida) == []


def test_the_token_of_another_session_is_refused(platform: Platform) -> None:
    first, second = Browser(platform).sign_in("ida"), Browser(platform).sign_in("ida")
    assert first.form_token != second.form_token
    lead = first.lead_ids()[0]
    first.form_token = second.form_token
    assert first.post(f"/leads/{lead}/triage", verb="watch").status == 403
    assert statuses(first) == []


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://localhost.evil.example"},
        {"Origin": LOCAL, "Sec-Fetch-Site": "cross-site"},
        {"Origin": LOCAL, "Sec-Fetch-Site": "same-site"},
        {"Origin": LOCAL, "Sec-Fetch-Site": "none"},
        {"Origin": "https://evil.example", "Sec-Fetch-Site": "same-origin"},
        {"Referer": "https://evil.example/leads"},
        {},
    ],
)
def test_a_form_from_elsewhere_is_refused(ida: Browser, headers: dict[str, str]) -> None:
    lead = ida.lead_ids()[0]
    assert ida.post(f"/leads/{lead}/triage", headers=headers, verb="watch").status == 403
    assert ida.post("/sign-in", headers=headers, login="ida", password="x").status == 403
    assert statuses(ida) == []


@pytest.mark.parametrize(
    "headers",
    [{"Origin": LOCAL}, {"Referer": f"{LOCAL}/leads"}, {"Sec-Fetch-Site": "same-origin"}],
)
def test_one_sign_of_this_console_is_enough(ida: Browser, headers: dict[str, str]) -> None:
    lead = ida.lead_ids()[0]
    assert ida.post(f"/leads/{lead}/triage", headers=headers, verb="watch").status == 303
    assert len(statuses(ida)) == 1


def test_the_session_cookie_is_out_of_reach(platform: Platform) -> None:
    word = passphrase_of(platform.settings.home).reveal()
    plain = Browser(platform).post("/sign-in", login="ida", password=word).answer.headers["set-cookie"].lower()
    assert plain.startswith("safelight=")
    for part in ("httponly", "samesite=strict", "path=/"):
        assert part in plain
    assert "secure" not in plain
    assert "max-age" not in plain
    safe = Browser(platform, origin="https://localhost").post("/sign-in", login="ida", password=word)
    cookie = safe.answer.headers["set-cookie"]
    assert cookie.startswith("__Host-safelight=")
    assert "secure" in cookie.lower()


def test_plain_http_off_this_machine_is_refused_in_words(platform: Platform) -> None:
    named = replace(platform, settings=replace(platform.settings, hosts=("console.example",)))
    person = Browser(named, origin="http://console.example")
    assert "not encrypted" in person.get("/sign-in").text
    word = passphrase_of(platform.settings.home).reveal()
    assert "secure" in person.post("/sign-in", login="ida", password=word).answer.headers["set-cookie"].lower()
    assert "not encrypted" not in Browser(named, origin="https://console.example").get("/sign-in").text


def test_a_wrong_password_is_refused_and_locks_in_the_end(platform: Platform) -> None:
    nobody = Browser(platform)
    for _ in range(5):
        page = nobody.post("/sign-in", login="ida", password="wrong wrong wrong")
        assert page.status == 401
        assert page.values("#login", "value") == ["ida"]
        assert "set-cookie" not in page.answer.headers
    word = passphrase_of(platform.settings.home).reveal()
    assert nobody.post("/sign-in", login="ida", password=word).status == 401


def test_signing_out_ends_the_session_for_good(ida: Browser) -> None:
    token = ida.client.cookies["safelight"]
    out = ida.post("/sign-out")
    assert out.answer.headers["location"] == "/sign-in"
    assert out.answer.headers["clear-site-data"] == '"storage"'
    ida.client.cookies.set("safelight", token)
    assert ida.get("/leads").answer.headers["location"] == "/sign-in"


def test_nothing_is_written_by_reading(ida: Browser) -> None:
    lead = ida.lead_ids()[0]
    for path in (f"/leads/{lead}/triage?verb=watch", "/sign-out", f"/leads/{lead}/accept", "/leads/undo"):
        assert ida.get(path).status in (404, 405), path
    assert statuses(ida) == []


@pytest.mark.parametrize(
    "path",
    ["/leads?page=0", "/leads?page=-5", "/leads?page=999", "/leads?page=99999999999999999999999", "/leads?status=%00"],
)
def test_odd_addresses_of_the_queue_still_show_it(ida: Browser, path: str) -> None:
    page = ida.get(path)
    assert page.status == 200
    assert page.values("[data-row]", "data-row")


@pytest.mark.parametrize("path", ["/leads?page=x", "/audit?before=x", "/audit?before=99999999999999999999999"])
def test_what_is_no_number_is_refused_in_words(platform: Platform, path: str) -> None:
    page = Browser(platform, raises=False).sign_in("sol").get(path)
    assert page.status == 400
    assert "Missing or not as expected" in page.text
