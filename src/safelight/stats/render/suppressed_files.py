"""The files of a suppressed table: table.csv with blank hidden counts, audit.json with what an attack can say."""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from safelight.stats.core.counts import Whole
from safelight.stats.core.suppress.plan import Suppression
from safelight.stats.core.table import Column, Table


def write_suppressed(path: Path, table: Table, columns: Sequence[Column], count: Column, hidden: Whole) -> None:
    """The rows in their order, the columns in theirs; a hidden count is blank and `suppressed` says true."""
    kept = [column for column in table.columns if column is count or any(column is each for each in columns)]
    with path.open("w", encoding="utf-8", newline="") as file:
        lines = csv.writer(file, lineterminator="\n")
        lines.writerow([*(column.name for column in kept), "suppressed"])
        for row in range(table.rows):
            blank = bool(hidden[row])
            cells = ["" if blank and column is count else column.at(row) for column in kept]
            lines.writerow([*cells, "true" if blank else "false"])


def write_audit(path: Path, columns: Sequence[Column], found: Suppression, says: dict[str, object]) -> None:
    """One entry a hidden cell: its key, its interval (`upper` null: without end), and whether it is the exact one."""
    cells = []
    for row in np.flatnonzero(found.hidden).tolist():
        upper = float(found.upper[row])
        cells.append(
            {
                "key": {column.name: column.at(row) for column in columns},
                "lower": int(found.lower[row]),
                "upper": int(upper) if np.isfinite(upper) else None,
                "exact": bool(found.exact[row]),
            }
        )
    text = json.dumps({**says, "cells": cells}, ensure_ascii=False, indent=1)
    path.write_text(text + "\n", encoding="utf-8", newline="\n")
