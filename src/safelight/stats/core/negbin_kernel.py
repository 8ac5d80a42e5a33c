"""The inverse distribution of the negative binomial, compiled. Its slow twin is SciPy's `nbinom.ppf`."""

from __future__ import annotations

import numpy as np

from safelight.near.compiled import compiled


@compiled
def _far(score, mu, alpha):  # type: ignore[no-untyped-def]
    """Cornish and Fisher: the normal number stretched by skewness."""
    spread = np.sqrt(mu + alpha * mu * mu)
    skew = (1.0 + 2.0 * alpha * mu) / spread
    bend = score + (score * score - 1.0) * skew / 6.0 - (2.0 * score**3 - 5.0 * score) * skew * skew / 36.0
    return max(np.floor(mu + spread * bend + 0.5), 0.0)


@compiled
def inverse(chance, score, mu, alpha):  # type: ignore[no-untyped-def]
    """The least count whose distribution reaches `chance`, element by element, adding up probabilities from zero."""
    out = np.empty(len(mu))
    for i in range(len(mu)):
        size = 1.0 / alpha[i]
        log_zero = -size * np.log1p(alpha[i] * mu[i])
        if log_zero < -575.0:
            out[i] = _far(score[i], mu[i], alpha[i])
            continue
        grow = alpha[i] * mu[i] / (1.0 + alpha[i] * mu[i])
        mass = np.exp(log_zero)
        total, count = mass, 0.0
        while total < chance[i] and count < 1e7 and (mass > 0.0 or count == 0.0):
            mass *= grow * (count + size) / (count + 1.0)
            count += 1.0
            total += mass
            if mass < 1e-17 and count > mu[i]:
                break
        out[i] = count
    return out
