"""The reply clock: until when a person should answer, and how that stands now.

A text of imminent danger runs at every hour; any other waits until the line opens. Promises the same for a screen, a
drill and the job that fires. Refuses to act: a clock that ran out is shown to people, it sends nothing.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Literal

from safelight.textline.core.conversation import FIRST_REPLY
from safelight.textline.core.hours import Hours
from safelight.textline.core.sign import IMMINENT

Clock = Literal["answered", "in_time", "soon", "late"]

SOON = 0.5
"""Share of the time after which a clock stands at soon: half is left to act in. The house's choice."""

OWNER_SILENT = timedelta(minutes=10)
"""A claimed conversation whose text waits so long has lost its person; supervisors are told. Five minutes less than
the silence after which a contact counts as gone, so that somebody can still step in. The house's choice."""


def due_at(tier: int, since: datetime, hours: Hours | None = None) -> datetime:
    """When the answer to a text of `since` is due. Hours count from their next opening, except in danger."""
    opens = since if hours is None or tier >= IMMINENT else hours.opens_after(since) or since
    return opens + FIRST_REPLY[tier]


def clock(tier: int, due: datetime | None, now: datetime) -> Clock:
    """How a due time stands at `now`; None is answered."""
    if due is None:
        return "answered"
    if now >= due:
        return "late"
    return "soon" if now >= due - FIRST_REPLY[tier] * SOON else "in_time"
