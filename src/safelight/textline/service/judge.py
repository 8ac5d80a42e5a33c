"""Judging: reads the texts that came and says how urgent their conversation is. A job, so that no text waits for it.

A conversation stands at the highest tier any of its texts reached; only a person lowers it. The reasons quote texts and
are sealed under the conversation's key. What can't be read now (a rule fails, a key is missing) is read at a later
round, and stands in the queue as ordinary meanwhile.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from safelight.access.core.audit import Detail, Subject
from safelight.access.service import Access
from safelight.infra.db import Book
from safelight.infra.group_commit import GroupCommit
from safelight.infra.intents import Intent
from safelight.infra.logs import Log
from safelight.kernel.errors import Unavailable
from safelight.kernel.ids import TenantId
from safelight.textline.core.conversation import Conversation
from safelight.textline.core.triage import BANDS, Reading, read
from safelight.textline.service.bell import Bell
from safelight.textline.store import unread as store
from safelight.textline.store.unread import Judged, Unread
from safelight.textline.vault import ConversationKey, Vault

ROUND = 32
"""Conversations judged in one transaction: a text that arrives meanwhile waits a few milliseconds for it."""

ROUNDS = 60
"""Transactions of one run of the job: other jobs wait for it about two seconds at most."""

MOST_REASONS = 20
"""Reasons kept of a conversation; the most urgent stay."""

SIGNS = "signs"
"""The place in the conversation that its reasons are sealed for."""


class Judge:
    """`catch_up` reads what is unread."""

    def __init__(self, *, book: Book, writer: GroupCommit, vault: Vault, access: Access, log: Log, bell: Bell) -> None:
        self._book = book
        self._writer = writer
        self._vault = vault
        self._access = access
        self._log = log
        self._bell = bell

    def catch_up(self) -> int:
        """Read what is unread, the longest waiting first. Returns how many conversations were judged."""
        judged = unreadable = 0
        for _ in range(ROUNDS):
            with self._book.read() as connection:
                waiting = store.unread(connection, ROUND, unreadable)
            written = self._judge(waiting)
            judged += written
            unreadable += len(waiting) - written  # they must not keep the others waiting
            if len(waiting) < ROUND:
                break
        return judged

    def reasons(self, key: ConversationKey, box: bytes | None) -> list[dict[str, object]]:
        """The reasons of a conversation's tier, opened."""
        return list(json.loads(key.open_text(SIGNS, box))) if box is not None else []

    def _judge(self, waiting: Sequence[Unread]) -> int:
        judged: dict[str, tuple[Conversation, Judged]] = {}
        intents: dict[str, Intent] = {}
        for each in waiting:
            before = each.conversation
            try:
                found = self._read(each)
            except Exception as error:  # one conversation that can't be read must not keep the others waiting
                self._log.failure("textline.triage", error)
                continue
            judged[before.id], intents[before.id] = (before, found), self._intent(before, found)
        if not judged:
            return 0
        try:
            written = self._writer.run(lambda connection: store.note_readings(connection, judged, intents))
        except Unavailable as error:
            self._log.event("textline.triage.later", code=error.code)
            return 0
        for conversation_id in written:
            self._bell.ring(conversation_id, to_send=False)
        return len(written)

    def _intent(self, before: Conversation, found: Judged) -> Intent:
        details: dict[str, Detail] = {"seq": found.read_seq, "tier": found.tier, "slow": found.slow}
        subject = Subject("conversation", before.id)
        return self._access.event_intent(TenantId(before.tenant_id), "textline.triage", subject, details)

    def _read(self, waiting: Unread) -> Judged:
        before = waiting.conversation
        key = self._vault.open_key(before.id, waiting.key)
        stopped = "stopped" in before.flags
        texts = [(entry.seq, key.open_text(str(entry.seq), entry.box)) for entry in waiting.entries]
        readings = [(seq, read(text, stopped)) for seq, text in texts]
        reasons = self.reasons(key, waiting.signs)
        reasons += [{"seq": seq, **reason.record()} for seq, each in readings for reason in each.reasons]
        reasons.sort(key=lambda reason: -int(str(reason["tier"])))
        return _judged(before, [each for _, each in readings], key.seal_text(SIGNS, json.dumps(reasons[:MOST_REASONS])))


def _judged(before: Conversation, readings: list[Reading], signs: bytes) -> Judged:
    first = before.read_seq == 0
    tiers = [reading.tier for reading in readings]
    # a first text that is likely not for us stands in the slow lane until one of her texts says otherwise
    slow = (first or before.slow) and bool(tiers) and max(tiers) == 0
    if not tiers:
        slow = before.slow
    # the opening tier 1 is a stand-in until something was read; HELP and whatever a person set are not lowered
    floor = before.tier if not first or before.tier > 1 else 0
    tier = max([floor, *tiers]) if tiers else before.tier
    priority = max([before.priority, BANDS[tier], *(reading.priority for reading in readings)])
    spoken = next((reading.language for reading in readings if reading.keyword is None), before.language)
    language = spoken if first else before.language
    flags = {reading.for_person.replace(" ", "_") for reading in readings if reading.for_person}
    return Judged(tier, priority, slow, language, signs, before.seq, frozenset(flags))
