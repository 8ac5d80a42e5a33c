"""What a source yields: an ad with the original bytes it came from, or the reason why a record is no ad.

A `Sourced` keeps the capture exactly as it stood in the file, so that its SHA-256 can be checked against
the original. Everything that goes wrong is exactly one `Rejected` (not read) or `Warned` (read, not whole).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from safelight.ads.core.ad import Ad, read_ad
from safelight.kernel.provenance import Rejected, Warned


@dataclass(frozen=True, slots=True)
class Sourced:
    """One ad. `capture` holds the record's original bytes: a JSONL line or CSV row without its line end, a page, the
    payload of a WARC record; for Parquet the row as canonical JSON. `confidence` is below 1 for pages that the
    generic recipe read."""

    ad: Ad
    capture: bytes
    media_type: str
    place: str
    confidence: float = 1.0


Item = Sourced | Rejected | Warned


def sourced(
    record: object,
    *,
    now: datetime,
    capture: bytes,
    media_type: str,
    place: str,
    confidence: float = 1.0,
    url_alone: bool = False,
) -> Iterator[Item]:
    """Reads one record: its warnings and then the ad, or the one refusal. `url_alone`: see `read_ad`."""
    try:
        read = read_ad(record, now, place, url_alone)
    except (ValueError, OverflowError, RecursionError) as error:
        yield Rejected(place, f"the record can't be read as an ad: {quoted(str(error))}")
        return
    if isinstance(read, Rejected):
        yield read
        return
    ad, warnings = read
    yield from warnings
    yield Sourced(ad, capture, media_type, place, confidence)


def quoted(text: str, limit: int = 80) -> str:
    """`text` as it may stand in a message: one line, escaped, cut."""
    shown = text[:limit].encode("unicode_escape").decode("ascii")
    return shown + ("..." if len(text) > limit else "")
