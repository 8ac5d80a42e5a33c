"""What adds up in a table of counts: each total or subtotal with its parts, as rows of a sparse matrix.

A total is known by its word (`Total`, `All`), by being declared, or because it equals the sum of the other values of
its column wherever it stands: whoever attacks the table sees that too. A total that doesn't add up is refused by name.
Next: `attack.py` asks what the relations tell about hidden cells.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from safelight.kernel.errors import Invalid
from safelight.stats.core.counts import Whole
from safelight.stats.core.table import Column, Table

TOTAL = re.compile(r"(?:(?:grand |sub)?total|all|overall|sum|both)(?:\b.*)?", re.IGNORECASE)
"""Words that say a row is a total; statistical offices write `Total`, `All ages`, `Both sexes`."""

SHOWN_MISMATCHES = 5
"""How many totals that don't add up one refusal lists."""

Parents = Mapping[str, Mapping[str, Sequence[str]]]
"""Declared subtotals: column, then the value that is a subtotal, then its parts."""


@dataclass(frozen=True, slots=True, eq=False)
class Sum:
    """The count in row `total` is the sum of the counts in rows `parts`."""

    total: int
    parts: NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Relations:
    """`matrix @ counts == 0`; one row a sum, +1 at its total and -1 at its parts. `totals` are values by column."""

    sums: tuple[Sum, ...]
    matrix: sparse.csr_array
    totals: dict[str, tuple[str, ...]]


def relations_of(
    table: Table, dimensions: Sequence[Column], counts: Whole, words: Sequence[str] = (), parents: Parents | None = None
) -> Relations:
    """Every sum in the table. `words` are further names of totals. Raises Invalid on sums that don't add up."""
    declared = _declared(dimensions, parents or {})
    groups = [_groups(dimensions, (at,)) for at in range(len(dimensions))]
    totals = [_totals(column, groups[at], counts, words, declared[at]) for at, column in enumerate(dimensions)]
    sums: list[Sum] = []
    for at, column in enumerate(dimensions):
        sums.extend(_column_sums(column, groups[at], totals[at], declared[at]))
    sums.extend(_joint_sums(dimensions, totals, {each.total for each in sums}))
    _check(table, dimensions, counts, sums)
    named = {
        column.name: tuple(_label(column, code) for code in sorted(totals[at]))
        for at, column in enumerate(dimensions)
        if totals[at]
    }
    return Relations(tuple(sums), _matrix(sums, table.rows), named)


def _label(column: Column, code: int) -> str:
    return "" if code < 0 else column.values[code]


def _declared(dimensions: Sequence[Column], parents: Parents) -> list[dict[int, list[int]]]:
    """Declared subtotals as codes, by the number of the column."""
    by_name = {column.name: at for at, column in enumerate(dimensions)}
    result: list[dict[int, list[int]]] = [{} for _ in dimensions]
    for name, subtotals in parents.items():
        if name not in by_name:
            raise Invalid("stats.suppress.subtotals", f"Subtotals name a column {name!r} that the table doesn't have.")
        codes = {value: code for code, value in enumerate(dimensions[by_name[name]].values)}
        for subtotal, parts in subtotals.items():
            unknown = [value for value in (subtotal, *parts) if value not in codes]
            if unknown:
                raise Invalid("stats.suppress.subtotals", f"Column {name!r} has no value {unknown[0]!r} to add up.")
            result[by_name[name]][codes[subtotal]] = [codes[part] for part in parts]
    return result


def _groups(dimensions: Sequence[Column], without: tuple[int, ...]) -> list[NDArray[np.int64]]:
    """Rows that agree in all columns except `without`."""
    rows = len(dimensions[0].codes)
    others = [column.codes for at, column in enumerate(dimensions) if at not in without]
    if not others:
        return [np.arange(rows, dtype=np.int64)]
    _, group = np.unique(np.stack(others, axis=1), axis=0, return_inverse=True)
    order = np.argsort(group.ravel(), kind="stable")
    return np.split(order, np.cumsum(np.bincount(group.ravel()))[:-1])


