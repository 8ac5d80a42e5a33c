"""The composition root: open a home, join its parts, hand them out as one `Platform`.

A home is a folder: the books (SQLite files, unless a PostgreSQL URL is set), keys, the search index and the newest
checkpoint of the audit log. `create_home` makes one; `build` opens one and brings its tables up to date.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from safelight.access.core.purpose import CaseStanding
from safelight.access.service import Access, Trail
from safelight.ads.core.chance import BASE_RATE, read_rate
from safelight.ads.engines import engine_named
from safelight.ads.search import AdIndex
from safelight.ads.service.day import Days
from safelight.ads.service.export import Exports
from safelight.ads.service.ingest import Ingest
from safelight.ads.service.leads import Leads
from safelight.ads.service.lessons import Lessons
from safelight.ads.service.posters import Posters
from safelight.ads.service.questions import Questions
from safelight.ads.service.reports import Reports
from safelight.ads.service.saved import SavedSearches
from safelight.ads.service.search import Search
from safelight.ads.service.seek import Seeks
from safelight.ads.service.tally import Tally
from safelight.assembly.network import ContentNetwork, network
from safelight.assembly.records import OwnRecords
from safelight.assembly.schedule import (
    ads_schedule,
    content_schedule,
    couriers,
    schedule,
    stats_schedule,
    textline_schedule,
)
from safelight.assembly.searches import searches
from safelight.assembly.stats import Stats, stats_rooms
from safelight.assembly.textline import TextLine, text_line
from safelight.cases.service import Cases
from safelight.infra.checkpoint import CheckpointFile
from safelight.infra.clock import SystemClock
from safelight.infra.crypto import secret_bytes, signing_key
from safelight.infra.db import BOOKS, Book, BookName, open_book
from safelight.infra.ids import RandomIds, new_passphrase
from safelight.infra.intents import INTENT_BOOKS
from safelight.infra.jobs import JobRunner
from safelight.infra.ledger import Ledger
from safelight.infra.logs import Log
from safelight.infra.migrate import upgrade
from safelight.infra.outbox import Outbox
from safelight.kernel.clock import Clock
from safelight.kernel.errors import Conflict, Missing
from safelight.kernel.ids import CaseId, IdSource
from safelight.settings import Settings
from safelight.textline.core.sending import USUAL, Pace

MARKER = "home.json"
FORMAT = 1


@dataclass(frozen=True, slots=True)
class Platform:
    """Everything that a surface may call, and what the server runs beside it."""

    settings: Settings
    clock: Clock
    ids: IdSource
    log: Log
    access: Access
    trail: Trail
    cases: Cases
    ingest: Ingest
    leads: Leads
    search: Search
    saved: SavedSearches
    seeks: Seeks
    lessons: Lessons
    questions: Questions
    exports: Exports
    reports: Reports
    posters: Posters
    content: ContentNetwork
    textline: TextLine
    stats: Stats
    outbox: Outbox
    letters: Outbox
    jobs: JobRunner
    courier: JobRunner
    books: Mapping[BookName, Book]

    def close(self) -> None:
        """Let go of every connection."""
        self.textline.close()
        self.content.follower.close()
        for book in self.books.values():
            book.close()


def create_home(home: Path, ids: IdSource) -> None:
    """Make a home in an empty or new folder. Conflict when the folder holds something else."""
    if (home / MARKER).exists():
        return
    if home.exists() and any(home.iterdir()):
        raise Conflict("home.not_empty", f"{home} is not empty and is no Safelight home; name another folder.")
    (home / "keys").mkdir(parents=True, mode=0o700, exist_ok=True)
    home.chmod(0o700)
    marker = {"format": FORMAT, "installation": ids.mint("inst")}
    (home / MARKER).write_text(json.dumps(marker) + "\n", encoding="utf-8")


def build(settings: Settings, clock: Clock | None = None, ids: IdSource | None = None, pace: Pace = USUAL) -> Platform:
    """Open the home that the settings name; `pace` is how patient its text line sends. Missing when there is none."""
    clock, ids = clock or SystemClock(), ids or RandomIds()
    installation, books = _installation(settings.home), _open_books(settings)
    log, key = Log(clock), signing_key(settings.home / "keys" / "signing.key")
    checkpoints = CheckpointFile(settings.home / "checkpoint", f"safelight/{installation}", key)
    ops, ads = books["ops"], books["ads"]
    days = Days(ads, settings.home / "days", read_rate(settings.base_rate) if settings.base_rate else BASE_RATE)
    ledger, access, cases = _ground(settings, books, ids, clock, log, checkpoints)
    trail = Trail(ledger, access, checkpoints)
    search = Search(ads, access, AdIndex(settings.home / "search"))
    content = network(
        settings=settings,
        book=books["content"],
        access=access,
        ids=ids,
        clock=clock,
        key=key,
        installation=installation,
    )
    line = text_line(
        settings.home, books["textline"], access=access, trail=trail, key=key, ids=ids, clock=clock, log=log, pace=pace
    )
    leads = Leads(ops, ads, access, cases)
    records = OwnRecords(cases, leads, content, line.inbox)
    stats = stats_rooms(settings.home, books["stats"], Tally(ads), access, ledger, ids, clock, records)
    found = searches(ops, ads, access, cases, search, content, stats.recount, ids, clock)
    consumers = {**found.consumers, **content.consumers}
    outbox = Outbox(ops, consumers, clock, log)
    letters = outbox if ops.is_postgres else Outbox(books["content"], consumers, clock, log)
    jobs = (*schedule(access, ledger), *ads_schedule(found), *content_schedule(content), *textline_schedule(line))
    return Platform(
        settings=settings,
        clock=clock,
        ids=ids,
        log=log,
        access=access,
        trail=trail,
        cases=cases,
        ingest=Ingest(ops=ops, ads=ads, days=days, access=access, ids=ids, clock=clock, engine=engine_named("native")),
        leads=leads,
        search=search,
        saved=found.saved,
        seeks=found.seeks,
        lessons=Lessons(ops, ads, access),
        questions=found.questions,
        exports=Exports(ops=ops, ads=ads, access=access, trail=trail, cases=cases, ids=ids, key=key),
        reports=Reports(ops=ops, ads=ads, access=access, ids=ids, key=key, new_passphrase=new_passphrase),
        posters=Posters(ops, ads, access, ids),
        content=content,
        textline=line,
        stats=stats,
        outbox=outbox,
        letters=letters,
        jobs=JobRunner(ops, (*jobs, *stats_schedule(stats)), clock, log),
        courier=JobRunner(ops, couriers(outbox, letters), clock, log),
        books=books,
    )


def _ground(
    settings: Settings,
    books: Mapping[BookName, Book],
    ids: IdSource,
    clock: Clock,
    log: Log,
    checkpoints: CheckpointFile,
) -> tuple[Ledger, Access, Cases]:
    """What every system stands on: the audit tree, who may do what, and the cases that a purpose names."""
    ops = books["ops"]
    own_intents: tuple[BookName, ...] = ("ops",) if ops.is_postgres else INTENT_BOOKS
    ledger = Ledger(books["audit"], {name: books[name] for name in own_intents}, checkpoints)
    late: dict[str, Cases] = {}  # access asks cases about a purpose's case, and cases stand on access

    def find_standing(case_id: CaseId) -> CaseStanding | None:
        return late["cases"].standing(case_id)

    key = secret_bytes(settings.home / "keys" / "digest.key", 32)
    access = Access(ops=ops, ledger=ledger, ids=ids, clock=clock, log=log, digest_key=key, find_standing=find_standing)
    late["cases"] = Cases(ops, access, ids, clock)
    return ledger, access, late["cases"]


def _installation(home: Path) -> str:
    """The installation's id. Missing when there is no home."""
    if not (home / MARKER).exists():
        raise Missing("home.missing", f"There is no Safelight home at {home}; make one with: safelight init")
    return str(json.loads((home / MARKER).read_text(encoding="utf-8"))["installation"])


def _open_books(settings: Settings) -> dict[BookName, Book]:
    books = {name: open_book(name, settings.home, settings.database_url) for name in BOOKS}
    for book in books.values():
        upgrade(book)
    return books
