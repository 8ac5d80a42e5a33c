"""Timers: what happens when nobody answered in time. The job fires each clock once, also after a restart.

A first reply that is overdue flags its conversation and is written down; a claimed conversation whose person fell
silent is flagged for supervisors. Nothing is sent to her, nothing is taken from anybody.
"""

from __future__ import annotations

from datetime import datetime
from functools import partial

from safelight.access.core.audit import Subject
from safelight.infra.intents import Intent
from safelight.kernel.ids import TenantId
from safelight.textline.core.reply_clock import OWNER_SILENT, due_at
from safelight.textline.core.sign import URGENT
from safelight.textline.service.ground import Ground
from safelight.textline.service.lines import Lines, hours_of
from safelight.textline.store import timers as store
from safelight.textline.store.timers import Running

ROUND = 500
"""Clocks looked at in one round; the next round goes on."""


class Timers:
    """`fire` is the job."""

    def __init__(self, ground: Ground, lines: Lines) -> None:
        self._ground = ground
        self._lines = lines

    def fire(self) -> int:
        """Fire what has run out. Returns how many conversations were flagged."""
        now = self._ground.clock.now()
        self._bring_forward(now)
        with self._ground.book.read() as connection:
            over = store.due(connection, now, ROUND)
            silent = store.owners_silent(connection, now - OWNER_SILENT, ROUND)
        flagged = sum(self._fire(each, now) for each in over)
        return flagged + sum(self._flag_silent(*each) for each in silent)

    def _bring_forward(self, now: datetime) -> None:
        """A conversation that turned urgent after it opened is due sooner."""
        with self._ground.book.read() as connection:
            raised = store.raised(connection, URGENT, now, ROUND)
        for each in raised:
            line = self._lines.known().by_id.get(each.line_id)
            sooner = due_at(each.tier, each.since, hours_of(line) if line else None)
            if sooner < each.due_at:
                forward = partial(store.bring_forward, conversation_id=each.conversation_id, due_at=sooner)
                self._ground.writer.run(forward)

    def _fire(self, clock: Running, now: datetime) -> bool:
        action = "textline.timer.overdue" if clock.waits else "textline.timer.met"
        intent = self._intent(clock.tenant_id, clock.conversation_id, action)
        flag = "overdue" if clock.waits else ""
        fire = partial(store.fire, conversation_id=clock.conversation_id, at=now, flag_=flag, intent=intent)
        fired = self._ground.writer.run(fire)
        self._ground.bell.ring(clock.conversation_id)
        return fired and clock.waits

    def _flag_silent(self, conversation_id: str, tenant_id: str) -> bool:
        intent = self._intent(tenant_id, conversation_id, "textline.timer.unanswered")
        flag = partial(store.flag, conversation_id=conversation_id, status="claimed", flag_="unanswered", intent=intent)
        flagged = self._ground.writer.run(flag)
        self._ground.bell.ring(conversation_id)
        return flagged

    def _intent(self, tenant_id: str, conversation_id: str, action: str) -> Intent:
        subject = Subject("conversation", conversation_id)
        return self._ground.access.event_intent(TenantId(tenant_id), action, subject)
