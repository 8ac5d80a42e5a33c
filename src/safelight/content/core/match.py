"""A match: how one side's fingerprints meet what another holds, and how much of that is said to whom.

Of several ways in which two observations meet, the plainest counts: equal digests first, then few bits.
Distances are told in bands or not at all, as disclosure and trust allow; a company learns the likeness only, so that
nobody can walk toward a fingerprint bit by bit.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from safelight.access.core.tenant import TenantKind
from safelight.content.core.disclosure import Detail
from safelight.content.core.fingerprint import EXACT_KINDS, NEAR_KINDS

BANDS: tuple[tuple[int, str], ...] = ((0, "0"), (10, "1-10"), (20, "11-20"), (31, "21-31"))
"""Upper bound and name of each band of bits. Ten is the drift between full-size and reduced pipelines (research: mean
8.3), 31 the radius."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """One held fingerprint that meets an asked one."""

    observation_id: str
    tenant_id: str
    kind: str
    distance: int

    @property
    def rank(self) -> tuple[int, int, str]:
        return (0 if self.kind in EXACT_KINDS else 1, self.distance, self.kind)


def best(candidates: Iterable[Candidate]) -> tuple[Candidate, ...]:
    """The plainest candidate of each observation, plainest first."""
    found: dict[str, Candidate] = {}
    for one in candidates:
        known = found.get(one.observation_id)
        if known is None or one.rank < known.rank:
            found[one.observation_id] = one
    return tuple(sorted(found.values(), key=lambda one: (one.rank, one.observation_id)))


def band(distance: int) -> str:
    """The band a distance falls in."""
    return next(name for most, name in BANDS if distance <= most)


def likeness(kind: str, distance: int) -> str:
    """`same file`, `same look` or `near`: what a match means in words."""
    if kind not in NEAR_KINDS:
        return "same file"
    return "same look" if distance == 0 else "near"


def told(kind: str, distance: int, detail: Detail) -> Mapping[str, object]:
    """What is said of a match at this level of detail. Bits are told in bands to everybody: a number would be a rule
    to walk along."""
    if detail == "none":
        return {}
    said: dict[str, object] = {"likeness": likeness(kind, distance)}
    return said if detail == "kind" else {**said, "fingerprint": kind, "bits": band(distance)}


def answered(kind: str, distance: int, caller: TenantKind) -> Mapping[str, object]:
    """What the caller of a check is told: agencies and hotlines in bands, companies the likeness alone."""
    said: dict[str, object] = {"likeness": likeness(kind, distance)}
    return said if caller == "company" else {**said, "fingerprint": kind, "bits": band(distance)}
