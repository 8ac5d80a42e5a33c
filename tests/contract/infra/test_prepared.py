"""Prepared statements on SQLite and PostgreSQL: what SQLAlchemy itself would have done, only sooner."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import bindparam, insert, select, text, update
from sqlalchemy.exc import IntegrityError, OperationalError, ProgrammingError

import safelight.assembly  # noqa: F401  # declares every table
from safelight.content.store.tables import OBSERVATIONS, PRINTS, SKETCHES
from safelight.infra.db import Book, insert_or_count, open_book
from safelight.infra.intents import TABLES
from safelight.infra.migrate import upgrade
from safelight.infra.prepared import among, fetch, fetch_first, fetch_named, run, run_each
from safelight.kernel.errors import Unavailable

AT = datetime(2026, 3, 1, 12, 30, tzinfo=timezone(timedelta(hours=2)))
ADD = insert(SKETCHES)
OWN = select(SKETCHES).where(SKETCHES.c.tenant_id == bindparam("tenant")).order_by(SKETCHES.c.number)
SOME = select(SKETCHES.c.answer).where(among(SKETCHES.c.answer, "some")).order_by(SKETCHES.c.number)
MOVE = update(SKETCHES).where(SKETCHES.c.tenant_id == bindparam("tenant")).values(crossed=True)


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def book(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Book]:
    url = request.getfixturevalue("postgres") if request.param == "postgres" else None
    opened = open_book("content", tmp_path, url)
    if opened.is_postgres:  # its tables live together with those of ops
        with open_closing("ops", tmp_path, url) as ops:
            upgrade(ops)
    upgrade(opened)
    yield opened
    opened.close()


class open_closing:  # noqa: N801  # a context manager
    def __init__(self, name: Any, home: Path, url: str | None) -> None:
        self._book = open_book(name, home, url)

    def __enter__(self) -> Book:
        return self._book

    def __exit__(self, *_: object) -> None:
        self._book.close()


def rows(count: int, tenant: str = "ten-1") -> list[dict[str, object]]:
    return [
        {"tenant_id": tenant, "sketch": bytes([n]) * 64, "answer": f"a{n}", "crossed": n % 2 == 1, "at": AT}
        for n in range(count)
    ]


def test_rows_are_those_of_sqlalchemy_with_times_bytes_and_truths(book: Book) -> None:
    with book.write() as connection:
        run_each(connection, ADD, rows(3))
        run(connection, ADD, rows(1, "ten-2")[0])
    with book.read() as connection:
        ours = fetch(connection, OWN, {"tenant": "ten-1"})
        theirs = connection.execute(OWN, {"tenant": "ten-1"}).all()
        named = fetch_named(connection, OWN, {"tenant": "ten-1"})
        first = fetch_first(connection, OWN, {"tenant": "ten-1"})
    assert ours == [tuple(row) for row in theirs] == [tuple(row) for row in named]
    assert first == ours[0]
    assert [row.answer for row in named] == ["a0", "a1", "a2"]
    assert {row.at for row in named} == {AT.astimezone(UTC)}
    assert [row.crossed for row in named] == [False, True, False]


def test_a_list_may_be_empty_long_or_hostile(book: Book) -> None:
    hostile = ["a1", "a2'); DROP TABLE lookup_sketches; --", 'a"', "\N{SNOWMAN}"]
    with book.write() as connection:
        run_each(connection, ADD, [{**rows(1)[0], "answer": answer[:16]} for answer in ["a0", *hostile]])
        assert fetch(connection, SOME, {"some": []}) == []
        assert fetch(connection, SOME, {"some": [f"x{n}" for n in range(40_000)]}) == []
        found = fetch(connection, SOME, {"some": [answer[:16] for answer in hostile]})
    assert [answer for (answer,) in found] == [answer[:16] for answer in hostile]


def test_a_change_counts_its_rows_and_is_undone_with_its_transaction(book: Book) -> None:
    with book.write() as connection:
        run_each(connection, ADD, rows(4))
        run_each(connection, ADD, [])
        assert run(connection, MOVE, {"tenant": "ten-1"}) == 4
        assert run(connection, MOVE, {"tenant": "nobody"}) == 0

    def half_way() -> None:
        with book.write() as connection:
            run_each(connection, ADD, rows(4))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        half_way()
    with book.read() as connection:
        assert len(fetch(connection, OWN, {"tenant": "ten-1"})) == 4


def test_reads_of_one_connection_are_of_one_moment_on_sqlite_and_committed_ones_on_postgresql(book: Book) -> None:
    with book.read() as connection:
        assert fetch(connection, OWN, {"tenant": "ten-1"}) == []
        with book.write() as other:
            run_each(other, ADD, rows(1))
        assert len(fetch(connection, OWN, {"tenant": "ten-1"})) == (1 if book.is_postgres else 0)


def test_errors_are_sqlalchemys_so_that_callers_see_no_difference(book: Book) -> None:
    intents = TABLES["ops"] if book.is_postgres else TABLES["content"]
    row = {"id": "aud-1", "entry": b"{}", "sequenced": False}
    with book.write() as connection:
        run(connection, insert(intents), row)
    with pytest.raises(IntegrityError), book.write() as connection:
        run(connection, insert(intents), row)
    kinds = ProgrammingError if book.is_postgres else OperationalError
    missing = select(text("nothing")).select_from(text("no_such_table"))
    with pytest.raises((kinds, Unavailable)), book.read() as connection:
        fetch(connection, missing, {})


def test_a_statement_with_a_list_or_a_default_in_its_text_is_refused(book: Book) -> None:
    listed = select(SKETCHES).where(SKETCHES.c.answer.in_(bindparam("some", expanding=True)))
    with book.read() as connection, pytest.raises(TypeError):
        fetch(connection, listed, {"some": ["a"]})
    intents = TABLES["ops"] if book.is_postgres else TABLES["content"]
    with book.write() as connection, pytest.raises(TypeError):
        run(connection, insert(intents), {"id": "aud-1", "entry": b"{}"})


def test_an_upsert_is_the_databases_own(book: Book) -> None:
    from safelight.content.store.tables import TALLIES

    row = {"tenant_id": "ten-1", "kind": "check", "day": "2026-03-01", "count": 2}
    counts = select(TALLIES.c.count)
    with book.write() as connection:
        for _ in range(3):
            run(connection, insert_or_count(connection, TALLIES, ["tenant_id", "kind", "day"], ["count"]), row)
        assert fetch(connection, counts, {}) == [(6,)]


def test_lists_are_looked_up_by_index(tmp_path: Path) -> None:
    """SQLAlchemy would compare `... IN (...) = 1`, for which SQLite reads the whole table."""
    with open_closing("content", tmp_path, None) as book:
        upgrade(book)
        for column in (PRINTS.c.key, PRINTS.c.number, OBSERVATIONS.c.id):
            asked = select(column).where(among(column, "some"))
            with book.read() as connection:
                plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {asked.compile(connection)}", ("[]",)).all()
            assert plan[0][3].startswith("SEARCH"), plan
