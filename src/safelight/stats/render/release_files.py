"""The files of a release: tables and rows as CSV, all of them moved into place together or not at all."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np

from safelight.kernel.errors import Unavailable
from safelight.stats.core.encode import Attribute
from safelight.stats.core.publish.budget import Columns
from safelight.stats.core.publish.fit import Fitted

QUOTED = re.compile(r'[",\r\n]')
"""What makes a cell need quotes."""


@contextmanager
def written_together(target: Path) -> Iterator[Callable[[str], Path]]:
    """Gives the place to write a file aside; at the end all move into `target`, on an error none does."""
    made = not target.exists()
    parts: dict[str, Path] = {}

    def aside(name: str) -> Path:
        parts[name] = target / f".{name}.{os.getpid()}.part"
        return parts[name]

    try:
        target.mkdir(parents=True, exist_ok=True)
        yield aside
        for name, part in parts.items():
            part.replace(target / name)
    except OSError as error:
        raise Unavailable("stats.release.unwritable", f"{target} can't be written to: {error.strerror}.") from error
    finally:
        for part in parts.values():
            part.unlink(missing_ok=True)
        if made and target.is_dir() and not any(target.iterdir()):
            target.rmdir()


def marginal_lines(attributes: Sequence[Attribute], fitted: Mapping[Columns, Fitted]) -> Iterator[str]:
    """Lines of marginals.csv: columns and values as JSON lists, the fitted count, its 95 % interval as a JSON list.

    A value of "" is missing. Of a column with several values a cell only "holds it" is listed.
    """
    yield "columns,values,count,interval\n"
    quoted = [
        [json.dumps(label, ensure_ascii=False).replace('"', '""') for label in each.labels] for each in attributes
    ]
    for columns, table in fitted.items():
        names = json.dumps([attributes[column].column for column in columns], ensure_ascii=False, separators=(",", ":"))
        named = '"' + names.replace('"', '""') + '"'
        kept = tuple(slice(0 if attributes[column].member is None else 1, None) for column in columns)
        labels = [quoted[column][part] for column, part in zip(columns, kept, strict=True)]
        numbers = (np.round(each[kept], 2).ravel().tolist() for each in (table.counts, table.lower, table.upper))
        for values, count, lower, upper in zip(product(*labels), *numbers, strict=True):
            yield f'{named},"[{",".join(values)}]",{count},"[{lower},{upper}]"\n'


def write_rows(path: Path, names: Sequence[str], cells: Sequence[Any]) -> None:
    """Rows as CSV, columns in the order given; cells are quoted where they must be."""
    import csv

    import pyarrow as pa
    from pyarrow import csv as arrow_csv

    table = pa.table([pa.array(column, pa.string()) for column in cells], [str(at) for at in range(len(names))])
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerow(names)
    quoted = any(QUOTED.search(text) for column in cells for text in set(column))
    style = "needed" if quoted else "none"
    with path.open("ab") as file:
        arrow_csv.write_csv(table, file, arrow_csv.WriteOptions(include_header=False, quoting_style=style))
