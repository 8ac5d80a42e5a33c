"""The claim register: figures that others publish, with source and method, and what stands against them.

A claim is kept to be weighed, never counted in. Two claims contradict each other when they speak of the same thing,
place and time and their ranges don't touch; that is found here, not decided. Refuses: a figure without a source.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

LEAST_SOURCE = 10
MOST_WORDS = 1_000


@dataclass(frozen=True, slots=True)
class Stated:
    """What is entered. `counts` is what is counted, in the register's own words; `low` and `high` the range, equal when
    one number was given; `method` empty when the source states none."""

    body: str
    counts: str
    place: str
    first: date
    last: date
    low: float
    high: float
    source: str
    method: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Claim:
    """A claim of the register."""

    id: str
    stated: Stated
    added_by: str
    added_at: datetime

    @property
    def warnings(self) -> tuple[str, ...]:
        """What a reader has to know before quoting it."""
        said = self.stated
        found = [] if said.method else ["The source states no method."]
        if said.low == said.high:
            found.append("The source states no interval.")
        return tuple(found)


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two claims whose ranges don't touch, and by how much the larger is larger."""

    one: str
    other: str
    why: str


def claim_problem(said: Stated) -> str | None:
    """What keeps a figure out of the register, in words, or None."""
    for name in ("body", "counts", "place"):
        if not 1 <= len(getattr(said, name).strip()) <= 200:
            return f"Say in up to 200 characters: {name}."
    if not LEAST_SOURCE <= len(said.source.strip()) <= MOST_WORDS:
        return "Name the source so that another finds it: who, title, year, page or address."
    if said.first > said.last:
        return "The period ends before it begins."
    if not 0 <= said.low <= said.high:
        return "A figure is 0 or more, its lower end first."
    return None


def contradictions(claims: Sequence[Claim]) -> list[Contradiction]:
    """Every pair about the same thing, place and overlapping time whose ranges don't touch."""
    found = []
    for at, one in enumerate(claims):
        for other in claims[at + 1 :]:
            a, b = one.stated, other.stated
            if _subject(a) == _subject(b) and a.first <= b.last and b.first <= a.last and _apart(a, b):
                found.append(Contradiction(one.id, other.id, _why(a, b)))
    return found


def _subject(said: Stated) -> tuple[str, str]:
    return " ".join(said.counts.casefold().split()), " ".join(said.place.casefold().split())


def _apart(a: Stated, b: Stated) -> bool:
    return a.high < b.low or b.high < a.low


def _why(a: Stated, b: Stated) -> str:
    small, large = sorted((a, b), key=lambda said: said.high)
    times = f", {large.low / small.high:.1f} times as much" if small.high > 0 else ""
    return f"{small.body} says {_range(small)}, {large.body} {_range(large)}{times}"


def _range(said: Stated) -> str:
    return f"{said.low:,g}" if said.low == said.high else f"{said.low:,g} to {said.high:,g}"
