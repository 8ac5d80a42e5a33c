"""The content network: no answer without its leaf, walls between tenants, and nothing kept that says what was asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import text
from tests.lib.network import Town, found_town, md5, pdq, picture

from safelight.kernel.clock import FixedClock
from safelight.kernel.errors import Denied, SafelightError, Unavailable


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def town(request: pytest.FixtureRequest, tmp_path: Path, clock: FixedClock) -> Iterator[Town]:
    url = request.getfixturevalue("postgres") if request.param == "postgres" else None
    town = found_town(tmp_path, clock, url)
    yield town
    town.platform.close()


on_sqlite = pytest.mark.parametrize("town", ["sqlite"], indirect=True)


def break_the_tree(town: Town) -> None:
    with town.platform.books["audit"].write() as connection:
        connection.execute(text("ALTER TABLE leaves RENAME TO lost"))


def refusal(ask: Callable[[], object]) -> tuple[str, str, str]:
    with pytest.raises(SafelightError) as caught:
        ask()
    return type(caught.value).__name__, caught.value.code, caught.value.message


def test_no_tree_no_answer(town: Town) -> None:
    held = town.submit("ines", 1)
    town.check("ivan", 1)
    notice = str(town.told("ivan")[0]["notice"])
    ivan, purpose = town.actor("ivan"), town.purpose("ivan")
    break_the_tree(town)
    for look in (
        lambda: town.content.checks.check(ivan, [picture(1).fingerprints], purpose),
        lambda: town.content.inbox.feed(ivan),
        lambda: town.content.inbox.page(ivan),
        lambda: town.content.inbox.open(ivan, notice),
        lambda: town.content.submissions.page(town.actor("ines"), None, 10),
        lambda: town.content.submissions.case_ref(town.actor("ines"), held),
    ):
        with pytest.raises(Unavailable):
            look()


def test_what_is_anothers_is_missing_like_what_never_was(town: Town) -> None:
    held = town.submit("ines", 1)
    town.check("ivan", 1)
    notice = str(town.told("ines")[0]["notice"])
    ivan, content = town.actor("ivan"), town.content
    for ask in (
        lambda name: content.inbox.open(ivan, name),
        lambda name: content.inbox.judge(ivan, name, "false"),
        lambda name: content.handshakes.ask(ivan, name),
    ):
        assert refusal(lambda ask=ask: ask(notice)) == refusal(lambda ask=ask: ask("note-none"))
    for ask in (
        lambda name: content.submissions.retract(ivan, name, "mistaken"),
        lambda name: content.submissions.identify(ivan, name),
        lambda name: content.submissions.case_ref(ivan, name),
        lambda name: content.inbox.judge_own(ivan, name, "false"),
    ):
        assert refusal(lambda ask=ask: ask(held)) == refusal(lambda ask=ask: ask("obs-none"))


@on_sqlite
def test_a_check_that_met_nothing_leaves_nothing_that_says_what_was_asked(town: Town, tmp_path: Path) -> None:
    town.check("ivan", 4)
    asked = (pdq(4).value, md5(4000).value)
    for file in (tmp_path / "home").rglob("*"):
        content = file.read_bytes() if file.is_file() else b""
        for value in asked:
            assert value.encode() not in content, file
            assert bytes.fromhex(value) not in content, file


@on_sqlite
def test_no_notice_and_no_log_leaf_says_a_case_a_member_or_a_fingerprint(town: Town) -> None:
    town.submit("ines", 1, case_ref="OUR-2024-0815")
    town.check("ivan", 1, 2)
    words = ("OUR-2024-0815", "Ines", "Ivan", pdq(1).value, md5(1000).value, str(town.purpose("ivan").case_id))
    for login in ("ines", "ivan"):
        (told,) = town.told(login)
        assert not [word for word in words if word in str(told)]
    leaves = b"".join(leaf.entry for leaf in town.platform.trail._ledger.stream())
    assert not [word for word in (words[0], *words[3:5]) if word.encode() in leaves]
    with town.platform.books["content"].read() as connection:
        waiting = connection.execute(text("SELECT topic, payload FROM outbox")).all()
    assert len(waiting) == 2
    assert not [word for word in (*words, "North", "South") if word in str(waiting)]


@on_sqlite
def test_who_creeps_along_the_edge_of_a_match_rests_until_a_supervisor_looks(town: Town) -> None:
    town.submit("ines", 1)
    value = int(pdq(1, 31).value, 16)
    from safelight.content.core.fingerprint import fingerprint

    walk = [(fingerprint("pdq", f"{value ^ (1 << bit):064x}", 100, "test/1"),) for bit in range(256)]
    with pytest.raises(Denied, match="supervisor"):
        town.content.checks.check(town.actor("ivan"), walk, town.purpose("ivan"))
    with pytest.raises(Denied, match="supervisor"):
        town.check("ivan", 9)
    assert town.told("ines") == [], "nobody is told of a walk's steps"
    town.content.checks.resume(town.actor("sven"))
    assert town.check("ivan", 9) == []
