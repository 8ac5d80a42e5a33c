"""Families of prints: what was saved again stays together, strangers stay apart, and a flood costs no more."""

from __future__ import annotations

import numpy as np
import pytest

from safelight.near.prints import families

RADIUS = 31


def prints(count: int, seed: int = 1) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, 256, (count, 32), dtype=np.uint8)


def flipped(rows: np.ndarray, bits: int, seed: int = 2) -> np.ndarray:
    rng = np.random.default_rng(seed)
    found = np.unpackbits(rows, axis=1)
    for row in found:
        row[rng.choice(256, bits, replace=False)] ^= 1
    return np.packbits(found, axis=1)


@pytest.mark.parametrize(("bits", "least"), [(0, 1.0), (12, 1.0), (RADIUS, 0.85)])
def test_a_picture_saved_again_is_of_the_family(bits: int, least: float) -> None:
    own = prints(400)
    label = families(np.concatenate((own, flipped(own, bits))), RADIUS)
    assert np.mean(label[:400] == label[400:]) >= least
    assert len(set(label[:400].tolist())) == 400


def test_strangers_and_few_stand_alone() -> None:
    assert families(prints(300, 5), RADIUS).tolist() == list(range(300))
    assert families(prints(1), RADIUS).tolist() == [0]
    assert families(prints(0), RADIUS).tolist() == []


def test_labels_do_not_depend_on_the_order_of_rows() -> None:
    own = np.concatenate((prints(50), flipped(prints(50), 9)))
    order = np.random.default_rng(4).permutation(100)
    straight, turned = families(own, RADIUS), families(own[order], RADIUS)
    same = {frozenset(np.flatnonzero(straight == one).tolist()) for one in set(straight.tolist())}
    assert same == {frozenset(order[np.flatnonzero(turned == one)].tolist()) for one in set(turned.tolist())}


def test_one_picture_in_very_many_ads_is_one_family() -> None:
    assert set(families(flipped(np.repeat(prints(1), 3_000, axis=0), 8), RADIUS).tolist()) == {0}
