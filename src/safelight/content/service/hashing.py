"""Fingerprints of files, made where the files are: what leaves this verb is fingerprints and never content.

Files are hashed on all cores and answered in the order they were named; folders are walked in the order of their names,
without following links. Promises: one record a file, whatever the file is; a hostile one costs itself. With
`done` the files of an earlier run are left out, so that a run of days can be taken up again.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import BinaryIO

from safelight.content.core.fingerprint import PDQ, VPDQ
from safelight.content.core.pdq import ORIENTATIONS
from safelight.content.hashers.files import FileHasher
from safelight.content.hashers.hashed import Hashed
from safelight.content.hashers.videos import EVERY
from safelight.infra.files import files, in_order
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
    worker = partial(FileHasher, options.exact, options.orientations, options.every)
    return in_order(todo, worker, _hash_one, options.workers, AHEAD)


def _hash_one(hasher: FileHasher, path: str) -> Record:
    try:
        with open(path, "rb") as file:
            return record(path, hasher.hash(file))
    except OSError as error:
        reason = f"can't be read: {error.strerror or type(error).__name__}"
        return {"path": path, "sha256": None, "sha1": None, "md5": None, "pdq": None, "error": reason}


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
