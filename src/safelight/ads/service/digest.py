"""SHA-256 of what went in: files by their bytes, standard input as it is read."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

CHUNK = 1 << 20


class Digests:
    """`stdin` is what the reader is to read: it digests the bytes that pass."""

    def __init__(self, stdin: BinaryIO) -> None:
        self._passing = _Passing(stdin)
        self.stdin: BinaryIO = io.BufferedReader(self._passing)

    def of(self, inputs: Sequence[str]) -> list[dict[str, object]]:
        """`{"path","bytes","sha256"}` of every file, folders walked in order; call when all has been read. What can't
        be read has a null digest."""
        return [entry for path in inputs for entry in ([self._passing.entry()] if path == "-" else _files(path))]


class _Passing(io.RawIOBase):
    def __init__(self, source: BinaryIO) -> None:
        self._source = source
        self._digest = hashlib.sha256()
        self._count = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        chunk = self._source.read(len(buffer))
        buffer[: len(chunk)] = chunk
        self._digest.update(chunk)
        self._count += len(chunk)
        return len(chunk)

    def entry(self) -> dict[str, object]:
        return {"path": "-", "bytes": self._count, "sha256": self._digest.hexdigest()}


def _files(given: str) -> Iterator[dict[str, object]]:
    root = Path(given)
    for path in sorted(p for p in root.rglob("*") if p.is_file()) if root.is_dir() else [root]:
        try:
            with path.open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
            size: int | None = path.stat().st_size
        except OSError:
            digest, size = None, None
        yield {"path": str(path).encode("utf-8", "backslashreplace").decode(), "bytes": size, "sha256": digest}
