"""Questions: read one in words, show the reading back, answer it from the own facts with small cells hidden."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path

from safelight.access.core.audit import Subject
from safelight.access.core.tenant import Actor
from safelight.access.service import Access
from safelight.gazetteer import Gazetteer, load
from safelight.gazetteer.population import COUNTY_SOURCE, SOURCE, STATES, counties
from safelight.infra.db import Book
from safelight.kernel.clock import Clock
from safelight.kernel.errors import Invalid
from safelight.kernel.facts import FactKind
from safelight.stats.core.answer import Answer, Line, People, answer
from safelight.stats.core.counts import counts_of
from safelight.stats.core.dashboard import board_of
from safelight.stats.core.measure import Measure, printed, spoken
from safelight.stats.core.veil import TOTAL
from safelight.stats.core.words import Unread, Vocabulary, read
from safelight.stats.service.facts import Facts
from safelight.stats.sources.tables import read_table
from safelight.stats.store import facts as store

__all__ = ["Answer", "Line", "Measure", "People", "Questions", "Unread", "printed"]


class Questions:
    """The verbs. The gazetteer is loaded when a place has to be named."""

    def __init__(self, book: Book, access: Access, facts: Facts, clock: Clock) -> None:
        self._book = book
        self._access = access
        self._facts = facts
        self._clock = clock

    @cached_property
    def places(self) -> Gazetteer:
        """Names of places, read when first asked for."""
        return load()

    def vocabulary(self) -> Vocabulary:
        """The words that can be asked in."""
        names: dict[str, str] = {}
        for code in self.places.states():
            names[code.lower()] = code
            names[(self.places.state_name(code) or code).lower()] = code
        return Vocabulary(self._facts.kinds, names, self._clock.now().date())

    def read(self, question: str) -> Measure | Unread:
        """What a question asks for, or why it can't be read. Runs nothing."""
        return read(question, self.vocabulary())

    def reading(self, measure: Measure) -> str:
        """The measure in words, and what it counts: to be shown before it runs."""
        kind = self._facts.kinds[measure.kind]
        return f"{printed(measure, self._facts.kinds)} ({kind.counts})"

    def board(self, actor: Actor) -> list[Measure]:
        """What the actor's roles look at every day."""
        read_all = [self.read(question) for question in board_of(actor.member.roles)]
        return [measure for measure in read_all if isinstance(measure, Measure)]

    def kind_of(self, measure: Measure) -> FactKind:
        """The kind of fact that a measure counts."""
        return self._facts.kinds[measure.kind]

    def words(self, measure: Measure) -> str:
        """The measure in words that read back as itself."""
        return printed(measure, self._facts.kinds)

    def ask(self, actor: Actor, measure: Measure, people: People | None = None) -> Answer:
        """Answer a measure from the own tenant's facts. Small cells are hidden from everybody."""
        self._facts.catch_up()
        subject = Subject("measure", measure.kind)
        scope = self._access.permit(actor, "stats.ask", subject)
        with self._book.read() as connection:
            rows = store.counted(connection, scope, measure.kind)
        found = answer(measure, rows, people or people_for(measure), self._clock.now().date())
        if isinstance(found, str):
            raise Invalid("stats.ask.lines", found)
        self._access.commit_read(scope, subject, {"by": ",".join(measure.by), "lines": len(found.lines)})
        return found

    def named(self, measure: Measure, line: Line) -> tuple[str, ...]:
        """A line's key as people read it: counties by name, words without underscores."""
        return tuple(self._name(name, value) for name, value in zip(measure.by, line.key, strict=False))

    def _name(self, dimension: str, value: str) -> str:
        if dimension == "county" and (county := self.places.county(value)) is not None:
            return f"{county.name}, {county.state}"
        if dimension == "state" and (name := self.places.state_name(value)) is not None:
            return name
        return value if value == TOTAL else spoken(value)


def people_for(measure: Measure) -> People:
    """The people of the measure's places: of counties when it splits or filters by them, else of states."""
    by_county = "county" in (*measure.by, *dict(measure.where))
    return People(counties(), COUNTY_SOURCE) if by_county else People(STATES, SOURCE)


def people_from(path: Path) -> People:
    """People by place from a table with columns `place` (USPS or FIPS code) and `people`. Invalid with the cell."""
    table = read_table(path)
    counts, read, refused = counts_of(table, "people")
    if refused or not (counts.known() & read).all():
        raise Invalid("stats.people.cell", refused[0].line() if refused else f"{path.name}: a place has no people.")
    places = table.column("place")
    return People({places.at(row): int(counts.low[row]) for row in range(table.rows)}, path.name)


def record_of(found: Answer, reading: str) -> Mapping[str, object]:
    """An answer as programs read it."""
    return {
        "reading": reading,
        "lines": [_line_record(found.measure, line) for line in found.lines],
        "total": _line_record(found.measure, found.total) | {"total": True},
        "warnings": list(found.warnings),
        "denominator": found.denominator,
    }


def _line_record(measure: Measure, line: Line) -> dict[str, object]:
    key: dict[str, object] = dict(zip(measure.by, line.key, strict=False))
    shown: dict[str, object] = {"count": line.count, "hidden": line.hidden}
    if measure.rate:
        shown |= {"people": line.people, "rate": _rounded(line.rate), "interval": None}
        if line.low is not None and line.high is not None:
            shown["interval"] = [_rounded(line.low), _rounded(line.high)]
    return key | shown


def _rounded(number: float | None) -> float | None:
    """Four significant digits."""
    return None if number is None else float(f"{number:.4g}")
