"""Signing in and out, and the first page. The only routes that need no session."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import RedirectResponse, Response

from safelight.kernel.errors import Denied
from safelight.kernel.sealed import Sealed
from safelight.web.page import Signed, console_of, render
from safelight.web.security import LOOPBACK, cookie_name
from safelight.web.show import places

router = APIRouter()

NEEDS_HTTPS = "This address is not encrypted, so you can't sign in here. Use https, or this machine's own address."


def on_this_machine(request: Request) -> bool:
    """Whether the console is reached on loopback, where plain HTTP is safe. Anywhere else the session cookie is
    Secure: over plain HTTP the browser drops it, and nobody gets in."""
    return request.url.hostname in {*LOOPBACK, "::1"}


@router.get("/")
def start(visit: Signed) -> Response:
    """The first place this member may go."""
    return RedirectResponse(places(visit.actor)[0].path, 303)


@router.get("/sign-in")
def sign_in_page(request: Request) -> Response:
    problem = "" if request.url.scheme == "https" or on_this_machine(request) else NEEDS_HTTPS
    return render(request, "sign_in.html", problem=problem, login="")


@router.post("/sign-in")
def sign_in(request: Request, login: Annotated[str, Form()], password: Annotated[str, Form()]) -> Response:
    """A new session in a cookie that scripts can't read and other sites can't send."""
    access = console_of(request).platform.access
    try:
        signed_in = access.sign_in(login, Sealed(password))
    except Denied as refused:
        return render(request, "sign_in.html", 401, problem=refused.message, login=login)
    answer = RedirectResponse("/", 303)
    https = request.url.scheme == "https"
    secure = https or not on_this_machine(request)
    answer.set_cookie(
        cookie_name(https), signed_in.token.reveal(), httponly=True, samesite="strict", secure=secure, path="/"
    )
    return answer


@router.post("/sign-out")
def sign_out(visit: Signed) -> Response:
    visit.platform.access.sign_out(visit.actor)
    answer = RedirectResponse("/sign-in", 303)
    answer.delete_cookie(cookie_name(visit.request.url.scheme == "https"), path="/", httponly=True, samesite="strict")
    answer.headers["Clear-Site-Data"] = '"storage"'
    return answer
