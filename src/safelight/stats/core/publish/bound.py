"""One person's part in a table: which rows count, and how many cells of a table one person can change.

The privacy unit is the person. Without a column that names persons, a row is taken for a person, and the report says
so. With one, only a person's first rows count, up to a public number; which ones are kept depends on that person alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from safelight.kernel.errors import Invalid
from safelight.stats.core.publish.budget import Columns, cells_of
from safelight.stats.core.publish.residual import Counts
from safelight.stats.core.table import MISSING, Column, Table

Codes = NDArray[np.int32]


def kept_rows(table: Table, person: Column, rows_each: int) -> NDArray[np.bool_]:
    """The first `rows_each` rows of each person. Raises Invalid on a row without a person."""
    nameless = person.codes == MISSING
    if nameless.any():
        place = table.place(int(np.argmax(nameless)), person.name)
        raise Invalid("stats.publish.person_missing", f"{place}: no person. Give every row one; nothing was published.")
    order = np.argsort(person.codes, kind="stable")
    held = np.bincount(person.codes, minlength=len(person.values))
    rank = np.empty(len(order), np.int64)
    rank[order] = np.arange(len(order)) - np.repeat(np.cumsum(held) - held, held)
    return rank < rows_each


def counted(codes: Codes, sizes: Sequence[int], tables: Iterable[Columns]) -> dict[Columns, Counts]:
    """The exact counts of `tables` over `codes` (attributes x rows). They never leave the run."""
    from safelight.stats.core.publish.tally import tally

    wide = np.asarray(sizes, np.int64)
    found: dict[Columns, Counts] = {}
    for columns in sorted(tables, key=len, reverse=True):
        longer = _longer(columns, found)
        if longer is not None:
            gone = next(axis for axis, column in enumerate(longer) if column not in columns)
            found[columns] = found[longer].sum(axis=gone)
            continue
        counts = np.zeros(cells_of(sizes, columns), np.int64)
        if columns:
            tally(codes, np.array(columns), wide, counts)
        else:
            counts[0] = codes.shape[1]
        found[columns] = counts.reshape([sizes[column] for column in columns])
    return found


def _longer(columns: Columns, found: Mapping[Columns, Counts]) -> Columns | None:
    """A counted table with one more column, the first one in order."""
    if not columns:
        return next((each for each in found if len(each) == 1), None)
    return next((each for each in found if len(each) == len(columns) + 1 and set(columns) < set(each)), None)
