"""Webhooks as Twilio documents them: the signature, the form fields of an incoming text and of a receipt.

The signature is HMAC-SHA-1 under the account's token over the full address and, for a form, every parameter's name and
value in the order of their names. The scheme has no time in it: a replay is stopped by the text's unique id alone.
Media are counted and never fetched. Fields about where a number was registered are not read at all.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit, urlunsplit

from safelight.kernel.errors import Invalid
from safelight.kernel.sealed import Sealed
from safelight.textline.core.incoming import LONGEST_TEXT, Incoming

MOST_FIELDS = 200
"""Fields of one form. Twilio sends about 25; ten media add 20."""

LONGEST_FORM = 262_144
"""Bytes of one form: 16,000 characters, which is the most that is kept, of four bytes, each escaped to three, are
192 kB."""

LONGEST_ID = 64
LONGEST_ADDRESS = 64

Fields = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a provider says about a text it took: its word for it, and an error code if there is one."""

    external_id: str
    word: str
    code: str = ""


def read_form(body: bytes) -> Fields:
    """The fields of a form body, in order. Invalid when it is no form."""
    try:
        return parse_qsl(
            body.decode("utf-8"),
            keep_blank_values=True,
            max_num_fields=MOST_FIELDS,
            errors="strict",
            strict_parsing=True,
        )
    except (UnicodeDecodeError, ValueError) as error:
        raise Invalid("textline.webhook.form", "The body is not a form in UTF-8.") from error


def signature(token: Sealed, address: str, fields: Fields) -> str:
    """The X-Twilio-Signature of a request to `address` with these form fields."""
    values: dict[str, set[str]] = defaultdict(set)
    for name, value in fields:
        values[name].add(value)
    signed = address + "".join(name + value for name in sorted(values) for value in sorted(values[name]))
    digest = hmac.new(token.reveal().encode(), signed.encode("utf-8"), hashlib.sha1).digest()
    return base64.b64encode(digest).decode("ascii")


def is_signed(token: Sealed, address: str, fields: Fields, given: str) -> bool:
    """Whether `given` is the signature of this request. Providers sign the address with or without its usual port."""
    return any(
        hmac.compare_digest(signature(token, form, fields).encode(), given.encode("utf-8", "surrogatepass"))
        for form in _with_and_without_port(address)
    )


def _with_and_without_port(address: str) -> tuple[str, str]:
    parts = urlsplit(address)
    host, usual = parts.hostname or "", 443 if parts.scheme == "https" else 80
    named = f"[{host}]" if ":" in host else host
    bare = urlunsplit(parts._replace(netloc=named)) if parts.port is not None else address
    ported = address if parts.port is not None else urlunsplit(parts._replace(netloc=f"{named}:{usual}"))
    return bare, ported


def account_of(fields: Fields) -> str:
    """The account that a webhook speaks for."""
    return _one(fields, "AccountSid")


def incoming(fields: Fields) -> Incoming:
    """The text that a webhook brings. Invalid names the field that is missing or too long."""
    external_id = _one(fields, "MessageSid") or _one(fields, "SmsMessageSid") or _one(fields, "SmsSid")
    sender, line = _one(fields, "From"), _one(fields, "To")
    for name, value, most in (
        ("MessageSid", external_id, LONGEST_ID),
        ("From", sender, LONGEST_ADDRESS),
        ("To", line, LONGEST_ADDRESS),
    ):
        if not 0 < len(value) <= most or not value.isprintable():
            raise Invalid("textline.webhook.field", f"{name} is missing, longer than {most} characters or no name.")
    media = _one(fields, "NumMedia")
    count = int(media) if media.isascii() and media.isdigit() and len(media) < 4 else 0
    return Incoming(external_id, line, Sealed(sender), _one(fields, "Body")[:LONGEST_TEXT], count)


def receipt(fields: Fields) -> Receipt:
    """The receipt that a status webhook brings. Invalid names the field that is missing."""
    external_id = _one(fields, "MessageSid") or _one(fields, "SmsSid")
    word = (_one(fields, "MessageStatus") or _one(fields, "SmsStatus")).lower()
    if not 0 < len(external_id) <= LONGEST_ID or not external_id.isprintable():
        raise Invalid("textline.webhook.field", f"MessageSid is missing, longer than {LONGEST_ID} or no name.")
    if not 0 < len(word) <= 32 or not word.isalpha():
        raise Invalid("textline.webhook.field", "MessageStatus is missing or no word.")
    return Receipt(external_id, word, _one(fields, "ErrorCode")[:16])


def _one(fields: Fields, name: str) -> str:
    return next((value for key, value in fields if key == name), "")
