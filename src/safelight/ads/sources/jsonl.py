"""JSONL to ads: one object a line, and one refusal for each line that isn't one.

Refuses what JSON refuses though Python's reader lets it pass: NaN, Infinity, numbers beyond a double, nesting
deeper than `MAX_DEPTH`. A key given twice keeps the last value and warns.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from typing import BinaryIO

from safelight.ads.sources.sourced import Item, quoted, sourced
from safelight.ads.sources.streams import MAX_LINE, UTF_16, UTF_16_REASON, Line, StreamFault, lines
from safelight.kernel.provenance import Rejected, Warned

MAX_DEPTH = 32
"""Deepest nesting read. An ad needs 3 (object, images, image); 32 leaves room for any `extra`."""

MEDIA_TYPE = "application/json"

_ONE_A_LINE = "ads are one JSON object a line, as `jq -c '.[]' FILE` makes them of an array"


def read_jsonl(stream: BinaryIO, name: str, now: datetime, url_alone: bool = False) -> Iterator[Item]:
    """The ads of one stream. Places are `name:line`. `url_alone`: see `read_ad`."""
    reader = JsonReader()
    number = 0
    try:
        for line in lines(stream):
            number = line.number
            if number == 1 and line.raw is not None and line.raw[:2] in UTF_16:
                yield Rejected(f"{name}:1", UTF_16_REASON)
            elif line.raw is None or line.raw.strip():
                yield from _read_line(reader, line, f"{name}:{number}", now, url_alone)
    except OSError as error:
        yield Rejected(f"{name}:{number + 1}", f"nothing is read from here on: {fault_reason(error)}")


def fault_reason(error: OSError) -> str:
    """Why a stream ended early, in words."""
    return str(error) if isinstance(error, StreamFault) else error.strerror or type(error).__name__


def _read_line(reader: JsonReader, line: Line, place: str, now: datetime, url_alone: bool) -> Iterator[Item]:
    if line.raw is None:
        yield Rejected(place, f"the line has {line.size:,} bytes; at most {MAX_LINE:,} are read")
        return
    record = reader.read(line.raw, place)
    if isinstance(record, Rejected):
        yield record
        return
    if isinstance(record, list):
        yield Rejected(place, f"expected an object, got an array; {_ONE_A_LINE}")
        return
    if reader.twice:
        named = ", ".join(repr(quoted(key, 40)) for key in reader.twice[:5])
        yield Warned(place, f"{named} stands twice in one object; the last value is kept")
    yield from sourced(record, now=now, capture=line.raw, media_type=MEDIA_TYPE, place=place, url_alone=url_alone)


class JsonReader:
    """Reads one strict JSON value at a time; `twice` holds the keys that stood twice in an object of the last one."""

    def __init__(self) -> None:
        self.twice: list[str] = []
        self._decoder = json.JSONDecoder(
            parse_constant=_no_constant, parse_float=_finite, object_pairs_hook=self._object
        )

    def read(self, raw: bytes, place: str) -> object | Rejected:
        """One JSON value, or why `raw` isn't one."""
        self.twice.clear()
        try:
            value: object = self._decoder.decode(raw.decode("utf-8"))
        except UnicodeDecodeError as error:
            return Rejected(place, utf8_reason(error))
        except json.JSONDecodeError as error:
            return Rejected(
                place, f"not JSON: {error.msg.removesuffix(' at')} at character {error.pos + 1}{_hint(raw)}"
            )
        except RecursionError:
            return Rejected(place, f"nested deeper than {MAX_DEPTH} levels")
        except ValueError as error:
            return Rejected(place, f"not JSON: {_number_reason(error)}")
        if raw.count(b"[") + raw.count(b"{") > MAX_DEPTH and _too_deep(value):
            return Rejected(place, f"nested deeper than {MAX_DEPTH} levels")
        return value

    def _object(self, pairs: list[tuple[str, object]]) -> dict[str, object]:
        found = dict(pairs)
        if len(found) != len(pairs):
            counts = Counter(key for key, _ in pairs)
            self.twice.extend(key for key, count in counts.items() if count > 1)
        return found


def _hint(raw: bytes) -> str:
    """What kind of file has such lines, behind why one can't be read; nothing where that isn't known."""
    text = raw.strip()
    if text in (b"[", b"{"):
        return f"; {_ONE_A_LINE}"
    if raw.count(b"\0") * 3 > len(raw):
        return "; it looks like UTF-16: re-export the file as UTF-8"
    return "; its lines end in CR alone: save the file with LF" if b"\r" in text else ""


def utf8_reason(error: UnicodeDecodeError) -> str:
    """Names the first byte that isn't UTF-8 and where it stands (counted from 1)."""
    byte = error.object[error.start]
    return f"not UTF-8: byte 0x{byte:02X} at byte {error.start + 1}; re-export the file as UTF-8"


def _no_constant(name: str) -> float:
    raise ValueError(f"{name} is no JSON number")


def _number_reason(error: ValueError) -> str:
    """Python's own word on whole numbers beyond 4,300 digits speaks of its settings."""
    return "a number is too large" if "integer string conversion" in str(error) else quoted(str(error))


def _finite(digits: str) -> float:
    number = float(digits)
    if math.isinf(number):
        raise ValueError("a number is too large")
    return number


def _too_deep(value: object) -> bool:
    level = [value]
    for _ in range(MAX_DEPTH + 1):
        level = [inner for outer in level for inner in _inside(outer)]
        if not level:
            return False
    return True


def _inside(value: object) -> list[object]:
    if isinstance(value, dict):
        return list(value.values())
    return value if isinstance(value, list) else []
