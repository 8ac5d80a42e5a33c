"""Taking ads in: captures, readings, groups and leads, in steps that can be killed and run again.

1. Captures are kept in chunks, each its own transaction; a chunk that was reported is on disk.
2. Every ad that this version of the extractor hasn't read is read, chunk by chunk.
3. What the new readings touch is assembled, or all of them (see `day.py`); only rows that differ are written.
4. The search index follows, through the outbox.
The same ads again find their captures, readings and rows there, so nothing is doubled; a run that
died is finished by the next one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from safelight import __version__
from safelight.access.core.audit import Subject
from safelight.access.core.permission import Scope
from safelight.access.core.tenant import Actor
from safelight.access.service import Access
from safelight.ads.core.extract import EXTRACTION_VERSION
from safelight.ads.core.reading import Reading
from safelight.ads.engines import ReadAds, in_batches, signed
from safelight.ads.ports import Engine
from safelight.ads.service.day import Days, Judged
from safelight.ads.sources import NO_PICTURES, PictureTexts, Sourced, load_recipes, read_sources
from safelight.ads.store import captures, known, outcomes, parts, readings
from safelight.ads.store.captures import Captured, Kept
from safelight.infra import outbox
from safelight.infra.db import Book
from safelight.kernel.clock import Clock
from safelight.kernel.ids import IdSource
from safelight.kernel.provenance import Rejected, Warned

CHUNK = 2_000
"""Ads a transaction: about 0.1 s of write lock, so that people's clicks don't wait (20k rows/s measured 2026-11)."""

AT_ONCE = 50_000
"""Ads handed to the engine together: enough that starting its workers (about a second) doesn't matter."""

COUNTRY = "US"
"""The country that bare numbers are read in, where neither text nor place says: this installation's gazetteer is US."""

Progress = Callable[[str, int, int | None], None]
"""Told the stage, how far it is, and of how many (None when that isn't known)."""

Report = Callable[[Rejected | Warned], None]


@dataclass(slots=True)
class IngestSummary:
    """What an ingest did. Counts are of ads unless they say otherwise."""

    read: int = 0
    rejected: int = 0
    warned: int = 0
    new: int = 0
    changed: int = 0
    known: int = 0
    extracted: int = 0
    groups: int = 0
    leads: int = 0
    quarantined: int = 0
    rows_changed: int = 0
    problems: list[str] = field(default_factory=list)

    def add(self, kept: Kept) -> None:
        self.new += kept.new
        self.changed += kept.changed
        self.known += kept.known

    def record(self) -> dict[str, object]:
        return {name: getattr(self, name) for name in self.__slots__ if name != "problems"}


