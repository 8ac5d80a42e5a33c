"""The chat page as a gateway: a person who writes on a page is a contact like any other, known by the page's token.

The token is the only thing that leads back: whoever holds it reads the running conversation and nothing older. Texts go
through the same receiver, rules, queue and sender as every text. Leaving by the quick exit pauses the conversation as
the exit word does. Refuses more writing in a minute than a person types, and says so.
"""

from __future__ import annotations

import hashlib
import threading
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from safelight.infra.db import Book
from safelight.infra.ids import new_passphrase
from safelight.kernel.clock import Clock
from safelight.kernel.errors import Invalid, Missing, Unavailable
from safelight.kernel.ids import IdSource
from safelight.kernel.sealed import Sealed
from safelight.textline.core.automatic import EXIT_WORD
from safelight.textline.core.incoming import Incoming
from safelight.textline.service.lines import Lines
from safelight.textline.service.outcomes import Outcomes
from safelight.textline.service.receive import Receiver
from safelight.textline.store import chat_page as store
from safelight.textline.store.lines import ProviderRow
from safelight.textline.vault import Vault

LONGEST = 1_600
"""Characters of one text from a page: what the other side may answer with."""

SENDER = 24
"""Hex digits that stand for a person: 96 bits, and no longer than the vault's padding."""

MINUTE = timedelta(minutes=1)

TEXTS_A_MINUTE = 20
"""Texts of one person in a minute: twice the flood of the short-message line (its rule answers nobody past ten)."""

NEW_A_MINUTE = 60
"""New persons on one page in a minute: the busiest hour that a hotline published is a tenth of it."""


@dataclass(frozen=True, slots=True)
class Words:
    """One text on the page, of theirs or of ours."""

    seq: int
    own: bool
    text: str


@dataclass(frozen=True, slots=True)
class Talk:
    """The running conversation as its page shows it. `paused` after a quick exit."""

    id: str
    revision: int
    paused: bool
    words: Sequence[Words]


@dataclass(frozen=True, slots=True)
class ChatPage:
    """A page: the provider's row, its line, and how it looks."""

    row: ProviderRow
    title: str
    language: str


TITLE = "Kitchen measures"
"""What a page is called in a browser's tab and history unless its line says otherwise: something nobody asks about."""


class ChatPages:
    """The verbs of whoever writes on a page."""

    def __init__(
        self,
        *,
        book: Book,
        lines: Lines,
        receiver: Receiver,
        outcomes: Outcomes,
        vault: Vault,
        ids: IdSource,
        clock: Clock,
    ) -> None:
        self._book = book
        self._lines = lines
        self._receiver = receiver
        self._outcomes = outcomes
        self._vault = vault
        self._ids = ids
        self._clock = clock
        self._lock = threading.Lock()
        self._recent: dict[str, deque[datetime]] = {}

    def page(self, name: str) -> ChatPage:
        """The page of that name, or Missing."""
        rows = self._lines.providers_of("web", name) if name else ()
        if not rows:
            raise Missing("textline.page.missing", "There is no such page.")
        options = self._lines.known().by_id[rows[0].line_id].options
        return ChatPage(rows[0], str(options.get("title") or TITLE), str(options.get("language", "en")))

    def say(self, page: ChatPage, token: Sealed | None, words: str) -> Sealed:
        """Take one text in; returns the token of whoever wrote it, a new one for somebody new. Unavailable when it is
        not kept, or comes too fast."""
        if not 0 < len(words.strip()) <= LONGEST:
            raise Invalid("textline.page.size", f"Write 1 to {LONGEST:,} characters.")
        if token is None:
            self._count(f"new {page.row.id}", NEW_A_MINUTE)
            token = new_passphrase()
        self._count(self._mark(page, token), TEXTS_A_MINUTE)
        self._take_in(page, token, words.strip())
        return token

    def look(self, page: ChatPage, token: Sealed) -> Talk | None:
        """The running conversation; None when there is none. What is shown for the first time counts as delivered."""
        with self._book.read() as connection:
            found = store.running(connection, page.row.line_id, self._mark(page, token))
            rows = store.shown(connection, found.conversation.id) if found else ()
        if found is None:
            return None
        key = self._vault.open_key(found.conversation.id, found.key)
        words = [Words(row.seq, row.kind == "text", key.open_text(str(row.seq), row.box)) for row in rows]
        fresh = [row.fresh for row in rows if row.fresh is not None]
        for receipt in [self._outcomes.receipt([page.row.id], name, "delivered", "") for name in fresh]:
            receipt.exception()  # one that can't be written down is written at the next look
        conversation = found.conversation
        own = [each for each in words if not (each.own and each.text == EXIT_WORD)]
        return Talk(conversation.id, conversation.revision, conversation.paused is not None, own)

    def revision(self, page: ChatPage, token: Sealed) -> int | None:
        """How far the running conversation has moved; None when there is none."""
        with self._book.read() as connection:
            found = store.running(connection, page.row.line_id, self._mark(page, token))
        return found.conversation.revision if found else None

    def leave(self, page: ChatPage, token: Sealed) -> None:
        """The quick exit: pauses the conversation, and takes back what waits to be shown."""
        if self.revision(page, token) is not None:
            self._take_in(page, token, EXIT_WORD)

    def _take_in(self, page: ChatPage, token: Sealed, words: str) -> None:
        line = self._lines.known().by_id[page.row.line_id]
        incoming = Incoming(self._ids.mint("web"), line.address, _sender(token), words)
        self._receiver.accept(page.row, incoming).result()

    def _mark(self, page: ChatPage, token: Sealed) -> str:
        return self._vault.mark(page.row.line_id, _sender(token))

    def _count(self, who: str, most: int) -> None:
        """Unavailable when `who` came `most` times within the minute."""
        now = self._clock.now()
        with self._lock:
            times = self._recent.setdefault(who, deque())
            while times and not timedelta() <= now - times[0] < MINUTE:
                times.popleft()
            full = len(times) >= most
            if not full:
                times.append(now)
            if len(self._recent) > 10 * NEW_A_MINUTE:
                self._recent = {each: left for each, left in self._recent.items() if left and now - left[-1] < MINUTE}
        if full:
            raise Unavailable("textline.page.fast", "That was fast. Wait a moment, then send it again.")


def _sender(token: Sealed) -> Sealed:
    """What stands in the place of a number. It recognises whoever holds the token and doesn't lead back to it, so that
    nobody who is shown a "number" could go on in their place."""
    return Sealed("page " + hashlib.sha256(token.reveal().encode()).hexdigest()[:SENDER])
