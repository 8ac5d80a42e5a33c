"""The conversions between epsilon, delta, mu and advantage, against sums over the two normal curves."""

from __future__ import annotations

import math

import numpy as np
import pytest

from safelight.kernel.errors import Invalid
from safelight.stats.core.publish.privacy import composed, delta_of, epsilon_of, mu_of, worst_advantage


def summed_delta(mu: float, epsilon: float) -> float:
    """The obvious twin: how much one curve exceeds e^epsilon times the other, summed over a fine grid."""
    x = np.linspace(-12, 12 + mu, 2_000_001)
    curves = [np.exp(-((x - centre) ** 2) / 2) / math.sqrt(2 * math.pi) for centre in (mu, 0.0)]
    return float(np.maximum(curves[0] - math.exp(epsilon) * curves[1], 0).sum() * (x[1] - x[0]))


@pytest.mark.parametrize(("mu", "epsilon"), [(0.25, 1.0), (1.0, 0.5), (2.2, 12.0), (0.05, 0.1), (3.0, 0.0)])
def test_delta_is_the_excess_of_one_curve_over_the_other(mu: float, epsilon: float) -> None:
    assert delta_of(mu, epsilon) == pytest.approx(summed_delta(mu, epsilon), rel=1e-4, abs=1e-15)


@pytest.mark.parametrize("epsilon", [0.1, 1.0, 2.0, 12.0, 50.0])
@pytest.mark.parametrize("delta", [1e-3, 1e-6, 1e-9])
def test_mu_spends_the_budget_and_not_more(epsilon: float, delta: float) -> None:
    mu = mu_of(epsilon, delta)
    assert delta_of(mu, epsilon) <= delta
    assert delta_of(mu * 1.0001, epsilon) > delta
    assert epsilon_of(mu, delta) == pytest.approx(epsilon, rel=1e-6)


def test_the_worst_advantage_is_delta_at_epsilon_nought() -> None:
    for mu in (0.01, 0.24, 1.0, 4.0):
        assert worst_advantage(mu) == pytest.approx(delta_of(mu, 0.0))


def test_releases_add_up_by_squares() -> None:
    assert composed([0.3, 0.4]) == pytest.approx(0.5)
    assert composed([]) == 0


@pytest.mark.parametrize(
    ("epsilon", "delta"), [(0, 1e-6), (-1, 1e-6), (51, 1e-6), (math.nan, 1e-6), (1, 0), (1, 1), (1, 1e-20)]
)
def test_a_budget_out_of_range_is_refused(epsilon: float, delta: float) -> None:
    with pytest.raises(Invalid):
        mu_of(epsilon, delta)
