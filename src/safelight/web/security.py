"""What every answer of the console carries and every request must pass, errors included.

`Guard` is the outermost layer: it refuses foreign hosts, cross-site writes and bodies over 1 MB, and
puts the security headers on every answer, also on the one for a crash. Tokens against forged forms
are bound to the session: HMAC-SHA-256 keyed by the session token itself, so they need no store and
die with it. Refuses inline script and style altogether: there is no `unsafe-` anything in the policy.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Collection, Mapping
from urllib.parse import urlsplit

from fastapi import HTTPException
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from safelight.kernel.sealed import Sealed

MAX_BODY = 1_048_576
"""Largest request body in bytes; GlobaLeaks caps requests at the same 1 MB (documentation, read 2026-11)."""

LOOPBACK = frozenset({"localhost", "127.0.0.1", "[::1]"})

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)

HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    # Not `no-referrer`: under that browsers send `Origin: null` with forms, and the cross-site check could not tell.
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


class Guard:
    """ASGI layer around the whole console. `note` is told of every unexpected exception."""

    def __init__(self, app: ASGIApp, hosts: Collection[str], note: Callable[[Exception], None]) -> None:
        self._app = app
        self._hosts = frozenset(hosts)
        self._note = note

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        outgoing = Outgoing(send, scope)
        refused = refusal(scope["method"], Headers(scope=scope), self._hosts)
        if refused is not None:
            await refused(scope, receive, outgoing)
            return
        try:
            await self._app(scope, capped(receive), outgoing)
        except Exception as error:
            self._note(error)
            if not outgoing.started:
                await PlainTextResponse("Something of ours broke. It was noted.\n", 500)(scope, receive, outgoing)


class Outgoing:
    """Sends on, with the headers added to the start of the answer."""

    def __init__(self, send: Send, scope: Scope) -> None:
        self._send = send
        self._static = scope["path"].startswith("/static/")
        self._https = scope["scheme"] == "https"
        self.started = False

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.started = True
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers[name] = value
            # Bundle names carry a content hash, so they may be kept; nothing else ever is.
            keep = self._static and message["status"] in (200, 304)
            headers["Cache-Control"] = "public, max-age=31536000, immutable" if keep else "no-store"
            if self._https:
                headers["Strict-Transport-Security"] = "max-age=31536000"
        await self._send(message)


def refusal(method: str, headers: Headers, hosts: Collection[str]) -> Response | None:
    """Why a request may not come in at all, as the answer to give; None when it may."""
    host = headers.get("host", "")
    if host_name(host) not in hosts:
        return PlainTextResponse("This console is not served under that name.\n", 400)
    length = headers.get("content-length", "0")
    if not length.isdigit() or int(length) > MAX_BODY:
        return PlainTextResponse("That is more than 1 MB. Nothing was changed.\n", 413)
    if method not in SAFE_METHODS and not from_here(headers, host):
        return PlainTextResponse("That form did not come from this console. Nothing was changed.\n", 403)
    return None


def host_name(host: str) -> str:
    """`localhost:8000` -> `localhost`; a bracketed IPv6 address keeps its brackets."""
    return host[: host.index("]") + 1] if host.startswith("[") and "]" in host else host.partition(":")[0].lower()


def from_here(headers: Headers, host: str) -> bool:
    """Whether a write comes from a page of this console: by Sec-Fetch-Site, and by Origin or Referer.
    A browser that sends none of them is refused; one that sends several must agree in all."""
    site = headers.get("sec-fetch-site")
    source = headers.get("origin") or headers.get("referer")
    if site is not None and site != "same-origin":
        return False
    if source is not None:
        return urlsplit(source).netloc.lower() == host.lower()
    return site == "same-origin"


def capped(receive: Receive) -> Receive:
    """`receive` that refuses once more than MAX_BODY bytes have come, whatever Content-Length said."""
    total = 0

    async def limited() -> Message:
        nonlocal total
        message = await receive()
        total += len(message.get("body", b""))
        if total > MAX_BODY:
            raise HTTPException(413, "That is more than 1 MB. Nothing was changed.")
        return message

    return limited


def form_token(session: Sealed) -> str:
    """The hidden token of this session's forms; knowing it does not reveal the session."""
    return hmac.new(session.reveal().encode(), b"safelight console form", hashlib.sha256).hexdigest()


def same_token(given: str, session: Sealed) -> bool:
    return hmac.compare_digest(given.encode("utf-8", "surrogatepass"), form_token(session).encode())


def cookie_name(https: bool) -> str:
    """Over HTTPS the `__Host-` prefix makes the browser itself insist on Secure, this host and path /."""
    return "__Host-safelight" if https else "safelight"
