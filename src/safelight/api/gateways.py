"""The gateways under /gateways: where providers of short messages bring texts and receipts.

`POST /gateways/twilio/inbound` and `/gateways/twilio/status` take what Twilio documents and nothing else: signed forms.
An inbound text is answered with 200 and an empty TwiML only once it is on disk; when it can't be, with 503, so that the
provider keeps it and tries again. Nobody is told whether an account or a line exists.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from safelight.assembly import Platform
from safelight.infra.logs import Log
from safelight.kernel.errors import Denied, Invalid, SafelightError
from safelight.textline.service.hooks import LONGEST_FORM

ANSWER_WITHIN = 10.0
"""Seconds until a provider gets 503 instead of an answer: below the 15 that Twilio waits (its documentation, 2026)."""

EMPTY_TWIML = b'<?xml version="1.0" encoding="UTF-8"?><Response></Response>'

Hook = Callable[[str, bytes, str], Future[Any]]


def create_gateways(platform: Platform) -> Starlette:
    """The gateways on a platform, to be mounted at /gateways."""
    hooks, log = platform.textline.hooks, platform.log

    async def inbound(request: Request) -> Response:
        refusal = await _handed_on(request, hooks.inbound, log)
        return refusal or Response(EMPTY_TWIML, media_type="text/xml")

    async def status(request: Request) -> Response:
        return await _handed_on(request, hooks.status, log) or Response(status_code=204)

    return Starlette(
        routes=[
            Route("/twilio/inbound", inbound, methods=["POST"]),
            Route("/twilio/status", status, methods=["POST"]),
        ]
    )


async def _handed_on(request: Request, hook: Hook, log: Log) -> Response | None:
    """None once what came is on disk; otherwise the refusal to answer with."""
    try:
        body = await _form(request)
        if body is None:
            return Response(status_code=413)
        waiting = hook(str(request.url), body, request.headers.get("X-Twilio-Signature", ""))
        done = asyncio.wrap_future(waiting)
        finished, _ = await asyncio.wait({done}, timeout=ANSWER_WITHIN)
        if not finished:
            return _later(log, "slow")
        done.result()
    except Invalid as error:
        return Response(error.message, status_code=400, media_type="text/plain")
    except Denied:
        return Response(status_code=403)
    except ClientDisconnect:
        return Response(status_code=400)
    except SafelightError as error:
        return _later(log, error.code)
    except Exception as error:  # the surface's boundary: whatever failed, the provider keeps the text
        log.failure("gateway.broken", error)
        return _later(log, "broken")
    return None


async def _form(request: Request) -> bytes | None:
    """The body, or None when it is larger than a form may be."""
    if int(request.headers.get("Content-Length") or 0) > LONGEST_FORM:
        return None
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > LONGEST_FORM:
            return None
    return bytes(body)


def _later(log: Log, code: str) -> Response:
    log.event("gateway.later", code=code)
    return Response(status_code=503, headers={"Retry-After": "5"})
