"""Why somebody looks: an open case of their own agency and a reason, for one of a closed list of purposes.

There is no value for prostitution, immigration, eviction or debt enforcement, and there must never
be one; a test says so. A purpose is written to the audit log before the answer leaves.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from safelight.kernel.ids import CaseId, TenantId

PurposeKind = Literal[
    "trafficking",
    "exploited_minor",
    "missing_person",
    "third_party_exploitation",
    "content_deconfliction",
    "referral",
]
PURPOSE_KINDS: tuple[PurposeKind, ...] = get_args(PurposeKind)

SHORTEST_REASON = 3
"""A reason is words a reviewer can weigh; fewer than three characters are none. Reviewers read the rest."""

LONGEST_REASON = 500


@dataclass(frozen=True, slots=True)
class Purpose:
    """The case that is the ground, and the reason in the person's own words."""

    case_id: CaseId
    reason: str


@dataclass(frozen=True, slots=True)
class CaseStanding:
    """What access must know of a case: whose it is, whether it is open, and its kind of purpose."""

    case_id: CaseId
    tenant_id: TenantId
    is_open: bool
    kind: PurposeKind


def reason_problem(reason: str) -> str | None:
    """Why a reason can't stand, in words, or None."""
    length = len(reason.strip())
    if length < SHORTEST_REASON:
        return "Say in a few words why you look."
    if length > LONGEST_REASON:
        return f"The reason has {length} characters; {LONGEST_REASON} is the most."
    return None
