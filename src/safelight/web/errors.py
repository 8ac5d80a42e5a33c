"""The one map from refusals to answers: each of the six kinds has a status and a heading.

A page for Missing says nothing about what was asked for, so that another tenant's thing and no thing
at all give the same bytes. Of Broken only the code is shown. Nothing here carries a traceback.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse, RedirectResponse, Response

from safelight.kernel.errors import Broken, Conflict, Denied, Invalid, Missing, SafelightError, Unavailable
from safelight.web.page import SignInNeeded, render

STATUS: Mapping[type[SafelightError], tuple[int, str]] = {
    Invalid: (400, "That can't be understood"),
    Denied: (403, "You may not do this"),
    Missing: (404, "There is no such page for you"),
    Conflict: (409, "It has moved on"),
    Unavailable: (503, "Not available just now"),
    Broken: (500, "Something of ours broke"),
}

NOTHING_HERE = Missing("web.missing", "It may never have existed, or it belongs to somebody else.")


def install(app: FastAPI) -> None:
    """Registers the map."""
    app.add_exception_handler(SafelightError, refused)
    app.add_exception_handler(SignInNeeded, sign_in_needed)
    app.add_exception_handler(RequestValidationError, not_understood)
    app.add_exception_handler(HTTPException, by_status)
    app.add_exception_handler(Exception, broke)


def refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, SafelightError)
    return error_page(request, error)


def error_page(request: Request, error: SafelightError) -> Response:
    status, heading = next(STATUS[kind] for kind in type(error).__mro__ if kind in STATUS)
    if isinstance(error, Missing):
        error = NOTHING_HERE
    shown = "It was noted. Try again, and tell your administrator the code below." if status == 500 else error.message
    if request.headers.get("hx-request") == "true":
        return PlainTextResponse(shown + "\n", status, headers={"Safelight-Says": header_safe(shown)})
    return page(request, status, heading, shown, error.code)


def page(request: Request, status: int, heading: str, shown: str, code: str) -> Response:
    values: dict[str, Any] = {"heading": heading, "words": shown, "code": code}
    return render(request, "error.html", status, visit=getattr(request.state, "visit", None), **values)


def header_safe(text: str) -> str:
    """One line of printable ASCII: what a header can carry."""
    return "".join(letter if " " <= letter <= "~" else "?" for letter in text)[:300]


def sign_in_needed(request: Request, error: Exception) -> Response:
    del error
    if request.headers.get("hx-request") == "true":
        return PlainTextResponse("Sign in again.\n", 401)
    return RedirectResponse("/sign-in", 303)


def not_understood(request: Request, error: Exception) -> Response:
    """FastAPI's validation: name the fields, quote nothing that was sent."""
    assert isinstance(error, RequestValidationError)
    fields = sorted({str(item["loc"][-1]) for item in error.errors()})
    return error_page(request, Invalid("web.form.invalid", f"Missing or not as expected: {', '.join(fields)}."))


def by_status(request: Request, error: Exception) -> Response:
    """Starlette's own refusals: no such route, wrong method, too large."""
    assert isinstance(error, HTTPException)
    if error.status_code == 404:
        return error_page(request, NOTHING_HERE)
    headings = {405: "Not that way", 413: "Too large", 400: "That can't be understood"}
    heading = headings.get(error.status_code, "Refused")
    answer = page(request, error.status_code, heading, "Nothing was changed.", f"web.{error.status_code}")
    answer.headers.update(error.headers or {})
    return answer


def broke(request: Request, error: Exception) -> Response:
    del error  # noted by the guard; nothing of it is shown
    return error_page(request, Broken("web.broken", ""))
