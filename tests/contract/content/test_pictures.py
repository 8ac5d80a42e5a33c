"""One file in, its fingerprints out, through the limited child."""

from __future__ import annotations

import hashlib
import io
import os
import signal
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from tests.lib.pictures import landscape, saved

from safelight.content.core.fingerprint import distance
from safelight.content.core.pdq import EXACT, FAST
from safelight.content.hashers.hashed import Hashed
from safelight.content.hashers.pictures import PictureHasher
from safelight.infra.sandbox import Limits

PIXELS = landscape(np.random.default_rng(5), 600, 800)


@pytest.fixture(scope="module")
def fast() -> Iterator[PictureHasher]:
    with PictureHasher() as hasher:
        yield hasher


@pytest.fixture(scope="module")
def exact() -> Iterator[PictureHasher]:
    with PictureHasher(exact=True, orientations=True) as hasher:
        yield hasher


def hashed(hasher: PictureHasher, folder: Path, content: bytes) -> Hashed:
    path = folder / "it"
    path.write_bytes(content)
    with path.open("rb") as file:
        return hasher.hash(file)


def apart(a: Hashed, b: Hashed) -> int:
    assert a.look is not None
    assert b.look is not None
    return distance(a.look, b.look)


def test_digests_pipeline_and_shape_are_told(fast: PictureHasher, exact: PictureHasher, tmp_path: Path) -> None:
    content = saved(PIXELS, quality=90)
    found, slow = hashed(fast, tmp_path, content), hashed(exact, tmp_path, content)
    assert found.digests.sha256 == hashlib.sha256(content).hexdigest()
    assert found.digests.sha1 == hashlib.sha1(content).hexdigest()
    assert found.digests.md5 == hashlib.md5(content).hexdigest()
    assert found.digests.size == len(content)
    assert (found.format, found.shape, found.error) == ("jpeg", (800, 600), None)
    assert found.look is not None
    assert slow.look is not None
    assert (found.look.pipeline, slow.look.pipeline) == (FAST, EXACT)
    assert found.look.quality == slow.look.quality == 100
    assert apart(found, slow) <= 16


@pytest.mark.parametrize("format", ["PNG", "WEBP", "TIFF", "BMP", "GIF", "JPEG2000", "PPM", "TGA", "PCX", "AVIF"])
def test_every_format_that_is_read_gives_the_look_of_the_picture(
    format: str, fast: PictureHasher, exact: PictureHasher, tmp_path: Path
) -> None:
    first = hashed(exact, tmp_path, saved(PIXELS, "PNG"))
    assert apart(hashed(fast, tmp_path, saved(PIXELS, format)), first) <= 16


@pytest.mark.parametrize("mode", ["L", "P", "RGBA", "LA", "CMYK", "1", "I;16"])
def test_every_way_to_store_colour_is_read(mode: str, fast: PictureHasher, tmp_path: Path) -> None:
    stream = io.BytesIO()
    grey = Image.fromarray(PIXELS).convert("L")
    shown = Image.fromarray(np.asarray(grey).astype(np.uint16)) if mode == "I;16" else grey.convert(mode)
    shown.save(stream, "TIFF")
    found = hashed(fast, tmp_path, stream.getvalue())
    assert apart(found, hashed(fast, tmp_path, saved(np.asarray(grey), "PNG"))) <= 31


def test_the_fast_way_keeps_the_hash_of_a_large_picture(
    fast: PictureHasher, exact: PictureHasher, tmp_path: Path
) -> None:
    content = saved(landscape(np.random.default_rng(6), 1_601, 2_203), quality=80)
    assert apart(hashed(fast, tmp_path, content), hashed(exact, tmp_path, content)) <= 10


def test_the_eight_orientations_are_those_of_turned_files(exact: PictureHasher, tmp_path: Path) -> None:
    told = hashed(exact, tmp_path, saved(PIXELS, "PNG")).orientations
    mirrored = hashed(exact, tmp_path, saved(np.ascontiguousarray(PIXELS[:, ::-1]), "PNG"))
    turned = hashed(exact, tmp_path, saved(np.ascontiguousarray(np.rot90(PIXELS)), "PNG"))
    assert mirrored.look is not None
    assert turned.look is not None
    assert distance(mirrored.look, told[5]) <= 2
    assert distance(turned.look, told[1]) <= 2


@pytest.mark.parametrize("shape", [(1, 1), (4, 400), (300, 200)])
def test_a_picture_with_nothing_to_see_is_flat(shape: tuple[int, int], fast: PictureHasher, tmp_path: Path) -> None:
    found = hashed(fast, tmp_path, saved(np.full((*shape, 3), 255, np.uint8), "PNG"))
    assert found.look is not None
    assert found.look.flat
    assert not found.look.near


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "empty"),
        (b"hello", "not a picture"),
        (saved(PIXELS)[:9_000], "truncated"),
        (
            b"BM" + bytes(12) + (40).to_bytes(4, "little") + b"\xff\xff\xff\x0f" * 2 + b"\1\0\x18\0" + bytes(40),
            "pixels are more",
        ),
    ],
)
def test_what_is_no_picture_has_digests_and_a_reason(
    content: bytes, says: str, fast: PictureHasher, tmp_path: Path
) -> None:
    found = hashed(fast, tmp_path, content)
    assert found.look is None
    assert found.error is not None
    assert says in found.error
    assert found.digests.md5 == hashlib.md5(content).hexdigest()


def test_a_child_that_dies_costs_one_file(tmp_path: Path) -> None:
    small = saved(PIXELS[:100, :100], "PNG")
    with PictureHasher() as hasher:
        assert hashed(hasher, tmp_path, small).look is not None
        child = hasher._child._child
        assert child is not None
        os.kill(child.pid, signal.SIGKILL)
        child.wait()
        dead = hashed(hasher, tmp_path, small)
        assert dead.look is None
        assert dead.error is not None
        assert hashed(hasher, tmp_path, small).look is not None
        assert hasher._child.started == 2


def test_a_child_that_says_nothing_is_given_up(tmp_path: Path) -> None:
    with PictureHasher(limits=Limits(memory=2**30, silence=0.001)) as hasher:
        dead = hashed(hasher, tmp_path, saved(PIXELS, "PNG"))
        assert (dead.look, dead.error) == (None, "no answer within 0.001 seconds")
