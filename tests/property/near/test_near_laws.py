"""Laws of the near-match kernels: each equals its obvious twin."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from safelight import near
from safelight.near import twin

TEXT = st.text(
    alphabet=st.one_of(st.sampled_from("abcdeXYZ 0159.,!\n\t-ßéЖ中☎️💎–"), st.characters(codec="utf-8")), max_size=80
)
CALM = settings(deadline=None, max_examples=60)


@CALM
@given(st.lists(TEXT, max_size=6))
def test_signatures_equal_the_twin(texts: list[str]) -> None:
    fast, shingles = near.from_strings(texts)
    assert fast.tolist() == [twin.signature(text) for text in texts]
    assert shingles.tolist() == [max(0, len(twin.folded(text)) - 4) for text in texts]


@CALM
@given(st.lists(TEXT.map(str.lower), min_size=1, max_size=8), st.data())
def test_arrow_slices_give_the_same_signatures(texts: list[str], data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(texts)))
    for kind, large in ((pa.string(), False), (pa.large_string(), True)):
        column = pa.array(texts, kind).slice(start)
        fast, _ = near.from_arrow(column, large=large)
        assert fast.tolist() == near.from_strings(texts[start:])[0].tolist()


@CALM
@given(st.text(alphabet="abc d", min_size=20, max_size=60), st.text(alphabet="0123456789 .-!💎\n", max_size=5))
def test_digits_case_and_ornaments_do_not_matter(text: str, noise: str) -> None:
    plain, _ = near.from_strings([text + " end"])
    dressed, _ = near.from_strings([text.upper() + " " + noise + " END" + noise])
    assert plain.tolist() == dressed.tolist()


@CALM
@given(st.integers(1, 30), st.data())
def test_components_equal_the_twin(count: int, data: st.DataObject) -> None:
    node = st.integers(0, count - 1)
    edges = data.draw(st.lists(st.tuples(node, node), max_size=40))
    pairs = np.array(edges, np.int64).reshape(-1, 2)
    label = near.components(count, pairs).tolist()
    assert label == twin.components(count, edges)
    shuffled = data.draw(st.permutations(edges))
    assert near.components(count, np.array(shuffled, np.int64).reshape(-1, 2)).tolist() == label


@CALM
@given(st.lists(st.lists(st.integers(0, 2), min_size=64, max_size=64), max_size=8), st.floats(0.3, 1.0))
def test_verified_pairs_are_true_pairs(rows: list[list[int]], threshold: float) -> None:
    signatures = np.array(rows, np.uint32).reshape(-1, 64)
    pairs, scores = near.near_pairs(signatures, threshold)
    found = {(int(a), int(b)) for a, b in pairs}
    assert found <= twin.near_pairs(rows, threshold)
    assert len(found) == len(pairs) == len(scores)
    assert all(score >= threshold - 1 / 64 for score in scores)


@CALM
@given(st.lists(st.text(alphabet="ab c", min_size=8, max_size=30), min_size=1, max_size=6, unique=True), st.data())
def test_equal_texts_end_in_one_component(texts: list[str], data: st.DataObject) -> None:
    copies = data.draw(st.permutations(texts * 3))
    signatures, _ = near.from_strings(copies)
    label = near.components(len(copies), near.near_pairs(signatures, 1.0)[0])
    by_text: dict[str, set[int]] = {}
    for text, part in zip(copies, label.tolist(), strict=True):
        by_text.setdefault(twin.folded(text).decode(), set()).add(part)
    assert all(len(parts) == 1 for parts in by_text.values())


@CALM
@given(st.lists(st.integers(0, 4), max_size=25), st.lists(st.integers(0, 4), max_size=25))
def test_alignment_is_a_longest_common_subsequence(a: list[int], b: list[int]) -> None:
    partner = near.align(np.array(a, np.int32), np.array(b, np.int32)).tolist()
    matched = [(i, j) for i, j in enumerate(partner) if j >= 0]
    assert all(a[i] == b[j] for i, j in matched)
    assert [j for _, j in matched] == sorted({j for _, j in matched})
    assert len(matched) == twin.common_length(a, b)
