"""What a tenant shows of itself to another when both hold the same content: a policy, as data.

A `Policy` says, for each kind of counterpart, how much is shown: who (nothing but "another body", the kind, the name),
the duty liaison, the time and the kind of match. `disclosed` is what one side learns of the other. A reciprocal policy
shows no more than the other shows back, so a notice never says more than both allow. Refuses: fields outside this list;
nothing of a case can be disclosed because nothing here names one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal, get_args

from safelight.access.core.tenant import TENANT_KINDS, TenantKind
from safelight.kernel.clock import as_utc

Identity = Literal["body", "kind", "name"]
When = Literal["none", "month", "day"]
Detail = Literal["none", "kind", "distance"]

IDENTITIES: tuple[Identity, ...] = get_args(Identity)
WHENS: tuple[When, ...] = get_args(When)
DETAILS: tuple[Detail, ...] = get_args(Detail)
"""Each from least to most: `min` by position is what two policies both allow."""

KIND_WORDS: Mapping[TenantKind, str] = {"agency": "an agency", "ngo": "a hotline or NGO", "company": "a company"}
ANOTHER = "another body"


@dataclass(frozen=True, slots=True)
class Shown:
    """How much is shown of a side."""

    identity: Identity = "body"
    liaison: bool = False
    when: When = "none"
    match: Detail = "none"

    def meet(self, other: Shown) -> Shown:
        """What both allow, field by field."""
        return Shown(
            min(self.identity, other.identity, key=IDENTITIES.index),
            self.liaison and other.liaison,
            min(self.when, other.when, key=WHENS.index),
            min(self.match, other.match, key=DETAILS.index),
        )

    def within(self, other: Shown) -> bool:
        """Whether this shows no more than `other`."""
        return self.meet(other) == self


NOTHING = Shown()
ALL = Shown("name", True, "day", "distance")


@dataclass(frozen=True, slots=True)
class Policy:
    """`shows` by kind of counterpart; a kind left out is shown nothing. `reciprocal`: no more than comes back."""

    shows: Mapping[TenantKind, Shown]
    reciprocal: bool = True

    def toward(self, kind: TenantKind) -> Shown:
        return self.shows.get(kind, NOTHING)


DEFAULTS: Mapping[TenantKind, Policy] = {
    "agency": Policy({"agency": ALL, "ngo": Shown("kind", False, "day", "kind"), "company": Shown("kind")}),
    "ngo": Policy({"agency": ALL, "ngo": ALL, "company": Shown("kind", False, "month", "kind")}),
    "company": Policy({"agency": ALL, "ngo": Shown("kind", False, "day", "kind")}, reciprocal=False),
}
"""Where a tenant has set nothing: bodies that act on cases name their duty desk to each other (the pointer of the US
Partner Deconfliction Interface), companies learn the kind of body only, and answer agencies in full."""


def disclosed(of: Policy, of_kind: TenantKind, to: Policy, to_kind: TenantKind) -> Shown:
    """What `to` learns of `of`. A liaison names its agency, so it is shown with the name or not at all."""
    shown = of.toward(to_kind)
    shown = shown.meet(to.toward(of_kind)) if of.reciprocal else shown
    return shown if shown.identity == "name" else replace(shown, liaison=False)


def identity_words(shown: Shown, name: str, kind: TenantKind) -> str:
    """How a side is named under `shown`."""
    if shown.identity == "name":
        return name
    return KIND_WORDS[kind] if shown.identity == "kind" else ANOTHER


def time_words(shown: Shown, at: datetime) -> str:
    """`2026-02-28`, `2026-02` or nothing: a time is never finer than a day."""
    if shown.when == "none":
        return ""
    return as_utc(at).strftime("%Y-%m-%d" if shown.when == "day" else "%Y-%m")


def write_policy(policy: Policy) -> dict[str, object]:
    """The policy as a JSON object; `read_policy` reads it back."""
    shows = {
        kind: {"identity": one.identity, "liaison": one.liaison, "when": one.when, "match": one.match}
        for kind, one in sorted(policy.shows.items())
    }
    return {"reciprocal": policy.reciprocal, "shows": shows}


def read_policy(raw: object) -> Policy:
    """A policy from a JSON object. Raises ValueError that names the field and what it may be."""
    if not isinstance(raw, Mapping) or not isinstance(raw.get("shows"), Mapping):
        raise ValueError("a policy is an object with `shows` and `reciprocal`")
    if not isinstance(raw.get("reciprocal", True), bool):
        raise ValueError("`reciprocal` is true or false")
    unknown = sorted(str(kind) for kind in raw["shows"] if kind not in TENANT_KINDS)
    if unknown:
        raise ValueError(f"`shows` has {unknown[0]!r}; kinds are: {', '.join(TENANT_KINDS)}")
    return Policy({kind: _shown(kind, one) for kind, one in raw["shows"].items()}, raw.get("reciprocal", True))


def _shown(kind: str, raw: object) -> Shown:
    allowed: Mapping[str, tuple[object, ...]] = {
        "identity": IDENTITIES,
        "liaison": (True, False),
        "when": WHENS,
        "match": DETAILS,
    }
    if not isinstance(raw, Mapping) or set(raw) - set(allowed):
        raise ValueError(f"shows.{kind} has the fields {', '.join(allowed)} and no others")
    for field, values in allowed.items():
        if field in raw and raw[field] not in values:
            raise ValueError(f"shows.{kind}.{field} is one of: {', '.join(str(value) for value in values)}")
    return Shown(**{str(field): value for field, value in raw.items()})
