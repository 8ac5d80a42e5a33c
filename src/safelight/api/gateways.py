"""The gateways under /gateways: where providers of short messages bring texts and receipts.

`POST /gateways/twilio/inbound` and `/gateways/twilio/status` take what Twilio documents and nothing else: signed forms.
An inbound text is answered with 200 and an empty TwiML only once it is on disk; when it can't be, with 503, so that the
provider keeps it and tries again. Nobody is told whether an account or a line exists. Plain ASGI without a framework:
a text waits for nothing but its signature and its commit.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any

from starlette.types import ASGIApp, Receive, Scope, Send

from safelight.assembly import Platform
from safelight.infra.logs import Log
from safelight.kernel.errors import Denied, Invalid, SafelightError
from safelight.textline.service.hooks import LONGEST_FORM

ANSWER_WITHIN = 10.0
"""Seconds until a provider gets 503 instead of an answer: below the 15 that Twilio waits (its documentation, 2026)."""

EMPTY_TWIML = b'<?xml version="1.0" encoding="UTF-8"?><Response></Response>'

Hook = Callable[[str, bytes, str], Future[Any]]
Header = tuple[bytes, bytes]


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes back over the wire."""

    status: int
    body: bytes = b""
    headers: tuple[Header, ...] = ()

    async def send(self, send: Send) -> None:
        length = () if self.status == 204 else ((b"content-length", str(len(self.body)).encode()),)
        headers = [*self.headers, *length]
        await send({"type": "http.response.start", "status": self.status, "headers": headers})
        await send({"type": "http.response.body", "body": self.body})


TAKEN = Answer(200, EMPTY_TWIML, ((b"content-type", b"text/xml; charset=utf-8"),))
NOTED = Answer(204)
LATER = Answer(503, headers=((b"retry-after", b"5"),))


class Gateways:
    """The ASGI app, for any mount point."""

    def __init__(self, platform: Platform) -> None:
        hooks = platform.textline.hooks
        self._log = platform.log
        self._doors: dict[str, tuple[Hook, Answer]] = {
            "/twilio/inbound": (hooks.inbound, TAKEN),
            "/twilio/status": (hooks.status, NOTED),
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        door = self._doors.get(scope["path"].removeprefix(scope.get("root_path", "")))
        if door is None:
            answer = Answer(404)
        elif scope["method"] != "POST":
            answer = Answer(405, headers=((b"allow", b"POST"),))
        else:
            answer = await _handed_on(scope, receive, door[0], self._log) or door[1]
        await answer.send(send)


def create_gateways(platform: Platform) -> ASGIApp:
    """The gateways on a platform, to be mounted at /gateways."""
    return Gateways(platform)


async def _handed_on(scope: Scope, receive: Receive, hook: Hook, log: Log) -> Answer | None:
    """None once what came is on disk; otherwise the refusal to answer with."""
    headers = dict(scope["headers"])
    try:
        body = await _form(headers, receive)
        if isinstance(body, Answer):
            return body
        signature = headers.get(b"x-twilio-signature", b"").decode("latin-1")
        done = asyncio.wrap_future(hook(_address(scope, headers), body, signature))
        finished, _ = await asyncio.wait({done}, timeout=ANSWER_WITHIN)
        if not finished:
            return _later(log, "slow")
        done.result()
    except Invalid as error:
        return Answer(400, error.message.encode(), ((b"content-type", b"text/plain; charset=utf-8"),))
    except Denied:
        return Answer(403)
    except SafelightError as error:
        return _later(log, error.code)
    except Exception as error:  # the surface's boundary: whatever failed, the provider keeps the text
        log.failure("gateway.broken", error)
        return _later(log, "broken")
    return None


def _address(scope: Scope, headers: dict[bytes, bytes]) -> str:
    """The address that was called, as the caller wrote it."""
    host = headers.get(b"host", b"").decode("latin-1")
    query = scope.get("query_string", b"").decode("latin-1")
    return f"{scope['scheme']}://{host}{scope['path']}" + (f"?{query}" if query else "")


async def _form(headers: dict[bytes, bytes], receive: Receive) -> bytes | Answer:
    """The body, or the refusal of one that is too large, is of no stated length, or never came."""
    length = headers.get(b"content-length", b"0")
    if not length.isdigit():
        return Answer(400)
    if int(length[:12]) > LONGEST_FORM:
        return Answer(413)
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return Answer(400)
        body += message.get("body", b"")
        if len(body) > LONGEST_FORM:
            return Answer(413)
        if not message.get("more_body", False):
            return bytes(body)


def _later(log: Log, code: str) -> Answer:
    log.event("gateway.later", code=code)
    return LATER
