"""Laws of the near-match kernels: each equals its obvious twin."""

from __future__ import annotations

import numpy as np
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
@given(st.lists(st.frozensets(st.integers(0, 12), max_size=3), max_size=12))
def test_rows_that_share_a_key_are_one(rows: list[frozenset[int]]) -> None:
    edges = [(a, b) for a in range(len(rows)) for b in range(a) if rows[a] & rows[b]]
    assert near.sharing(rows) == twin.components(len(rows), edges)


@CALM
@given(st.lists(TEXT, max_size=6))
def test_similarity_is_the_share_of_equal_minima(texts: list[str]) -> None:
    rows = [twin.signature(text) for text in texts]
    packed = [row.tobytes() for row in near.from_strings(texts)[0]]
    for one, first in zip(rows, packed, strict=True):
        for other, second in zip(rows, packed, strict=True):
            same = sum(x == y for x, y in zip(one, other, strict=True))
            assert near.similarity(first, second) == same / near.ROWS
