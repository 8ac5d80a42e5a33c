"""Publish a table of records as noisy tables and invented rows. Stateless: reads two files, writes four.

Either all four files are there afterwards or none: they are written aside and moved at the end. The report holds
nothing that was read off the records without noise, not even the digest of the input, which would let somebody test a
guess of the whole file.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from safelight.kernel.errors import Invalid, Missing
from safelight.stats.core.codebook import CodeBook, read_codebook
from safelight.stats.core.encode import Attribute, attributes_of, check_columns, decode, encode
from safelight.stats.core.publish.bound import counted, kept_rows
from safelight.stats.core.publish.budget import Plan, plan
from safelight.stats.core.publish.fit import Fitted, fit
from safelight.stats.core.publish.noise import Words
from safelight.stats.core.publish.privacy import DELTA_USUAL, EPSILON_USUAL
from safelight.stats.core.publish.report import Utility, report_of, utility_of
from safelight.stats.core.publish.residual import measure
from safelight.stats.core.publish.rows import draw_rows
from safelight.stats.core.table import Table
from safelight.stats.render.release_files import marginal_lines, write_rows, written_together
from safelight.stats.render.release_page import release_page
from safelight.stats.sources.tables import read_table

__all__ = ["DELTA_USUAL", "EPSILON_USUAL", "PublishRequest", "publish"]


@dataclass(frozen=True, slots=True)
class PublishRequest:
    """What to publish and how. `seed` makes a rehearsal that promises nothing."""

    table: Path
    codebook: Path
    target: Path
    epsilon: float = EPSILON_USUAL
    delta: float = DELTA_USUAL
    longest: int = 3
    person: str | None = None
    rows_each: int = 1
    seed: int | None = None


Tell = Callable[[str, int, int | None], None]


Note = Callable[[str], None]
"""Told in a sentence what the keeper of the records should know, and no reader of the release."""


def publish(request: PublishRequest, secret: Words, tell: Tell, note: Note = lambda _: None) -> dict[str, object]:
    """Write marginals.csv, synthetic.csv, report.json and report.html into the target; returns the report.

    `secret` gives words of the system's randomness. Raises Invalid or Missing, and then writes nothing.
    """
    book = load_codebook(request.codebook)
    if book.draft:
        raise Invalid(
            "stats.codebook.draft",
            f"{request.codebook.name} was drafted from records, so its values tell who is in them. Check every value "
            'against what the form allows, then take "draft" out.',
        )
    attributes = attributes_of(book)
    planned = plan(
        [len(each.labels) for each in attributes], request.epsilon, request.delta, request.longest, request.rows_each
    )
    words = seeded_words(request.seed) if request.seed is not None else secret
    tell("read", 0, None)
    fitted = _measured(request, book, planned, words, tell, note)
    rng = np.random.default_rng([int(word) for word in words(4)])
    tell("rows", 0, None)
    rows = draw_rows({columns: table.counts for columns, table in fitted.items()}, planned.sizes, rng)
    utility = utility_of(planned, fitted, rows)
    report = report_of(planned, attributes, utility, request.person, private=request.seed is None)
    tell("write", 0, None)
    _write(request.target, book, attributes, fitted, decode(book, rows, rng), report, utility)
    return report


def load_codebook(path: Path) -> CodeBook:
    """The code book in a file. Raises Missing or Invalid."""
    if not path.is_file():
        raise Missing("stats.codebook.missing", f"There is no file {path}.")
    try:
        return read_codebook(json.loads(path.read_text(encoding="utf-8-sig")))
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        raise Invalid("stats.codebook.json", f"{path.name} is not JSON: {error}.") from error


def seeded_words(seed: int) -> Words:
    """Repeatable words, for rehearsals only."""
    rng = np.random.default_rng(seed)
    return lambda size: rng.integers(0, 1 << 64, size, np.uint64)


def _measured(
    request: PublishRequest, book: CodeBook, planned: Plan, words: Words, tell: Tell, note: Note
) -> dict[tuple[int, ...], Fitted]:
    """The fitted tables; the records and their exact counts end with this function."""
    table = read_table(request.table, verbatim=True)
    check_columns(book, table, request.person)
    for column in book.columns:
        if not set(table.column(column.name).values) - set(column.missing):
            note(f"Column {column.name} is empty in every row: it says nothing, and takes its part of the budget.")
    table = _bounded(table, request, note)
    codes = encode(book, table)
    tell("count", 0, None)
    counts = counted(codes, planned.sizes, planned.parts)
    tell("fit", 0, None)
    return fit(planned, measure(counts, planned.parts, words))


def _bounded(table: Table, request: PublishRequest, note: Note) -> Table:
    if request.person is None:
        return table
    kept = kept_rows(table, table.column(request.person), request.rows_each)
    if not kept.all():
        counting = "1 does" if request.rows_each == 1 else f"{request.rows_each:,} do"
        note(f"{int((~kept).sum()):,} of {table.rows:,} rows don't count: of each person, {counting} (--rows-each).")
    return table.kept(kept)


def _write(
    target: Path,
    book: CodeBook,
    attributes: tuple[Attribute, ...],
    fitted: dict[tuple[int, ...], Fitted],
    cells: list[np.ndarray[tuple[int, ...], np.dtype[np.object_]]],
    report: dict[str, object],
    utility: Utility,
) -> None:
    with written_together(target) as aside:
        with aside("marginals.csv").open("w", encoding="utf-8", newline="") as file:
            file.writelines(marginal_lines(attributes, fitted))
        write_rows(aside("synthetic.csv"), [column.name for column in book.columns], cells)
        text = json.dumps(report, ensure_ascii=False, indent=1)
        aside("report.json").write_text(text + "\n", encoding="utf-8", newline="\n")
        page = release_page(report, attributes, fitted, utility)
        aside("report.html").write_text(page, encoding="utf-8", newline="\n")
