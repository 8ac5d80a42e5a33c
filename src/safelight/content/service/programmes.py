"""Joint programmes: partners of a collaboration agree on a goal, report how far each is, and see how far they are.

Promises: what the exchange can count is counted from the programme's first moment and reported by nobody; a partner's
report replaces its last one and the earlier stay on record; every change is in the audit log. Refuses: a programme of a
collaboration that the own tenant has not agreed to, and closing one that another body owns.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from safelight.access.core.audit import Subject
from safelight.access.core.permission import Scope
from safelight.access.core.tenant import Actor
from safelight.access.service import Access
from safelight.content.core.programme import (
    COUNTED,
    WORKFLOW,
    Programme,
    Progress,
    parse_day,
    programme_problem,
    progress,
    report_problem,
)
from safelight.content.service.exchange import joined
from safelight.content.service.network import Network
from safelight.content.store import exchange
from safelight.content.store import programmes as store
from safelight.kernel.errors import Conflict, Denied, Invalid, Missing
from safelight.kernel.ids import IdSource
from safelight.kernel.workflow import Refusal


@dataclass(frozen=True, slots=True)
class Goal:
    """A programme as it is handed in. `ends` is a day as 2026-11-30."""

    title: str
    goal: str
    measure: str
    target: int
    ends: str


@dataclass(frozen=True, slots=True)
class ProgrammeView:
    """A programme, how far it is, and the names of the bodies in it."""

    programme: Programme
    progress: Progress
    names: Mapping[str, str]

    def record(self) -> dict[str, object]:
        one, done = self.programme, self.progress
        return {
            "id": one.id,
            "title": one.title,
            "goal": one.goal,
            "measure": one.measure,
            "target": one.target,
            "owner": self.names.get(one.owner, one.owner),
            "begins": one.begins.isoformat(),
            "ends": one.ends.isoformat(),
            "status": one.status,
            "reached": {"lower": done.lower, "upper": done.upper},
            "by_partner": {self.names.get(tenant, tenant): total for tenant, total in done.by_partner.items()},
            "as_of": done.as_of.isoformat() if done.as_of else None,
        }


class Programmes:
    """The verbs."""

    def __init__(self, network: Network, access: Access, ids: IdSource) -> None:
        self._network = network
        self._access = access
        self._ids = ids

    def page(self, actor: Actor, collaboration: str) -> list[ProgrammeView]:
        """Programmes of a collaboration that the own tenant agreed to."""
        subject = Subject("collaboration", collaboration)
        scope = self._access.permit(actor, "content.exchange.read", subject)
        with self._network.book.read() as connection:
            joined(connection, scope, collaboration)
            found = store.of_collaborations(connection, scope, [collaboration])
            totals = store.totals(connection, scope, [one.id for one in found])
            seen = store.counted(connection, scope, collaboration)
            names = {one.tenant_id: one.name for one in exchange.partners(connection, scope, collaboration)}
        views = [ProgrammeView(one, progress(one, totals[one.id], _counts(one.measure, seen)), names) for one in found]
        self._access.commit_read(scope, subject, {"programmes": len(views)})
        return views

    def begin(self, actor: Actor, collaboration: str, given: Goal) -> Programme:
        """Begin a programme today; the own tenant owns it."""
        made_id = self._ids.mint("prog")
        subject = Subject("programme", made_id)
        scope = self._access.permit(actor, "content.exchange.manage", subject)
        begins, ends = scope.at.date(), parse_day(given.ends, "The end")
        title, goal = given.title.strip(), given.goal.strip()
        problem = programme_problem(title, goal, given.measure, given.target, begins, ends)
        if problem is not None:
            raise Invalid("content.programme", problem)
        made = Programme(
            id=made_id,
            collaboration=collaboration,
            title=title,
            goal=goal,
            measure=given.measure,
            target=given.target,
            owner=scope.tenant_id,
            begins=begins,
            ends=ends,
        )
        intent = self._access.intent(scope, subject, {"collaboration": collaboration}, "content.programme.begin")
        with self._network.book.write() as connection:
            self._network.alone(connection, scope)
            joined(connection, scope, collaboration)
            before = _counts(made.measure, store.counted(connection, scope, collaboration))
            store.begin(connection, scope, made, before, intent)
        self._access.settle()
        return made

    def report(self, actor: Actor, programme_id: str, total: int, as_of: str) -> None:
        """Say the own tenant's total so far, as of a day (today when empty); it replaces the last one."""
        subject = Subject("programme", programme_id)
        scope = self._access.permit(actor, "content.exchange.share", subject)
        today = scope.at.date()
        day = parse_day(as_of, "The day") if as_of else today
        intent = self._access.intent(scope, subject, {"total": total}, "content.programme.report")
        with self._network.book.write() as connection:
            self._network.alone(connection, scope)
            found = self._find(connection, scope, programme_id)
            problem = report_problem(found, total, day, today)
            if problem is not None:
                raise Invalid("content.programme.report", problem)
            store.report(connection, scope, found, total, day, intent)
        self._access.settle()

    def close(self, actor: Actor, programme_id: str, verb: str) -> Programme:
        """Close the own tenant's programme: `reach` when the goal was met, `end` when it was not."""
        subject = Subject("programme", programme_id)
        scope = self._access.permit(actor, "content.exchange.manage", subject)
        with self._network.book.write() as connection:
            self._network.alone(connection, scope)
            found = self._find(connection, scope, programme_id)
            if found.owner != scope.tenant_id:
                raise Denied("content.programme.owner", "Only the body that owns a programme closes it.")
            move = WORKFLOW.move(found.status, verb)
            if isinstance(move, Refusal):
                raise Conflict(f"content.{move.code}", move.reason)
            intent = self._access.intent(scope, subject, {"status": move.target}, move.audit)
            store.close(connection, scope, found, move.target, intent)
        self._access.settle()
        return replace(found, status=move.target)

    @staticmethod
    def _find(connection: Connection, scope: Scope, programme_id: str) -> Programme:
        found = store.find(connection, scope, programme_id)
        if found is None:
            raise Missing("content.programme.missing", "There is no such programme.")
        return found


def _counts(measure: str, seen: Mapping[str, tuple[int, int]]) -> dict[str, int]:
    """Each partner's number of a measure that the exchange counts; nothing for the others."""
    if measure not in COUNTED:
        return {}
    return {tenant: both[COUNTED.index(measure)] for tenant, both in seen.items()}
