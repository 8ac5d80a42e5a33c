"""Invented moving landscapes: a window that wanders over a wide picture, saved as videos and as copies that travel."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from fractions import Fraction

import av
import numpy as np
from numpy.typing import NDArray
from PIL import Image
from tests.lib.pictures import landscape

Picture = NDArray[np.uint8]
Rng = np.random.Generator

CODECS = {
    "mp4": "libx264",
    "mov": "mpeg4",
    "matroska": "libx265",
    "webm": "libvpx-vp9",
    "avi": "mpeg4",
    "mpegts": "mpeg2video",
}

QUICK = {
    "libx264": {"preset": "ultrafast"},
    "libx265": {"preset": "ultrafast", "x265-params": "log-level=none:pools=none"},
    "libvpx-vp9": {"deadline": "realtime", "cpu-used": "8"},
}


def scenes(
    rng: Rng, seconds: float, rows: int = 120, columns: int = 160, rate: int = 8, length: float = 4
) -> list[Picture]:
    """Frames of (rows x columns x 3): a new landscape every `length` seconds, over which the view moves evenly."""
    found: list[Picture] = []
    while len(found) < seconds * rate:
        turns = round(length * rate)
        wide = landscape(rng, rows * 5 // 4, columns * 3 // 2)
        down, across = (int(rng.integers(0, most)) for most in (rows // 4, columns // 8))
        for turn in range(turns):
            left = across + turn * (columns * 3 // 8) // turns
            found.append(np.ascontiguousarray(wide[down : down + rows, left : left + columns]))
    return found[: round(seconds * rate)]


def encoded(
    frames: Iterable[Picture],
    container: str = "mp4",
    codec: str | None = None,
    rate: int = 8,
    pixels: str = "yuv420p",
    bit_rate: int = 400_000,
    step: int = 1,
    loss: int | None = None,
) -> bytes:
    """A video file of frames of one size. `step`: how many frame lengths each frame is shown. `loss`: x264's constant
    rate factor, 23 by default and 51 the worst, instead of a bit rate."""
    target = io.BytesIO()
    name = codec or CODECS[container]
    with av.open(target, "w", format=container) as opened:
        options = QUICK.get(name, {}) | ({"crf": str(loss)} if loss is not None else {})
        stream = opened.add_stream(name, rate=rate, options=options)
        stream.pix_fmt, stream.thread_count = pixels, 1
        if loss is None:
            stream.bit_rate = bit_rate
        for at, pixel in enumerate(frames):
            if not at:
                stream.height, stream.width = pixel.shape[:2]
            frame = av.VideoFrame.from_ndarray(pixel, format="rgb24")
            frame.pts, frame.time_base = at * step, Fraction(1, rate)
            opened.mux(stream.encode(frame))
        opened.mux(stream.encode(None))
    return target.getvalue()


def sound(container: str = "mp4", seconds: float = 1) -> bytes:
    """A file with a tone and no picture."""
    target = io.BytesIO()
    with av.open(target, "w", format=container) as opened:
        stream = opened.add_stream("aac", rate=8_000, layout="mono")
        for at in range(round(seconds * 8_000 / 1_024)):
            wave = np.sin(np.arange(1_024) / 8)[None].astype(np.float32)
            frame = av.AudioFrame.from_ndarray(wave, format="fltp", layout="mono")
            frame.sample_rate, frame.pts = 8_000, at * 1_024
            opened.mux(stream.encode(frame))
        opened.mux(stream.encode(None))
    return target.getvalue()


def turned(file: bytes) -> bytes:
    """The same mp4, to be shown a quarter turn clockwise: its track header says so, no frame is changed."""
    at = file.index(b"tkhd") + 4 + 4 + 4 * 5 + 8 + 8
    matrix = b"".join(
        number.to_bytes(4, "big", signed=True) for number in (0, 1 << 16, 0, -(1 << 16), 0, 0, 0, 0, 1 << 30)
    )
    return file[:at] + matrix + file[at + 36 :]


# --- copies that travel ---------------------------------------------------------------------------


def resized(frames: Sequence[Picture], part: float) -> list[Picture]:
    rows, columns = (max(16, round(side * part / 2) * 2) for side in frames[0].shape[:2])
    return [np.asarray(Image.fromarray(one).resize((columns, rows))) for one in frames]


def marked(frames: Sequence[Picture], share: float) -> list[Picture]:
    """With a plain bright mark in a corner, `share` of each side long."""

    def one(pixels: Picture) -> Picture:
        rows, columns = (round(side * share) for side in pixels.shape[:2])
        copy = pixels.copy()
        copy[-rows - 4 : -4, -columns - 4 : -4] = 235
        copy[-rows:-8, -columns : -columns // 2] = 40
        return copy

    return [one(pixels) for pixels in frames]


def cut(frames: Sequence[Picture], rate: int, first: float, seconds: float) -> list[Picture]:
    return list(frames[round(first * rate) : round((first + seconds) * rate)])


Copy = Callable[[Sequence[Picture], int], bytes]

COPIES: dict[str, Copy] = {
    "saved again": lambda frames, rate: encoded(frames, rate=rate, loss=35),
    "saved again badly": lambda frames, rate: encoded(frames, rate=rate, loss=45),
    "another encoding": lambda frames, rate: encoded(frames, "webm", "libvpx", rate, bit_rate=500_000),
    "shrunk to a half": lambda frames, rate: encoded(resized(frames, 0.5), rate=rate, loss=30),
    "shrunk to a quarter, saved badly": lambda frames, rate: encoded(resized(frames, 0.25), rate=rate, loss=38),
    "a mark of 4 % a side": lambda frames, rate: encoded(marked(frames, 0.04), rate=rate, loss=30),
    "a mark of 8 % a side": lambda frames, rate: encoded(marked(frames, 0.08), rate=rate, loss=30),
    "a mark of 18 % a side": lambda frames, rate: encoded(marked(frames, 0.18), rate=rate, loss=30),
    "cut from a whole second on": lambda frames, rate: encoded(cut(frames, rate, 3, 6), rate=rate, loss=30),
    "cut a quarter of a second off": lambda frames, rate: encoded(cut(frames, rate, 3.25, 6), rate=rate, loss=30),
    "cut half a second off": lambda frames, rate: encoded(cut(frames, rate, 3.5, 6), rate=rate, loss=30),
    "every second frame": lambda frames, rate: encoded(frames[::2], rate=rate, step=2, loss=30),
}


def copies(frames: Sequence[Picture], rate: int) -> Iterator[tuple[str, bytes]]:
    """Each way to copy a video, by name."""
    yield from ((name, made(frames, rate)) for name, made in COPIES.items())
