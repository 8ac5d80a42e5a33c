"""Jobs: named functions that run again and again, one process at a time, and say when they last worked.

A `Job` has a name, an interval and a function. The runner claims a job in the database before it
runs it, so that two processes never run the same one together; a claim that was never given back
(its process died) lapses. A failing job is noted with its error and waits for its next turn.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
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

CLAIM = timedelta(minutes=30)
"""A claim lapses after half an hour: longer than any job here takes, shorter than an operator's patience."""


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
        """Run every job that is due and free. Returns how many ran."""
        return sum(self._run(job) for job in self._jobs)

    def loop(self, stop: threading.Event, poll_seconds: float = 1.0) -> None:
        """Run rounds until `stop` is set."""
        while not stop.is_set():
            self.run_due()
            stop.wait(poll_seconds)

    def _run(self, job: Job) -> bool:
        now = self._clock.now()
        if not job.wanted() or not self._claim(job.name, now):
            return False
        error: str | None = None
        try:
            job.run()
        except Exception as failure:  # the job runner is one of the three places that may catch everything
            error = type(failure).__name__
            self._log.failure("job.failed", failure, job=job.name)
        self._release(job, error)
        return True

    def _claim(self, name: str, now: datetime) -> bool:
        with self._ops.read() as connection:
            row = connection.execute(select(JOBS.c.due_at).where(JOBS.c.name == name)).first()
        if row is not None and row.due_at > now:
            return False
        with self._ops.write() as connection:
            connection.execute(insert_or_ignore(connection, JOBS), [{"name": name, "due_at": now, "failures": 0}])
            free = or_(JOBS.c.claimed_until.is_(None), JOBS.c.claimed_until <= now)
            claim = update(JOBS).where(JOBS.c.name == name, JOBS.c.due_at <= now, free)
            return affected(connection, claim.values(claimed_until=now + CLAIM)) == 1

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
