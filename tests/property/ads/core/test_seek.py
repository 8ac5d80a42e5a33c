"""Active search against its twins, and its laws: order-free, and a yes never speaks against its like."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from safelight.ads.core.kinship import FEATURES, HABITS, PLAINLY, Profile, features, habits, nearest, whys
from safelight.ads.core.kinship_pool import Pool
from safelight.ads.core.seek import BIAS, PRIOR, SPREAD, Answer, Search, learn, sigmoid, with_bias
from safelight.ads.core.selector import Selector

signatures = st.binary(min_size=16, max_size=16).map(lambda raw: raw * 16) | st.just(b"")
spots = st.tuples(st.floats(25, 48), st.floats(-124, -68)) | st.none()


def some(values: list[object]) -> st.SearchStrategy[frozenset]:  # type: ignore[type-arg]
    return st.frozensets(st.sampled_from(values), max_size=2)


bodies = st.builds(
    lambda **fields: fields,
    contacts=some([Selector("phone", "+15105550123"), Selector("email", "a@b.example")]),
    pictures=some(["p1", "p2"]),
    prints=st.lists(st.sampled_from([0, (1 << 31) - 1, (1 << 32) - 1, 1 << 200]), max_size=2).map(tuple),
    signature=signatures,
    habits=st.tuples(*(st.floats(-5, 5) for _ in HABITS)) | st.just(()),
    names=some(["opal", "wren"]),
    place=st.sampled_from([None, ("Reno", "NV"), ("Oakland", "CA")]),
    spot=spots,
    day=st.none() | st.integers(738_000, 738_400),
    prices=some([(200, "hour"), (300, "night")]),
    ages=some([27, 31]),
    site=st.sampled_from(["", "a.example", "b.example"]),
)
pools = st.lists(bodies, min_size=2, max_size=9).map(
    lambda rows: [Profile(ad_id=f"ad-{n}", **row) for n, row in enumerate(rows)]
)


@given(pools)
def test_the_pool_is_its_twin_row_by_row_and_likeness_has_no_direction(ads: list[Profile]) -> None:
    pool = Pool(ads)
    for one in ads:
        assert pool.features(one) == pytest.approx(np.array([features(one, other) for other in ads]))
        assert [features(one, other) for other in ads] == [pytest.approx(features(other, one)) for other in ads]
    known = ads[: len(ads) // 2]
    twin = np.array([nearest(known, other) for other in ads])
    assert pool.nearest([one.ad_id for one in known]) == pytest.approx(twin)
    assert (twin >= 0).all()
    assert (twin <= 1).all()


rows = st.lists(st.tuples(*(st.floats(0, 1) for _ in FEATURES)), min_size=1, max_size=6)


def slow_mode(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """The obvious twin of `learn`: climb the posterior in small steps until it is flat."""
    start = np.array([BIAS, *(PRIOR[name] for name in FEATURES)])
    whole, weights = with_bias(x), start.copy()
    rate = 1 / (1 / SPREAD**2 + 0.25 * (whole**2).sum())
    for _ in range(2000):
        weights += rate * (whole.T @ (y - sigmoid(whole @ weights)) - (weights - start) / SPREAD**2)
    return weights


@given(rows, st.data())
@settings(max_examples=15, phases=[Phase.explicit, Phase.reuse, Phase.generate])
def test_the_belief_is_the_top_of_the_posterior(found: list[tuple[float, ...]], data: st.DataObject) -> None:
    x = np.array(found)
    y = np.array(data.draw(st.lists(st.sampled_from([0.0, 1.0]), min_size=len(x), max_size=len(x))))
    assert learn(x, y).mean == pytest.approx(slow_mode(x, y), abs=1e-4)


@given(rows, st.data())
def test_a_yes_makes_its_like_likelier_and_a_no_less_likely(
    found: list[tuple[float, ...]], data: st.DataObject
) -> None:
    x = np.array(found)
    y = np.array(data.draw(st.lists(st.sampled_from([0.0, 1.0]), min_size=len(x), max_size=len(x))))
    new = np.array([data.draw(st.tuples(*(st.floats(0, 1) for _ in FEATURES)))])
    before = learn(x, y).odds(new)[0]
    yes = learn(np.vstack([x, new]), np.append(y, 1.0)).odds(new)[0]
    no = learn(np.vstack([x, new]), np.append(y, 0.0)).odds(new)[0]
    assert no <= before <= yes


@given(pools, st.randoms(use_true_random=False))
@settings(max_examples=40)
def test_the_order_of_ads_and_answers_does_not_matter(ads: list[Profile], random: object) -> None:
    answers: dict[str, Answer] = {one.ad_id: ("yes", "no")[n % 2] for n, one in enumerate(ads[1:4])}  # type: ignore[misc]
    groups = {one.ad_id: f"group-{n // 2}" for n, one in enumerate(ads)}
    first = Search(Pool(ads), "ad-0", answers).suggest(groups, 5)
    shuffled, reordered = list(ads), list(answers.items())
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    random.shuffle(reordered)  # type: ignore[attr-defined]
    again = Search(Pool(shuffled), "ad-0", dict(reordered)).suggest(groups, 5)
    assert [one.ad_id for one in again] == [one.ad_id for one in first]
    assert not {groups[one.ad_id] for one in first} & {groups[ad] for ad in ("ad-0", *answers)}
    assert len({groups[one.ad_id] for one in first}) == len(first)
    assert all(0 <= one.low <= one.chance <= one.high <= 1 for one in first)


def test_every_feature_has_its_words_and_its_prior() -> None:
    assert tuple(PRIOR) == tuple(PLAINLY) == FEATURES


BLANK = Profile(
    *("x", frozenset(), frozenset(), (), b"", (), frozenset(), None, None, None, frozenset(), frozenset(), "")  # type: ignore[arg-type]
)


def test_habits_outlast_another_phone_and_tell_writers_apart() -> None:
    loud, quiet = "CALL ME NOW!!! {} BEST DINNER TALKS IN TOWN!!!", "good evening. i read maps, and walk. ring {}."
    one, two = habits(loud.format("510-555-0101")), habits(loud.format("212-555-0199"))
    other = habits(quiet.format("510-555-0101"))
    at = FEATURES.index("habits")

    def alike(a: tuple[float, ...], b: tuple[float, ...]) -> float:
        from dataclasses import replace

        return features(replace(BLANK, habits=a), replace(BLANK, habits=b))[at]

    assert alike(one, two) > 0.7
    assert alike(one, other) < 0.3
    assert habits("short") == ()
    assert whys([BLANK], BLANK) == {}
