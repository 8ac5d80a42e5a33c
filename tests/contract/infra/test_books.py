"""One suite for every database: what books, intents, ledger, outbox and jobs promise on SQLite and on PostgreSQL."""

from __future__ import annotations

import io
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import text

import safelight.assembly  # noqa: F401  # declares every table
from safelight.infra import merkle, outbox
from safelight.infra.checkpoint import CheckpointFile, parse_note, verify_checkpoint
from safelight.infra.db import BOOKS, METADATA, Book, BookName, open_book
from safelight.infra.intents import TABLES, Intent, add_intent
from safelight.infra.jobs import Job, JobRunner
from safelight.infra.ledger import Ledger
from safelight.infra.logs import Log
from safelight.infra.migrate import upgrade, version_table
from safelight.infra.outbox import OUTBOX, Outbox
from safelight.kernel.clock import FixedClock
from safelight.kernel.errors import Unavailable

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def books(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[dict[BookName, Book]]:
    url = request.getfixturevalue("postgres") if request.param == "postgres" else None
    opened = {name: open_book(name, tmp_path, url) for name in BOOKS}
    for book in opened.values():
        upgrade(book)
    yield opened
    for book in opened.values():
        book.close()


@pytest.fixture
def sources(books: dict[BookName, Book]) -> dict[BookName, Book]:
    return {"ops": books["ops"]} if books["ops"].is_postgres else {"ops": books["ops"], "ads": books["ads"]}


@pytest.fixture
def ledger(books: dict[BookName, Book], sources: dict[BookName, Book], tmp_path: Path) -> Ledger:
    return Ledger(books["audit"], sources, CheckpointFile(tmp_path / "checkpoint", "safelight/test", KEY))


def intend(books: dict[BookName, Book], count: int, book: BookName = "ops", start: int = 0) -> None:
    with books[book].write() as connection:
        for number in range(start, start + count):
            add_intent(connection, book, Intent(f"{book}-{number:05d}", f'{{"n":{number}}}'.encode()))


def run(book: Book, statement: str) -> None:
    with book.write() as connection:
        connection.execute(text(statement))


def test_migrations_make_exactly_the_declared_tables(books: dict[BookName, Book]) -> None:
    for name, book in books.items():
        with book.read() as connection:
            opts = {
                "version_table": version_table(name),
                "include_object": lambda item, label, kind, *_: (
                    kind != "table" or label in METADATA[name].tables or not book.is_postgres  # noqa: B023
                ),
            }
            differences = compare_metadata(MigrationContext.configure(connection, opts=opts), METADATA[name])
        if book.is_postgres and name == "ads":
            differences = [item for item in differences if "intents" not in str(item)]
        assert differences == []


def test_upgrading_twice_changes_nothing(books: dict[BookName, Book]) -> None:
    intend(books, 1)
    for book in books.values():
        upgrade(book)
    with books["ops"].read() as connection:
        assert connection.scalar(text("SELECT count(*) FROM intents")) == 1


def test_a_failed_write_leaves_nothing(books: dict[BookName, Book]) -> None:
    def half_way() -> None:
        with books["ops"].write() as connection:
            add_intent(connection, "ops", Intent("ops-1", b"{}"))
            raise RuntimeError("half way")

    with pytest.raises(RuntimeError, match="half way"):
        half_way()
    with books["ops"].read() as connection:
        assert connection.scalar(text("SELECT count(*) FROM intents")) == 0


def test_times_come_back_aware_and_naive_ones_are_refused(books: dict[BookName, Book]) -> None:
    at = datetime(2024, 2, 29, 23, 59, 58, 120_000, tzinfo=UTC)
    with books["ops"].write() as connection:
        outbox.put(connection, "topic", "key", {}, at)
        assert connection.scalar(OUTBOX.select().with_only_columns(OUTBOX.c.created_at)) == at
    with pytest.raises(Exception, match="naive"), books["ops"].write() as connection:
        outbox.put(connection, "topic", "other", {}, at.replace(tzinfo=None))


def test_every_intent_gets_one_leaf_in_order(books: dict[BookName, Book], ledger: Ledger) -> None:
    intend(books, 700)
    head = ledger.sequence()
    intend(books, 3, start=700)
    assert (head.size, ledger.sequence().size) == (700, 703)
    entries = [leaf.entry for leaf in ledger.stream()]
    assert entries == [f'{{"n":{number}}}'.encode() for number in range(703)]
    assert ledger.head().root == merkle.root([merkle.leaf_hash(entry) for entry in entries])
    assert ledger.verify() == []


def test_sequencing_again_after_a_crash_adds_nothing(books: dict[BookName, Book], ledger: Ledger) -> None:
    intend(books, 80)
    ledger.sequence()
    run(books["ops"], "UPDATE intents SET sequenced = FALSE")
    assert ledger.sequence().size == 80
    assert ledger.verify() == []


def test_intents_of_all_books_are_sequenced(books: dict[BookName, Book], ledger: Ledger) -> None:
    intend(books, 2, "ops")
    intend(books, 2, "ads")
    assert ledger.sequence().size == 4
    assert ledger.verify() == []


def test_proofs_hold_against_the_signed_head(books: dict[BookName, Book], ledger: Ledger) -> None:
    intend(books, 37)
    head = ledger.sequence()
    for proven in ledger.prove(range(37), head.size):
        leaf = merkle.leaf_hash(proven.leaf.entry)
        assert merkle.verify_inclusion(proven.leaf.seq, proven.size, leaf, proven.path, head.root)


def test_the_checkpoint_is_a_signed_note(books: dict[BookName, Book], ledger: Ledger, tmp_path: Path) -> None:
    intend(books, 5)
    ledger.sequence()
    note = (tmp_path / "checkpoint").read_text(encoding="utf-8")
    assert note.startswith("safelight/test\n5\n")
    assert verify_checkpoint(parse_note(note), KEY.public_key().public_bytes_raw())
    forged = note.replace("\n5\n", "\n4\n")
    assert not verify_checkpoint(parse_note(forged), KEY.public_key().public_bytes_raw())


@pytest.mark.parametrize(
    ("book", "statement", "says"),
    [
        ("audit", "UPDATE leaves SET entry = 'x' WHERE seq = 3", "changed after it was signed"),
        ("audit", "DELETE FROM leaves WHERE seq = 3", "missing"),
        ("audit", "DELETE FROM leaves WHERE seq > 5", "tail is cut"),
        ("audit", "DELETE FROM leaves", "tail is cut"),
        ("audit", "UPDATE nodes SET hash = 'x' WHERE level = 3 AND number = 0", "stored tree"),
        ("ops", "UPDATE intents SET entry = 'x' WHERE position = 3", "differ"),
        ("ops", "DELETE FROM intents WHERE position = 3", "no intent"),
    ],
)
def test_every_tampering_shows(
    books: dict[BookName, Book], ledger: Ledger, book: BookName, statement: str, says: str
) -> None:
    intend(books, 9)
    ledger.sequence()
    assert ledger.verify() == []
    run(books[book], statement.replace("'x'", "'x'::bytea") if books[book].is_postgres else statement)
    assert any(says in finding for finding in ledger.verify())


def test_a_rewritten_log_shows_even_when_everything_in_the_database_fits(
    books: dict[BookName, Book], ledger: Ledger
) -> None:
    intend(books, 6)
    ledger.sequence()
    for statement in ("DELETE FROM leaves", "DELETE FROM nodes", "UPDATE intents SET sequenced = FALSE"):
        run(books["audit" if "intents" not in statement else "ops"], statement)
    run(books["ops"], "DELETE FROM intents WHERE position = 2")
    with pytest.raises(Unavailable):
        ledger.sequence()
    assert any("tail is cut" in finding for finding in ledger.verify())


@pytest.mark.parametrize("checkpoint", ["kept", "removed", "replaced"])
def test_a_cut_log_is_not_signed_again_when_it_has_grown_past_what_was_signed(
    books: dict[BookName, Book], ledger: Ledger, tmp_path: Path, checkpoint: str
) -> None:
    intend(books, 6)
    ledger.sequence()
    with books["audit"].write() as connection:
        for table in ("leaves WHERE seq >= 4", "nodes WHERE number >= 4 >> level", "nodes WHERE level > 2"):
            connection.execute(text(f"DELETE FROM {table}"))
    run(books["ops"], "DELETE FROM intents WHERE position > 4")
    if checkpoint == "removed":
        (tmp_path / "checkpoint").unlink()
    if checkpoint == "replaced":
        note = (tmp_path / "checkpoint").read_text(encoding="utf-8").replace("\n6\n", "\n1\n")
        (tmp_path / "checkpoint").write_text(note, encoding="utf-8")
    intend(books, 9, start=100)
    for ask in (ledger.sequence, ledger.head, ledger.sequence):
        with pytest.raises(Unavailable):
            ask()
    assert ledger.verify() != []


def test_an_intent_without_a_leaf_shows(books: dict[BookName, Book], ledger: Ledger) -> None:
    intend(books, 4)
    ledger.sequence()
    intend(books, 2, start=4)
    assert ledger.verify() == ["2 intents have no entry in the log"]


def test_the_outbox_delivers_once_and_keeps_what_failed(books: dict[BookName, Book], clock: FixedClock) -> None:
    delivered: list[str] = []
    down = True

    def consume(key: str, payload: object) -> None:
        if down:
            raise ConnectionError
        delivered.append(key)

    box = Outbox(books["ops"], {"topic": consume}, clock, Log(clock, io.StringIO()))
    with books["ops"].write() as connection:
        for key in ("a", "b", "a"):
            outbox.put(connection, "topic", key, {"n": 1}, clock.now())
    assert (box.waiting(), box.drain()) == (2, 0)
    for _ in range(6):
        clock.advance(timedelta(hours=1))
        box.drain()
    assert [row.attempts for row in box.stuck()] == [7, 7]
    down = False
    clock.advance(timedelta(hours=1))
    assert (box.drain(), box.drain(), delivered) == (2, 0, ["a", "b"])


def test_a_job_runs_when_due_and_by_one_process_at_a_time(books: dict[BookName, Book], clock: FixedClock) -> None:
    ran: list[str] = []
    log = Log(clock, io.StringIO())
    other = JobRunner(books["ops"], [Job("count", timedelta(minutes=1), lambda: ran.append("other"))], clock, log)

    def while_running() -> None:
        ran.append("one")
        other.run_due()

    one = JobRunner(books["ops"], [Job("count", timedelta(minutes=1), while_running)], clock, log)
    one.run_due()
    one.run_due()
    assert ran == ["one"]
    clock.advance(timedelta(minutes=1))
    other.run_due()
    assert ran == ["one", "other"]


def test_a_claim_of_a_killed_process_lapses_within_seconds_and_a_living_one_does_not(
    books: dict[BookName, Book], clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("safelight.infra.jobs.RENEW", 0.01)
    ran: list[str] = []
    log = Log(clock, io.StringIO())
    other = JobRunner(books["ops"], [Job("count", timedelta(seconds=1), lambda: ran.append("other"))], clock, log)

    def long_job() -> None:
        for _ in range(3):
            clock.advance(timedelta(seconds=15))
            time.sleep(0.1)
            other.run_due()
        raise KeyboardInterrupt  # what kill -9 leaves behind: a claim that nobody gives back

    with pytest.raises(KeyboardInterrupt):
        JobRunner(books["ops"], [Job("count", timedelta(seconds=1), long_job)], clock, log).run_due()
    assert ran == []
    clock.advance(timedelta(seconds=21))
    other.run_due()
    assert ran == ["other"]


def test_jobs_go_on_after_an_outage_of_their_database_and_of_the_log(
    books: dict[BookName, Book], clock: FixedClock
) -> None:
    class Full(io.StringIO):
        def write(self, _: str) -> int:
            raise OSError(28, "No space left on device")

    ran: list[str] = []
    runner = JobRunner(
        books["ops"], [Job("count", timedelta(seconds=1), lambda: ran.append("x"))], clock, Log(clock, Full())
    )
    for before, after in (("jobs", "gone"), ("gone", "jobs")):
        with books["ops"].write() as connection:
            connection.exec_driver_sql(f"ALTER TABLE {before} RENAME TO {after}")
        runner.run_due()
    assert ran == ["x"]


def test_a_clock_that_is_set_back_delays_no_job(books: dict[BookName, Book], clock: FixedClock) -> None:
    ran: list[str] = []
    runner = JobRunner(
        books["ops"], [Job("count", timedelta(seconds=1), lambda: ran.append("x"))], clock, Log(clock, io.StringIO())
    )
    runner.run_due()
    clock.advance(timedelta(hours=-1))
    runner.run_due()
    assert ran == ["x", "x"]


def test_a_job_that_fails_is_noted_and_runs_again(books: dict[BookName, Book], clock: FixedClock) -> None:
    def fail() -> None:
        raise ValueError("no")

    runner = JobRunner(
        books["ops"],
        [Job("bad", timedelta(minutes=1), fail)],
        clock,
        Log(clock, io.StringIO()),
    )
    runner.run_due()
    clock.advance(timedelta(minutes=2))
    runner.run_due()
    assert runner.failing() == [("bad", 2, "ValueError")]


def test_every_book_that_is_written_to_can_hold_intents() -> None:
    assert set(TABLES) == set(BOOKS) - {"audit"}
