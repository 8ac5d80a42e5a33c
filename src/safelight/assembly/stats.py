"""Stats' parts, joined: facts of every system, releases, and what assembly must tell stats of the other systems."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from safelight.access.service import Access
from safelight.ads.service.tally import Tally
from safelight.assembly.facts import KINDS, RULES
from safelight.infra.db import Book
from safelight.infra.entropy import random_words
from safelight.infra.ledger import Ledger
from safelight.kernel.clock import Clock
from safelight.kernel.ids import IdSource
from safelight.stats.ports import Records
from safelight.stats.service.charts import Charts
from safelight.stats.service.claims import Claims
from safelight.stats.service.facts import Facts
from safelight.stats.service.impact import Impact
from safelight.stats.service.open_tables import OpenTables
from safelight.stats.service.questions import Questions
from safelight.stats.service.releases import Releases


@dataclass(frozen=True, slots=True)
class Stats:
    """What surfaces may call of stats. `tally` counts ads, for `recount`."""

    facts: Facts
    questions: Questions
    charts: Charts
    open_tables: OpenTables
    impact: Impact
    claims: Claims
    releases: Releases
    tally: Tally

    def recount(self, tenant: str) -> None:
        """A tenant's ads changed: stats takes over what stands in their book."""
        self.facts.take(tenant, self.tally.of(tenant))


def stats_rooms(
    home: Path, book: Book, tally: Tally, access: Access, ledger: Ledger, ids: IdSource, clock: Clock, records: Records
) -> Stats:
    """Join the parts over the stats book."""
    impact = Impact(book, access, ids, records)
    facts = Facts(book, access, ledger.after, KINDS, RULES, impact.propose)
    questions = Questions(book, access, facts, clock)
    return Stats(
        facts=facts,
        questions=questions,
        charts=Charts(questions),
        open_tables=OpenTables(book, access, ids, questions),
        impact=impact,
        claims=Claims(book, access, ids),
        releases=Releases(book, access, ids, home / "releases", random_words),
        tally=tally,
    )
