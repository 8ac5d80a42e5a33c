"""How likely each row lies in a burst: all windows of all widths and strengths, weighed together.

A series is a chain of ordinary periods and bursts; a burst has a width and one factor on the expected count. The
forward and backward sums over all such chains give each row's probability exactly (a hidden semi-Markov model; Yu,
Artificial Intelligence 174, 2010). `twin.py` adds up the same chains one by one.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from safelight.near.compiled import compiled
from safelight.stats.core.negbin import Numbers, log_ratio

FACTORS = np.array([1.5, 2.0, 2.7, 3.8, 6.0])
"""Strengths of bursts that are told apart. Below 1.5 a burst is not worth a person's time (research note, burst
score)."""

WIDEST = 10
"""Longest burst in periods; a longer one is a change of level, which coverage and trend report."""

LEAST_LOG = -600.0


@dataclass(frozen=True, slots=True, eq=False)
class Habits:
    """How bursts are: `rate` starts per period, `widths` [1..WIDEST] and `factors` [len(FACTORS)] probabilities."""

    rate: float
    widths: Numbers
    factors: Numbers


def usual_habits(widest: int = WIDEST) -> Habits:
    """Before anything is learnt: one start in 400 periods, short widths and small factors likelier."""
    widths = 1.0 / (1.0 + np.arange(1, widest + 1))
    factors = 1.0 / np.sqrt(np.arange(1, len(FACTORS) + 1))
    return Habits(1 / 400, widths / widths.sum(), factors / factors.sum())


def evidence(y: Numbers, mu: Numbers, alpha: Numbers, known: Numbers) -> Numbers:
    """[factors, series, periods + 1]: running sums of the log likelihood ratio of each strength; gaps add nothing."""
    sums = np.zeros((len(FACTORS), y.shape[0], y.shape[1] + 1))
    for number, factor in enumerate(FACTORS):
        np.cumsum(log_ratio(y, mu, alpha[:, None], factor) * known, axis=1, out=sums[number, :, 1:])
    return sums


@compiled
def _weigh(sums, rate, widths, factors, odds, heads, strengths):  # type: ignore[no-untyped-def]
    """Writes each row's log odds, and adds expected starts by width to `heads` and by factor to `strengths`."""
    count, series, ends = sums.shape
    length, widest = ends - 1, len(widths)
    window = np.empty((length, widest))
    parts = np.empty((length, widest, count))
    forward, backward = np.empty(ends), np.empty(ends)
    inside, outside = np.empty(length), np.empty(length)
    stay, start = np.log(1.0 - rate), np.log(rate)
    for s in range(series):
        for t in range(length):
            for w in range(min(widest, length - t)):
                top = -1e300
                for f in range(count):
                    part = sums[f, s, t + w + 1] - sums[f, s, t] + factors[f]
                    parts[t, w, f] = part
                    top = max(top, part)
                total = 0.0
                for f in range(count):
                    total += np.exp(parts[t, w, f] - top)
                window[t, w] = top + np.log(total) + start + widths[w]
        _chains(window, stay, forward, backward, length, widest)
        _rows(window, stay, forward, backward, inside, outside, length, widest)
        for t in range(length):
            odds[s, t] = np.log(inside[t] + 1e-300) - np.log(outside[t] + 1e-300)
        _starts(window, parts, forward, backward, start, widths, heads, strengths)


@compiled
def _chains(window, stay, forward, backward, length, widest):  # type: ignore[no-untyped-def]
    """Log sums over all chains up to, and from, each boundary."""
    forward[0] = 0.0
    for t in range(1, length + 1):
        total = forward[t - 1] + stay
        for w in range(min(widest, t)):
            part = forward[t - w - 1] + window[t - w - 1, w]
            high, low = max(total, part), min(total, part)
            total = high + np.log1p(np.exp(low - high))
        forward[t] = total
    backward[length] = 0.0
    for t in range(length - 1, -1, -1):
        total = backward[t + 1] + stay
        for w in range(min(widest, length - t)):
            part = window[t, w] + backward[t + w + 1]
            high, low = max(total, part), min(total, part)
            total = high + np.log1p(np.exp(low - high))
        backward[t] = total


@compiled
def _rows(window, stay, forward, backward, inside, outside, length, widest):  # type: ignore[no-untyped-def]
    """Each row's probability inside a burst and outside of one."""
    whole = forward[length]
    inside[:] = 0.0
    for t in range(length):
        outside[t] = np.exp(forward[t] + stay + backward[t + 1] - whole)
        for w in range(min(widest, length - t)):
            share = np.exp(forward[t] + window[t, w] + backward[t + w + 1] - whole)
            if share > 1e-14:
                for at in range(t, t + w + 1):
                    inside[at] += share


@compiled
def _starts(window, parts, forward, backward, start, widths, heads, strengths):  # type: ignore[no-untyped-def]
    length, widest, count = parts.shape
    whole = forward[length]
    for t in range(length):
        for w in range(min(widest, length - t)):
            share = np.exp(forward[t] + window[t, w] + backward[t + w + 1] - whole)
            if share > 1e-6:
                heads[w] += share
                for f in range(count):
                    strengths[f] += share * np.exp(parts[t, w, f] + start + widths[w] - window[t, w])


def weigh(sums: Numbers, habits: Habits) -> tuple[Numbers, Habits]:
    """Log odds [series, periods] that a row lies in a burst, and the habits that the series themselves suggest.

    The suggestion is one EM step with the usual habits as a prior worth 8 bursts (and 3,200 periods).
    """
    series, ends = sums.shape[1:]
    odds = np.empty((series, ends - 1))
    heads, strengths = np.zeros(len(habits.widths)), np.zeros(len(FACTORS))
    with np.errstate(divide="ignore"):
        widths, factors = np.log(habits.widths), np.log(habits.factors)
    _weigh(sums, habits.rate, np.maximum(widths, LEAST_LOG), np.maximum(factors, LEAST_LOG), odds, heads, strengths)
    usual = usual_habits(len(habits.widths))
    rate = (heads.sum() + 8.0) / (odds.size + 8.0 / usual.rate)
    learnt = Habits(
        float(min(rate, 0.05)),
        (heads + 8 * usual.widths) / (heads.sum() + 8),
        (strengths + 8 * usual.factors) / (strengths.sum() + 8),
    )
    return odds, learnt
