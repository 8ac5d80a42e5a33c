"""A network's private check over HTTP: implements `ports.PrivateNetwork` for whoever asks from elsewhere.

Promises: no redirect is followed; what the other side sends is checked for its shape and its size before it is used.
Refuses: plain http to anything but this machine, because the token would travel in the clear.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

import httpx

from safelight.content.core.private import VALUE_BYTES
from safelight.infra.oprf import SIZE
from safelight.kernel.errors import Conflict, Denied, Invalid, SafelightError, Unavailable
from safelight.kernel.sealed import Sealed

TIMEOUT = 60.0
"""Seconds for one answer: a part of a million values is 11 MB."""

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
REFUSALS: Mapping[int, type[SafelightError]] = {401: Denied, 403: Denied, 409: Conflict, 422: Invalid}
ODD = "The network's answer is not of the form that a private check has."


class PrivateOverHttp:
    """`base`: the installation's address; `token` acts for the asker, under the purpose's case and reason."""

    def __init__(
        self, base: str, token: Sealed, case: str, reason: str, transport: httpx.BaseTransport | None = None
    ) -> None:
        parts = urlsplit(base)
        if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in LOOPBACK):
            raise Invalid("content.private.address", "Name an https address; plain http only reaches this machine.")
        self._client = httpx.Client(
            base_url=base.rstrip("/") + "/api/v1/content/private",
            headers={"Authorization": f"Bearer {token.reveal()}"},
            params={"case": case, "reason": reason},
            timeout=TIMEOUT,
            trust_env=False,
            follow_redirects=False,
            transport=transport,
        )

    def close(self) -> None:
        self._client.close()

    def announced(self) -> tuple[str, bytes, int, int, int]:
        found = self._asked("GET", "/set")
        try:
            counts = (int(found["entries"]), int(found["least_bits"]), int(found["most_bits"]))
            return str(found["epoch"]), bytes.fromhex(found["public_key"]), *counts
        except (KeyError, ValueError, TypeError):
            raise Unavailable("content.private.answer", ODD) from None

    def evaluate(self, epoch: str, blinded: Sequence[bytes]) -> tuple[list[bytes], bytes]:
        body = {"epoch": epoch, "elements": base64.b64encode(b"".join(blinded)).decode("ascii")}
        found = self._asked("POST", "/evaluations", body)
        return _pieces(found.get("elements"), SIZE, len(blinded)), b"".join(_pieces(found.get("proof"), 2 * SIZE, 1))

    def bucket(self, epoch: str, bits: int, prefix: int) -> list[bytes]:
        found = self._asked("GET", f"/set/{epoch}/{bits}/{prefix}")
        return _pieces(found.get("values"), VALUE_BYTES, None)

    def _asked(self, method: str, path: str, body: object = None) -> dict[str, Any]:
        try:
            answer = self._client.request(method, path, json=body)
            found = answer.json()
        except (httpx.HTTPError, ValueError) as error:
            words = f"The network could not be asked ({type(error).__name__})."
            raise Unavailable("content.private.unreachable", words) from error
        if not isinstance(found, dict):
            raise Unavailable("content.private.answer", ODD)
        if answer.status_code != httpx.codes.OK:
            kind = REFUSALS.get(answer.status_code, Unavailable)
            raise kind("content.private.refused", f"The network says: {str(found.get('message', ''))[:300]}")
        return found


def _pieces(text: object, size: int, count: int | None) -> list[bytes]:
    try:
        raw = base64.b64decode(str(text), validate=True)
    except (binascii.Error, ValueError):
        raise Unavailable("content.private.answer", ODD) from None
    if len(raw) % size or (count is not None and len(raw) != size * count):
        raise Unavailable("content.private.answer", ODD)
    return [raw[at : at + size] for at in range(0, len(raw), size)]
