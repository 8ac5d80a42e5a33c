"""Invented case tables: latent kinds of case, dependent columns, many missing values. Values have no meaning."""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Rows = NDArray[np.int64]


def case_rows(count: int, width: int, seed: int, filled: float = 0.55, kinds: int = 8) -> tuple[Rows, list[int]]:
    """`count` rows of `width` codes and the number of values of each column; the last value is "missing"."""
    rng = np.random.default_rng(seed)
    kind = rng.choice(kinds, count, p=rng.dirichlet(np.full(kinds, 1.5)))
    columns: list[Rows] = []
    sizes: list[int] = []
    for position in range(width):
        size = int(rng.choice([2, 2, 2, 3, 4, 5, 8, 12]))
        law = rng.dirichlet(np.full(size, 0.6), kinds)
        there = np.clip(rng.beta(filled * 3, (1 - filled) * 3, kinds), 0.02, 0.98)
        codes = (law[kind].cumsum(axis=1) < rng.random(count)[:, None]).sum(axis=1).clip(max=size - 1)
        if position > 2 and rng.random() < 0.5:
            other = columns[int(rng.integers(position))]
            codes = np.where(rng.random(count) < 0.3, other % size, codes)
        columns.append(np.where(rng.random(count) > there[kind], size, codes))
        sizes.append(size + 1)
    return np.stack(columns, axis=1), sizes


def write_case_table(folder: Path, rows: Rows, sizes: Sequence[int]) -> tuple[Path, Path]:
    """cases.csv and code.json for `rows`; values are v0, v1 ..., the last code is an empty cell."""
    names = [f"column {position}" for position in range(len(sizes))]
    columns = {
        name: {"type": "category", "values": [f"v{code}" for code in range(size - 1)], "missing": [""]}
        for name, size in zip(names, sizes, strict=True)
    }
    (folder / "code.json").write_text(json.dumps({"columns": columns}))
    with (folder / "cases.csv").open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(names)
        for row in rows.tolist():
            writer.writerow(["" if code == size - 1 else f"v{code}" for code, size in zip(row, sizes, strict=True)])
    return folder / "cases.csv", folder / "code.json"
