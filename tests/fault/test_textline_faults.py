"""The line under load while its process is killed, its disk fills and its clock is set: nothing acknowledged is lost,
nothing is stored or answered twice. The large runs are benchmarks/textline_faults.py."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.lib.fake_twilio import FakeTwilio
from tests.lib.line_load import Load, Server, count, settle
from tests.lib.lines import Line, open_line

Given = tuple[Line, FakeTwilio, Server]


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def given(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Given]:
    url = request.getfixturevalue("postgres") if request.param == "postgres" else None
    with FakeTwilio(latency=0.01) as fake:
        line = open_line(tmp_path, fake, url=url)
        server = Server(line.platform.settings.home, url)
        server.start()
        try:
            yield line, fake, server
        finally:
            server.stop()
            line.platform.close()


def under_load(given: Given, total: int, meanwhile: Callable[[Server], None], people: int = 60) -> Load:
    load = Load(given[2].port, total, people, rate=100)
    running = threading.Thread(target=load.run)
    running.start()
    meanwhile(given[2])
    running.join()
    return load


@pytest.mark.slow
def test_killed_three_times_nothing_is_lost_and_nothing_goes_out_twice(given: Given) -> None:
    line, fake, _ = given

    def kills(server: Server) -> None:
        for _ in range(3):
            time.sleep(0.7)
            server.kill()
            server.start()

    load = under_load(given, 300, kills)
    settle(line)
    told = count(line, fake, load)
    assert (told.acked, told.lost, told.entries_twice, told.replies_twice, told.unanswered) == (300, 0, 0, 0, 0), told
    assert told.flagged == 0, Counter(f"{row['state']} {row['code']}" for row in line.rows("sendings"))
    assert load.refused, "it was killed under load"


@pytest.mark.slow
@pytest.mark.parametrize("given", ["sqlite"], indirect=True)  # PostgreSQL's disk is not the line's
def test_a_full_disk_is_said_to_the_provider_and_passes(given: Given) -> None:
    line, fake, _ = given
    if line.platform.books["textline"].is_postgres:
        pytest.skip("PostgreSQL's disk is not the line's: see the large run for a restart")

    def fill(server: Server) -> None:
        time.sleep(0.5)
        server.disk(40_000)
        time.sleep(1.0)
        server.disk(None)

    load = under_load(given, 200, fill)
    settle(line)
    told = count(line, fake, load)
    assert load.refused[503] > 0, "while the disk was full the provider was told to keep its texts"
    assert (told.acked, told.lost, told.entries_twice, told.replies_twice, told.unanswered) == (200, 0, 0, 0, 0), told


@pytest.mark.slow
def test_a_clock_that_is_set_puts_nothing_in_doubt_and_delays_nothing(given: Given) -> None:
    line, fake, _ = given

    def steps(server: Server) -> None:
        for offset in ("3600", "-3600", "0"):
            time.sleep(0.6)
            server.offset.write_text(offset)

    load = under_load(given, 200, steps, people=150)
    settle(line)
    told = count(line, fake, load)
    assert (told.acked, told.lost, told.entries_twice, told.replies_twice, told.unanswered) == (200, 0, 0, 0, 0), told
