"""Time as an argument: the Clock protocol and the clocks that tests and the demo hold in their hand.

The wall clock itself lives in `infra`. Every time in the house is an aware UTC datetime.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Tells the time, in aware UTC."""

    def now(self) -> datetime: ...


class FixedClock:
    """Always the same instant, until `advance` is called."""

    def __init__(self, at: datetime) -> None:
        self._at = as_utc(at)

    def now(self) -> datetime:
        return self._at

    def advance(self, by: timedelta) -> None:
        self._at += by


class SteppingClock:
    """Moves on by a fixed step at every reading, so that no two events share a time."""

    def __init__(self, start: datetime, step: timedelta = timedelta(milliseconds=10)) -> None:
        self._next = as_utc(start)
        self._step = step

    def now(self) -> datetime:
        at = self._next
        self._next = at + self._step
        return at


def as_utc(at: datetime) -> datetime:
    """`at` in UTC; a naive datetime is taken as UTC already."""
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)


def iso(at: datetime) -> str:
    """`2026-02-28T23:59:59.120Z`: UTC, millisecond, always the same width."""
    return as_utc(at).strftime("%Y-%m-%dT%H:%M:%S.") + f"{at.microsecond // 1000:03d}Z"
