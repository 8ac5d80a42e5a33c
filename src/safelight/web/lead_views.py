"""A lead as the pages show it: queue rows, and one lead with its reasons, links, ads and timeline.

Frozen and ready to print: `lead_rows.py` makes them from what the services answer. A quarantined ad
keeps its id, day and site, and no text at all.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from safelight.web.spans import Part
from safelight.web.timeline import Timeline


@dataclass(frozen=True, slots=True)
class Row:
    """One lead in the queue. `low` and `high` are the interval of `score`."""

    rank: int
    lead_id: str
    reason: str
    score: float
    control: float
    risk: float
    low: float
    high: float
    activity: str
    status: str
    ads: int
    cities: str
    first: date | None
    last: date | None
    children_first: bool
    verbs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Tab:
    name: str
    path: str
    count: str
    current: bool


@dataclass(frozen=True, slots=True)
class Queue:
    rows: tuple[Row, ...]
    total: int
    status: str
    activity: str
    page: int
    start: int
    tabs: tuple[Tab, ...]
    activities: tuple[str, ...]
    reasons: tuple[str, ...]
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Evidence:
    """One quotation: the field it stands in, its ad, and its text in parts."""

    ad_id: str
    where: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Reason:
    """`unvalidated`: an indicator that no outcome study supports; it weighs nothing and says so."""

    kind: str
    name: str
    contribution: float
    unvalidated: bool
    evidence: tuple[Evidence, ...]
    more: int


@dataclass(frozen=True, slots=True)
class SharedValue:
    """One value that ties ads together, over all pairs."""

    kind: str
    value: str
    pairs: int
    weight: float
    why: str


@dataclass(frozen=True, slots=True)
class ScriptToken:
    """Words that stay (`slot` empty), or what changes, by its examples."""

    text: str
    slot: str


@dataclass(frozen=True, slots=True)
class Script:
    id: str
    size: int
    tokens: tuple[ScriptToken, ...]


@dataclass(frozen=True, slots=True)
class Pair:
    a: str
    b: str
    words: str


@dataclass(frozen=True, slots=True)
class Turn:
    """What the lead's group took in or gave up: in words, when, the lead of the other group, the link that explains."""

    words: str
    at: datetime
    lead: str
    because: str
    link: Pair | None


@dataclass(frozen=True, slots=True)
class WhyCard:
    """Two ads that were asked about: the steps between them in words (None before asking or where no link leads), or
    the problem with the question."""

    a: str
    b: str
    steps: tuple[Pair, ...] | None = None
    problem: str = ""

    @property
    def asked(self) -> bool:
        return bool(self.a or self.b)


@dataclass(frozen=True, slots=True)
class AdCard:
    """`veiled` says why nothing is shown; empty when the text is."""

    id: str
    posted: date | None
    place: str
    site: str
    veiled: str
    title: tuple[Part, ...] = ()
    body: tuple[Part, ...] = ()
    pictures: int = 0
    facts: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Event:
    """One step of triage: `words` is the status it led to."""

    words: str
    verb: str
    at: datetime
    by: str
    reason: str
    undone: bool


@dataclass(frozen=True, slots=True)
class LeadPage:
    id: str
    title: str
    activity: str
    status: str
    case_id: str
    current: bool
    score: float
    control: float
    risk: float
    low: float
    high: float
    ads_total: int
    cities: str
    first: date | None
    last: date | None
    reasons: tuple[Reason, ...]
    shared: tuple[SharedValue, ...]
    links: tuple[Pair, ...]
    links_total: int
    timeline: Timeline | None
    route: tuple[str, ...]
    ads: tuple[AdCard, ...]
    scripts: tuple[Script, ...]
    verbs: tuple[str, ...]
    history: tuple[Event, ...]
    rank: int | None
    before: str | None
    after: str | None
    chance: str
    turns: tuple[Turn, ...]
