"""The gate: has the order of a table in time anything to say, or would the same counts in another order look alike?

Compares the evidence of the table with the evidence of the same noise shuffled within each series, found in the same
way. A table that doesn't pass reports no bursts of several periods.
"""

from __future__ import annotations

import numpy as np

from safelight.stats.core.discovery import p_of
from safelight.stats.core.negbin import Numbers

GATE = 0.02
"""Chance, as computed, that a table without any order in time passes. The promise is 5 %: level and season of the
comparison tables are those that the table itself suggested, so the computed chance is a little too small; how much has
not been measured."""

FEWEST = 8
"""Shuffled tables at least; their series are drawn and put together anew `DRAWS` times."""

DRAWS = 2_000
"""Null sums drawn: a chance of 2 % to a sixth of itself."""


ABLE = 4
"""Series whose orders are tried when the strongest series alone would pass: those that come nearest to it."""


def p_together(own: Numbers, null: Numbers, rng: np.random.Generator) -> float:
    """The chance of strengths like `own` [series] in sum when order is chance; `null` [tables, series]."""
    drawn = np.zeros(DRAWS)
    for series in range(len(own)):
        drawn += null[rng.integers(0, len(null), DRAWS), series]
    return float((1.0 + (drawn >= own.sum()).sum()) / (1.0 + DRAWS))


def p_strongest(own: Numbers, null: Numbers) -> float:
    """The chance of one as strong as the strongest of `own`, were all series alike: too small when some aren't."""
    return float(min(p_of(own.max(keepdims=True), null)[0] * len(own), 1.0))


def strength(odds: Numbers) -> Numbers:
    """How much likelier each series is with a burst somewhere than without (log). Rows outside the comparison have odds
    of minus infinity."""
    top = np.maximum(odds.max(axis=1), 0.0)
    whole: Numbers = top + np.log(np.exp(-top) + np.exp(odds - top[:, None]).sum(axis=1))
    return whole
