"""Which kind of source a file is: by its first bytes where they can't lie, else by its name, else by its text."""

from __future__ import annotations

from enum import Enum
from typing import BinaryIO

from safelight.ads.sources.streams import StreamFault

PEEK = 4096


class Kind(Enum):
    """Closed list. PACKED is an archive other than gzip, or a workbook; it and UNKNOWN are refused (named on the
    command line) or passed over with a warning (in a folder)."""

    JSONL = "jsonl"
    CSV = "csv"
    PARQUET = "parquet"
    HTML = "html"
    WARC = "warc"
    PACKED = "packed"
    UNKNOWN = "unknown"


_EXTENSIONS = {
    "jsonl": Kind.JSONL,
    "ndjson": Kind.JSONL,
    "json": Kind.JSONL,
    "csv": Kind.CSV,
    "tsv": Kind.CSV,
    "parquet": Kind.PARQUET,
    "pq": Kind.PARQUET,
    "html": Kind.HTML,
    "htm": Kind.HTML,
    "xhtml": Kind.HTML,
    "warc": Kind.WARC,
}


_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_PACKED = (*_ZIP, b"BZh", b"\xfd7zXZ\0", b"\x28\xb5\x2f\xfd", b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a\x07")
"""How zip (and so xlsx and ods), empty zip, bzip2, xz, Zstandard, 7z and rar files begin, by their specifications."""


def kind_of(name: str, start: bytes) -> Kind:
    """`start` are the first bytes, unpacked if the file is gzip."""
    if start.startswith(b"PAR1"):
        return Kind.PARQUET
    if start.startswith(b"WARC/"):
        return Kind.WARC
    if start.startswith(_PACKED):
        return Kind.PACKED
    return _by_name(name) or _by_text(start)


def peek(stream: BinaryIO) -> bytes:
    """The first bytes of a reader made by `streams.plain`, left in place; none when it is broken from the start."""
    try:
        start: bytes = stream.peek(PEEK)[:PEEK]  # type: ignore[attr-defined]
    except StreamFault:
        return b""
    return start


def _by_name(name: str) -> Kind | None:
    parts = name.lower().rsplit("/", 1)[-1].split(".")[1:]
    if parts and parts[-1] in ("gz", "gzip"):
        parts = parts[:-1]
    return _EXTENSIONS.get(parts[-1]) if parts else None


def _by_text(start: bytes) -> Kind:
    text = start.removeprefix(b"\xef\xbb\xbf").lstrip()
    if text.startswith(b"{"):
        return Kind.JSONL
    if text[:1] == b"<" and (b"<html" in text.lower() or b"<!doctype html" in text.lower()):
        return Kind.HTML
    first = text.split(b"\n", 1)[0].lower().strip()
    cells = {cell.strip(b' "\r') for mark in (b",", b";", b"\t", b"|") for cell in first.split(mark)}
    return Kind.CSV if b"id" in cells and cells & {b"title", b"body", b"text"} else Kind.UNKNOWN
