"""The near index refuses to guess: not ready, damaged, or on a full disk it says so, and never "no match"."""

from __future__ import annotations

import threading
from pathlib import Path

import numpy as np
import pytest
from tests.lib import hashes as worlds

from safelight.content.index import segment
from safelight.content.index.folder import IndexFolder
from safelight.content.index.live import LiveIndex, open_index
from safelight.content.index.segment import DamagedIndex
from safelight.kernel.errors import Unavailable

RNG = np.random.default_rng(41)
BITS = [one.tobytes() for one in worlds.even(RNG, 600)]


def filled(path: Path, few: int = 100) -> LiveIndex:
    index = open_index(path, few)
    index.add(range(500), BITS[:500])
    index.reached(500, "mark")
    index.merge()
    index.ready()
    return index


def test_before_it_is_ready_a_question_is_unavailable() -> None:
    index = LiveIndex()
    index.add([1], [BITS[0]])
    with pytest.raises(Unavailable, match="not ready"):
        index.search([BITS[0]], 31)
    index.ready()
    assert index.search([BITS[0]], 31) == [(0, 1, 0)]


def test_a_restart_knows_how_far_it_reaches_and_what_was_removed(tmp_path: Path) -> None:
    index = filled(tmp_path)
    index.remove([3])
    index.reached(501, "later")
    index.merge()
    index.close()
    again = open_index(tmp_path)
    assert (again.position, again.mark, len(again)) == (501, "later", 499)
    again.ready()
    assert again.search([BITS[3], BITS[4]], 0) == [(1, 4, 0)]
    again.close()


def test_what_is_not_indexed_yet_is_found_and_not_counted_as_kept(tmp_path: Path) -> None:
    index = filled(tmp_path)
    index.add([900], [BITS[599]])
    index.reached(501)
    assert index.search([BITS[599]], 0) == [(0, 900, 0)]
    index.close()
    again = open_index(tmp_path)
    assert again.position == 500, "the caller adds it again"
    again.close()


def test_purging_leaves_nothing_of_a_removed_fingerprint_on_disk(tmp_path: Path) -> None:
    index = filled(tmp_path)
    index.remove([7])
    index.purge()
    assert index.segments == (499,)
    numbers = [segment.read(file).numbers for file in tmp_path.glob("*.idx")]
    assert len(numbers) == 1
    assert 7 not in numbers[0]
    index.close()


def segment_file(path: Path) -> Path:
    filled(path).close()
    (file,) = path.glob("*.idx")
    return file


@pytest.mark.parametrize("at", [0, 9, 13, 40, 1000, -1])
def test_one_changed_byte_in_a_segment_is_damage(tmp_path: Path, at: int) -> None:
    file = segment_file(tmp_path)
    raw = bytearray(file.read_bytes())
    raw[at] ^= 1
    file.write_bytes(raw)
    with pytest.raises(DamagedIndex, match="damaged"):
        segment.read(file)


def test_any_changed_byte_of_the_arrays_is_damage(tmp_path: Path) -> None:
    file = segment_file(tmp_path)
    raw = file.read_bytes()
    kept = segment.read(file)
    for at in RNG.integers(0, len(raw), 60).tolist():
        file.write_bytes(raw[:at] + bytes([raw[at] ^ 0x40]) + raw[at + 1 :])
        try:
            again = segment.read(file)
        except DamagedIndex:
            continue
        same = all(np.array_equal(kept.index.arrays()[n], array) for n, array in again.index.arrays().items())
        assert same, "only padding between arrays may change unseen"
        assert np.array_equal(kept.numbers, again.numbers)


@pytest.mark.parametrize("size", [0, 10, 100, -1])
def test_a_cut_off_segment_is_damage(tmp_path: Path, size: int) -> None:
    file = segment_file(tmp_path)
    file.write_bytes(file.read_bytes()[:size])
    with pytest.raises(DamagedIndex):
        LiveIndex(IndexFolder(tmp_path))


@pytest.mark.parametrize("raw", [b"", b"{}", b"00000000\n{}", b"\xff\n" * 9])
def test_a_damaged_folder_begins_anew_and_says_so(tmp_path: Path, raw: bytes) -> None:
    filled(tmp_path).close()
    (tmp_path / "manifest.json").write_bytes(raw)
    index = open_index(tmp_path)
    assert (index.position, len(index)) == (0, 0)
    with pytest.raises(Unavailable):
        index.search([BITS[0]], 31)
    index.close()


def test_a_reader_of_a_damaged_folder_leaves_it_alone(tmp_path: Path) -> None:
    writer = filled(tmp_path)
    (tmp_path / "manifest.json").write_bytes(b"")
    reader = open_index(tmp_path)
    assert reader.position == 0
    assert list(tmp_path.glob("*.idx")), "the writer's files are still there"
    reader.close()
    writer.close()


def test_a_full_disk_costs_the_merge_and_no_match(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    index = filled(tmp_path, few=50)
    index.remove([0])

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as broken:
        broken.setattr(segment, "write", full)
        for number in range(500, 560):
            index.add([number], [BITS[number]])
        index.settle()
        assert index.failure is not None
        assert index.search([BITS[0], BITS[1], BITS[520]], 0) == [(1, 1, 0), (2, 520, 0)]
    index.merge()
    assert index.search([BITS[0], BITS[1], BITS[520]], 0) == [(1, 1, 0), (2, 520, 0)]
    index.close()


def test_searches_go_on_while_others_add_and_remove_and_merge(tmp_path: Path) -> None:
    """What stays is found by every search, what was never there by none, whatever a merge replaces meanwhile."""
    index = filled(tmp_path, few=60)
    stop = threading.Event()
    wrong: list[str] = []

    def ask() -> None:
        while not stop.is_set():
            found = {(query, number) for query, number, _ in index.search([BITS[10], BITS[11], BITS[599]], 0)}
            if found != {(0, 10), (1, 11)}:
                wrong.append(repr(found))

    threads = [threading.Thread(target=ask) for _ in range(2)]
    for thread in threads:
        thread.start()
    for turn in range(12):
        numbers = list(range(1_000 + turn * 50, 1_050 + turn * 50))
        index.add(numbers, BITS[100:150])
        index.remove(numbers[::2])
    index.settle()
    index.merge(everything=True)
    stop.set()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert len(index) == 500 + 12 * 25
    index.close()


@pytest.mark.parametrize("bits", [b"", b"\0" * 31, b"\0" * 33])
def test_a_fingerprint_of_the_wrong_length_is_refused(bits: bytes) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        LiveIndex().add([1], [bits])
