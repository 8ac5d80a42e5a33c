"""The rule of vPDQ, fast against its obvious twin; over two videos, and over many through an index."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safelight.content.core import video_twin
from safelight.content.core.fingerprint import video
from safelight.content.core.frames import Frame
from safelight.content.core.video_match import RULE, Overlap, Rule, compared_frames, overlap
from safelight.content.service.video_list import VideoList

Clip = tuple[Frame, ...]


def clip(rng: random.Random, looks: list[int], frames: int) -> Clip:
    """Frames near to a few looks, some of them poor, some repeated."""
    found = []
    for number in range(frames):
        flips = rng.choice([0, 0, 10, 30, 31, 32, 40])
        value = rng.choice(looks)
        for bit in rng.sample(range(256), flips):
            value ^= 1 << bit
        found.append(Frame(number, rng.choice([0, 49, 50, 100, 100]), f"{value:064x}", float(number)))
    return tuple(found)


rules = st.builds(
    Rule,
    st.sampled_from([0, 10, 31]),
    st.sampled_from([0, 50]),
    st.sampled_from([0.0, 50.0, 80.0, 100.0]),
    st.sampled_from([0.0, 50.0, 100.0]),
)


@given(st.randoms(use_true_random=False), rules, st.integers(0, 12), st.integers(0, 12))
def test_two_videos_meet_as_the_twin_counts(rng: random.Random, rule: Rule, ours: int, theirs: int) -> None:
    looks = [rng.getrandbits(256) for _ in range(3)]
    query, compared = clip(rng, looks, ours), clip(rng, looks, theirs)
    found = overlap(compared_frames(query, rule.quality), compared_frames(compared, rule.quality), rule.distance)
    assert rule.stands(found) == video_twin.matches(query, compared, rule)
    kept = [video_twin.kept(each, rule.quality) for each in (query, compared)]
    assert found.query == pytest.approx(video_twin.percent(kept[0], kept[1], rule.distance) if kept[1] else 0)
    assert found.compared == pytest.approx(video_twin.percent(kept[1], kept[0], rule.distance) if kept[0] else 0)


@given(st.randoms(use_true_random=False), rules)
def test_an_index_of_many_finds_what_the_twin_finds(rng: random.Random, rule: Rule) -> None:
    looks = [rng.getrandbits(256) for _ in range(4)]
    listed = [clip(rng, looks, rng.randrange(1, 8)) for _ in range(6)]
    known = VideoList(rule.quality)
    for place, each in enumerate(listed):
        known.add(place, video(each))
    query = clip(rng, looks, rng.randrange(1, 8))
    found = dict(known.match(video(query), rule))
    assert set(found) == {place for place, each in enumerate(listed) if video_twin.matches(query, each, rule)}
    for place, one in found.items():
        assert one == overlap(
            compared_frames(query, rule.quality), compared_frames(listed[place], rule.quality), rule.distance
        )


def test_a_cut_meets_its_film_whoever_came_first() -> None:
    rng = random.Random(4)
    film = tuple(Frame(at, 100, f"{rng.getrandbits(256):064x}", float(at)) for at in range(20))
    there = overlap(compared_frames(film[5:9]), compared_frames(film))
    back = overlap(compared_frames(film), compared_frames(film[5:9]))
    assert (there.query, there.compared) == (100, 20) == (back.compared, back.query)
    assert (RULE.stands(there), RULE.stands(back)) == (True, False)
    assert RULE.stands_either_way(there)
    assert RULE.stands_either_way(back)
    assert not RULE.stands_either_way(Overlap(79.9, 79.9, 0))
