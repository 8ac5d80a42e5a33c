"""Reads the words in pictures through a limited child process that stays.

Needs the extra `ocr` (RapidOCR on ONNX Runtime, its models in the wheel). One reader a thread; one picture
takes about a processor second. Promises: the same picture gives the same words; a hostile file costs itself.
"""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from importlib.util import find_spec
from io import BufferedReader
from types import TracebackType

from safelight.infra.sandbox import Limits, Sandbox
from safelight.kernel.errors import Unavailable

LIMITS = Limits(memory=3 * 1024 * 1024 * 1024, cpu_per_reply=60, cpu_total=10**7, silence=180.0)
"""The models map 1 GB; a picture of the largest size that is read takes 0.5 GB and 10 s more (measured, 2026-11)."""

RENEWED_AFTER = 5_000
"""Pictures that a child reads before it is replaced."""

PIPELINE = "rapidocr-ppocr6/1"
"""What read the words; another model or threshold is another name."""

_THREADS = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}


@dataclass(frozen=True, slots=True)
class Words:
    """What one picture says, line by line from the top; or why it could not be read."""

    sha256: str
    text: str = ""
    error: str | None = None

    def record(self, path: str) -> dict[str, object]:
        found: dict[str, object] = {"path": path, "sha256": self.sha256, "text": self.text, "pipeline": PIPELINE}
        return {**found, "error": self.error} if self.error else found


class PictureReader:
    """A context manager. Raises Unavailable when the extra isn't installed."""

    def __init__(self, limits: Limits = LIMITS) -> None:
        if any(find_spec(name) is None for name in ("rapidocr", "onnxruntime")):
            raise Unavailable("ads.pictures.extra", "Install safelight[ocr] to read the words in pictures.")
        self._child = Sandbox(
            "safelight.ads.sources.picture_reader_child:serve",
            limits,
            environment=_THREADS,
            renewed_after=RENEWED_AFTER,
        )

    def __enter__(self) -> PictureReader:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Ends the child."""
        self._child.close()

    def read(self, file: BufferedReader) -> Words:
        """The words of an open file (a real one, with a descriptor). Raises OSError when it can't be read."""
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        os.lseek(file.fileno(), 0, os.SEEK_SET)
        reply = self._child.answer({}, file.fileno())
        if isinstance(reply, str):
            return Words(digest, error=reply)
        said = reply.get("lines")
        if not isinstance(said, list) or not all(isinstance(line, str) for line in said):
            return Words(digest, error="the reader's answer makes no sense")
        return Words(digest, "\n".join(said))
