"""A rush, simulated: so many texters, so many people, the real queue, and who waits how long.

A discrete-event run over `queue.next_in_order`: texters come at random at a rate that rises tenfold for a while; each
person has room for some conversations, takes the next most urgent when there is room, and reads before answering.
Promises the same run for the same draws. It says what staffing does to waits, nothing about any person.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Protocol

from safelight.textline.core.queue import Waiting, next_most_urgent
from safelight.textline.core.triage import BANDS

START = datetime(2026, 1, 5, tzinfo=UTC)

TIERS: Mapping[int, float] = {3: 0.06, 2: 0.2, 1: 0.59, 0: 0.15}
"""Shares of the tiers among texters: invented; Crisis Text Line calls some 1 in 100 conversations an active rescue and
about a quarter high risk (2018), and a small line sees more of the urgent."""


class Draws(Protocol):
    """Where chance comes from: a seeded generator's `random`."""

    def random(self) -> float: ...


@dataclass(frozen=True, slots=True)
class Setting:
    """A rush. Rates are texters a minute; `room` conversations for each person; in danger a person takes on `extra`
    more. Minutes: a conversation lasts `length` on average, the first answer takes `reading`."""

    people: int = 10
    room: int = 3
    extra: int = 2
    rate: float = 0.5
    peak: float = 5.0
    peak_from: float = 60.0
    peak_to: float = 75.0
    until: float = 240.0
    length: float = 35.0
    reading: float = 0.5


@dataclass(frozen=True, slots=True)
class Waits:
    """How long texters of one tier waited for their first answer, in minutes; `unanswered` had none at the end."""

    tier: int
    texters: int
    median: float
    p95: float
    longest: float
    within_two: float
    unanswered: int


@dataclass(slots=True)
class _Run:
    """What is going on: the queue, free room, and what happens next by time."""

    queue: dict[str, Waiting] = field(default_factory=dict)
    ends: list[float] = field(default_factory=list)
    waited: dict[int, list[float]] = field(default_factory=lambda: {tier: [] for tier in TIERS})


def rush(setting: Setting, draws: Draws) -> Sequence[Waits]:
    """Run it; the waits by tier, the most urgent first."""
    run = _Run()
    came: dict[int, int] = dict.fromkeys(TIERS, 0)
    for number, (minute, tier) in enumerate(_arrivals(setting, draws)):
        came[tier] += 1
        _serve(run, setting, draws, until=minute)
        waiting = Waiting(f"{number:06d}", tier, BANDS[tier] + 0.2 * draws.random(), _at(minute), slow=tier == 0)
        run.queue[waiting.id] = waiting
        _take(run, setting, draws, minute)
    _serve(run, setting, draws, until=setting.until)
    return [_waits(tier, came[tier], run.waited[tier]) for tier in TIERS]


def _arrivals(setting: Setting, draws: Draws) -> Sequence[tuple[float, int]]:
    """Minute and tier of each texter: a Poisson stream at the peak's rate, thinned outside it."""
    found, minute, most = [], 0.0, max(setting.rate, setting.peak)
    while (minute := minute - math.log(1.0 - draws.random()) / most) < setting.until:
        here = setting.peak if setting.peak_from <= minute < setting.peak_to else setting.rate
        if draws.random() < here / most:
            found.append((minute, _tier(draws.random())))
    return found


def _tier(share: float) -> int:
    for tier, part in TIERS.items():
        if share < part:
            return tier
        share -= part
    return 0


def _serve(run: _Run, setting: Setting, draws: Draws, until: float) -> None:
    """Conversations that end before `until` make room for the next."""
    while run.ends and run.ends[0] <= until:
        _take(run, setting, draws, heapq.heappop(run.ends))


def _take(run: _Run, setting: Setting, draws: Draws, minute: float) -> None:
    """Whoever has room takes the next most urgent; in danger somebody takes one more."""
    while run.queue:
        following = next_most_urgent(run.queue.values(), _at(minute))
        room = setting.people * (setting.room + (setting.extra if following and following.tier >= 3 else 0))
        if following is None or len(run.ends) >= room:
            return
        del run.queue[following.id]
        answered = minute + setting.reading * (0.5 + draws.random())
        run.waited[following.tier].append(answered - (following.since - START) / timedelta(minutes=1))
        heapq.heappush(run.ends, answered - setting.length * math.log(1.0 - draws.random()))


def _at(minute: float) -> datetime:
    return START + timedelta(minutes=minute)


def _waits(tier: int, came: int, waited: Sequence[float]) -> Waits:
    ordered = sorted(waited) or [math.nan]
    return Waits(
        tier=tier,
        texters=came,
        median=ordered[len(ordered) // 2],
        p95=ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))],
        longest=ordered[-1],
        within_two=sum(wait <= 2.0 for wait in waited) / came if came else math.nan,
        unanswered=came - len(waited),
    )
