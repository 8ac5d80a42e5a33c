"""The impact ledger: record what came of the work, have it confirmed by another, add it up, look at the rows.

Closed cases and identifications propose outcomes; only what a member records, on a record of the own tenant that was
looked up there, counts. Promises: sums over tenants show no tenant, and nothing when fewer than three contribute;
small cells are hidden here, before a surface sees them. Refuses: a claim without support, a confirmation by its author.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from safelight.access.core.audit import AuditEntry, Detail, Subject
from safelight.access.core.permission import Action, Scope
from safelight.access.core.tenant import Actor
from safelight.access.service import Access
from safelight.infra.db import Book, one_writer
from safelight.kernel.errors import Conflict, Invalid, Missing
from safelight.kernel.ids import IdSource, derive
from safelight.kernel.workflow import Refusal
from safelight.stats.core.impact import BY, LEAST_TENANTS, Cell, Total, split, total
from safelight.stats.core.outcome import (
    KINDS,
    MOST_WORDS,
    PROPOSES,
    WORKFLOW,
    Given,
    Outcome,
    OutcomeKind,
    outcome_problem,
)
from safelight.stats.ports import Records
from safelight.stats.service.facts import ADVISORY_LOCK
from safelight.stats.store import impact as store

__all__ = ["BY", "Cell", "Given", "Impact", "ImpactView", "Outcome", "Total"]


@dataclass(frozen=True, slots=True)
class ImpactView:
    """The ledger added up. `total` is None when a sum over tenants can't be shown, and `warnings` says why."""

    kind: OutcomeKind
    year: int | None
    over_tenants: bool
    total: Total | None
    by: tuple[str, ...]
    cells: tuple[Cell, ...]
    warnings: tuple[str, ...]


