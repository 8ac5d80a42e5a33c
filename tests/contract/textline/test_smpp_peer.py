"""Our side of SMPP against what others wrote: the specification's bytes, and an independent centre if it is there."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest
from tests.lib.line_load import free_port

from safelight.infra.clock import SystemClock
from safelight.infra.logs import Log
from safelight.kernel.sealed import Sealed
from safelight.textline.core.sending import Accepted, Declined
from safelight.textline.core.short_message import ShortMessage
from safelight.textline.gateways import smpp_pdu as pdu
from safelight.textline.gateways.smpp import SmppProvider
from safelight.textline.gateways.smpp_pdu import Address, BadUnit, Message, Unit
from safelight.textline.gateways.smpp_text import decode, encode

EXAMPLE = bytes.fromhex(
    "0000002F 00000002 00000000 00000001"
    "534D50503354455354 00 7365637265743038 00 5355424D495431 00 00 01 01 00".replace(" ", "")
)
"""The bind that SMPP 3.4 works through in 3.2.1: system SMPP3TEST, password secret08, type SUBMIT1, version 0."""


def test_the_specification_s_example_of_a_bind() -> None:
    body = pdu.bind("SMPP3TEST", "secret08", "SUBMIT1", 1, 1)
    ours = bytearray(Unit(pdu.BIND_TRANSMITTER, 0, 1, body).encode())
    assert ours[-4] == 0x34, "we say version 3.4; the example says none"
    ours[-4] = 0
    assert bytes(ours) == EXAMPLE
    assert pdu.header(EXAMPLE[:16]) == (47, pdu.BIND_TRANSMITTER, 0, 1)


def test_the_default_alphabet_s_table() -> None:
    """Rows of 3GPP TS 23.038 6.2.1 and 6.2.1.1."""
    assert decode(bytes.fromhex("00 02 05 10 1b65 1b3c 41 7f".replace(" ", "")), 0) == "@$éΔ€[Aà"
    assert decode("añ".encode("utf-16-be"), 8) == "añ"
    assert encode("€[A", 0) == [(b"\x1b\x65\x1b\x3cA", 0, 0)]


def test_the_specification_s_receipt() -> None:
    """Appendix B."""
    text = (
        b"id:0123456789 sub:001 dlvrd:001 submit date:9912312359 done date:0001010001 stat:DELIVRD err:000 Text: hello"
    )
    assert pdu.receipt(Message(Address("1"), Address("2"), text, esm_class=4)) == ("0123456789", "delivered", "000")
    assert pdu.receipt(Message(Address("1"), Address("2"), text)) is None


def test_random_bytes_are_no_unit_or_one() -> None:
    import random

    rng = random.Random(7)
    taken = refused = 0
    for _ in range(2000):
        try:
            taken += isinstance(pdu.message(rng.randbytes(rng.randrange(80))), Message)
        except BadUnit:
            refused += 1
    assert taken + refused == 2000
    assert refused > 1000


@dataclass
class _Ear:
    heard_texts: list[ShortMessage] = field(default_factory=list)
    receipts: list[tuple[str, str, str]] = field(default_factory=list)
    kept: Future[object] = field(default_factory=Future)

    def bound(self) -> None:
        pass

    def short_message(self, message: ShortMessage) -> Future[object]:
        self.heard_texts.append(message)
        return self.kept

    def receipt(self, external_id: str, word: str, code: str) -> Future[object]:
        self.receipts.append((external_id, word, code))
        return self.kept

    def heard(self, until: datetime) -> None:
        assert until <= datetime.now(UTC)


UNBOUND = Declined("unreachable", lasting=False)


class Peer:
    """The centre of the package `smpp34` (MIT), on an event loop of its own."""

    def __init__(self, package: Any) -> None:
        self.package = package
        self.loop = asyncio.new_event_loop()
        threading.Thread(target=self.loop.run_forever, daemon=True).start()
        self.port = free_port()
        self.server = package.Server("127.0.0.1", self.port, system_id="centre")
        self.call(self.server.start)

    def begin(self, verb: Callable[..., Any], *given: Any, **named: Any) -> Future[Any]:
        async def run() -> Any:
            return await verb(*given, **named)

        return asyncio.run_coroutine_threadsafe(run(), self.loop)

    def call(self, verb: Callable[..., Any], *given: Any, **named: Any) -> Any:
        return self.begin(verb, *given, **named).result(10)


@pytest.fixture
def peer() -> Iterator[Peer]:
    package = pytest.importorskip("smpp34", reason="the independent peer is not installed: pip install smpp34")
    running = Peer(package)
    yield running
    running.call(running.server.stop)


def patiently(provider: SmppProvider, text: str) -> object:
    """The answer to a text, once the bind is done."""
    until = time.monotonic() + 5
    while (answer := provider.send(Sealed("+15550001"), text, "r")) == UNBOUND and time.monotonic() < until:
        time.sleep(0.02)
    return answer


def test_an_independent_centre_binds_takes_and_brings(peer: Peer) -> None:
    ear = _Ear()
    clock = SystemClock()
    provider = SmppProvider("127.0.0.1", peer.port, "us", Sealed("a-word"), "55501", ear, clock, Log(clock))
    try:
        esme = peer.call(peer.server.next)
        answer: list[object] = []
        sending = threading.Thread(target=lambda: answer.append(patiently(provider, "¿qué? 5€")))
        sending.start()
        event = peer.call(peer.server.next)
        assert (event.destination_addr, event.source_addr, event.data_coding) == ("15550001", "55501", 0)
        assert decode(event.short_message, 0) == "¿qué? 5€"
        event.accept("abc123")
        sending.join(5)
        assert answer == [Accepted("abc123")]
        number = {"source_addr_ton": 1, "source_addr_npi": 1}
        bringing = peer.begin(esme.deliver_sm, "55501", b"help", source_addr="15550001", **number)
        time.sleep(0.3)
        assert not bringing.done(), "no answer before it is on disk"
        ear.kept.set_result(None)
        assert bringing.result(5).is_success
        assert (ear.heard_texts[0].sender.reveal(), ear.heard_texts[0].text) == ("+15550001", "help")
        refused = threading.Thread(target=lambda: answer.append(patiently(provider, "again")))
        refused.start()
        peer.call(peer.server.next).reject(peer.package.ESME_RTHROTTLED)
        refused.join(5)
        assert answer[1] == Declined("smpp_58", lasting=False)
    finally:
        provider.close()
