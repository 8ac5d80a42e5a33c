"""Hashes videos through a limited child process that stays, a frame a second, as vPDQ does.

Needs the extra `video` (PyAV); without it a video has its digests and a reason. Which demuxer reads a file is decided
here, by how the file begins, so that a file can't choose one that opens others. Promises: a hostile, cut, endless or
empty video costs itself and nobody else; of a damaged one the frames before the damage are hashed, and it is said.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from importlib.util import find_spec
from types import TracebackType
from typing import BinaryIO, cast

from safelight.content.core.fingerprint import Fingerprint, video
from safelight.content.core.frames import Frame, listed
from safelight.content.hashers.digests import digests
from safelight.content.hashers.hashed import Hashed
from safelight.infra.sandbox import ChildFailure, Limits, Sandbox
from safelight.kernel.errors import Invalid

LIMITS = Limits(memory=2 * 1024 * 1024 * 1024, cpu_per_reply=60, cpu_total=10**7, silence=120.0)
"""A child answers every hundred frames: 8K of the slowest encoding takes 0.3 s a frame. Sixteen reference frames of 8K
are 800 MB; PyAV itself maps 150 MB."""

EVERY = 1.0
"""Seconds between hashed frames (ThreatExchange, vpdq_util.hash_file_compact, read 2026-11)."""

LONGEST_EVERY = 60.0

PIPELINE = "vpdq-luma/1"
"""A frame a second, brightness from the decoder, shown upright: a change of these by a bit is a new name."""

START_BYTES = 400

DAMAGED = "damaged: what could be decoded is hashed"
CUT = "the end is missing: what is there is hashed"

STILL = (b"hei", b"mif", b"msf", b"avi", b"hev")
"""Brands of `ftyp` that are pictures: HEIF and AVIF, their sequences among them."""

BOXES = (b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot")
STARTS = (
    (b"\x1aE\xdf\xa3", "matroska"),
    (b"\x00\x00\x01\xba", "mpeg"),
    (b"\x00\x00\x01\xb3", "mpegvideo"),
    (b"FLV\x01", "flv"),
    (b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", "asf"),
    (b"OggS", "ogg"),
    (b".RMF", "rm"),
    (b"DKIF", "ivf"),
)
SYNC = b"G"
"""First byte of each packet of MPEG-TS, 188 bytes long, or 192 with a time of 4 bytes before it."""


def container(start: bytes) -> str | None:
    """FFmpeg's name of the container that a file begins like, or None when it isn't one of a video."""
    if start[4:8] in BOXES:
        return None if start[4:8] == b"ftyp" and start[8:11] in STILL else "mov"
    if start[:4] == b"RIFF" and start[8:12] in (b"AVI ", b"AVIX"):
        return "avi"
    for offset, step in ((0, 188), (4, 192)):
        if start[offset : offset + 1] == SYNC == start[offset + step : offset + step + 1]:
            return "mpegts"
    return next((name for beginning, name in STARTS if start.startswith(beginning)), None)


def pipeline(every: float) -> str:
    """The name that a vpdq made here carries."""
    return PIPELINE if every == EVERY else f"{PIPELINE}-every-{every:g}s"


class VideoHasher:
    """`every`: seconds between hashed frames, 0 for all. A context manager. Raises Invalid for an impossible one."""

    def __init__(self, every: float = EVERY, limits: Limits = LIMITS) -> None:
        if not 0 <= every <= LONGEST_EVERY:
            raise Invalid("content.hash.every", f"Frames are 0 to {LONGEST_EVERY:g} seconds apart.")
        self._every = every
        self._child = Sandbox(
            "safelight.content.hashers.video_child:serve", limits, environment={"OPENBLAS_NUM_THREADS": "1"}
        )

    def __enter__(self) -> VideoHasher:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Ends the child."""
        self._child.close()

    def hash(self, file: BinaryIO, name: str) -> Hashed:
        """The fingerprints of an open file in the container of this name. Raises OSError when it can't be read."""
        found = digests(file)
        if find_spec("av") is None:
            return Hashed(found, video=True, error="a video: install safelight[video] to hash its frames")
        os.lseek(file.fileno(), 0, os.SEEK_SET)
        frames: list[Frame] = []
        last: Mapping[str, object] = {}
        broke = ""
        for reply in self._child.ask({"format": name, "every": self._every}, file=file.fileno()):
            if isinstance(reply, ChildFailure):
                broke = reply.reason
                break
            try:
                frames += listed(reply.header.get("frames", []))
            except Invalid:
                return Hashed(found, video=True, error="the parser's answer makes no sense")
            last = reply.header
        if "error" in last or (broke and not frames):
            return Hashed(found, video=True, error=str(last.get("error", broke))[:200])
        return self._made(Hashed(found, video=True, note=f"{DAMAGED} ({broke})"[:200] if broke else None), frames, last)

    def _made(self, plain: Hashed, frames: list[Frame], last: Mapping[str, object]) -> Hashed:
        """The child's last word, checked as any stranger's would be."""
        try:
            look: Fingerprint = video(frames, pipeline(self._every))
            shape = (int(cast("int", last["width"])), int(cast("int", last["height"]))) if "width" in last else None
            seconds = float(cast("float", last.get("seconds", frames[-1].seconds)))
        except (LookupError, TypeError, ValueError, Invalid):
            return Hashed(plain.digests, video=True, error="the parser's answer makes no sense")
        note = DAMAGED if last.get("damaged") else CUT if last.get("cut") else plain.note
        container_name = str(last["format"])[:20] if "format" in last else None
        return Hashed(plain.digests, look, (), container_name, shape, None, True, seconds, note)
