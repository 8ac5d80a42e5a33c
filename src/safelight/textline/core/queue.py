"""The queue: who is answered next. Urgency first, then waiting, and nobody waits for ever.

A conversation's place is its priority plus what waiting adds. Imminent danger always stands before everything else,
however long the rest has waited; below it, an ordinary text reaches the top of its band's ceiling in half an hour. The
slow lane (likely jokes, abuse, tests of the line) ages slowly and is never dropped. Twin: sort everybody at each pick.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from safelight.textline.core.triage import BANDS

CEILING = BANDS[3] - 0.0001
"""What waiting can lift a conversation to: just below imminent danger."""

TO_THE_TOP = timedelta(minutes=30)
"""Wait after which an ordinary text stands at the ceiling; the target is that none waits longer while others
overtake."""

SLOW = 4.0
"""The slow lane ages this many times more slowly: two hours to the ceiling."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A conversation nobody has claimed. `priority` and `tier` are triage's; `since` when its oldest unanswered text
    came; `slow` whether it stands in the slow lane."""

    id: str
    tier: int
    priority: float
    since: datetime
    slow: bool = False


def standing(waiting: Waiting, now: datetime) -> float:
    """Where it stands: 0 to 2, higher is sooner. Imminent danger is 1 and more, the longest waiting first among
    equals."""
    waited = max(0.0, (now - waiting.since) / TO_THE_TOP)
    if waiting.tier >= 3:
        return 1.0 + min(waiting.priority, 1.0) / 2 + min(waited, 1.0) / 2
    gain = waited * CEILING / (SLOW if waiting.slow or waiting.tier == 0 else 1.0)
    return min(CEILING, waiting.priority + gain)


def in_order(queue: Iterable[Waiting], now: datetime) -> Sequence[Waiting]:
    """The queue, next first. At the same standing the more urgent, then whoever waited longer, then by id: in a rush
    all who waited stand at the ceiling, and there the urgent must not stand in line behind the ordinary."""
    return sorted(queue, key=lambda each: (-standing(each, now), -each.tier, each.since, each.id))


def next_in_order(queue: Iterable[Waiting], now: datetime, limit: int) -> Sequence[Waiting]:
    """The first `limit` of the queue, without ordering the rest."""
    return heapq.nsmallest(limit, queue, key=lambda each: (-standing(each, now), -each.tier, each.since, each.id))


def next_most_urgent(queue: Iterable[Waiting], now: datetime) -> Waiting | None:
    """Who to claim now, or None."""
    return min(queue, key=lambda each: (-standing(each, now), -each.tier, each.since, each.id), default=None)
