"""Open data: one answer as CSV and Parquet with its dictionary, noted so that no later table is subtracted from it."""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Sequence
from pathlib import Path

from safelight.access.core.audit import Subject
from safelight.access.core.tenant import Actor
from safelight.access.service import Access
from safelight.infra.db import Book, one_writer
from safelight.kernel.errors import Conflict, Invalid
from safelight.kernel.facts import NOT_STATED, UNLISTED, FactKind
from safelight.kernel.ids import IdSource
from safelight.stats.core.answer import Answer, Line, People
from safelight.stats.core.measure import PER, PLACES, Measure
from safelight.stats.core.opened import Opened, overlap_refusal, span_problem
from safelight.stats.core.veil import MINIMUM
from safelight.stats.render.release_files import written_together
from safelight.stats.service.questions import Questions
from safelight.stats.store import opened as store

ADVISORY_LOCK = 0x5AFE_0047

Row = dict[str, str | int | float | bool | None]


class OpenTables:
    """The verbs."""

    def __init__(self, book: Book, access: Access, ids: IdSource, questions: Questions) -> None:
        self._book = book
        self._access = access
        self._ids = ids
        self._questions = questions

    def write(self, actor: Actor, measure: Measure, folder: Path, people: People | None = None) -> Opened:
        """Write data.csv, data.parquet and dictionary.json into a folder. Conflict when an earlier table overlaps."""
        opened_id = self._ids.mint("open")
        subject = Subject("open_table", opened_id)
        scope = self._access.permit(actor, "stats.open", subject)
        problem = span_problem(measure, scope.at.date())
        if problem is not None:
            raise Invalid("stats.open.span", problem)
        answer = self._questions.ask(actor, measure, people)
        rows = [_row(measure, line) for line in (*answer.lines, answer.total)]
        words, digest = self._questions.words(measure), hashlib.sha256(json.dumps(rows).encode()).hexdigest()
        first, last = measure.span.first or scope.at.date(), measure.span.last or scope.at.date()
        opened = Opened(opened_id, measure.kind, words, first, last, digest, actor.member.id, scope.at)
        with self._book.write() as connection:
            one_writer(connection, ADVISORY_LOCK)
            refusal = overlap_refusal(measure, words, digest, store.listed(connection, scope))
            if refusal is not None:
                raise Conflict(refusal.code, refusal.reason)
            store.add(connection, scope, opened, self._access.intent(scope, subject, {"digest": digest}))
            _write(folder, rows, _dictionary(self._questions.kind_of(measure), answer, opened))
        self._access.settle()
        return opened

    def list(self, actor: Actor) -> list[Opened]:
        """What the own tenant opened, oldest first."""
        subject = Subject("tenant", actor.tenant.id)
        scope = self._access.permit(actor, "stats.release.list", subject)
        with self._book.read() as connection:
            found = store.listed(connection, scope)
        self._access.commit_read(scope, subject, {"opened": len(found)})
        return found


def _row(measure: Measure, line: Line) -> Row:
    row: Row = dict(zip(measure.by, line.key, strict=False))
    row |= {"count": line.count, "suppressed": line.hidden}
    return row | (
        {"people": line.people, "rate": line.rate, "low": line.low, "high": line.high} if measure.rate else {}
    )


def _write(folder: Path, rows: Sequence[Row], dictionary: dict[str, object]) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    with written_together(folder) as aside:
        with aside("data.csv").open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
            writer.writeheader()
            writer.writerows({name: _cell(value) for name, value in row.items()} for row in rows)
        columns = {name: [row[name] for row in rows] for name in rows[0]}
        pq.write_table(pa.table(columns), aside("data.parquet"))
        text = json.dumps(dictionary, indent=2, sort_keys=True) + "\n"
        aside("dictionary.json").write_text(text, encoding="utf-8")


def _cell(value: object) -> object:
    """Blank where hidden or not known; yes and no as 1 and 0."""
    return "" if value is None else int(value) if isinstance(value, bool) else value


def _dictionary(kind: FactKind, answer: Answer, opened: Opened) -> dict[str, object]:
    meanings: dict[str, object] = {}
    for name in answer.measure.by:
        words = [*kind.attributes[name], NOT_STATED, UNLISTED] if name in kind.attributes else None
        codes = "USPS code" if name == "state" else "FIPS code" if name == "county" else "label of the period"
        meanings[name] = {"values": words} if words else {"meaning": codes if name in PLACES else "label of the period"}
    meanings["count"] = {"type": "integer", "meaning": f"{kind.counts}; blank where hidden"}
    meanings["suppressed"] = {"meaning": f"1: below {MINIMUM}, or hidden so that such a count can't be worked out"}
    if answer.measure.rate:
        meanings["rate"] = {"meaning": f"count per {PER:,} people over the whole period"}
        meanings["people"] = {"meaning": answer.denominator}
        meanings["low"] = meanings["high"] = {"meaning": "95 % interval of the rate (Poisson, exact)"}
    return {
        "asked": opened.words,
        "period": {"first": opened.first.isoformat(), "last": opened.last.isoformat()},
        "columns": meanings,
        "total": "the row whose dimensions all say Total",
        "warnings": list(answer.warnings),
        "digest": opened.digest,
        "use": "Counts of what was recorded, not prevalence. Not for singling anybody out.",
    }
