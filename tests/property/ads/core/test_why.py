"""The chain between two ads: against every simple path on small graphs, and the same from either end."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, pairwise
from math import isclose, prod

from hypothesis import given, settings
from hypothesis import strategies as st

from safelight.ads.core.why import SUREST, Record, chain, strength

ADS = "abcdef"
PAIRS = tuple(combinations(ADS, 2))
WEIGHTS = st.sampled_from((0.2, 0.5, 0.5, 0.9, 1.0))


def link(a: str, b: str, *weights: float) -> Record:
    evidence = [
        {"kind": "phone", "value": f"{a}{b}{at}", "weight": weight, "why": ""} for at, weight in enumerate(weights)
    ]
    return {"a": a, "b": b, "evidence": evidence}


GRAPHS = st.dictionaries(st.sampled_from(PAIRS), st.lists(WEIGHTS, min_size=1, max_size=2), max_size=9)


def every_path(links: list[Record], start: str, end: str, seen: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """The obvious twin: all ways that meet no ad twice."""
    seen = (*seen, start)
    if start == end:
        yield seen
        return
    for one in links:
        if start in (one["a"], one["b"]):
            other = one["b"] if one["a"] == start else one["a"]
            if other not in seen:
                yield from every_path(links, other, end, seen)


def sure(links: list[Record], path: tuple[str, ...]) -> float:
    by_pair = {frozenset((one["a"], one["b"])): strength(one) for one in links}
    return prod(by_pair[frozenset(pair)] for pair in pairwise(path))


@settings(max_examples=300, deadline=None)
@given(GRAPHS, st.sampled_from(PAIRS))
def test_no_path_holds_better_and_none_is_missed(
    graph: dict[tuple[str, str], list[float]], ends: tuple[str, str]
) -> None:
    links = [link(a, b, *weights) for (a, b), weights in graph.items()]
    a, b = ends
    paths = list(every_path(links, a, b))
    found = chain(links, a, b)
    assert (found is None) == (not paths)
    if found is not None:
        told = (a, *(ad for ad, _ in found))
        assert told in paths
        assert isclose(sure(links, told), max(sure(links, path) for path in paths), rel_tol=1e-6)
        assert all(
            {before, after} == {one["a"], one["b"]}
            for (before, after), (_, one) in zip(pairwise(told), found, strict=True)
        )
        back = chain(links[::-1], b, a)
        assert back is not None
        assert (b, *(ad for ad, _ in back)) == told[::-1]


def test_a_sure_detour_beats_a_weak_straight_way_and_an_ad_is_itself() -> None:
    links = [link("a", "c", 0.3), link("a", "b", 0.9), link("b", "c", 0.9)]
    assert [ad for ad, _ in chain(links, "a", "c") or ()] == ["b", "c"]
    assert chain(links, "a", "a") == ()
    assert chain(links, "a", "z") is None


def test_of_equally_sure_ways_the_shorter_is_told() -> None:
    links = [link("a", "b", 1.0), link("b", "c", 1.0), link("a", "c", 1.0)]
    assert strength(links[0]) == SUREST
    assert [ad for ad, _ in chain(links, "a", "c") or ()] == ["c"]
