"""The gateway as a provider meets it: signed forms, one text a text, and an honest refusal when nothing was kept."""

from __future__ import annotations

import asyncio
import random
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.routing import Mount
from tests.lib.fake_twilio import TOKEN, FakeTwilio
from tests.lib.lines import ADDRESS, LINE, Line, form, number, open_line, signed
from tests.surface.test_cli import Shell

from safelight.api.gateways import create_gateways
from safelight.kernel.sealed import Sealed
from safelight.textline.gateways.twilio_webhook import LONGEST_FORM, read_form, signature

STATUS = ADDRESS.replace("inbound", "status")


@pytest.fixture
def line(tmp_path: Path) -> Iterator[Line]:
    with FakeTwilio() as fake:
        opened = open_line(tmp_path, fake)
        yield opened
        opened.platform.close()


@pytest.fixture
def door(line: Line) -> Starlette:
    return Starlette(routes=[Mount("/gateways", create_gateways(line.platform))])


def post(door: Starlette, body: bytes, sign: str | None = None, address: str = ADDRESS) -> tuple[int, str]:
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    headers["X-Twilio-Signature"] = signed(body, address) if sign is None else sign
    answer = ask(door, "POST", address, content=body, headers=headers)
    return answer.status_code, answer.text


def ask(door: Starlette, method: str, address: str, **more: Any) -> httpx.Response:
    async def asked() -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(door)) as client:
            return await client.request(method, address, **more)

    return asyncio.run(asked())


def test_the_signature_of_the_documented_example() -> None:
    """The request that Twilio's page on request validation works through (token 12345)."""
    body = b"Digits=1234&To=%2B18005551212&From=%2B14158675310&Caller=%2B14158675310&CallSid=CA1234567890ABCDE"
    address = "https://example.com/myapp.php?foo=1&bar=2"
    assert signature(Sealed("12345"), address, read_form(body)) == "L/OH5YylLD5NRKLltdqwSvS0BnU="


def test_a_signed_text_is_taken_in_and_answered_with_empty_twiml(door: Starlette, line: Line) -> None:
    code, text = post(door, form("SM1", number(1), "hello"))
    assert (code, text) == (200, '<?xml version="1.0" encoding="UTF-8"?><Response></Response>')
    assert post(door, form("SM1", number(1), "hello"))[0] == 200, "a replay is answered, and changes nothing"
    assert len(line.rows("inbox")) == 1


@pytest.mark.parametrize("sign", ["", "AAAA", signed(form("SM1", number(1), "other"))])
def test_what_is_not_signed_is_refused(door: Starlette, line: Line, sign: str) -> None:
    assert post(door, form("SM1", number(1), "hello"), sign)[0] == 403
    other = form("SM1", number(1), "hello", AccountSid="AC" + "1" * 32)
    assert post(door, other)[0] == 403, "an unknown account and a wrong signature look the same"
    assert line.rows("inbox") == []


def test_malformed_and_oversized_forms_are_refused(door: Starlette, line: Line) -> None:
    assert post(door, b"\xff\xfe=\xff", "x")[0] in (400, 403)
    assert post(door, b"no form at all", "x")[0] == 400
    assert post(door, form("", number(1), "hello"))[0] == 400
    assert post(door, form("S" * 65, number(1), "hello"))[0] == 400
    assert post(door, form("SM1", number(1), "hello", To="+15550999"))[0] == 400
    assert post(door, form("SM1", number(1), "x" * (LONGEST_FORM + 1)))[0] == 413
    assert ask(door, "GET", ADDRESS).status_code == 405
    assert line.rows("inbox") == []


@pytest.mark.parametrize("words", ["", " ", "x" * 10_000, "🙂" * 200, "¿estás ahí?", "\u202e\x00\x07", "نص بلغة أخرى"])
def test_odd_texts_are_kept_as_they_are(door: Starlette, line: Line, words: str) -> None:
    assert post(door, form("SM1", number(1), words))[0] == 200
    (row,) = line.rows("conversations")
    line.platform.textline.judge.catch_up()
    thread = line.platform.textline.threads.read(line.actor("ana"), str(row["id"]))
    assert thread.lines[0].text == words


def test_random_bytes_never_break_the_gateway(door: Starlette, line: Line) -> None:
    rng = random.Random(7)
    codes = {post(door, rng.randbytes(rng.randrange(200)), "x")[0] for _ in range(200)}
    assert codes <= {400, 403}


def test_a_picture_is_never_fetched_and_gets_an_honest_answer(door: Starlette, line: Line) -> None:
    body = form(
        "MM1", number(1), "", NumMedia="1", MediaUrl0="http://127.0.0.1:9/picture", MediaContentType0="image/png"
    )
    assert post(door, body)[0] == 200
    kinds = {str(row["kind"]): row for row in line.rows("entries")}
    assert kinds["text"]["media"] == 1
    assert "automatic" in kinds


def test_receipts_move_a_sending_and_unknown_words_change_nothing(door: Starlette, line: Line) -> None:
    post(door, form("SM1", number(1), "hello"))
    line.carry()
    for word, state in (
        ("sent", "sent"),
        ("delivered", "delivered"),
        ("failed", "delivered"),
        ("strange", "delivered"),
    ):
        body = form(f"SM{0:032d}", LINE, "", MessageStatus=word)
        assert post(door, body, address=STATUS)[0] == 204
        assert line.states() == [state]
    assert post(door, form("SM1", LINE, "", MessageStatus="delivered"), "AAAA", STATUS)[0] == 403


def test_when_nothing_can_be_kept_the_provider_is_told_to_keep_it(door: Starlette, line: Line) -> None:
    line.platform.textline.writer.close()
    assert post(door, form("SM1", number(1), "hello"))[0] == 503


def test_a_token_is_not_in_the_book_in_clear(line: Line) -> None:
    found = subprocess.run(
        ["grep", "-rlF", TOKEN, str(line.platform.settings.home)], capture_output=True, text=True, check=False
    )
    assert found.stdout == ""


def test_chat_needs_no_home_and_no_network(tmp_path: Path) -> None:
    out, _ = Shell(tmp_path)("textline", "chat", stdin=b"hola, necesito hablar con alguien\nSTOP\n")
    assert out.splitlines() == [
        "< Hola, llego tu mensaje. Alguien responde pronto. ¿Se puede escribir ahora? 1 si 2 luego",
        "< Info: no recibiras mas mensajes. Manda START si los quieres otra vez.",
    ]
    assert not (tmp_path / "home").exists()
