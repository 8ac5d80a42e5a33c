"""Laws of permission: default deny, roles only add, purposes bind, no scope without a yes."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safelight.access.core.audit import AuditEntry, Subject, decode
from safelight.access.core.permission import (
    ACTIONS,
    NEEDS_PURPOSE,
    ONLY_FOR,
    TABLE,
    Action,
    Refused,
    Scope,
    allows,
    permit,
)
from safelight.access.core.purpose import PURPOSE_KINDS, CaseStanding, Purpose
from safelight.access.core.tenant import KEPT_APART, ROLES, TENANT_KINDS, Actor, Member, Role, Tenant, roles_in_conflict
from safelight.kernel.ids import CaseId, MemberId, SessionId, TenantId

AT = datetime(2024, 2, 29, 23, 59, 58, tzinfo=UTC)
OWN, OTHER = TenantId("ten-own"), TenantId("ten-other")

actors = st.builds(
    lambda kind, roles: Actor(
        Member(MemberId("mem-1"), OWN, "login", "Name", tuple(sorted(roles))),
        Tenant(OWN, "Agency", kind, "US"),
        SessionId("ses-1"),
    ),
    st.sampled_from(TENANT_KINDS),
    st.frozensets(st.sampled_from(ROLES), max_size=3),
)
actions = st.sampled_from(ACTIONS)
purposes = st.none() | st.builds(Purpose, st.sampled_from([CaseId("case-1"), CaseId("case-2")]), st.text(max_size=8))
standings = st.none() | st.builds(
    CaseStanding,
    st.sampled_from([CaseId("case-1"), CaseId("case-2")]),
    st.sampled_from([OWN, OTHER]),
    st.booleans(),
    st.sampled_from(PURPOSE_KINDS),
)


@given(actors, actions, purposes, standings)
def test_a_yes_means_role_and_purpose_and_nothing_else_does(
    actor: Actor, action: Action, purpose: Purpose | None, standing: CaseStanding | None
) -> None:
    grounded = (
        purpose is not None
        and standing is not None
        and len(purpose.reason.strip()) >= 3
        and standing.case_id == purpose.case_id
        and standing.tenant_id == OWN
        and standing.is_open
        and standing.kind in ONLY_FOR.get(action, PURPOSE_KINDS)
    )
    expected = allows(actor, action) and (action not in NEEDS_PURPOSE or grounded)
    assert isinstance(permit(actor, action, AT, purpose, standing), Scope) is expected


@given(actors, actions, st.sampled_from(ROLES))
def test_one_more_role_never_takes_a_right_away(actor: Actor, action: Action, role: Role) -> None:
    member = actor.member
    more = Actor(Member(member.id, OWN, "login", "Name", (*member.roles, role)), actor.tenant, actor.session_id)
    assert allows(more, action) or not allows(actor, action)


@given(actors, actions)
def test_a_scope_belongs_to_the_actors_own_tenant(actor: Actor, action: Action) -> None:
    decision = permit(
        actor, action, AT, Purpose(CaseId("case-1"), "reason"), CaseStanding(CaseId("case-1"), OWN, True, "referral")
    )
    assert isinstance(decision, Refused) or decision.tenant_id == OWN


def test_nobody_without_roles_may_do_anything() -> None:
    for kind in TENANT_KINDS:
        actor = Actor(Member(MemberId("m"), OWN, "l", "N", ()), Tenant(OWN, "A", kind, "US"), SessionId("s"))
        assert not any(allows(actor, action) for action in ACTIONS)


def test_every_action_is_somebodys_and_every_entry_is_an_action() -> None:
    given_out = {action for roles in TABLE.values() for actions_of in roles.values() for action in actions_of}
    assert given_out == set(ACTIONS)


@pytest.mark.parametrize("kind", TENANT_KINDS)
def test_who_grants_access_or_reviews_look_ups_does_not_look(kind: str) -> None:
    for role in ("administrator", "auditor"):
        assert not {"ads.search", "ads.reveal", "ads.export", "ads.lead.view"} & TABLE[kind].get(role, frozenset())  # type: ignore[index, call-overload]


def test_roles_kept_apart_are_refused_together() -> None:
    for pair in KEPT_APART:
        first, second = sorted(pair)
        assert roles_in_conflict((first, second)) == pair  # type: ignore[arg-type]
    assert roles_in_conflict(("investigator", "supervisor")) is None


@given(
    st.text(max_size=30),
    st.dictionaries(st.text(max_size=5), st.none() | st.booleans() | st.integers() | st.text(max_size=5)),
)
def test_an_audit_entry_reads_back_as_it_was_written(reason: str, details: dict[str, str | int | bool | None]) -> None:
    entry = AuditEntry("aud-1", AT, "ads.search", Subject("search", "x"), reason=reason, details=details)
    assert decode(entry.encode()) == entry
    assert entry.encode().isascii()


@given(actions.filter(ONLY_FOR.__contains__), standings)
def test_a_case_of_another_kind_is_refused_like_one_that_never_was(
    action: Action, standing: CaseStanding | None
) -> None:
    tenant = Tenant(OWN, "Agency", "agency", "US")
    actor = Actor(Member(MemberId("mem-1"), OWN, "login", "Name", ("investigator",)), tenant, SessionId("ses-1"))
    purpose = Purpose(CaseId("case-1"), "a reason")
    never = permit(actor, action, AT, purpose, None)
    assert isinstance(never, Refused)
    assert permit(actor, action, AT, purpose, standing) == never or (
        standing is not None and standing.kind in ONLY_FOR[action] and standing.is_open and standing.tenant_id == OWN
    )
