"""Webhooks of providers that speak as Twilio does: checked, then handed to the line.

Whoever can't sign for the account that the form names is Denied, in the same words whether or not there is such an
account. Promises nothing before the text is on disk.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future

from safelight.kernel.errors import Denied, Invalid
from safelight.textline.gateways import twilio_webhook as twilio
from safelight.textline.service.lines import Lines
from safelight.textline.service.outcomes import Outcomes
from safelight.textline.service.receive import Received, Receiver
from safelight.textline.store.lines import ProviderRow

LONGEST_FORM = twilio.LONGEST_FORM


class TwilioHooks:
    """The two addresses that a provider calls. `address` is the full one that it signed."""

    def __init__(self, lines: Lines, receiver: Receiver, outcomes: Outcomes) -> None:
        self._lines = lines
        self._receiver = receiver
        self._outcomes = outcomes

    def inbound(self, address: str, body: bytes, signature: str) -> Future[Received]:
        """A text that came. The future resolves once it is on disk, and fails with Unavailable when it is not."""
        fields = twilio.read_form(body)
        rows = self._signed_by(address, fields, signature)
        text = twilio.incoming(fields)
        line = self._lines.known().by_address.get(text.line)
        row = next((row for row in rows if line is not None and row.line_id == line.id), None)
        if row is None:
            raise Invalid("textline.webhook.line", "No line of this account has the address in To.")
        return self._receiver.accept(row, text)

    def status(self, address: str, body: bytes, signature: str) -> Future[bool]:
        """What became of a text that the provider took."""
        fields = twilio.read_form(body)
        rows = self._signed_by(address, fields, signature)
        said = twilio.receipt(fields)
        return self._outcomes.receipt([row.id for row in rows], said.external_id, said.word, said.code)

    def _signed_by(self, address: str, fields: twilio.Fields, signature: str) -> Sequence[ProviderRow]:
        rows = self._lines.providers_of("twilio", twilio.account_of(fields))
        signing = [
            row
            for row in rows
            if twilio.is_signed(self._lines.token(row), self._signed_address(row, address), fields, signature)
        ]
        if not signing:
            raise Denied("textline.webhook.signature", "The signature does not fit.")
        return signing

    def _signed_address(self, row: ProviderRow, address: str) -> str:
        """What the provider signed: behind a proxy, the public address that the provider is set to call."""
        public = str(row.options.get("public", "")).rstrip("/")
        path = address.split("://", 1)[-1].partition("/")[2]
        return f"{public}/{path}" if public else address
