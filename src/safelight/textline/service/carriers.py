"""Carriers: the providers of the lines as something that can be asked, and which of them is asked now.

A conversation stays with the provider that brought it, so that the contact sees one sender. When that one fails three
times in a row it rests, and the line's next provider takes over until it is back.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from safelight.infra.db import Book
from safelight.textline.core.sending import CONNECTED, Accepted, Answer, Declined
from safelight.textline.ports import Provider
from safelight.textline.service.lines import Lines
from safelight.textline.store import lines as store
from safelight.textline.store.lines import ProviderRow

MOST_FAILURES = 3
"""Failures in a row after which a provider rests: one may be the network, three an outage (this project's choice)."""

REST = timedelta(seconds=30)
"""How long it rests before one text tries it again."""

Connect = Callable[[ProviderRow], Provider | None]
"""Makes a provider from its row; None for a kind that takes no texts (a chat page is read, not sent to)."""


@dataclass(slots=True)
class _Health:
    failures: int = 0
    down_until: datetime | None = None


class Carriers:
    """Safe to use from many threads."""

    def __init__(self, book: Book, lines: Lines, connect: Connect) -> None:
        self._book = book
        self._lines = lines
        self._connect = connect
        self._lock = threading.Lock()
        self._open: dict[str, tuple[ProviderRow, Provider | None]] = {}
        self._health: dict[str, _Health] = {}

    def of(self, provider_id: str | None) -> Provider | None:
        """The provider of that id, connected once; None when there is none or it can't be made."""
        row = self._lines.known().by_provider.get(provider_id or "")
        if row is None:
            return None
        with self._lock:
            kept = self._open.get(row.id)
            if kept is None or _differs(kept[0], row):
                if kept is not None and kept[1] is not None:
                    kept[1].close()
                kept = self._open[row.id] = (row, self._connect(row))
            return kept[1]

    def hold_connections(self) -> None:
        """Connect to every provider that keeps a connection open: texts come on it before any goes."""
        for row in self.every():
            if row.kind in CONNECTED:
                self.of(row.id)

    def drop_connections(self) -> None:
        """Let go of those connections: another process is to hold them."""
        with self._lock:
            held = [key for key, (row, _) in self._open.items() if row.kind in CONNECTED]
            dropped = [self._open.pop(key)[1] for key in held]
        for provider in dropped:
            if provider is not None:
                provider.close()

    def choose(self, line_id: str, sticky: str, now: datetime) -> ProviderRow | None:
        """Who sends for this line now: the conversation's own provider unless it rests, else the next that doesn't;
        when all rest, its own."""
        rows = self._lines.known().providers.get(line_id, ())
        own = [row for row in rows if row.id == sticky]
        able = [*own, *(row for row in rows if row.id != sticky)]
        return next((row for row in able if not self._rests(row.id, now)), able[0] if able else None)

    def every(self) -> Sequence[ProviderRow]:
        """Every provider of every line."""
        return tuple(self._lines.known().by_provider.values())

    def note(self, provider_id: str, answer: Answer, now: datetime) -> None:
        """Remember how an answer speaks for the provider's health. What staff see of it is written when it changes."""
        healthy = isinstance(answer, Accepted) or (isinstance(answer, Declined) and answer.lasting)
        with self._lock:
            health = self._health.setdefault(provider_id, _Health())
            was_down = health.down_until is not None
            health.failures = 0 if healthy else health.failures + 1
            down = health.failures >= MOST_FAILURES
            health.down_until = now + REST if down else None
            told = _Health(health.failures, health.down_until)
        if was_down or down:
            with self._book.write() as connection:
                store.note_health(connection, provider_id, told.failures, told.down_until)

    def close(self) -> None:
        """Let go of every connection."""
        with self._lock:
            for _, provider in self._open.values():
                if provider is not None:
                    provider.close()
            self._open.clear()

    def _rests(self, provider_id: str, now: datetime) -> bool:
        health = self._health.get(provider_id)
        until = health.down_until if health else None
        return until is not None and now < until <= now + REST  # further off, the clock was set back


def _differs(old: ProviderRow, new: ProviderRow) -> bool:
    return (old.options, old.token, old.account) != (new.options, new.token, new.account)
