"""A table read by a code book: attributes with numbered values, one code a row; and rows written back as cells.

A column is one attribute; a column of several values a cell is one attribute, there or not there, for each value.
A cell that the book doesn't know ends the reading with its place: a release of the rest would not be of this table.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from safelight.kernel.errors import Invalid
from safelight.stats.core.codebook import CodeBook, Declared, Span, period
from safelight.stats.core.table import MISSING, Column, Table

Codes = NDArray[np.int32]
Texts = NDArray[np.object_]


@dataclass(frozen=True, slots=True)
class Attribute:
    """What one code means. `labels[code]` is the published value; an attribute of a multi column has ("", value)."""

    column: str
    labels: tuple[str, ...]
    member: str | None = None


def attributes_of(book: CodeBook) -> tuple[Attribute, ...]:
    """The attributes in the order of the book."""
    found: list[Attribute] = []
    for column in book.columns:
        if column.kind == "multi":
            found += [Attribute(column.name, ("", value), value) for value in column.labels]
        else:
            found.append(Attribute(column.name, column.labels + (("",) if column.missing else ())))
    return tuple(found)


def check_columns(book: CodeBook, table: Table, apart: str | None = None) -> None:
    """Raise unless the table has exactly the columns of the book, `apart` (the person's) beside them."""
    declared = [column.name for column in book.columns]
    unknown = [name for name in table.names if name not in declared and name != apart]
    if unknown:
        listed = ", ".join(map(repr, unknown[:10]))
        raise Invalid(
            "stats.publish.column_unknown",
            f"The code book doesn't declare {listed}. Declare the column or take it out of {table.name}.",
        )
    absent = [name for name in declared if name not in table.names]
    if absent:
        raise Invalid("stats.publish.column_absent", f"{table.name} lacks {', '.join(map(repr, absent[:10]))}.")


def encode(book: CodeBook, table: Table) -> Codes:
    """Codes, attributes x rows. Raises Invalid with the first cell that the book doesn't know."""
    if table.refused:
        row = table.refused[0]
        raise Invalid("stats.publish.row_unread", f"{row.place}: {row.reason}. Nothing was published.")
    found: list[Codes] = []
    for declared in book.columns:
        column = table.column(declared.name)
        known = {label: code for code, label in enumerate(declared.labels)}
        by_value = [read_cell(declared, known, text) for text in (*column.values, "")]
        uses = np.where(column.codes == MISSING, len(column.values), column.codes)
        bad = np.array([codes is None for codes in by_value])
        if bad[uses].any():
            raise _unknown_cell(table, column, declared, int(np.argmax(bad[uses])))
        width = len(declared.labels) if declared.kind == "multi" else 1
        codes = np.array([each if each is not None else (0,) * width for each in by_value], np.int32)
        found += [codes[:, position][uses] for position in range(width)]
    return np.stack(found)


def _unknown_cell(table: Table, column: Column, declared: Declared, row: int) -> Invalid:
    text = column.at(row)
    what = f"{text[:60]!r} is not in the code book" if text else "an empty cell, and the code book has no missing value"
    hint = {
        "integer": "a whole number in its values",
        "date": "a date as 2024-03-05 or one of its periods",
        "multi": f"values of the list joined by {declared.separator!r}",
        "category": "one of its values",
    }[declared.kind]
    return Invalid(
        "stats.publish.cell_unknown",
        f"{table.place(row, column.name)}: {what}; {hint} belongs here. Nothing was published.",
    )


def read_cell(declared: Declared, known: Mapping[str, int], text: str) -> tuple[int, ...] | None:
    """The codes of one cell: one, or for a multi column one 0 or 1 a value. None when the book doesn't know it.

    `known` are the column's labels with their codes.
    """
    if declared.kind == "multi":
        return _members(declared, text)
    if text in declared.missing:
        return (len(declared.labels),)
    if text in known:
        return (known[text],)
    number = _number(declared, text)
    return None if number is None else _within(declared.spans, number)


def _members(declared: Declared, text: str) -> tuple[int, ...] | None:
    if text in declared.missing:
        return (0,) * len(declared.labels)
    parts = {part.strip() for part in text.split(declared.separator)} - {"", *declared.missing}
    if not parts or not parts <= set(declared.labels):
        return None
    return tuple(int(label in parts) for label in declared.labels)


def _number(declared: Declared, text: str) -> Span | None:
    if declared.kind == "integer":
        try:
            value = int(text)
        except ValueError:
            return None
        return Span(text, value, value)
    return period(text[:10] if len(text) > 10 and text[10] in "T " else text) if declared.kind == "date" else None


def _within(spans: Sequence[Span], found: Span) -> tuple[int, ...] | None:
    for code, span in enumerate(spans):
        if span.first <= found.first and found.last <= span.last:
            return (code,)
    return None


def decode(book: CodeBook, rows: NDArray[np.int32], rng: np.random.Generator) -> list[Texts]:
    """Cells for each column of the book, from codes of its attributes (rows x attributes). Binned values are drawn."""
    found: list[Texts] = []
    at = 0
    for declared in book.columns:
        width = len(declared.labels) if declared.kind == "multi" else 1
        codes = rows[:, at : at + width]
        found.append(_joined(declared, codes) if declared.kind == "multi" else _cells(declared, codes[:, 0], rng))
        at += width
    return found


def _joined(declared: Declared, codes: NDArray[np.int32]) -> Texts:
    patterns, inverse = np.unique(codes, axis=0, return_inverse=True)
    joined = [
        declared.separator.join(label for label, there in zip(declared.labels, pattern, strict=True) if there)
        for pattern in patterns
    ]
    return np.array(joined or [""], object)[inverse.ravel()]


def _cells(declared: Declared, codes: Codes, rng: np.random.Generator) -> Texts:
    cells = np.array([*declared.labels, ""], object)[codes]
    wide = [code for code, span in enumerate(declared.spans) if _drawn(declared, span)]
    for code in wide:
        span = declared.spans[code]
        index = np.flatnonzero(codes == code)
        values = rng.integers(span.first, span.last + 1, index.size)
        cells[index] = [_written(declared, int(value)) for value in values]
    return cells


def _drawn(declared: Declared, span: Span) -> bool:
    """A bin that the book cut from a range gives single values; one that it lists stays as it is written."""
    return declared.ranged and span.first < span.last


def _written(declared: Declared, value: int) -> str:
    return date.fromordinal(value).isoformat() if declared.kind == "date" else str(value)
