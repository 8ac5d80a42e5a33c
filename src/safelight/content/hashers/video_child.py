"""The part that meets a stranger's video: it decodes frames and hashes them, in the limited child process.

Brightness is taken from the decoder as it is; no frame is turned into colours first. One frame is hashed in each
`every` seconds: the first that is shown at or after its turn. Frames are turned as a player shows them. Promises: the
container is the one the file begins like, and nothing else is opened; a decoder that breaks off leaves what it gave.
Refuses: more pixels, seconds, frames or processor time than the limits below.
"""

from __future__ import annotations

import math
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

import av
import av.audio.codeccontext
import av.audio.stream
import av.subtitles.codeccontext
import av.subtitles.stream
import av.video.codeccontext
import numpy as np
from av.codec.context import ThreadType
from av.container import InputContainer
from av.packet import Packet
from av.stream import Disposition
from av.video.codeccontext import VideoCodecContext
from av.video.frame import VideoFrame
from av.video.stream import VideoStream
from numpy.typing import NDArray

from safelight.content.core import pdq
from safelight.content.core.frames import MOST_FRAMES
from safelight.infra.frames import Message

Picture = NDArray[np.uint8]

MOST_PIXELS = 36_000_000
"""Pixels of a frame: 8K (7,680 x 4,320) and a little; larger needs more memory than the child may use."""

MOST_SECONDS = 6 * 3600
"""Length of a video that is hashed; feature films fit, and a day of a camera is cut first."""

MOST_WORK = 3600.0
"""Processor seconds for one video: six hours of full HD take some 45 minutes (measured 2026-11)."""

MOST_BROKEN = 1_000
"""Damaged packets in a row before the rest is given up."""

SHORT = 1.1
"""A video that says it is a tenth and two seconds longer than what could be decoded was cut: the end is missing."""

TOLD_AFTER = 100
"""Decoded frames between two replies: each reply has its own ration of processor time."""

PLAIN = frozenset(
    f"yuv{kind}p" for kind in ("420", "422", "444", "440", "411", "410", "j420", "j422", "j444", "j440", "j411", "a420")
) | {"nv12", "nv21", "gray"}
"""Ways to store a frame whose first plane is its brightness, a byte a pixel."""

LOADED = (av.audio.stream, av.audio.codeccontext, av.subtitles.stream, av.subtitles.codeccontext, av.video.codeccontext)
"""What PyAV imports when first used comes before the child gives up the right to open files."""

av.logging.set_level(av.logging.PANIC)


@dataclass(slots=True)
class Reading:
    """What has become of one video. `unit`: seconds in one step of the track's clock. Times count from the first frame,
    which is at `origin` of the container's; from `due` on the next frame is hashed; `fresh` were not told yet."""

    every: float
    unit: float
    started: float = field(default_factory=time.process_time)
    decoded: int = 0
    origin: float | None = None
    seconds: float = 0.0
    due: float = 0.0
    hashed: int = 0
    fresh: list[str] = field(default_factory=list)
    broken: int = 0
    damaged: bool = False
    problem: str = ""

    def take(self, frame: VideoFrame, rate: float) -> None:
        """Hash a frame when it is its turn."""
        number, self.decoded = self.decoded, self.decoded + 1
        at = self._time(frame, number / rate)
        self.seconds = max(self.seconds, at)
        if at + 1e-6 < self.due:
            return
        quality, bits = _look(frame)
        self.fresh.append(f"{number},{quality},{bits.hex()},{at:.3f}")
        self.hashed += 1
        if self.every:  # after a gap in the times the turns go on from there
            self.due = self.every * (math.floor((at + 1e-6) / self.every) + 1)

    def _time(self, frame: VideoFrame, counted: float) -> float:
        """Seconds from the first frame; by counting where the container doesn't say."""
        if frame.pts is None or not self.unit:
            return counted
        at = frame.pts * self.unit
        if self.origin is None:
            self.origin = at - counted
        return max(0.0, at - self.origin)

    def over(self) -> str:
        """Which limit was passed, or nothing."""
        if self.seconds > MOST_SECONDS:
            return f"longer than the {MOST_SECONDS:,} seconds that are hashed"
        if self.hashed > MOST_FRAMES:
            return f"more than the {MOST_FRAMES:,} frames that are hashed"
        if time.process_time() - self.started > MOST_WORK:
            return f"needs more than the {MOST_WORK:,.0f} seconds of processor time that a video may use"
        return ""

    def told(self) -> Message:
        fresh, self.fresh = self.fresh, []
        return Message({"frames": fresh})


def serve(question: Message, file: BinaryIO | None) -> Iterator[Message]:
    """Replies with `frames` in batches, then one with `format`, `width`, `height` and `seconds`, or with `error`."""
    if file is None:
        yield Message({"error": "no video was given"})
        return
    try:
        yield from _hashed(file, str(question.header["format"]), float(str(question.header["every"])))
    except MemoryError:
        yield Message({"error": "the video needs more memory than it may use"})
    except (av.FFmpegError, ValueError, OverflowError) as error:
        yield Message({"error": _words(error)})


