"""A release on its way: drafted, approved by two members who didn't draft it, published under a number.

The budget is kept by population, the people whom a release is about: every published release of it adds to what an
attacker who reads them all can tell, whichever year, partner or table it was made from. A release that would take the
sum past the ceiling is refused.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from safelight.kernel.ids import MemberId, TenantId
from safelight.kernel.workflow import Move, Refusal, Workflow
from safelight.stats.core.publish.privacy import DELTA_USUAL, composed, epsilon_of, mu_of, worst_advantage

WORKFLOW = Workflow(
    "release",
    "draft",
    (
        Move("draft", "approve", "approved", "stats.release.approve"),
        Move("approved", "publish", "published", "stats.release.publish"),
    ),
)

APPROVALS = 2
"""Members who must agree beside the one who drafted: the two-person rule of house and product design (2026-11)."""

EPSILON_CEILING = 2.0
"""All releases about one population together, at the usual delta: the most that the attack target (advantage below
0.2 in the worst case, docs/evaluation.md) allows."""


@dataclass(frozen=True, slots=True)
class Approval:
    """A member's yes."""

    member_id: MemberId
    name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Release:
    """One release. `number` from 1 once published; `manifest` is the digest of each file, in lines as sha256sum's."""

    id: str
    tenant_id: TenantId
    number: int | None
    title: str
    population: str
    method: str
    mu: float
    manifest: str
    status: str
    drafted_by: MemberId
    drafted_at: datetime
    published_at: datetime | None
    approvals: tuple[Approval, ...] = ()


def release_problem(title: str, population: str, method: str) -> str | None:
    """What is missing for a draft; None when nothing is."""
    if not 1 <= len(title.strip()) <= 200:
        return "A release has a title of 1 to 200 characters."
    if not 1 <= len(population.strip()) <= 100:
        return "Name the population the release is about, in up to 100 characters: all its releases share one budget."
    if not 20 <= len(method.strip()) <= 5000:
        return "A method note of 20 to 5,000 characters says what is counted, from whom, and what is not."
    return None


def approval_refusal(release: Release, member: MemberId) -> Refusal | None:
    """Why this member can't approve it now."""
    move = WORKFLOW.move(release.status, "approve")
    if isinstance(move, Refusal):
        return move
    if member == release.drafted_by:
        return Refusal("stats.release.own", "Who drafted a release can't approve it; two other members do.")
    if any(member == each.member_id for each in release.approvals):
        return Refusal("stats.release.approved_already", "You have approved this release; another member is needed.")
    return None


def spent_with(mus: Sequence[float], mu: float) -> float:
    """Mu of the published releases of a population and one more."""
    return composed([*mus, mu])


def budget_refusal(population: str, mus: Sequence[float], mu: float) -> Refusal | None:
    """Why a further release of `mu` would tell too much together with the published ones, `mus`."""
    ceiling = mu_of(EPSILON_CEILING, DELTA_USUAL)
    together = spent_with(mus, mu)
    if together <= ceiling * (1 + 1e-12):
        return None
    return Refusal(
        "stats.release.budget",
        f"What is published about {population!r} (releases: {len(mus)}) and this one together would be epsilon "
        f"{epsilon_of(together, DELTA_USUAL):.2f} (worst-case advantage {worst_advantage(together):.3f}); the ceiling "
        f"is {EPSILON_CEILING:g}. Draft it with a smaller epsilon, or don't release it.",
    )
