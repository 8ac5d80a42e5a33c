"""One video in, its vpdq out, through the limited child; whatever a file is, it costs itself only."""

from __future__ import annotations

import hashlib
import os
import signal
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("av", reason="the extra video is not installed")

from tests.lib.pictures import saved
from tests.lib.videos import encoded, marked, resized, scenes, sound, turned

from safelight.content.core.fingerprint import Fingerprint
from safelight.content.core.frames import read_frames
from safelight.content.core.video_match import RULE, Overlap, compared_frames, overlap
from safelight.content.hashers.files import FileHasher
from safelight.content.hashers.hashed import Hashed
from safelight.content.hashers.videos import CUT, DAMAGED, PIPELINE, VideoHasher
from safelight.infra.sandbox import Limits

RATE = 8
FRAMES = scenes(np.random.default_rng(5), 12, rate=RATE)
MP4 = encoded(FRAMES)
MKV = encoded(FRAMES, "matroska", "libx264")
NOISE = np.random.default_rng(7).integers(0, 256, 5_000, dtype=np.uint8).tobytes()


@pytest.fixture(scope="module")
def hasher() -> Iterator[FileHasher]:
    with FileHasher() as made:
        yield made


def hashed(hasher: FileHasher, folder: Path, content: bytes) -> Hashed:
    path = folder / "it"
    path.write_bytes(content)
    with path.open("rb") as file:
        return hasher.hash(file)


def look(found: Hashed) -> Fingerprint:
    assert found.look is not None, found.error
    return found.look


def met(a: Hashed, b: Hashed) -> Overlap:
    return overlap(compared_frames(look(a).frames), compared_frames(look(b).frames))


def test_a_frame_a_second_with_its_time_and_pipeline(hasher: FileHasher, tmp_path: Path) -> None:
    found = hashed(hasher, tmp_path, MP4)
    assert found.digests.sha256 == hashlib.sha256(MP4).hexdigest()
    assert (found.format, found.shape, found.seconds) == ("mov", (160, 120), 11.875)
    assert (found.error, found.note, look(found).pipeline) == (None, None, PIPELINE)
    assert [(f.number, f.seconds) for f in look(found).frames] == [(at * RATE, float(at)) for at in range(12)]
    assert look(found).quality == 100


def test_another_step_is_another_pipeline(tmp_path: Path) -> None:
    for every, count in ((0, 96), (0.5, 24), (5, 3)):
        with FileHasher(every=every) as made:
            found = look(hashed(made, tmp_path, MP4))
        assert (len(found.frames), found.pipeline) == (count, f"{PIPELINE}-every-{every:g}s")


@pytest.mark.parametrize(
    ("container", "codec"),
    [
        *(("mov", "mpeg4"), ("matroska", "libx264"), ("webm", "libvpx"), ("avi", "mpeg4"), ("mpegts", "mpeg2video")),
        *(("flv", "flv"), ("asf", "msmpeg4"), ("mpeg", "mpeg1video"), ("ivf", "libvpx")),
    ],
)
def test_every_container_gives_the_look_of_the_video(
    container: str, codec: str, hasher: FileHasher, tmp_path: Path
) -> None:
    rate = 25 if codec == "mpeg1video" else RATE
    found = hashed(hasher, tmp_path, encoded(FRAMES, container, codec, rate))
    assert met(found, hashed(hasher, tmp_path, encoded(FRAMES, rate=rate))).query == 100


@pytest.mark.parametrize("pixels", ["yuv444p", "yuv420p10le"])
def test_every_way_to_store_brightness_is_read(pixels: str, hasher: FileHasher, tmp_path: Path) -> None:
    found = hashed(hasher, tmp_path, encoded(FRAMES, "matroska", "libx264", pixels=pixels))
    assert met(found, hashed(hasher, tmp_path, MP4)).query == 100


def test_a_video_shown_turned_is_hashed_as_it_is_shown(hasher: FileHasher, tmp_path: Path) -> None:
    upright = encoded([np.ascontiguousarray(np.rot90(each, -1)) for each in FRAMES])
    found = met(hashed(hasher, tmp_path, turned(MP4)), hashed(hasher, tmp_path, upright))
    assert (found.query, found.compared) == (100, 100)


def test_copies_meet_and_others_do_not(hasher: FileHasher, tmp_path: Path) -> None:
    original = hashed(hasher, tmp_path, MP4)
    small = hashed(hasher, tmp_path, encoded(resized(FRAMES, 0.5), bit_rate=100_000))
    part = hashed(hasher, tmp_path, encoded(FRAMES[32:64]))
    logo = hashed(hasher, tmp_path, encoded(marked(FRAMES, 0.04)))
    other = hashed(hasher, tmp_path, encoded(scenes(np.random.default_rng(6), 12, rate=RATE)))
    assert all(RULE.stands(met(copy, original)) for copy in (small, part, logo))
    assert RULE.stands_either_way(met(original, part))
    assert met(other, original) == Overlap(0, 0, 0)


def test_a_video_without_a_sound_frame_is_flat(hasher: FileHasher, tmp_path: Path) -> None:
    found = look(hashed(hasher, tmp_path, encoded([np.full((64, 64, 3), 200, np.uint8)] * 16)))
    assert found.flat
    assert compared_frames(found.frames) == ()


def holes(content: bytes) -> bytes:
    """With holes in the middle."""
    made = bytearray(content)
    for at in range(4_000, len(made) - 5_000, 900):
        made[at : at + 60] = bytes(60)
    return bytes(made)


