"""Where a fact came from, and what happens to a row that can't become one.

`Provenance` names source, capture, tool and time of a derived fact. `Rejected` is a row that was
refused: it is a value with a place and a reason, so that a stream goes on and nothing vanishes.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Provenance:
    """`capture` is the SHA-256 (hex) of the original bytes; `tool` is name and version, as `safelight/0.1.0`."""

    source: str
    capture: str
    tool: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Rejected:
    """One refused row: `place` says where it stands (`ads.jsonl:17`), `reason` what is wrong and what to do."""

    place: str
    reason: str

    def line(self) -> str:
        return f"{self.place}: {self.reason}"


@dataclass(frozen=True, slots=True)
class Warned:
    """One row that was kept but not whole: `place` and `reason` as in Rejected."""

    place: str
    reason: str

    def line(self) -> str:
        return f"{self.place}: warning: {self.reason}"