class Impact:
    """The verbs."""

    def __init__(self, book: Book, access: Access, ids: IdSource, records: Records) -> None:
        self._book = book
        self._access = access
        self._ids = ids
        self._records = records

    def propose(self, connection: Connection, entry: AuditEntry, state: str) -> None:
        """Propose an outcome after an entry of the audit log that may be one; in the follower's transaction."""
        found = PROPOSES.get((entry.action, str(entry.details.get("disposition") or "")))
        if found is None:
            return
        kind, support = found
        proposed = Outcome(
            id=derive("out", entry.id),
            tenant_id=entry.tenant,
            kind=kind,
            day=entry.at.date(),
            count=1,
            hours_low=None,
            hours_high=None,
            sex="unknown",
            age="unknown",
            form="unknown",
            through="content" if support == "observation" else "several",
            state=state if len(state) == 2 else "",
            county="",
            support=support,
            reference=entry.subject.id,
            shared="",
            how="",
            status=WORKFLOW.start,
            entered_by=entry.member,
            entered_at=entry.at,
        )
        store.propose(connection, proposed)

    # --- entering -------------------------------------------------------------------------------

    def record(self, actor: Actor, given: Given, proposal: str | None = None) -> Outcome:
        """Enter an outcome, or what a proposal turned out to be. Conflict when the same is counted already."""
        outcome_id = proposal or self._ids.mint("out")
        subject = Subject("outcome", outcome_id)
        scope = self._access.permit(actor, "stats.impact.record", subject)
        problem = outcome_problem(given, scope.at.date())
        if problem is not None:
            raise Invalid("stats.impact.incomplete", problem)
        outcome = self._outcome(scope, actor, given, outcome_id)
        details: dict[str, Detail] = {"kind": given.kind, "count": given.count, given.support: outcome.reference}
        with self._book.write() as connection:
            one_writer(connection, ADVISORY_LOCK)
            twin = store.same(connection, scope, outcome)
            if twin is not None:
                message = f"{twin.id} counts this already; withdraw it first, or say who else is meant."
                raise Conflict("stats.impact.twice", message)
            intent = self._access.intent(scope, subject, details)
            if proposal is None:
                store.add(connection, scope, outcome, intent)
            else:
                before = self._own(connection, scope, proposal)
                self._moved(before, "record")
                if not store.settle(connection, scope, before, outcome, intent):
                    raise Conflict("stats.impact.moved", "Somebody changed this outcome meanwhile; look again.")
        self._access.settle()
        return outcome

    def _outcome(self, scope: Scope, actor: Actor, given: Given, outcome_id: str) -> Outcome:
        reference, shared = given.reference.strip(), ""
        if given.support != "source":
            found = self._records.find(actor, given.support, reference)
            if found is None:
                raise Invalid(
                    "stats.impact.unsupported", f"Your tenant has no such {given.support}; nothing is counted."
                )
            shared = found.shared
        if given.same_as.strip():
            shared = " ".join(given.same_as.casefold().split())
        low, high = given.hours if given.hours else (None, None)
        return Outcome(
            id=outcome_id,
            tenant_id=scope.tenant_id,
            kind=given.kind,
            day=given.day,
            count=given.count,
            hours_low=low,
            hours_high=high,
            sex=given.sex,
            age=given.age,
            form=given.form,
            through=given.through,
            state=given.state,
            county=given.county,
            support=given.support,
            reference=reference,
            shared=self._access.digest(f"outcome {given.kind} {shared}") if shared else "",
            how=given.how.strip(),
            status="recorded",
            entered_by=actor.member.id,
            entered_at=scope.at,
        )

    def confirm(self, actor: Actor, outcome_id: str) -> Outcome:
        """Say that one has looked at what an outcome stands on. Another member than the one who entered it."""
        outcome, scope = self._change(actor, "stats.impact.confirm", outcome_id, "confirm", "")
        return replace(outcome, status="confirmed", confirmed_by=scope.actor.member.id)

    def withdraw(self, actor: Actor, outcome_id: str, why: str) -> Outcome:
        """Take an outcome out of the count, with the reason."""
        outcome, _ = self._change(actor, "stats.impact.record", outcome_id, "withdraw", why)
        return replace(outcome, status="withdrawn", why=why.strip())

    def dismiss(self, actor: Actor, outcome_id: str, why: str) -> Outcome:
        """Say that a proposal is no outcome, with the reason."""
        outcome, _ = self._change(actor, "stats.impact.record", outcome_id, "dismiss", why)
        return replace(outcome, status="dismissed", why=why.strip())

    def _change(self, actor: Actor, action: Action, outcome_id: str, verb: str, why: str) -> tuple[Outcome, Scope]:
        subject = Subject("outcome", outcome_id)
        scope = self._access.permit(actor, action, subject)
        if verb != "confirm" and not 3 <= len(why.strip()) <= MOST_WORDS:
            raise Invalid("stats.impact.why", "Say in a few words why.")
        with self._book.write() as connection:
            before = self._own(connection, scope, outcome_id)
            move = self._moved(before, verb)
            if verb == "confirm" and before.entered_by == actor.member.id:
                raise Conflict("stats.impact.own", "Another member than the one who entered it confirms an outcome.")
            values: dict[str, object] = {"status": move[0], "why": why.strip() or None}
            values |= {"confirmed_by": actor.member.id} if verb == "confirm" else {}
            intent = self._access.intent(scope, subject, {"why": why.strip()} if why else {}, action=move[1])
            if not store.move(connection, scope, before, values, intent):
                raise Conflict("stats.impact.moved", "Somebody changed this outcome meanwhile; look again.")
        self._access.settle()
        return before, scope

    @staticmethod
    def _moved(before: Outcome, verb: str) -> tuple[str, str]:
        move = WORKFLOW.move(before.status, verb)
        if isinstance(move, Refusal):
            raise Conflict(f"stats.{move.code}", move.reason)
        return move.target, move.audit

    @staticmethod
    def _own(connection: Connection, scope: Scope, outcome_id: str) -> Outcome:
        found = store.find(connection, scope, outcome_id)
        if found is None:
            raise Missing("stats.impact.missing", "There is no such outcome.")
        return found

    # --- looking --------------------------------------------------------------------------------

    def rows(self, actor: Actor, status: str | None = None) -> list[Outcome]:
        """The own tenant's rows, newest first: what the numbers rest on."""
        subject = Subject("tenant", actor.tenant.id)
        scope = self._access.permit(actor, "stats.impact.rows", subject)
        with self._book.read() as connection:
            found = store.listed(connection, scope, status)
        self._access.commit_read(scope, subject, {"outcomes": len(found)})
        return found

    def sdg(self, actor: Actor, year: int | None = None) -> tuple[ImpactView, list[dict[str, object]]]:
        """Identified persons as the tables of SDG 5.2 and 16.2.2. They were detected; that is not prevalence."""
        view = self.view(actor, "victim_identified", ("sex", "group", "form"), year)
        return view, sdg_tables(view)

    def view(
        self,
        actor: Actor,
        kind: OutcomeKind = "victim_identified",
        by: Sequence[str] = (),
        year: int | None = None,
        over_tenants: bool = False,
    ) -> ImpactView:
        """The ledger added up, of the own tenant or of all together."""
        unknown = [name for name in by if name not in BY]
        if kind not in KINDS or unknown or len(by) > 3 or len(set(by)) != len(by):
            words = f"Ask for one of {', '.join(KINDS)}, split by up to three of {', '.join(BY)}."
            raise Invalid("stats.impact.by", words)
        subject = Subject("tenant", actor.tenant.id)
        scope = self._access.permit(actor, "stats.impact.view", subject)
        with self._book.read() as connection:
            found = store.every(connection) if over_tenants else store.listed(connection, scope)
        self._access.commit_read(scope, subject, {"kind": kind, "by": ",".join(by), "over_tenants": over_tenants})
        mine = [one for one in found if one.kind == kind and year in (None, one.day.year)]
        return _view(mine, kind, tuple(by), year, over_tenants)


