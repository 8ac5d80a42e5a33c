"""The files of one run: written under temporary names as they come, and put in their places together at the end.

Promises: a run that fails leaves the files that were there, whole, and no part of its own behind.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

from safelight.kernel.errors import Invalid

AT_ONCE = 1_000
"""Lines put together before they are written: fewer calls, and little to hold."""


class Outputs:
    """A folder that is written to. Invalid when nothing can be written there: before hours of work, not after."""

    def __init__(self, out: Path) -> None:
        try:
            out.mkdir(parents=True, exist_ok=True)
            writable = os.access(out, os.W_OK)
        except OSError:
            writable = False
        if not writable:
            raise Invalid("ads.output.unwritable", f"{out} is no folder that can be written to.")
        self._out = out
        self._parts: dict[str, Path] = {}
        self._undo = ExitStack()

    def __enter__(self) -> Outputs:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._undo.close()

    def open(self, name: str) -> BinaryIO:
        """A file of that name, still under another one; closed by `settle` at the latest."""
        part = self._out / f".{name}.part"
        self._undo.callback(part.unlink, missing_ok=True)
        self._parts[name] = part
        return self._undo.enter_context(part.open("wb"))

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


def kept(file: BinaryIO) -> None:
    """Closes a file whose bytes are on the disk."""
    file.flush()
    os.fsync(file.fileno())
    file.close()
