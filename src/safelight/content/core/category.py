"""Categories: facts, the claimant's own code, and how each country would file them. Disagreement is kept, never merged.

A `Claim` is one body's word: facts from closed lists, the code of its national profile, or both. A `Profile` derives a
code from facts by its first fitting rule. `view` says how claims stand under one profile: single, agreed, established
(three votes, the rule of the UK's CAID), conflict, or undetermined. Promises: no claim overwrites another; a code of
one country is never read as a code of another. Refuses: free text; facts are neutral words about what was judged.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

FACTS: Mapping[str, tuple[str, ...]] = {
    "age": ("under_13", "13_to_17", "adult", "unclear"),
    "origin": ("photographic", "generated", "drawn", "unclear"),
    "grade": ("1", "2", "3", "none", "unclear"),
    "baseline": ("yes", "no", "unclear"),
    "distributed": ("yes", "no"),
    "offender_identified": ("yes", "no"),
    "self_generated": ("yes", "no"),
    "suspected": ("yes", "no"),
}
"""What a body may state: the age shown, how the content came about, its severity grade (1 gravest), whether it fits the
INTERPOL Baseline, and the flags that VICS and ICSE files carry."""

ESTABLISHED = 3
"""Undisputed votes that establish a category: the UK Child Abuse Image Database's rule (public description, 2015)."""

MINOR = ("under_13", "13_to_17")

Rule = tuple[Mapping[str, tuple[str, ...]], str]
Standing = Literal["none", "undetermined", "single", "agreed", "established", "conflict"]


@dataclass(frozen=True, slots=True)
class Profile:
    """A country's or network's filing: `codes` it knows, and `rules` (facts that must hold, code), first one wins."""

    name: str
    codes: tuple[str, ...]
    rules: tuple[Rule, ...]

    def derive(self, facts: Mapping[str, str]) -> str | None:
        """The code that facts lead to, or None when they don't decide."""
        for wanted, code in self.rules:
            if all(facts.get(name) in values for name, values in wanted.items()):
                return code
        return None


PROFILES: Mapping[str, Profile] = {
    "US": Profile(
        "US",
        ("0", "1", "2", "3"),
        (
            ({"age": ("adult",)}, "0"),
            ({"grade": ("none",)}, "0"),
            ({"age": MINOR, "origin": ("generated", "drawn")}, "3"),
            ({"age": MINOR, "grade": ("1", "2")}, "1"),
            ({"age": MINOR, "grade": ("3",)}, "2"),
        ),
    ),
    "UK": Profile(
        "UK",
        ("A", "B", "C", "none"),
        (
            ({"age": ("adult",)}, "none"),
            ({"grade": ("none",)}, "none"),
            ({"age": MINOR, "grade": ("1",)}, "A"),
            ({"age": MINOR, "grade": ("2",)}, "B"),
            ({"age": MINOR, "grade": ("3",)}, "C"),
        ),
    ),
    "INTERPOL": Profile(
        "INTERPOL",
        ("baseline", "other", "none"),
        (
            ({"age": ("adult", "13_to_17")}, "other"),
            ({"baseline": ("yes",)}, "baseline"),
            ({"baseline": ("no",)}, "other"),
        ),
    ),
}
"""Codes as each network's tools show them: Project VIC's 0 to 3 for the US, the Sentencing Council's A to C for the UK,
INTERPOL's Baseline. The rules are this house's reading and no legal advice; a code that a body states itself
always wins for its own profile."""


@dataclass(frozen=True, slots=True)
class Claim:
    """One body's word. `profile` and `code` are empty when only facts were given."""

    tenant_id: str
    profile: str = ""
    code: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)

    def under(self, profile: Profile) -> str | None:
        """This claim's code under `profile`: as stated, else as its facts lead to."""
        return self.code if self.code and self.profile == profile.name else profile.derive(self.facts)


@dataclass(frozen=True, slots=True)
class View:
    """How claims stand under one profile. `votes` counts bodies for each code; they are not named here."""

    profile: str
    standing: Standing
    code: str | None
    votes: Mapping[str, int]


def claim_problem(profile: str, code: str, facts: Mapping[str, str]) -> str | None:
    """Why a claim can't stand, in words, or None."""
    if bool(profile) != bool(code):
        return "A category needs both its profile and its code."
    if code and profile in PROFILES and code not in PROFILES[profile].codes:
        return f"The profile {profile} knows the codes {', '.join(PROFILES[profile].codes)}; {code!r} is none of them."
    for name, value in facts.items():
        if name not in FACTS:
            return f"There is no fact {name!r}; facts are: {', '.join(FACTS)}."
        if value not in FACTS[name]:
            return f"The fact {name} is one of: {', '.join(FACTS[name])}."
    return None


def view(claims: Iterable[Claim], profile: Profile) -> View:
    """Count each body once, by its last claim, and say how they stand."""
    last: Mapping[str, Claim] = {claim.tenant_id: claim for claim in claims}
    codes = [claim.under(profile) for claim in last.values()]
    votes = Counter(code for code in codes if code is not None)
    return View(profile.name, _standing(len(codes), votes), _only(votes), dict(sorted(votes.items())))


def _only(votes: Mapping[str, int]) -> str | None:
    return next(iter(votes)) if len(votes) == 1 else None


def _standing(claims: int, votes: Mapping[str, int]) -> Standing:
    if not claims:
        return "none"
    if not votes:
        return "undetermined"
    if len(votes) > 1:
        return "conflict"
    bodies = sum(votes.values())
    return "single" if bodies == 1 else "established" if bodies >= ESTABLISHED else "agreed"


def views(claims: Sequence[Claim]) -> tuple[View, ...]:
    """The view under every profile."""
    return tuple(view(claims, profile) for profile in PROFILES.values())
