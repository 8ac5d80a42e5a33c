"""A notice never says more than both policies allow, is one for each pair and cause, and has the identified first."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from safelight.access.core.tenant import TENANT_KINDS
from safelight.content.core.disclosure import (
    DETAILS,
    IDENTITIES,
    WHENS,
    Policy,
    Shown,
    disclosed,
    read_policy,
    write_policy,
)
from safelight.content.core.match import Candidate, best
from safelight.content.core.notice import Pair, Party, Side, both_sides

KINDS = st.sampled_from(TENANT_KINDS)
SHOWN = st.builds(Shown, st.sampled_from(IDENTITIES), st.booleans(), st.sampled_from(WHENS), st.sampled_from(DETAILS))
POLICIES = st.builds(Policy, st.dictionaries(KINDS, SHOWN), st.booleans())
AT = datetime(2026, 3, 4, 15, 16, 17, tzinfo=UTC)


def side(tenant: str, draw: tuple[Policy, str, bool]) -> Side:
    policy, kind, identified = draw
    party = Party(tenant, f"Named {tenant}", kind, policy, f"desk of {tenant}")  # type: ignore[arg-type]  # one of KINDS
    return Side(f"obs-{tenant}", party, AT, identified)


SIDES = st.tuples(POLICIES, KINDS, st.booleans())


@given(SIDES, SIDES, st.sampled_from(["pdq", "md5"]), st.integers(0, 31))
def test_both_sides_are_told_within_both_policies(
    one: tuple[Policy, str, bool], other: tuple[Policy, str, bool], kind: str, distance: int
) -> None:
    pair = Pair(side("one", one), side("two", other), kind, distance)
    told = both_sides(pair, AT)
    assert {notice.tenant_id for notice in told} == {"one", "two"}
    for notice in told:
        own, facing = pair.facing(notice.tenant_id)
        allowed = facing.party.policy.toward(own.party.kind)
        if facing.party.policy.reciprocal:
            allowed = allowed.meet(own.party.policy.toward(facing.party.kind))
        said = str(notice.record)
        assert next(iter(notice.record)) == "identified"
        assert bool(notice.record["identified"]) == notice.urgent == (own.identified or facing.identified)
        assert (facing.party.name in said) == (allowed.identity == "name")
        assert ("desk of" in said) == (allowed.identity == "name" and allowed.liaison)
        assert notice.record["when"] == {"none": "", "month": "2026-03", "day": "2026-03-04"}[allowed.when]
        assert bool(notice.record["match"]) == (allowed.match != "none")
        assert ("bits" in said) == (allowed.match == "distance")
        assert facing.sighting not in said


@given(SIDES, SIDES)
def test_the_same_pair_gets_the_same_two_ids_from_either_end(
    one: tuple[Policy, str, bool], other: tuple[Policy, str, bool]
) -> None:
    ends = (side("one", one), side("two", other))
    there, back = (Pair(*some, "pdq", 3) for some in (ends, ends[::-1]))
    assert there.id == back.id
    assert {notice.id for notice in both_sides(there, AT)} == {notice.id for notice in both_sides(back, AT)}
    assert len({notice.id for notice in both_sides(there, AT)}) == 2


@given(POLICIES, POLICIES, KINDS, KINDS)
def test_a_policy_survives_being_written_and_disclosure_is_within_it(
    of: Policy, to: Policy, of_kind: str, to_kind: str
) -> None:
    assert read_policy(write_policy(of)) == of
    shown = disclosed(of, of_kind, to, to_kind)  # type: ignore[arg-type]  # one of KINDS
    assert shown.within(of.toward(to_kind))  # type: ignore[arg-type]  # one of KINDS


CANDIDATES = st.builds(
    Candidate, st.sampled_from(["o1", "o2", "o3"]), st.just("t"), st.sampled_from(["pdq", "md5"]), st.integers(0, 31)
)


@given(st.lists(CANDIDATES), st.randoms())
def test_of_several_ways_to_meet_the_plainest_counts_in_any_order(some: list[Candidate], random: object) -> None:
    shuffled = list(some)
    random.shuffle(shuffled)  # type: ignore[attr-defined]  # hypothesis gives a Random
    kept = best(some)
    assert kept == best(shuffled)
    assert {one.observation_id for one in kept} == {one.observation_id for one in some}
    for one in kept:
        assert all(one.rank <= other.rank for other in some if other.observation_id == one.observation_id)
