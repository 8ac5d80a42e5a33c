"""Leads: the few groups that deserve a person's time, and what may be done with one.

A group raises a lead when it is classed controlled, when it stays unclear but three people or more show enough signs of
one hand, when its validated risk reaches the threshold, or when the children-first rule applies. Independents,
collectives, businesses and spam raise none by structure. A lead is a suggestion with its reasons quoted from the ads;
it is never evidence and nothing happens by itself.
"""

from __future__ import annotations

from dataclasses import dataclass

from safelight.ads.core.activity import CONTROLLED, UNCLEAR_FROM, Portrait
from safelight.ads.core.score import Reason, Score
from safelight.kernel.ids import GroupId, LeadId, derive
from safelight.kernel.workflow import Move, Workflow

RISK_THRESHOLD = 0.6
"""Validated risk that raises a lead without structure: all three that are on by
default in four texts of five. One or two never do: an obscured phone or a word of trust is common among adults who work
for themselves."""

UNCLEAR_PEOPLE = 3
"""People from which a group that stays unclear (control of activity.UNCLEAR_FROM or more) is a lead, too, low in the
queue. Of two people control must be that of a controlled group: they are mostly friends, or one with two names."""

LEAD_WORKFLOW = Workflow(
    name="lead",
    start="new",
    moves=(
        Move("new", "watch", "watched", "ads.lead.watch"),
        Move("new", "dismiss", "dismissed", "ads.lead.dismiss"),
        Move("new", "accept", "accepted", "ads.lead.accept"),
        Move("watched", "dismiss", "dismissed", "ads.lead.dismiss"),
        Move("watched", "accept", "accepted", "ads.lead.accept"),
        Move("watched", "reopen", "new", "ads.lead.reopen"),
        Move("dismissed", "reopen", "new", "ads.lead.reopen"),
        Move("accepted", "reopen", "new", "ads.lead.reopen"),
    ),
)
"""Accepted means taken up by a case. Undoing a step restores the status before it; the service keeps that."""


@dataclass(frozen=True, slots=True)
class Lead:
    """`ad_ids`: all ads of the group, earliest first."""

    lead_id: LeadId
    group_id: GroupId
    activity: str
    score: Score
    ad_ids: tuple[str, ...]
    children_first: bool = False

    @property
    def reasons(self) -> tuple[Reason, ...]:
        return self.score.reasons

    def record(self) -> dict[str, object]:
        chance = self.score.chance
        return {
            "lead_id": self.lead_id,
            "group_id": self.group_id,
            "activity": self.activity,
            "score": self.score.score,
            "control": self.score.control,
            "risk": self.score.risk,
            "interval": list(self.score.interval),
            "chance": chance.value if chance else None,
            "chance_interval": [chance.low, chance.high] if chance else None,
            "base_rate": chance.base_rate if chance else None,
            "reasons": [reason.record() for reason in self.reasons],
            "ad_ids": list(self.ad_ids),
        }


def raises(seen: Portrait, activity: str, risk: float, children_first: bool, threshold: float) -> bool:
    """Whether a group becomes a lead."""
    enough = UNCLEAR_FROM if seen.people >= UNCLEAR_PEOPLE else CONTROLLED
    unclear = activity == "unclear" and seen.control >= enough
    return children_first or activity == "controlled" or unclear or risk >= threshold


def lead_id(group: GroupId) -> LeadId:
    return LeadId(derive("lead", group))


def rank(lead: Lead) -> tuple[float, str]:
    """Sort key of the queue: best first, ties by id."""
    return (-lead.score.score, lead.lead_id)
