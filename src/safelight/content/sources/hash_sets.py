"""Which of the known hash sets a stream is, by its first bytes, and the reader for it."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO, Literal, Protocol

from safelight.content.core.carried import Carried
from safelight.content.sources.csv_entries import CsvFile
from safelight.content.sources.hotlines import NcmecFile, StopNciiFile
from safelight.content.sources.intake_rows import JsonlFile
from safelight.content.sources.vics import VicsFile
from safelight.kernel.provenance import Rejected, Warned

HashSet = Literal["vics", "csv", "jsonl", "ncmec", "stopncii"]

HEAD = 65_536
"""Bytes looked at to tell sets apart: a VICS or StopNCII header has a few hundred."""


class HashSetFile(Protocol):
    """A hash set being read. `left` counts what was left behind, by the file's own names."""

    left: dict[str, int]

    def entries(self) -> Iterator[Carried | Rejected | Warned]: ...


@dataclass
class _Again(io.RawIOBase):
    """A stream with its first bytes put back."""

    head: bytes
    rest: BinaryIO
    at: int = field(default=0)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        some = self.head[self.at : self.at + len(buffer)] or self.rest.read(len(buffer))
        self.at += len(some)
        buffer[: len(some)] = some
        return len(some)


def recognise(head: bytes) -> HashSet:
    """The set that begins with these bytes."""
    plain = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if head.startswith((b"\xff\xfe", b"\xfe\xff")) or plain.startswith(b"["):
        return "vics"
    if plain.startswith(b"<"):
        return "ncmec"
    if not plain.startswith(b"{"):
        return "csv"
    if _is_row(plain.split(b"\n", 1)[0]):
        return "jsonl"
    return "stopncii" if b'"hashRecords"' in plain or b'"nextPageToken"' in plain else "vics"


def _is_row(line: bytes) -> bool:
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        return False
    return isinstance(found, dict) and not {"value", "hashRecords", "@odata.context", "odata.metadata"} & found.keys()


def open_hash_set(stream: BinaryIO, name: str, kind: HashSet | None = None) -> tuple[HashSet, HashSetFile]:
    """The reader of a stream, of the kind given or as its first bytes say."""
    head = stream.read(HEAD)
    again: BinaryIO = io.BufferedReader(_Again(head, stream), HEAD)
    which = kind or recognise(head)
    if which == "vics":
        return which, VicsFile(again, name)
    if which == "ncmec":
        return which, NcmecFile(again, name)
    if which == "stopncii":
        return which, StopNciiFile(again, name)
    return which, JsonlFile(again, name) if which == "jsonl" else CsvFile(again, name)
