"""SHA-256 of what went in: files by their bytes, standard input as it is read."""

from __future__ import annotations

import hashlib
import io
import os
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from safelight.ads.sources import same_folder

CHUNK = 1 << 20


class Digests:
    """`stdin` is what the reader is to read: it digests the bytes that pass."""

    def __init__(self, stdin: BinaryIO) -> None:
        self._passing = _Passing(stdin)
        self.stdin: BinaryIO = io.BufferedReader(self._passing)

    def of(self, inputs: Sequence[str], besides: Path) -> list[dict[str, object]]:
        """`{"path","bytes","sha256"}` of every file, folders walked in order, `besides` left out; call when all has
        been read. What can't be read, or not twice (a pipe), has a null digest."""
        return [
            entry for path in inputs for entry in ([self._passing.entry()] if path == "-" else _files(path, besides))
        ]


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


def _files(given: str, besides: Path) -> Iterator[dict[str, object]]:
    root = Path(given)
    for path in sorted(_under(root, besides)) if root.is_dir() else [root]:
        digest: str | None = None
        size: int | None = None
        with suppress(OSError):
            if path.is_file():
                with path.open("rb") as file:
                    digest = hashlib.file_digest(file, "sha256").hexdigest()
                size = path.stat().st_size
        yield {"path": str(path).encode("utf-8", "backslashreplace").decode(), "bytes": size, "sha256": digest}


def _under(root: Path, besides: Path) -> Iterator[Path]:
    for folder, folders, names in os.walk(root):
        folders[:] = [name for name in folders if not same_folder(os.path.join(folder, name), besides)]
        yield from (path for name in names if (path := Path(folder, name)).is_file())
