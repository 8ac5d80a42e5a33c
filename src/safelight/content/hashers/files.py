"""Hashes a file as what it begins like: a video by its frames, anything else as a picture. One of these a thread."""

from __future__ import annotations

import os
from types import TracebackType
from typing import BinaryIO

from safelight.content.hashers.hashed import Hashed
from safelight.content.hashers.pictures import PictureHasher
from safelight.content.hashers.videos import EVERY, START_BYTES, VideoHasher, container


class FileHasher:
    """Options are those of the two hashers. A context manager."""

    def __init__(self, exact: bool = False, orientations: bool = False, every: float = EVERY) -> None:
        self._pictures = PictureHasher(exact, orientations)
        self._videos = VideoHasher(every)

    def __enter__(self) -> FileHasher:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._pictures.close()
        self._videos.close()

    def hash(self, file: BinaryIO) -> Hashed:
        """The fingerprints of an open file (a real one, with a descriptor). Raises OSError when it can't be read."""
        name = container(os.pread(file.fileno(), START_BYTES, 0))
        return self._videos.hash(file, name) if name is not None else self._pictures.hash(file)
