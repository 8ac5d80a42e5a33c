"""The demo's text line: people wait at once, write on when they are answered, and never more than a screen of them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from tests.lib.consoles import passphrase_of, small_home

from safelight.assembly import Platform, build
from safelight.assembly.demo.texters import ARRIVE_EVERY, AT_START, MOST_WAITING, SCRIPTS, Texters, load_line
from safelight.infra.ids import RandomIds
from safelight.kernel.clock import FixedClock
from safelight.settings import read_settings
from safelight.textline.core.triage import read
from safelight.textline.service.threads import Draft


@pytest.fixture
def platform(tmp_path: Path, clock: FixedClock) -> Iterator[Platform]:
    home = small_home(tmp_path / "home", clock, RandomIds())
    opened = build(read_settings(home, {}), clock, RandomIds())
    yield opened
    opened.close()


def test_a_queue_that_lives(platform: Platform, clock: FixedClock) -> None:
    word, line = passphrase_of(platform.settings.home), platform.textline
    for _ in range(2):
        load_line(platform, word)
    ada = platform.access.sign_in("ada", word).actor
    board = line.desk.board(ada)
    assert len(board.waiting) == AT_START
    assert board.waiting[0].tier == 3
    assert {each.language for each in board.waiting} == {"en", "es"}
    assert [each["finding"] for each in line.directory.findings(ada)].count("overlap") == 1
    texters = Texters(platform)
    taken = line.desk.claim_next(ada)
    assert taken is not None
    line.threads.reply(ada, taken, Draft("I am here. Can you type?", "one"))
    line.sender.round()
    texters.beat()
    said = [each.text for each in line.threads.read(ada, taken).lines if each.entry.kind == "text"]
    script = next(script for script in SCRIPTS if script[0] == said[0])
    assert said == list(script[:2])
    for _ in range(ARRIVE_EVERY * (MOST_WAITING - AT_START + 3)):
        clock.advance(timedelta(seconds=6))
        texters.beat()
    assert len(line.desk.board(ada).waiting) == MOST_WAITING


def test_the_scripts_show_every_tier() -> None:
    assert {read(script[0]).tier for script in SCRIPTS} == {0, 1, 2, 3}
