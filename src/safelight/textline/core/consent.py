"""Consent: who the survivor lets hear her, what of it, until when; and the few cases in which law goes before it.

The choice is advocate, police, both or not now; it can change at any time and declining costs nothing. A consent names
its recipient and fields, ends by itself, and is ended by one word. Promises that without a consent in force, or a
forced disclosure by two people on a named ground, no field reaches an agency. Refuses open-ended and unscoped release.
Sources: 34 USC 12291(b)(2) (VAWA: informed, written, reasonably time-limited release, never a condition of service).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal, get_args

from safelight.kernel.workflow import Move, Workflow
from safelight.textline.core.keyword import folded

Choice = Literal["advocate", "police", "both", "not_now"]
CHOICES: tuple[Choice, ...] = get_args(Choice)

Field = Literal["need", "place", "age_band", "language", "safe_times", "first_name", "full_name", "number", "texts"]
FIELDS: tuple[Field, ...] = get_args(Field)
"""What can be released, the least telling first. A consent lists its fields; nothing else goes."""

Ground = Literal["child_in_danger", "imminent_danger", "court_order"]
GROUNDS: tuple[Ground, ...] = get_args(Ground)

LONGEST = timedelta(days=30)
"""Longest a consent lasts; a new one can be given. VAWA asks for a reasonable time, and survivor services commonly
write 15 to 30 days; this is the upper end, and counsel may shorten it."""

MOST: dict[Ground, frozenset[Field]] = {
    "child_in_danger": frozenset({"need", "place", "age_band", "language", "first_name", "full_name", "number"}),
    "imminent_danger": frozenset({"need", "place", "age_band", "language", "safe_times", "number"}),
    "court_order": frozenset(FIELDS),
}
"""The most that a forced disclosure may carry, by ground: what finds the person, and only an order reaches the
texts."""

LEAST_REASON = 20
"""Characters of the written reason of a forced disclosure; shorter ones say nothing."""

WORKFLOW = Workflow(
    name="consent",
    start="asked",
    moves=(
        Move("asked", "give", "given", "textline.consent.give"),
        Move("asked", "decline", "declined", "textline.consent.decline"),
        Move("given", "revoke", "revoked", "textline.consent.revoke"),
        Move("given", "expire", "expired", "textline.consent.expire"),
        Move("declined", "give", "given", "textline.consent.give"),
    ),
)
"""A revoked or expired consent never comes back to life; a new one is asked."""


@dataclass(frozen=True, slots=True)
class Consent:
    """One choice as it was recorded. `agency_id` is the one agency that may hear, None while no police is meant;
    `said_in` is the sequence number of the text in which she chose; `told` that the limits were explained before."""

    id: str
    conversation_id: str
    choice: Choice
    agency_id: str | None
    fields: frozenset[Field]
    said_in: int
    told: bool
    given_at: datetime
    expires_at: datetime
    recorded_by: str
    revoked_at: datetime | None = None

    def in_force(self, now: datetime) -> bool:
        """Whether it counts at `now`."""
        return self.given_at <= now < self.expires_at and (self.revoked_at is None or now < self.revoked_at)


@dataclass(frozen=True, slots=True)
class Forced:
    """A disclosure that law demands or danger allows: by `first`, confirmed by `second`, on a named ground, with the
    fields it needs. `told` says whether she was told, and `reason` why the ground holds (and why not told, if so)."""

    id: str
    conversation_id: str
    agency_id: str
    ground: Ground
    fields: frozenset[Field]
    reason: str
    told: bool
    first: str
    second: str
    at: datetime


def consent_problem(consent: Consent) -> str | None:
    """What keeps a consent from being recorded, in words, or None."""
    if consent.choice not in CHOICES:
        return f"A choice is one of: {', '.join(CHOICES)}."
    if not consent.told:
        return "Explain first who may learn what, and that she may decline; then record the choice."
    if consent.said_in < 1:
        return "A consent names the text in which she chose."
    if consent.choice in ("advocate", "not_now"):
        return "This choice releases nothing to an agency." if consent.agency_id or consent.fields else None
    if not consent.agency_id:
        return "Name the agency that may hear; there is no release to police in general."
    if not consent.fields or not consent.fields <= set(FIELDS):
        return f"Name what may be released, of: {', '.join(FIELDS)}."
    if not consent.given_at < consent.expires_at <= consent.given_at + LONGEST:
        return f"A consent ends within {LONGEST.days} days."
    return None


def revoked(consent: Consent, at: datetime) -> Consent:
    """The consent ended at `at`; one that ended before stays as it was. What was released before can't be called back:
    the agency is told to stop using it."""
    return consent if consent.revoked_at is not None and consent.revoked_at <= at else replace(consent, revoked_at=at)


def forced_problem(forced: Forced) -> str | None:
    """What keeps a forced disclosure from going out, in words, or None."""
    if forced.ground not in GROUNDS:
        return f"A ground is one of: {', '.join(GROUNDS)}."
    if not forced.second or forced.second == forced.first:
        return "A second person has to confirm it."
    if not forced.agency_id:
        return "Name the one agency it goes to."
    beyond = sorted(set(forced.fields) - MOST[forced.ground])
    if beyond:
        return f"On this ground these are not released: {', '.join(beyond)}."
    if not forced.fields:
        return "Name the fields it needs."
    if len(forced.reason.strip()) < LEAST_REASON:
        return f"Say why the ground holds, in at least {LEAST_REASON} characters."
    return None


def not_before(consents: Iterable[Consent], now: datetime) -> datetime:
    """`now`, or when she spoke last should the clock have been set back since: her last word always counts."""
    said = [moment for consent in consents for moment in (consent.given_at, consent.revoked_at) if moment is not None]
    return max([now, *said])


def current(consents: Iterable[Consent], now: datetime) -> Consent | None:
    """The choice that counts now: the latest given, when it is in force. A later "not now" ends what came before."""
    given = [consent for consent in consents if consent.given_at <= now]
    last = max(given, key=lambda consent: (consent.given_at, consent.id), default=None)
    return last if last is not None and last.in_force(now) else None


def released(consents: Iterable[Consent], forced: Iterable[Forced], agency_id: str, now: datetime) -> frozenset[Field]:
    """The fields of a conversation that an agency may see at `now`; empty without consent or ground."""
    choice = current(consents, now)
    fields: frozenset[Field] = frozenset()
    if choice is not None and choice.agency_id == agency_id and choice.choice in ("police", "both"):
        fields = choice.fields
    for each in forced:
        if each.agency_id == agency_id and each.at <= now and forced_problem(each) is None:
            fields |= each.fields
    return fields


def advocate_reads(consents: Iterable[Consent], now: datetime) -> bool:
    """Whether an advocate may go on reading: always, unless she chose police alone."""
    choice = current(consents, now)
    return choice is None or choice.choice != "police"


_ANSWERS: dict[str, Choice] = {
    "1": "advocate",
    "advocate": "advocate",
    "consejera": "advocate",
    "2": "police",
    "police": "police",
    "policia": "police",
    "3": "both",
    "both": "both",
    "los dos": "both",
    "ambos": "both",
    "4": "not_now",
    "not now": "not_now",
    "nobody": "not_now",
    "no one": "not_now",
    "ahora no": "not_now",
    "nadie": "not_now",
}


def choice_of(answer: str) -> Choice | None:
    """The choice a whole answer names, or None; anything longer is for the advocate to read. YES is no answer: to the
    carrier it means START."""
    return _ANSWERS.get(folded(answer))
