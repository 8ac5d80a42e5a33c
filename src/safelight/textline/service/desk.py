"""The desk: the queue, the next most urgent, handing over, canned replies, and the wrap-up.

Promises that of many who ask for the next each gets another; that a hand-over changes nothing she could notice; that
the queue shows pseudonym, tier, kinds of reasons and clocks, and neither a text nor a number. That a member looks at
the queue is written down once in a while, not at each refresh.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection

from safelight.access.core.audit import Detail, Subject
from safelight.access.core.permission import Scope, allows
from safelight.access.core.tenant import Actor, Member
from safelight.kernel.errors import Conflict, Invalid, Missing, SafelightError
from safelight.textline.core.canned import CANNED, Topic
from safelight.textline.core.conversation import DISPOSITIONS, Conversation, Disposition, Paused, Status
from safelight.textline.core.facts import counted_at
from safelight.textline.core.queue import next_in_order
from safelight.textline.core.reply_clock import Clock, clock, due_at
from safelight.textline.service.ground import Ground
from safelight.textline.service.judge import SIGNS
from safelight.textline.service.lines import Lines, hours_of
from safelight.textline.service.threads import LIMITS_TOLD, LONGEST_REPLY, SAID, Draft, Threads
from safelight.textline.store import desk as store
from safelight.textline.store import threads as thread_store
from safelight.textline.store.desk import Listed

SHOWN = 50
"""Conversations of each list that a screen shows; the counts are of all."""

LOOKS_APART = timedelta(minutes=5)
"""A session's looks at the queue within this time are one entry of the audit log: a screen refreshes every second."""


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One conversation in a list. `reasons` are the kinds of signs that were read, most urgent first; `due_at` when an
    answer is due, None when answered."""

    id: str
    pseudonym: str
    status: Status
    tier: int
    slow: bool
    reasons: tuple[str, ...]
    language: str
    opened_at: datetime
    waiting_since: datetime | None
    due_at: datetime | None
    clock: Clock
    owner: str | None
    owner_name: str | None
    mine: bool
    stopped: bool
    paused: Paused | None
    flags: tuple[str, ...]
    revision: int


@dataclass(frozen=True, slots=True)
class Board:
    """The queue, next first, and what is claimed, the longest unanswered first. `tiers` counts all that wait, by tier,
    `late` those of the shown whose time is over."""

    at: datetime
    waiting: Sequence[QueueRow]
    claimed: Sequence[QueueRow]
    tiers: dict[int, int]
    late: int


@dataclass(frozen=True, slots=True)
class CannedReply:
    """A canned reply in the conversation's language. `ready` is False while the limits of confidentiality have to be
    told before; `said` that it was sent in this conversation."""

    id: str
    topic: Topic
    text: str
    ready: bool
    said: bool


class Desk:
    """The verbs."""

    def __init__(self, ground: Ground, threads: Threads, lines: Lines) -> None:
        self._ground = ground
        self._access = ground.access
        self._threads = threads
        self._lines = lines
        self._lock = threading.Lock()
        self._looked: dict[str, datetime] = {}

    # --- the queue ------------------------------------------------------------------------------

    def board(self, actor: Actor, limit: int = SHOWN) -> Board:
        """The own tenant's queue and claimed conversations."""
        subject = Subject("queue", actor.tenant.id)
        scope = self._access.permit(actor, "textline.queue", subject)
        now = self._ground.clock.now()
        with self._ground.book.read() as connection:
            queue = store.waiting(connection, scope)
            first = [each.id for each in next_in_order(queue, now, limit)]
            claimed = list(store.claimed(connection, scope, limit))
            found = store.listed(connection, scope, [*first, *claimed])
        tiers = {tier: sum(each.tier == tier for each in queue) for tier in (3, 2, 1, 0)}
        waiting_rows = [self._row(found[each], actor, now) for each in first if each in found]
        claimed_rows = [self._row(found[each], actor, now) for each in claimed if each in found]
        late = sum(row.clock == "late" for row in (*waiting_rows, *claimed_rows))
        if self._is_new_look(actor, now):
            self._access.commit_read(scope, subject, {"waiting": len(queue), "claimed": len(claimed)})
            self._note_look(actor, now)
        return Board(now, waiting_rows, claimed_rows, tiers, late)

    def claim_next(self, actor: Actor) -> str | None:
        """Take the next most urgent conversation; its id, or None when nobody waits."""
        scope = self._access.permit(actor, "textline.claim", Subject("queue", actor.tenant.id))
        while True:
            now = self._ground.clock.now()
            with self._ground.book.read() as connection:
                queue = store.waiting(connection, scope)
            if not queue:
                return None
            for each in next_in_order(queue, now, 8):  # whoever asks at the same time takes the ones after it
                if self._claim(scope, each.id, now):
                    return each.id

    def _claim(self, scope: Scope, conversation_id: str, now: datetime) -> bool:
        intent = self._access.intent(scope, Subject("conversation", conversation_id), {"next": True})
        name = scope.actor.member.name
        taken = self._ground.writer.run(
            lambda connection: thread_store.claim(connection, scope, conversation_id, name, now, intent)
        )
        if taken:
            self._ground.bell.ring(conversation_id)
            self._access.settle()
        return taken

    # --- handing over ---------------------------------------------------------------------------

    def colleagues(self, actor: Actor) -> Sequence[Member]:
        """Members of the own tenant who may answer."""
        scope = self._access.permit(actor, "textline.transfer", Subject("tenant", actor.tenant.id))
        return [member for member in self._access.fellows(scope) if self._may_answer(actor, member)]

    def transfer(self, actor: Actor, conversation_id: str, to: str | None, note: str = "") -> None:
        """Give a conversation to a colleague (login or member id), or back to the queue (None). Its owner may, and a
        supervisor. She is sent nothing."""
        subject = Subject("conversation", conversation_id)
        scope = self._access.permit(actor, "textline.transfer", subject)
        member = self._colleague(actor, to) if to is not None else None
        text = self._note(note)

        def work(connection: Connection) -> None:
            found = self._ground.standing(connection, scope, conversation_id, lock=True)
            before = found.conversation
            self._holds(before, actor)
            if text:
                self._ground.add_note(connection, scope, found, text)
            now = self._ground.clock.now()
            if member is not None:
                intent = self._access.intent(scope, subject, {"to": member.id}, action="textline.conversation.transfer")
                to_whom = (member.id, member.name)
                moved = store.hand_over(connection, scope, conversation_id, to_whom, now, intent)
            else:
                intent = self._access.intent(scope, subject, action="textline.conversation.release")
                moved = store.release(connection, scope, before, now, self._due(before, now), intent)
            if not moved:
                raise Conflict("textline.transfer.not_claimed", "Nobody has this conversation, or it has ended.")

        self._ground.change(conversation_id, work)

    def wrap_up(self, actor: Actor, conversation_id: str, disposition: Disposition, note: str = "") -> None:
        """End a conversation with what came of it and a note, silently for her. Its owner may, and a supervisor."""
        subject = Subject("conversation", conversation_id)
        if disposition not in DISPOSITIONS:
            raise Invalid("textline.disposition", f"A disposition is one of: {', '.join(DISPOSITIONS)}.")
        scope = self._access.permit(actor, "textline.close", subject)
        text = self._note(note)

        def work(connection: Connection) -> None:
            found = self._ground.standing(connection, scope, conversation_id, lock=True)
            self._holds(found.conversation, actor)
            if text:
                self._ground.add_note(connection, scope, found, text)
            details: dict[str, Detail] = {"disposition": disposition, "tier": found.conversation.tier}
            details |= counted_at(found.place)
            intent = self._access.intent(scope, subject, details)
            if not store.end(connection, scope, conversation_id, disposition, self._ground.clock.now(), intent):
                raise Conflict("textline.conversation.ended", "This conversation has ended already.")

        self._ground.change(conversation_id, work)

    # --- canned replies -------------------------------------------------------------------------

    def canned(self, actor: Actor, conversation_id: str) -> Sequence[CannedReply]:
        """The canned replies in the language of a conversation."""
        conversation = self._conversation(actor, conversation_id)
        told = LIMITS_TOLD in conversation.flags
        return [
            CannedReply(
                each.id,
                each.topic,
                each.text(conversation.language),
                told or not each.needs_limits,
                f"{SAID}{each.id}" in conversation.flags,
            )
            for each in CANNED.values()
        ]

    def send_canned(self, actor: Actor, conversation_id: str, canned: str, send_key: str) -> str:
        """Send a canned reply as it stands, in the conversation's language; returns the id of its sending."""
        if canned not in CANNED:
            raise Missing("textline.canned.missing", f"No canned reply is called {canned!r}.")
        language = self._conversation(actor, conversation_id).language
        draft = Draft(CANNED[canned].text(language), send_key, canned)
        return self._threads.reply(actor, conversation_id, draft)

    # --- inside ---------------------------------------------------------------------------------

    def _conversation(self, actor: Actor, conversation_id: str) -> Conversation:
        scope = self._access.permit(actor, "textline.queue", Subject("conversation", conversation_id))
        with self._ground.book.read() as connection:
            return self._ground.standing(connection, scope, conversation_id).conversation

    def _holds(self, conversation: Conversation, actor: Actor) -> None:
        """Conflict unless the conversation is the actor's, or the actor watches over all."""
        if conversation.owner != actor.member.id and not allows(actor, "textline.watch"):
            raise Conflict("textline.conversation.not_yours", "This conversation is not yours; claim it first.")

    def _may_answer(self, actor: Actor, member: Member) -> bool:
        return allows(Actor(member, actor.tenant, actor.session_id), "textline.reply")

    def _colleague(self, actor: Actor, to: str) -> Member:
        found = [member for member in self.colleagues(actor) if to in (member.login, member.id)]
        if not found:
            raise Missing("textline.transfer.nobody", "No colleague who may answer has this login.")
        return found[0]

    def _note(self, note: str) -> str:
        if len(note.strip()) > LONGEST_REPLY:
            raise Invalid("textline.note.size", f"A note has 1 to {LONGEST_REPLY:,} characters.")
        return note.strip()

    def _due(self, conversation: Conversation, now: datetime) -> datetime:
        line = self._lines.known().by_id.get(conversation.line_id)
        since = conversation.waiting_since or now
        return due_at(conversation.tier, since, hours_of(line) if line else None)

    def _row(self, listed: Listed, actor: Actor, now: datetime) -> QueueRow:
        of = listed.conversation
        due = listed.due_at
        if of.waiting_since is None:
            due = None
        elif of.status != "waiting" or due is None or of.tier >= 3:
            due = due_at(of.tier, of.waiting_since)
        return QueueRow(
            id=of.id,
            pseudonym=listed.pseudonym,
            status=of.status,
            tier=of.tier,
            slow=of.slow,
            reasons=self._reasons(listed),
            language=of.language,
            opened_at=of.opened_at,
            waiting_since=of.waiting_since,
            due_at=due,
            clock=clock(of.tier, due, now),
            owner=of.owner,
            owner_name=of.owner_name,
            mine=of.owner == actor.member.id,
            stopped=listed.stopped,
            paused=of.paused,
            flags=tuple(flag for flag in of.flags if not flag.startswith(SAID)),
            revision=of.revision,
        )

    def _reasons(self, listed: Listed) -> tuple[str, ...]:
        """The kinds of what was read, without the quotes; none when the vault is shut: the queue goes on without."""
        if listed.signs is None or listed.key is None:
            return ()
        try:
            key = self._ground.vault.open_key(listed.conversation.id, listed.key)
            signs = json.loads(key.open_text(SIGNS, listed.signs))
        except SafelightError:
            return ()
        counted = [str(sign["sign"]) for sign in signs if sign["effect"] in ("counts", "weighs")]
        return tuple(dict.fromkeys(counted))

    def _is_new_look(self, actor: Actor, now: datetime) -> bool:
        with self._lock:
            before = self._looked.get(actor.session_id)
        return before is None or not timedelta() <= now - before < LOOKS_APART

    def _note_look(self, actor: Actor, now: datetime) -> None:
        with self._lock:
            self._looked = {each: at for each, at in self._looked.items() if now - at < LOOKS_APART}
            self._looked[actor.session_id] = now
