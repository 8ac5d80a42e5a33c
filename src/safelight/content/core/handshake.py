"""A handshake: from "we hold the same" to "our duty desks talk", as a table of moves with timers.

A request goes to the side a notice points at. Accepting shows each side the other's name and duty liaison; until then
neither learns more than the notice said. A request that nobody answers goes to the watch desk, and lapses in the end.
Promises: who may make a move, and when a timer makes it, are read off this file; the diagram is generated from it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Literal

from safelight.kernel.workflow import Move, Workflow

Side = Literal["asker", "asked", "desk", "timer"]

WORKFLOW = Workflow(
    name="handshake",
    start="requested",
    moves=(
        Move("requested", "accept", "accepted", "content.handshake.accept"),
        Move("requested", "decline", "declined", "content.handshake.decline"),
        Move("requested", "refer", "referred", "content.handshake.refer"),
        Move("requested", "withdraw", "withdrawn", "content.handshake.withdraw"),
        Move("requested", "escalate", "escalated", "content.handshake.escalate"),
        Move("referred", "accept", "accepted", "content.handshake.accept"),
        Move("referred", "decline", "declined", "content.handshake.decline"),
        Move("referred", "remind", "requested", "content.handshake.remind"),
        Move("referred", "expire", "expired", "content.handshake.expire"),
        Move("escalated", "accept", "accepted", "content.handshake.accept"),
        Move("escalated", "decline", "declined", "content.handshake.decline"),
        Move("escalated", "withdraw", "withdrawn", "content.handshake.withdraw"),
        Move("escalated", "remind", "requested", "content.handshake.remind"),
        Move("escalated", "expire", "expired", "content.handshake.expire"),
        Move("accepted", "close", "closed", "content.handshake.close"),
    ),
)

MOVERS: Mapping[str, tuple[Side, ...]] = {
    "accept": ("asked",),
    "decline": ("asked",),
    "refer": ("asked",),
    "withdraw": ("asker",),
    "escalate": ("asker", "timer"),
    "remind": ("desk",),
    "expire": ("timer",),
    "close": ("asker", "asked"),
}
"""Who may make a move. Only the side that was asked accepts: not the asker, and no watch desk in its place."""

ANSWER_WITHIN = timedelta(hours=24)
"""Unanswered for a day, a request goes to the watch desk: one full rota of a desk staffed around the clock, as the US
event-deconfliction centres are (RISSafe). The house's choice; no statute sets it."""

REFERRED_WITHIN = timedelta(hours=72)
"""A referral has three days: a weekend between two duty rotas. The house's choice."""

LAPSES_AFTER = timedelta(days=14)
"""After two weeks with the watch desk a request lapses; it can be asked again. The house's choice."""

OPEN = ("requested", "referred", "escalated")
REVEALED = ("accepted", "closed")
"""Statuses in which each side sees the other's name and duty liaison."""


def due(status: str, moved_at: datetime) -> datetime | None:
    """When a timer makes the next move, None when none runs."""
    waits = {"requested": ANSWER_WITHIN, "referred": REFERRED_WITHIN, "escalated": LAPSES_AFTER}
    return moved_at + waits[status] if status in waits else None


def timed_verb(status: str) -> str | None:
    """The move that the timer makes from `status`."""
    return {"requested": "escalate", "referred": "expire", "escalated": "expire"}.get(status)


def verbs_of(status: str, side: Side) -> tuple[str, ...]:
    """What a side may do now."""
    return tuple(verb for verb in WORKFLOW.verbs(status) if side in MOVERS[verb])
