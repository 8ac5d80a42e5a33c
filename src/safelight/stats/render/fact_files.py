"""Rows of facts as a file that other programs read: CSV or Parquet, and the dictionary that explains its columns."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

from safelight.kernel.errors import Invalid
from safelight.kernel.facts import NOT_STATED, UNLISTED, FactKind
from safelight.stats.core.counted import Counted


def write_facts(path: Path, kind: FactKind, rows: Sequence[Counted]) -> None:
    """Write the rows; the ending of the name says how. Invalid for another one than .csv and .parquet."""
    names = ("day", "state", "county", *sorted(kind.attributes), "count")
    table = [
        (row.day, row.state, row.county, *(row.attributes[name] for name in sorted(kind.attributes)), row.count)
        for row in rows
    ]
    if path.suffix == ".csv":
        with path.open("w", newline="", encoding="utf-8") as file:
            csv.writer(file, lineterminator="\n").writerows([names, *table])
    elif path.suffix == ".parquet":
        import pyarrow as pa
        import pyarrow.parquet as pq

        columns = zip(*table, strict=True) if table else [[] for _ in names]
        pq.write_table(pa.table(dict(zip(names, map(list, columns), strict=True))), path)
    else:
        raise Invalid("stats.file.ending", f"{path.name}: write to a name that ends in .csv or .parquet.")


def fact_dictionary(kind: FactKind) -> dict[str, object]:
    """What the columns of a kind's file mean."""
    return {
        "kind": kind.name,
        "called": kind.noun,
        "counts": kind.counts,
        "columns": {
            "day": {"type": "date"},
            "state": {"type": "category", "meaning": "USPS code, empty when not known"},
            "county": {"type": "category", "meaning": "FIPS code of five digits, empty when not known"},
            **{
                name: {"type": "category", "values": [*values, NOT_STATED, UNLISTED]}
                for name, values in sorted(kind.attributes.items())
            },
            "count": {"type": "integer", "meaning": kind.counts},
        },
    }
