"""Structured logs: one JSON object a line on standard error, with an event name and closed fields.

What may be logged is a closed list of field names: ids, counts, durations, codes. Free text,
numbers, names and bodies have no field to go into, so they can't get in. An unknown field is
dropped and counted as `dropped`. Exceptions are logged by type and place, never with their locals.
"""

from __future__ import annotations

import json
import sys
import traceback
from contextlib import suppress
from typing import TextIO

from safelight.kernel.clock import Clock, iso

FIELDS = frozenset(
    {
        "action",
        "attempts",
        "batch",
        "book",
        "code",
        "count",
        "error",
        "job",
        "kind",
        "lead",
        "method",
        "outcome",
        "port",
        "route",
        "seconds",
        "session",
        "size",
        "status",
        "tenant",
        "topic",
        "where",
    }
)


class Log:
    """Writes events. `stream` is standard error unless a test brings its own."""

    def __init__(self, clock: Clock, stream: TextIO | None = None) -> None:
        self._clock = clock
        self._stream = stream

    def event(self, name: str, **fields: str | int | float | None) -> None:
        kept = {key: value for key, value in sorted(fields.items()) if key in FIELDS}
        line: dict[str, object] = {"at": iso(self._clock.now()), "event": name, **kept}
        if len(kept) != len(fields):
            line["dropped"] = len(fields) - len(kept)
        with suppress(OSError):  # a full disk must not end the work that a log only tells of
            print(json.dumps(line), file=self._stream or sys.stderr, flush=True)  # this is the log

    def failure(self, name: str, error: BaseException, **fields: str | int | float | None) -> None:
        """An unexpected exception: its type and where it was raised, not what it says."""
        frames = traceback.extract_tb(error.__traceback__)
        where = f"{frames[-1].filename.rsplit('/safelight/', 1)[-1]}:{frames[-1].lineno}" if frames else "unknown"
        self.event(name, error=type(error).__name__, where=where, **fields)
