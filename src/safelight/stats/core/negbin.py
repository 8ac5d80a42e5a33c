"""The negative binomial: counts that scatter more than chance alone. Mean `mu`, variance `mu + alpha * mu**2`.

All functions work elementwise on arrays; `alpha` at or above `ALPHA_LEAST`, where it is a Poisson for any mean that
case tables have.
"""

from __future__ import annotations

from typing import Any, cast

import numpy as np
from numpy.typing import NDArray
from scipy.special import betainc, betaincc, gammaln, ndtr, ndtri

Numbers = NDArray[np.float64]

ALPHA_LEAST = 1e-4
"""Below this excess variance a count of 1,000 scatters within 5 % of a Poisson's."""


def log_mass(y: Numbers, mu: Any, alpha: Any) -> Numbers:
    """Log probability of the counts `y`, without the part that depends on `y` alone."""
    size = 1.0 / alpha
    mass: Numbers = (
        gammaln(y + size) - gammaln(size) - size * np.log1p(alpha * mu) + y * np.log(alpha * mu / (1 + alpha * mu))
    )
    return mass


def log_ratio(y: Numbers, mu: Numbers, alpha: Numbers, factor: float) -> Numbers:
    """Log of how much likelier `y` is at `factor * mu` than at `mu`."""
    size = 1.0 / alpha
    ratio: Numbers = y * np.log(factor) - (y + size) * (np.log1p(alpha * factor * mu) - np.log1p(alpha * mu))
    return ratio


def at_most(y: Numbers, mu: Numbers, alpha: Any) -> Numbers:
    """P(Y <= y); 0 below zero."""
    size = 1.0 / alpha
    inside: Numbers = betainc(size, np.maximum(y, 0.0) + 1.0, 1.0 / (1.0 + alpha * mu))
    return np.where(y < 0, 0.0, inside)


def at_least(y: Numbers, mu: Numbers, alpha: Any) -> Numbers:
    """P(Y >= y), exact in the far tail."""
    size = 1.0 / alpha
    tail: Numbers = betaincc(size, np.maximum(y, 1.0), 1.0 / (1.0 + alpha * mu))
    return np.where(y <= 0, 1.0, tail)


def normal_score(y: Numbers, mu: Numbers, alpha: Any, uniform: Numbers) -> Numbers:
    """A standard normal number for each count, drawn within the step of its distribution by `uniform`."""
    below, upto = at_most(y - 1.0, mu, alpha), at_most(y, mu, alpha)
    score: Numbers = ndtri(np.clip(below + uniform * (upto - below), 1e-12, 1 - 1e-12))
    return score


def count_at(score: Numbers, mu: Numbers, alpha: Any) -> Numbers:
    """The count at a standard normal number: the inverse of `normal_score` up to the step.

    Exact where a count of zero is likelier than 1e-250; beyond (means of many hundreds) by Cornish and Fisher's
    expansion to the third moment, which is off by less than one count there.
    """
    from safelight.stats.core.negbin_kernel import inverse

    shape = np.broadcast_shapes(score.shape, mu.shape, np.shape(alpha))
    flat = (np.ascontiguousarray(np.broadcast_to(part, shape)).ravel() for part in (ndtr(score), score, mu, alpha))
    return cast(Numbers, inverse(*flat)).reshape(shape)
