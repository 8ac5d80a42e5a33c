"""CSV to ads: a header with the names of an ad's fields, then one row an ad, quoted line ends included.

Promises: the capture is the row's own bytes; a ragged row, an unclosed quote or bad UTF-8 refuses that row and
no other; a row that never ends is given up at the cap and reading goes on with the line after its first.
"""

from __future__ import annotations

import csv
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO

from safelight.ads.core.ad import KNOWN_FIELDS
from safelight.ads.sources.jsonl import fault_reason, utf8_reason
from safelight.ads.sources.sourced import Item, quoted, sourced
from safelight.ads.sources.streams import MAX_LINE, UTF_16, UTF_16_REASON, Line, lines
from safelight.kernel.provenance import Rejected

MEDIA_TYPE = "text/csv"
DELIMITERS = ",;\t|"
_TEXT_FIELDS = ("title", "body", "text")

_IN_WORDS = {
    "new-line character seen in unquoted field": "its lines end in CR alone; save the file with LF or CRLF",
    "unexpected end of data": "a quote is opened and never closed",
}
"""What the csv module says of a broken row, and what to do about it."""


@dataclass(frozen=True, slots=True)
class Row:
    """`cells` is None when the row is refused for `reason`; `raw` are its bytes, `number` its first line."""

    number: int
    cells: list[str] | None
    raw: bytes
    reason: str = ""


def read_csv(stream: BinaryIO, name: str, now: datetime) -> Iterator[Item]:
    """The ads of one stream. Places are `name:line`, the line on which the row begins."""
    rows = _rows(stream, name)
    header = next(rows, None)
    if header is None:
        yield Rejected(name, "the file is empty; a CSV begins with a header of field names")
        return
    names = header if isinstance(header, Rejected) else _names(header, name)
    if isinstance(names, Rejected):
        yield names
        return
    for row in rows:
        yield from [row] if isinstance(row, Rejected) else _read_row(row, names, name, now)


def _read_row(row: Row, names: list[str], name: str, now: datetime) -> Iterator[Item]:
    place = f"{name}:{row.number}"
    if row.cells is None:
        yield Rejected(place, row.reason)
    elif len(row.cells) != len(names):
        yield Rejected(place, f"the row has {len(row.cells)} cells, the header {len(names)}")
    else:
        record = dict(zip(names, row.cells, strict=True))
        yield from sourced(record, now=now, capture=row.raw, media_type=MEDIA_TYPE, place=place)


def _names(header: Row, name: str) -> list[str] | Rejected:
    """The header's names; an ad's own fields are known in any case of letters."""
    place = f"{name}:{header.number}"
    if header.raw[:2] in UTF_16 or b"\0" in header.raw:
        return Rejected(place, UTF_16_REASON)
    if header.cells is None:
        return Rejected(place, f"the header can't be read: {header.reason}")
    stripped = [cell.strip() for cell in header.cells]
    names = [cell.lower() if cell.lower() in KNOWN_FIELDS else cell for cell in stripped]
    twice = sorted(cell for cell, count in Counter(names).items() if count > 1)
    if twice:
        return Rejected(place, f"the header names {quoted(twice[0], 40)!r} twice")
    if "id" not in names or not any(field in names for field in _TEXT_FIELDS):
        shown = quoted(", ".join(names), 120)
        return Rejected(place, f"the header needs a column id and one of title, body, text; it has: {shown}")
    return names


def _in_words(error: csv.Error) -> str:
    said = str(error)
    return next((words for known, words in _IN_WORDS.items() if said.startswith(known)), said)


def _rows(stream: BinaryIO, name: str) -> Iterator[Row | Rejected]:
    """Every row that isn't blank, the header first; a fault of the stream ends them with one refusal."""
    feed = _Feed(lines(stream))
    csv.field_size_limit(MAX_LINE)
    delimiter = ""
    while True:
        try:
            if not delimiter:
                delimiter = _delimiter(feed.peek())
            row = feed.row(delimiter)
        except OSError as error:
            yield Rejected(f"{name}:{feed.number + 1}", f"nothing is read from here on: {fault_reason(error)}")
            return
        if row is None:
            return
        if row.cells != []:
            yield row


def _delimiter(line: Line | None) -> str:
    """The delimiter that stands most often in the header line; a comma when none does."""
    text = (line.raw if line and line.raw else b"").decode("utf-8", "replace")
    return max(DELIMITERS, key=lambda mark: (text.count(mark), mark == ","))


class _Feed:
    """Hands lines to the csv reader and remembers which ones a row took."""

    def __init__(self, source: Iterator[Line]) -> None:
        self._source = source
        self._waiting: deque[Line] = deque()
        self._taken: list[Line] = []
        self.number = 0

    def peek(self) -> Line | None:
        if not self._waiting:
            self._waiting.extend(line for line in [next(self._source, None)] if line is not None)
        return self._waiting[0] if self._waiting else None

    def row(self, delimiter: str) -> Row | None:
        """The next row, or None at the end. A row that can't be read costs its first line only."""
        self._taken = []
        first = self.peek()
        if first is None:
            return None
        self.number = first.number
        if first.raw is None:
            self._waiting.popleft()
            return Row(first.number, None, b"", f"the line has {first.size:,} bytes; at most {MAX_LINE:,} are read")
        try:
            cells = next(csv.reader(self._texts(), delimiter=delimiter, strict=True))
        except csv.Error as error:
            self._waiting.extendleft(reversed(self._taken[1:]))
            return Row(first.number, None, first.raw, f"the row can't be read: {_in_words(error)}")
        raw = b"".join((line.raw or b"") + line.end for line in self._taken).removesuffix(self._taken[-1].end)
        return self._checked(Row(first.number, cells, raw))

    def _texts(self) -> Iterator[str]:
        size = 0
        while (line := self.peek()) is not None:
            size += line.size
            if line.raw is None or (self._taken and size > MAX_LINE):
                raise csv.Error(f"a quoted cell doesn't end within {MAX_LINE:,} bytes")
            self._taken.append(self._waiting.popleft())
            yield (line.raw + line.end).decode("utf-8", "surrogateescape")

    def _checked(self, row: Row) -> Row:
        try:
            row.raw.decode("utf-8")
        except UnicodeDecodeError as error:
            return Row(row.number, None, row.raw, utf8_reason(error))
        return row
