"""Laws of the signs in time and texts, and their obvious twins."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from tests.lib.reading import own_words, reading

from safelight.ads.core.board import board
from safelight.ads.core.columns import columns
from safelight.ads.core.group import Group
from safelight.ads.core.known import NOTHING_KNOWN
from safelight.ads.core.repost import reposts
from safelight.ads.core.script import phrases
from safelight.ads.core.sign_times import FEWEST_STAYS, LIFETIME, SHORT, passing
from safelight.ads.core.sitting import APART, OCCASIONS, WITHIN, Post, in_sittings
from safelight.kernel.ids import GroupId

START = datetime(2025, 1, 1, tzinfo=UTC)
WHEN = st.builds(lambda day, minute: START + timedelta(days=day, minutes=minute), st.integers(0, 6), st.integers(0, 60))
POSTS = st.lists(st.builds(Post, WHEN, st.integers(0, 3), st.integers(0, 50)), max_size=14, unique_by=lambda p: p.at)
STAYS = st.lists(
    st.none()
    | st.builds(
        lambda first, length: (date(2025, 1, 1) + timedelta(first), date(2025, 1, 1) + timedelta(first + length)),
        st.integers(0, 120),
        st.integers(0, 120),
    ),
    max_size=7,
)


def slow_sittings(posts: list[Post]) -> set[Post]:
    """Every pair."""
    timed = [post for post in posts if post.when.time() != time.min]
    found = {a for a in timed for b in timed if a.who != b.who and abs(a.when - b.when) <= WITHIN}
    whens = sorted(post.when for post in found)
    breaks = sum(later - earlier >= APART for earlier, later in pairwise(whens))
    return found if found and 1 + breaks >= OCCASIONS else set()


@given(POSTS)
def test_sittings_are_those_of_every_pair_in_any_order(posts: list[Post]) -> None:
    assert set(in_sittings(posts)) == slow_sittings(posts)
    assert in_sittings(posts[::-1]) == in_sittings(posts)


@given(POSTS)
def test_one_person_alone_never_sits_with_anybody(posts: list[Post]) -> None:
    assert in_sittings([post._replace(who=0) for post in posts]) == ()


@given(POSTS, st.integers(-300, 300))
def test_all_days_later_are_the_same_sittings(posts: list[Post], days: int) -> None:
    later = [post._replace(when=post.when + timedelta(days=days)) for post in posts]
    assert [post.at for post in in_sittings(later)] == [post.at for post in in_sittings(posts)]


@given(STAYS)
def test_a_short_stay_is_short_beside_the_whole(stays: list[tuple[date, date] | None]) -> None:
    found = passing(stays)
    known = [stay for stay in stays if stay]
    if found:
        assert len(known) >= FEWEST_STAYS
        whole = max(last for _, last in known) - min(first for first, _ in known)
        assert whole >= LIFETIME
        for who in range(len(stays)):
            stay = stays[who]
            assert (who in found) == (stay is not None and (stay[1] - stay[0]).days <= SHORT * whole.days)


@given(STAYS)
def test_stays_in_another_order_are_the_same_people(stays: list[tuple[date, date] | None]) -> None:
    assert sorted(len(stays) - 1 - who for who in passing(stays[::-1])) == passing(stays)


@given(st.lists(st.lists(st.integers(0, 4), min_size=1, max_size=4), min_size=2, max_size=6))
def test_shares_of_many_ads_are_those_of_each(voices: list[list[int]]) -> None:
    ads = [reading(f"a{at:02d}", " ".join(own_words(voice, 10) for voice in said)) for at, said in enumerate(voices)]
    world = board(ads, columns(ads, NOTHING_KNOWN), [-1] * len(ads), {})
    found = [Group(GroupId(f"g{at}"), (at,)) for at in range(len(ads))]
    known = phrases(world, reposts(ads), found)
    other = known.of([0])
    numbers = list(range(len(ads)))
    each = [known.said_by(known.of([at]), other) for at in numbers]
    assert np.allclose(known.shares(numbers, [other]), [each])
