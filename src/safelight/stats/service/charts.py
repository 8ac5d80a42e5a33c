"""Charts and reports of answers. An answer is asked for first, so that a picture shows what its asker may see."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from safelight.access.core.tenant import Actor
from safelight.gazetteer import Gazetteer
from safelight.gazetteer.outlines import outlines
from safelight.kernel.errors import Invalid
from safelight.stats.core.answer import Answer, Line, People
from safelight.stats.core.chart import (
    Drawing,
    Form,
    Mark,
    Spec,
    chart,
    drawing_problem,
    form_for,
    time_first,
)
from safelight.stats.core.measure import PER, TIMES, Measure
from safelight.stats.render.chart_page import Row
from safelight.stats.render.pictures import ENDINGS, draw, picture
from safelight.stats.render.report import Section, report_page, report_pdf
from safelight.stats.service.questions import Questions

__all__ = ["ENDINGS", "Charts", "Form"]


class Charts:
    """The verbs."""

    def __init__(self, questions: Questions) -> None:
        self._questions = questions

    def draw(
        self, actor: Actor, measure: Measure, path: Path, form: Form | None = None, people: People | None = None
    ) -> Answer:
        """Answer a measure and write its chart; the ending of the name says as what."""
        if path.suffix not in ENDINGS:
            raise Invalid("stats.chart.ending", f"A chart is written to a name that ends in {', '.join(ENDINGS)}.")
        answer = self._questions.ask(actor, measure, people)
        draw(self.spec(answer, form), self.rows(answer), path)
        return answer

    def file(self, actor: Actor, measure: Measure, ending: str) -> bytes:
        """The chart of an answer as the bytes of a file of this ending."""
        answer = self._questions.ask(actor, measure)
        return picture(self.spec(answer), self.rows(answer), ending)

    def report(
        self, actor: Actor, measures: Sequence[Measure], path: Path, title: str, people: People | None = None
    ) -> Sequence[Answer]:
        """Answer several measures and write one report, .html or .pdf."""
        writers = {".html": report_page, ".pdf": report_pdf}
        if path.suffix not in writers:
            raise Invalid("stats.report.ending", "A report is written to a name that ends in .html or .pdf.")
        answers = [self._questions.ask(actor, measure, people) for measure in measures]
        path.write_bytes(writers[path.suffix](title, [self._section(answer) for answer in answers]))
        return answers

    def _section(self, answer: Answer) -> Section:
        reading = self._questions.reading(answer.measure)
        title, _, counts = reading.partition(" (")
        spec = None if self._problem(answer, None) else self.spec(answer, None)
        notes = (*answer.warnings, *((f"People: {answer.denominator}.",) if answer.denominator else ()))
        return Section(title[:1].upper() + title[1:], counts.rstrip(")"), tuple(self.rows(answer)), notes, spec)

    def spec(self, answer: Answer, form: Form | None = None) -> Spec:
        """The specification of an answer's chart. Invalid when it can't be drawn so."""
        problem = self._problem(answer, form)
        if problem is not None:
            raise Invalid("stats.chart.unreadable", problem)
        chosen = form or form_for(answer.measure.by, TIMES)
        level = "states" if answer.measure.by == ("state",) else "counties"
        shapes: dict[str, Any] = outlines(level) if chosen == "map" else {}  # type: ignore[arg-type]
        return chart(self._drawing(answer), chosen, shapes)

    def _problem(self, answer: Answer, form: Form | None) -> str | None:
        chosen = form or form_for(answer.measure.by, TIMES)
        if chosen == "map" and answer.measure.by not in (("state",), ("county",)):
            return "A map is split by state or by county alone."
        if chosen == "line" and not {*answer.measure.by} & {*TIMES}:
            return "A line goes along time; split by week, month, quarter or year."
        return drawing_problem(self._drawing(answer), chosen)

    def rows(self, answer: Answer) -> list[Row]:
        """An answer as the rows of a table."""
        found = [self._row(answer, line, self._questions.named(answer.measure, line)) for line in answer.lines]
        names = ("Total", *[""] * (len(answer.measure.by) - 1)) if answer.measure.by else ()
        return [*found, self._row(answer, answer.total, names)]

    def _row(self, answer: Answer, line: Line, names: Sequence[str]) -> Row:
        row: dict[str, object] = dict(zip(answer.measure.by, names, strict=False)) or {"": "Total"}
        row["count"] = line.count
        if answer.measure.rate:
            row["people"] = line.people if line.people is not None else "not known"
            row[f"per {PER:,}"] = line.rate if line.rate is not None or line.hidden else "no rate"
            row["95 % interval"] = "" if line.low is None else f"{line.low:,.3g} to {line.high:,.3g}"
        return row

    def _drawing(self, answer: Answer) -> Drawing:
        measure = answer.measure
        order = time_first(measure.by, TIMES)
        marks = [self._mark(answer, line, order) for line in answer.lines]
        title, _, _ = self._questions.reading(measure).partition(" (")
        unit = f"per {PER:,} people" if measure.rate else "count"
        notes = (*answer.warnings, *((f"People: {answer.denominator}.",) if answer.denominator else ()))
        names = tuple(measure.by[at] for at in order)
        return Drawing(title[:1].upper() + title[1:], unit, names, tuple(marks), notes)

    def _mark(self, answer: Answer, line: Line, order: Sequence[int]) -> Mark:
        named = self._questions.named(answer.measure, line)
        value = line.rate if answer.measure.rate else line.count
        code = _code(self._questions.places, answer.measure.by, line.key)
        key = tuple(named[at] for at in order)
        return Mark(key, None if value is None else float(value), line.low, line.high, code)


def _code(places: Gazetteer, by: Sequence[str], key: Sequence[str]) -> str:
    """The FIPS code of a line's place, as the outlines know it."""
    if tuple(by) == ("county",):
        return key[0]
    return (places.state_fips(key[0]) or "") if tuple(by) == ("state",) else ""
