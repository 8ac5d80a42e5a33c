"""A claim that is confirmed later: the company that holds the content already is told then, once, on both databases."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.lib.network import Town, film, on_both, picture, town

from safelight.content.core.observation import Submission
from safelight.kernel.clock import FixedClock
from safelight.kernel.errors import Conflict

__all__ = ["town"]


def confirm(town: Town, held: str) -> None:
    """A second look at home, and another agency that holds it too."""
    town.content.inbox.judge_own(town.actor("sara"), held, "confirmed")
    town.submit("ivan", 1, 7)
    judge(town, "confirmed")


def judge(town: Town, opinion: str) -> None:
    """What the other agency says of North's claim."""
    notice = next(one for one in town.told("ivan") if one["other"] == "North Agency")
    town.content.inbox.judge(town.actor("ivan"), str(notice["notice"]), opinion)


@on_both
@pytest.mark.parametrize("first", ["claim", "upload"])
def test_a_company_that_holds_it_is_told_when_the_claim_is_confirmed(town: Town, first: str) -> None:
    if first == "upload":
        upload = town.submit("theo", 1, 2)
    held = town.submit("ines", 1)
    if first == "claim":
        upload = town.submit("theo", 1, 2)
    assert town.causes("theo") == []
    assert town.causes("ines") == (["match"] if first == "upload" else [])
    confirm(town, held)
    (told,) = town.told("theo")
    assert (told["cause"], told["own"], told["other"], told["liaison"]) == ("match", upload, "an agency", "")
    mine = [one for one in town.told("ines") if one["other"] == "Plaza Company"]
    assert [one["cause"] for one in mine] == ["match"]
    assert town.platform.trail.verify() == []


@on_both
def test_confirmed_disputed_and_confirmed_again_tells_the_match_once(town: Town) -> None:
    held = town.submit("ines", 1)
    town.submit("theo", 1, 2)
    confirm(town, held)
    judge(town, "false")
    town.submit("paul", 1, 4)
    judge(town, "confirmed")
    assert town.causes("theo").count("match") == 2, "the first upload and the one made meanwhile, each once"
    assert [one["cause"] for one in town.told("theo") if one["cause"] != "match"] == ["disputed", "settled"]


def test_a_video_too(town: Town) -> None:
    submit = town.content.submissions.submit
    held = submit(town.actor("ines"), Submission((film(1, frames=30),))).id
    submit(town.actor("theo"), Submission((film(1, first=3, frames=9, flips=5),)))
    town.content.inbox.judge_own(town.actor("sara"), held, "confirmed")
    submit(town.actor("ivan"), Submission((film(1, frames=30, flips=3),)))
    assert town.causes("theo") == []
    judge(town, "confirmed")
    assert town.causes("theo") == ["match"]


def test_what_was_taken_back_or_only_looked_up_is_not_told(town: Town) -> None:
    held = town.submit("ines", 1)
    gone = town.submit("theo", 1, 2)
    town.content.submissions.retract(town.actor("theo"), gone, "mistaken")
    assert town.check("theo", 1, 3) == []
    confirm(town, held)
    assert town.causes("theo") == []


def test_nobody_asks_a_company_that_is_not_told_yet(town: Town) -> None:
    town.submit("theo", 1)
    held = town.submit("ines", 1, 2)
    (notice,) = town.told("ines")
    ask = town.content.handshakes.ask
    with pytest.raises(Conflict, match="two bodies have confirmed"):
        ask(town.actor("ines"), str(notice["notice"]))
    town.content.submissions.retract(town.actor("ines"), held, "mistaken")
    assert town.causes("theo") == [], "who was never told of a claim is not told that it is gone"


def test_an_open_check_of_what_one_does_not_claim_tells_the_company_at_once(town: Town) -> None:
    town.submit("theo", 1)
    town.check("ivan", 1, 2)
    assert town.causes("theo") == ["match"]
    held = town.submit("ines", 1, 3)
    town.check("ines", 1, 3)
    assert town.causes("theo") == ["match"], "a check of an own claim waits as the claim does"
    confirm(town, held)
    assert town.causes("theo").count("match") == 2, "of each pair once: ivan's look, and the claim"


def test_a_silence_ends_when_the_claim_is_confirmed(town: Town, clock: FixedClock) -> None:
    town.submit("theo", 1)
    asked = town.content.silent.ask(town.actor("ines"), [picture(1, 2).fingerprints], 20, town.purpose("ines"))
    town.content.silent.approve(town.actor("sara"), asked.id)
    held = town.submit("ines", 1, 2)
    assert town.causes("theo") == []
    confirm(town, held)
    assert town.causes("theo")[0] == "match"
    count = town.causes("theo").count("match")
    clock.advance(timedelta(days=21))
    town._actors.clear()
    town.content.silent.end_silences()
    assert town.causes("theo").count("match") == count
