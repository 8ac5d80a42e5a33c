"""The answer of a web server as a WARC record keeps it: status, headers, and the body as a page's bytes.

Lenient about line ends and about a body that isn't chunked though it says so (crawlers store both); strict about size.
Runs in the limited child process.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass

MAX_PAGE = 8 * 1024 * 1024
"""Longest page in bytes after unpacking; ads' pages are 20 to 400 kB."""

_MAX_HEADERS = 256 * 1024


class MessageFault(ValueError):
    """The record holds no answer that can be read; the message says why."""


@dataclass(frozen=True, slots=True)
class Answer:
    """`stored` is the body exactly as the record holds it, `body` without chunks and packing."""

    status: int
    headers: dict[str, str]
    stored: bytes
    body: bytes

    @property
    def media_type(self) -> str:
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    @property
    def charset(self) -> str:
        return charset_of(self.headers.get("content-type", ""))


def charset_of(content_type: str) -> str:
    """The charset that a Content-Type names, or ""."""
    _, _, after = content_type.lower().partition("charset=")
    return after.split(";")[0].strip().strip("\"'")


def read_answer(block: bytes) -> Answer:
    """One `application/http` block. Raises `MessageFault`."""
    head, stored = _split(block)
    lines = head.decode("latin-1").replace("\r\n", "\n").split("\n")
    words = lines[0].split(None, 2)
    if len(words) < 2 or not words[0].upper().startswith("HTTP/") or not words[1].isascii() or not words[1].isdigit():
        raise MessageFault("it doesn't begin with an HTTP status")
    headers: dict[str, str] = {}
    for line in lines[1:]:
        name, colon, value = line.partition(":")
        if colon:
            headers.setdefault(name.strip().lower(), value.strip())
    body = stored
    if "chunked" in headers.get("transfer-encoding", "").lower():
        body = _dechunk(stored)
    return Answer(int(words[1][:9]), headers, stored, _unpack(body, headers.get("content-encoding", "")))


def _split(block: bytes) -> tuple[bytes, bytes]:
    ends = [(at, len(mark)) for mark in (b"\r\n\r\n", b"\n\n") if (at := block.find(mark, 0, _MAX_HEADERS)) >= 0]
    if not ends:
        raise MessageFault("its HTTP headers have no end")
    at, size = min(ends)
    return block[:at], block[at + size :]


def _dechunk(body: bytes) -> bytes:
    """The body without its chunk sizes; as it is when it has none."""
    parts: list[bytes] = []
    at = 0
    while True:
        end = body.find(b"\n", at, at + 64)
        try:
            size = int(body[at:end].split(b";")[0].strip(), 16) if end >= 0 else -1
        except ValueError:
            size = -1
        if size < 0 or end + 1 + size > len(body):
            return b"".join(parts) if parts else body
        if size == 0:
            return b"".join(parts)
        parts.append(body[end + 1 : end + 1 + size])
        at = end + 1 + size
        at += 2 if body[at : at + 2] == b"\r\n" else 1


def _unpack(body: bytes, encodings: str) -> bytes:
    for encoding in reversed([name.strip().lower() for name in encodings.split(",") if name.strip()]):
        if encoding in ("gzip", "x-gzip"):
            body = _inflate(body, 31) if body.startswith(b"\x1f\x8b") else body
        elif encoding == "deflate":
            body = _inflate(body, 15 if body[:1] == b"\x78" else -15)
        elif encoding != "identity":
            raise MessageFault(f"its content encoding {encoding[:20]!r} isn't read")
    if len(body) > MAX_PAGE:
        raise MessageFault(f"the page has {len(body):,} bytes; at most {MAX_PAGE:,} are read")
    return body


def _inflate(body: bytes, window: int) -> bytes:
    unpacker = zlib.decompressobj(window)
    try:
        page = unpacker.decompress(body, MAX_PAGE + 1)
    except zlib.error:
        raise MessageFault("its packed body is corrupt") from None
    if len(page) > MAX_PAGE:
        raise MessageFault(f"the page unpacks to more than {MAX_PAGE:,} bytes")
    if not unpacker.eof:
        raise MessageFault("its packed body is cut short")
    return page
