"""A drill: scripted texters whom real people answer, and how it went.

A persona has an opening, answers to the questions it knows (by the canned reply that asks), lines for anything else,
and what is right for it: its tier, whom it lets hear it, which fields. Everything is invented, neutral and short.
Promises that a score counts what was done, not how it was worded. Refuses to score a person: a drill has one score.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from statistics import median

from safelight.textline.core.canned import CANNED
from safelight.textline.core.consent import Choice, Field
from safelight.textline.core.conversation import FIRST_REPLY
from safelight.textline.core.keyword import folded


@dataclass(frozen=True, slots=True)
class Persona:
    """A scripted texter. `opening` comes at once; `answers` by the id of the canned reply that asks; `lines` in order
    to whatever else is asked. `tier` is the right one; `choice` and `fields` what it lets whom hear."""

    id: str
    language: str
    opening: tuple[str, ...]
    tier: int
    answers: Mapping[str, str] = field(default_factory=dict)
    lines: tuple[str, ...] = ()
    choice: Choice = "not_now"
    fields: frozenset[Field] = frozenset()
    place: str = ""


def asked(text: str) -> str:
    """The id of the canned reply that a text is, in either language, or nothing."""
    words = folded(text)
    return next((each.id for each in CANNED.values() if words in (folded(each.en), folded(each.es))), "")


def answer(persona: Persona, heard: str, said: int) -> str | None:
    """What a persona texts when it hears that, having used `said` of its lines; None when it has nothing to say."""
    known = persona.answers.get(asked(heard))
    if known is not None:
        return known
    return persona.lines[said] if said < len(persona.lines) else None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one texter: times, the tier it reached, and the fields that each agency was sent."""

    persona: Persona
    began_at: datetime
    first_reply_at: datetime | None
    tier: int
    sent: Sequence[frozenset[Field]] = ()


@dataclass(frozen=True, slots=True)
class Score:
    """How a drill went. Seconds to the first reply by a person: median and longest of those who got one; `unanswered`
    got none; `late` were answered after their tier's time, or not at all. `wrong_disclosures` carried a field that the
    persona did not release; `missed_danger` were imminent danger and stood lower, or were late."""

    texters: int
    unanswered: int
    median_seconds: float | None
    longest_seconds: float | None
    late: int
    wrong_disclosures: int
    missed_danger: int

    def record(self) -> dict[str, object]:
        return {name: getattr(self, name) for name in self.__slots__}


def is_wrong(persona: Persona, fields: frozenset[Field]) -> bool:
    """Whether a referral with these fields was not this persona's to send."""
    return persona.choice not in ("police", "both") or not fields <= persona.fields


def is_late(outcome: Outcome) -> bool:
    """Whether a person answered after the right tier's time, or nobody did."""
    waited = _waited(outcome)
    return waited is None or waited > FIRST_REPLY[outcome.persona.tier]


def score(outcomes: Iterable[Outcome]) -> Score:
    """The score of a drill."""
    every = list(outcomes)
    waits = [waited.total_seconds() for each in every if (waited := _waited(each)) is not None]
    danger = [each for each in every if each.persona.tier == 3]
    return Score(
        texters=len(every),
        unanswered=len(every) - len(waits),
        median_seconds=round(median(waits), 1) if waits else None,
        longest_seconds=round(max(waits), 1) if waits else None,
        late=sum(is_late(each) for each in every),
        wrong_disclosures=sum(is_wrong(each.persona, fields) for each in every for fields in each.sent),
        missed_danger=sum(each.tier < 3 or is_late(each) for each in danger),
    )


def _waited(outcome: Outcome) -> timedelta | None:
    return outcome.first_reply_at - outcome.began_at if outcome.first_reply_at is not None else None
