"""Which jobs run, and how often. Each may run again after a crash."""

from __future__ import annotations

from datetime import timedelta

from safelight.access.service import Access
from safelight.infra.jobs import Job
from safelight.infra.ledger import Ledger
from safelight.infra.outbox import Outbox


def schedule(access: Access, ledger: Ledger, outbox: Outbox) -> tuple[Job, ...]:
    """The installation's jobs."""
    return (
        Job("audit.sequence", timedelta(seconds=5), ledger.sequence),
        Job("outbox.drain", timedelta(seconds=2), outbox.drain),
        Job("sessions.purge", timedelta(hours=1), access.purge_sessions),
    )
