"""Kill -9 while fingerprints are appended and segments merged: the folder opens, and with the book it is its twin."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from safelight.content.index.live import LiveIndex, open_index

APPEND = """
import sys
from pathlib import Path
from tests.fault.test_killed_index import append_for_ever
append_for_ever(Path(sys.argv[1]), int(sys.argv[2]))
"""

RECORD = 42
"""Bytes of a line of the book: sign, number in 9 digits, 32 bytes of bits."""


def append_for_ever(home: Path, seed: int) -> None:
    """Writes changes to a book, each on disk before the index gets it, and merges every 150 fingerprints."""
    rng = random.Random(seed)
    index = follow(home)
    with (home / "book").open("r+b") as book:
        position = os.fstat(book.fileno()).st_size // RECORD
        book.truncate(position * RECORD)  # the last one was being written when the process died: never accepted
        book.seek(0, 2)
        os.write(1, b"begun\n")
        while True:
            position += 1
            removed = rng.random() < 0.2 and position > 10
            number = rng.randrange(1, position) if removed else position
            book.write((b"-" if removed else b"+") + b"%09d" % number + rng.randbytes(32))
            book.flush()
            apply(index, [(removed, number, b"")] if removed else [(removed, number, bits_at(home, position))])
            index.reached(position)


def bits_at(home: Path, position: int) -> bytes:
    with (home / "book").open("rb") as book:
        book.seek((position - 1) * RECORD + 10)
        return book.read(32)


def changes(home: Path) -> list[tuple[bool, int, bytes]]:
    raw = (home / "book").read_bytes()
    whole = range(0, len(raw) - len(raw) % RECORD, RECORD)
    return [(raw[at : at + 1] == b"-", int(raw[at + 1 : at + 10]), raw[at + 10 : at + RECORD]) for at in whole]


def apply(index: LiveIndex, some: list[tuple[bool, int, bytes]]) -> None:
    for removed, number, bits in some:
        if removed:
            index.remove([number])
        else:
            index.add([number], [bits])


def follow(home: Path) -> LiveIndex:
    index = open_index(home / "near", few=150)
    told = changes(home)
    assert index.position <= len(told), "an index never knows what the book doesn't"
    apply(index, told[index.position :])
    index.reached(len(told))
    index.ready()
    return index


@pytest.mark.slow
def test_killed_at_any_moment_it_opens_as_its_twin(tmp_path: Path) -> None:
    (tmp_path / "book").touch()
    rng = random.Random(17)
    root = Path(__file__).parents[2]
    environment = {**os.environ, "PYTHONPATH": f"{root}:{root / 'src'}"}
    kept = 0
    for turn in range(12):
        command = [sys.executable, "-c", APPEND, str(tmp_path), str(turn)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment) as process:
            assert process.stdout is not None
            assert process.stdout.readline() == b"begun\n"
            time.sleep(rng.uniform(0.02, 0.4))
            process.kill()
        kept += int((tmp_path / "near" / "manifest.json").exists())
        index = follow(tmp_path)
        assert_twin(index, changes(tmp_path))
        index.close()
    assert kept > 6, "some of the processes died after or in the middle of a merge"


def assert_twin(index: LiveIndex, told: list[tuple[bool, int, bytes]]) -> None:
    held: dict[int, bytes] = {}
    for removed, number, bits in told:
        if removed:
            held.pop(number, None)
        else:
            held[number] = bits
    assert len(index) == len(held)
    numbers = sorted(held)
    hashes = np.frombuffer(b"".join(held[number] for number in numbers), np.uint8).reshape(-1, 32)
    found = index.search_rows(hashes, 0)
    assert sorted((numbers[query], number) for query, number, _ in found.tolist()) == [(n, n) for n in numbers]
