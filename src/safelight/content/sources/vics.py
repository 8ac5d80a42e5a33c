"""A VICS file as a stream of its Media records, whatever its size: one array of all, or arrays within cases.

The context usually stands first; a file that has it last is read under no profile, and says so. Promises: memory stays
within one record; a record that is broken, too large or too deep costs itself only.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import BinaryIO

from safelight.content.core.carried import Carried, Refusal
from safelight.content.core.vics import CONTEXT_KEYS, Context, MediaReader, read_context
from safelight.content.sources.json_text import Cut, JsonText, Unread
from safelight.kernel.provenance import Rejected, Warned

LONGEST_KEY = 200


@dataclass(slots=True)
class VicsFile:
    """One file being read. `left` counts the fields left behind, `context` is what the file says of itself."""

    stream: BinaryIO
    name: str
    left: dict[str, int] = field(default_factory=dict)
    context: Context = field(default_factory=Context)
    _reader: MediaReader | None = None
    _count: int = 0
    _fast: bool = False

    def entries(self) -> Iterator[Carried | Rejected | Warned]:
        """Every record that can be taken, and a refusal for each that can't."""
        text = JsonText(self.stream)
        self._reader = MediaReader(self.context, self.left)
        try:
            yield from self._top(text)
        except Cut as cut:
            yield Rejected(f"{self.name}:{text.line}", f"{cut}; what came before was read")

    def _top(self, text: JsonText) -> Iterator[Carried | Rejected | Warned]:
        if text.peek() == "[":
            yield from self._array(text)
            return
        if not text.take("{"):
            raise Cut("this is no VICS file: it begins with neither { nor [")
        seen = False
        for key in _keys(text):
            if key == "value" and text.peek() == "[":
                seen = True
                yield from self._array(text)
            elif key in CONTEXT_KEYS:
                self.context = read_context(text.value())
                self._reader = MediaReader(self.context, self.left)
                if self._count:
                    reason = "the context stands after the records, so their categories were read under no profile"
                    yield Warned(f"{self.name}:{text.line}", reason)
            else:
                text.skip()
        if not seen:
            raise Cut('this is no VICS file: it has no array "value"')

    def _array(self, text: JsonText) -> Iterator[Carried | Rejected | Warned]:
        """The elements of an array: records, or cases that hold records."""
        text.take("[")
        if text.take("]"):
            return
        while True:
            for found in text.objects() if self._fast else ():
                yield from self._record(text, found)
            yield from self._element(text)
            if text.take(","):
                continue
            if text.take("]"):
                return
            raise Cut("a comma or ] is missing after a record")

    def _element(self, text: JsonText) -> Iterator[Carried | Rejected | Warned]:
        first = text.peek()
        if not first:
            raise Cut("the file ends in the middle")
        if first != "{":
            yield self._refused(text, "", "the record is no object")
            text.skip()
            return
        found = text.try_value() if self._fast else None
        if isinstance(found, dict):
            yield from self._record(text, found)
        elif isinstance(found, Unread) and not found.reason.startswith("more than"):
            yield self._refused(text, "", found.reason)
            text.skip()
        else:
            yield from self._by_key(text)

    def _record(self, text: JsonText, record: object) -> Iterable[Carried | Rejected | Warned]:
        """A Media record, or a case small enough to have been read whole."""
        media = record.get("Media") if isinstance(record, dict) else None
        if not isinstance(media, list):
            return self._media(text, record)
        assert isinstance(record, dict)
        self._leave_case(record)
        return [one for each in media for one in self._media(text, each)]

    def _by_key(self, text: JsonText) -> Iterator[Carried | Rejected | Warned]:
        """An element read field by field: its Media array may be as large as the file."""
        text.take("{")
        record: dict[str, object] = {}
        broken: str | None = None
        is_case = False
        for key in _keys(text):
            if key == "Media" and text.peek() == "[":
                is_case = True
                yield from self._array(text)
                continue
            value = text.value()
            if isinstance(value, Unread):
                broken = f"{key}: {value.reason}"
            else:
                record[key] = value
        if is_case:
            self._leave_case(record)
        elif broken is not None:
            yield self._refused(text, "", broken)
        else:
            self._fast = True
            yield from self._media(text, record)

    def _media(self, text: JsonText, record: object) -> Iterable[Carried | Rejected | Warned]:
        self._count += 1
        if not isinstance(record, dict) or self._reader is None:
            return (Rejected(self._place(text, ""), "the record is no object"),)
        made = self._reader.read(record)
        if isinstance(made, Refusal):
            return (Rejected(self._place(text, made.id), made.reason),)
        if not made.warnings:
            return (made,)
        return (*(Warned(self._place(text, made.id), one) for one in made.warnings), made)

    def _leave_case(self, record: Mapping[str, object]) -> None:
        for name, value in record.items():
            if name != "Media" and value not in (None, "", [], {}):
                written = f"Case.{name[:64]}"
                if written in self.left or len(self.left) < LONGEST_KEY:
                    self.left[written] = self.left.get(written, 0) + 1

    def _refused(self, text: JsonText, media_id: str, reason: str) -> Rejected:
        self._count += 1
        return Rejected(self._place(text, media_id), reason)

    def _place(self, text: JsonText, media_id: str) -> str:
        named = f" (MediaID {media_id})" if media_id else ""
        return f"{self.name}:{text.line}: record {self._count}{named}"


def _keys(text: JsonText) -> Iterator[str]:
    """The keys of an object whose { was taken, each with the cursor at its value; the caller takes the value."""
    if text.take("}"):
        return
    while True:
        key = text.value()
        if not isinstance(key, str) or not text.take(":"):
            raise Cut("a key or colon is missing")
        yield key[:LONGEST_KEY]
        if text.take("}"):
            return
        if not text.take(","):
            raise Cut("a comma or } is missing")
