"""Facts: what happened, counted and dated, with nobody in it.

A system declares kinds of fact (what is counted, by which closed words) and rules that read them off its audit entries.
Promises: a fact carries a day, a state, a county, words of its kind's closed lists and a count; a value outside a list
becomes "unlisted", so that no id and no free text can pass. Next: each system's `core/facts.py`, `stats`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

UNLISTED = "unlisted"
"""A value that isn't on its kind's list: counted, never named."""

NOT_STATED = "not stated"
"""Nothing was said about it."""

STATE = re.compile(r"[A-Z]{2}")
COUNTY = re.compile(r"\d{5}")

Said = str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class FactKind:
    """What one row counts. `noun` is how people call it; `attributes` are closed lists of words."""

    name: str
    noun: str
    counts: str
    attributes: Mapping[str, tuple[str, ...]]

    def value_of(self, attribute: str, value: Said) -> str:
        """The word of the closed list that a value stands for."""
        if value is None or value == "":
            return NOT_STATED
        word = str(value).lower() if isinstance(value, bool) else str(value)
        return word if word in self.attributes[attribute] else UNLISTED


@dataclass(frozen=True, slots=True)
class Fact:
    """One row: `count` of a kind on a day at a place. `county` five digits or empty, `state` a USPS code or empty.

    `source` names where the count comes from (`audit:1234`), never a person or a record of one.
    """

    kind: str
    day: date
    state: str
    county: str
    attributes: Mapping[str, str]
    count: int
    source: str


@dataclass(frozen=True, slots=True)
class Happening:
    """What an audit entry says, without who: the action, when, details, and the tenant's own state."""

    action: str
    at: datetime
    details: Mapping[str, Said]
    state: str
    source: str


@dataclass(frozen=True, slots=True)
class FactRule:
    """How an action becomes a fact: `fixed` attributes, `taken` ones (attribute -> name of a detail), a detail that
    must have a certain value (`when`), a detail that holds the count, and -1 for what takes an earlier one back.
    `dated` names a detail with the day, without which it is no fact; `place` begins the names of the details that hold
    the place, `county_fips` and `state` (else the tenant's own state)."""

    action: str
    kind: FactKind
    fixed: Mapping[str, str] = field(default_factory=dict)
    taken: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)
    when: Mapping[str, Said] = field(default_factory=dict)
    counted: str = ""
    sign: int = 1
    dated: str = ""
    place: str = ""


def fact_of(rule: FactRule, one: Happening) -> Fact | None:
    """The fact that a happening is under a rule; None when it is none."""
    if one.action != rule.action or any(one.details.get(name) != value for name, value in rule.when.items()):
        return None
    count = _count(one.details.get(rule.counted)) if rule.counted else 1
    day = _day(one.details.get(rule.dated)) if rule.dated else one.at.date()
    if count == 0 or day is None:
        return None
    named: dict[str, Said] = {**rule.fixed, **{name: one.details.get(at) for name, at in rule.taken.items()}}
    words = {name: rule.words.get(str(value), value) for name, value in named.items()}
    county = str(one.details.get(f"{rule.place}county_fips") or "")
    state = str(one.details.get(f"{rule.place}state") or one.state)
    return Fact(
        kind=rule.kind.name,
        day=day,
        state=state if STATE.fullmatch(state) else "",
        county=county if COUNTY.fullmatch(county) else "",
        attributes={name: rule.kind.value_of(name, words.get(name)) for name in sorted(rule.kind.attributes)},
        count=rule.sign * count,
        source=one.source,
    )


def _day(value: Said) -> date | None:
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        return None


def _count(value: Said) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else 0
