"""An outcome: what somebody says came of the work, with the record that supports it. The row of the impact ledger.

It is dated, attributed (through which part of the work), at a place, and stands on a reference: a case, a notice, an
observation or a lead of the own tenant, or an outside document. Refuses: an outcome without support, a person's name, a
count that nobody could have seen. Next: `impact.py` adds outcomes up.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, get_args

from safelight.kernel.facts import COUNTY, STATE
from safelight.kernel.workflow import Move, Workflow

WORKFLOW = Workflow(
    "outcome",
    "proposed",
    (
        Move("proposed", "record", "recorded", "stats.impact.record"),
        Move("proposed", "dismiss", "dismissed", "stats.impact.dismiss"),
        Move("recorded", "confirm", "confirmed", "stats.impact.confirm"),
        Move("recorded", "withdraw", "withdrawn", "stats.impact.withdraw"),
        Move("confirmed", "withdraw", "withdrawn", "stats.impact.withdraw"),
    ),
)

OutcomeKind = Literal["victim_identified", "investigation_assisted", "time_saved"]
KINDS: tuple[OutcomeKind, ...] = get_args(OutcomeKind)

Sex = Literal["female", "male", "other", "unknown"]
Age = Literal["under_12", "12_to_17", "child", "18_to_24", "25_and_over", "adult", "unknown"]
Form = Literal[
    "sexual_exploitation", "forced_labour", "forced_criminality", "forced_marriage", "begging", "other", "unknown"
]
Through = Literal["ads", "content", "textline", "several"]
Support = Literal["case", "notice", "referral", "observation", "lead", "source"]
SEXES: tuple[Sex, ...] = get_args(Sex)
AGES: tuple[Age, ...] = get_args(Age)
FORMS: tuple[Form, ...] = get_args(Form)
"""Forms of exploitation as UNODC's questionnaire for the Global Report on Trafficking in Persons groups them (2024)."""
THROUGHS: tuple[Through, ...] = get_args(Through)
SUPPORTS: tuple[Support, ...] = get_args(Support)

CHILD: frozenset[str] = frozenset({"under_12", "12_to_17", "child"})
"""Under 18: UN Convention on the Rights of the Child, article 1."""
ADULT: frozenset[str] = frozenset({"18_to_24", "25_and_over", "adult"})

MOST_PERSONS = 500
"""One entry counts at most this many persons: more at once is a series of matters, each with its own support."""
MOST_HOURS = 10_000.0
"""Five working years; a single matter that saved more is an estimate of something else."""
LEAST_WORDS = 10
"""Characters of what somebody says an outcome rests on; fewer say nothing."""
MOST_WORDS = 500

NAMES = re.compile(r"\b(?:aka|dob|ssn|born)\b|@|\d{3}[- .]?\d{3,4}[- .]?\d{4}", re.IGNORECASE)
"""What points at a person: the ledger is about counts, names belong into the case."""


@dataclass(frozen=True, slots=True)
class Given:
    """What a member states. `hours` bound the time saved; `same_as` names the matter where others may count it too."""

    kind: OutcomeKind
    day: date
    support: Support
    reference: str
    how: str
    count: int = 1
    hours: tuple[float, float] | None = None
    sex: Sex = "unknown"
    age: Age = "unknown"
    form: Form = "unknown"
    through: Through = "several"
    state: str = ""
    county: str = ""
    same_as: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """A row of the ledger. `shared` is a keyed mark: rows of one mark are about one matter, whoever entered them."""

    id: str
    tenant_id: str
    kind: OutcomeKind
    day: date
    count: int
    hours_low: float | None
    hours_high: float | None
    sex: Sex
    age: Age
    form: Form
    through: Through
    state: str
    county: str
    support: Support
    reference: str
    shared: str
    how: str
    status: str
    entered_by: str
    entered_at: datetime
    confirmed_by: str | None = None
    why: str | None = None


PROPOSES: Mapping[tuple[str, str], tuple[OutcomeKind, Support]] = {
    ("case.close", "person_found_safe"): ("victim_identified", "case"),
    ("case.close", "person_assisted"): ("victim_identified", "case"),
    ("case.close", "charges_brought"): ("investigation_assisted", "case"),
    ("content.identify", ""): ("victim_identified", "observation"),
}
"""Action and disposition after which the ledger proposes an outcome: a person says whether it is one."""


def outcome_problem(given: Given, today: date) -> str | None:
    """What keeps an outcome out of the ledger, in words, or None."""
    closed = (("kind", KINDS), ("sex", SEXES), ("age", AGES), ("form", FORMS), ("through", THROUGHS))
    for name, words in (*closed, ("support", SUPPORTS)):
        if getattr(given, name) not in words:
            return f"{name.capitalize()} is one of: {', '.join(words)}."
    if given.day > today:
        return f"An outcome has happened; {given.day} is still to come."
    return _support_problem(given) or _count_problem(given) or _place_problem(given)


def _support_problem(given: Given) -> str | None:
    if not given.reference.strip():
        return "An outcome stands on a case, notice, referral, observation, lead or outside document; name it."
    if given.support == "source" and len(given.reference.strip()) < LEAST_WORDS:
        return "Name the outside document so that another finds it: who, what, when."
    if not LEAST_WORDS <= len(given.how.strip()) <= MOST_WORDS:
        return f"Say in {LEAST_WORDS} to {MOST_WORDS} characters what the work had to do with it."
    for text in (given.how, given.same_as, given.reference if given.support == "source" else ""):
        if NAMES.search(text):
            return "This points at a person; names and numbers belong into the case, not into the ledger."
    if given.kind == "investigation_assisted" and given.support == "source":
        return "An assisted investigation stands on a case, notice, referral, observation or lead of your own."
    return None


def _count_problem(given: Given) -> str | None:
    if given.kind == "time_saved":
        if given.hours is None or not 0 <= given.hours[0] <= given.hours[1] <= MOST_HOURS:
            return f"Time saved is a range of hours, the lower first, up to {MOST_HOURS:,.0f}: as 3-5."
        return None
    if given.hours is not None:
        return "Only time saved has hours."
    if given.kind == "investigation_assisted" and given.count != 1:
        return "Each assisted investigation is entered by itself, with its own support."
    if not 1 <= given.count <= MOST_PERSONS:
        return f"An entry counts 1 to {MOST_PERSONS} persons."
    return None


def _place_problem(given: Given) -> str | None:
    if given.state and not STATE.fullmatch(given.state):
        return "State is a USPS code of two letters."
    if given.county and not COUNTY.fullmatch(given.county):
        return "County is a FIPS code of five digits."
    return None
