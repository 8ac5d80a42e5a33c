"""What a member may do with leads: see the queue, open one, triage it, undo, accept it into a case.

Triage is a standing purpose of its own (ADR 0012): the queue and the lead page need no case, show only
what the pipeline put forward, and every view is in the audit log. Undo takes back the actor's newest step, and only
if nobody moved the lead since.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from safelight.access.core.audit import Subject
from safelight.access.core.permission import Scope
from safelight.access.core.tenant import Actor
from safelight.access.service import Access
from safelight.ads.core.changes import Changed
from safelight.ads.core.lead import LEAD_WORKFLOW
from safelight.ads.core.route import elsewhere
from safelight.ads.core.shown import Shown
from safelight.ads.core.why import chain
from safelight.ads.service.resolve import Resolver
from safelight.ads.store import changes as store_changes
from safelight.ads.store import leads as store
from safelight.ads.store import readings
from safelight.ads.store.leads import LeadRow, Moved, Triage
from safelight.cases.core.case import Attachment
from safelight.cases.service import Cases
from safelight.infra.db import Book
from safelight.kernel.errors import Conflict, Invalid, Missing
from safelight.kernel.ids import CaseId
from safelight.kernel.workflow import Refusal

MOST_ADS_SHOWN = 60
"""Ads that a lead page shows beside each other; the rest are counted. A group of hundreds is read as a template."""

MOST_CHANGES_SHOWN = 20

LONGEST_REASON = 500


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One line of the queue. `record` is the lead as in leads.jsonl, `movement` its line of movements.jsonl, if any."""

    lead_id: str
    rank: int
    status: str
    case_id: str | None
    current: bool
    record: Mapping[str, Any]
    movement: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class QueueView:
    """A page of the queue, best first. `counts` are those of each status over the whole queue."""

    rows: tuple[QueueRow, ...]
    total: int
    counts: Mapping[str, int]
    activities: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class LeadView:
    """A lead with all that explains it. `ads` are at most `MOST_ADS_SHOWN`, those that the reasons quote first.
    `elsewhere`: phones whose area code is of no stated state. `changes`: what its group took in, gave up or went into,
    the newest first. `before`, `after`: the leads next to it in the queue that nobody decided yet."""

    lead: LeadRow
    triage: Triage
    rank: int | None
    verbs: tuple[str, ...]
    ads: tuple[Shown, ...]
    ads_in_all: int
    links: tuple[Mapping[str, Any], ...]
    templates: tuple[Mapping[str, Any], ...]
    movement: Mapping[str, Any] | None
    elsewhere: tuple[str, ...]
    history: tuple[Moved, ...]
    changes: tuple[Changed, ...]
    before: str | None = None
    after: str | None = None


@dataclass(frozen=True, slots=True)
class Chain:
    """Why two ads of a lead belong together: each step as the ad it leads to and its link record; None when no link
    leads there."""

    a: str
    b: str
    steps: tuple[tuple[str, Mapping[str, Any]], ...] | None


@dataclass(frozen=True, slots=True)
class Triaged:
    """What a triage step did."""

    lead_id: str
    verb: str
    before: str
    after: str
    case_id: str | None
    at: datetime


