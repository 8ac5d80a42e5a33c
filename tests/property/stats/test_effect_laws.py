"""Event effects: intervals are what the slow twin holds, the truth is in them, doubts are said, events are read."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.lib.event_worlds import EVENT_MAKES, EventWorld, event_world

from safelight.kernel.errors import Invalid, Missing
from safelight.stats.core.bursts.baseline import shape_of
from safelight.stats.core.effect import Effect, effect_of
from safelight.stats.core.effect.course import Expected, course_of
from safelight.stats.core.effect.judge import LEVEL, interval, middle_p, stretch_of
from safelight.stats.core.effect.twin import ratios_held, two_sided
from safelight.stats.core.effect.when import event_of
from safelight.stats.core.periods import Axis, axis_of
from safelight.stats.core.series import Panel
from safelight.stats.core.table import table_of

SMALL = dataclasses.replace(EVENT_MAKES["note"], places=10, weeks=80, level=(20.0, 5.0))


def axis(length: int) -> Axis:
    return Axis("week", np.zeros(1, np.int64), tuple(f"{week}" for week in range(length)), None, 7)


def judged(world: EventWorld, width: int = 2, y: np.ndarray | None = None) -> Effect:
    counts = world.y if y is None else y
    keys = tuple((f"p{place:02d}",) for place in range(len(counts)))
    panel = Panel(("place",), keys, counts, np.ones(counts.shape, np.bool_))
    rng = np.random.default_rng(0)
    return effect_of(panel, axis(counts.shape[1]), f"p{world.place:02d}", world.start, width, rng)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 60), st.floats(0.5, 60), st.floats(0.005, 1.5))
def test_chances_and_intervals_are_the_twins(y: int, mean: float, alpha: float) -> None:
    fast = middle_p(np.array([float(y)]), np.array([mean]), np.array([alpha]))[0]
    assert fast == pytest.approx(two_sided(y, mean, alpha), abs=1e-7)
    low, high = interval(float(y), mean, alpha)
    ratios = list(np.geomspace(max(low, 0.01) / 3, high * 3, 60))
    held = ratios_held(y, mean, alpha, ratios, LEVEL)
    assert held == [ratio for ratio in ratios if low <= ratio <= high]


def test_the_stretch_is_one_where_the_scatter_is_right_and_grows_where_it_is_not() -> None:
    rng = np.random.default_rng(0)
    mean, alpha = rng.uniform(5, 80, 3000), 0.05
    y = rng.negative_binomial(1 / alpha, 1 / (1 + alpha * mean)).astype(float)
    right = Expected(mean, np.zeros(3000), np.full(3000, alpha))
    assert stretch_of(y, right) == pytest.approx(1, rel=0.25)
    assert stretch_of(y, dataclasses.replace(right, own=right.own / 4)) == pytest.approx(4, rel=0.3)


def test_what_units_share_is_found_and_nothing_else() -> None:
    for shock, factors in ((0.5, 1), (0.0, 0)):
        world = event_world(1, dataclasses.replace(SMALL, shock=shock, lean=0.1), 1.0)
        course = course_of(world.y, np.ones_like(world.y), shape_of(80, 52.0), 0, np.random.default_rng(0))
        assert course.factors == factors


def test_the_truth_lies_in_nearly_every_interval() -> None:
    held, flagged = 0, 0
    for seed in range(14):
        world = event_world(seed, SMALL, (1.0, 1.6)[seed % 2])
        found = judged(world)
        held += found.interval[0] <= world.ratio <= found.interval[1]
        flagged += world.ratio == 1 and found.placebo_p <= 0.05
    assert held >= 11
    assert flagged <= 3


def test_a_great_effect_is_found_and_the_unit_explains_nothing_by_itself() -> None:
    world = event_world(30, SMALL, 1.0)
    louder = world.y.copy()
    louder[world.place, world.start : world.start + 2] *= 4
    plain, found = judged(world), judged(world, y=louder)
    assert found.expected == pytest.approx(plain.expected, rel=1e-9)
    assert found.estimate == pytest.approx(4 * plain.estimate)
    assert found.placebo_p <= 0.01
    assert found.interval[0] > 1


def test_doubts_are_said() -> None:
    world = event_world(31, SMALL, 1.0)
    everywhere, before = world.y.copy(), world.y.copy()
    everywhere[:, world.start : world.start + 2] *= np.random.default_rng(0).choice([1, 5], (len(world.y), 1))
    before[world.place, world.start - 4 : world.start] *= 4
    few = dataclasses.replace(world, y=world.y[[world.place, *[p for p in range(3) if p != world.place]]], place=0)
    said = [[doubt.split(":")[0] for doubt in judged(world, y=y).warnings] for y in (everywhere, before)]
    assert "interference" in said[0]
    assert "before" in said[1]
    assert "controls" in [doubt.split(":")[0] for doubt in judged(few).warnings]


def months(labels: list[str]) -> Axis:
    return axis_of(table_of("t", {"when": labels}), "when")[0]


def test_events_are_read_as_the_table_writes_time_and_as_dates() -> None:
    written = months([f"{month} {year}" for year in (2023, 2024) for month in ("Jan", "Feb", "Mar", "Apr", "May")])
    assert event_of("St. Ann@Road@Feb 2024", written).unit == "St. Ann@Road"
    assert event_of("a@Feb 2024", written).start == 13
    assert event_of("a@2024-02-11..2024-04-30", written) == dataclasses.replace(
        event_of("a@Feb 2024", written), width=3
    )
    weeks = months(["2024-01-01", "2024-01-08", "2024-01-29"])
    assert event_of("a@2024-01-17", weeks).start == 2


@pytest.mark.parametrize(
    ("event", "said"),
    [
        ("a", "write UNIT@DATE"),
        ("a@soon", "no time"),
        ("a@2031-02-01", "outside"),
        ("a@2024-03-01..2023-02-01", "ends"),
    ],
)
def test_an_event_that_is_none_is_refused(event: str, said: str) -> None:
    with pytest.raises(Invalid, match=said):
        event_of(event, months([f"{year}-{month:02d}" for year in (2023, 2024) for month in range(1, 13)]))


def test_an_unknown_unit_and_a_short_past_are_refused() -> None:
    world = event_world(32, SMALL, 1.0)
    with pytest.raises(Missing, match="p99"):
        judged(dataclasses.replace(world, place=99))
    with pytest.raises(Invalid, match="12 are needed"):
        judged(dataclasses.replace(world, start=5))
