"""Laws of coincidence: the tail is SciPy's, and more in common never tells less."""

from __future__ import annotations

import math

from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import poisson

from safelight.ads.core.coincidence import tail, telling

COUNTS = st.integers(0, 400)
EXPECTED = st.floats(1e-6, 300.0)


@given(COUNTS, EXPECTED)
def test_the_tail_is_that_of_the_library(count: int, expected: float) -> None:
    assert math.isclose(tail(count, expected), float(poisson.sf(count - 1, expected)), rel_tol=1e-7, abs_tol=1e-12)


@given(COUNTS, st.integers(1, 2_000), st.floats(0.0, 1.0))
def test_more_in_common_never_tells_less(count: int, crowd: int, chance: float) -> None:
    assert telling(count + 1, crowd, chance) or not telling(count, crowd, chance)


@given(COUNTS, st.integers(1, 2_000), st.floats(0.0, 0.5))
def test_what_is_commoner_elsewhere_never_tells_more(count: int, crowd: int, chance: float) -> None:
    assert telling(count, crowd, chance) or not telling(count, crowd, min(1.0, chance * 2))


def test_one_alone_tells_nothing() -> None:
    assert not telling(1, 100, 0.0)
    assert tail(0, 1.0) == 1.0
