"""The stateless verbs of the text line: count segments, read messages, find the place somebody names.

Each takes lines or a text the caller already holds and gives records back; no home is opened, nothing is kept or sent.
One bad line is reported with its number and the rest goes on. The contracts are those of `safelight textline --help`.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import BinaryIO

from safelight.gazetteer import Gazetteer, load
from safelight.kernel.provenance import Rejected
from safelight.textline.core.language import tongue
from safelight.textline.core.place import Place, locate
from safelight.textline.core.segment import measure
from safelight.textline.core.triage import read

MAX_LINE = 1_000_000
"""Bytes of one line; a message of 255 segments, the most a header can number, has under 40,000 characters."""

Report = Callable[[Rejected], None]


def segments_of(stream: BinaryIO, name: str, report: Report) -> Iterator[dict[str, object]]:
    """One record a message: id, encoding, units, segments."""
    for key, text in messages(stream, name, report):
        size = measure(text)
        yield {"id": key, "encoding": size.encoding, "units": size.units, "segments": size.segments}


def readings_of(stream: BinaryIO, name: str, report: Report) -> Iterator[dict[str, object]]:
    """One record a message: id, keyword, language, tier, priority, reasons. Each message is read as somebody's
    first."""
    for key, text in messages(stream, name, report):
        yield {"id": key, **read(text).record()}


def route_of(text: str, agencies: Iterable[dict[str, object]] = ()) -> dict[str, object]:
    """The place that `text` names as the record of `textline route`; `agencies` are those already found for it."""
    return route_record(place_of(text), agencies)


def place_of(text: str) -> Place:
    """The place that `text` names; its question is in Spanish when the text is."""
    return locate(text, gazetteer(), tongue(text).language)


def route_record(place: Place, agencies: Iterable[dict[str, object]] = ()) -> dict[str, object]:
    return {
        "county_fips": place.county_fips,
        "counties": [{"fips": fips, "share": share} for fips, share in place.counties],
        "state": place.state,
        "confidence": place.confidence,
        "ask": place.ask,
        "agencies": list(agencies),
    }


@lru_cache(maxsize=1)
def gazetteer() -> Gazetteer:
    """The places, read from disk once a process. Raises Unavailable when they were not built."""
    return load()


def messages(stream: BinaryIO, name: str, report: Report) -> Iterator[tuple[object, str]]:
    """(id, text) of each line; a missing id is the line's number as text, a line that can't be read is reported."""
    for number, raw in enumerate(stream, 1):
        if not raw.strip():
            continue
        found = _message(raw, number)
        if isinstance(found, str):
            report(Rejected(f"{name}:{number}", found))
        else:
            yield found


def _message(raw: bytes, number: int) -> tuple[object, str] | str:
    """The line's id and text, or what is wrong with it."""
    if len(raw) > MAX_LINE:
        return f"the line has {len(raw):,} bytes; at most {MAX_LINE:,} are read"
    try:
        record = json.loads(raw.decode("utf-8-sig"), parse_constant=_refused, parse_float=_finite)
    except UnicodeDecodeError as error:
        return f"not UTF-8 at byte {error.start + 1}; re-export the file as UTF-8"
    except RecursionError:
        return "nested too deeply"
    except ValueError as error:
        return f"not JSON: {error}"
    if not isinstance(record, dict):
        return 'not an object; a message is {"id", "text"}'
    text = record.get("text")
    if not isinstance(text, str):
        return "text is missing or no text" if text is None else f"text is {type(text).__name__}, it must be text"
    key = record.get("id")
    if isinstance(key, dict | list | bool):
        return "id must be text or a number"
    return (str(number) if key is None else key), text


def _refused(name: str) -> float:
    raise ValueError(f"{name} is no JSON number")


def _finite(digits: str) -> float:
    value = float(digits)
    if math.isinf(value):
        raise ValueError("a number is too large")
    return value
