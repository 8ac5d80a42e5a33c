"""What decisions on leads teach, and whether leads fall on some languages or places more than on others.

Both look at the own agency's queue and change nothing: neither a score nor an order. What was learned is told with its
quality on later decisions; without enough of them it says so. Both looks are in the audit log.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter

from safelight.access.core.audit import Subject
from safelight.access.core.permission import Scope
from safelight.access.core.tenant import Actor
from safelight.access.service import Access
from safelight.ads.core.disparity import Disparity, Traits, disparities, found_in
from safelight.ads.core.learned import SLOPE, Decision, Model, Quality, features_of, learn, quality
from safelight.ads.store import leads as store
from safelight.ads.store import readings
from safelight.ads.store.leads import LeadRow
from safelight.infra.db import Book
from safelight.kernel.ids import TenantId

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
    """An undecided lead: its place in the queue, the chance that this agency accepts it, what deciding it teaches,
    and its two strongest reasons."""

    lead_id: str
    rank: int
    score: float
    chance: float
    teaches: float
    activity: str
    ads: int
    reasons: tuple[str, ...]


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


@dataclass(frozen=True, slots=True)
class _Read:
    """What was read of a tenant's groups, and its newest change then."""

    newest: tuple[int, int]
    traits: Mapping[str, frozenset[tuple[str, str]]]


class Lessons:
    """The verbs."""

    def __init__(self, ops: Book, ads: Book, access: Access) -> None:
        self._ops = ops
        self._ads = ads
        self._access = access
        self._read: dict[TenantId, _Read] = {}

    def learned(self, actor: Actor, limit: int = 20) -> Lesson:
        """What the own agency's decisions say so far; `limit` leads of each order."""
        subject = Subject("decisions", actor.tenant.id)
        scope = self._access.permit(actor, "ads.learning.view", subject)
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
        subject = Subject("disparity", actor.tenant.id)
        scope = self._access.permit(actor, "ads.learning.view", subject)
        with self._ads.read() as connection:
            leads = {lead.group_id for lead in store.list_leads(connection, scope) if lead.current}
        groups = self._groups(scope)
        found = disparities(Traits(traits, group in leads) for group, traits in groups.items())
        self._access.commit_read(scope, subject, {"traits": len(found)})
        return found

    def _groups(self, scope: Scope) -> Mapping[str, frozenset[tuple[str, str]]]:
        """Traits of each group; remembered until an ad changes, because all of them are read."""
        with self._ads.read() as connection:
            newest, kept = readings.newest(connection, scope), self._read.get(scope.tenant_id)
            if kept is None or kept.newest != newest:
                ads = groupby(readings.said_by_group(connection, scope), key=itemgetter(0))
                kept = _Read(newest, {group: found_in(said for _, said in of_group) for group, of_group in ads})
                self._read[scope.tenant_id] = kept
        return kept.traits


def _open(lead: LeadRow, status: dict[str, str]) -> bool:
    return lead.current and status.get(lead.lead_id, "new") in ("new", "watched")


def _weight(name: str, mean: float, deviation: float) -> Weight:
    kind, _, indicator = name.partition(":")
    return Weight(kind, indicator, round(mean, 2), round(deviation, 2))


def _chance(model: Model, rank: int, lead: LeadRow) -> Chance:
    parts = features_of(lead.record)
    ranked = sorted(parts, key=lambda name: (-parts[name], name))
    return Chance(
        lead_id=lead.lead_id,
        rank=rank,
        score=float(lead.record["score"]),
        chance=round(model.chance(parts), 4),
        teaches=round(model.worth_asking(parts), 6),
        activity=str(lead.record["activity"]),
        ads=len(lead.record["ad_ids"]),
        reasons=tuple(name.partition(":")[2] for name in ranked[:2]),
    )


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