class Ingest:
    """The verb."""

    def __init__(
        self, *, ops: Book, ads: Book, days: Days, access: Access, ids: IdSource, clock: Clock, engine: Engine
    ) -> None:
        self._ops = ops
        self._ads = ads
        self._days = days
        self._access = access
        self._ids = ids
        self._clock = clock
        self._engine = engine

    def ingest(
        self,
        actor: Actor,
        items: Iterable[Sourced | Rejected | Warned],
        report: Report = lambda _: None,
        progress: Progress = lambda *_: None,
    ) -> IngestSummary:
        """Take in what a source yields. Each refused or warned row goes to `report` and is counted."""
        subject = Subject("ads", self._ids.mint("batch"))
        scope = self._access.permit(actor, "ads.ingest", subject)
        summary = IngestSummary()
        for chunk in _chunks(_only_ads(items, summary, report)):
            summary.add(self._keep(scope, subject, chunk))
            progress("capture", summary.read, None)
        self._finish(scope, subject, summary, progress)
        return summary

    def relink(self, actor: Actor, progress: Progress = lambda *_: None) -> IngestSummary:
        """Judge all ads together anew, as one batch of them would be. Needed by nobody who waits for the ads to grow by
        a fifth; for who wants the exact outcome of one batch now."""
        subject = Subject("ads", self._ids.mint("batch"))
        scope, summary = self._access.permit(actor, "ads.ingest", subject), IngestSummary()
        self._finish(scope, subject, summary, progress, whole=True)
        return summary

    def _finish(
        self, scope: Scope, subject: Subject, summary: IngestSummary, progress: Progress, whole: bool = False
    ) -> None:
        summary.extracted = self._read_new(scope, subject, progress)
        self._assemble(scope, subject, summary, progress, whole)
        with self._ops.write() as connection:
            outbox.put(connection, "ads.index", subject.id, {"tenant": scope.tenant_id}, self._clock.now())
        self._access.settle()

    def ingest_paths(
        self,
        actor: Actor,
        paths: Sequence[str],
        stdin: BinaryIO,
        report: Report = lambda _: None,
        progress: Progress = lambda *_: None,
        recipes: Path | None = None,
        pictures: PictureTexts = NO_PICTURES,
    ) -> IngestSummary:
        """`ingest` of files, folders, or "-" for standard input; `recipes` is a folder of own page recipes, `pictures`
        the words read in pictures."""
        own = load_recipes((recipes,)) if recipes else None
        items = read_sources(paths, now=self._clock.now(), stdin=stdin, recipes=own)
        return self.ingest(actor, pictures.beside(items), report, progress)

    def learn_known(self, actor: Actor, digests: Collection[str], source: str) -> int:
        """Keep fingerprints of pictures that the agency was entitled to load; every later assembly asks them. Returns
        how many were new. They take effect with the next ingest, and stay in force for all after it."""
        subject = Subject("known_images", self._ids.mint("list"))
        scope = self._access.permit(actor, "ads.ingest", subject)
        with self._ads.write() as connection:
            intent = self._access.intent(scope, subject, {"digests": len(digests)}, action="ads.known.add")
            fresh = known.add_known(connection, scope, digests, source, self._clock.now(), intent)
        self._access.settle()
        return fresh

    def _keep(self, scope: Scope, subject: Subject, chunk: Sequence[Captured]) -> Kept:
        with self._ads.write() as connection:
            intent = self._access.intent(scope, subject, {"captures": len(chunk)})
            return captures.keep_captures(connection, scope, chunk, self._clock.now(), intent)

    def _read_new(self, scope: Scope, subject: Subject, progress: Progress) -> int:
        version = reading_version()
        with self._ads.read() as connection:
            unread = readings.count_unread(connection, scope, version)
        done = 0
        while done < unread:
            with self._ads.read() as connection:
                batch = readings.unread(connection, scope, version, AT_ONCE)
            for read in _regrouped(self._engine.map(ReadAds(COUNTRY), in_batches(batch))):
                with self._ads.write() as connection:
                    intent = self._access.intent(scope, subject, {"readings": len(read)}, action="ads.read")
                    readings.keep_readings(connection, scope, signed(read), version, intent)
                done += len(read)
                progress("extract", done, unread)
            if not batch:
                break
        return done

    def _assemble(
        self, scope: Scope, subject: Subject, summary: IngestSummary, progress: Progress, whole: bool
    ) -> None:
        while judged := self._days.judge(scope, progress, whole):
            changed = self._keep_outcome(scope, subject, judged)
            if changed is not None:
                self._days.kept(scope, judged)
                summary.rows_changed = changed.ads + changed.links + changed.leads
                break
        with self._ads.read() as connection:
            summary.groups, summary.leads, summary.quarantined = parts.count_outcome(connection, scope)
        progress("keep", 1, 1)

    def _keep_outcome(self, scope: Scope, subject: Subject, judged: Judged) -> outcomes.Differences | None:
        outcome = judged.outcome
        details = {"groups": len({row.group_id for row in outcome.groups}), "leads": len(outcome.leads)}
        with self._ads.write() as connection:
            intent = self._access.intent(scope, subject, details, action="ads.assemble")
            now: datetime = self._clock.now()
            version = f"safelight/{__version__}"
            return outcomes.keep_outcome(connection, scope, outcome, judged.assembly, version, now, intent)


def reading_version() -> str:
    """Which extractor made a reading; another one means reading again."""
    return f"{EXTRACTION_VERSION}"


def _regrouped(batches: Iterable[list[Reading]]) -> Iterator[list[Reading]]:
    """The same readings, about CHUNK at a time."""
    waiting: list[Reading] = []
    for batch in batches:
        waiting += batch
        if len(waiting) >= CHUNK:
            yield waiting
            waiting = []
    if waiting:
        yield waiting


def _only_ads(
    items: Iterable[Sourced | Rejected | Warned], summary: IngestSummary, report: Report
) -> Iterator[Captured]:
    for item in items:
        if isinstance(item, Rejected):
            summary.rejected += 1
            report(item)
        elif isinstance(item, Warned):
            summary.warned += 1
            report(item)
        else:
            summary.read += 1
            digest = hashlib.sha256(item.capture).hexdigest()
            yield Captured(item.ad, digest, item.media_type, item.place, item.capture)


def _chunks(items: Iterable[Captured]) -> Iterator[list[Captured]]:
    chunk: list[Captured] = []
    for item in items:
        chunk.append(item)
        if len(chunk) == CHUNK:
            yield chunk
            chunk = []
    if chunk:
        yield chunk
