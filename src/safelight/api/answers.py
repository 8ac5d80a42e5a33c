"""How the API answers: one status for each kind of error, a cap on bodies, headers on everything."""

from __future__ import annotations

from collections.abc import Mapping

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from safelight.infra.asgi import capped
from safelight.infra.logs import Log
from safelight.kernel.errors import Broken, Conflict, Denied, Invalid, Missing, SafelightError, Unavailable

MAX_BODY = 16 * 1_048_576
"""Largest request body in bytes: about 15,000 ads of the usual kilobyte; larger files are for `ads ingest`."""

STATUS: Mapping[type[SafelightError], int] = {
    Invalid: 422,
    Denied: 403,
    Missing: 404,
    Conflict: 409,
    Unavailable: 503,
    Broken: 500,
}

NOT_SIGNED_IN = "access.not_signed_in"
TOO_LARGE = HTTPException(413, "The request is larger than 16 MiB; send it in parts or use safelight ads ingest.")


def install(app: FastAPI) -> None:
    """Registers the map."""
    app.add_exception_handler(SafelightError, refused)
    app.add_exception_handler(RequestValidationError, not_understood)
    app.add_exception_handler(HTTPException, by_status)


def refused(_request: Request, error: Exception) -> Response:
    assert isinstance(error, SafelightError)
    status = 401 if error.code == NOT_SIGNED_IN else next(STATUS[kind] for kind in STATUS if isinstance(error, kind))
    if isinstance(error, Broken):
        return answer(status, error.code, "Something of ours broke; it was noted.")
    return answer(status, error.code, error.message)


def not_understood(_request: Request, error: Exception) -> Response:
    """Name the fields, quote nothing that was sent."""
    assert isinstance(error, RequestValidationError)
    fields = sorted({".".join(str(part) for part in item["loc"][1:]) or "body" for item in error.errors()})
    return answer(422, "api.invalid", f"Missing or not as expected: {', '.join(fields)}.")


def by_status(_request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return answer(error.status_code, f"api.{error.status_code}", str(error.detail))


def answer(status: int, code: str, message: str) -> JSONResponse:
    return JSONResponse({"code": code, "message": message}, status)


class Guarded:
    """ASGI layer around the API: body cap, headers, and an answer also when something of ours breaks."""

    def __init__(self, app: FastAPI, log: Log) -> None:
        self.app = app
        self._inner: ASGIApp = app
        self._log = log

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._inner(scope, receive, send)
            return
        started = False

        async def outgoing(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                headers = MutableHeaders(scope=message)
                headers["Cache-Control"] = "no-store"
                headers["X-Content-Type-Options"] = "nosniff"
            await send(message)

        try:
            await self._inner(scope, capped(receive, MAX_BODY, lambda: TOO_LARGE), outgoing)
        except Exception as error:  # the surface's boundary is one of the three places that may catch everything
            self._log.failure("api.broken", error)
            if not started:
                await answer(500, "api.broken", "Something of ours broke; it was noted.")(scope, receive, outgoing)
