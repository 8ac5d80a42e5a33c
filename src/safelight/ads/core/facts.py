"""What ads counts for stats: ads by week and place, leads, and what people decided about them.

Ads and leads are counted from what stands in the book, by week; decisions are read off the audit log, one by one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from safelight.kernel.facts import Fact, FactKind, FactRule

ACTIVITIES = ("independent", "collective", "business", "spam", "controlled", "unclear")
DECISIONS = ("watched", "dismissed", "accepted", "reopened")

ADS = FactKind(
    "ads.posted",
    "ads",
    "ads in the week they were posted, each once however often it was captured; advertising, not trafficking",
    {"activity": ACTIVITIES},
)
LEADS = FactKind(
    "ads.lead.raised",
    "leads",
    "leads in the week they took their present form; a lead is a suggestion to look",
    {"activity": ACTIVITIES},
)
DECIDED = FactKind(
    "ads.lead.decided",
    "lead decisions",
    "steps of triage that members made, less those they took back",
    {"disposition": DECISIONS},
)
KINDS = (ADS, LEADS, DECIDED)

_VERBS = {"watch": "watched", "dismiss": "dismissed", "accept": "accepted", "reopen": "reopened"}

RULES = (
    *(FactRule(f"ads.lead.{verb}", DECIDED, {"disposition": word}) for verb, word in _VERBS.items()),
    FactRule("ads.lead.undo", DECIDED, taken={"disposition": "undone"}, words=_VERBS, sign=-1),
)


@dataclass(frozen=True, slots=True)
class Standing:
    """One ad or lead as it stands: its day, place and activity."""

    day: date
    state: str
    county: str
    activity: str | None


def weekly(kind: FactKind, standing: Iterable[Standing]) -> list[Fact]:
    """Facts of one kind: standing things counted by week (its Monday), place and activity."""
    counts = Counter((_monday(one.day), one.state, one.county, one.activity or "") for one in standing)
    return [
        Fact(kind.name, week, state, county, {"activity": kind.value_of("activity", activity)}, count, "book:ads")
        for (week, state, county, activity), count in sorted(counts.items())
    ]


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
