"""Learning from decisions: none leaves the score's order, any order of them teaches the same, the twin agrees."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import minimize

from safelight.ads.core.learned import (
    LEVEL_SPREAD,
    SLOPE,
    SPREAD,
    Decision,
    Features,
    features_of,
    learn,
    quality,
)

START = datetime(2026, 1, 1, tzinfo=UTC)
NAMES = ("control:shared_script", "control:joint_movement", "risk:youth_language", "risk:trust_language")
LEADS = st.dictionaries(st.sampled_from(NAMES), st.floats(0.01, 0.7), max_size=4)


def invented(seed: int, count: int, taste: Features) -> list[Decision]:
    """Decisions of an agency that weighs reasons by `taste`."""
    rng = random.Random(seed)
    made = []
    for number in range(count):
        features = {name: rng.uniform(0.02, 0.5) for name in NAMES if rng.random() < 0.6}
        logit = sum(taste[name] * value for name, value in features.items()) - 2.0
        made.append(
            Decision(f"g{number}", START + timedelta(days=number), features, rng.random() < 1 / (1 + np.exp(-logit)))
        )
    return made


@given(st.lists(LEADS, min_size=2, max_size=8))
def test_without_decisions_the_order_is_that_of_the_parts_together(leads: list[Features]) -> None:
    model = learn([])
    logits = [model.logit(lead)[0] for lead in leads]
    assert logits == pytest.approx([SLOPE * sum(lead.values()) for lead in leads])


@given(st.randoms(use_true_random=False))
def test_decisions_in_any_order_teach_the_same(rng: random.Random) -> None:
    made = invented(1, 25, dict.fromkeys(NAMES, 5.0))
    model = learn(made)
    rng.shuffle(made)
    again = learn(made)
    assert again.names == model.names
    assert again.mean == pytest.approx(model.mean)
    assert again.spread == pytest.approx(model.spread)


@pytest.mark.parametrize("seed", range(5))
def test_the_weights_are_those_of_an_obvious_search(seed: int) -> None:
    made = invented(seed, 40, {NAMES[0]: 12.0, NAMES[1]: 0.0, NAMES[2]: 6.0, NAMES[3]: -4.0})
    names = sorted(NAMES)

    def unlikely(weights: np.ndarray) -> float:
        total = float(((weights[:-1] - SLOPE) ** 2).sum()) / (2 * SPREAD**2) + weights[-1] ** 2 / (2 * LEVEL_SPREAD**2)
        for one in made:
            logit = sum(weights[at] * one.features.get(name, 0.0) for at, name in enumerate(names)) + weights[-1]
            total += float(np.log1p(np.exp(-logit if one.yes else logit)))
        return total

    best = minimize(unlikely, np.zeros(len(names) + 1), method="BFGS", options={"gtol": 1e-8}).x
    assert learn(made).mean == pytest.approx(best, abs=1e-4)


def test_an_agency_with_other_weights_is_learned_and_told_better() -> None:
    taste = {NAMES[0]: 14.0, NAMES[1]: -6.0, NAMES[2]: 10.0, NAMES[3]: -6.0}
    told = [quality(invented(seed, 300, taste)) for seed in range(5)]
    assert all(one is not None and one.better and one.ordered > one.ordered_by_score for one in told)


def test_an_agency_that_decides_by_the_score_is_told_no_better() -> None:
    told = [quality(invented(seed, 120, dict.fromkeys(NAMES, 6.0))) for seed in range(20)]
    assert sum(one is not None and one.better for one in told) <= 3


def test_few_decisions_tell_nothing() -> None:
    assert quality(invented(1, 29, dict.fromkeys(NAMES, 5.0))) is None
    assert quality([Decision(f"g{n}", START, {}, True) for n in range(60)]) is None


def test_what_is_asked_is_where_the_answer_is_open_and_the_weights_are_in_doubt() -> None:
    model = learn(invented(2, 60, dict.fromkeys(NAMES[:2], 5.0) | dict.fromkeys(NAMES[2:], 0.0)))
    known, new = {NAMES[0]: 0.3}, {"control:never_seen": 0.3}
    assert model.worth_asking(new) > model.worth_asking(known) > 0
    assert 0 < model.chance(new) < 1


def test_parts_of_a_lead_sum_to_its_score() -> None:
    reasons = [
        {"kind": "control", "indicator": "shared_script", "contribution": 0.5},
        {"kind": "risk", "indicator": "youth_language", "contribution": 0.25},
        {"kind": "risk", "indicator": "stated_age", "contribution": 0.0},
    ]
    parts = features_of({"reasons": reasons})
    assert set(parts) == {"control:shared_script", "risk:youth_language"}
    assert sum(parts.values()) == pytest.approx(0.9 * (0.8 * 0.5 + 0.2 * 0.25))
