"""Byte streams that can't hurt: lines with a cap, and gzip that stops at a bomb.

Promises: memory stays within one line and one buffer whatever the file holds; a line that is too long
is skipped without being kept; damage is a `StreamFault` with a reason, raised after the lines before it.
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

MAX_LINE = 16 * 1024 * 1024
"""Longest line or CSV row in bytes: 2 M characters of text (`core.ad.MAX_TEXT`), each escaped in 6 bytes, and room."""

MAX_RATIO = 200
"""Most output per byte of gzip input. Ads exported as JSONL shrink 4 to 30 times; deflate's ceiling is 1,032."""

RATIO_FROM = 8 * 1024 * 1024
"""Output in bytes from which the ratio counts: short, very regular files may shrink further and harm nobody."""

BOM = b"\xef\xbb\xbf"
GZIP_MAGIC = b"\x1f\x8b"
UTF_16 = (b"\xff\xfe", b"\xfe\xff")
"""The marks that files in UTF-16 begin with: what spreadsheets write as "Unicode text"."""

UTF_16_REASON = "the file is UTF-16, not UTF-8; re-export it as UTF-8"
_CHUNK = 64 * 1024


class StreamFault(OSError):
    """The stream can't be read on from here; the message says why."""


@dataclass(frozen=True, slots=True)
class Line:
    """`number` counts from 1. `raw` goes without its line `end`, and is None when its `size` went over the cap."""

    number: int
    raw: bytes | None
    size: int
    end: bytes = b""


def lines(stream: BinaryIO, cap: int = MAX_LINE) -> Iterator[Line]:
    """The lines of `stream`, ended by LF or CRLF. A byte order mark before the first is dropped."""
    number = 0
    while raw := stream.readline(cap + len(BOM) + 2):
        number += 1
        if number == 1 and raw.startswith(BOM):
            raw = raw[len(BOM) :]
            if not raw:
                return
        end = b"\r\n" if raw.endswith(b"\r\n") else b"\n" if raw.endswith(b"\n") else b""
        size = len(raw) - len(end)
        if size <= cap:
            yield Line(number, raw[:size] if end else raw, size, end)
            continue
        skipped = 0 if end else _skip_line(stream)
        del raw
        yield Line(number, None, size + skipped)


def _skip_line(stream: BinaryIO) -> int:
    skipped = 0
    while part := stream.readline(_CHUNK):
        skipped += len(part)
        if part.endswith(b"\n"):
            break
    return skipped


def plain(stream: BinaryIO) -> BinaryIO:
    """`stream`, or what it holds if it starts like gzip. Needs a stream that can peek."""
    reader = stream if isinstance(stream, io.BufferedReader) else io.BufferedReader(_Unraw(stream), _CHUNK)
    return io.BufferedReader(Gunzip(reader), _CHUNK) if reader.peek(2)[:2] == GZIP_MAGIC else reader


class _Unraw(io.RawIOBase):
    """Gives any readable stream the raw interface that a BufferedReader wants."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        part = self._stream.read(len(buffer))
        buffer[: len(part)] = part
        return len(part)


class Gunzip(io.RawIOBase):
    """Streaming gzip of any number of members, or of one; raises `StreamFault` when cut, corrupt or a bomb.
    `taken` counts the packed bytes used so far."""

    def __init__(self, source: BinaryIO, one_member: bool = False) -> None:
        self._source = source
        self._one_member = one_member
        self._over = False
        self._inflate: zlib._Decompress | None = None
        self._rest = b""
        self.taken = 0
        self._given = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        while True:
            part = self._next(len(buffer))
            if part is None:
                return 0
            if part:
                buffer[: len(part)] = part
                return len(part)

    def _next(self, room: int) -> bytes | None:
        """Some bytes, none yet (b""), or the end (None)."""
        if self._over:
            return None
        if not self._rest and not self._refill():
            if self._inflate is not None:
                raise StreamFault("the gzip stream is cut short")
            return None
        if self._inflate is None:
            return self._start_member()
        before = len(self._rest)
        try:
            out = self._inflate.decompress(self._rest, room)
        except zlib.error as error:
            raise StreamFault(f"the gzip stream is corrupt ({quoted_zlib(error)})") from None
        self._rest = self._inflate.unused_data if self._inflate.eof else self._inflate.unconsumed_tail
        self.taken += before - len(self._rest)
        if self._inflate.eof:
            self._inflate = None
            self._over = self._one_member
        self._given += len(out)
        if self._given > RATIO_FROM and self._given > MAX_RATIO * self.taken:
            raise StreamFault(f"it unpacks to more than {MAX_RATIO} times its size, as gzip bombs do")
        return out

    def _refill(self) -> bool:
        self._rest = self._source.read(_CHUNK)
        return bool(self._rest)

    def _start_member(self) -> bytes:
        """A new member begins; zero bytes between members are padding (RFC 1952 tools write them)."""
        stripped = self._rest.lstrip(b"\0")
        self.taken += len(self._rest) - len(stripped)
        self._rest = stripped
        if stripped:
            self._inflate = zlib.decompressobj(31)
        return b""


def quoted_zlib(error: zlib.error) -> str:
    """zlib's own words, without its error number."""
    return str(error).rpartition(": ")[2]
