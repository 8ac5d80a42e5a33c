"""A text line for tests: a hotline with people, one line, and the loopback provider that carries it."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from pathlib import Path
from urllib.parse import urlencode

from tests.lib import fake_smsc
from tests.lib.fake_smsc import FakeSmsc
from tests.lib.fake_twilio import ACCOUNT, TOKEN, FakeTwilio
from tests.lib.homes import PASSWORD, settings_for

from safelight.access.core.tenant import Actor, Role
from safelight.assembly import Platform, build, create_home
from safelight.infra.ids import RandomIds
from safelight.kernel.clock import Clock
from safelight.kernel.ids import TenantId
from safelight.kernel.sealed import Sealed
from safelight.textline.core.incoming import Incoming
from safelight.textline.core.sending import Pace
from safelight.textline.gateways.twilio_webhook import read_form, signature
from safelight.textline.service.receive import Received
from safelight.textline.store.lines import ProviderRow
from safelight.textline.store.tables import CONTACTS, CONVERSATIONS, ENTRIES, INBOX, KEYS, SENDINGS

LINE = "+15550100"
ADDRESS = "http://testserver/gateways/twilio/inbound"
PEOPLE: dict[str, Role] = {"ana": "advocate", "ben": "advocate", "sue": "supervisor"}
OFFICERS: dict[str, tuple[str, Role]] = {
    "nina": ("North Agency", "investigator"),
    "hugo": ("North Agency", "supervisor"),
    "sol": ("South Agency", "investigator"),
}
"""Members of agencies that a referral may name; there in a desk only."""
QUICK = Pace(settle=timedelta(seconds=0.3), receipt_wait=timedelta(seconds=0.2), first_retry=timedelta(seconds=0.05))


def number(index: int) -> str:
    """A number of the range kept for fiction."""
    return f"+1555{index:07d}"


def form(sid: str, sender: str, text: str, **more: str) -> bytes:
    """An inbound webhook's body, with the fields Twilio sends."""
    fields = {
        "ToCountry": "US",
        "SmsMessageSid": sid,
        "NumMedia": "0",
        "SmsSid": sid,
        "SmsStatus": "received",
        "Body": text,
        "To": LINE,
        "NumSegments": "1",
        "MessageSid": sid,
        "AccountSid": ACCOUNT,
        "From": sender,
        "ApiVersion": "2010-04-01",
        **more,
    }
    return urlencode(fields).encode()


def signed(body: bytes, address: str = ADDRESS, token: str = TOKEN) -> str:
    return signature(Sealed(token), address, read_form(body))


@dataclass
class Line:
    """A running line. `text` is what a gateway does; `carry` sends what waits."""

    platform: Platform
    tenant: TenantId
    provider: ProviderRow
    _actors: dict[str, Actor] = field(default_factory=dict)
    _count: int = 0

    def actor(self, login: str) -> Actor:
        """Enrolled when first asked for: hashing a password costs more than anything a test does."""
        if login not in self._actors:
            self.platform.access.enrol(self.tenant, login, f"{login.capitalize()} Example", (PEOPLE[login],), PASSWORD)
            self._actors[login] = self.platform.access.sign_in(login, PASSWORD).actor
        return self._actors[login]

    def text(self, sender: str, words: str, sid: str | None = None, **more: object) -> Received:
        self._count += 1
        incoming = Incoming(sid or f"SMin{self._count:028d}", LINE, Sealed(sender), words, **more)  # type: ignore[arg-type]
        return self.platform.textline.receiver.accept(self.provider, incoming).result(30)

    def carry(self, rounds: int = 1) -> int:
        return sum(self.platform.textline.sender.round() for _ in range(rounds))

    def rows(self, table: str) -> list[dict[str, object]]:
        tables = {each.name: each for each in (CONTACTS, CONVERSATIONS, ENTRIES, INBOX, KEYS, SENDINGS)}
        with self.platform.books["textline"].read() as connection:
            return [dict(row._mapping) for row in connection.execute(tables[table].select())]

    def states(self) -> list[str]:
        return [str(row["state"]) for row in sorted(self.rows("sendings"), key=lambda row: str(row["created_at"]))]


def open_line(
    path: Path,
    fake: FakeTwilio | FakeSmsc | None,
    clock: Clock | None = None,
    url: str | None = None,
    timeout: float = 1.0,
) -> Line:
    """A fresh home with the people above and one line; without a provider, a simulated one."""
    settings = settings_for(path, url)
    create_home(settings.home, RandomIds())
    platform = build(settings, clock, pace=QUICK)
    tenant = platform.access.found_tenant("Paper Line", "ngo", "US").id
    platform.access.enrol(tenant, "ada", "Ada Example", ("administrator",), PASSWORD)
    lines, admin = platform.textline.lines, platform.access.sign_in("ada", PASSWORD).actor
    line = lines.add_line(admin, LINE, "Paper line", {"programme": "BF Info"})
    if fake is None:
        provider = lines.add_provider(admin, line.id, "simulator", "simulator", Sealed("-"), {})
    elif isinstance(fake, FakeSmsc):
        options = {"address": fake.address, "timeout": timeout}
        secret = Sealed(fake_smsc.PASSWORD)
        provider = lines.add_provider(admin, line.id, "smpp", fake_smsc.ACCOUNT, secret, options)
    else:
        options = {"address": fake.address, "timeout": timeout}
        provider = lines.add_provider(admin, line.id, "twilio", ACCOUNT, Sealed(TOKEN), options)
    return Line(platform, tenant, provider)


@cache
def _desk() -> tuple[Path, TenantId, dict[str, Actor]]:
    """A home with a simulated line, its people and two agencies, everybody signed in; made once, then copied: hashing
    passwords costs more than anything a test does."""
    folder = Path(tempfile.mkdtemp(prefix="safelight-desk-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    line = open_line(folder, None)
    access = line.platform.access
    actors = {login: line.actor(login) for login in PEOPLE}
    for name in sorted({agency for agency, _ in OFFICERS.values()}):
        tenant = access.found_tenant(name, "agency", "US-CA").id
        for login, (agency, role) in OFFICERS.items():
            if agency == name:
                access.enrol(tenant, login, f"{login.capitalize()} Example", (role,), PASSWORD)
                actors[login] = access.sign_in(login, PASSWORD).actor
    line.platform.close()
    return folder / "home", line.tenant, actors


def open_desk(path: Path, clock: Clock | None = None) -> Line:
    """A line that nobody carries, with its people and the officers above signed in."""
    home, tenant, actors = _desk()
    settings = settings_for(path, None)
    shutil.copytree(home, settings.home)
    platform = build(settings, clock, pace=QUICK)
    (provider,) = platform.textline.lines.known().by_provider.values()
    return Line(platform, tenant, provider, dict(actors))
