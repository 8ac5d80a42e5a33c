"""Lines and providers: setting them up, and knowing them without asking the book for every text.

What is known is read again after a few seconds, so that a line added in another process is served without a restart.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any, get_args

from safelight.access.core.audit import Subject
from safelight.access.core.tenant import Actor
from safelight.access.service import Access
from safelight.infra.db import Book
from safelight.kernel.clock import Clock
from safelight.kernel.errors import Invalid, Missing
from safelight.kernel.ids import IdSource
from safelight.kernel.sealed import Sealed
from safelight.textline.core.automatic_texts import LONGEST_PROGRAMME
from safelight.textline.core.hours import Hours, read_hours
from safelight.textline.core.sending import ProviderKind
from safelight.textline.gateways import smpp
from safelight.textline.store import lines as store
from safelight.textline.store.lines import Line, ProviderRow
from safelight.textline.vault import Vault

FRESH = timedelta(seconds=5)
"""How long what is known of lines is taken for true."""

KINDS: tuple[ProviderKind, ...] = get_args(ProviderKind)

RETENTION_DAYS = 90
"""Days after its end that a conversation is kept when a line says nothing else: long enough for a follow-up, short
enough to hold little (this project's choice; an operator's counsel decides)."""


def hours_of(line: Line) -> Hours | None:
    """When a line's people answer; None when it says nothing, which is always."""
    written = str(line.options.get("hours") or "")
    return _hours(written, str(line.options.get("timezone") or "UTC")) if written else None


@cache
def _hours(written: str, zone: str) -> Hours | None:
    try:
        return read_hours(written, zone)
    except Invalid:  # set by an older version: nobody is kept waiting because of it
        return None


@dataclass(frozen=True, slots=True)
class Known:
    """Lines by address and id, providers by line in order of rank, and by kind and account."""

    at: datetime
    by_address: Mapping[str, Line]
    by_id: Mapping[str, Line]
    providers: Mapping[str, Sequence[ProviderRow]]
    by_provider: Mapping[str, ProviderRow]


class Lines:
    """The verbs for administrators, and the look-ups for gateways and workers."""

    def __init__(self, *, book: Book, vault: Vault, access: Access, ids: IdSource, clock: Clock) -> None:
        self._book = book
        self._vault = vault
        self._access = access
        self._ids = ids
        self._clock = clock
        self._lock = threading.Lock()
        self._known: Known | None = None

    def add_line(self, actor: Actor, address: str, name: str, options: Mapping[str, Any]) -> Line:
        """A line of the own tenant at an address (a number, a short code, `web`)."""
        programme = str(options.get("programme", ""))
        if not address.strip() or not name.strip():
            raise Invalid("textline.line.incomplete", "A line needs an address and a name.")
        if len(programme) > LONGEST_PROGRAMME:
            raise Invalid("textline.line.programme", f"A programme name has at most {LONGEST_PROGRAMME} characters.")
        if options.get("hours"):
            read_hours(str(options["hours"]), str(options.get("timezone") or "UTC"))
        line = Line(self._ids.mint("line"), actor.tenant.id, address.strip(), name.strip(), options)
        subject = Subject("line", line.id)
        scope = self._access.permit(actor, "textline.line.manage", subject)
        intent = self._access.intent(scope, subject, {"name": line.name}, action="textline.line.add")
        with self._book.write() as connection:
            store.add_line(connection, scope, line, intent)
        self._forget()
        return line

    def add_provider(
        self, actor: Actor, line_id: str, kind: ProviderKind, account: str, token: Sealed, options: Mapping[str, Any]
    ) -> ProviderRow:
        """Somebody who carries a line's texts; the first added is asked first."""
        scope = self._access.permit(actor, "textline.line.manage", Subject("line", line_id))
        with self._book.read() as connection:
            own = {line.id for line in store.list_lines(connection, scope)}
        if line_id not in own:
            raise Missing("textline.line.missing", "There is no such line.")
        if kind not in KINDS or not account.strip():
            raise Invalid("textline.provider.kind", f"A provider has an account and is one of: {', '.join(KINDS)}.")
        if kind == "smpp":
            smpp.check(account.strip(), token, options)
        rank, provider_id = len(self.known().providers.get(line_id, ())), self._ids.mint("prov")
        box, now = self._vault.seal_token(provider_id, token), self._clock.now()
        row = ProviderRow(
            provider_id, actor.tenant.id, line_id, rank, kind, account.strip(), options, box, 0, None, now
        )
        details = {"kind": kind, "line": line_id}
        intent = self._access.intent(scope, Subject("provider", provider_id), details, action="textline.provider.add")
        with self._book.write() as connection:
            store.add_provider(connection, scope, row, intent)
        self._forget()
        return row

    def list(self, actor: Actor) -> Sequence[Line]:
        """The own tenant's lines."""
        scope = self._access.permit(actor, "textline.line.manage", Subject("tenant", actor.tenant.id))
        with self._book.read() as connection:
            return store.list_lines(connection, scope)

    # --- for gateways and workers ---------------------------------------------------------------

    def known(self, *, fresh: bool = False) -> Known:
        """What is known of lines and providers; `fresh` reads it now."""
        now = self._clock.now()
        with self._lock:
            if fresh or self._known is None or not timedelta() <= now - self._known.at < FRESH:
                self._known = self._read(now)
            return self._known

    def providers_of(self, kind: ProviderKind, account: str) -> Sequence[ProviderRow]:
        """Every provider row of an account, on whatever line."""
        for fresh in (False, True):
            found = [
                row
                for row in self.known(fresh=fresh).by_provider.values()
                if (row.kind, row.account) == (kind, account)
            ]
            if found:
                return found
        return []

    def token(self, row: ProviderRow) -> Sealed:
        """A provider's token."""
        return self._vault.open_token(row.id, row.token)

    def _read(self, now: datetime) -> Known:
        with self._book.read() as connection:
            lines, rows = store.every_line(connection), store.every_provider(connection)
        providers: dict[str, list[ProviderRow]] = {}
        for row in rows:
            providers.setdefault(row.line_id, []).append(row)
        by_address, by_id = {line.address: line for line in lines}, {line.id: line for line in lines}
        return Known(now, by_address, by_id, providers, {row.id: row for row in rows})

    def _forget(self) -> None:
        self._access.settle()
        with self._lock:
            self._known = None
