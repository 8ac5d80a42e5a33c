"""The words in pictures, read where the pictures are: files and folders in, one record a file out. Keeps nothing.

Pictures are read on all cores and answered in the order they were named; folders are walked in the order of their
names, without following links. With `done` the files of an earlier run are left out.
"""

from __future__ import annotations

import json
import os
import stat
from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from queue import SimpleQueue

from safelight.ads.sources import NO_PICTURES, PictureTexts, read_picture_texts
from safelight.ads.sources.picture_reader import PictureReader
from safelight.kernel.provenance import Rejected

__all__ = ["NO_PICTURES", "PictureTexts", "paths_in", "read_pictures", "words_of"]

AHEAD = 4
"""Files in hand for each core."""

Report = Callable[[Rejected], None]
Record = dict[str, object]


def read_pictures(
    paths: Iterable[str], report: Report, *, done: Collection[str] = frozenset(), workers: int | None = None
) -> Iterator[Record]:
    """`{"path","sha256","text","pipeline"}` a file, with `error` where it can't be read. A path that isn't there is
    reported and passed over. Raises Unavailable without the extra `ocr`."""
    cores = workers or os.cpu_count() or 1
    with ExitStack() as stack:
        free: SimpleQueue[PictureReader] = SimpleQueue()
        for _ in range(cores):
            free.put(stack.enter_context(PictureReader()))
        pool = stack.enter_context(ThreadPoolExecutor(cores))
        stack.callback(pool.shutdown, cancel_futures=True)
        waiting: deque[Future[Record]] = deque()
        for path in _files(paths, report):
            if path in done:
                continue
            waiting.append(pool.submit(_read_one, path, free))
            if len(waiting) >= AHEAD * cores:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def words_of(file: Path, report: Report) -> PictureTexts:
    """What an earlier run read, to be put beside ads; each line that says nothing of a picture is reported."""
    with file.open("rb") as stream:
        texts, refused = read_picture_texts(stream, str(file))
    for row in refused:
        report(row)
    return texts


def paths_in(file: str) -> frozenset[str]:
    """The paths that an earlier run answered. A last line that was cut off is read again."""
    found = set()
    for line in Path(file).read_bytes().splitlines():
        try:
            record = json.loads(line)
        except ValueError:
            continue
        if isinstance(record, dict) and "error" not in record:
            found.add(str(record.get("path")))
    return frozenset(found)


def _read_one(path: str, free: SimpleQueue[PictureReader]) -> Record:
    reader = free.get()
    try:
        with open(path, "rb") as file:
            return reader.read(file).record(path)
    except OSError as error:
        return {"path": path, "sha256": None, "text": "", "error": error.strerror or type(error).__name__}
    finally:
        free.put(reader)


def _files(paths: Iterable[str], report: Report) -> Iterator[str]:
    for path in paths:
        try:
            mode = os.stat(path).st_mode
        except OSError as error:
            report(Rejected(path, f"can't be read: {error.strerror}"))
            continue
        if stat.S_ISREG(mode):
            yield path
        elif stat.S_ISDIR(mode):
            yield from _below(path)
        else:
            report(Rejected(path, "neither a file nor a folder"))


def _below(folder: str) -> Iterator[str]:
    for place, folders, names in os.walk(folder):
        folders.sort()
        for name in sorted(names):
            path = Path(place, name)
            if path.is_file() and not path.is_symlink():
                yield str(path)
