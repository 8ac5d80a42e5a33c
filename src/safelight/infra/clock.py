"""The wall clock. The only file that reads it."""

from __future__ import annotations

from datetime import UTC, datetime


class SystemClock:
    """The machine's time, in aware UTC."""

    def now(self) -> datetime:
        return datetime.now(UTC)
