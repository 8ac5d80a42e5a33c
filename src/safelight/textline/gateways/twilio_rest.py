"""Sending and asking by Twilio's Messages resource, at Twilio or at whoever speaks the same (a configurable address).

A refusal with a Twilio error body is an answer; a timeout, a broken connection or a 5xx is no answer, and the sending
is then in doubt. A connection that was never made is a refusal: nothing can have been taken. To settle a doubt the
texts to that number are listed, newest first, and compared by body and time.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

import httpx

from safelight.kernel.sealed import Sealed
from safelight.textline.core.incoming import LONGEST_TEXT, Incoming
from safelight.textline.core.sending import SEND_TIMEOUT, Accepted, Answer, Declined, NoAnswer

TWILIO = "https://api.twilio.com"
API = "2010-04-01"
PAGE = 100
MOST_PAGES = 20
"""Pages of a list that are read at once: 2,000 texts, a minute's worth at 33 a second."""

CLOCKS_APART = timedelta(seconds=5)
"""Provider's and our clock may differ; its times have whole seconds."""

LASTING = frozenset({21211, 21214, 21217, 21408, 21606, 21610, 21611, 21612, 21614, 21617})
"""Twilio errors that asking again does not mend: invalid or unreachable number, no permission, opted out at the
provider (21610), text too long (21617). Twilio's error dictionary, read 2026-11."""


@dataclass(slots=True)
class TwilioRest:
    """One account. `sender` is the number or short code texts come from; `callback` where receipts go, if anywhere."""

    account: str
    token: Sealed
    sender: str
    address: str = TWILIO
    callback: str = ""
    timeout: timedelta = SEND_TIMEOUT
    _client: httpx.Client = field(init=False)

    def __post_init__(self) -> None:
        self._client = httpx.Client(
            base_url=self.address.rstrip("/"),
            auth=(self.account, self.token.reveal()),
            timeout=self.timeout.total_seconds(),
            follow_redirects=False,
            trust_env=False,
            limits=httpx.Limits(max_connections=32, max_keepalive_connections=32),
        )

    @property
    def keeps_list(self) -> bool:
        return True

    def close(self) -> None:
        self._client.close()

    @property
    def _messages(self) -> str:
        return f"/{API}/Accounts/{self.account}/Messages.json"

    def send(self, to: Sealed, text: str, reference: str) -> Answer:  # noqa: ARG002 - Twilio keeps no reference of ours
        form = {"To": to.reveal(), "From": self.sender, "Body": text}
        if self.callback:
            form["StatusCallback"] = self.callback
        try:
            answer = self._client.post(self._messages, data=form)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout):
            return Declined("unreachable", lasting=False)
        except httpx.HTTPError as error:
            return NoAnswer(type(error).__name__)
        return _answer(answer)

    def find_sent(self, to: Sealed, text: str, since: datetime, apart_from: frozenset[str]) -> Sequence[str] | None:
        query = {"To": to.reveal(), "From": self.sender, "PageSize": str(PAGE)}
        try:
            return [
                str(record["sid"])
                for record in self._list(query, since)
                if str(record.get("direction", "")).startswith("outbound")
                and str(record.get("body", "")).strip() == text.strip()
                and record["sid"] not in apart_from
            ]
        except (httpx.HTTPError, KeyError, ValueError, TypeError):
            return None

    def received(self, since: datetime) -> Sequence[Incoming] | None:
        query = {"To": self.sender, "PageSize": str(PAGE)}
        try:
            return [
                _incoming(record) for record in self._list(query, since) if record.get("direction", "") == "inbound"
            ]
        except (httpx.HTTPError, KeyError, ValueError, TypeError):
            return None

    def _list(self, query: Mapping[str, str], since: datetime) -> Iterator[Mapping[str, Any]]:
        """Records newest first, back to `since`. Raises what httpx raises, and ValueError for what is no list."""
        path: str | None = self._messages
        params: Mapping[str, str] | None = query
        for _ in range(MOST_PAGES):
            answer = self._client.get(path or "", params=params)
            answer.raise_for_status()
            page = answer.json()
            for record in page["messages"]:
                if _time(record) < since - CLOCKS_APART:
                    return
                yield record
            path, params = page.get("next_page_uri"), None
            if not path or not str(path).startswith("/"):
                return
        raise ValueError("the list has no end")


def _answer(answer: httpx.Response) -> Answer:
    if answer.status_code in (200, 201):
        try:
            return Accepted(str(answer.json()["sid"]))
        except (ValueError, KeyError, TypeError):
            return NoAnswer("unreadable")
    if answer.status_code >= 500:
        return NoAnswer(f"http_{answer.status_code}")
    try:
        code = int(answer.json().get("code", 0))
    except (ValueError, AttributeError, TypeError):
        code = 0
    lasting = code in LASTING or (answer.status_code in (400, 404) and code == 0)
    return Declined(str(code or answer.status_code), lasting)


def _time(record: Mapping[str, Any]) -> datetime:
    """When the provider took it: `date_created`, an RFC 2822 time."""
    at = parsedate_to_datetime(str(record["date_created"]))
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)


def _incoming(record: Mapping[str, Any]) -> Incoming:
    media = int(record.get("num_media") or 0)
    text = str(record.get("body") or "")[:LONGEST_TEXT]
    return Incoming(str(record["sid"]), str(record["to"]), Sealed(str(record["from"])), text, media, _time(record))
