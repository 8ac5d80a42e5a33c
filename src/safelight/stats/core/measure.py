"""A measure: what is counted, split by what, where, when, and per how many people. A question, read.

`printed` writes it in the words that `words.read` understands, and reading what is printed gives the same measure back.
Refuses nothing here: a measure is already a decision. Next: `words.py` reads questions, `answer.py` answers them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from safelight.kernel.facts import NOT_STATED, UNLISTED, FactKind

PLACES = ("state", "county")
TIMES = ("day", "week", "month", "quarter", "year")
MOST_DIMENSIONS = 3
"""Columns of an answer: the attack on hidden cells is made on every margin, and readers lose track before that."""

PER = 100_000
"""People a rate is for, as vital statistics state rates."""


@dataclass(frozen=True, slots=True)
class Span:
    """Days, both included; None is open."""

    first: date | None = None
    last: date | None = None

    def printed(self) -> str:
        """`2026`, `2026 Q3`, `2026-09`, `2026-09-01 to 2026-09-14`, `since`, `until`, `all time`."""
        if self.first is None or self.last is None:
            return _open(self.first, self.last)
        if (self.first.day, self.last) == (1, month_end(self.last)):
            months = (self.last.year - self.first.year) * 12 + self.last.month - self.first.month + 1
            if months == 12 and self.first.month == 1:
                return f"{self.first.year}"
            if months == 3 and self.first.month % 3 == 1:
                return f"{self.first.year} Q{(self.first.month + 2) // 3}"
            if months == 1:
                return f"{self.first:%Y-%m}"
        return f"{self.first} to {self.last}"


def _open(first: date | None, last: date | None) -> str:
    if first is None:
        return "all time" if last is None else f"until {last}"
    return f"since {first}"


@dataclass(frozen=True, slots=True)
class Measure:
    """`by` are dimensions in order; `where` pairs of dimension and word, sorted; `rate` per 100,000 people."""

    kind: str
    by: tuple[str, ...] = ()
    where: tuple[tuple[str, str], ...] = ()
    rate: bool = False
    span: Span = Span()


def dimensions_of(kind: FactKind) -> tuple[str, ...]:
    """What a kind can be split by."""
    return (*PLACES, *TIMES, *sorted(kind.attributes))


def words_of(kind: FactKind, attribute: str) -> tuple[str, ...]:
    """The words an attribute can have in a fact."""
    return (*kind.attributes[attribute], NOT_STATED, UNLISTED)


def printed(measure: Measure, kinds: Mapping[str, FactKind]) -> str:
    """The measure in words."""
    parts = [kinds[measure.kind].noun]
    if measure.rate:
        parts.append(f"per {PER:,} people")
    if measure.by:
        parts.append("by " + " and ".join(measure.by))
    if measure.where:
        parts.append("where " + " and ".join(f"{name} is {spoken(word)}" for name, word in measure.where))
    return f"{' '.join(parts)}, {measure.span.printed()}"


def spoken(word: str) -> str:
    """A word of a closed list as people say it."""
    return word.replace("_", " ")


def period_of(name: str, day: date) -> str:
    """The label of the period that holds a day."""
    if name == "week":
        year, week, _ = day.isocalendar()
        return f"{year}-W{week:02d}"
    labels = {"day": f"{day}", "month": f"{day:%Y-%m}", "quarter": f"{day.year} Q{(day.month + 2) // 3}"}
    return labels.get(name, str(day.year))


def periods_between(name: str, first: date, last: date) -> Sequence[str]:
    """Every label of the periods from one day to another, in order."""
    days = (last - first).days
    return list(dict.fromkeys(period_of(name, first + timedelta(days=step)) for step in range(days + 1)))


def month_end(day: date) -> date:
    """The last day of a day's month."""
    following = date(day.year + day.month // 12, day.month % 12 + 1, 1)
    return following - timedelta(days=1)