@pytest.mark.parametrize(
    ("content", "note", "frames"),
    [(MKV[: len(MKV) // 2], CUT, range(3, 10)), (holes(MP4), DAMAGED, range(1, 13)), (encoded(FRAMES[:1]), None, [1])],
)
def test_of_a_damaged_video_what_can_be_decoded_is_hashed(
    content: bytes, note: str | None, frames: range, hasher: FileHasher, tmp_path: Path
) -> None:
    found = hashed(hasher, tmp_path, content)
    assert found.note == note
    assert len(look(found).frames) in frames


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (MP4[: len(MP4) // 2], "can't be decoded"),
        (sound(), "only sound"),
        (encoded(FRAMES[:10], "matroska", "mpeg4", step=RATE * 3_600), "32,400 seconds are more than the 21,600"),
        (encoded(FRAMES[:10], "mpegts", step=RATE * 3_600), "longer than the 21,600 seconds"),
        (b"\0\0\0\x18ftypmp42" + bytes(100), "can't be decoded"),
        (b"\0\0\0\x18ftypmp42" + NOISE, "can't be decoded"),
        (b"RIFF\0\0\0\0AVI " + bytes(100), "can't be decoded"),
        (b"\x1aE\xdf\xa3" + NOISE, "can't be decoded"),
        (b"\x00\x00\x01\xba" + NOISE, "can't be decoded"),
        (b"\x00\x00\x01\xb3" + NOISE, "frame"),
        (b"FLV\x01" + NOISE, "can't be decoded"),
        (b"OggS" + NOISE, "can't be decoded"),
        (b"DKIF" + NOISE, "not read"),
        (b"G" + bytes(187) + b"G" + NOISE, "can't be decoded"),
    ],
)
def test_what_has_no_frame_has_digests_and_a_reason(
    content: bytes, says: str, hasher: FileHasher, tmp_path: Path
) -> None:
    found = hashed(hasher, tmp_path, content)
    assert (found.look, found.video) == (None, True)
    assert found.error is not None
    assert says in found.error
    assert found.digests.md5 == hashlib.md5(content).hexdigest()


@pytest.mark.parametrize("content", [saved(FRAMES[0]), b"", b"ftyp", b"plain words", b"RIFF....WEBP", bytes(400)])
def test_what_does_not_begin_like_a_video_is_no_video(content: bytes, hasher: FileHasher, tmp_path: Path) -> None:
    assert not hashed(hasher, tmp_path, content).video


def test_a_child_that_dies_or_says_nothing_costs_one_video(tmp_path: Path) -> None:
    path = tmp_path / "it"
    path.write_bytes(MP4)
    with VideoHasher() as made, path.open("rb") as file:
        assert made.hash(file, "mov").look is not None
        child = made._child._child
        assert child is not None
        os.kill(child.pid, signal.SIGKILL)
        child.wait()
        file.seek(0)
        assert made.hash(file, "mov").error is not None
        file.seek(0)
        assert made.hash(file, "mov").look is not None
    with VideoHasher(limits=Limits(memory=2**31, silence=0.001)) as slow, path.open("rb") as file:
        assert slow.hash(file, "mov").error == "no answer within 0.001 seconds"


def test_a_container_cannot_make_the_child_read_another_file(tmp_path: Path) -> None:
    """A list of files to play on begins like nothing that is read; named as what it is, it still opens nothing."""
    (tmp_path / "other.mp4").write_bytes(MP4)
    script = tmp_path / "list"
    script.write_text(f"ffconcat version 1.0\nfile '{tmp_path}/other.mp4'\n")
    with script.open("rb") as file, VideoHasher() as made:
        assert made.hash(file, "concat").look is None
    with script.open("rb") as file, FileHasher() as by_start:
        assert not by_start.hash(file).video


@pytest.mark.corpora
@pytest.mark.parametrize("name", ["pattern-sd-grey-bar", "pattern-sd-with-large-logo-bar"])
def test_frames_are_those_of_the_reference(name: str, corpora: Path) -> None:
    """The authors' own output on their clips: every frame, its quality, its time."""
    place = corpora / "content" / "vpdq"
    reference = read_frames((place / f"{name}.vpdq.txt").read_text())
    with FileHasher(every=0) as made, (place / f"{name}.mp4").open("rb") as file:
        found = look(made.hash(file)).frames
    assert [(f.number, f.seconds) for f in found] == [(f.number, f.seconds) for f in reference]
    bits = sorted((int(a.pdq, 16) ^ int(b.pdq, 16)).bit_count() for a, b in zip(found, reference, strict=True))
    assert (bits[len(bits) // 2] <= 2, bits[-1] <= 8) == (True, True)
    assert max(abs(a.quality - b.quality) for a, b in zip(found, reference, strict=True)) <= 2


@pytest.mark.corpora
def test_reference_clips_match_as_their_authors_say(corpora: Path) -> None:
    """The longer cut of the pattern holds the shorter's picture; chair and doorknob are other things."""
    place = corpora / "content" / "vpdq"
    clips = {path.name.split(".")[0]: compared_frames(read_frames(path.read_text())) for path in place.glob("*.txt")}
    assert len(clips) == 5
    for one, frames in clips.items():
        assert overlap(frames, frames) == Overlap(100, 100, 0), one
    for one in ("chair-22-sd-grey-bar", "doorknob-hd-no-bar"):
        others = [overlap(clips[one], clips[other]) for other in clips if other != one]
        assert not any(RULE.stands(found) for found in others)
