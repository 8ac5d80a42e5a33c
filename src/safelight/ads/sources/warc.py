"""WARC records, one by one, with the place of each, good ones kept before and after any damage.

Reads WARC 1.x, plain or gzip (one member a record, or all in one). Damage is a value: it says where and what, and
reading goes on at the next place that begins a record. Every stored block digest is checked. Own reader rather than
a library's, because it must go on after damage and never take a cut record for an empty one. Runs in the child.
"""

from __future__ import annotations

import base64
import hashlib
import io
import re
import zlib
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from typing import BinaryIO

from safelight.ads.sources.streams import GZIP_MAGIC, Gunzip, StreamFault

MAX_BLOCK = 32 * 1024 * 1024
"""Longest record block in bytes; larger ones (videos, archives) are skipped unread and named."""

_MAX_LINE = 64 * 1024
_MAX_HEADERS = 1000
_VERSION = re.compile(rb"WARC/[0-9]\.[0-9]+[ \t]*\r?\n?")
_WINDOW = 1024 * 1024
_ALGORITHMS = {
    "sha1": "sha1",
    "sha-1": "sha1",
    "sha256": "sha256",
    "sha-256": "sha256",
    "sha512": "sha512",
    "md5": "md5",
}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a record begins: `offset` in the file; inside a gzip member, also how far in (`inner`, unpacked bytes)."""

    offset: int
    inner: int = 0

    def shown(self) -> str:
        return f"offset {self.offset}" + (f"+{self.inner}" if self.inner else "")


@dataclass(frozen=True, slots=True)
class Record:
    """`block` is None when it was over the cap and skipped. `digest_fits` is None when no known digest is stored."""

    place: Place
    headers: dict[str, str]
    size: int
    block: bytes | None
    digest_fits: bool | None


@dataclass(frozen=True, slots=True)
class Damage:
    place: Place
    reason: str


def read_warc(
    file: BinaryIO, start: int = 0, beyond: int = -1, search: bool = False
) -> Iterator[Place | Record | Damage]:
    """Everything from byte `start` on. Each record is announced by its place before it is read. Records that begin
    at `start` + `beyond` unpacked bytes or before are passed over (to go on after one that broke the parser); with
    `search`, reading begins at the next record from `start` on."""
    size = file.seek(0, io.SEEK_END)
    at = start = _next_start(file, start, size) if search else start
    while at < size:
        file.seek(at)
        magic = file.read(5)
        if magic.startswith(GZIP_MAGIC):
            at = yield from _member(file, at, beyond if at == start else -1)
        elif magic[:1] in b"\0\r\n":
            at += 1
        elif magic == b"WARC/":
            at = yield from _plain(file, at, passed=at == start and beyond >= 0)
        else:
            yield Damage(Place(at), "no WARC record begins here")
            at = _next_start(file, at + 1, size)


def _member(file: BinaryIO, at: int, beyond: int) -> Generator[Place | Record | Damage, None, int]:
    """One gzip member; returns where the next thing begins."""
    file.seek(at)
    unpacked = Gunzip(file, one_member=True)
    stream = _Counted(io.BufferedReader(unpacked, 64 * 1024))
    try:
        for found in _records(stream, at, packed=True):
            if not isinstance(found, Damage) and _place(found).inner <= beyond:
                continue
            yield found
        while stream.read(64 * 1024):
            pass
    except StreamFault as fault:
        yield Damage(Place(at, stream.last), str(fault))
        return _next_start(file, at + 1, file.seek(0, io.SEEK_END))
    return at + unpacked.taken


def _plain(file: BinaryIO, at: int, passed: bool) -> Generator[Place | Record | Damage, None, int]:
    """Plain records from `at` on (the first one `passed` over) up to the first damage; returns where to go on."""
    file.seek(at)
    stream = _Counted(file)
    damaged = -1
    for found in _records(stream, at, packed=False):
        if isinstance(found, Damage):
            damaged = found.place.offset
        elif passed and _place(found).offset == at:
            continue
        yield found
    size = file.seek(0, io.SEEK_END)
    return size if damaged < 0 else _next_start(file, damaged + 1, size)


def _place(found: Place | Record) -> Place:
    return found if isinstance(found, Place) else found.place


class _Counted:
    """A stream that knows how far it is; `last` is where the last record began."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self.at = 0
        self.last = 0

    def line(self) -> bytes:
        line = self._stream.readline(_MAX_LINE)
        self.at += len(line)
        return line

    def read(self, size: int) -> bytes:
        part = self._stream.read(size)
        self.at += len(part)
        return part


