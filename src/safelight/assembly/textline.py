"""The text line's parts, joined: one book, one vault, gateways to providers, and the verbs that surfaces may call."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TypedDict

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from safelight.access.service import Access, Trail
from safelight.infra.alone import Alone
from safelight.infra.db import Book
from safelight.infra.group_commit import GroupCommit
from safelight.infra.logs import Log
from safelight.kernel.clock import Clock
from safelight.kernel.ids import IdSource
from safelight.textline.core.sending import SEND_TIMEOUT, USUAL, Pace
from safelight.textline.gateways.simulator import SimulatedProvider
from safelight.textline.gateways.smpp import SmppProvider, alphabet_of, host_and_port
from safelight.textline.gateways.twilio_rest import TWILIO, TwilioRest
from safelight.textline.gateways.web_chat import WebChat
from safelight.textline.ports import Provider
from safelight.textline.service.arrivals import Arrivals
from safelight.textline.service.backfill import Backfill
from safelight.textline.service.bell import Bell
from safelight.textline.service.carriers import Carriers
from safelight.textline.service.chat_page import ChatPages
from safelight.textline.service.connected import Connected
from safelight.textline.service.consents import Consents
from safelight.textline.service.desk import Desk
from safelight.textline.service.directory import Directory
from safelight.textline.service.disclosures import Disclosures
from safelight.textline.service.drills import Drills
from safelight.textline.service.erasure import Erasure
from safelight.textline.service.evidence import Evidence
from safelight.textline.service.ground import Ground
from safelight.textline.service.guidance import Guide
from safelight.textline.service.hooks import TwilioHooks
from safelight.textline.service.inbox import Inbox
from safelight.textline.service.judge import Judge
from safelight.textline.service.lines import Lines
from safelight.textline.service.marks import Marks
from safelight.textline.service.outcomes import Outcomes
from safelight.textline.service.phone import Phones
from safelight.textline.service.receive import Receiver
from safelight.textline.service.referral_clock import ReferralClock
from safelight.textline.service.referrals import Referrals
from safelight.textline.service.release import Release
from safelight.textline.service.reveals import Reveals
from safelight.textline.service.screens import Screens
from safelight.textline.service.send import Sender
from safelight.textline.service.shifts import Shifts
from safelight.textline.service.threads import Threads
from safelight.textline.service.timers import Timers
from safelight.textline.store.lines import ProviderRow
from safelight.textline.vault import Vault

SENDER_LOCK = 0x5AFE_0010


@dataclass(frozen=True, slots=True)
class TextLine:
    """What surfaces may call of the text line, and what the server runs beside it."""

    lines: Lines
    receiver: Receiver
    connected: Connected
    hooks: TwilioHooks
    threads: Threads
    desk: Desk
    marks: Marks
    shifts: Shifts
    timers: Timers
    consents: Consents
    disclosures: Disclosures
    referrals: Referrals
    inbox: Inbox
    referral_clock: ReferralClock
    directory: Directory
    guide: Guide
    reveals: Reveals
    evidence: Evidence
    drills: Drills
    screens: Screens
    judge: Judge
    backfill: Backfill
    sender: Sender
    outcomes: Outcomes
    phones: Phones
    pages: ChatPages
    erasure: Erasure
    bell: Bell
    vault: Vault
    writer: GroupCommit
    carriers: Carriers

    def close(self) -> None:
        """Finish what was handed in, and let go of providers."""
        self.sender.close()
        self.writer.close()
        self.carriers.close()


def text_line(
    home: Path,
    book: Book,
    *,
    access: Access,
    trail: Trail,
    key: Ed25519PrivateKey,
    ids: IdSource,
    clock: Clock,
    log: Log,
    pace: Pace = USUAL,
) -> TextLine:
    """Join the parts over the textline book."""
    vault, writer, bell = Vault(home / "keys" / "textline"), GroupCommit(book), Bell()
    lines = Lines(book=book, vault=vault, access=access, ids=ids, clock=clock)
    outcomes = Outcomes(writer, access, clock, bell)
    arrivals = Arrivals(lines=lines, vault=vault, access=access, ids=ids, log=log)
    ground = Ground(book=book, writer=writer, vault=vault, access=access, ids=ids, clock=clock, bell=bell)
    receiver = Receiver(ground, lines, arrivals, log)
    connected = Connected(ground, lines, receiver, outcomes, log)
    carriers = Carriers(book, lines, connecting(lines, connected))
    sender = Sender(
        book=book,
        writer=writer,
        carriers=carriers,
        vault=vault,
        outcomes=outcomes,
        clock=clock,
        log=log,
        bell=bell,
        alone=Alone(book, home / "textline-sender.lock", SENDER_LOCK),
        pace=pace,
    )
    phones = Phones(book, lines, receiver, vault, ids)
    return TextLine(
        lines=lines,
        receiver=receiver,
        connected=connected,
        hooks=TwilioHooks(lines, receiver, outcomes),
        judge=Judge(book=book, writer=writer, vault=vault, access=access, log=log, bell=bell),
        backfill=Backfill(book, carriers, receiver, clock, log),
        sender=sender,
        outcomes=outcomes,
        erasure=Erasure(book=book, writer=writer, lines=lines, vault=vault, access=access, clock=clock, bell=bell),
        phones=phones,
        pages=ChatPages(
            book=book, lines=lines, receiver=receiver, outcomes=outcomes, vault=vault, ids=ids, clock=clock
        ),
        bell=bell,
        vault=vault,
        writer=writer,
        carriers=carriers,
        **_people(ground, lines, phones, trail, key),
    )


class People(TypedDict):
    """The verbs of the people's side, as `TextLine` names them."""

    threads: Threads
    desk: Desk
    marks: Marks
    shifts: Shifts
    timers: Timers
    consents: Consents
    disclosures: Disclosures
    referrals: Referrals
    inbox: Inbox
    referral_clock: ReferralClock
    directory: Directory
    guide: Guide
    reveals: Reveals
    evidence: Evidence
    drills: Drills
    screens: Screens


