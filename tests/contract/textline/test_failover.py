"""Two providers carry one line: when the first fails, the second takes over, and nothing goes out by both."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.lib import fake_smsc
from tests.lib.fake_smsc import FakeSmsc
from tests.lib.fake_twilio import TOKEN, FakeTwilio
from tests.lib.homes import PASSWORD
from tests.lib.lines import LINE, Line, number, open_line

from safelight.kernel.sealed import Sealed
from safelight.textline.core.incoming import Incoming
from safelight.textline.store.lines import ProviderRow

OTHER = "AC" + "2" * 32


@pytest.fixture
def two(tmp_path: Path) -> Iterator[tuple[Line, FakeTwilio, FakeTwilio, ProviderRow]]:
    with FakeTwilio() as first, FakeTwilio(account=OTHER) as second:
        line = open_line(tmp_path, first, timeout=0.5)
        options = {"address": second.address, "timeout": 0.5}
        lines, admin = line.platform.textline.lines, line.platform.access.sign_in("ada", PASSWORD).actor
        other = lines.add_provider(admin, line.provider.line_id, "twilio", OTHER, Sealed(TOKEN), options)
        yield line, first, second, other
        line.platform.close()


def carried(line: Line, wanted: int, fakes: tuple[FakeTwilio, ...], seconds: float = 15) -> None:
    until = time.monotonic() + seconds
    while sum(len(fake.accepted) for fake in fakes) < wanted and time.monotonic() < until:
        line.carry()
        time.sleep(0.02)


@pytest.mark.parametrize("fault", ["500", "hang", "busy"])
def test_the_second_takes_over_and_nothing_goes_out_by_both(
    two: tuple[Line, FakeTwilio, FakeTwilio, ProviderRow], fault: str
) -> None:
    line, first, second, _ = two
    first.plan, first.late = deque([fault] * 500), 0.7
    for index in range(1, 6):
        line.text(number(index), "hello")
    carried(line, 5, (first, second))
    assert first.accepted == []
    assert sorted(each["to"] for each in second.accepted) == [number(index) for index in range(1, 6)]
    line.text(number(6), "hello")
    before = len(first.plan)
    line.carry()
    assert len(second.accepted) == 6, "while the first rests nobody waits for it"
    assert len(first.plan) == before


def test_what_the_first_took_and_did_not_say_is_not_sent_by_the_second(
    two: tuple[Line, FakeTwilio, FakeTwilio, ProviderRow],
) -> None:
    line, first, second, _ = two
    first.plan = deque(["500-taken"] * 4)
    for index in range(1, 5):
        line.text(number(index), "hello")
    until = time.monotonic() + 10
    while set(line.states()) != {"sent"} and time.monotonic() < until:
        line.carry()
        time.sleep(0.02)
    assert (len(first.accepted), len(second.accepted)) == (4, 0)


def test_a_conversation_stays_with_the_provider_that_brought_it(
    two: tuple[Line, FakeTwilio, FakeTwilio, ProviderRow],
) -> None:
    line, first, second, other = two
    came = Incoming("SMother", LINE, Sealed(number(1)), "hello")
    line.platform.textline.receiver.accept(other, came).result(10)
    line.text(number(2), "hello")
    carried(line, 2, (first, second))
    assert [each["to"] for each in second.accepted] == [number(1)]
    assert [each["to"] for each in first.accepted] == [number(2)]


def test_a_message_centre_takes_over_from_a_web_service(tmp_path: Path) -> None:
    with FakeTwilio() as first, FakeSmsc() as second:
        line = open_line(tmp_path, first, timeout=0.5)
        lines, admin = line.platform.textline.lines, line.platform.access.sign_in("ada", PASSWORD).actor
        options = {"address": second.address, "timeout": 0.5}
        lines.add_provider(admin, line.provider.line_id, "smpp", fake_smsc.ACCOUNT, Sealed(fake_smsc.PASSWORD), options)
        line.carry()
        first.plan, first.late = deque(["500"] * 500), 0.7
        for index in range(1, 6):
            line.text(number(index), "hello")
        until = time.monotonic() + 15
        while len(second.accepted) < 5 and time.monotonic() < until:
            line.carry()
            time.sleep(0.02)
        assert first.accepted == []
        assert sorted(each["to"] for each in second.accepted) == [number(index) for index in range(1, 6)]
        line.platform.close()
