"""Laws of kin: order-free, equal words are one, disguise doesn't matter, strangers stand apart, nothing chains."""

from __future__ import annotations

import random

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.lib.reading import own_words

from safelight.near.kin import FEWEST_WORDS, kin
from safelight.near.words import words_of

CALM = settings(deadline=None, max_examples=30)
TEXTS = [own_words(voice, 25) for voice in range(5)]


def parts(texts: list[str]) -> set[frozenset[str]]:
    """The partition of numbered texts; the number stands in front and is no word."""
    found: dict[int, set[str]] = {}
    for text, label in zip(texts, kin(words_of(texts)).tolist(), strict=True):
        found.setdefault(label, set()).add(text)
    return {frozenset(part) for part in found.values()}


@st.composite
def notes(draw: st.DrawFn) -> list[str]:
    found = []
    for at in range(draw(st.integers(1, 12))):
        words = draw(st.sampled_from(TEXTS)).split()
        for place in draw(st.sets(st.integers(0, 24), max_size=4)):
            words[place] = f"edit{'abcdefghijkl'[at] * 3}{'abcdefghijklmnopqrstuvwxy'[place]}"
        found.append(f"{at} {' '.join(words)}")
    return found


@CALM
@given(notes(), st.randoms(use_true_random=False))
def test_order_does_not_matter(texts: list[str], rng: random.Random) -> None:
    turned = [*texts]
    rng.shuffle(turned)
    assert parts(turned) == parts(texts)


@CALM
@given(notes())
def test_labels_are_rows_of_their_own_part(texts: list[str]) -> None:
    labels = kin(words_of(texts)).tolist()
    assert all(labels[label] == label for label in labels)


def test_equal_words_are_one_text_however_they_are_dressed() -> None:
    plain = TEXTS[0]
    dressed = plain.upper().replace("O", "0").replace(" ", " 💎 ", 3)
    assert len(set(kin(words_of([plain, dressed, TEXTS[1]])).tolist())) == 2


def test_edits_far_apart_and_moved_halves_stay_kin_and_strangers_do_not() -> None:
    words = TEXTS[2].split()
    edited = [*words]
    edited[4], edited[20] = "quite", "other"
    moved = words[12:] + words[:12]
    labels = kin(words_of([" ".join(one) for one in (words, edited, moved)] + [own_words(n) for n in range(9, 40)]))
    assert len(set(labels[:3].tolist())) == 1
    assert len(set(labels.tolist())) == 1 + 31


def test_a_chain_of_small_changes_is_cut() -> None:
    stock = " ".join(own_words(voice, 40) for voice in range(3)).split()
    chain = [" ".join(stock[at : at + 30]) for at in range(0, 90, 3)]
    sizes = [len(part) for part in parts(chain)]
    assert max(sizes) < len(chain) / 2


def test_too_few_words_say_nothing() -> None:
    short = " ".join(TEXTS[0].split()[: FEWEST_WORDS - 1])
    assert kin(words_of([short, short, ""])).tolist() == [-1, -1, -1]


def test_a_script_that_nearly_all_carry_is_one_and_boilerplate_that_all_carry_ties_nobody() -> None:
    rng, stock = random.Random(5), own_words(7, 400).split()
    script = rng.sample(stock, 50)
    edited = [" ".join(rng.choice(stock) if rng.random() < 0.08 else word for word in script) for _ in range(300)]
    others = [" ".join(rng.choices(stock, k=40)) for _ in range(30)]
    labels = kin(words_of([*edited, *others])).tolist()
    assert len(set(labels[:300])) == 1
    assert len(set(labels)) == 31
    notice = " ".join(rng.choices(stock, k=60))
    assert (
        len(set(kin(words_of([f"{' '.join(rng.choices(stock, k=20))} {notice}" for _ in range(300)])).tolist())) == 300
    )