def _people(ground: Ground, lines: Lines, phones: Phones, trail: Trail, key: Ed25519PrivateKey) -> People:
    threads = Threads(ground)
    desk = Desk(ground, threads, lines)
    release = Release(ground)
    directory, inbox = Directory(ground, release), Inbox(ground, release)
    return People(
        threads=threads,
        desk=desk,
        marks=Marks(ground),
        shifts=Shifts(ground, desk),
        timers=Timers(ground, lines),
        consents=Consents(ground, release),
        disclosures=Disclosures(ground, release),
        referrals=Referrals(ground, release),
        inbox=inbox,
        referral_clock=ReferralClock(ground, release),
        directory=directory,
        guide=Guide(ground, threads, directory),
        reveals=Reveals(ground, release),
        evidence=Evidence(ground, inbox, trail, key),
        drills=Drills(ground, phones),
        screens=Screens(ground, threads),
    )


def connecting(lines: Lines, connected: Connected) -> Callable[[ProviderRow], Provider | None]:
    """How a provider's row becomes something that can be asked."""

    def connect(row: ProviderRow) -> Provider | None:
        if row.kind == "twilio":
            return _twilio(lines, row)
        if row.kind == "smpp":
            return _smpp(lines, connected, row)
        return WebChat() if row.kind == "web" else SimulatedProvider()

    return connect


def _twilio(lines: Lines, row: ProviderRow) -> Provider:
    line = lines.known().by_id[row.line_id]
    seconds = float(row.options.get("timeout", 0)) or None
    more = {"timeout": timedelta(seconds=seconds)} if seconds else {}
    return TwilioRest(
        account=row.account,
        token=lines.token(row),
        sender=str(row.options.get("sender") or line.address),
        address=str(row.options.get("address") or TWILIO),
        callback=str(row.options.get("callback", "")),
        **more,
    )


def _smpp(lines: Lines, connected: Connected, row: ProviderRow) -> Provider:
    host, port = host_and_port(str(row.options.get("address", "")))
    seconds = float(row.options.get("timeout", 0)) or SEND_TIMEOUT.total_seconds()
    return SmppProvider(
        host=host,
        port=port,
        account=row.account,
        password=lines.token(row),
        sender=str(row.options.get("sender") or lines.known().by_id[row.line_id].address),
        ear=connected.ear(row),
        clock=connected.ground.clock,
        log=connected.log,
        alphabet=alphabet_of(str(row.options.get("alphabet") or "gsm7")),
        timeout=timedelta(seconds=seconds),
    )
