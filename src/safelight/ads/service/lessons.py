"""What decisions on leads teach, and whether leads fall on some languages or places more than on others.

Both look at the own agency's queue and change nothing: neither a score nor an order. What was learned is told with its
quality on later decisions; without enough of them it says so. Both looks are in the audit log.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from safelight.access.core.audit import Subject
from safelight.access.core.permission import Scope
from safelight.access.core.tenant import Actor
from safelight.access.service import Access
from safelight.ads.core.disparity import Disparity, Traits, disparities, traits
from safelight.ads.core.learned import SLOPE, Decision, Model, Quality, features_of, learn, quality
from safelight.ads.store import leads as store
from safelight.ads.store import readings
from safelight.ads.store.leads import LeadRow
from safelight.infra.db import Book

__all__ = ["Chance", "Disparity", "Lesson", "Lessons", "Quality", "Weight"]


@dataclass(frozen=True, slots=True)
class Weight:
    """What a reason counts for this agency: `weight` beside the `prior` that every reason has, and its deviation."""

    kind: str
    indicator: str
    weight: float
    deviation: float
    prior: float = SLOPE


@dataclass(frozen=True, slots=True)
class Chance:
    """An undecided lead: its place in the queue, the chance that this agency accepts it, and what deciding it
    teaches."""

    lead_id: str
    rank: int
    score: float
    chance: float
    teaches: float


@dataclass(frozen=True, slots=True)
class Lesson:
    """`quality` is None with too few decisions. `ask`: undecided leads, those that teach most first; `likely`: the
    same, by chance."""

    accepted: int
    dismissed: int
    quality: Quality | None
    weights: tuple[Weight, ...]
    ask: tuple[Chance, ...]
    likely: tuple[Chance, ...]


class Lessons:
    """The verbs."""

    def __init__(self, ops: Book, ads: Book, access: Access) -> None:
        self._ops = ops
        self._ads = ads
        self._access = access

    def learned(self, actor: Actor, limit: int = 20) -> Lesson:
        """What the own agency's decisions say so far; `limit` leads of each order."""
        subject = Subject("queue", actor.tenant.id)
        scope = self._access.permit(actor, "ads.lead.queue", subject)
        with self._ads.read() as connection:
            leads = store.list_leads(connection, scope)
        with self._ops.read() as connection:
            triaged, times = store.find_triage(connection, scope), store.decided_at(connection, scope)
        status = {lead_id: triage.status for lead_id, triage in triaged.items()}
        decisions = [
            Decision(lead.group_id, times[lead.lead_id], features_of(lead.record), status[lead.lead_id] == "accepted")
            for lead in leads
            if status.get(lead.lead_id) in ("accepted", "dismissed") and lead.lead_id in times
        ]
        lesson = _lesson(decisions, [(n, one) for n, one in enumerate(leads, 1) if _open(one, status)], limit)
        self._access.commit_read(scope, subject, {"decisions": len(decisions), "shown": len(lesson.ask)})
        return lesson

    def disparities(self, actor: Actor) -> tuple[Disparity, ...]:
        """Of all the own agency's groups: which languages and states become leads more often than the others."""
        subject = Subject("queue", actor.tenant.id)
        scope = self._access.permit(actor, "ads.lead.queue", subject)
        found = disparities(self._groups(scope))
        self._access.commit_read(scope, subject, {"traits": len(found)})
        return found

    def _groups(self, scope: Scope) -> Iterator[Traits]:
        with self._ads.read() as connection:
            leads = {lead.group_id for lead in store.list_leads(connection, scope) if lead.current}
            shown = readings.by_group(connection, scope)
            for group, items in groupby(shown, key=lambda item: item.group_id):
                yield traits((item.reading for item in items), group in leads)


def _open(lead: LeadRow, status: dict[str, str]) -> bool:
    return lead.current and status.get(lead.lead_id, "new") in ("new", "watched")


def _weight(name: str, mean: float, deviation: float) -> Weight:
    kind, _, indicator = name.partition(":")
    return Weight(kind, indicator, round(mean, 2), round(deviation, 2))


def _chance(model: Model, rank: int, lead: LeadRow) -> Chance:
    parts = features_of(lead.record)
    teaches = round(model.worth_asking(parts), 6)
    return Chance(lead.lead_id, rank, float(lead.record["score"]), round(model.chance(parts), 4), teaches)


def _lesson(decisions: list[Decision], undecided: list[tuple[int, LeadRow]], limit: int) -> Lesson:
    model, accepted = learn(decisions), sum(one.yes for one in decisions)
    deviations = model.spread.diagonal() ** 0.5
    weights = [_weight(name, float(model.mean[at]), float(deviations[at])) for at, name in enumerate(model.names)]
    chances = [_chance(model, rank, lead) for rank, lead in undecided]
    return Lesson(
        accepted=accepted,
        dismissed=len(decisions) - accepted,
        quality=quality(decisions),
        weights=tuple(sorted(weights, key=lambda one: (-one.weight, one.kind, one.indicator))),
        ask=tuple(sorted(chances, key=lambda one: (-one.teaches, one.rank))[:limit]),
        likely=tuple(sorted(chances, key=lambda one: (-one.chance, one.rank))[:limit]),
    )
