"""`safelight stats ask`: a question in words; its reading is shown first, and it runs when that is confirmed."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from safelight.cli.console import err, out, show_json
from safelight.cli.session import HomeOption, JsonOption, signed_in
from safelight.kernel.errors import Invalid

if TYPE_CHECKING:
    from safelight.assembly import Platform
    from safelight.stats.service.questions import Line, Measure

QuestionArgument = Annotated[str, typer.Argument(metavar="QUESTION", help='As "conversations by county last quarter".')]
PopulationOption = Annotated[
    Path | None,
    typer.Option("--population", metavar="FILE", help="People by place: columns place (code) and people."),
]


def understood(platform: Platform, question: str) -> Measure:
    """The measure that a question asks for; Invalid with what stopped the reading."""
    from safelight.stats.service.questions import Unread

    found = platform.stats.questions.read(question)
    if isinstance(found, Unread):
        raise Invalid("stats.ask.unread", found.line())
    return found


def ask(
    question: QuestionArgument,
    yes: Annotated[bool, typer.Option("--yes", help="Run what was read without asking.")] = False,
    population: PopulationOption = None,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Ask in words: what was read is shown, then it runs. Without a terminal it runs only with --yes."""
    from safelight.stats.service.questions import people_from, record_of

    with signed_in(home) as (platform, actor):
        questions = platform.stats.questions
        measure = understood(platform, question)
        reading = questions.reading(measure)
        err(f"reads as: {reading}")
        if not yes and not (sys.stdin.isatty() and typer.confirm("Run it?", err=True)):
            err("not run; add --yes to run it")
            return
        people = people_from(population) if population else None
        answer = questions.ask(actor, measure, people)
        if as_json:
            show_json(record_of(answer, reading))
            return
        for line in answer.lines:
            out(_told(" · ".join(questions.named(measure, line)), line))
        out(_told("Total", answer.total))
        for warning in answer.warnings:
            err(f"note: {warning}")
        if answer.denominator:
            err(f"people: {answer.denominator}")


def _told(name: str, line: Line) -> str:
    count = "hidden" if line.count is None else f"{line.count:,}"
    if line.rate is None:
        return f"{name:<44} {count:>9}"
    return f"{name:<44} {count:>9}  {line.rate:8.3g} per 100,000 ({line.low:.3g} to {line.high:.3g})"
