"""What is committed together: one that can't be taken fails alone, and every future says what is on disk."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from sqlalchemy import Connection, select
from sqlalchemy.exc import DBAPIError

from safelight.infra.db import BOOKS, Book, open_book
from safelight.infra.group_commit import GroupCommit
from safelight.infra.intents import Intent, add_intent, add_intents, table_for
from safelight.infra.migrate import upgrade
from safelight.kernel.errors import Unavailable


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def book(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Book]:
    url = request.getfixturevalue("postgres") if request.param == "postgres" else None
    opened = {name: open_book(name, tmp_path, url) for name in BOOKS if url or name == "textline"}
    for each in opened.values():
        upgrade(each)
    yield opened["textline"]
    for each in opened.values():
        each.close()


class Taker:
    """Takes intents; `sizes` is how many came at once. The one named `bad` is against the book's rules."""

    def __init__(self) -> None:
        self.sizes: list[int] = []
        self.begun = threading.Event()
        self.go_on = threading.Event()

    def take(self, connection: Connection, items: Sequence[str]) -> list[str]:
        self.sizes.append(len(items))
        self.begun.set()
        self.go_on.wait(10)
        add_intents(connection, "textline", [Intent(item, b"{}") for item in items])
        if "bad" in items:
            add_intent(connection, "textline", Intent("bad", b"{}"))
        return [item.upper() for item in items]


def there(book: Book) -> set[str]:
    with book.read() as connection:
        return set(connection.scalars(select(table_for("textline", connection).c.id)))


def test_what_waits_is_gathered_and_one_that_can_not_be_taken_fails_alone(book: Book) -> None:
    writer, taker = GroupCommit(book), Taker()
    first = writer.gather(taker.take, "first")
    assert taker.begun.wait(10)
    others = [writer.gather(taker.take, name) for name in ("a", "bad", "b")]
    alone = writer.submit(lambda connection: add_intent(connection, "textline", Intent("alone", b"{}")))
    taker.go_on.set()
    assert first.result(10) == "FIRST"
    assert [others[0].result(10), others[2].result(10)] == ["A", "B"]
    with pytest.raises((Unavailable, DBAPIError)):
        others[1].result(10)
    assert alone.result(10) is None
    writer.close()
    assert taker.sizes[:2] == [1, 3]
    assert there(book) == {"first", "a", "b", "alone"}


def test_nothing_is_taken_after_the_end_and_everything_before_it_is(book: Book) -> None:
    writer, taker = GroupCommit(book), Taker()
    taker.go_on.set()
    futures = [writer.gather(taker.take, f"item {number}") for number in range(300)]
    writer.close()
    assert [future.result(0) for future in futures] == [f"ITEM {number}" for number in range(300)]
    with pytest.raises(Unavailable):
        writer.gather(taker.take, "late")
