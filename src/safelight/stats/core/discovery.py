"""From scores to p values, from p values to q values: how many of the reported rows are expected to be false.

p values come from scores of simulated or shuffled tables that hold no pattern. q values are Benjamini and Hochberg's
(JRSS B 57, 1995), which hold when tests lean on each other positively, as neighbouring weeks and nested series do
(Benjamini and Yekutieli, Annals of Statistics 29, 2001).
"""

from __future__ import annotations

import numpy as np

from safelight.stats.core.negbin import Numbers

TAIL = 200
"""Null scores that the far tail is fitted to: 7 % standard error of its rate."""


def p_of(scores: Numbers, null: Numbers) -> Numbers:
    """The chance of a score at least this high without any pattern, for each score; same shape as `scores`.

    Inside the null sample it is counted; above its highest scores an exponential tail goes on, never steeper than a
    likelihood ratio allows (rate 1: P(log LR > c) <= exp(-c)).
    """
    ordered = np.sort(null, axis=None)
    size = len(ordered)
    above = size - np.searchsorted(ordered, scores, side="left")
    p = np.asarray((above + 1.0) / (size + 1.0), np.float64)
    top = min(TAIL, max(size // 20, 2))
    edge = ordered[size - top]
    excess = float((ordered[size - top :] - edge).mean())
    rate = min(1.0 / max(excess, 1e-9), 1.0)
    far = scores > edge
    tail = top / size * np.exp(-rate * (scores - edge))
    return np.where(far & (above < 20), np.maximum(tail, 1e-300), p)


def q_of(p: Numbers, tests: int | None = None, doubts: Numbers | None = None) -> Numbers:
    """The least false-discovery rate at which each of the tests is reported; same shape as `p`.

    With `tests`, these are some of so many, and q is never below that of all together. `doubts` are chances to be false
    in another way than `p` sees; they add to what is expected to be false among the reported.
    """
    flat = p.ravel()
    order = np.argsort(flat, kind="stable")
    false = flat[order] * (tests or len(flat))
    if doubts is not None:
        false = false + np.cumsum(doubts.ravel()[order])
    ranked = false / np.arange(1, len(flat) + 1)
    lowest = np.minimum.accumulate(ranked[::-1])[::-1]
    q = np.empty_like(flat)
    q[order] = np.minimum(lowest, 1.0)
    return q.reshape(p.shape)
