"""The pdq of a picture is the published one, whatever its shape; turned pictures have the hashes of `orientations`."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.lib.pictures import landscape

from safelight.content.core import pdq, pdq_twin

TURNED = [
    lambda a: a,
    np.rot90,
    lambda a: np.rot90(a, 2),
    lambda a: np.rot90(a, 3),
    lambda a: a[::-1],
    lambda a: a[:, ::-1],
    lambda a: a.transpose(1, 0, 2),
    lambda a: np.rot90(a, 2).transpose(1, 0, 2),
]
"""In the order of pdq.ORIENTATIONS."""


def hashed(pixels: np.ndarray) -> bytes:
    return pdq.bits(pdq.cosines(pdq.sampled(np.ascontiguousarray(pixels), pixels.shape[:2])))


def apart(a: bytes, b: bytes) -> int:
    return (int.from_bytes(a) ^ int.from_bytes(b)).bit_count()


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 2**32), rows=st.integers(1, 270), columns=st.integers(1, 270), grey=st.booleans())
def test_samples_are_those_of_the_published_steps(seed: int, rows: int, columns: int, grey: bool) -> None:
    rng = np.random.default_rng(seed)
    pixels = rng.integers(0, 256, (rows, columns) if grey else (rows, columns, 3), dtype=np.uint8)
    assert np.allclose(pdq.sampled(pixels, (rows, columns)), pdq_twin.samples(pixels), atol=1e-2)


@settings(max_examples=10, deadline=None)
@given(seed=st.integers(0, 2**32), rows=st.integers(64, 300), columns=st.integers(64, 300))
def test_bits_are_those_of_the_published_steps_up_to_rounding(seed: int, rows: int, columns: int) -> None:
    pixels = landscape(np.random.default_rng(seed), rows, columns)
    expected = np.packbits(pdq_twin.bits(pdq_twin.samples(pixels))).tobytes()
    assert apart(hashed(pixels), expected) <= 2


@settings(max_examples=6, deadline=None)
@given(
    seed=st.integers(0, 2**32),
    step=st.sampled_from([2, 3, 4]),
    rows=st.integers(512, 600),
    ragged=st.integers(0, 7),
    mirrored=st.tuples(st.booleans(), st.booleans()),
)
def test_a_picture_reduced_by_areas_keeps_the_samples_of_its_full_size(
    seed: int, step: int, rows: int, ragged: int, mirrored: tuple[bool, bool]
) -> None:
    """What a reduced decoding does, in the ideal: each decoded pixel is the mean of step x step."""
    rng = np.random.default_rng(seed)
    full = landscape(rng, rows * step - ragged % step, 512 * step - ragged % step, grain=0)[:, :, 0]
    padding = [(0, -full.shape[0] % step), (0, -full.shape[1] % step)]
    padded = np.pad(full, padding, "edge").astype(np.float64)
    reduced = padded.reshape(rows, step, 512, step).mean(axis=(1, 3))
    small = pdq.sampled(np.rint(reduced).astype(np.uint8), full.shape, mirrored)
    assert np.abs(small - pdq.sampled(full, full.shape, mirrored)).max() < 1.5


@settings(max_examples=8, deadline=None)
@given(seed=st.integers(0, 2**32), side=st.integers(64, 300))
def test_turned_and_mirrored_pictures_have_the_hashes_of_orientations(seed: int, side: int) -> None:
    pixels = landscape(np.random.default_rng(seed), side, side + 40)
    told = pdq.orientations(pixels, pixels.shape[:2])
    assert len(told) == len(pdq.ORIENTATIONS) == len(TURNED)
    assert max(apart(hashed(turn(pixels)), one) for turn, one in zip(TURNED, told, strict=True)) <= 2


@pytest.mark.parametrize(
    ("full", "decoded"), [(1, 1), (5, 5), (64, 64), (65, 65), (1001, 501), (3000, 750), (20000, 2500)]
)
def test_every_sample_is_a_mean(full: int, decoded: int) -> None:
    found = pdq.weights(full, decoded)
    assert np.allclose(found.share.sum(axis=1), 1)
    assert (found.share > -1e-9).all()
    assert np.allclose(found.matrix.sum(axis=1), 1)


def test_quality_tells_a_blank_picture_from_a_full_one() -> None:
    white = np.full((300, 200), 255, np.uint8)
    assert pdq.quality(pdq.sampled(white, white.shape)) == 0
    pixels = landscape(np.random.default_rng(1), 300, 200)
    assert pdq.quality(pdq.sampled(pixels, (300, 200))) == 100
