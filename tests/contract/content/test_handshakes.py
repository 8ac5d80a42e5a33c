"""From a notice to two duty desks that talk: who may move a request, what each side sees, and what the clock does."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.lib.network import Town, town

from safelight.content.core.disclosure import Policy, Shown
from safelight.kernel.clock import FixedClock
from safelight.kernel.errors import Conflict, Denied, Missing

__all__ = ["town"]

HIDDEN = Policy({"agency": Shown("kind", False, "month", "kind")})


def later(town: Town, clock: FixedClock, by: timedelta) -> None:
    clock.advance(by)
    town._actors.clear()
    town.content.clockwork.run()


def asked(town: Town, policy: Policy = HIDDEN) -> tuple[str, str]:
    """North holds, South checks and asks; both hide their names. (request, North's notice)."""
    for login, liaison in (("nils", "North duty desk, ext. 1"), ("lars", "South duty desk, ext. 2")):
        town.content.membership.set_policy(town.actor(login), policy, liaison)
    town.submit("ines", 1)
    town.check("ivan", 1)
    notice = str(town.told("ivan")[0]["notice"])
    return town.content.handshakes.ask(town.actor("ivan"), notice).id, str(town.told("ines")[0]["notice"])


def test_names_and_desks_are_shown_once_both_agree_and_not_before(town: Town) -> None:
    request, _ = asked(town)
    (north,), (south,) = (town.content.handshakes.page(town.actor(login)) for login in ("nils", "ivan"))
    assert {(one.other, one.liaison) for one in (north, south)} == {("an agency", "")}
    assert (north.verbs, south.verbs) == (("accept", "decline", "refer"), ("withdraw", "escalate"))
    accepted = town.content.handshakes.move(town.actor("nils"), request, "accept")
    assert (accepted.other, accepted.liaison) == ("South Agency", "South duty desk, ext. 2")
    (south,) = town.content.handshakes.page(town.actor("ivan"))
    assert (south.status, south.other, south.liaison) == ("accepted", "North Agency", "North duty desk, ext. 1")
    assert [step.member_name for step in south.steps] == ["Ivan Example", ""], "members are named to their own side"
    assert town.content.handshakes.move(town.actor("ivan"), request, "close").status == "closed"


def test_only_the_asked_side_accepts_and_only_once(town: Town) -> None:
    request, _ = asked(town)
    move = town.content.handshakes.move
    with pytest.raises(Conflict, match="Your side can't accept"):
        move(town.actor("ivan"), request, "accept")
    move(town.actor("nils"), request, "decline")
    with pytest.raises(Conflict, match="declined"):
        move(town.actor("nils"), request, "accept")
    with pytest.raises(Missing):
        move(town.actor("wera"), request, "accept")


def test_a_declined_request_reveals_nothing_and_can_be_asked_again(town: Town) -> None:
    request, notice = asked(town)
    town.content.handshakes.move(town.actor("nils"), request, "decline")
    assert town.content.handshakes.page(town.actor("ivan"))[0].other == "an agency"
    again = town.content.handshakes.ask(town.actor("ines"), notice)
    assert (again.side, again.status) == ("asker", "requested")
    assert town.content.handshakes.ask(town.actor("ines"), notice).id == again.id


def test_an_unanswered_request_goes_to_the_watch_desk_and_lapses(town: Town, clock: FixedClock) -> None:
    request, _ = asked(town)
    later(town, clock, timedelta(hours=23))
    assert town.content.handshakes.page(town.actor("ivan"))[0].status == "requested"
    later(town, clock, timedelta(hours=1))
    assert town.content.handshakes.page(town.actor("ivan"))[0].status == "escalated"
    with pytest.raises(Denied, match="not the watch desk"):
        town.content.handshakes.desk(town.actor("walt"))
    town.content.membership.set_desk(town.actor("walt"), True)
    (waiting,) = town.content.handshakes.desk(town.actor("walt"))
    assert (waiting.asker.name, waiting.asked.liaison) == ("South Agency", "North duty desk, ext. 1")
    town.content.handshakes.remind(town.actor("walt"), request)
    assert town.content.handshakes.page(town.actor("ivan"))[0].status == "requested"
    later(town, clock, timedelta(hours=24))
    later(town, clock, timedelta(days=14))
    assert town.content.handshakes.page(town.actor("ivan"))[0].status == "expired"


def test_contact_is_not_asked_before_a_silence_ends(town: Town) -> None:
    town.submit("ines", 1)
    from tests.lib.network import pdq

    check = town.content.silent.ask(town.actor("ivan"), [(pdq(1),)], 30, town.purpose("ivan"))
    town.content.silent.approve(town.actor("sven"), check.id)
    with pytest.raises(Conflict, match="would tell it"):
        town.content.handshakes.ask(town.actor("ivan"), str(town.told("ivan")[0]["notice"]))


def test_three_who_hold_the_same_see_their_own_pairs_only(town: Town) -> None:
    """Each of three is told of each other; that two of them talk is nothing the third can see."""
    request, _ = asked(town)
    town.submit("wera", 1)
    town.content.handshakes.move(town.actor("nils"), request, "accept")
    assert town.content.handshakes.page(town.actor("wera")) == []
    assert town.causes("ines") == ["match", "match"]
    assert sorted(town.causes("wera")) == ["match"], "South only checked, so it holds nothing to meet"
    town.submit("ivan", 1)
    assert len(town.causes("wera")) == 2
    assert "North" not in str(town.told("wera")), "North hides its name, also from the third"
