"""A joint programme: what partners of a collaboration want to reach together, by when, and how far they are.

A programme has a goal in words and one measure with a target. Some measures the exchange counts itself; others each
partner reports, always as its total so far, so that a correction is just the next report. Promises: pure; people and
investigations may be counted by several partners, so their sum is an upper bound and the largest partner's count the
lower one. Refuses: a target without an end, a report on what the exchange counts, a date outside the programme.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from safelight.kernel.errors import Invalid
from safelight.kernel.workflow import Move, Workflow

MEASURES: Mapping[str, str] = {
    "signals_seen": "times a signal was seen",
    "signals_acted_on": "times a signal was acted on",
    "people_identified": "people identified",
    "investigations_assisted": "investigations assisted",
    "reports_answered": "reports answered in the agreed time",
}
COUNTED = ("signals_seen", "signals_acted_on")
"""What the exchange counts itself, from the programme's first moment on."""

Kind = Literal["baseline", "report"]

WORKFLOW = Workflow(
    name="programme",
    start="open",
    moves=(
        Move("open", "reach", "reached", "content.programme.close"),
        Move("open", "end", "ended", "content.programme.close"),
    ),
)

LONGEST_TITLE = 100
LONGEST_GOAL = 500
LONGEST_DAYS = 1_826
"""Five years: agreements of task forces run for one to five (US ICAC task force grants, 2024)."""

MOST = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Programme:
    """`owner` is the tenant that answers for it; only it can close it."""

    id: str
    collaboration: str
    title: str
    goal: str
    measure: str
    target: int
    owner: str
    begins: date
    ends: date
    status: str = "open"


@dataclass(frozen=True, slots=True)
class Told:
    """A partner's total at a moment. `number` orders: the last report of a partner counts."""

    number: int
    tenant_id: str
    kind: Kind
    total: int
    as_of: date


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the partners are together: at least `lower`, at most `upper`; and each partner's own total."""

    lower: int
    upper: int
    by_partner: Mapping[str, int]
    as_of: date | None

    def words(self) -> str:
        """`12`, or `7 to 12` where partners may have counted the same."""
        return f"{self.lower:,}" if self.lower == self.upper else f"{self.lower:,} to {self.upper:,}"


def programme_problem(title: str, goal: str, measure: str, target: int, begins: date, ends: date) -> str | None:
    """What is wrong with a programme to be begun, in words."""
    if not 3 <= len(title) <= LONGEST_TITLE or not title.isprintable():
        return f"A title has 3 to {LONGEST_TITLE} printable characters."
    if not 10 <= len(goal) <= LONGEST_GOAL:
        return f"A goal has 10 to {LONGEST_GOAL} characters."
    if measure not in MEASURES:
        return f"A measure is one of: {', '.join(MEASURES)}."
    if not 1 <= target <= MOST:
        return "A target is a number of 1 or more."
    if not 0 < (ends - begins).days <= LONGEST_DAYS:
        return f"A programme ends after today and within {LONGEST_DAYS:,} days."
    return None


def report_problem(programme: Programme, total: int, as_of: date, today: date) -> str | None:
    """What is wrong with a partner's report, in words."""
    if programme.status != "open":
        return "The programme is closed."
    if programme.measure in COUNTED:
        return f"The exchange counts {MEASURES[programme.measure]} itself; nothing is to be reported."
    if not 0 <= total <= MOST:
        return "A report is the total so far: a number of 0 or more."
    if not programme.begins <= as_of <= today:
        return f"A report is as of a day from {programme.begins.isoformat()} to today."
    return None


def parse_day(said: str, field: str) -> date:
    """A day as 2026-11-30. Raises Invalid naming the field."""
    try:
        return date.fromisoformat(said.strip())
    except ValueError:
        raise Invalid("content.programme.date", f"{field} is a date, as 2026-11-30.") from None


def progress(programme: Programme, told: Iterable[Told], counted: Mapping[str, int]) -> Progress:
    """How far a programme is. `counted`: each partner's number in the exchange now, since it began to count."""
    rows = sorted(told, key=lambda one: one.number)
    if programme.measure in COUNTED:
        before = {one.tenant_id: one.total for one in rows if one.kind == "baseline"}
        gains = {tenant: number - before.get(tenant, 0) for tenant, number in counted.items()}
        by_partner = {tenant: gain for tenant, gain in gains.items() if gain > 0}
        total = sum(by_partner.values())
        return Progress(total, total, by_partner, None)
    last = {one.tenant_id: one for one in rows if one.kind == "report"}
    by_partner = {tenant: one.total for tenant, one in last.items()}
    as_of = min((one.as_of for one in last.values()), default=None)
    return Progress(max(by_partner.values(), default=0), sum(by_partner.values()), by_partner, as_of)
