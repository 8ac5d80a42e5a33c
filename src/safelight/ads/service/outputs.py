"""The files of one run: written under temporary names as they come, and put in their places together at the end.

Promises: a run that fails leaves the files that were there, whole, and no part of its own behind; one run at a time
writes to a folder (the kernel frees its lock however the run ends).
"""

from __future__ import annotations

import fcntl
import os
from array import array
from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryFile
from types import TracebackType
from typing import BinaryIO

from safelight.ads.service.shelves import Shelf
from safelight.infra.disk import FULL
from safelight.kernel.errors import Conflict, Invalid, Unavailable

AT_ONCE = 1_000
"""Lines put together before they are written: fewer calls, and little to hold."""


class Outputs:
    """A folder that is written to. Invalid when nothing can be written there, Conflict while another run writes there:
    before hours of work, not after. Unavailable when the disk is full."""

    def __init__(self, out: Path) -> None:
        try:
            out.mkdir(parents=True, exist_ok=True)
            writable = os.access(out, os.R_OK | os.W_OK)
        except OSError:
            writable = False
        if not writable:
            raise Invalid("ads.output.unwritable", f"{out} is no folder that can be written to.")
        self._out = out
        self._parts: dict[str, Path] = {}
        self._undo = ExitStack()
        self._undo.callback(os.close, _locked(out))

    def __enter__(self) -> Outputs:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._undo.close()
        if isinstance(error, OSError) and error.errno in FULL:
            raise Unavailable("ads.output.full", f"There is no room for the files in {self._out}.") from error

    def open(self, name: str) -> BinaryIO:
        """A file of that name, still under another one; closed by `settle` at the latest."""
        part = self._out / f".{name}.part"
        self._undo.callback(part.unlink, missing_ok=True)
        self._parts[name] = part
        return self._undo.enter_context(part.open("wb"))

    def shuffled(self, count: int) -> Shuffled:
        """Room for lines that come in another order."""
        return Shuffled(self._nameless(), count)

    def shelf(self) -> Shelf:
        """Room for what is put aside until the run ends."""
        return Shelf(self._nameless())

    def _nameless(self) -> BinaryIO:
        return self._undo.enter_context(TemporaryFile(dir=self._out))

    def put(self, name: str, lines: Iterable[str]) -> None:
        """A whole file of ASCII lines, each with its end."""
        file = self.open(name)
        waiting: list[str] = []
        for line in lines:
            waiting.append(line)
            if len(waiting) == AT_ONCE:
                file.write("".join(waiting).encode("ascii"))
                waiting.clear()
        file.write("".join(waiting).encode("ascii"))
        kept(file)

    def settle(self) -> None:
        """Every file takes its place."""
        for name, part in self._parts.items():
            os.replace(part, self._out / name)


def _locked(out: Path) -> int:
    """The folder, open and locked until it is closed."""
    folder = os.open(out, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(folder)
        raise Conflict("ads.output.busy", f"Another run writes to {out} now.") from None
    return folder


class Shuffled:
    """Lines that come in another order than they are written in, out of memory meanwhile: a file without a name beside
    the output. `count` lines in all."""

    def __init__(self, file: BinaryIO, count: int) -> None:
        self._file = file
        self._size = 0
        self._starts, self._ends = array("q", bytes(8 * count)), array("q", bytes(8 * count))

    def add(self, places: Iterable[int], lines: bytes) -> None:
        """`places`: where each of some whole lines belongs."""
        self._file.write(lines)
        for place, line in zip(places, lines.split(b"\n")[:-1], strict=True):
            self._starts[place] = self._size
            self._size += len(line) + 1
            self._ends[place] = self._size

    def write_to(self, file: BinaryIO) -> None:
        """All lines in their order."""
        self._file.flush()
        number = self._file.fileno()
        for start, end in zip(self._starts, self._ends, strict=True):
            file.write(os.pread(number, end - start, start))
        self._file.close()


def kept(file: BinaryIO) -> None:
    """Closes a file whose bytes are on the disk."""
    file.flush()
    os.fsync(file.fileno())
    file.close()
