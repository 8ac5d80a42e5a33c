"""Screens: what an advocate's screen follows. A conversation with the reasons for its tier, how far it has moved, and
what the linter says while one types.

`revision` lets a screen ask often whether anything moved without reading a text (ADR 0035).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from safelight.access.core.audit import Subject
from safelight.access.core.tenant import Actor
from safelight.kernel.errors import SafelightError
from safelight.textline.core.lint import Finding
from safelight.textline.core.reply_clock import due_at
from safelight.textline.core.segment import Segments, measure
from safelight.textline.service.ground import Ground
from safelight.textline.service.judge import SIGNS
from safelight.textline.service.threads import Thread, Threads
from safelight.textline.store import desk as store
from safelight.textline.store.desk import Listed


@dataclass(frozen=True, slots=True)
class Opened:
    """A conversation from a revision on, the reasons for its tier with the quoted words, and when an answer is due."""

    thread: Thread
    reasons: Sequence[dict[str, Any]]
    due_at: datetime | None
    now: datetime


@dataclass(frozen=True, slots=True)
class Checked:
    """What the linter says about a draft, and how it goes on the air."""

    findings: Sequence[Finding]
    size: Segments


class Screens:
    """The verbs that a conversation's page lives on."""

    def __init__(self, ground: Ground, threads: Threads) -> None:
        self._ground = ground
        self._threads = threads

    def open(self, actor: Actor, conversation_id: str, after: int = 0) -> Opened:
        """A conversation from a revision on. In the audit log before it is returned."""
        thread = self._threads.read(actor, conversation_id, after)
        scope = self._ground.access.permit(actor, "textline.read", Subject("conversation", conversation_id))
        with self._ground.book.read() as connection:
            listed = store.listed(connection, scope, [conversation_id]).get(conversation_id)
        found = thread.conversation
        waits = found.status != "closed" and found.waiting_since is not None
        due = due_at(found.tier, found.waiting_since) if waits and found.waiting_since else None
        return Opened(thread, self._reasons(listed) if listed else (), due, self._ground.clock.now())

    def revision(self, actor: Actor, conversation_id: str) -> int:
        """How far a conversation has moved. Shows nothing of it."""
        scope = self._ground.access.permit(actor, "textline.queue", Subject("conversation", conversation_id))
        with self._ground.book.read() as connection:
            return self._ground.standing(connection, scope, conversation_id).conversation.revision

    def flags(self, actor: Actor, conversation_id: str) -> frozenset[str]:
        """The flags of a conversation."""
        scope = self._ground.access.permit(actor, "textline.queue", Subject("conversation", conversation_id))
        with self._ground.book.read() as connection:
            return frozenset(self._ground.standing(connection, scope, conversation_id).conversation.flags)

    def check(self, actor: Actor, conversation_id: str, text: str) -> Checked:
        """What the linter says about a draft, and its segments. Keeps nothing."""
        scope = self._ground.access.permit(actor, "textline.reply", Subject("conversation", conversation_id))
        with self._ground.book.read() as connection:
            found = self._ground.standing(connection, scope, conversation_id)
        plain = text.strip()
        return Checked(self._threads.findings(plain, found.conversation) if plain else (), measure(plain))

    def _reasons(self, listed: Listed) -> Sequence[dict[str, Any]]:
        """None when the vault is shut: the conversation goes on without."""
        if listed.key is None or listed.signs is None:
            return ()
        try:
            key = self._ground.vault.open_key(listed.conversation.id, listed.key)
            return list(json.loads(key.open_text(SIGNS, listed.signs)))
        except SafelightError:
            return ()
