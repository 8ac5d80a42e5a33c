"""A signed webhook: one POST that says that there is a notice, to an address its tenant chose.

The body is `{"notice", "number", "cause"}`; the header `Safelight-Signature: t=SECONDS,v1=HEX` is HMAC-SHA-256 over the
time, a dot and the body, so that a receiver refuses what is old or changed. Any 2xx is a yes; the rest is tried again.
Refuses: addresses that aren't public, unless the operator listed the host; redirects; bodies of answers.
"""

from __future__ import annotations

import hmac
import json
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import urlsplit

import httpx

from safelight.infra.http import Resolve, is_public, resolve_host
from safelight.kernel.clock import Clock
from safelight.kernel.errors import Unavailable

SIGNATURE = "Safelight-Signature"

REPLAY_WINDOW = 300
"""Seconds within which a receiver should accept a signature: five minutes, as webhook senders commonly document."""

TIMEOUT = 5.0


def sign(secret: bytes, seconds: int, body: bytes) -> str:
    """The value of the signature header."""
    digest = hmac.new(secret, str(seconds).encode() + b"." + body, "sha256").hexdigest()
    return f"t={seconds},v1={digest}"


def signature_holds(header: str, secret: bytes, body: bytes, now: int) -> bool:
    """What a receiver does: whether the header fits the body and is not older than REPLAY_WINDOW."""
    parts = dict(part.split("=", 1) for part in header.split(",") if "=" in part)
    seconds = parts.get("t", "")
    if not seconds.isdigit() or abs(now - int(seconds)) > REPLAY_WINDOW:
        return False
    return hmac.compare_digest(sign(secret, int(seconds), body).encode(), header.encode())


@cache
def _trusted() -> ssl.SSLContext:
    """Read once: loading the certificates costs 20 ms, as much as everything else of an announcement together."""
    return httpx.create_ssl_context(trust_env=False)


@dataclass(frozen=True, slots=True)
class Webhook:
    """Implements `ports.Announcer`. `allowed`: hosts (`name` or `name:port`) that may stand on a private address."""

    clock: Clock
    allowed: frozenset[str] = frozenset()
    resolve: Resolve = resolve_host
    transport: Callable[[], httpx.BaseTransport] | None = None

    def announce(self, address: str, secret: bytes, notice_id: str, number: int, cause: str) -> None:
        body = json.dumps({"notice": notice_id, "number": number, "cause": cause}, sort_keys=True).encode()
        seconds = int(self.clock.now().timestamp())
        headers = {SIGNATURE: sign(secret, seconds, body), "Content-Type": "application/json"}
        target = httpx.URL(address)
        pinned = target.copy_with(host=self._address(address))
        headers["Host"] = target.netloc.decode("ascii")
        transport = self.transport() if self.transport is not None else None
        options: dict[str, Any] = {"trust_env": False, "timeout": TIMEOUT, "follow_redirects": False}
        with httpx.Client(**options, verify=_trusted(), transport=transport) as client:
            try:
                with client.stream(
                    "POST", pinned, content=body, headers=headers, extensions={"sni_hostname": target.host}
                ) as answer:
                    status = answer.status_code
            except httpx.HTTPError as error:
                words = f"The webhook could not be reached ({type(error).__name__})."
                raise Unavailable("content.webhook.unreachable", words) from error
        if not 200 <= status < 300:
            raise Unavailable("content.webhook.refused", f"The webhook answered {status}.")

    def _address(self, url: str) -> str:
        """The address to connect to: the one that was checked. One that isn't public among several refuses them all."""
        parts = urlsplit(url)
        port = parts.port or (443 if parts.scheme == "https" else 80)
        host = parts.hostname or ""
        try:
            found = self.resolve(host, port)
        except (OSError, UnicodeError):
            found = []
        listed = {host, f"{host}:{port}"} & self.allowed
        if not found or (not listed and not all(is_public(one) for one in found)):
            raise Unavailable("content.webhook.private", "The webhook's host has no public address.")
        return found[0]
