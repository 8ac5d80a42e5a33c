"""Sessions: how long one lasts, and when too many wrong passwords lock an account.

Numbers are those of the FBI's CJIS Security Policy 5.9.4: 30 minutes idle (AC-11), re-authentication
after 12 hours (IA-2 with NIST SP 800-63B AAL2), five failures in 15 minutes lock (AC-7).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from safelight.kernel.ids import MemberId, SessionId

IDLE = timedelta(minutes=30)
ABSOLUTE = timedelta(hours=12)
FAILURES_ALLOWED = 5
FAILURE_WINDOW = timedelta(minutes=15)
TOUCH_EVERY = timedelta(minutes=1)
"""`seen_at` is written at most once a minute, so that reading pages does not mean writing rows."""


@dataclass(frozen=True, slots=True)
class Session:
    """A signed-in member. Only the token's digest is stored."""

    id: SessionId
    member_id: MemberId
    started_at: datetime
    seen_at: datetime
    ended_at: datetime | None = None


def is_live(session: Session, now: datetime) -> bool:
    """Whether the session may still be used. A clock that went back ends nothing and prolongs nothing."""
    return session.ended_at is None and now - session.seen_at < IDLE and now - session.started_at < ABSOLUTE


def is_locked(failures: int) -> bool:
    """Whether that many failures within `FAILURE_WINDOW` lock the account."""
    return failures >= FAILURES_ALLOWED
