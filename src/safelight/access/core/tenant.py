"""Tenants and their members. A tenant is the isolation boundary: an agency, an NGO or a company.

A member is a person's account at one tenant, with roles. An `Actor` is a member acting now, in a
session. There is no actor who may do everything.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from safelight.kernel.ids import MemberId, SessionId, TenantId

TenantKind = Literal["agency", "ngo", "company"]
TENANT_KINDS: tuple[TenantKind, ...] = get_args(TenantKind)

Role = Literal[
    "investigator",
    "supervisor",
    "analyst",
    "liaison",
    "advocate",
    "hotline",
    "trust_safety",
    "auditor",
    "administrator",
]
ROLES: tuple[Role, ...] = get_args(Role)

KEPT_APART: tuple[frozenset[str], ...] = (
    frozenset({"administrator", "investigator"}),
    frozenset({"administrator", "supervisor"}),
    frozenset({"administrator", "analyst"}),
    frozenset({"administrator", "auditor"}),
    frozenset({"auditor", "investigator"}),
    frozenset({"auditor", "analyst"}),
)
"""Roles that one person must not hold together (CJIS AC-5 separation of duties): who grants access does not search,
and who reviews look-ups does not make them."""


@dataclass(frozen=True, slots=True)
class Tenant:
    """`jurisdiction` is an ISO 3166 code, as "US-CA"."""

    id: TenantId
    name: str
    kind: TenantKind
    jurisdiction: str


@dataclass(frozen=True, slots=True)
class Member:
    """`login` is unique in the installation, lower case. `active` False means the account can't sign in."""

    id: MemberId
    tenant_id: TenantId
    login: str
    name: str
    roles: tuple[Role, ...]
    active: bool = True


@dataclass(frozen=True, slots=True)
class Actor:
    """A member acting now."""

    member: Member
    tenant: Tenant
    session_id: SessionId


def roles_in_conflict(roles: tuple[Role, ...]) -> frozenset[str] | None:
    """The pair of roles that must not be held together, or None."""
    return next((pair for pair in KEPT_APART if pair <= set(roles)), None)
