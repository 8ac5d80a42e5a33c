"""JSON text read from a stream piece by piece: values up to a size, and whatever is larger or broken passed over.

The standard library's C scanner reads the values; this file only feeds it, so memory stays within one value and one
piece. Promises: a value has at most `MOST` characters and a bounded depth; one that is larger, deeper or no JSON is
`Unread` with its reason, and reading goes on behind it. UTF-8 with or without a mark, and UTF-16 with one.
"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

MOST = 8 * 1_048_576
"""Characters of one value. A VICS record with a thumbnail has some 50,000; the worst text of this size (empty lists)
becomes about 200 MB of objects."""

PIECE = 1_048_576
NEAR_END = 16
"""Characters before the end of what was read within which an error may only mean that more is to come."""

_BLANK = re.compile(r"[ \t\r\n]*")
_MARKS = re.compile(r'["\[\]{}]')
_STRING_END = re.compile(r'["\\]')
_SCALAR_END = re.compile(r"[,\]}\s]")
_NEXT_OBJECT = re.compile(r"[ \t\r\n]*,[ \t\r\n]*(?=\{)")


@dataclass(frozen=True, slots=True)
class Unread:
    """A value that was passed over, and why."""

    reason: str


@dataclass(frozen=True, slots=True)
class _More:
    """A value that may not end where the text read so far does."""


class Cut(ValueError):
    """The text ends, or goes on otherwise than JSON may, where reading can't go on."""


def _refuse_constant(name: str) -> float:
    raise ValueError(f"{name} is no JSON number")


_DECODER = json.JSONDecoder(parse_constant=_refuse_constant)


class JsonText:
    """A cursor in the text of `stream`."""

    def __init__(self, stream: BinaryIO, most: int = MOST, piece: int = PIECE) -> None:
        self._stream = stream
        self._most = most
        self._piece = piece
        self._text = ""
        self._at = 0
        self._lines = 1
        self._ended = False
        first = stream.read(4)
        self._decode = codecs.getincrementaldecoder(_encoding(first))("surrogateescape").decode
        self._take(first)

    @property
    def line(self) -> int:
        """The line on which the cursor stands, from 1."""
        return self._lines + self._text.count("\n", 0, self._at)

    def _take(self, raw: bytes) -> None:
        self._ended = not raw
        self._text += self._decode(raw, self._ended)

    def _more(self) -> bool:
        """Read on, keeping what is behind the cursor only; False when the text has ended."""
        if self._ended:
            return False
        self._lines += self._text.count("\n", 0, self._at)
        self._text = self._text[self._at :]
        self._at = 0
        self._take(self._stream.read(max(self._piece, len(self._text))))
        return True

    def peek(self) -> str:
        """The next character that isn't blank; empty at the end."""
        while True:
            blank = _BLANK.match(self._text, self._at)
            assert blank is not None
            self._at = blank.end()
            if self._at < len(self._text):
                return self._text[self._at]
            if not self._more():
                return ""

    def take(self, mark: str) -> bool:
        """Step over `mark` if it is next."""
        if self.peek() != mark:
            return False
        self._at += 1
        return True

    def objects(self) -> Iterator[object]:
        """The objects of an array that stand wholly in what was read, but the last: the quick way through most. Ends
        before whatever needs care, with the cursor there."""
        self.peek()
        text, scan = self._text, _DECODER.raw_decode
        while text is self._text:
            try:
                found, end = scan(text, self._at)
            except (ValueError, RecursionError):
                return
            then = _NEXT_OBJECT.match(text, end)
            if then is None or end - self._at > self._most:
                return
            self._at = then.end()
            yield found

    def value(self) -> object:
        """The next value, or Unread with the cursor behind it. Raises Cut at the end of the text."""
        found = self.try_value()
        if isinstance(found, Unread):
            self.skip()
        return found

    def try_value(self) -> object:
        """As `value`, but the cursor stays before a value that can't be read."""
        if not self.peek():
            raise Cut("the file ends in the middle")
        while True:
            found = self._scan()
            if not isinstance(found, _More):
                return found
            if len(self._text) - self._at > self._most:
                return Unread(f"more than {self._most:,} characters")
            if not self._more():
                return Unread("not JSON, or cut off")

    def _scan(self) -> object:
        """The value at the cursor as far as it was read; _More when it may go on beyond that."""
        try:
            found, end = _DECODER.raw_decode(self._text, self._at)
        except json.JSONDecodeError as error:
            unfinished = error.msg.startswith("Unterminated string") or error.pos >= len(self._text) - NEAR_END
            return _More() if unfinished else Unread(f"not JSON: {error.msg}")
        except RecursionError:
            return Unread("nested too deep")
        except ValueError as error:
            return Unread(f"not JSON: {error}")
        if end == len(self._text) and not self._ended:
            return _More()
        if end - self._at > self._most:
            return Unread(f"more than {self._most:,} characters")
        self._at = end
        return found

    def skip(self) -> None:
        """Pass over the next value, however large, deep or broken inside. Raises Cut when it never ends."""
        first = self.peek()
        if first == '"':
            self._at += 1
            self._skip_string()
        elif first in ("{", "["):
            self._skip_nested()
        else:
            self._skip_to(_SCALAR_END)

    def _skip_nested(self) -> None:
        depth = 0
        while True:
            mark = self._skip_to(_MARKS)
            if not mark:
                raise Cut("the file ends in the middle")
            self._at += 1
            if mark == '"':
                self._skip_string()
            else:
                depth += 1 if mark in "[{" else -1
                if depth == 0:
                    return

    def _skip_string(self) -> None:
        while True:
            mark = self._skip_to(_STRING_END)
            if not mark:
                raise Cut("the file ends in the middle of a text")
            self._at += 1
            if mark == '"':
                return
            if self._at >= len(self._text) and not self._more():
                raise Cut("the file ends in the middle of a text")
            self._at += 1

    def _skip_to(self, pattern: re.Pattern[str]) -> str:
        """Move to the next match and return it; empty, with the cursor at the end, when there is none."""
        while True:
            found = pattern.search(self._text, self._at)
            if found is not None:
                self._at = found.start()
                return found.group()
            self._at = len(self._text)
            if not self._more():
                return ""


def _encoding(first: bytes) -> str:
    if first.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    return "utf-8-sig"
