"""`safelight stats chart`, `report` and `open-data`: answers as files. Small counts are hidden before that."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, cast

import typer

from safelight.cli.console import err, show
from safelight.cli.questions import PopulationOption, QuestionArgument, understood
from safelight.cli.session import HomeOption, JsonOption, signed_in
from safelight.kernel.errors import Invalid


def chart(
    question: QuestionArgument,
    target: Annotated[Path, typer.Option("--out", metavar="FILE", help="Ends in .svg, .png, .pdf, .html or .json.")],
    form: Annotated[
        str | None, typer.Option("--as", metavar="FORM", help="bar, line or map; else what fits the question.")
    ] = None,
    population: PopulationOption = None,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Draw the answer to a question: a picture, or a page that works offline."""
    from safelight.stats.service.questions import people_from

    if form not in (None, "bar", "line", "map"):
        raise Invalid("stats.chart.form", "A chart is drawn as bar, line or map.")
    with signed_in(home) as (platform, actor):
        measure = understood(platform, question)
        err(f"reads as: {platform.stats.questions.reading(measure)}")
        people = people_from(population) if population else None
        answer = platform.stats.charts.draw(actor, measure, target, cast(Any, form), people)
        hidden = sum(line.hidden for line in answer.lines)
        show({"file": str(target), "values": len(answer.lines), "hidden": hidden}, as_json)
        for warning in answer.warnings:
            err(f"note: {warning}")


def report(
    questions: Annotated[list[str], typer.Argument(metavar="QUESTION...", help="What the report answers, in order.")],
    target: Annotated[Path, typer.Option("--out", metavar="FILE", help="Ends in .html or .pdf.")],
    title: Annotated[str, typer.Option("--title", help="Title of the report.")] = "Report",
    population: PopulationOption = None,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write a report: each question with its chart, numbers and warnings, and the method at the end."""
    from safelight.stats.service.questions import people_from

    with signed_in(home) as (platform, actor):
        measures = [understood(platform, question) for question in questions]
        people = people_from(population) if population else None
        answers = platform.stats.charts.report(actor, measures, target, title, people)
        show({"file": str(target), "answers": len(answers)}, as_json)


def open_table(
    question: QuestionArgument,
    target: Annotated[Path, typer.Option("--out", metavar="DIR", help="Folder for the files.")],
    population: PopulationOption = None,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write an answer for everybody: CSV, Parquet and a dictionary. Refused when an earlier table overlaps it."""
    from safelight.stats.service.questions import people_from

    with signed_in(home) as (platform, actor):
        measure = understood(platform, question)
        err(f"reads as: {platform.stats.questions.reading(measure)}")
        people = people_from(population) if population else None
        opened = platform.stats.open_tables.write(actor, measure, target, people)
        show({"opened": opened.id, "asked": opened.words, "digest": opened.digest, "files": str(target)}, as_json)
