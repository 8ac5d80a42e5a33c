"""Spots told on arrays are those that the obvious twin tells token by token."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from unittest.mock import patch

from hypothesis import given, settings
from hypothesis import strategies as st

from safelight.ads.core import name_spots
from safelight.ads.core.name_spots import Spots, is_flat, tokens_of

PIECES = st.sampled_from(
    [
        "Anna",
        "anna",
        "ANNA",
        "is",
        "back",
        "in",
        "Town",
        "I",
        "am",
        "1st",
        "24",
        "\n",
        "^",
        "!!",
        "o'Neil",
        "é",
        "x@y.z",
        ",",
        "-",
        ":.",
        " ",
    ]
)
TEXTS = st.lists(st.lists(PIECES, max_size=12).map(" ".join) | st.text(max_size=20), max_size=6)

Place = tuple[str, str, bool]


def twin(text: str) -> Iterator[tuple[str, frozenset[Place]]]:
    tokens, flat = tokens_of(text), is_flat(text)
    plain = ["^", "^", *("#" if token[0].isdigit() else token.lower() for token in tokens), "^", "^"]
    for at, token in enumerate(tokens):
        if not re.fullmatch(r"[a-z]{3,15}|[A-Z]{3,15}" if flat else r"[A-Z][a-z]{2,14}", token):
            continue
        far, before, word, after, beyond = plain[at : at + 5]
        around = set()
        if before.isalpha() or far.isalpha():
            around.add((f"{far} {before}", "", flat))
        if after.isalpha() or beyond.isalpha():
            around.add(("", f"{after} {beyond}", flat))
        if before.isalpha() or after.isalpha() or before in "^\n":
            around.add((before, after, flat))
        yield word, frozenset(around)


def place(key: int, words: list[str]) -> Place:
    one, other = words[key >> 33], words[key >> 3 & (1 << 30) - 1]
    kind = {name_spots.AFTER: (f"{one} {other}", ""), name_spots.BEFORE: ("", f"{one} {other}")}
    return (*kind.get(key >> 1 & 3, (one, other)), bool(key & 1))


def is_inside(before: str, after: str, flat: bool) -> bool:
    if flat or not before or not after or " " in before + after:
        return flat
    parts = after == "\n" or not (after[0].isalnum() or after[0] in "_.!?…")
    return before.isalpha() or before == "," or (before in "^\n" and parts)


@given(TEXTS, st.integers(1, 60))
@settings(max_examples=200)
def test_spots_on_arrays_are_those_told_token_by_token(texts: list[str], run: int) -> None:
    looked = Spots()
    with patch.object(name_spots, "RUN", run):
        for text in texts:
            looked.add(text)
    rows = looked.all().tolist()
    words, keys = list(looked.tokens.words), list(looked.places)
    found = [
        (text, words[word], frozenset(place(keys[at], words) for at in places if at >= 0))
        for text, word, *places in rows
    ]
    assert found == [(at, word, around) for at, text in enumerate(texts) for word, around in twin(text)]
    assert looked.inside().tolist() == [is_inside(*place(key, words)) for key in keys]


@given(TEXTS)
@settings(max_examples=100)
def test_words_without_a_capital_are_counted_once_a_text(texts: list[str]) -> None:
    looked = Spots()
    for text in texts:
        looked.add(text)
    often = Counter(token for text in texts if not is_flat(text) for token in set(tokens_of(text)) if token.islower())
    counted = dict(zip(looked.tokens.words, looked.lower().tolist(), strict=True))
    assert all(counted[token] == often[token] for token in often if re.fullmatch("[a-z]+", token))
