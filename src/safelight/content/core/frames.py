"""The frames of a video as vPDQ tools write them: number, quality, pdq and seconds of each.

The text form is one line a frame, `number,quality,pdq,seconds`. Others write JSON: a list of `pdq,quality,seconds`
texts (ThreatExchange's signal), a list of objects, or an object of objects by frame number (its older form). All are
read; the text form is the one spelling here. Promises: pure; what is wrong is said with the frame's place.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NoReturn

from safelight.kernel.errors import Invalid

MOST_FRAMES = 25_000
"""Most frames in one vpdq: close to seven hours at one frame a second, 2 MB of text."""

SOUND = 50
"""Quality below which a frame is passed over (ThreatExchange, vpdq_util, VPDQ_QUALITY_THRESHOLD, read 2026-11)."""

LONGEST_TIME = 10**7

_PDQ = re.compile(r"[0-9a-f]{64}")
_LINE = re.compile(r"\s*\d+,\d+,[0-9a-fA-F]{64},\d")


@dataclass(frozen=True, slots=True)
class Frame:
    """One frame of a vpdq: its number, the pdq of it (64 hex digits), its quality, and seconds from the start."""

    number: int
    quality: int
    pdq: str
    seconds: float

    def line(self) -> str:
        """As the vpdq tools write it: number,quality,pdq,seconds."""
        return f"{self.number},{self.quality},{self.pdq},{self.seconds:.3f}"

    def signal(self) -> str:
        """As ThreatExchange's signal has it: pdq,quality,seconds."""
        return f"{self.pdq},{self.quality},{self.seconds:.3f}"


def is_text(start: str) -> bool:
    """Whether a line is the first of a vPDQ text."""
    return _LINE.match(start) is not None


def read_text(lines: Iterable[str]) -> tuple[Frame, ...]:
    """Frames from lines of number,quality,pdq,seconds. Raises Invalid naming the frame."""
    return tuple(_of_line(place, line) for place, line in enumerate((each for each in lines if each.strip()), 1))


def read_frames(value: str) -> tuple[Frame, ...]:
    """Frames from any form that is read; in one line the text form has `;` for the ends of lines. Raises Invalid."""
    plain = value.strip()
    if not plain.startswith(("[", "{")):
        return read_text(plain.replace(";", "\n").splitlines())
    try:
        found = json.loads(plain)
    except (ValueError, RecursionError):
        raise Invalid("content.fingerprint.vpdq", "The vpdq begins like JSON and is none.") from None
    return listed(found)


def listed(found: object) -> tuple[Frame, ...]:
    """Frames from parsed JSON. Raises Invalid naming the frame."""
    if isinstance(found, Mapping):
        found = [
            {"frame_number": number, **_fields(place, one)} for place, (number, one) in enumerate(found.items(), 1)
        ]
    if not isinstance(found, list):
        raise Invalid("content.fingerprint.vpdq", "A vpdq in JSON is a list of frames.")
    return tuple(_of_json(place, one) for place, one in enumerate(found, 1))


def text(frames: Iterable[Frame]) -> str:
    """The one spelling: a line a frame."""
    return "\n".join(frame.line() for frame in frames)


def signal(frames: Iterable[Frame]) -> str:
    """The signal that ThreatExchange's vpdq type reads."""
    return json.dumps([frame.signal() for frame in frames])


def _of_line(place: int, line: str) -> Frame:
    parts = line.strip().split(",")
    if len(parts) != 4:
        _refuse(place)
    return _frame(place, *parts)


def _of_json(place: int, one: object) -> Frame:
    if isinstance(one, str):
        parts = one.strip().split(",")
        if len(parts) == 4:
            return _frame(place, *parts)
        if len(parts) != 3:
            _refuse(place)
        return _frame(place, place - 1, parts[1], parts[0], parts[2])
    fields = _fields(place, one)
    pdq, number = fields.get("hash", fields.get("pdq")), fields.get("frame_number", place - 1)
    return _frame(place, number, fields.get("quality"), pdq, fields.get("timestamp", fields.get("seconds")))


def _fields(place: int, one: object) -> Mapping[str, object]:
    if not isinstance(one, Mapping):
        _refuse(place)
    return one


def _frame(place: int, number: object, quality: object, pdq: object, seconds: object) -> Frame:
    try:
        frame = Frame(int(str(number)), int(str(quality)), str(pdq).strip().lower(), float(str(seconds)))
    except ValueError:
        _refuse(place)
    if not _PDQ.fullmatch(frame.pdq):
        _refuse(place)
    if not (0 <= frame.quality <= 100 and 0 <= frame.number < 2**31 and 0 <= frame.seconds < LONGEST_TIME):
        raise Invalid("content.fingerprint.vpdq", f"Frame {place} has a number, quality or time out of range.")
    return frame


def _refuse(place: int) -> NoReturn:
    message = f"Frame {place} is not number,quality,pdq,seconds with a pdq of 64 hexadecimal digits."
    raise Invalid("content.fingerprint.vpdq", message)
