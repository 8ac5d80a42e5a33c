"""Frames of a video in every form in which others write them."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safelight.content.core.fingerprint import fingerprint, video
from safelight.content.core.frames import MOST_FRAMES, Frame, read_frames, read_text, signal, text
from safelight.kernel.errors import Invalid

A, B = "a5" * 32, "0f" * 32
LINES = f"0,100,{A},0.000\n30,20,{B},1.001"
FRAMES = (Frame(0, 100, A, 0.0), Frame(30, 20, B, 1.001))


@pytest.mark.parametrize(
    "written",
    [
        LINES,
        LINES.replace("\n", "\r\n") + "\n\n",
        LINES.replace("\n", ";"),
        LINES.upper(),
        json.dumps(LINES.splitlines()),
        json.dumps(
            [{"frame_number": f.number, "quality": f.quality, "hash": f.pdq, "timestamp": f.seconds} for f in FRAMES]
        ),
        json.dumps(
            [{"frame_number": f.number, "quality": f.quality, "pdq": f.pdq, "seconds": f.seconds} for f in FRAMES]
        ),
        json.dumps({f.number: {"quality": f.quality, "hash": f.pdq, "timestamp": f.seconds} for f in FRAMES}),
    ],
)
def test_every_form_gives_the_same_frames(written: str) -> None:
    assert read_frames(written) == FRAMES
    assert fingerprint("vpdq", written).value == LINES


def test_threatexchange_signal_numbers_frames_by_their_place() -> None:
    assert json.loads(signal(FRAMES)) == [f"{A},100,0.000", f"{B},20,1.001"]
    assert read_frames(signal(FRAMES)) == (FRAMES[0], Frame(1, 20, B, 1.001))


@pytest.mark.parametrize(
    ("written", "says"),
    [
        (f"0,100,{A},0.0\n1,100,{A[:-1]},1.0", "Frame 2 is not"),
        (f"0,100,{A}", "Frame 1 is not"),
        (f"0,101,{A},0.0", "Frame 1 has a number, quality or time out of range"),
        (f"0,100,{A},-1", "out of range"),
        (f"0,100,{A},nan", "out of range"),
        (f"0,100,{A},inf", "out of range"),
        ("[1]", "Frame 1 is not"),
        ('[{"hash": 5, "quality": null}]', "Frame 1 is not"),
        ('{"0": [1, 2]}', "Frame 1 is not"),
        ('["a,b"]', "Frame 1 is not"),
        ("[" * 100_000, "begins like JSON"),
        ("", "1 to 25,000 frames; this has 0"),
        ("[]", "1 to 25,000 frames"),
    ],
)
def test_what_is_no_frame_is_refused_by_its_place(written: str, says: str) -> None:
    with pytest.raises(Invalid, match=says):
        fingerprint("vpdq", written)


def test_a_video_has_a_most_of_frames_and_its_quality_is_counted() -> None:
    with pytest.raises(Invalid, match="1 to"):
        video([FRAMES[0]] * (MOST_FRAMES + 1))
    assert video([FRAMES[1]] * 3).quality == 0
    assert video([FRAMES[0], *[FRAMES[1]] * 300]).quality == 1
    assert fingerprint("vpdq", LINES, quality=3).quality == 50


frames = st.builds(
    Frame,
    st.integers(0, 2**31 - 1),
    st.integers(0, 100),
    st.binary(min_size=32, max_size=32).map(bytes.hex),
    st.integers(0, 10**9).map(lambda milli: milli / 1000),
)


@given(st.lists(frames, min_size=1, max_size=20))
def test_what_is_written_is_read_back(given_frames: list[Frame]) -> None:
    assert list(read_text(text(given_frames).splitlines())) == given_frames
    assert [f.pdq for f in read_frames(signal(given_frames))] == [f.pdq for f in given_frames]
