"""A home with facts of an invented year in it, made without running anything: for charts, pages and reports."""

from __future__ import annotations

import random
from datetime import date, timedelta
from pathlib import Path

from tests.lib.homes import Home, home_with_people

from safelight.assembly.facts import KINDS
from safelight.kernel.clock import Clock
from safelight.kernel.facts import Fact

COUNTIES = ("06001", "06037", "06075", "32003", "32031", "48201", "36061", "53033", "02020", "15003")
STATE_OF = {"06": "CA", "32": "NV", "48": "TX", "36": "NY", "53": "WA", "02": "AK", "15": "HI"}
SIZES = {"ads.posted": 40, "ads.lead.raised": 3, "textline.opened": 4, "textline.closed": 4}


def give_facts(home: Home, tenant: str, seed: int = 11, until: date = date(2026, 11, 23)) -> None:
    """A year of weekly facts of every kind for one tenant; places differ by size, so that some are small."""
    rng = random.Random(seed)
    for kind in KINDS:
        facts = []
        for week in range(52):
            for rank, county in enumerate(COUNTIES):
                mean = SIZES.get(kind.name, 2) / (1 + rank) * (1.3 if 20 < week < 30 else 1)
                count = sum(rng.random() < mean / 50 for _ in range(50))
                if count:
                    words = {name: rng.choice(values) for name, values in kind.attributes.items()}
                    day = until - timedelta(weeks=51 - week)
                    facts.append(Fact(kind.name, day, STATE_OF[county[:2]], county, words, count, f"week:{week}"))
        home.platform.stats.facts.take(home.tenants[tenant], {kind.name: facts})


def counted_home(path: Path, clock: Clock, url: str | None = None) -> Home:
    """The small installation with facts at its first agency, up to two days before today."""
    made = home_with_people(path, clock, url)
    give_facts(made, "north", until=clock.now().date() - timedelta(days=2))
    return made
