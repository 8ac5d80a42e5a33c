"""Questions over many ads at once: what is asked, and the answer with its denominators.

`price by week`, `cities by week`, `ads by city and activity`, `age`: a measure, and up to two things to count it by. A
mean is taken over distinct texts, not ads, because the same text put up a hundred times is one statement; its interval
says how far such texts scatter, not how sure the world is. What couldn't be counted is said, with its number. Refuses:
a word that is no measure or thing to count by, with the words that are.
"""

from __future__ import annotations

import re
import statistics
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from safelight.ads.core.mask import masked_by_default
from safelight.ads.core.movement import day_of, place_of
from safelight.ads.core.reading import Reading, text_of
from safelight.ads.core.repost import folded
from safelight.ads.core.score import wilson
from safelight.ads.core.shown import Shown

MOST_ROWS = 200
"""Rows of an answer; the rest are counted. Who needs more asks by fewer things."""

LONGEST_QUESTION = 200

Z = 0.975
"""Intervals are of 95 %."""


@dataclass(frozen=True, slots=True)
class Question:
    """`measure` is ads, price or age; `by` has none, one or two of BY, as asked."""

    measure: str = "ads"
    by: tuple[str, ...] = ()

    @property
    def line(self) -> str:
        return " by ".join([self.measure, *([" and ".join(self.by)] if self.by else [])])


@dataclass(frozen=True, slots=True)
class NotAsked:
    """Why a line is no question, safe to show."""

    reason: str


@dataclass(frozen=True, slots=True)
class Row:
    """One line of an answer. `by` are the values counted by, "" for none stated. Of counts `value` is the number of
    ads, `low` and `high` its share of all of them by Wilson; of means they are mean and interval (None below two
    texts, cut at 0: no price or age is less), over `texts` distinct texts in `ads` ads."""

    by: tuple[str, ...]
    value: float | None
    low: float | None
    high: float | None
    ads: int
    texts: int

    def record(self) -> dict[str, object]:
        names = ("value", "low", "high", "ads", "texts")
        return {"by": list(self.by), **{name: getattr(self, name) for name in names}}


@dataclass(frozen=True, slots=True)
class Answered:
    """`whole` over all `ads` ads asked about; `rows` by what was asked; `notes` say what isn't in them."""

    question: Question
    ads: int
    whole: Row
    rows: tuple[Row, ...]
    more_rows: int
    notes: tuple[str, ...]

    def record(self) -> dict[str, object]:
        return {
            "question": self.question.line,
            "ads": self.ads,
            "whole": self.whole.record(),
            "rows": [row.record() for row in self.rows],
            "more_rows": self.more_rows,
            "notes": list(self.notes),
        }


def _week(reading: Reading) -> list[str]:
    day = day_of(reading)
    return [(day - timedelta(days=day.weekday())).isoformat()] if day else []


def _city(reading: Reading) -> list[str]:
    place = place_of(reading)
    return [", ".join(place)] if place else []


def _state(reading: Reading) -> list[str]:
    place = place_of(reading)
    return [place[1]] if place else []


def _month(reading: Reading) -> list[str]:
    day = day_of(reading)
    return [day.isoformat()[:7]] if day else []


BY: Mapping[str, Callable[[Reading], list[str]]] = {
    "week": _week,
    "month": _month,
    "city": _city,
    "state": _state,
    "site": lambda reading: [reading.ad.site] if reading.ad.site else [],
    "name": lambda reading: sorted({name.lower() for name in reading.extraction.names}),
    "phone": lambda reading: list(reading.extraction.phones),
    "language": lambda reading: list(reading.extraction.languages),
}
"""What ads may be counted by. A week is named by its Monday."""

PLURALS: Mapping[str, str] = {
    "weeks": "week",
    "months": "month",
    "cities": "city",
    "states": "state",
    "sites": "site",
    "names": "name",
    "phones": "phone",
    "languages": "language",
}
READS_TEXT = frozenset({"name", "phone"})
"""What of a masked ad is not counted by: it is a word of its text."""

MEASURES: Mapping[str, Callable[[Reading], list[float]]] = {
    "ads": lambda _: [],
    "price": lambda reading: [float(p.amount) for p in reading.extraction.prices if p.unit == "hour"],
    "age": lambda reading: [float(age) for age in reading.extraction.ages],
}
STATED: Mapping[str, str] = {"price": "state no price for an hour", "age": "state no age"}


_BETWEEN = re.compile(r"\s*(?:,|\band\b)\s*|\s+by\s+")


