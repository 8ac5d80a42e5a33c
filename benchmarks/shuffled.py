"""Every detector on tables without a pattern: how many of them report any?

    python benchmarks/shuffled.py [--runs 20] [--only bursts,circuits,...]

Each table holds planted patterns first, and is then shuffled so that none is left: counts in time within each series
(bursts, trends, effect), stops of each entity (circuits), cases over people (scan), destinations (flows), each column
by itself (typologies). With the corpus of records at hand, their period column is shuffled too (bursts of records). The
target is at most 5 % of tables. For effect a table reports a pattern when its placebo p is at most 0.05.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from machine import machine
from tests.lib.counted import counted_world
from tests.lib.event_worlds import EVENT_MAKES, EventMake, event_world
from tests.lib.mapped import kinds, mapped, moves
from tests.lib.travelled import MAKES, travelled

from safelight.stats.core.bursts import bursts_of
from safelight.stats.core.circuits import circuits_of, visits_of
from safelight.stats.core.counts import ones
from safelight.stats.core.effect import effect_of
from safelight.stats.core.flows import flows_of
from safelight.stats.core.periods import Axis, axis_of
from safelight.stats.core.scan import LEVEL, scan
from safelight.stats.core.series import Panel, panel_of
from safelight.stats.core.table import Column, Table, table_of
from safelight.stats.core.trends import trends_of
from safelight.stats.core.typologies import typology_of

CORPORA = Path(os.environ.get("SAFELIGHT_CORPORA", Path(__file__).resolve().parents[2] / "shared" / "corpora"))
BURST_MAKES = ("note", "research", "small", "mixed", "lasting")


def weekly(y: np.ndarray) -> tuple[Panel, Axis]:
    keys = tuple((f"s{number:03d}",) for number in range(len(y)))
    labels = tuple(str(week) for week in range(y.shape[1]))
    return Panel(("s",), keys, y, np.ones(y.shape, np.bool_)), Axis("week", np.zeros(1, np.int64), labels, None, 7)


def counts(seed: int) -> np.ndarray:
    make = BURST_MAKES[seed % len(BURST_MAKES)]
    return np.random.default_rng(seed).permuted(counted_world(seed, make, series=100).y, axis=1)


def bursts(seed: int) -> bool:
    return any(bursts_of(*weekly(counts(seed)), np.random.default_rng(0)))


def trends(seed: int) -> bool:
    panel, axis = weekly(counts(seed))
    return any(one.q <= 0.05 for one in trends_of([panel], axis))


def effect(seed: int) -> bool:
    make: EventMake = list(EVENT_MAKES.values())[seed % len(EVENT_MAKES)]
    world = event_world(seed, make, 1.6)
    panel, axis = weekly(np.random.default_rng(seed).permuted(world.y, axis=1))
    found = effect_of(panel, axis, f"s{world.place:03d}", world.start, make.width, np.random.default_rng(0))
    return found.placebo_p <= 0.05


def circuits(seed: int) -> bool:
    world = travelled(seed, MAKES[("decoys", "short", "own", "gaps")[seed % 4]])
    rng = np.random.default_rng(seed)
    stops: dict[str, list[str]] = {}
    for who, where, _ in sorted(world.sightings, key=lambda row: row[2]):
        stops.setdefault(who, []).append(where)
    rows = [(who, where, day) for who in stops for day, where in enumerate(rng.permutation(stops[who]).tolist())]
    table = table_of("t", {name: [str(row[at]) for row in rows] for at, name in enumerate(("who", "where", "when"))})
    axis, within = axis_of(table, "when")[0], np.zeros(table.rows, np.int64)
    return bool(circuits_of(visits_of(table.column("who"), table.column("where"), axis, within), 1).found)


def clusters(seed: int) -> bool:
    world = mapped(seed, ratio=3.0)
    count = np.random.default_rng(seed).multinomial(int(world.count.sum()), world.people / world.people.sum())
    return scan(count.astype(float), world.people, world.away, np.random.default_rng(0), 199).p <= LEVEL


def flows(seed: int) -> bool:
    planted, _ = moves(seed)
    rng = np.random.default_rng(seed)
    start, end = (np.repeat(np.indices(planted.shape)[axis].ravel(), planted.ravel().astype(int)) for axis in (0, 1))
    end = rng.permutation(end)
    mixed = np.zeros_like(planted)
    np.add.at(mixed, (start, end), 1.0)
    return any(flows_of(tuple(f"p{at:02d}" for at in range(len(mixed))), mixed * (1 - np.eye(len(mixed)))))


def typologies(seed: int) -> bool:
    table, _ = kinds(seed, rows=800)
    rng = np.random.default_rng(seed)
    mixed = {name: rng.permutation(cells).tolist() for name, cells in table.items()}
    return bool(typology_of(table_of("t", mixed), (), np.random.default_rng(0)).kinds)


def records(seed: int) -> bool:
    """The corpus of records, its periods shuffled: bursts of each value of two attributes together and alone."""
    from safelight.stats.sources.tables import read_table

    table = read_table(next(CORPORA.glob("stats/itk_mock/*prepared.csv")))
    rng = np.random.default_rng(seed)
    time_ = next(name for name in table.names if name.casefold() in ("period", "time", "quarter", "date"))
    column = table.column(time_)
    mixed = Column(time_, column.values, rng.permutation(column.codes))
    others = [c for c in table.columns if c.name != time_ and 2 <= len(c.values) <= 20]
    picked = [others[at] for at in rng.permutation(len(others))[:2]]
    small = Table(table.name, (mixed, *picked), table.lines)
    axis = axis_of(small, time_)[0]
    panel = panel_of(small, tuple(c.name for c in picked), axis, ones(small))
    return any(bursts_of(panel, axis, np.random.default_rng(0)))


DETECTORS: dict[str, Callable[[int], bool]] = {
    "circuits": circuits,
    "scan": clusters,
    "flows": flows,
    "trends": trends,
    "typologies": typologies,
    "effect": effect,
    "bursts": bursts,
    "records": records,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--runs", type=int, default=20)
    parser.add_argument("--only", default=",".join(DETECTORS))
    given = parser.parse_args()
    print(machine())
    total = reporting = 0
    for name in given.only.split(","):
        if name == "records" and not any(CORPORA.glob("stats/itk_mock/*prepared.csv")):
            print(f"{name:11} no corpus at {CORPORA}")
            continue
        cpu = time.process_time()
        found = sum(DETECTORS[name](700 + run) for run in range(given.runs))
        total, reporting = total + given.runs, reporting + found
        print(f"{name:11} {found} of {given.runs} report any; {time.process_time() - cpu:.0f} CPU s", flush=True)
    print(f"all: {reporting} of {total} ({reporting / max(total, 1):.1%}); seeds 700 to {700 + given.runs - 1}")


if __name__ == "__main__":
    main()
