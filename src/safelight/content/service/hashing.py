"""Fingerprints of files, made where the files are: what leaves this verb is fingerprints and never content.

Files are hashed on all cores and answered in the order they were named; folders are walked in the order of their names,
without following links. Promises: one record a file, whatever the file is; a hostile one costs itself. With
`done` the files of an earlier run are left out, so that a run of days can be taken up again.
"""

from __future__ import annotations

import json
import os
import stat
import tempfile
from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from queue import SimpleQueue
from typing import BinaryIO

from safelight.content.core.fingerprint import PDQ, VPDQ
from safelight.content.core.pdq import ORIENTATIONS
from safelight.content.hashers.files import FileHasher
from safelight.content.hashers.hashed import Hashed
from safelight.content.hashers.videos import EVERY
from safelight.kernel.provenance import Rejected

FLAT = "flat picture (quality 0): not indexed for near match"

FLAT_VIDEO = "no frame of quality 50 or more: not indexed for near match"

AHEAD = 16
"""Files in hand for each core: enough that a slow one doesn't idle the others, few enough to answer as one goes."""

Report = Callable[[Rejected], None]
Record = dict[str, object]


@dataclass(frozen=True, slots=True)
class HashOptions:
    """`exact` decodes in full, `orientations` adds the eight turned hashes, `every` is the seconds between hashed
    frames of a video (0: all), `done` are paths left out."""

    exact: bool = False
    orientations: bool = False
    every: float = EVERY
    workers: int = field(default_factory=lambda: os.cpu_count() or 1)
    done: Collection[str] = frozenset()


def hash_paths(paths: Iterable[str], options: HashOptions, report: Report) -> Iterator[Record]:
    """One record a file. A path that isn't there, or a folder that can't be read, is reported and passed over."""
    todo = (path for path in files(paths, report) if path not in options.done)
    with ExitStack() as stack:
        free: SimpleQueue[FileHasher] = SimpleQueue()
        for _ in range(options.workers):
            free.put(stack.enter_context(FileHasher(options.exact, options.orientations, options.every)))
        pool = stack.enter_context(ThreadPoolExecutor(options.workers))
        stack.callback(pool.shutdown, cancel_futures=True)
        waiting: deque[Future[Record]] = deque()
        for path in todo:
            waiting.append(pool.submit(_hash_one, path, free))
            if len(waiting) >= AHEAD * options.workers:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def _hash_one(path: str, free: SimpleQueue[FileHasher]) -> Record:
    hasher = free.get()
    try:
        with open(path, "rb") as file:
            return record(path, hasher.hash(file))
    except OSError as error:
        reason = f"can't be read: {error.strerror or type(error).__name__}"
        return {"path": path, "sha256": None, "sha1": None, "md5": None, "pdq": None, "error": reason}
    finally:
        free.put(hasher)


def hash_stream(stream: BinaryIO, name: str, options: HashOptions) -> Record:
    """The record of what a stream holds."""
    with tempfile.TemporaryFile() as file, FileHasher(options.exact, options.orientations, options.every) as hasher:
        while chunk := stream.read(1024 * 1024):
            file.write(chunk)
        file.seek(0)
        return record(name, hasher.hash(file))


def record(path: str, hashed: Hashed) -> Record:
    """What `content hash` prints of a file."""
    found, look = hashed.digests, hashed.look
    picture = look if look is not None and look.kind == PDQ else None
    made: Record = {
        "path": path,
        "sha256": found.sha256,
        "sha1": found.sha1,
        "md5": found.md5,
        "pdq": picture.value if picture else None,
        "pdq_quality": picture.quality if picture else None,
        "pipeline": look.pipeline if look else None,
        "size": found.size,
    }
    if hashed.shape is not None:
        made |= {"format": hashed.format, "width": hashed.shape[0], "height": hashed.shape[1]}
    if hashed.orientations:
        made["orientations"] = {name: each.value for name, each in zip(ORIENTATIONS, hashed.orientations, strict=True)}
    if hashed.video:
        made |= {"vpdq": look.value if look else None, "seconds": hashed.seconds}
    notes = [hashed.note] if hashed.note else []
    if look is not None and look.flat:
        notes.append(FLAT if look.kind != VPDQ else FLAT_VIDEO)
    if notes:
        made["note"] = "; ".join(notes)
    if hashed.error is not None:
        made["error"] = hashed.error
    return made


def files(paths: Iterable[str], report: Report) -> Iterator[str]:
    """The files that the paths name; a folder names the regular files under it."""
    for path in paths:
        if os.path.isdir(path):
            yield from _walk(path, report)
        elif os.path.lexists(path):
            if _regular(path):
                yield path
            else:
                report(Rejected(path, "neither a file nor a folder, or a link to nothing"))
        else:
            report(Rejected(path, "there is no such file or folder"))


def _walk(folder: str, report: Report) -> Iterator[str]:
    def unread(error: OSError) -> None:
        report(Rejected(str(error.filename), f"the folder can't be read: {error.strerror}"))

    for root, folders, names in os.walk(folder, onerror=unread):
        folders.sort()
        yield from (path for name in sorted(names) if _regular(path := os.path.join(root, name)))


def _regular(path: str) -> bool:
    """Not a pipe or device, which would never end, nor a link to nothing."""
    try:
        return stat.S_ISREG(os.stat(path).st_mode)
    except OSError:
        return False


def answered(output: Path) -> tuple[set[str], int]:
    """What an earlier run wrote: the paths it answered, and the bytes of its whole lines. A line that was torn when the
    run was stopped isn't one: its file is hashed again."""
    paths: set[str] = set()
    whole = 0
    with output.open("rb") as file:
        for line in file:
            try:
                path = str(json.loads(line)["path"])
            except (ValueError, LookupError, TypeError):
                break
            if not line.endswith(b"\n"):
                break
            paths.add(path)
            whole += len(line)
    return paths, whole
