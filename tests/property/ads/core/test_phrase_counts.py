"""Phrases that several groups use are counted a part at a time; the obvious twin counts sets."""

from __future__ import annotations

from collections import Counter
from itertools import accumulate

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from safelight.ads.core.script import Spoken, used_by_several

TEXTS = st.lists(st.lists(st.integers(0, 3), max_size=12), min_size=1, max_size=8)


@given(TEXTS, st.data(), st.integers(1, 100))
@settings(max_examples=200)
def test_counting_in_parts_is_counting_sets(texts: list[list[int]], data: st.DataObject, at_once: int) -> None:
    rows = st.lists(st.integers(0, len(texts) - 1), min_size=1, max_size=4, unique=True)
    groups = data.draw(st.lists(rows, max_size=5))
    starts = np.array([0, *accumulate(map(len, texts))], np.int64)
    said = Spoken(np.array([word for text in texts for word in text], np.uint32), starts)
    users = Counter(key for own in groups for key in {key for row in own for key in said.triples(row).tolist()})
    known, count = used_by_several(said, groups, at_once)
    assert known.tolist() == sorted(key for key in users if users[key] > 1)
    assert count.tolist() == [users[key] for key in known.tolist()]


@given(TEXTS)
def test_a_text_has_the_triples_of_its_words(texts: list[list[int]]) -> None:
    starts = np.array([0, *accumulate(map(len, texts))], np.int64)
    said = Spoken(np.array([word for text in texts for word in text], np.uint32), starts)
    for row, text in enumerate(texts):
        spoken = {a << 42 | b << 21 | c for a, b, c in zip(text, text[1:], text[2:], strict=False)}
        assert said.triples(row).tolist() == sorted(spoken)
