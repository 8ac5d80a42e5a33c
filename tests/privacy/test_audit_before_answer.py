"""Nothing protected leaves before its entry is in the tree; when the tree can't be written, nothing leaves."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from tests.lib.homes import PASSWORD, Home, home_with_people, one_hand

from safelight.infra.logs import FIELDS, Log
from safelight.kernel.clock import FixedClock
from safelight.kernel.errors import Denied, Unavailable
from safelight.kernel.sealed import Sealed


@pytest.fixture
def home(tmp_path: Path, clock: FixedClock) -> Iterator[Home]:
    home = home_with_people(tmp_path, clock)
    home.ingest(one_hand())
    yield home
    home.platform.close()


def break_the_tree(home: Home) -> None:
    with home.platform.books["audit"].write() as connection:
        connection.execute(text("ALTER TABLE leaves RENAME TO lost"))


def test_no_tree_no_answer(home: Home) -> None:
    ines, case = home.actor("ines"), home.case()
    lead = home.platform.leads.queue(ines).rows[0].lead_id
    break_the_tree(home)
    for look in (
        lambda: home.platform.leads.queue(ines),
        lambda: home.platform.leads.open(ines, lead),
        lambda: home.platform.search.search(ines, "dinner", home.purpose(case)),
        lambda: home.platform.exports.export(ines, lead, home.purpose(case)),
        lambda: home.platform.cases.read(ines, case.id),
    ):
        with pytest.raises(Unavailable):
            look()


def test_a_change_waits_for_its_leaf_and_gets_it_later(home: Home) -> None:
    ines = home.actor("ines")
    lead = home.platform.leads.queue(ines).rows[0].lead_id
    break_the_tree(home)
    home.platform.leads.triage(ines, lead, "watch")
    with home.platform.books["audit"].write() as connection:
        connection.execute(text("ALTER TABLE lost RENAME TO leaves"))
    home.platform.jobs.run_due()
    assert home.platform.trail.verify() == []
    assert home.platform.leads.open(ines, lead).triage.status == "watched"


def test_what_was_typed_is_not_in_the_log_in_clear(home: Home, tmp_path: Path) -> None:
    case = home.case()
    home.platform.search.search(home.actor("ines"), "phone:5105550123 gallery", home.purpose(case))
    entries = b"".join(leaf.entry for leaf in home.platform.trail._ledger.stream())
    assert b"5105550123" not in entries
    assert b"gallery" not in entries


def test_neither_password_nor_token_is_stored_or_logged(home: Home, tmp_path: Path) -> None:
    token = home.platform.access.sign_in("ines", PASSWORD).token
    for file in (tmp_path / "home").rglob("*"):
        if file.is_file():
            content = file.read_bytes()
            assert PASSWORD.reveal().encode() not in content, file
            assert token.reveal().encode() not in content, file
    assert (str(token), repr(PASSWORD), f"{token}") == ("<sealed>", "<sealed>", "<sealed>")


def test_the_log_has_no_field_for_free_text(clock: FixedClock) -> None:
    stream = io.StringIO()
    Log(clock, stream).event("something", code="a.b", phone="5105550123", body="secret words")
    assert "5105550123" not in stream.getvalue()
    assert "secret" not in stream.getvalue()
    assert '"dropped": 2' in stream.getvalue()
    assert not FIELDS & {"phone", "email", "text", "body", "name", "query", "reason", "login"}


def test_five_wrong_passwords_rest_the_account_and_say_the_same_as_a_wrong_login(home: Home, clock: FixedClock) -> None:
    def refusal(login: str, password: Sealed) -> str:
        with pytest.raises(Denied) as caught:
            home.platform.access.sign_in(login, password)
        return str(caught.value)

    wrong = {refusal("nora", Sealed("wrong words here")) for _ in range(5)}
    assert wrong == {refusal("nora", PASSWORD)} == {refusal("nobody-here", PASSWORD)}
    clock.advance(timedelta(minutes=16))
    assert home.platform.access.sign_in("nora", PASSWORD).actor.member.login == "nora"


def test_a_session_ends_by_idling_by_age_and_by_signing_out(home: Home, clock: FixedClock) -> None:
    access = home.platform.access
    idle = access.sign_in("ines", PASSWORD)
    clock.advance(timedelta(minutes=30))
    with pytest.raises(Denied):
        access.actor_for(idle.token)
    old = access.sign_in("ines", PASSWORD)
    for _ in range(48):
        access.actor_for(old.token)
        clock.advance(timedelta(minutes=15))
    with pytest.raises(Denied):
        access.actor_for(old.token)
    out = access.sign_in("ines", PASSWORD)
    access.sign_out(out.actor)
    with pytest.raises(Denied):
        access.actor_for(out.token)
