"""Erasure: what silence ends, what the retention clock or a member destroys, and what a recorded order holds.

A shredded conversation has no key and no sealed text. The domain key that wrapped its key is then replaced, the living
ones wrapped anew and the old one destroyed, so that a backup's copy of a shredded conversation opens nothing either.
"""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from sqlalchemy import Connection

from safelight.access.core.audit import Detail, Subject
from safelight.access.core.tenant import Actor
from safelight.access.service import Access
from safelight.infra.db import Book, one_writer
from safelight.infra.group_commit import GroupCommit
from safelight.kernel.clock import Clock
from safelight.kernel.errors import Conflict, Invalid, Missing
from safelight.kernel.ids import TenantId
from safelight.textline.core.conversation import SILENCE
from safelight.textline.core.facts import counted_at
from safelight.textline.service.bell import Bell
from safelight.textline.service.ground import tidy
from safelight.textline.service.lines import RETENTION_DAYS, Lines
from safelight.textline.store import erasure as store
from safelight.textline.store.erasure import Ended
from safelight.textline.vault import DOMAIN_KEY_LOCK, Vault

ROUND = 500
"""Conversations ended, destroyed or wrapped anew in one round; the next round goes on."""

LEAST_REASON = 10
"""Characters of the reason of a hold; shorter ones say nothing."""


class Erasure:
    """The clock's and the members' verbs that end and destroy."""

    def __init__(
        self, *, book: Book, writer: GroupCommit, lines: Lines, vault: Vault, access: Access, clock: Clock, bell: Bell
    ) -> None:
        self._book = book
        self._writer = writer
        self._lines = lines
        self._vault = vault
        self._access = access
        self._clock = clock
        self._bell = bell

    # --- the clock ------------------------------------------------------------------------------

    def end_silences(self) -> int:
        """Close, without a word, what we answered and she left. Returns how many."""
        now = self._clock.now()
        with self._book.read() as connection:
            over = store.silent(connection, now - SILENCE, ROUND)
        return sum(self._end(each) for each in over)

    def _end(self, each: Ended) -> bool:
        now = self._clock.now()
        subject = Subject("conversation", each.id)
        details: dict[str, Detail] = {"tier": each.tier, **counted_at(each.place)}
        intent = self._access.event_intent(TenantId(each.tenant_id), "textline.conversation.silence", subject, details)
        ended = self._writer.run(lambda each_: store.end_silent(each_, each.id, now - SILENCE, now, intent))
        if ended:
            self._bell.ring(each.id)
        return ended

    def run_retention(self) -> int:
        """Destroy what ended longer ago than its line keeps conversations, unless it is held. Returns how many."""
        now, shredded = self._clock.now(), 0
        for line in self._lines.known(fresh=True).by_id.values():
            kept = timedelta(days=int(line.options.get("retention_days") or RETENTION_DAYS))
            with self._book.read() as connection:
                over = store.lapsed(connection, line.id, now - kept, ROUND)
            for each in over:
                subject = Subject("conversation", each.id)
                intent = self._access.event_intent(TenantId(each.tenant_id), "textline.retention.shred", subject)
                shredded += self._writer.run(partial(store.shred, conversation_id=each.id, at=now, intent=intent))
        if shredded:
            self.replace_domain_key()
        return shredded

    # --- members --------------------------------------------------------------------------------

    def shred(self, actor: Actor, conversation_id: str) -> None:
        """Destroy a conversation now, as its contact asked. Conflict while it is held or running."""
        subject = Subject("conversation", conversation_id)
        scope = self._access.permit(actor, "textline.erase", subject)
        with self._book.read() as connection:
            found = store.held(connection, scope, conversation_id)
        if found is None:
            raise Missing("textline.conversation.missing", "There is no such conversation.")
        ended, reason = found
        if reason is not None:
            raise Conflict("textline.conversation.held", "This conversation is held by a recorded order.")
        if not ended:
            raise Conflict("textline.conversation.running", "Close the conversation before it is destroyed.")
        now, intent = self._clock.now(), self._access.intent(scope, subject)
        if not self._writer.run(lambda connection: store.shred(connection, conversation_id, now, intent)):
            raise Conflict("textline.conversation.shredded", "This conversation was destroyed already.")
        self.replace_domain_key()
        self._access.settle()

    def hold(self, actor: Actor, conversation_id: str, reason: str) -> None:
        """Keep a conversation from being destroyed; an empty reason lets it go again."""
        subject = Subject("conversation", conversation_id)
        scope = self._access.permit(actor, "textline.hold", subject)
        why = reason.strip()
        if 0 < len(why) < LEAST_REASON:
            raise Invalid("textline.hold.reason", f"Name the order, in at least {LEAST_REASON} characters.")
        intent = self._access.intent(scope, subject, {"order": why[:500]})

        def work(connection: Connection) -> bool:
            return store.hold(connection, scope, conversation_id, why or None, intent)

        if not self._writer.run(work):
            raise Missing("textline.conversation.missing", "There is no such conversation.")
        self._access.settle()

    def replace_domain_key(self) -> int:
        """Wrap every living key under a new domain key and destroy the old. Returns how many were wrapped anew. Killed
        in between, the next call goes on: the old key is destroyed only when nothing lies under it."""
        newest, wrapped = self._vault.renew(), 0
        self._writer.run(
            lambda connection: one_writer(connection, DOMAIN_KEY_LOCK)
        )  # who wrapped under the old is done
        while True:
            with self._book.read() as connection:
                living = store.living_keys(connection, newest, ROUND)
            if not living:
                break
            for each in living:
                key = self._vault.wrap(self._vault.open_key(each.conversation_id, each.key))
                self._writer.run(partial(store.rewrap, living=each, wrapped=key))
            wrapped += len(living)
        self._vault.forget_before(newest)
        tidy(self._book)
        return wrapped
