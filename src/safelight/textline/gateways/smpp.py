"""A message centre spoken to by SMPP 3.4, as transceiver: one connection for what comes and what goes.

A long text goes as joined segments; its name is that of the last, whose receipt speaks for it. A centre that declines
the first segment has taken nothing; one that stops in the middle leaves the text in doubt. It keeps no list that could
be asked, so what is in doubt goes to a person.
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from safelight.infra.logs import Log
from safelight.kernel.clock import Clock
from safelight.kernel.errors import Invalid
from safelight.kernel.sealed import Sealed
from safelight.textline.core.incoming import LONGEST_TEXT, Incoming
from safelight.textline.core.sending import SEND_TIMEOUT, Accepted, Answer, Declined, NoAnswer
from safelight.textline.core.short_message import ShortMessage
from safelight.textline.gateways import smpp_pdu as pdu
from safelight.textline.gateways.smpp_pdu import Address, BadUnit, Message
from safelight.textline.gateways.smpp_session import Link, Session
from safelight.textline.gateways.smpp_text import ALPHABETS, Alphabet, encode, read
from safelight.textline.ports import Ear

INTERNATIONAL, SHORT_CODE, LETTERS = (1, 1), (3, 0), (5, 0)
"""Type and plan of a number with country code, of a short code, and of a name (5.2.5, 5.2.6)."""


@dataclass(slots=True)
class SmppProvider:
    """One account at one centre. `sender` is the number or short code texts come from."""

    host: str
    port: int
    account: str
    password: Sealed
    sender: str
    ear: Ear
    clock: Clock
    log: Log
    alphabet: Alphabet = "gsm7"
    timeout: timedelta = SEND_TIMEOUT
    _session: Session = field(init=False)
    _references: itertools.cycle[int] = field(init=False)

    def __post_init__(self) -> None:
        link = Link(self.host, self.port, pdu.bind(self.account, self.password.reveal()), "smpp")
        self._references = itertools.cycle(range(256))
        self._session = Session(link, self._deliver, self.ear.bound, self._heard, self.log)

    @property
    def keeps_list(self) -> bool:
        return False

    def close(self) -> None:
        self._session.close()

    def send(self, to: Sealed, text: str, reference: str) -> Answer:  # noqa: ARG002 - the centre keeps none of ours
        parts = encode(text, next(self._references))
        name = ""
        for index, (octets, coding, esm_class) in enumerate(parts):
            last = index == len(parts) - 1
            message = Message(
                _address(self.sender), _address(to.reveal()), octets, esm_class, coding, registered=int(last)
            )
            answer = self._submit(message)
            if not isinstance(answer, Accepted):
                return answer if index == 0 else NoAnswer("in_part")
            name = answer.external_id
        return Accepted(name)

    def _submit(self, message: Message) -> Answer:
        try:
            answer = self._session.ask(pdu.SUBMIT_SM, message.encode(), self.timeout.total_seconds())
        except BadUnit:
            return Declined("address", lasting=True)
        except ConnectionError:
            return Declined("unreachable", lasting=False)
        if answer is None:
            return NoAnswer("no_answer")
        if answer.status != pdu.OK:
            return Declined(f"smpp_{answer.status:x}", lasting=answer.status in pdu.LASTING)
        name = pdu.message_id(answer.body)
        return Accepted(name) if name else NoAnswer("no_name")

    def find_sent(self, to: Sealed, text: str, since: datetime, apart_from: frozenset[str]) -> Sequence[str] | None:  # noqa: ARG002
        return None

    def received(self, since: datetime) -> Sequence[Incoming] | None:  # noqa: ARG002
        return None

    # --- what comes -----------------------------------------------------------------------------

    def _deliver(self, body: bytes) -> Future[object]:
        message = pdu.message(body)
        said = pdu.receipt(message)
        if said is not None:
            return self.ear.receipt(*said)
        found = read(message, self.alphabet)
        return self.ear.short_message(
            ShortMessage(
                sender=Sealed(_number(message.source)),
                line=_number(message.destination),
                text=found.text[:LONGEST_TEXT],
                fingerprint=body,
                part=found.part,
                media=int(found.binary),
            )
        )

    def _heard(self, known: float) -> None:
        self.ear.heard(self.clock.now() - timedelta(seconds=time.monotonic() - known))


def host_and_port(address: str) -> tuple[str, int]:
    """`host:port`, also as `smpp://host:port`. Invalid when it is neither."""
    host, _, port = address.removeprefix("smpp://").rpartition(":")
    if not host or not port.isascii() or not port.isdigit() or not 0 < int(port) < 65_536:
        raise Invalid("textline.smpp.address", "A message centre's address is host:port, as smpp.example.org:2775.")
    return host.strip("[]"), int(port)


def alphabet_of(name: str) -> Alphabet:
    """What the centre means by its default alphabet. Invalid when nobody knows that name."""
    found = next((each for each in ALPHABETS if each == name), None)
    if found is None:
        raise Invalid("textline.smpp.alphabet", f"The default alphabet is one of: {', '.join(ALPHABETS)}.")
    return found


def check(account: str, password: Sealed, options: Mapping[str, object]) -> None:
    """Whether a centre could be spoken to with this. Invalid names what is wrong."""
    host_and_port(str(options.get("address", "")))
    alphabet_of(str(options.get("alphabet") or "gsm7"))
    try:
        pdu.bind(account, password.reveal())
    except BadUnit as error:
        raise Invalid("textline.smpp.account", f"The account or its password has {error}.") from error


def _address(written: str) -> Address:
    digits = written.removeprefix("+")
    if written.startswith("+") or (digits.isdigit() and len(digits) > 8):
        return Address(digits, *INTERNATIONAL)
    return Address(digits, *(SHORT_CODE if digits.isdigit() else LETTERS))


def _number(address: Address) -> str:
    """As every gateway writes numbers: with a plus where the country code is stated."""
    if address.ton == INTERNATIONAL[0] and not address.digits.startswith("+"):
        return f"+{address.digits}"
    return address.digits
