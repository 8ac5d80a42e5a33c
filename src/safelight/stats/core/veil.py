"""The veil: which cells of an answer a reader may see. What is hidden is None, never zero.

Small counts are hidden with what their totals would give away, by the same search and attack as published tables
(`suppress`). Zeros are shown: that nobody was counted tells of nobody. Next: `answer.py`, `impact.py`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product

import numpy as np

from safelight.stats.core.table import table_of

Key = tuple[str, ...]

MINIMUM = 5
"""Counts below 5 are hidden, as in UNODC's data portal and at many statistical offices (see ADR 40)."""

TOTAL = "Total"
"""The word of a margin in a key."""


def with_margins(cells: Mapping[Key, int]) -> dict[Key, int]:
    """The cells and every sum over one or more of their columns."""
    found: dict[Key, int] = {}
    for key, count in cells.items():
        for summed in product(*((value, TOTAL) for value in key)):
            found[summed] = found.get(summed, 0) + count
    return found


def veiled(names: Sequence[str], cells: Mapping[Key, int], minimum: int = MINIMUM) -> dict[Key, int | None]:
    """Cells and margins as they may be shown. `names` are those of the columns of a key; no count is negative."""
    if not cells:
        return {}
    whole = with_margins(cells)
    if not any(0 < count < minimum for count in whole.values()):
        return dict(whole)
    from safelight.stats.core.suppress.plan import suppress  # the solver: a second to import, seldom needed
    from safelight.stats.core.suppress.relations import relations_of

    keys = sorted(whole)
    table = table_of("answer", {name: [key[at] for key in keys] for at, name in enumerate(names)})
    counts = np.array([whole[key] for key in keys], np.int64)
    relations = relations_of(table, table.columns, counts, (TOTAL,))
    found = suppress(table.columns, counts, relations, minimum, 1, lambda *_: None)
    return {key: None if found.hidden[row] else whole[key] for row, key in enumerate(keys)}
