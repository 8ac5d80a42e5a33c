"""Bad input at the line: whatever comes, nothing is lost silently, nothing is doubled, and staff see how it stands."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import product
from pathlib import Path
from urllib.parse import urlencode

import httpx
import pytest
from starlette.applications import Starlette
from starlette.routing import Mount
from tests.lib.fake_twilio import ACCOUNT, TOKEN, FakeTwilio
from tests.lib.homes import PASSWORD
from tests.lib.lines import ADDRESS, LINE, Line, form, number, open_line, signed

from safelight.api.gateways import create_gateways
from safelight.kernel.sealed import Sealed
from safelight.textline.core.incoming import Incoming

HER = number(1)
STATUS = ADDRESS.replace("inbound", "status")
OTHER_ACCOUNT, OTHER_TOKEN = "AC" + "3" * 32, "another-invented-one"


@pytest.fixture
def fake() -> Iterator[FakeTwilio]:
    with FakeTwilio() as running:
        yield running


@pytest.fixture
def line(tmp_path: Path, fake: FakeTwilio) -> Iterator[Line]:
    opened = open_line(tmp_path, fake, timeout=0.5)
    yield opened
    opened.platform.close()


def post(line: Line, body: bytes, address: str = ADDRESS, token: str = TOKEN, sign: str | None = None) -> int:
    door = Starlette(routes=[Mount("/gateways", create_gateways(line.platform))])
    given = signed(body, address, token) if sign is None else sign
    headers = {"Content-Type": "application/x-www-form-urlencoded", "X-Twilio-Signature": given}

    async def asked() -> int:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(door)) as client:
            return (await client.post(address, content=body, headers=headers)).status_code

    return asyncio.run(asked())


def words_of(line: Line) -> list[str]:
    (row,) = line.rows("conversations")
    thread = line.platform.textline.threads.read(line.actor("ana"), str(row["id"]))
    return [each.text for each in thread.lines if each.entry.kind == "text"]


def test_a_webhook_replayed_from_many_sides_at_once_is_one_text_and_one_answer(line: Line, fake: FakeTwilio) -> None:
    body = form("SM1", HER, "hello")
    with ThreadPoolExecutor(8) as many:
        assert set(many.map(lambda _: post(line, body), range(24))) == {200}
    assert len(line.rows("inbox")) == 1
    line.carry(2)
    assert len(fake.bodies(HER)) == 1


def test_ten_thousand_characters_are_kept_whole(line: Line) -> None:
    words = ["🙂" * 10_000, "ñ" * 10_000, "x" * 10_000]
    assert [post(line, form(f"SM{index}", HER, each)) for index, each in enumerate(words)] == [200] * 3
    assert words_of(line) == words
    assert line.platform.textline.judge.catch_up() == 1


def test_a_longer_one_is_cut_and_still_kept(line: Line) -> None:
    assert post(line, form("SM1", HER, "y" * 20_000)) == 200
    assert [len(each) for each in words_of(line)] == [16_000]


def test_names_that_are_none_are_refused_and_leave_nothing(line: Line) -> None:
    for field, value in product(("MessageSid", "From", "To", "AccountSid"), ("\0", "a\nb", "\u202e", "")):
        fields = {"MessageSid": "SM1", "AccountSid": ACCOUNT, "From": HER, "To": LINE, "Body": "hi", field: value}
        if field == "MessageSid":
            fields |= {"SmsMessageSid": value, "SmsSid": value}
        assert post(line, urlencode(fields).encode()) in (400, 403), (field, value)
    assert line.rows("inbox") == []
    assert post(line, form("SM2", number(2), "hello")) == 200, "the next one is taken as if nothing had been"


def test_a_flood_from_one_number_is_kept_and_keeps_nobody_else_waiting(line: Line, fake: FakeTwilio) -> None:
    futures = []
    for index in range(300):
        text = Incoming(f"SMflood{index}", LINE, Sealed(HER), f"spam {index}")
        futures.append(line.platform.textline.receiver.accept(line.provider, text))
    line.text(number(2), "hello, I need to talk")
    assert all(not future.result(30).again for future in futures)
    flooded = next(row for row in line.rows("conversations") if "flood" in str(row["flags"]))
    assert int(str(flooded["seq"])) == 301, "300 texts and one greeting"
    line.carry(3)
    assert len(fake.bodies(HER)) == 1
    assert len(fake.bodies(number(2))) == 1


def test_a_provider_that_lies_about_delivery_undoes_nothing(line: Line) -> None:
    lines, admin = line.platform.textline.lines, line.platform.access.sign_in("ada", PASSWORD).actor
    lines.add_provider(admin, line.provider.line_id, "twilio", OTHER_ACCOUNT, Sealed(OTHER_TOKEN), {})
    line.text(HER, "hello")
    line.carry()
    sid = f"SM{0:032d}"
    never = form("SMnever", LINE, "", MessageStatus="delivered")
    assert post(line, never, STATUS) == 204, "a text that we never sent"
    foreign = form(sid, LINE, "", MessageStatus="delivered", AccountSid=OTHER_ACCOUNT)
    assert post(line, foreign, STATUS, OTHER_TOKEN) == 204, "another account speaks of a text that is not its own"
    assert line.states() == ["sent"]
    for word, state in (("failed", "failed"), ("delivered", "failed"), ("undelivered", "failed")):
        assert post(line, form(sid, LINE, "", MessageStatus=word), STATUS) == 204
        assert line.states() == [state], "the first end stands, and staff see it"
    assert post(line, form(sid, LINE, "", MessageStatus="de livered"), STATUS) == 400


def test_a_picture_alone_gets_one_honest_answer_and_is_not_fetched(line: Line, fake: FakeTwilio) -> None:
    more = {"NumMedia": "3", "MediaUrl0": f"{fake.address}/media"}
    assert post(line, form("MM1", HER, "", **more)) == 200
    line.carry()
    assert fake.bodies(HER) == [
        "Got it. Pictures can't be seen here, so please say it in words. Someone will reply soon."
    ]
