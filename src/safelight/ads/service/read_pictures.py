"""The words in pictures, read where the pictures are: files and folders in, one record a file out. Keeps nothing.

With `done` the files of an earlier run are left out, so that a run of days can be taken up again.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable, Iterator
from pathlib import Path

from safelight.ads.sources import NO_PICTURES, PictureTexts, read_picture_texts
from safelight.ads.sources.picture_reader import PictureReader
from safelight.infra.files import files, in_order
from safelight.kernel.provenance import Rejected

__all__ = ["NO_PICTURES", "PictureTexts", "read_pictures", "words_of"]

AHEAD = 4
"""Pictures in hand for each core."""

Report = Callable[[Rejected], None]
Record = dict[str, object]


def read_pictures(paths: Iterable[str], report: Report, done: Collection[str] = frozenset()) -> Iterator[Record]:
    """`{"path","sha256","text","pipeline"}` a file, with `error` where it can't be read. A path that isn't there is
    reported and passed over. Raises Unavailable without the extra `ocr`."""
    todo = (path for path in files(paths, report) if path not in done)
    return in_order(todo, PictureReader, _read_one, os.cpu_count() or 1, AHEAD)


def _read_one(reader: PictureReader, path: str) -> Record:
    try:
        with open(path, "rb") as file:
            return reader.read(file).record(path)
    except OSError as error:
        return {"path": path, "sha256": None, "text": "", "error": error.strerror or type(error).__name__}


def words_of(file: Path, report: Report) -> PictureTexts:
    """What an earlier run read, to be put beside ads; each line that says nothing of a picture is reported."""
    with file.open("rb") as stream:
        texts, refused = read_picture_texts(stream, str(file))
    for row in refused:
        report(row)
    return texts
