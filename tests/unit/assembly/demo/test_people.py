"""Tenants and members of the demo, and the lines that are broken on purpose."""

from __future__ import annotations

import json
from collections import Counter
from datetime import UTC, datetime
from typing import get_args

from safelight.ads.core.ad import read_ad
from safelight.assembly.demo import MEMBERS, TENANTS, make_world, poor_records
from safelight.assembly.demo.members import Role
from safelight.kernel.provenance import Rejected

NOW = datetime(2026, 7, 1, tzinfo=UTC)


def test_two_agencies_an_ngo_and_a_company() -> None:
    assert Counter(tenant.kind for tenant in TENANTS) == {"agency": 2, "ngo": 1, "company": 1}


def test_every_role_has_a_member_and_every_member_a_tenant() -> None:
    assert {member.role for member in MEMBERS} == set(get_args(Role))
    assert {member.tenant for member in MEMBERS} == {tenant.id for tenant in TENANTS}
    assert len({member.login for member in MEMBERS}) == len(MEMBERS)
    assert all(member.email.endswith(".example") for member in MEMBERS)


def test_both_agencies_can_work_a_case() -> None:
    for tenant in TENANTS:
        roles = {member.role for member in MEMBERS if member.tenant == tenant.id}
        assert "administrator" in roles
        if tenant.kind == "agency":
            assert {"investigator", "supervisor", "analyst"} <= roles


def test_a_world_brings_its_people() -> None:
    made = make_world(1, 5)
    assert made.tenants == TENANTS
    assert made.people == MEMBERS


def outcome(line: bytes) -> str:
    try:
        record = json.loads(line.decode("utf-8"))
    except ValueError:
        return "rejected"
    read = read_ad(record, NOW, "poor.jsonl:1")
    if isinstance(read, Rejected):
        return "rejected"
    return "warned" if read[1] else "kept"


def test_poor_records_are_as_poor_as_they_say() -> None:
    for seed in (1, 2, 3):
        lines = poor_records(seed)
        assert lines == poor_records(seed)
        assert {poor.why for poor in lines} >= {"not JSON", "no id", "no text", "future date", "not UTF-8"}
        for poor in lines:
            assert b"\n" not in poor.line
            assert outcome(poor.line) == poor.outcome, poor.why
