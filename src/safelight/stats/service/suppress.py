"""Hide small counts of a table and what would give them away. Stateless: reads one file, writes two or none."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from safelight.kernel.errors import Invalid, Missing
from safelight.stats.core.counts import Whole, counts_of, refuse_negative
from safelight.stats.core.suppress.plan import Suppression
from safelight.stats.core.suppress.plan import suppress as hide
from safelight.stats.core.suppress.relations import Parents, Relations, relations_of
from safelight.stats.core.table import Column, Table
from safelight.stats.render.release_files import written_together
from safelight.stats.render.suppressed_files import write_audit, write_suppressed
from safelight.stats.sources.tables import read_table

__all__ = ["MINIMUM_USUAL", "SuppressRequest", "suppress"]

MINIMUM_USUAL = 5
"""What UNODC's data portal and many statistical offices hide: counts below 5."""

COUNT_NAMES = (
    "count",
    "counts",
    "value",
    "cases",
    "n",
    "number",
    "frequency",
    "obs_value",
    "victims",
    "persons",
    "total",
)
"""Names of a column of counts, in the order they are looked for when none is named."""

Tell = Callable[[str, int, int | None], None]


@dataclass(frozen=True, slots=True)
class SuppressRequest:
    """What to hide. `by` are the columns that make a cell's key, all but the count when empty."""

    table: Path
    target: Path
    minimum: int = MINIMUM_USUAL
    count: str | None = None
    by: tuple[str, ...] = ()
    totals: tuple[str, ...] = ()
    subtotals: Path | None = None
    zeros: bool = False


def suppress(request: SuppressRequest, tell: Tell) -> dict[str, object]:
    """Write table.csv and audit.json into the target; returns a summary for the publisher.

    Raises Invalid or Missing with the cell's place, and then writes nothing.
    """
    if request.minimum < 2:
        raise Invalid("stats.suppress.minimum", f"A minimum of {request.minimum} hides nothing; give 2 or more.")
    tell("read", 0, None)
    table = read_table(request.table, verbatim=True)
    if table.refused:
        raise Invalid("stats.suppress.row", f"{table.refused[0].line()}. Nothing was written.")
    count = _count_column(table, request.count)
    columns = _key_columns(table, count, request.by)
    counts = _exact_counts(table, count)
    _refuse_twins(table, columns)
    relations = relations_of(table, columns, counts, request.totals, _parents(request.subtotals))
    floor = 0 if request.zeros else 1
    found = hide(columns, counts, relations, request.minimum, floor, lambda done, of: tell("protect", done, of))
    tell("write", 0, None)
    with written_together(request.target) as aside:
        write_suppressed(aside("table.csv"), table, columns, count, found.hidden.astype(np.int64))
        write_audit(aside("audit.json"), columns, found, _says(request, relations, found, table.rows))
    left_out = [
        column.name for column in table.columns if column is not count and not any(column is each for each in columns)
    ]
    return {
        "rows": table.rows,
        "sums": len(relations.sums),
        "totals": relations.totals,
        "small": int(found.small.sum()),
        "hidden": int(found.hidden.sum()),
        "fewest_possible": found.optimal,
        "exact_intervals": int((found.exact & found.hidden).sum()),
        "columns_left_out": left_out,
    }


def _says(request: SuppressRequest, relations: Relations, found: Suppression, rows: int) -> dict[str, object]:
    """What the audit may tell everybody: only what the shown counts tell by themselves."""
    return {
        "minimum": request.minimum,
        "zeros_hidden": request.zeros,
        "rows": rows,
        "hidden": int(found.hidden.sum()),
        "sums": len(relations.sums),
        "totals": relations.totals,
        "attack": "linear program over every total and subtotal in the table; hidden counts are at least "
        f"{0 if request.zeros else 1}; exact false: interval reached by possible tables, an attack ends no narrower",
    }


def _count_column(table: Table, name: str | None) -> Column:
    """The named column of counts, else the one with a usual name, else the last whose cells are all counts."""
    if name is not None:
        return table.column(name)
    for usual in COUNT_NAMES:
        for column in table.columns:
            if column.name.strip().casefold() == usual:
                return column
    for column in reversed(table.columns):
        if counts_of(table, column.name)[0].known().all():
            return column
    raise Invalid("stats.suppress.count", f"{table.name}: no column holds only counts; name it with --count.")


def _key_columns(table: Table, count: Column, names: Sequence[str]) -> list[Column]:
    columns = [table.column(name) for name in names] or [column for column in table.columns if column is not count]
    if not columns or any(column is count for column in columns):
        raise Invalid(
            "stats.suppress.by", f"{table.name} needs columns beside {count.name!r} that say what is counted."
        )
    if any(column.name == "suppressed" for column in columns):
        raise Invalid("stats.suppress.again", f"{table.name} has a column 'suppressed'; start from the full counts.")
    return columns


def _exact_counts(table: Table, column: Column) -> Whole:
    """Every row's count. Raises Invalid with the cell on a negative, broken, missing or censored one."""
    refuse_negative(table, column.name)
    counts, _, refused = counts_of(table, column.name)
    if refused:
        raise Invalid("stats.suppress.cell", f"{refused[0].line()}. Nothing was written.")
    unknown = np.flatnonzero(~counts.known())
    if len(unknown):
        place, text = table.place(int(unknown[0]), column.name), column.at(int(unknown[0]))
        raise Invalid(
            "stats.suppress.unknown",
            f"{place}: {text!r} is no exact count, and {len(unknown) - 1} more aren't. Start from the full counts; "
            "a row that isn't known doesn't belong here. Nothing was written.",
        )
    return counts.low


def _refuse_twins(table: Table, columns: Sequence[Column]) -> None:
    keys = np.stack([column.codes for column in columns], axis=1)
    _, first, group = np.unique(keys, axis=0, return_index=True, return_inverse=True)
    again = np.flatnonzero(first[group.ravel()] != np.arange(table.rows))
    if len(again):
        row = int(again[0])
        one, two = int(table.lines[first[group.ravel()[row]]]), int(table.lines[row])
        raise Invalid(
            "stats.suppress.twice",
            f"{table.name}: lines {one} and {two} are the same cell. Add them up, or name its columns with --by.",
        )


def _parents(path: Path | None) -> Parents:
    """Declared subtotals: {"column": {"subtotal": ["part", ...]}}."""
    if path is None:
        return {}
    if not path.is_file():
        raise Missing("stats.suppress.no_subtotals", f"There is no file {path}.")
    try:
        read = json.loads(path.read_text(encoding="utf-8-sig"))
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        raise Invalid("stats.suppress.json", f"{path.name} is not JSON: {error}.") from error
    shaped = isinstance(read, dict) and all(
        isinstance(each, dict) and all(isinstance(parts, list) and parts for parts in each.values())
        for each in read.values()
    )
    if not shaped:
        raise Invalid("stats.suppress.shape", f'{path.name}: write {{"column": {{"subtotal": ["part", ...]}}}}.')
    return {
        str(name): {str(top): [str(p) for p in parts] for top, parts in each.items()} for name, each in read.items()
    }