class Leads:
    """The verbs."""

    def __init__(self, ops: Book, ads: Book, access: Access, cases: Cases) -> None:
        self._ops = ops
        self._ads = ads
        self._access = access
        self._cases = cases
        self._resolver = Resolver()

    def queue(
        self, actor: Actor, status: str | None = None, activity: str | None = None, limit: int = 50, offset: int = 0
    ) -> QueueView:
        """The own agency's leads, best first; leads that no longer arise show only where somebody touched them."""
        if status is not None and status not in LEAD_WORKFLOW.statuses:
            raise Invalid("ads.lead.status", f"A lead is {', '.join(LEAD_WORKFLOW.statuses)}; there is no such status.")
        subject = Subject("queue", actor.tenant.id)
        scope = self._access.permit(actor, "ads.lead.queue", subject)
        rows = self._rows(scope)
        shown = [row for row in rows if status in (None, row.status)]
        activities = Counter(str(row.record["activity"]) for row in shown)
        shown = [row for row in shown if activity in (None, row.record["activity"])]
        page = self._with_movement(scope, shown[offset : offset + limit])
        self._access.commit_read(scope, subject, {"status": status, "shown": len(page)})
        counts = Counter(row.status for row in rows)
        return QueueView(page, len(shown), dict(counts), dict(sorted(activities.items())))

    def _rows(self, scope: Scope) -> list[QueueRow]:
        with self._ads.read() as connection:
            found = store.list_leads(connection, scope)
        with self._ops.read() as connection:
            triaged = store.find_triage(connection, scope)
        rows = []
        for rank, lead in enumerate(found, start=1):
            triage = triaged.get(lead.lead_id, Triage(lead.lead_id))
            if lead.current or lead.lead_id in triaged:
                rows.append(QueueRow(lead.lead_id, rank, triage.status, triage.case_id, lead.current, lead.record))
        return rows

    def _with_movement(self, scope: Scope, rows: Sequence[QueueRow]) -> tuple[QueueRow, ...]:
        with self._ads.read() as connection:
            found = store.movements(connection, scope, [row.record["group_id"] for row in rows])
        return tuple(replace(row, movement=found.get(row.record["group_id"])) for row in rows)

    def open(self, actor: Actor, lead_id: str) -> LeadView:
        """One lead with its reasons, ads, links, movement and history."""
        subject = Subject("lead", lead_id)
        scope = self._access.permit(actor, "ads.lead.view", subject)
        with self._ads.read() as connection:
            lead = store.find_lead(connection, scope, lead_id)
            if lead is None:
                raise Missing("ads.lead.missing", "There is no such lead.")
            evidence = store.evidence(connection, scope, lead.group_id)
            shown = readings.by_ids(connection, scope, ads_to_show(lead.record))
            changes = store_changes.changes_of(connection, scope, lead.group_id, MOST_CHANGES_SHOWN)
            ranks = [row.lead_id for row in store.list_leads(connection, scope) if row.current]
        with self._ops.read() as connection:
            triaged = store.find_triage(connection, scope)
            history = store.history(connection, scope, lead_id)
        self._access.commit_read(scope, subject, {"ads": len(shown)})
        triage = triaged.get(lead_id, Triage(lead_id))
        waiting = [each for each in ranks if each == lead_id or each not in triaged or triaged[each].status == "new"]
        before, after = _beside(waiting, lead_id)
        return LeadView(
            lead=lead,
            triage=triage,
            rank=ranks.index(lead_id) + 1 if lead_id in ranks else None,
            verbs=LEAD_WORKFLOW.verbs(triage.status),
            ads=tuple(shown),
            ads_in_all=len(lead.record["ad_ids"]),
            links=evidence.links,
            templates=evidence.templates,
            movement=evidence.movement,
            elsewhere=elsewhere([item.reading for item in shown if not item.quarantined], self._resolver.area_states),
            history=tuple(history),
            changes=tuple(changes),
            before=before,
            after=after,
        )

    def why(self, actor: Actor, lead_id: str, a: str, b: str) -> Chain:
        """The chain of links between two ads of a lead; says nothing of their texts but what the links name."""
        subject = Subject("lead", lead_id)
        scope = self._access.permit(actor, "ads.lead.view", subject)
        lead = self._lead(scope, lead_id)
        if not {a, b} <= set(lead.record["ad_ids"]):
            raise Invalid("ads.lead.not_its_ad", "Name two ads of this lead by their ids.")
        with self._ads.read() as connection:
            links = store.evidence(connection, scope, lead.group_id).links
        self._access.commit_read(scope, subject, {"chain": 2})
        return Chain(a, b, chain(links, a, b))

    def triage(self, actor: Actor, lead_id: str, verb: str, reason: str = "") -> Triaged:
        """Watch, dismiss or reopen a lead. Accepting needs a case: see `accept`."""
        if verb == "accept":
            raise Invalid("ads.lead.accept_needs_case", "A lead is accepted into a case; name one.")
        return self._step(actor, lead_id, verb, reason, None)

    def accept(self, actor: Actor, lead_id: str, case_id: CaseId, reason: str = "") -> Triaged:
        """Accept a lead into an open case of the own agency; the case then lists it."""
        return self._step(actor, lead_id, "accept", reason, case_id)

    def _step(self, actor: Actor, lead_id: str, verb: str, reason: str, case_id: CaseId | None) -> Triaged:
        subject = Subject("lead", lead_id)
        scope = self._access.permit(actor, "ads.lead.triage", subject)
        if len(reason) > LONGEST_REASON:
            raise Invalid("ads.lead.reason_length", f"A reason has at most {LONGEST_REASON} characters.")
        lead = self._lead(scope, lead_id)
        with self._ops.write() as connection:
            before = store.triage_of(connection, scope, lead_id)
            move = LEAD_WORKFLOW.move(before.status, verb)
            if isinstance(move, Refusal):
                raise Conflict(move.code, move.reason)
            after = Triage(lead_id, move.target, case_id)
            if case_id is not None:
                self._cases.attach(connection, scope, case_id, _attachment(scope, lead))
            intent = self._access.intent(scope, subject, {"after": after.status, "case": case_id}, action=move.audit)
            store.move_lead(connection, scope, verb, before, after, reason.strip(), intent)
        self._access.settle()
        return Triaged(lead_id, verb, before.status, after.status, case_id, scope.at)

    def undo(self, actor: Actor) -> Triaged:
        """Take back the actor's newest triage step."""
        scope = self._access.permit(actor, "ads.lead.triage", Subject("member", actor.member.id))
        with self._ops.write() as connection:
            last = store.last_move(connection, scope)
            if last is None:
                raise Conflict("ads.lead.nothing_to_undo", "There is no step of yours to undo.")
            self._restore(connection, scope, last)
        self._access.settle()
        return Triaged(last.lead_id, "undo", last.after.status, last.before.status, last.before.case_id, scope.at)

    def _restore(self, connection: Connection, scope: Scope, last: Moved) -> None:
        now = store.triage_of(connection, scope, last.lead_id)
        if now != last.after:
            raise Conflict("ads.lead.moved", "Somebody moved this lead since; it can't be undone.")
        if last.after.case_id is not None and last.before.case_id is None:
            self._cases.detach(connection, scope, CaseId(last.after.case_id), "lead", last.lead_id)
        subject = Subject("lead", last.lead_id)
        details = {"undone": last.verb, "after": last.before.status}
        intent = self._access.intent(scope, subject, details, action="ads.lead.undo")
        store.undo_move(connection, scope, last, intent)

    def _lead(self, scope: Scope, lead_id: str) -> LeadRow:
        with self._ads.read() as connection:
            lead = store.find_lead(connection, scope, lead_id)
        if lead is None:
            raise Missing("ads.lead.missing", "There is no such lead.")
        return lead


def _beside(lead_ids: Sequence[str], lead_id: str) -> tuple[str | None, str | None]:
    """The ids before and after one, None at an end or when it isn't among them."""
    if lead_id not in lead_ids:
        return None, None
    at = lead_ids.index(lead_id)
    return (lead_ids[at - 1] if at else None), (lead_ids[at + 1] if at + 1 < len(lead_ids) else None)


def ads_to_show(record: Mapping[str, Any]) -> list[str]:
    """The ads that a lead page shows: those its reasons quote, then the others, `MOST_ADS_SHOWN` in all."""
    quoted = [item["ad_id"] for reason in record["reasons"] for item in reason["evidence"]]
    return list(dict.fromkeys([*quoted, *record["ad_ids"]]))[:MOST_ADS_SHOWN]


def _attachment(scope: Scope, lead: LeadRow) -> Attachment:
    title = f"{lead.record['activity']} group of {len(lead.record['ad_ids'])} ads"
    return Attachment("lead", lead.lead_id, title, scope.at, scope.actor.member.name)