def _hashed(file: BinaryIO, container: str, every: float) -> Iterator[Message]:
    with av.open(file, format=container, metadata_errors="replace", io_open=_nothing_else) as opened:
        assert isinstance(opened, InputContainer)
        stream = _shown(opened)
        if stream is None:
            sound = any(each.type == "audio" for each in opened.streams)
            yield Message({"error": "only sound, no picture to hash" if sound else "a video without a picture track"})
            return
        problem = _refused(opened, stream)
        if problem:
            yield Message({"error": problem})
            return
        reading = Reading(every, float(stream.time_base or 0))
        yield from _read(opened, stream, reading)
        yield reading.told()
        yield Message(_told(opened, stream, reading))


def _nothing_else(_url: str, _flags: int, _options: object) -> BinaryIO:
    """A container may name other files to read; this child reads none."""
    raise PermissionError("no other file is opened")


def _told(opened: InputContainer, stream: VideoStream, reading: Reading) -> dict[str, object]:
    if reading.problem:
        return {"error": reading.problem}
    if not reading.decoded:
        return {"error": "damaged: no frame can be decoded" if reading.damaged else "a video without a frame"}
    width, height = stream.codec_context.width, stream.codec_context.height
    shape = {"format": opened.format.name.partition(",")[0], "width": width, "height": height}
    cut = opened.duration is not None and opened.duration / av.time_base > SHORT * reading.seconds + 2
    return {**shape, "seconds": round(reading.seconds, 3), "damaged": reading.damaged, "cut": cut}


def _shown(opened: InputContainer) -> VideoStream | None:
    """The first track of moving pictures; a cover of a song is none."""
    return next((each for each in opened.streams.video if not each.disposition & Disposition.attached_pic), None)


def _refused(opened: InputContainer, stream: VideoStream) -> str:
    context: VideoCodecContext | None = stream.codec_context  # None where FFmpeg has no decoder
    if context is None:
        return "in an encoding that is not read"
    if context.width * context.height > MOST_PIXELS:
        return f"{context.width:,} x {context.height:,} pixels are more than the {MOST_PIXELS:,} that are decoded"
    if opened.duration and opened.duration / av.time_base > MOST_SECONDS:
        long = opened.duration / av.time_base
        return f"{long:,.0f} seconds are more than the {MOST_SECONDS:,} that are hashed"
    return ""


def _read(opened: InputContainer, stream: VideoStream, reading: Reading) -> Iterator[Message]:
    """Decode to the end, to a limit, or until nothing but damage comes."""
    stream.thread_type = ThreadType.NONE  # the child may start no threads; every core has a child of its own
    stream.codec_context.thread_count = 1
    rate = float(stream.average_rate or stream.guessed_rate or 25)
    for packet in _packets(opened, stream, reading):
        for frame in _frames(stream, packet, reading):
            reading.take(frame, rate)
            if reading.decoded % TOLD_AFTER == 0:
                yield reading.told()
        reading.problem = reading.over()
        if reading.problem or reading.broken >= MOST_BROKEN:
            return


def _packets(opened: InputContainer, stream: VideoStream, reading: Reading) -> Iterator[Packet[VideoStream] | None]:
    """The track's packets, and None at the end: what the decoder still holds."""
    try:
        yield from (packet for packet in opened.demux(stream) if packet.size)
    except av.FFmpegError:
        reading.damaged = True
    yield None


def _frames(stream: VideoStream, packet: Packet[VideoStream] | None, reading: Reading) -> list[VideoFrame]:
    try:
        found = stream.codec_context.decode(packet)
    except av.FFmpegError:
        reading.damaged = True
        reading.broken += 1
        return []
    reading.broken = 0 if found else reading.broken
    return found


def _look(frame: VideoFrame) -> tuple[int, bytes]:
    """Quality and pdq of a frame."""
    if frame.width * frame.height > MOST_PIXELS:
        raise ValueError(f"frames of {frame.width:,} x {frame.height:,} pixels are more than are decoded")
    plane, scale = _brightness(frame)
    plane = np.rot90(plane, round(frame.rotation / 90) % 4)
    samples = pdq.sampled(plane, (plane.shape[0], plane.shape[1]))
    quality = 0 if min(plane.shape) < pdq.SMALLEST else pdq.quality(samples * np.float32(scale))
    return quality, pdq.bits(pdq.cosines(samples))


def _brightness(frame: VideoFrame) -> tuple[Picture, float]:
    """(rows x columns) brightness, and what stretches it to 0 to 255: studio levels span 219 steps (ITU-R BT.601)."""
    if frame.format.name not in PLAIN:
        return np.asarray(frame.to_ndarray(format="gray"), np.uint8), 1.0
    plane = frame.planes[0]
    size = plane.line_size * frame.height
    rows = np.frombuffer(memoryview(plane), np.uint8)[:size].reshape(frame.height, plane.line_size)
    full = frame.format.name.startswith(("yuvj", "gray")) or frame.color_range == 2
    return rows[:, : frame.width], 1.0 if full else 255 / 219


def _words(error: Exception) -> str:
    """FFmpeg's word for an error; never the name of a file."""
    said = error.strerror if isinstance(error, av.FFmpegError) else str(error)
    printable = "".join(mark for mark in " ".join(str(said).split()) if mark.isprintable())[:120]
    return f"can't be decoded: {printable or type(error).__name__}"
