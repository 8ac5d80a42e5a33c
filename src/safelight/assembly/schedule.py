"""Which jobs run, and how often. Each may run again after a crash."""

from __future__ import annotations

from datetime import timedelta

from safelight.access.service import Access
from safelight.assembly.network import ContentNetwork
from safelight.assembly.searches import Searches
from safelight.assembly.stats import Stats
from safelight.assembly.textline import TextLine
from safelight.infra.jobs import Job
from safelight.infra.ledger import Ledger
from safelight.infra.outbox import Outbox


def schedule(access: Access, ledger: Ledger) -> tuple[Job, ...]:
    """The installation's jobs."""
    return (
        Job("audit.sequence", timedelta(seconds=5), ledger.sweep),
        Job("sessions.purge", timedelta(hours=1), access.purge_sessions),
    )


def ads_schedule(found: Searches) -> tuple[Job, ...]:
    """What of ads ends with its days or its case."""
    return (
        Job("ads.saved", timedelta(minutes=10), found.saved.end_due),
        Job("ads.seeks", timedelta(minutes=10), found.seeks.erase_due),
    )


COURIER_POLL = 0.2
"""Seconds between looks for letters: a match should be announced within a second or two (issue 4: 99 % in three)."""


def couriers(outbox: Outbox, letters: Outbox) -> tuple[Job, ...]:
    """What delivers messages. They have a thread of their own beside the other jobs, and claim nothing while nothing is
    due. Where both outboxes are one, it is drained under one name, so that no two processes deliver the same."""
    boxes = {"outbox.drain": outbox} if letters is outbox else {"outbox.drain": outbox, "content.letters": letters}
    return tuple(Job(name, timedelta(0), box.drain, box.has_due) for name, box in boxes.items())


def content_schedule(content: ContentNetwork) -> tuple[Job, ...]:
    """The content network's jobs. A log round an hour: often enough for proofs, rare enough to hide single events."""
    return (
        Job("content.clockwork", timedelta(minutes=1), content.clockwork.run),
        Job("content.index", timedelta(days=1), content.follower.purge),
        Job("content.private", timedelta(minutes=1), content.private.keep_up),
        Job("content.private.tidy", timedelta(hours=1), content.private.tidy),
        Job("content.log", timedelta(hours=1), content.transparency.publish),
    )


def textline_schedule(line: TextLine) -> tuple[Job, ...]:
    """The text line's jobs. Sending is none of them: it has a loop of its own, because somebody waits for it."""
    return (
        Job("textline.intake", timedelta(seconds=5), line.receiver.catch_up),
        Job("textline.parts", timedelta(seconds=30), line.connected.catch_up),
        Job("textline.triage", timedelta(seconds=1), line.judge.catch_up),
        Job("textline.timers", timedelta(seconds=5), line.timers.fire),
        Job("textline.referrals", timedelta(minutes=1), line.referral_clock.run),
        Job("textline.silence", timedelta(seconds=30), line.erasure.end_silences),
        Job("textline.retention", timedelta(hours=1), line.erasure.run_retention),
        Job("textline.backfill", timedelta(minutes=1), line.backfill.look),
    )


def stats_schedule(stats: Stats) -> tuple[Job, ...]:
    """Stats' jobs: read the audit log for facts. Whoever asks for numbers has it read first."""
    return (Job("stats.facts", timedelta(seconds=30), stats.facts.catch_up),)
