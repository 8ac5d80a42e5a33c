"""What every transport keeps, whoever carries it: texts taken in once, answered once, in order, stopped at once."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest
from tests.lib.fake_smsc import FakeSmsc
from tests.lib.fake_twilio import FakeTwilio
from tests.lib.lines import Line, number, open_line

from safelight.kernel.sealed import Sealed
from safelight.textline.core.sending import Accepted, Declined
from safelight.textline.ports import Provider
from safelight.textline.service.threads import Draft


@pytest.fixture(params=["twilio", "simulator", "smpp", "web"])
def carried(request: pytest.FixtureRequest, tmp_path: Path, fake: FakeTwilio) -> Iterator[Line]:
    with ExitStack() as stack:
        centre = stack.enter_context(FakeSmsc()) if request.param == "smpp" else None
        yield from _opened(request.param, tmp_path, fake if request.param == "twilio" else centre)


def _opened(kind: str, folder: Path, peer: FakeTwilio | FakeSmsc | None) -> Iterator[Line]:
    opened = open_line(folder, peer, timeout=2.0)
    if kind == "web":
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
    names = [sent(provider, f"send-{count}") for count in range(2)]
    assert len(set(names)) == 2
    asked = provider.received(since=carried.platform.clock.now())
    assert (asked is None) == (carried.provider.kind == "smpp"), "a message centre keeps no list to ask for"


def sent(provider: Provider, key: str) -> str:
    """The name of a sending, once the provider has taken it: a connection may still be on its way."""
    until = time.monotonic() + 5.0
    answer = provider.send(Sealed(number(2)), "I am here.", key)
    while not isinstance(answer, Accepted) and time.monotonic() < until:
        assert isinstance(answer, Declined)
        assert not answer.lasting
        time.sleep(0.02)
        answer = provider.send(Sealed(number(2)), "I am here.", key)
    assert isinstance(answer, Accepted)
    return answer.external_id
