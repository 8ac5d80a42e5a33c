"""The chance of one hand at a stated base rate, and its interval."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safelight.ads.core.chance import BASE_RATE, Chance, chance, chance_of, expected_of_100, moved, read_rate
from safelight.ads.core.control import NOTHING_SEEN, Weighed
from safelight.ads.core.control_fits import FITS
from safelight.ads.core.sign import WEIGHT
from safelight.kernel.errors import Invalid

SHARE = st.floats(0.0, 1.0)
SEEN = st.builds(Weighed, st.dictionaries(st.sampled_from(sorted(WEIGHT)), SHARE), SHARE)


@given(SEEN, st.floats(0.001, 0.999))
def test_the_interval_holds_the_chance_and_both_are_shares(seen: Weighed, rate: float) -> None:
    said = chance(seen, rate)
    assert 0.0 <= said.low <= said.value <= said.high <= 1.0


@given(SEEN, st.sampled_from(sorted(WEIGHT)), SHARE)
def test_more_of_a_sign_never_lowers_control_and_naming_friends_never_raises_it(
    seen: Weighed, indicator: str, part: float
) -> None:
    more = Weighed({**seen.parts, indicator: max(part, seen.parts.get(indicator, 0.0))}, seen.together)
    assert more.control >= seen.control
    assert Weighed(seen.parts, 1.0).control <= seen.control


@given(st.floats(0.01, 0.99), st.floats(0.01, 0.99))
def test_a_rarer_base_rate_lowers_the_chance_and_keeps_the_order(probability: float, rate: float) -> None:
    assert (moved(probability, rate) <= probability) == (rate <= BASE_RATE) or probability == pytest.approx(
        moved(probability, rate)
    )
    assert moved(probability / 2, rate) < moved(probability, rate)
    assert moved(probability, BASE_RATE) == pytest.approx(probability)


def test_a_chance_in_words_names_its_base_rate_and_its_bounds() -> None:
    said = chance(Weighed({"shared_script": 0.75, "shared_contact": 0.5}, 0.0), 0.05)
    assert said.said() == (
        f"Of 100 such leads about {round(100 * said.value)} ({round(100 * said.low)} to {round(100 * said.high)})"
        " would be run by one hand, if 5 in 100 groups of several people are."
    )
    assert chance(NOTHING_SEEN).value < 0.1


def test_what_a_lead_states_can_be_read_back_and_counted() -> None:
    one = Chance(0.5, 0.3, 0.7, 0.1)
    record = {"chance": 0.5, "chance_interval": [0.3, 0.7], "base_rate": 0.1}
    assert chance_of(record) == one
    assert chance_of({"chance": None}) is None
    assert chance_of({}) is None
    assert expected_of_100([one, None, Chance(0.25, 0.2, 0.3, 0.1)]) == 37.5
    assert expected_of_100([None]) is None


@pytest.mark.parametrize("stated", ["", "much", "0", 1.0, "-0.1", float("nan")])
def test_a_base_rate_that_is_no_share_is_refused(stated: str | float) -> None:
    with pytest.raises(Invalid, match="between 0 and 1"):
        read_rate(stated)


def test_every_fit_has_a_number_for_each_sign_and_lies_within_its_bounds() -> None:
    assert len(FITS) >= 20
    for fit in FITS:
        assert len(fit) == len(WEIGHT) + 2
        assert all(0.0 < number < 1.0 for number in fit)
