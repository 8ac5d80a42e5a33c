"""Hashes pictures through a limited child process that stays, so that a hostile file costs itself and nobody else.

`PictureHasher` owns one child. It is started when the first picture comes, replaced after a crash or a time-out,
and renewed after RENEWED_AFTER pictures. One hasher a thread: a core is busy with one picture at a time.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from types import TracebackType
from typing import BinaryIO, cast

from safelight.content.core import pdq
from safelight.content.core.fingerprint import PDQ, Fingerprint, fingerprint
from safelight.content.hashers.digests import Digests, digests
from safelight.content.hashers.hashed import Hashed
from safelight.infra.sandbox import Limits, Sandbox
from safelight.kernel.errors import Invalid

LIMITS = Limits(memory=1024 * 1024 * 1024, cpu_per_reply=10, cpu_total=10**7, silence=30.0)
"""A picture of 64 M pixels takes 600 MB and 2 s (measured, 2026-11); the rest is room. Each picture has its own
ration of processor time, so the total may be large."""

RENEWED_AFTER = 20_000
"""Pictures a child hashes before it is replaced: what a decoder leaks ends with it."""


class PictureHasher:
    """`exact` decodes in full; `orientations` adds the hashes of the picture turned and mirrored. A context manager."""

    def __init__(self, exact: bool = False, orientations: bool = False, limits: Limits = LIMITS) -> None:
        self._question = {"exact": exact, "orientations": orientations}
        self._pipeline = pdq.pipeline(exact)
        self._child = Sandbox(
            "safelight.content.hashers.picture_child:serve",
            limits,
            environment={"OPENBLAS_NUM_THREADS": "1"},
            renewed_after=RENEWED_AFTER,
        )

    def __enter__(self) -> PictureHasher:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Ends the child."""
        self._child.close()

    def hash(self, file: BinaryIO) -> Hashed:
        """The fingerprints of an open file (a real one, with a descriptor). Raises OSError when it can't be read."""
        found = digests(file)
        if found.size == 0:
            return Hashed(found, error="the file is empty")
        os.lseek(file.fileno(), 0, os.SEEK_SET)
        reply = self._child.answer(self._question, file.fileno())
        if isinstance(reply, str):
            return Hashed(found, error=reply)
        return self._read(found, reply)

    def _read(self, found: Digests, reply: Mapping[str, object]) -> Hashed:
        """The child's reply, checked as any stranger's would be."""
        try:
            look = self._print(str(reply["pdq"]), cast("int", reply["quality"]))
            turned = tuple(
                self._print(str(each), cast("int", reply["quality"]))
                for each in cast("list[object]", reply.get("orientations", []))
            )
            shape = (int(cast("int", reply["width"])), int(cast("int", reply["height"])))
        except (LookupError, TypeError, ValueError, Invalid):
            return Hashed(found, error="the parser's answer makes no sense")
        return Hashed(found, look, turned, str(reply.get("format"))[:20], shape)

    def _print(self, value: str, quality: int) -> Fingerprint:
        return fingerprint(PDQ, value, int(quality), self._pipeline)