def parse_question(line: str) -> Question | NotAsked:
    """`price by week`, `cities by week` (ads by week and city), `ads`."""
    if len(line) > LONGEST_QUESTION:
        return NotAsked(f"A question has at most {LONGEST_QUESTION} characters.")
    measured, *rest = re.split(r"\s+by\s+", line.strip().lower(), maxsplit=1)
    by = [PLURALS.get(word, word) for asked in rest for word in _BETWEEN.split(asked) if word]
    measure = {"prices": "price", "ages": "age"}.get(measured, measured)
    if measured in PLURALS or measured in BY:
        measure, by = "ads", [*by, PLURALS.get(measured, measured)]
    unknown = [word for word in by if word not in BY]
    if measure not in MEASURES or unknown:
        wrong = unknown[0] if unknown else measured
        return NotAsked(
            f"{wrong[:40]!r} can't be asked. Ask for {', '.join(MEASURES)} or {', '.join(PLURALS)}, "
            f"by {', '.join(BY)}: price by week, cities by week."
        )
    if len(set(by)) != len(by) or len(by) > 2:
        return NotAsked("A question counts by one or two different things.")
    return Question(measure, tuple(by))


@dataclass(frozen=True, slots=True)
class _Counted:
    """An ad that counts: what it says of the measure, and its text as texts are told apart."""

    item: Shown
    values: list[float]
    text: str


def answer(question: Question, asked: Sequence[Shown]) -> Answered:
    """The answer over some ads, in any order."""
    ranked = sorted(asked, key=lambda item: item.ad.id)
    whole = [
        _Counted(item, values, folded(text_of(item.ad)))
        for item in ranked
        if (values := _values(question, item)) is not None
    ]
    cells: dict[tuple[str, ...], list[_Counted]] = defaultdict(list)
    for one in whole:
        for key in _keys(question, one.item):
            cells[key].append(one)
    rows = [_row(question, key, cells[key], len(ranked)) for key in sorted(cells)] if question.by else []
    return Answered(
        question=question,
        ads=len(ranked),
        whole=_row(question, (), whole, len(ranked)),
        rows=tuple(rows[:MOST_ROWS]),
        more_rows=max(0, len(rows) - MOST_ROWS),
        notes=tuple(_notes(question, ranked, {one.item.ad.id for one in whole})),
    )


def _covered(item: Shown) -> bool:
    return item.quarantined or masked_by_default(item.activity)


def _values(question: Question, item: Shown) -> list[float] | None:
    """What an ad says of the measure, or None when it is not counted at all."""
    if question.measure == "ads":
        return []
    return None if _covered(item) else (MEASURES[question.measure](item.reading) or None)


def _keys(question: Question, item: Shown) -> Iterator[tuple[str, ...]]:
    """The cells that an ad stands in: one for each combination of what it states."""
    stated = []
    for name in question.by:
        hidden = name in READS_TEXT and _covered(item)
        stated.append([""] if hidden else (BY[name](item.reading) or [""]))
    if len(stated) == 1:
        yield from ((value,) for value in stated[0])
    elif stated:
        yield from ((first, second) for first in stated[0] for second in stated[1])


def _row(question: Question, key: tuple[str, ...], cell: Sequence[_Counted], of: int) -> Row:
    by_text: dict[str, list[float]] = defaultdict(list)
    for one in cell:
        by_text[one.text] += one.values
    if question.measure == "ads":
        low, high = (round(wilson(len(cell), of, side), 4) for side in (-1, 1)) if of else (0.0, 0.0)
        return Row(key, float(len(cell)), low, high, len(cell), len(by_text))
    low_high = mean_interval([statistics.fmean(values) for values in by_text.values()])
    mean, low_mean, high_mean = low_high if low_high else (None, None, None)
    return Row(key, mean, None if low_mean is None else max(0.0, low_mean), high_mean, len(cell), len(by_text))


def mean_interval(values: Sequence[float]) -> tuple[float, float | None, float | None] | None:
    """(mean, low, high) by Student's t; no interval of a single value, nothing of none."""
    if not values:
        return None
    ranked = sorted(values)
    mean = statistics.fmean(ranked)
    if len(ranked) == 1:
        return round(mean, 2), None, None
    from scipy.special import stdtrit

    half = float(stdtrit(len(ranked) - 1, Z)) * statistics.stdev(ranked) / len(ranked) ** 0.5
    return round(mean, 2), round(mean - half, 2), round(mean + half, 2)


def _notes(question: Question, ranked: Sequence[Shown], counted: set[str]) -> Iterator[str]:
    """What isn't in the rows, each with its number."""
    covered = sum(_covered(item) for item in ranked)
    hidden = [name for name in question.by if name in READS_TEXT]
    if question.measure != "ads":
        silent = sum(item.ad.id not in counted and not _covered(item) for item in ranked)
        if silent:
            yield f"{silent:,} of {len(ranked):,} ads {STATED[question.measure]}."
    if covered and (question.measure != "ads" or hidden):
        yield f"{covered:,} masked or quarantined ads are not read for this."
    for name in question.by:
        missing = sum(not BY[name](item.reading) for item in ranked)
        if missing:
            yield f"{missing:,} of {len(ranked):,} ads state no {'day' if name in ('week', 'month') else name}."
        if any(len(BY[name](item.reading)) > 1 for item in ranked):
            yield f"An ad that states several stands under each {name}."
    if question.measure == "price":
        yield "Prices are those stated for an hour, in whatever currency they are stated; none is converted."
    if question.measure == "age":
        yield "A stated age is what an ad says, not how old somebody is."
