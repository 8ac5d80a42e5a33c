"""Open data: a table that leaves the house, once for a kind and a time. Refuses what could be subtracted.

Two tables of the same facts, each safe by itself, can differ by one person. So a second table of a kind whose days
overlap an earlier one's is refused, unless it is the same table with the same numbers; and a period has to be over.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from safelight.kernel.workflow import Refusal
from safelight.stats.core.measure import Measure


@dataclass(frozen=True, slots=True)
class Opened:
    """A table that was written: what it counts, its days, and the digest of its numbers."""

    id: str
    kind: str
    words: str
    first: date
    last: date
    digest: str
    opened_by: str
    opened_at: datetime


def span_problem(measure: Measure, today: date) -> str | None:
    """Why a measure's time can't be opened, in words, or None."""
    first, last = measure.span.first, measure.span.last
    if first is None or last is None:
        return "Open data is of a stated period: add “2026 Q3”, or “2026-01-01 to 2026-06-30”."
    if last >= today:
        return f"The period ends on {last}; open data is of a period that is over."
    return None


def overlap_refusal(measure: Measure, words: str, digest: str, earlier: Sequence[Opened]) -> Refusal | None:
    """Why a table can't leave beside those that left before; None when it can."""
    first, last = measure.span.first, measure.span.last
    for one in earlier:
        if one.kind != measure.kind or first is None or last is None or first > one.last or one.first > last:
            continue
        if one.words != words:
            reason = f"“{one.words}” left on {one.opened_at:%Y-%m-%d}; with it, this table could be subtracted from it."
            return Refusal("stats.open.overlap", reason)
        if one.digest != digest:
            reason = f"This table left on {one.opened_at:%Y-%m-%d} with other numbers; the two could be subtracted."
            return Refusal("stats.open.changed", reason)
    return None
