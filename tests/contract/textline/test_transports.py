"""What every transport keeps, whoever carries it: texts taken in once, answered once, in order, stopped at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from tests.lib.fake_twilio import FakeTwilio
from tests.lib.lines import Line, number, open_line

from safelight.kernel.sealed import Sealed
from safelight.textline.core.sending import Accepted
from safelight.textline.service.threads import Draft


@pytest.fixture(params=["twilio", "simulator", "web"])
def carried(request: pytest.FixtureRequest, tmp_path: Path, fake: FakeTwilio) -> Iterator[Line]:
    opened = open_line(tmp_path, fake if request.param == "twilio" else None, timeout=2.0)
    if request.param == "web":
        sue, lines = opened.actor("sue"), opened.platform.textline.lines
        page = lines.add_line(sue, "web", "Page", {"programme": "BF Info"})
        opened = replace(opened, provider=lines.add_provider(sue, page.id, "web", "tea", Sealed("-"), {}))
    yield opened
    opened.platform.close()


def test_a_text_is_taken_in_once_and_answered_once_and_stop_ends_it(carried: Line) -> None:
    first = carried.text(number(1), "do you have somebody to talk to", "same-name")
    assert carried.text(number(1), "do you have somebody to talk to", "same-name").again
    carried.carry(2)
    assert len(carried.states()) == 1
    assert carried.states()[0] in ("sent", "delivered")
    ana, talk = carried.actor("ana"), first.conversation_id
    assert talk is not None
    carried.platform.textline.threads.claim(ana, talk)
    for _ in range(2):
        carried.platform.textline.threads.reply(ana, talk, Draft("I am here.", "one-click"))
    carried.text(number(1), "STOP")
    carried.carry(3)
    entries = carried.rows("entries")
    assert sum(entry["kind"] == "reply" for entry in entries) == 1
    states = {str(row["kind"]): row["state"] for row in carried.rows("sendings") if row["kind"] == "advocate"}
    assert states == {"advocate": "returned"}, "a reply that STOP overtook goes back to its author"


def test_an_answer_has_a_name_that_is_not_given_twice(carried: Line) -> None:
    provider = carried.platform.textline.carriers.of(carried.provider.id)
    assert provider is not None
    answers = [provider.send(Sealed(number(2)), "I am here.", f"send-{count}") for count in range(2)]
    names = [answer.external_id for answer in answers if isinstance(answer, Accepted)]
    assert len(set(names)) == 2
    assert provider.received(since=carried.platform.clock.now()) is not None
