"""Numbers: the dashboard of one's roles, a question in words that is read back before it runs, charts as files.

Everything shown here was hidden where it had to be before it reached this file.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form
from starlette.responses import Response

from safelight.access.core.permission import allows
from safelight.kernel.errors import Invalid
from safelight.stats.service.charts import ENDINGS
from safelight.stats.service.questions import Answer, Line, Measure, Unread
from safelight.web.page import Signed, Visit

router = APIRouter(prefix="/numbers")

EXAMPLES = (
    "conversations by county last quarter",
    "ads per 100,000 by state this year",
    "leads by disposition this year",
    "cases closed by month since 2026-01-01",
)
MEDIA = {".svg": "image/svg+xml", ".png": "image/png", ".pdf": "application/pdf", ".html": "text/html"}
LINES_SHOWN = 14
"""Lines of a panel of the dashboard; the rest is behind its question."""


@dataclass(frozen=True, slots=True)
class Tab:
    """One page of the numbers."""

    name: str
    path: str
    current: bool
    count: int = 0


@dataclass(frozen=True, slots=True)
class ShownLine:
    """A line as the page shows it; `part` is its share of the longest bar, 0 to 100."""

    name: str
    line: Line
    part: int


@dataclass(frozen=True, slots=True)
class Panel:
    """An answer as the page shows it."""

    words: str
    counts: str
    answer: Answer
    lines: tuple[ShownLine, ...]
    more: int = 0


def tabs(visit: Visit, current: str) -> list[Tab]:
    """The pages that the actor may see."""
    pages = (
        ("Dashboard", "/numbers", "stats.ask"),
        ("Ask", "/numbers/ask", "stats.ask"),
        ("Impact", "/impact", "stats.impact.view"),
        ("Outside figures", "/impact/claims", "stats.claim.list"),
    )
    return [Tab(name, path, path == current) for name, path, action in pages if allows(visit.actor, action)]  # type: ignore[arg-type]


def panel(visit: Visit, measure: Measure, most: int | None = None) -> Panel:
    """Ask, and shape what came for the page."""
    questions = visit.platform.stats.questions
    answer = questions.ask(visit.actor, measure)
    values = [line.rate if measure.rate else line.count for line in answer.lines]
    top = max((value for value in values if value is not None), default=0) or 1
    shown = tuple(
        ShownLine(" · ".join(questions.named(measure, line)), line, round(100 * (value or 0) / top))
        for line, value in zip(answer.lines, values, strict=True)
    )
    words, _, counts = questions.reading(measure).partition(" (")
    kept = shown[-most:] if most else shown
    return Panel(words, counts.rstrip(")"), answer, kept, len(shown) - len(kept))


@router.get("")
def dashboard(visit: Signed) -> Response:
    panels = [panel(visit, measure, LINES_SHOWN) for measure in visit.platform.stats.questions.board(visit.actor)]
    return visit.page("numbers.html", tabs=tabs(visit, "/numbers"), panels=panels)


@router.get("/ask")
def ask(visit: Signed, question: str = "") -> Response:
    """Read a question and show what was read; nothing runs."""
    found = visit.platform.stats.questions.read(question) if question.strip() else None
    read = isinstance(found, Measure)
    return visit.page(
        "numbers_ask.html",
        tabs=tabs(visit, "/numbers/ask"),
        question=question[:300],
        examples=EXAMPLES,
        unread=found if isinstance(found, Unread) else None,
        reading=visit.platform.stats.questions.reading(found) if isinstance(found, Measure) else "",
        words=visit.platform.stats.questions.words(found) if isinstance(found, Measure) else "",
        panel=None,
        read=read,
    )


def measure_of(visit: Visit, words: str) -> Measure:
    """The measure of a confirmed question; Invalid when it can't be read."""
    found = visit.platform.stats.questions.read(words)
    if isinstance(found, Unread):
        raise Invalid("web.numbers.unread", found.line())
    return found


@router.post("/ask")
def run(visit: Signed, words: Annotated[str, Form()]) -> Response:
    """Run what was confirmed."""
    measure = measure_of(visit, words)
    return visit.page(
        "numbers_ask.html",
        tabs=tabs(visit, "/numbers/ask"),
        question=words[:300],
        examples=EXAMPLES,
        unread=None,
        reading="",
        words=words,
        panel=panel(visit, measure),
        read=False,
    )


@router.post("/chart")
def chart(visit: Signed, words: Annotated[str, Form()], ending: Annotated[str, Form()]) -> Response:
    """The chart of an answer as a file to keep."""
    if ending not in ENDINGS or ending not in MEDIA:
        raise Invalid("web.numbers.ending", "A chart is kept as SVG, PNG, PDF or a page.")
    made = visit.platform.stats.charts.file(visit.actor, measure_of(visit, words), ending)
    name = re.sub(r"[^a-z0-9]+", "-", words.lower()).strip("-")[:60] or "chart"
    disposition = f'attachment; filename="{name}{ending}"'
    return Response(made, media_type=MEDIA[ending], headers={"Content-Disposition": disposition})