def _totals(
    column: Column,
    groups: Sequence[NDArray[np.int64]],
    counts: Whole,
    words: Sequence[str],
    declared: Mapping[int, Sequence[int]],
) -> set[int]:
    """Codes of the values that are the total of their column."""
    wanted = {word.strip().casefold() for word in words}
    named = {
        code
        for code, value in enumerate(column.values)
        if code not in declared and (TOTAL.fullmatch(value) or value.casefold() in wanted)
    }
    if "" in wanted:
        named.add(-1)
    return named or _found_totals(column, groups, counts)


def _found_totals(column: Column, groups: Sequence[NDArray[np.int64]], counts: Whole) -> set[int]:
    """Values that equal the sum of all others wherever they stand beside at least two others, and aren't always 0."""
    verdict: dict[int, bool] = {}
    for rows in groups:
        if len(rows) < 3 or not counts[rows].any():
            continue
        whole = int(counts[rows].sum())
        for code, count in zip(column.codes[rows].tolist(), counts[rows].tolist(), strict=True):
            verdict[code] = verdict.get(code, True) and 2 * count == whole
    return {code for code, holds in verdict.items() if holds}


def _column_sums(
    column: Column, groups: Sequence[NDArray[np.int64]], totals: set[int], declared: Mapping[int, Sequence[int]]
) -> Iterator[Sum]:
    inner = {part for parts in declared.values() for part in parts} | totals
    for rows in groups if totals or declared else ():
        codes = column.codes[rows]
        for code, parts in [*((code, None) for code in sorted(totals)), *declared.items()]:
            below = np.isin(codes, parts) if parts is not None else ~np.isin(codes, sorted(inner))
            if below.any():
                for row in rows[codes == code].tolist():
                    yield Sum(row, rows[below])


def _joint_sums(dimensions: Sequence[Column], totals: Sequence[set[int]], summed: set[int]) -> Iterator[Sum]:
    """Sums of rows that are totals in several columns at once while the table has no row in between."""
    flags = np.stack(
        [np.isin(column.codes, sorted(codes)) for column, codes in zip(dimensions, totals, strict=True)], axis=1
    )
    waiting: dict[tuple[int, ...], list[int]] = defaultdict(list)
    for row in np.flatnonzero(flags.sum(axis=1) > 1).tolist():
        if row not in summed:
            waiting[tuple(np.flatnonzero(flags[row]).tolist())].append(row)
    for columns, found in waiting.items():
        whole = set(found)
        for rows in _groups(dimensions, columns):
            parts = rows[~flags[rows][:, list(columns)].any(axis=1)]
            if len(parts):
                yield from (Sum(row, parts) for row in rows.tolist() if row in whole)


def _check(table: Table, dimensions: Sequence[Column], counts: Whole, sums: Sequence[Sum]) -> None:
    broken = [each for each in sums if counts[each.total] != counts[each.parts].sum()]
    if not broken:
        return
    told = []
    for each in broken[:SHOWN_MISMATCHES]:
        key = ", ".join(f"{column.name}={column.at(each.total)!r}" for column in dimensions)
        whole, parts = int(counts[each.total]), int(counts[each.parts].sum())
        place = f"{table.name}:{int(table.lines[each.total])}"
        told.append(f"{place} ({key}) says {whole}, its {len(each.parts)} parts add up to {parts}")
    more = f"; and {len(broken) - SHOWN_MISMATCHES} more" if len(broken) > SHOWN_MISMATCHES else ""
    raise Invalid(
        "stats.suppress.totals",
        f"Totals don't add up: {'; '.join(told)}{more}. Correct them, add a row for what is missing, or declare "
        "subtotals with --subtotals. Nothing was written.",
    )


def _matrix(sums: Sequence[Sum], cells: int) -> sparse.csr_array:
    rows = [np.full(len(each.parts) + 1, at) for at, each in enumerate(sums)]
    columns = [np.append(each.parts, each.total) for each in sums]
    signs = [np.append(np.full(len(each.parts), -1.0), 1.0) for each in sums]
    empty = np.zeros(0, np.int64)
    place = (np.concatenate([empty, *rows]), np.concatenate([empty, *columns]))
    return sparse.csr_array((np.concatenate([np.zeros(0), *signs]), place), shape=(len(sums), cells))
