"""An answer: the lines of a measure with denominators and intervals, small cells hidden, and what a reader must know.

Pure: facts already added up come in, lines go out. A rate is per 100,000 people of the place over the whole period,
with the exact interval of a Poisson count; a plain count is a full count of what was recorded and has none. A hidden
line has no count, rate or interval, and is never zero.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from safelight.kernel.facts import NOT_STATED
from safelight.stats.core.counted import Counted
from safelight.stats.core.coverage import guess_layout, warnings_of
from safelight.stats.core.measure import PER, TIMES, Measure, period_of, periods_between
from safelight.stats.core.spans import around
from safelight.stats.core.table import table_of
from safelight.stats.core.veil import MINIMUM, TOTAL, Key, veiled

LEVEL = 0.95

MOST_LINES = 5_000
"""Lines of one answer: more than the 3,144 counties; whoever needs more wants the export."""

QUIET = timedelta(days=31)
"""Days without a record at the end of a span from which a reader is told: longer than the longest month."""

LEAST_PERIODS = 8
"""Periods from which the coverage checks can say something about a series."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line: `key` in the order of the measure's dimensions; None where hidden or, of a rate, where no denominator
    is known."""

    key: Key
    count: int | None
    people: int | None = None
    rate: float | None = None
    low: float | None = None
    high: float | None = None

    @property
    def hidden(self) -> bool:
        return self.count is None


@dataclass(frozen=True, slots=True)
class Answer:
    """Lines without margins, the total, and warnings. `denominator` names the source of the people."""

    measure: Measure
    lines: tuple[Line, ...]
    total: Line
    warnings: tuple[str, ...]
    denominator: str = ""


@dataclass(frozen=True, slots=True)
class People:
    """People by place (USPS or FIPS code), and who counted them when."""

    by_place: Mapping[str, int]
    source: str


def answer(
    measure: Measure, rows: Sequence[Counted], people: People, today: date, minimum: int = MINIMUM
) -> Answer | str:
    """The answer, or why there can't be one. `rows` are all facts of the measure's kind."""
    kept = [row for row in rows if row.count and _within(row, measure)]
    cells: dict[Key, int] = {key: 0 for key in _expected(measure, rows, kept, today)}
    for row in kept:
        key = tuple(value_of(row, name) for name in measure.by)
        cells[key] = cells.get(key, 0) + row.count
    if len(cells) > MOST_LINES:
        return f"That are {len(cells):,} lines; {MOST_LINES:,} are the most. Ask for fewer, or export the facts."
    cells = {key: max(count, 0) for key, count in cells.items()}
    shown = veiled(measure.by, cells, minimum) if measure.by else _alone(sum(cells.values()), minimum)
    lines = tuple(_line(key, shown[key], measure, people) for key in sorted(cells)) if measure.by else ()
    total = _line((TOTAL,) * len(measure.by), shown.get((TOTAL,) * len(measure.by), 0), measure, people)
    warned = _warnings(measure, rows, kept, lines, total, today)
    return Answer(measure, lines, total, warned, people.source if measure.rate else "")


def value_of(row: Counted, name: str) -> str:
    """A row's value in a dimension."""
    if name in TIMES:
        return period_of(name, row.day)
    if name in ("state", "county"):
        return str(getattr(row, name)) or NOT_STATED
    return row.attributes[name]


def poisson_interval(count: int) -> tuple[float, float]:
    """The exact 95 % interval of a Poisson mean (Garwood, Biometrika 1936)."""
    from scipy.stats import chi2  # a second to import: only who asks a question waits for it

    low = float(chi2.ppf((1 - LEVEL) / 2, 2 * count)) / 2 if count else 0.0
    return low, float(chi2.ppf(1 - (1 - LEVEL) / 2, 2 * count + 2)) / 2


def _within(row: Counted, measure: Measure) -> bool:
    span = measure.span
    in_time = (span.first is None or row.day >= span.first) and (span.last is None or row.day <= span.last)
    return in_time and all(value_of(row, name) == word for name, word in measure.where)


def _expected(measure: Measure, rows: Sequence[Counted], kept: Sequence[Counted], today: date) -> Sequence[Key]:
    """Whole periods of one dimension of time are there even when nothing was counted in them: that zero is true. Of one
    that the span cuts, that still runs, or from before anything was recorded, nothing is said unless it counts."""
    if len(measure.by) != 1 or measure.by[0] not in TIMES or not kept:
        return ()
    began = min(row.day for row in rows)
    first = max(measure.span.first or began, began)
    last = min(measure.span.last or today, today)
    return [(label,) for label in _whole_periods(measure.by[0], first, last)]


