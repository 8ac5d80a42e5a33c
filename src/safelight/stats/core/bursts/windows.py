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

PRIOR = 4.0
"""Bursts that the usual habits count for when habits are learnt."""


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


@dataclass(frozen=True, slots=True, eq=False)
class Evidence:
    """What windows are weighed by; [factors + 1, series, periods], the expected count itself first.

    `fit` log likelihoods against the expected count; `pull` and `hold` how a common error of the expected log count in
    a window would be seen (score and information); `start`, `inside` and `end` what the noise of the period before
    says about the first, a later, and the period after the window, beyond `fit`. [series, periods]: `drawn`, `held`:
    pull and hold as far as the fit of the expected count used them; `doubt`: variance of the expected log count.
    """

    fit: Numbers
    pull: Numbers
    hold: Numbers
    start: Numbers
    inside: Numbers
    end: Numbers
    drawn: Numbers
    held: Numbers
    doubt: Numbers


def evidence(
    y: Numbers,
    mu: Numbers,
    alpha: Numbers,
    known: Numbers,
    used: Numbers | None = None,
    doubt: Numbers | None = None,
    lasting: Numbers | None = None,
) -> Evidence:
    """Evidence of the counts `y`; gaps (`known` 0) add nothing. `used` says how far each row was fitted as ordinary,
    `doubt` how uncertain `mu` is (variance of its log), `lasting` [series] how far noise carries over."""
    used = known if used is None else used
    wide = alpha[:, None]
    strengths = np.concatenate([[1.0], FACTORS])
    fit = np.stack([log_ratio(y, mu, wide, factor) * known for factor in strengths])
    worthy = known * slowed(lasting, y.shape)
    worth = np.stack([worthy / (1 + wide * factor * mu) for factor in strengths])
    means = strengths[:, None, None] * mu
    pull, hold = worth * (y - means), worth * means
    start, inside, end = _carried(y, means, wide, known, lasting)
    share = used / np.maximum(known, 1e-9)
    if doubt is None:
        doubt = np.zeros_like(y)
    return Evidence(fit, pull, hold, start, inside, end, pull[0] * share, hold[0] * share, doubt)


def slowed(lasting: Numbers | None, shape: tuple[int, ...]) -> Numbers:
    """What a row is worth to a mean over many when noise carries over: n such rows say as much as n times this."""
    if lasting is None:
        return np.ones((shape[0], 1))
    kept = np.maximum(lasting, 0.0)[:, None]
    worth: Numbers = (1 - kept) / (1 + kept)
    return worth


def steady(y: Numbers, mu: Numbers, alpha: Numbers) -> Numbers:
    """How far counts lie from their mean, in numbers that scatter by about 1 (Anscombe, Biometrika 35, 1948)."""
    root = np.sqrt(alpha)
    away: Numbers = (np.arcsinh(root * np.sqrt(y + 0.375)) - np.arcsinh(root * np.sqrt(mu + 0.125))) * 2 / root
    return away


def _carried(
    y: Numbers, means: Numbers, alpha: Numbers, known: Numbers, lasting: Numbers | None
) -> tuple[Numbers, Numbers, Numbers]:
    """What the period before says of each period: from ordinary into a burst, within it, and out of it, each against
    ordinary both times (log ratio of Gaussian copulas)."""
    if lasting is None or float(np.max(lasting)) <= 0.0:
        nothing = np.zeros((len(means), 1, 1)) * np.zeros_like(y)
        return nothing, nothing, nothing
    away = np.clip(steady(y, means, alpha), -4, 4)
    both = np.zeros_like(y)
    both[:, 1:] = known[:, 1:] * known[:, :-1]
    keep = np.maximum(lasting, 0.0)[:, None]

    def tied(before: Numbers, now: Numbers) -> Numbers:
        told: Numbers = np.zeros_like(now)
        last, this = before[..., :-1], now[..., 1:]
        told[..., 1:] = keep * (last * this - keep * (last**2 + this**2) / 2) / (1 - keep**2)
        return told * both

    usual = np.broadcast_to(away[:1], away.shape)
    plain = tied(usual, usual)
    return tied(usual, away) - plain, tied(away, away) - plain, tied(away, usual) - plain


def _sums(rows: Numbers) -> Numbers:
    """Running sums over periods, from 0."""
    out = np.zeros((*rows.shape[:-1], rows.shape[-1] + 1))
    np.cumsum(rows, axis=-1, out=out[..., 1:])
    return out