def _view(
    outcomes: Sequence[Outcome], kind: OutcomeKind, by: tuple[str, ...], year: int | None, over_tenants: bool
) -> ImpactView:
    summed = total(outcomes)
    if over_tenants and summed.tenants < LEAST_TENANTS:
        why = f"A sum over tenants is shown when at least {LEAST_TENANTS} contribute."
        return ImpactView(kind, year, True, None, by, (), (why,))
    splits = by if kind != "time_saved" else ()
    cells = tuple(split(outcomes, splits)) if splits else ()
    return ImpactView(kind, year, over_tenants, summed, splits, cells, _warnings(summed, cells, over_tenants))


def _warnings(summed: Total, cells: Sequence[Cell], over_tenants: bool) -> tuple[str, ...]:
    found = []
    if summed.rows > summed.confirmed:
        found.append(f"{summed.rows - summed.confirmed} of {summed.rows} rows are not confirmed by a second member.")
    if summed.repeats:
        found.append(f"{summed.repeats} rows repeat a matter that another row has; each matter counts once.")
    if over_tenants:
        found.append("Tenants may have entered the same people without a common mark; the lower bound allows for it.")
    if any(cell.count is None for cell in cells):
        found.append("Counts below 5, and what would give them away, are hidden; a hidden count is not zero.")
    return tuple(found)


def sdg_tables(view: ImpactView) -> list[dict[str, object]]:
    """The rows of SDG indicator 16.2.2 (detected victims by sex, age and form) and of target 5.2 (the women and girls
    among them) from one view, so that the two tables hide the same cells."""
    found: list[dict[str, object]] = []
    for cell in view.cells:
        row = {**dict(zip(view.by, cell.key, strict=True)), "count": cell.count, "hidden": cell.count is None}
        found.append({"table": "16.2.2", **row})
        if row["sex"] == "female":
            found.append({"table": "5.2", **row})
    return sorted(found, key=lambda row: str(row["table"]))
