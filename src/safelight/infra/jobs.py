"""Jobs: named functions that run again and again, one process at a time, and say when they last worked.

A `Job` has a name, an interval and a function. The runner claims a job in the database before it
runs it, so that two processes never run the same one together, and renews the claim while it runs; one that was never
given back (its process died) lapses within seconds. A clock that is set delays no job: a time further off than a job's
interval, or than a claim, was written before. A failing job is noted with its error and waits for its next turn.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Column, Integer, String, Table, or_, select, update

from safelight.infra.db import METADATA, Book, UtcDateTime, affected, insert_or_ignore
from safelight.infra.logs import Log
from safelight.kernel.clock import Clock

JOBS = Table(
    "jobs",
    METADATA["ops"],
    Column("name", String(64), primary_key=True),
    Column("due_at", UtcDateTime, nullable=False),
    Column("claimed_until", UtcDateTime, nullable=True),
    Column("finished_at", UtcDateTime, nullable=True),
    Column("failures", Integer, nullable=False, default=0),
    Column("error", String(200), nullable=True),
)

CLAIM = timedelta(seconds=20)
"""A claim lapses after this long without being renewed: so long at most is triage delayed by a killed process. (With
half an hour, measured under kill -9 in 2026-11, no text was triaged for half an hour.)"""

RENEW = 5.0
"""Seconds between renewals: three may fail before another process thinks that this one is dead."""


@dataclass(frozen=True, slots=True)
class Job:
    """`run` is called every `every`; it may be called again after a crash, so it is idempotent."""

    name: str
    every: timedelta
    run: Callable[[], object]
    wanted: Callable[[], bool] = lambda: True


class JobRunner:
    """Runs the jobs that are due. `run_due` is one round; `loop` goes on until told to stop."""

    def __init__(self, ops: Book, jobs: Sequence[Job], clock: Clock, log: Log) -> None:
        self._ops = ops
        self._jobs = jobs
        self._clock = clock
        self._log = log

    def run_due(self) -> int:
        """Run every job that is due and free. Returns how many ran. One that can't be claimed now (the database is
        full, locked or gone) keeps no other waiting."""
        ran = 0
        for job in self._jobs:
            try:
                ran += self._run(job)
            except Exception as error:  # the runner must outlive an outage of its database
                self._log.failure("job.unclaimed", error, job=job.name)
        return ran

    def loop(self, stop: threading.Event, poll_seconds: float = 1.0) -> None:
        """Run rounds until `stop` is set."""
        while not stop.is_set():
            self.run_due()
            stop.wait(poll_seconds)

    def _run(self, job: Job) -> bool:
        now = self._clock.now()
        if not job.wanted() or not self._claim(job.name, job.every, now):
            return False
        error: str | None = None
        try:
            with self._renewing(job.name):
                job.run()
        except Exception as failure:  # the job runner is one of the three places that may catch everything
            error = type(failure).__name__
            self._log.failure("job.failed", failure, job=job.name)
        self._release(job, error)
        return True

    def _claim(self, name: str, every: timedelta, now: datetime) -> bool:
        with self._ops.read() as connection:
            row = connection.execute(select(JOBS.c.due_at).where(JOBS.c.name == name)).first()
        if row is not None and now < row.due_at <= now + every + CLAIM:
            return False
        with self._ops.write() as connection:
            connection.execute(insert_or_ignore(connection, JOBS), [{"name": name, "due_at": now, "failures": 0}])
            held = JOBS.c.claimed_until
            free = or_(held.is_(None), held <= now, held > now + CLAIM)
            due = or_(JOBS.c.due_at <= now, JOBS.c.due_at > now + every + CLAIM)
            claim = update(JOBS).where(JOBS.c.name == name, due, free)
            return affected(connection, claim.values(claimed_until=now + CLAIM)) == 1

    @contextmanager
    def _renewing(self, name: str) -> Iterator[None]:
        """While this lasts, the claim does not lapse."""
        done = threading.Event()

        def renew() -> None:
            while not done.wait(RENEW):
                try:
                    with self._ops.write() as connection:
                        still = update(JOBS).where(JOBS.c.name == name, JOBS.c.claimed_until.is_not(None))
                        connection.execute(still.values(claimed_until=self._clock.now() + CLAIM))
                except Exception as error:  # the next one may succeed, and the job goes on
                    self._log.failure("job.unrenewed", error, job=name)

        renewal = threading.Thread(target=renew, name=f"claim-{name}", daemon=True)
        renewal.start()
        try:
            yield
        finally:
            done.set()
            renewal.join()

    def _release(self, job: Job, error: str | None) -> None:
        now = self._clock.now()
        done = {"claimed_until": None, "due_at": now + job.every, "error": error}
        with self._ops.write() as connection:
            release = update(JOBS).where(JOBS.c.name == job.name)
            if error is None:
                connection.execute(release.values(**done, finished_at=now, failures=0))
            else:
                connection.execute(release.values(**done, failures=JOBS.c.failures + 1))

    def failing(self) -> list[tuple[str, int, str]]:
        """Jobs whose last run failed: name, failures in a row, error."""
        with self._ops.read() as connection:
            rows = connection.execute(select(JOBS).where(JOBS.c.failures > 0).order_by(JOBS.c.name)).all()
        return [(row.name, row.failures, row.error or "") for row in rows]
