"""The index keeps a folder beside the book: what is committed is found after a restart, a loss, and an older book."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from tests.lib.homes import settings_for
from tests.lib.network import Town, found_town, pdq

from safelight.assembly import build
from safelight.content.core.fingerprint import Fingerprint
from safelight.content.index.live import open_index
from safelight.content.service.near import Follower
from safelight.infra.db import Book
from safelight.kernel.errors import Unavailable

FEW = 4


@pytest.fixture
def town(tmp_path: Path) -> Town:
    return found_town(tmp_path)


def follower(town: Town, path: Path) -> Follower:
    return Follower(book(town), lambda: open_index(path, FEW))


def book(town: Town) -> Book:
    return town.platform.books["content"]


def met(one: Follower, over: Book, *prints: Fingerprint) -> list[int]:
    """Which of these were met, by their places."""
    one.open()
    with over.read() as connection:
        return sorted({place for place, _, _ in one.search(connection, [each.bits for each in prints])})


def test_a_kept_index_reads_on_from_its_last_change(town: Town, tmp_path: Path) -> None:
    kept = [town.submit("ines", seed) for seed in range(6)]
    first = follower(town, tmp_path / "near")
    assert met(first, book(town), pdq(0), pdq(5, 31), pdq(9)) == [0, 1]
    town.submit("ines", 9)
    town.content.submissions.retract(town.actor("ines"), kept[0], "mistaken")
    assert met(first, book(town), pdq(0), pdq(5), pdq(9)) == [1, 2]
    first.close()
    index = open_index(tmp_path / "near", FEW)
    assert index.position == 6, "the first six are in a segment, the later changes are in the book"
    index.close()
    second = follower(town, tmp_path / "near")
    assert met(second, book(town), pdq(0), pdq(5), pdq(9)) == [1, 2]
    second.purge()
    second.close()
    index = open_index(tmp_path / "near", FEW)
    assert (index.position, len(index)) == (9, 6), "seven came; of the retracted one both fingerprints left"
    index.close()
    town.platform.close()


def test_a_lost_folder_is_filled_from_the_book(town: Town, tmp_path: Path) -> None:
    for seed in range(5):
        town.submit("ines", seed)
    first = follower(town, tmp_path / "near")
    assert met(first, book(town), pdq(3)) == [0]
    first.close()
    shutil.rmtree(tmp_path / "near")
    again = follower(town, tmp_path / "near")
    assert met(again, book(town), pdq(3), pdq(7)) == [0]
    again.close()
    town.platform.close()


def test_the_index_of_another_book_is_not_believed(town: Town, tmp_path: Path) -> None:
    """A book that was brought back from a copy, and went on differently: as many changes, other fingerprints."""
    for seed in range(5):
        town.submit("ines", seed)
    first = follower(town, tmp_path / "near")
    assert met(first, book(town), pdq(3)) == [0]
    first.close()
    other = found_town(tmp_path / "other")
    for seed in range(10, 15):
        other.submit("ines", seed)
    second = follower(other, tmp_path / "near")
    assert met(second, book(other), pdq(3), pdq(13)) == [1]
    second.close()
    other.platform.close()
    town.platform.close()


def test_an_index_that_was_not_opened_is_unavailable_and_not_empty(town: Town, tmp_path: Path) -> None:
    town.submit("ines", 1)
    with book(town).read() as connection, pytest.raises(Unavailable):
        follower(town, tmp_path / "near").search(connection, [pdq(1).bits])
    town.platform.close()


def test_two_processes_over_one_home_both_find_what_either_takes_in(town: Town, tmp_path: Path) -> None:
    town.submit("ines", 1)
    assert (tmp_path / "home" / "content-index" / "lock").exists()
    second = build(settings_for(tmp_path))
    other = Town(second, town.tenants)
    other._known = town._known
    other.submit("ines", 2)
    assert town.check("ivan", 2)
    town.submit("ines", 3)
    assert other.check("ivan", 3)
    second.close()
    assert town.check("ivan", 3)
    town.platform.close()
