"""Laws of changes of groups: the twin that compares every pair, nothing when nothing moved, undone by the way back."""

from __future__ import annotations

from collections.abc import Mapping

from hypothesis import given
from hypothesis import strategies as st

from safelight.ads.core.changes import Change, changes

ADS = [f"ad-{number}" for number in range(12)]
GROUPS = st.dictionaries(st.sampled_from(ADS), st.sampled_from("GHKL"), min_size=1)
WEIGHTS = st.sampled_from((1.0, 2.5, 4.0))
ENDS = st.tuples(st.sampled_from(ADS), st.sampled_from(ADS), WEIGHTS)
LINKS = st.lists(ENDS.filter(lambda one: one[0] < one[1]), max_size=10)


def links(some: list[tuple[str, str, float]]) -> list[dict[str, object]]:
    return [
        {"a": a, "b": b, "evidence": [{"kind": "phone", "value": "+1", "weight": w, "why": ""}]} for a, b, w in some
    ]


def twin(before: Mapping[str, str], after: Mapping[str, str]) -> set[tuple[str, str, str, int, int]]:
    """(kind, before, after, ads, of), each pair of groups by itself."""
    there = {ad: group for ad, group in before.items() if ad in after}
    found = set()
    for old in set(there.values()):
        for new in set(after.values()) - {old}:
            own = {ad for ad in there if there[ad] == old}
            went = {ad for ad in own if after[ad] == new}
            others = {ad for ad in there if after[ad] == new} - own
            if went:
                kind = "parted" if went != own else "merged" if others else "renamed"
                found.add((kind, old, new, len(went), len(own)))
    return found


def plain(found: tuple[Change, ...]) -> set[tuple[str, str, str, int, int]]:
    return {(one.kind, one.before, one.after, one.ads, one.of) for one in found}


@given(GROUPS, GROUPS, LINKS, LINKS)
def test_as_the_twin_says_in_any_order(
    before: dict[str, str], after: dict[str, str], old: list[tuple[str, str, float]], new: list[tuple[str, str, float]]
) -> None:
    found = changes(before, after, links(old), links(new))
    assert plain(found) == twin(before, after)
    turned = changes(dict(reversed(before.items())), dict(reversed(after.items())), links(old[::-1]), links(new[::-1]))
    assert turned == found


@given(GROUPS, LINKS)
def test_nothing_moved_is_no_change_and_new_ads_are_none(
    groups: dict[str, str], some: list[tuple[str, str, float]]
) -> None:
    assert changes(groups, groups, links(some), links(some)) == ()
    assert changes(dict.fromkeys(groups), groups, (), links(some)) == ()


@given(GROUPS, GROUPS)
def test_the_way_back_moves_the_same_ads(before: dict[str, str], after: dict[str, str]) -> None:
    there = changes(before, after, (), ())
    back = changes(after, {ad: group for ad, group in before.items() if ad in after}, (), ())
    assert {(one.before, one.after, one.ads) for one in there} == {(one.after, one.before, one.ads) for one in back}


@given(GROUPS, GROUPS, LINKS, LINKS)
def test_a_link_ties_what_came_or_tore_what_went(
    before: dict[str, str], after: dict[str, str], old: list[tuple[str, str, float]], new: list[tuple[str, str, float]]
) -> None:
    for one in changes(before, after, links(old), links(new)):
        if one.link is None:
            continue
        ends = [one.link["a"], one.link["b"]]
        went = [end for end in ends if before.get(end) == one.before and after.get(end) == one.after]
        (other,) = [end for end in ends if end not in went]
        assert (after.get(other) == one.after) == (one.kind != "parted")
        assert (before.get(other) == one.before) == (one.kind == "parted")
