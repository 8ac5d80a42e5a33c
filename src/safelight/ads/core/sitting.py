"""Sittings: posts of different people put up within minutes of one another, on several days.

Whoever writes for herself posts when she likes; whoever posts for several does so in one go. A time of exactly midnight
is a date without a time (see `ad.py`) and says nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from itertools import pairwise
from typing import NamedTuple

WITHIN = timedelta(minutes=10)
"""Between two posts of one sitting. 5, 15 and 30 minutes did the same on declared worlds (seeds 501 to 508)."""

OCCASIONS = 2
"""Sittings from which it is a habit and no coincidence."""

APART = timedelta(hours=12)
"""Between two occasions."""


class Post(NamedTuple):
    """When it was put up, whose it is, and the number of the ad."""

    when: datetime
    who: int
    at: int


def in_sittings(posts: Iterable[Post]) -> tuple[Post, ...]:
    """Posts within WITHIN of another person's, in order of time; none unless that happened on OCCASIONS occasions."""
    timed = sorted(post for post in posts if post.when.time() != time.min)
    found = sorted(_beside(timed) | _beside(timed[::-1]))
    occasions = 1 + sum(after.when - before.when >= APART for before, after in pairwise(found))
    return tuple(found) if occasions >= OCCASIONS else ()


def _beside(ordered: list[Post]) -> set[Post]:
    """Posts that follow, in this order, one of another person within WITHIN."""
    last: dict[int, datetime] = {}
    found = set()
    for post in ordered:
        if any(who != post.who and abs(post.when - when) <= WITHIN for who, when in last.items()):
            found.add(post)
        last[post.who] = post.when
    return found
