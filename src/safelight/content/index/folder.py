"""The folder of the near index: segment files, and a manifest that says which of them count.

The manifest names the segments in order, a bit for each removed row of them, and the position in the book that they
reach; it is replaced by a rename, so a process that dies leaves the old state or the new one. Files that no manifest
names are removed when the folder is opened. One process at a time writes; others read, and merge in memory only.
"""

from __future__ import annotations

import base64
import fcntl
import json
import os
import zlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from safelight.content.index import segment
from safelight.content.index.segment import DamagedIndex, Segment, damaged, sync_folder

MANIFEST = "manifest.json"
VERSION = 2

READS = 5
"""How often a reader follows a writer that replaces files meanwhile; merges are minutes apart."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What a folder holds. `position` is the book's last change that is in it, `mark` what the book holds there."""

    segments: tuple[Segment, ...] = ()
    position: int = 0
    mark: str = ""


class IndexFolder:
    """`writes` says whether this process holds the folder's lock."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._next = 1
        path.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._lock = os.open(path / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        self.writes = False
        self.take()

    def take(self) -> bool:
        """Whether this process may write from now on."""
        if self._lock < 0:
            return False
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        self._next = 1 + max((int(file.stem[4:]) for file in self._path.glob("seg-*.idx")), default=0)
        self.writes = True
        return True

    def close(self) -> None:
        """Gives the lock free."""
        if self._lock >= 0:
            os.close(self._lock)
        self._lock, self.writes = -1, False

    def new_path(self) -> Path:
        """Where the next segment goes."""
        self._next += 1
        return self._path / f"seg-{self._next - 1:08d}.idx"

    def read(self) -> Kept:
        """What the manifest says. Raises DamagedIndex; an empty folder is no damage. While another process writes, its
        files may be replaced between reading their names and opening them: then the new manifest is read."""
        path = self._path / MANIFEST
        for left in range(READS - 1, -1, -1):
            raw = self._manifest(path)
            try:
                kept = self._parse(path, raw) if raw is not None else Kept()
            except DamagedIndex:
                if left and not self.writes and self._manifest(path) != raw:
                    continue
                raise
            break
        self._sweep(kept.segments)
        return kept

    def _manifest(self, path: Path) -> bytes | None:
        try:
            return path.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise damaged(path, error.strerror or "it can't be read") from error

    def _parse(self, path: Path, raw: bytes) -> Kept:
        try:
            checksum, _, body = raw.partition(b"\n")
            told = json.loads(body)
            sound = int(checksum, 16) == zlib.crc32(body) and told["version"] == VERSION
            entries = [(str(each["file"]), str(each["hidden"])) for each in told["segments"]]
            position, mark = int(told["position"]), str(told["mark"])
        except (ValueError, LookupError, TypeError):
            sound, entries, position, mark = False, [], 0, ""
        if not sound:
            raise damaged(path, "it is not one")
        found = []
        for name, hidden in entries:
            one = segment.read(self._path / Path(name).name)
            try:
                one.hidden[:] = _marks(hidden, len(one))
            except ValueError:
                raise damaged(path, "what is hidden does not fit its segment") from None
            found.append(one)
        return Kept(tuple(found), position, mark)

    def keep(self, kept: Kept) -> None:
        """Makes this the folder's state, and removes the files that no longer count. Raises OSError."""
        entries = [
            {"file": each.path.name, "hidden": _text(each.hidden)} for each in kept.segments if each.path is not None
        ]
        told = {"version": VERSION, "position": kept.position, "mark": kept.mark, "segments": entries}
        body = json.dumps(told, separators=(",", ":")).encode("ascii")
        aside = self._path / "manifest.part"
        with aside.open("wb") as file:
            os.fchmod(file.fileno(), 0o600)
            file.write(f"{zlib.crc32(body):08x}\n".encode("ascii") + body)
            file.flush()
            os.fsync(file.fileno())
        aside.replace(self._path / MANIFEST)
        sync_folder(self._path)
        self._sweep(kept.segments)

    def forget(self) -> None:
        """Removes everything. Raises OSError when another process holds the folder."""
        if not self.writes:
            raise BlockingIOError(f"{self._path} is in use by another process")
        (self._path / MANIFEST).unlink(missing_ok=True)
        self._sweep(())

    def _sweep(self, counted: tuple[Segment, ...]) -> None:
        if not self.writes:
            return
        named = {each.path for each in counted}
        for file in self._path.iterdir():
            if file.suffix in (".idx", ".part") and file not in named:
                file.unlink(missing_ok=True)


def _text(hidden: NDArray[np.bool_]) -> str:
    """A bit for each row, packed and deflated. A list of a million numbers took 0.4 s to write, during which no other
    thread of Python ran."""
    return base64.b64encode(zlib.compress(np.packbits(hidden).tobytes(), 1)).decode("ascii")


def _marks(text: str, count: int) -> NDArray[np.bool_]:
    """Back from text. Raises ValueError when it is not of so many rows."""
    try:
        unpacker = zlib.decompressobj()
        raw = unpacker.decompress(base64.b64decode(text, validate=True), count // 8 + 2)
    except zlib.error as error:
        raise ValueError("not deflated") from error
    if len(raw) != (count + 7) // 8:
        raise ValueError("not of this length")
    return np.unpackbits(np.frombuffer(raw, np.uint8), count=count).astype(np.bool_)
