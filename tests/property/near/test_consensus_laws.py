"""Laws of words, tokens and consensus: each kernel equals its obvious twin; every token has one place."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safelight.ads.core.repost import folded
from safelight.near import chain_kernels, consensus_kernels, letter_kernels, slot_kernels, twin
from safelight.near.consensus import MOST_COLUMNS, MOST_TOKENS, consensus, tokens_of
from safelight.near.words import bare, words_of

CALM = settings(deadline=None, max_examples=60)
TEXT = st.text(
    alphabet=st.one_of(
        st.sampled_from("aabcdeLl01$@'!|.,-/: \n\x00éßЖа中文ก☎️💎½…\u0301\u200b\ud800"), st.characters(codec=None)
    ),
    max_size=60,
)
SWAP, CLASH = -30, -48
"""Points for unlike tokens in one place: fewer than both alone cost, so that no best alignment has them."""
SAID = ("oak", "elm", "ash", "fir", "Ann", "Bob", "12", "345", ".", "!", "🌷", "💎")
WORDS = st.lists(st.sampled_from(SAID), min_size=1, max_size=14)


@CALM
@given(st.lists(TEXT, max_size=5))
def test_words_equal_the_twin(texts: list[str]) -> None:
    found, slow = words_of(texts), [twin.words(text) for text in texts]
    assert found.lengths().tolist() == [len(own) for own in slow]
    named: dict[str, int] = {}
    numbers = [named.setdefault(word, len(named)) for own in slow for word in own]
    digests: dict[int, int] = {}
    assert [digests.setdefault(word, len(digests)) for word in found.words.tolist()] == numbers


@CALM
@given(st.lists(TEXT, max_size=5))
def test_bare_letters_equal_the_folded_text(texts: list[str]) -> None:
    assert [own.decode("utf-32-le", "surrogatepass") for own in bare(texts)] == [folded(text) for text in texts]


@CALM
@given(st.lists(TEXT, min_size=1, max_size=4))
def test_tokens_stand_in_order_and_leave_out_only_breaks(texts: list[str]) -> None:
    found = tokens_of(texts)
    for at, text in enumerate(texts):
        spans = found.spans[found.starts[at] : found.starts[at + 1]].tolist()
        flat = [place for span in spans for place in span]
        assert flat == sorted(flat)
        assert all(start < end <= len(text) for start, end in spans)
        inside = {place for start, end in spans for place in range(start, end)}
        left = "".join(character for place, character in enumerate(text) if place not in inside)
        assert tokens_of([left]).keys.size == 0


@CALM
@given(st.lists(WORDS, min_size=1, max_size=6))
def test_every_token_has_one_column(said: list[list[str]]) -> None:
    tokens = tokens_of([" ".join(words) for words in said])
    _, keys = np.unique(tokens.keys, return_inverse=True)
    cells = consensus_kernels.lay(keys, tokens.kinds, tokens.starts, MOST_COLUMNS)
    for member, length in enumerate(np.diff(tokens.starts).tolist()):
        placed = [token for token in cells[:, member].tolist() if token >= 0]
        assert sorted(placed) == list(range(length))
    assert (cells >= 0).any(axis=1).all()


@CALM
@given(WORDS, st.integers(2, 5))
def test_equal_texts_are_all_constant(words: list[str], copies: int) -> None:
    text = " ".join(["rowan", *words])
    script = consensus(tokens_of([text] * copies))
    tokens = np.arange(tokens_of([text]).keys.size)
    assert (script.shown == 0).all()
    assert (script.tokens == tokens[:, None]).all()


@CALM
@given(WORDS, WORDS)
def test_the_best_block_scores_as_the_twin_says(one: list[str], other: list[str]) -> None:
    tokens = tokens_of([" ".join(one), " ".join(other)])
    _, keys = np.unique(tokens.keys, return_inverse=True)
    cut = tokens.starts[1]
    columns, rows, looks, kinds = keys[:cut], keys[cut:], tokens.kinds[:cut], tokens.kinds[cut:]
    size = len(columns)
    cells, follows = np.full((size, 2), np.int32(-1), np.int32), np.arange(1, size + 2) % (size + 1)
    follows[size - 1 :] = (-1, 0)
    heads, posts = np.full(len(keys), -1, np.int64), np.zeros((len(keys), 3), np.int64)
    profile = (cells, follows, looks.astype(np.int64), np.zeros(size, np.int64), heads, posts, np.array([size, 0]))
    for at, key in enumerate(columns):
        consensus_kernels.put(profile, at, 0, at, key)
    places, at = np.arange(size), np.full(len(rows), -1)
    pairs = chain_kernels.best_chain(rows, kinds, at, profile, places, places, 1)[::-1, :2].T
    script = list(zip(columns.tolist(), looks.tolist(), strict=True))
    points = [[_points(*own, *said) for own in script] for said in zip(rows.tolist(), kinds.tolist(), strict=True)]
    best = twin.best_local(points, chain_kernels.EXTRA, [chain_kernels.SKIP] * size)
    assert _score(pairs.tolist(), points) == best


def _points(column: int, look: int, key: int, kind: int) -> int:
    if column == key:
        whole = chain_kernels.AGREE + chain_kernels.SHARED
        return chain_kernels.STOPS if kind == letter_kernels.STOP else whole
    if letter_kernels.STOP in (look, kind):
        return SWAP if look == kind else CLASH
    return chain_kernels.ALIKE if look == kind != letter_kernels.WORD else SWAP


def _score(pairs: list[list[int]], points: list[list[int]]) -> int:
    rows, columns = pairs
    total = sum(points[i][q] for i, q in zip(rows, columns, strict=True))
    for at in range(1, len(rows)):
        total -= chain_kernels.EXTRA * (rows[at] - rows[at - 1] - 1)
        total -= chain_kernels.SKIP * (columns[at] - columns[at - 1] - 1)
    return total


@CALM
@given(st.lists(st.integers(1, 6), min_size=1, max_size=5), st.sampled_from([0.5, 4.0, 32.0]))
def test_seating_equals_its_closed_form(counts: list[int], concentration: float) -> None:
    fast = slot_kernels.seating(np.array(counts), len(counts), concentration)
    assert fast == pytest.approx(twin.seating(counts, concentration), abs=1e-6)


def test_texts_longer_than_what_is_laid_are_cut() -> None:
    assert tokens_of(["oak " * 10_000, ""]).starts.tolist() == [0, MOST_TOKENS, MOST_TOKENS]