def _records(stream: _Counted, base: int, packed: bool) -> Iterator[Place | Record | Damage]:
    """Records up to the end. After damage, packed records go on at the next line that begins one; plain ones end,
    since a file can be searched from any byte and a packed stream only onwards."""
    lost = False
    while line := stream.line():
        begun = stream.at - len(line)
        begins = _VERSION.fullmatch(line) is not None
        if not line.strip() or (lost and not begins):
            continue
        stream.last = begun
        place = Place(base, begun) if packed else Place(base + begun)
        found: Record | Damage = Damage(place, "no WARC record begins here")
        if begins:
            yield place
            found = _record(stream, place)
        yield found
        lost = isinstance(found, Damage)
        if lost and not packed:
            return


def _record(stream: _Counted, place: Place) -> Record | Damage:
    headers = _headers(stream)
    if headers is None:
        return Damage(place, "the record's headers have no end")
    length = headers.get("content-length", "")
    if not (length.isascii() and length.isdigit() and len(length) < 16):
        return Damage(place, f"the record's Content-Length {length[:20]!r} is no number")
    size = int(length)
    if size > MAX_BLOCK:
        return _skipped(stream, place, headers, size)
    block = stream.read(size)
    if len(block) < size:
        return Damage(place, f"the record is cut short: {len(block):,} of {size:,} bytes are there")
    fits = _digest_fits(headers.get("warc-block-digest", ""), block)
    if not fits and stream.line().strip():
        return Damage(place, "the record's length is wrong: its end isn't where it says")
    if fits is False and b"\nWARC/1." in block:
        return Damage(place, "the record's length is wrong: other records stand in its block")
    return Record(place, headers, size, block, fits)


def _skipped(stream: _Counted, place: Place, headers: dict[str, str], size: int) -> Record | Damage:
    left = size
    while left and (part := stream.read(min(left, _WINDOW))):
        left -= len(part)
    if left:
        return Damage(place, f"the record is cut short: {size - left:,} of {size:,} bytes are there")
    return Record(place, headers, size, None, None)


def _headers(stream: _Counted) -> dict[str, str] | None:
    headers: dict[str, str] = {}
    for _ in range(_MAX_HEADERS):
        line = stream.line()
        if not line.endswith(b"\n"):
            return None
        if not line.strip():
            return headers
        name, colon, value = line.decode("utf-8", "replace").partition(":")
        if colon:
            headers.setdefault(name.strip().lower(), value.strip())
    return None


def _digest_fits(stored: str, block: bytes) -> bool | None:
    """Whether the block has the digest stored with it, in base32 or hex; None when the algorithm isn't known."""
    name, _, value = stored.partition(":")
    algorithm = _ALGORITHMS.get(name.strip().lower())
    if algorithm is None:
        return None
    digest = hashlib.new(algorithm, block, usedforsecurity=False).digest()
    given = value.strip()
    return given.lower() == digest.hex() or given.upper().rstrip("=") == base64.b32encode(digest).decode().rstrip("=")


def _next_start(file: BinaryIO, at: int, size: int) -> int:
    """The next byte that begins a plain record (its version line), or a gzip member that unpacks to one."""
    while at < size:
        file.seek(at)
        window = file.read(_WINDOW)
        for found in re.finditer(rb"WARC/[0-9]\.[0-9]\r?\n|\x1f\x8b\x08", window):
            start = at + found.start()
            if found[0].startswith(b"WARC") or _unpacks_to_warc(file, start):
                return start
        at += _WINDOW - 16
    return size


def _unpacks_to_warc(file: BinaryIO, start: int) -> bool:
    file.seek(start)
    try:
        return zlib.decompressobj(31).decompress(file.read(2048), 5) == b"WARC/"
    except zlib.error:
        return False
