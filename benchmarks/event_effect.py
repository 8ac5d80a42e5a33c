"""Events with known effects planted in invented counts: ours, the prototype of the research note, and an oracle.

    python benchmarks/event_effect.py [--first 1000] [--repeats 60] [--makes note,shocks,...]

Truth is the generator's (tests/lib/event_worlds.py): ratios of 1.0, 1.3 and 1.6 in turn. The prototype weighs controls
to follow the unit and takes its interval from earlier windows. The oracle knows the expected count and the scatter: its
interval is what chance alone leaves. `width` is the interval's length on the log scale; a low end of 0 counts as 0.02
times the estimate. `even`: how long intervals are once each is widened or narrowed, by one factor for all events of the
make, until it covers 0.95 of them: the only width that compares methods that cover differently. `type I`: events
without effect whose placebo p is at most 0.05. Prints machine, seeds, CPU seconds.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import defaultdict
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from machine import machine
from tests.lib.event_worlds import EVENT_MAKES, EventMake, EventWorld, event_world, weighted_controls

from safelight.stats.core.effect import Effect, effect_of
from safelight.stats.core.effect.judge import interval
from safelight.stats.core.periods import Axis
from safelight.stats.core.series import Panel

RATIOS = (1.0, 1.3, 1.6)


def ours(world: EventWorld, make: EventMake) -> Effect:
    keys = tuple((f"p{place:02d}",) for place in range(len(world.y)))
    panel = Panel(("place",), keys, world.y, np.ones(world.y.shape, np.bool_))
    kind = "month" if make.weeks == 60 else "week"
    axis = Axis(kind, np.zeros(1, np.int64), tuple(map(str, range(make.weeks))), None, 7)
    unit = f"p{world.place:02d}"
    return effect_of(panel, axis, unit, world.start, make.width, np.random.default_rng(0))


def oracle(world: EventWorld, make: EventMake) -> tuple[float, tuple[float, float]]:
    window = slice(world.start, world.start + make.width)
    mean = float(world.mu[world.place, window].sum())
    count = float(world.y[world.place, window].sum())
    return count / mean, interval(count, mean, 1 / make.size / make.width)


def width(ends: tuple[float, float], estimate: float) -> float:
    return float(np.log(ends[1] / max(ends[0], 0.02 * max(estimate, 0.02))))


def short_by(ends: tuple[float, float], estimate: float, ratio: float) -> float:
    """How many times longer the interval would have to be, on its side of the estimate, to reach the truth."""
    middle = np.log(max(estimate, 0.02))
    end = np.log(max(ends[1] if ratio > estimate else ends[0], 1e-4))
    return float(abs(np.log(ratio) - middle) / max(abs(end - middle), 1e-6))


def measured(name: str, first: int, repeats: int) -> None:
    make = EVENT_MAKES[name]
    held, wide, errors, wrong = defaultdict(list), defaultdict(list), [], []
    short: dict[str, list[float]] = defaultdict(list)
    for number in range(repeats):
        ratio = RATIOS[number % len(RATIOS)]
        world = event_world(first + number, make, ratio)
        found = ours(world, make)
        estimate, ends = weighted_controls(world, make.width)
        for who, at, interval_ in (
            ("ours", found.estimate, found.interval),
            ("prototype", estimate, ends),
            ("oracle", *oracle(world, make)),
        ):
            held[who].append(interval_[0] <= ratio <= interval_[1])
            wide[who].append(width(interval_, at))
            short[who].append(short_by(interval_, at, ratio))
        errors.append(np.log(max(found.estimate, 0.02) / ratio))
        if ratio == 1.0:
            wrong.append(found.placebo_p <= 0.05)
    even = {who: float(np.median(wide[who]) * np.quantile(short[who], 0.95)) for who in held}
    shown = "  ".join(
        f"{who}: covered {np.mean(held[who]):.3f} width {np.median(wide[who]):.2f} even {even[who]:.2f}" for who in held
    )
    shorter = even["ours"] / even["prototype"]
    print(
        f"{name:8} n {repeats}  {shown}  even, ours/prototype {shorter:.2f}  bias {np.mean(errors):+.3f}  "
        f"type I {np.mean(wrong):.3f} of {len(wrong)}",
        flush=True,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--first", type=int, default=1000)
    parser.add_argument("--repeats", type=int, default=15)
    parser.add_argument("--makes", default=",".join(EVENT_MAKES))
    given = parser.parse_args()
    print(machine())
    print(f"seeds {given.first} to {given.first + given.repeats - 1}; covered: standard error about 0.013 at n 300")
    cpu, wall = time.process_time(), time.perf_counter()
    for name in given.makes.split(","):
        measured(name, given.first, given.repeats)
    print(f"{time.process_time() - cpu:.0f} CPU s, {time.perf_counter() - wall:.0f} s wall")


if __name__ == "__main__":
    main()
