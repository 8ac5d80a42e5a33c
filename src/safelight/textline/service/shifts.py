"""The shift board: who is on duty, with room for how many conversations, and how full they are.

Ending a shift hands what is open back to the queue, unless it was handed over before: nobody is left with a person who
went home. The board orders nothing and ranks nobody.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection

from safelight.access.core.audit import Subject
from safelight.access.core.tenant import Actor
from safelight.kernel.errors import Conflict, Invalid
from safelight.textline.service.desk import Desk
from safelight.textline.service.ground import Ground
from safelight.textline.store import desk as desk_store
from safelight.textline.store import shifts as store
from safelight.textline.store.shifts import Shift

CAPACITY = 3
"""Conversations at once when a member says nothing else. Crisis Text Line's published practice is two to five."""

MOST = 10
"""Conversations at once that a member may take on."""

LONGEST = timedelta(hours=16)
"""Longest shift; longer ones were forgotten, not worked."""


@dataclass(frozen=True, slots=True)
class OnDuty:
    """A member on duty: `open` conversations of `capacity`; `over` when the shift was to end before now."""

    member_id: str
    name: str
    capacity: int
    open: int
    began_at: datetime
    until: datetime
    over: bool
    mine: bool


class Shifts:
    """The verbs."""

    def __init__(self, ground: Ground, desk: Desk) -> None:
        self._ground = ground
        self._access = ground.access
        self._desk = desk

    def begin(self, actor: Actor, until: datetime, capacity: int = CAPACITY) -> None:
        """Come on duty until then, with room for so many conversations. Conflict when on duty already."""
        now, member = self._ground.clock.now(), actor.member
        if not 1 <= capacity <= MOST or not now < until <= now + LONGEST:
            hours = LONGEST // timedelta(hours=1)
            raise Invalid("textline.shift", f"A shift ends within {hours} hours and has room for 1 to {MOST}.")
        subject = Subject("member", member.id)
        scope = self._access.permit(actor, "textline.shift", subject)
        shift = Shift(self._ground.ids.mint("shift"), member.id, member.name, capacity, now, until, None)
        intent = self._access.intent(scope, subject, {"capacity": capacity}, action="textline.shift.begin")
        if not self._ground.writer.run(lambda connection: store.begin(connection, scope, shift, intent)):
            raise Conflict("textline.shift.running", "You are on duty already; end that shift first.")
        self._access.settle()

    def end(self, actor: Actor, note: str = "") -> int:
        """Go off duty. What is still open goes back to the queue, with the note; returns how many."""
        subject = Subject("member", actor.member.id)
        scope = self._access.permit(actor, "textline.shift", subject)
        back = 0
        for conversation_id in self._mine(actor):
            try:
                self._desk.transfer(actor, conversation_id, None, note)
                back += 1
            except Conflict:  # ended or handed over meanwhile
                continue
        intent = self._access.intent(scope, subject, {"back": back}, action="textline.shift.end")
        at = self._ground.clock.now()

        def work(connection: Connection) -> bool:
            return store.end(connection, scope, actor.member.id, at, intent)

        if not self._ground.writer.run(work):
            raise Conflict("textline.shift.none", "You are not on duty.")
        self._access.settle()
        return back

    def board(self, actor: Actor) -> Sequence[OnDuty]:
        """Who is on duty in the own tenant, the first to end first."""
        scope = self._access.permit(actor, "textline.queue", Subject("tenant", actor.tenant.id))
        now = self._ground.clock.now()
        with self._ground.book.read() as connection:
            running = store.running(connection, scope)
            load = desk_store.open_by_owner(connection, scope)
        return [
            OnDuty(
                each.member_id,
                each.member_name,
                each.capacity,
                load.get(each.member_id, 0),
                each.began_at,
                each.until,
                now >= each.until,
                each.member_id == actor.member.id,
            )
            for each in running
        ]

    def _mine(self, actor: Actor) -> Sequence[str]:
        board = self._desk.board(actor, limit=MOST * 20)
        return [row.id for row in board.claimed if row.mine]
