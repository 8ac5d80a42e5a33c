"""Clocks of conversations, as rows: they survive a restart and are fired by a job."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, select, update

from safelight.infra.db import affected
from safelight.infra.intents import Intent, add_intent
from safelight.textline.store.desk import FIRST_REPLY
from safelight.textline.store.tables import CONVERSATIONS, TIMERS

TENANTLESS = {
    "due": "a job over the whole installation; it shows nothing to anybody",
    "raised": "a job over the whole installation; it shows nothing to anybody",
    "bring_forward": "a job over the whole installation; it shows nothing to anybody",
    "fire": "a job over the whole installation; it shows nothing to anybody",
    "owners_silent": "a job over the whole installation; it shows nothing to anybody",
    "flag": "a job over the whole installation; it shows nothing to anybody",
}
"""Functions here that take no scope, each with the reason; a test compares."""

UNAUDITED = {"bring_forward": "a clock follows the tier, and the change of tier is written down"}
"""Functions here that change state without an intent, each with the reason; a test compares."""


@dataclass(frozen=True, slots=True)
class Running:
    """A clock of a conversation. `waits` is False when somebody has claimed it or it has ended."""

    conversation_id: str
    tenant_id: str
    line_id: str
    tier: int
    since: datetime
    due_at: datetime
    waits: bool


_FIRST = and_(TIMERS.c.kind == FIRST_REPLY, TIMERS.c.fired_at.is_(None))
_RUNNING = select(CONVERSATIONS, TIMERS.c.due_at).join(TIMERS, TIMERS.c.conversation_id == CONVERSATIONS.c.id)


def due(connection: Connection, now: datetime, limit: int) -> Sequence[Running]:
    """First-reply clocks that have run out."""
    query = _RUNNING.where(_FIRST, TIMERS.c.due_at <= now).order_by(TIMERS.c.due_at).limit(limit)
    return [_running(row) for row in connection.execute(query)]


def raised(connection: Connection, tier: int, now: datetime, limit: int) -> Sequence[Running]:
    """Waiting conversations of a tier and above whose clock still runs."""
    waiting = and_(CONVERSATIONS.c.status == "waiting", CONVERSATIONS.c.tier >= tier)
    query = _RUNNING.where(_FIRST, TIMERS.c.due_at > now, waiting).order_by(TIMERS.c.due_at).limit(limit)
    return [_running(row) for row in connection.execute(query)]


def bring_forward(connection: Connection, conversation_id: str, due_at: datetime) -> None:
    """Let a clock run out sooner; never later."""
    this = and_(TIMERS.c.conversation_id == conversation_id, _FIRST, TIMERS.c.due_at > due_at)
    connection.execute(update(TIMERS).where(this).values(due_at=due_at))


def fire(connection: Connection, conversation_id: str, at: datetime, flag_: str, intent: Intent) -> bool:
    """A clock ran out: note it, and flag the conversation while it still waits. False when it was fired before."""
    this = and_(TIMERS.c.conversation_id == conversation_id, _FIRST)
    if affected(connection, update(TIMERS).where(this).values(fired_at=at)) != 1:
        return False
    if flag_:
        return flag(connection, conversation_id, "waiting", flag_, intent)
    add_intent(connection, "textline", intent)
    return True


def owners_silent(connection: Connection, before: datetime, limit: int) -> Sequence[tuple[str, str]]:
    """Claimed conversations (id, tenant) whose contact has waited for an answer since before that time, not flagged."""
    silent = and_(
        CONVERSATIONS.c.status == "claimed",
        CONVERSATIONS.c.waiting_since <= before,
        CONVERSATIONS.c.flags.not_like('%"unanswered"%'),
    )
    query = select(CONVERSATIONS.c.id, CONVERSATIONS.c.tenant_id).where(silent).limit(limit)
    return [(row.id, row.tenant_id) for row in connection.execute(query)]


def flag(connection: Connection, conversation_id: str, status: str, flag_: str, intent: Intent) -> bool:
    """Flag a conversation that still stands so; False when it doesn't."""
    this = and_(CONVERSATIONS.c.id == conversation_id, CONVERSATIONS.c.status == status)
    flags = connection.scalar(select(CONVERSATIONS.c.flags).where(this).with_for_update())
    if flags is None:
        return False
    after = json.dumps(sorted({*json.loads(flags), flag_}))
    connection.execute(update(CONVERSATIONS).where(this).values(flags=after, revision=CONVERSATIONS.c.revision + 1))
    add_intent(connection, "textline", intent)
    return True


def _running(row: Any) -> Running:
    return Running(
        row.id,
        row.tenant_id,
        row.line_id,
        row.tier,
        row.waiting_since or row.last_in_at,
        row.due_at,
        row.status == "waiting",
    )