def _whole_periods(name: str, first: date, last: date) -> Sequence[str]:
    """Labels of the periods that lie between two days, in order."""
    found, period = [], around(name, first)
    while period.first is not None and period.last is not None and period.last <= last:
        if period.first >= first:
            found.append(period_of(name, period.first))
        period = around(name, period.last + timedelta(days=1))
    return found


def _alone(count: int, minimum: int) -> dict[Key, int | None]:
    return {(): None if 0 < count < minimum else count}


def _line(key: Key, count: int | None, measure: Measure, people: People) -> Line:
    inhabitants = _people_of(key, measure, people) if measure.rate else None
    if not inhabitants or count is None:
        return Line(key, count, inhabitants)
    low, high = (PER * bound / inhabitants for bound in poisson_interval(count))
    return Line(key, count, inhabitants, PER * count / inhabitants, low, high)


def _people_of(key: Key, measure: Measure, people: People) -> int | None:
    """The people of a line's place: the county's, else the state's, of the line or of the filter."""
    known = {**dict(measure.where), **dict(zip(measure.by, key, strict=False))}
    for name in ("county", "state"):
        if name in known:
            return people.by_place.get(known[name])
    return None


# --- what a reader must know ----------------------------------------------------------------------


def _warnings(
    measure: Measure, rows: Sequence[Counted], kept: Sequence[Counted], lines: Sequence[Line], total: Line, today: date
) -> tuple[str, ...]:
    hidden = total.hidden or any(line.hidden for line in lines)
    found = [*_about_time(measure, rows, today), *_about_places(measure, lines, total)]
    found += [_unnumbered(warning) if hidden else warning for warning in _about_coverage(measure, kept)]
    if hidden:
        found.append("Counts below 5, and what would give them away, are hidden; a hidden count is not zero.")
    if measure.rate and any(line.rate is None and not line.hidden for line in lines):
        found.append("Where no number of people is known there is no rate.")
    if not kept:
        found.append("Nothing was counted here.")
    return tuple(found)


def _about_time(measure: Measure, rows: Sequence[Counted], today: date) -> Sequence[str]:
    first, last = measure.span.first, measure.span.last
    found = []
    if last is not None and last >= today and (first is None or first <= today):
        found.append(f"The period is not over: counted up to {today}.")
    if _cut(measure, today):
        found.append("The first or last period of the answer is not a whole one.")
    if rows and first is not None and min(row.day for row in rows) > first:
        found.append(f"Nothing was recorded before {min(row.day for row in rows)}; that is no decline before it.")
    latest = max((row.day for row in rows if row.count), default=today)
    if min(last or today, today) - latest > QUIET:
        found.append(f"Nothing was recorded after {latest}: where nothing was taken in since, a zero says nothing.")
    return found


def _cut(measure: Measure, today: date) -> bool:
    """Whether the span begins or ends inside a period that the answer is split by."""
    times = [name for name in measure.by if name in TIMES]
    first, last = measure.span.first, measure.span.last
    begins = any(first is not None and around(name, first).first != first for name in times)
    return begins or any(last is not None and last < today and around(name, last).last != last for name in times)


def _about_places(measure: Measure, lines: Sequence[Line], total: Line) -> Sequence[str]:
    """How many say no place. A share of a hidden total, or with hidden parts, would give them away: then no number."""
    found = []
    for name in (name for name in ("state", "county") if name in measure.by):
        without = [line.count for line in lines if line.key[measure.by.index(name)] == NOT_STATED]
        shown = [count for count in without if count is not None]
        if total.count and len(shown) == len(without) and sum(shown) >= MINIMUM:
            share = f"{round(100 * sum(shown) / total.count)} %"
            found.append(f"{share} say no {name}; they are in the line “{NOT_STATED}”.")
        elif without and total.hidden:
            found.append(f"Some say no {name}; they are in the line “{NOT_STATED}”.")
    return found


def _unnumbered(warning: str) -> str:
    """A check's warning without what it counted, which may be what is hidden."""
    check = warning.partition(":")[0]
    return f"{check}: a check warns of this series, in which counts are hidden; see what it says of the exported facts."


def _about_coverage(measure: Measure, kept: Sequence[Counted]) -> Sequence[str]:
    """What the coverage checks say of the series, when the measure has one."""
    times = [name for name in measure.by if name in TIMES]
    labels = sorted({row.day for row in kept})
    if not times or not labels:
        return ()
    unit = "week" if times[0] in ("day", "week") else "month"
    periods = periods_between(unit, labels[0], labels[-1])
    if len(periods) < LEAST_PERIODS:
        return ()
    counts = dict.fromkeys(periods, 0)
    for row in kept:
        counts[period_of(unit, row.day)] += row.count
    table = table_of("the series", {unit: list(counts), "count": [str(max(count, 0)) for count in counts.values()]})
    return warnings_of(guess_layout(table, unit, "count"))