@compiled
def _window(fit, pull, hold, start, inside, end, drawn, held, doubt, factors, window, parts):  # type: ignore[no-untyped-def]
    """Log likelihood ratio of each window of one series, over strengths (into `window`) and by strength (`parts`).

    The expected count may be off by a common factor within the window: what other rows leave open of it (variance
    `doubt`, without what the window itself put in) is integrated out for burst and ordinary alike (Laplace).
    """
    length, widest, count = parts.shape
    for t in range(length):
        for w in range(min(widest, length - t)):
            stop, top = t + w + 1, -1e300
            variance = doubt[t + w // 2]
            own = held[stop] - held[t]
            firm = 1.0 / max(variance, 1e-12)
            firm = max(firm - own, 0.05 * firm)
            said = drawn[stop] - drawn[t]
            off, worth = pull[0, stop] - pull[0, t] - said, hold[0, stop] - hold[0, t]
            usual = off * off / (firm + worth) - np.log1p(worth / firm)
            for f in range(count):
                part = fit[f + 1, stop] - fit[f + 1, t] + factors[f] + start[f + 1, t] + end[f + 1, stop]
                part += inside[f + 1, stop] - inside[f + 1, t + 1]
                off, worth = pull[f + 1, stop] - pull[f + 1, t] - said, hold[f + 1, stop] - hold[f + 1, t]
                part += 0.5 * (off * off / (firm + worth) - np.log1p(worth / firm) - usual)
                parts[t, w, f] = part
                top = max(top, part)
            total = 0.0
            for f in range(count):
                total += np.exp(parts[t, w, f] - top)
            window[t, w] = top + np.log(total)


@compiled
def _weigh(fit, pull, hold, start, inside, end, drawn, held, doubt, rate, widths, factors, odds, heads, strengths):  # type: ignore[no-untyped-def]
    """Writes each row's log odds, and adds expected starts by width to `heads` and by factor to `strengths`."""
    series, length = odds.shape
    widest, count = len(widths), len(factors)
    window = np.empty((length, widest))
    parts = np.empty((length, widest, count))
    forward, backward = np.empty(length + 1), np.empty(length + 1)
    within, outside = np.empty(length), np.empty(length)
    stay, begin = np.log(1.0 - rate), np.log(rate)
    for s in range(series):
        _window(
            fit[:, s], pull[:, s], hold[:, s], start[:, s], inside[:, s], end[:, s],
            drawn[s], held[s], doubt[s], factors, window, parts,
        )  # fmt: skip
        for t in range(length):
            for w in range(min(widest, length - t)):
                window[t, w] += begin + widths[w]
        _chains(window, stay, forward, backward, length, widest)
        _rows(window, stay, forward, backward, within, outside, length, widest)
        for t in range(length):
            odds[s, t] = np.log(within[t] + 1e-300) - np.log(outside[t] + 1e-300)
        _starts(window, parts, forward, backward, begin, widths, heads, strengths)


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


def weigh(seen: Evidence, habits: Habits) -> tuple[Numbers, Habits]:
    """Log odds [series, periods] that a row lies in a burst, and the habits that the series themselves suggest.

    The suggestion is one EM step with the usual habits as a prior worth `PRIOR` bursts.
    """
    odds = np.empty(seen.doubt.shape)
    heads, strengths = np.zeros(len(habits.widths)), np.zeros(len(FACTORS))
    with np.errstate(divide="ignore"):
        widths, factors = np.log(habits.widths), np.log(habits.factors)
    after = np.concatenate([seen.end, np.zeros((*seen.end.shape[:2], 1))], axis=2)
    _weigh(
        *(_sums(part) for part in (seen.fit, seen.pull, seen.hold)),
        seen.start,
        _sums(seen.inside),
        after,
        *(_sums(part) for part in (seen.drawn, seen.held)),
        seen.doubt,
        habits.rate,
        np.maximum(widths, LEAST_LOG),
        np.maximum(factors, LEAST_LOG),
        odds,
        heads,
        strengths,
    )
    usual = usual_habits(len(habits.widths))
    rate = (heads.sum() + PRIOR) / (odds.size + PRIOR / usual.rate)
    learnt = Habits(
        float(min(rate, 0.05)),
        (heads + PRIOR * usual.widths) / (heads.sum() + PRIOR),
        (strengths + PRIOR * usual.factors) / (strengths.sum() + PRIOR),
    )
    return odds, learnt
