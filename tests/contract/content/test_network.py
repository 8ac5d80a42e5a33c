"""Two sides learn that they hold the same: on SQLite and on PostgreSQL alike."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.lib.network import Town, md5, on_both, pdq, picture, town

from safelight.content.core.observation import Submission
from safelight.kernel.clock import FixedClock
from safelight.kernel.errors import Conflict, Denied, Invalid, Missing

__all__ = ["town"]


@on_both
def test_who_submits_and_who_checks_are_both_told_once(town: Town) -> None:
    held = town.submit("ines", 1)
    (match,) = town.check("ivan", 1, flips=6)
    assert (match["likeness"], match["bits"], match["other"]) == ("near", "1-10", "North Agency")
    town.check("ivan", 1, flips=6)
    (north,), (south,) = town.told("ines"), town.told("ivan")
    assert (north["cause"], north["own"], north["other"], north["when"]) == (
        "match",
        held,
        "South Agency",
        "2024-02-29",
    )
    assert south["notice"] == match["notice"]
    assert south["match"] == {"likeness": "near", "fingerprint": "pdq", "bits": "1-10"}
    assert [north["number"], south["number"]] == [1, 1]


def test_checking_first_and_submitting_then_tells_the_other_side_once(town: Town) -> None:
    town.submit("ines", 1)
    town.check("ivan", 1)
    town.submit("ivan", 1)
    assert town.causes("ines") == town.causes("ivan") == ["match"]


def test_the_same_submission_again_is_the_same_observation(town: Town) -> None:
    town.submit("ivan", 1)
    first = town.submit("ines", 1)
    again = town.content.submissions.submit(town.actor("sara"), Submission((md5(1000), pdq(1))))
    assert (again.id, again.known, again.notices) == (first, True, ())
    assert town.causes("ivan") == ["match"]


@on_both
def test_a_bulk_is_what_its_submissions_one_by_one_are(town: Town) -> None:
    town.submit("ivan", 1)
    known = town.submit("ines", 4)
    given = [picture(1, 3), picture(2), picture(1, 3), picture(4), picture(2)]
    made = town.content.submissions.submit_many(town.actor("ines"), given)
    assert [one.known for one in made] == [False, False, True, True, True]
    assert [len(one.notices) for one in made] == [1, 0, 0, 0, 0]
    assert (made[2].id, made[3].id, made[4].id) == (made[0].id, known, made[1].id)
    assert town.content.submissions.page(town.actor("ines"))[1] == 3
    assert [len(town.check("wera", seed)) for seed in (1, 2, 3, 4)] == [2, 1, 0, 1]
    assert town.platform.trail.verify() == []
    town.content.transparency.publish()
    for one in (made[0], made[1]):
        proof = town.content.transparency.proof(town.actor("ines"), one.id)
        assert len(proof["entries"]) == 1  # type: ignore[arg-type]


def test_a_check_without_a_match_leaves_no_fingerprint(town: Town) -> None:
    assert town.check("ivan", 1) == []
    assert town.submit("ines", 1)
    assert town.causes("ines") == []


@on_both
def test_a_retraction_reaches_everybody_who_was_told(town: Town) -> None:
    held = town.submit("ines", 1)
    town.submit("ivan", 1, 3)
    town.check("wera", 1, 5)
    done = town.content.submissions.retract(town.actor("ines"), held, "mistaken")
    assert (done.observation.status, done.told) == ("retracted", 2)
    assert "retraction" in town.causes("ivan")
    newest = town.told("wera")[-1]
    assert (newest["cause"], newest["because"], newest["urgent"]) == ("retraction", "submitted by mistake", True)
    assert [one["other"] for one in town.check("hana", 1)] == ["an agency"], "the other holder is still met"
    with pytest.raises(Conflict):
        town.content.submissions.retract(town.actor("ines"), held, "mistaken")


def test_after_a_retraction_the_same_content_is_a_new_observation(town: Town) -> None:
    held = town.submit("ines", 1)
    town.content.submissions.retract(town.actor("ines"), held, "mistaken")
    assert town.submit("ines", 1) != held
    assert len(town.check("ivan", 1)) == 1


def test_another_tenants_observation_is_missing_like_one_that_never_was(town: Town) -> None:
    held = town.submit("ines", 1)
    retract = town.content.submissions.retract
    for name in (held, "obs-none"):
        with pytest.raises(Missing, match="There is no such observation"):
            retract(town.actor("ivan"), name, "mistaken")


def test_a_watch_is_told_of_who_comes_and_lapses(town: Town, clock: FixedClock) -> None:
    asked = Submission((pdq(7), md5(7)))
    town.content.submissions.watch(town.actor("ines"), asked, 30)
    clock.advance(timedelta(days=2))
    town._actors.clear()
    town.submit("ivan", 7)
    assert town.causes("ines") == ["match"]
    clock.advance(timedelta(days=30))
    town._actors.clear()
    town.content.clockwork.run()
    assert town.content.submissions.page(town.actor("ines"), "lapsed")[1] == 1
    assert [one["other"] for one in town.check("wera", 7)] == ["South Agency"]
    with pytest.raises(Invalid):
        town.content.submissions.watch(town.actor("ines"), asked, 366)


def test_identified_status_comes_first_and_reaches_who_was_told(town: Town) -> None:
    held = town.submit("ines", 1)
    town.submit("ivan", 1)
    assert town.content.submissions.identify(town.actor("ines"), held) == 1
    newest = town.told("ivan")[-1]
    assert next(iter(newest.items())) == ("identified", ["North Agency"])
    (match,) = town.check("wera", 1)[:1]
    assert next(iter(match)) == "identified"
    assert {str(one["identified"]) for one in town.check("wera", 1)} == {"['North Agency']", "[]"}
    assert town.content.inbox.page(town.actor("wera")).rows[0].urgent


@on_both
def test_a_silent_check_tells_the_other_side_when_its_time_is_over(town: Town, clock: FixedClock) -> None:
    town.submit("ines", 1)
    asked = [(pdq(1, 4),)]
    check = town.content.silent.ask(town.actor("ivan"), asked, 30, town.purpose("ivan"))
    assert town.causes("ivan") == []
    with pytest.raises(Denied):
        town.content.silent.approve(town.actor("ivan"), check.id)
    assert town.content.silent.approve(town.actor("sven"), check.id) == 1
    assert (town.causes("ivan"), town.causes("ines")) == (["match"], [])
    clock.advance(timedelta(days=29))
    town._actors.clear()
    town.content.clockwork.run()
    assert town.causes("ines") == []
    clock.advance(timedelta(days=1))
    town._actors.clear()
    town.content.clockwork.run()
    town.content.clockwork.run()
    assert town.causes("ines") == ["match"]


def test_who_brings_the_content_openly_ends_the_silence(town: Town) -> None:
    town.submit("ines", 1)
    check = town.content.silent.ask(town.actor("ivan"), [(pdq(1), md5(1000))], 30, town.purpose("ivan"))
    town.content.silent.approve(town.actor("sven"), check.id)
    town.submit("ivan", 1)
    assert (town.causes("ivan"), town.causes("ines")) == (["match"], ["match"])


def test_silent_checks_are_rationed_and_decided_by_another(town: Town) -> None:
    ask = town.content.silent.ask
    for _ in range(10):
        check = ask(town.actor("ivan"), [(pdq(1),)], 30, town.purpose("ivan"))
        town.content.silent.approve(town.actor("sven"), check.id)
    check = ask(town.actor("ivan"), [(pdq(1),)], 30, town.purpose("ivan"))
    with pytest.raises(Denied, match="10 silent checks"):
        town.content.silent.approve(town.actor("sven"), check.id)
    town.content.silent.refuse(town.actor("sven"), check.id)
    with pytest.raises(Conflict):
        town.content.silent.approve(town.actor("sven"), check.id)
    own = ask(town.actor("sven"), [(pdq(1),)], 30, town.purpose("sven"))
    with pytest.raises(Denied, match="Somebody else"):
        town.content.silent.approve(town.actor("sven"), own.id)
    with pytest.raises(Invalid):
        ask(town.actor("ivan"), [(pdq(1),)], 31, town.purpose("ivan"))


@on_both
def test_a_company_meets_only_what_two_others_have_confirmed(town: Town) -> None:
    held = town.submit("ines", 1)
    assert town.check("theo", 1) == []
    town.check("ivan", 1)
    with pytest.raises(Conflict, match="another person"):
        town.content.inbox.judge_own(town.actor("ines"), held, "confirmed")
    town.content.inbox.judge_own(town.actor("sara"), held, "confirmed")
    assert town.check("theo", 1) == []
    notice = str(town.told("ivan")[0]["notice"])
    assert town.content.inbox.judge(town.actor("ivan"), notice, "confirmed").confirmed == 2
    (match,) = town.check("theo", 1, 2)
    assert (match["likeness"], match["other"], match["liaison"]) == ("near", "an agency", "")
    assert not {"bits", "distance", "fingerprint"} & set(match)
    assert "Plaza Company" in [one["other"] for one in town.told("ines")]
    town.content.inbox.judge(town.actor("ivan"), notice, "false")
    assert town.check("theo", 1, 3) == []


def test_a_dispute_reaches_the_holder_and_who_was_told_without_naming_who_disputes(town: Town) -> None:
    town.submit("ines", 1)
    town.check("ivan", 1)
    town.check("wera", 1)
    notice = str(town.told("ivan")[0]["notice"])
    town.content.inbox.judge(town.actor("ivan"), notice, "false")
    holder, other = town.told("ines")[-1], town.told("wera")[-1]
    assert (holder["says"], holder["other"]) == ("Disputed by", "South Agency")
    assert (other["says"], other["other"]) == ("Now disputed: the claim of", "North Agency")
    assert "South" not in str(other)
    assert town.causes("ines").count("disputed") == 1
    town.content.inbox.judge(town.actor("ivan"), notice, "confirmed")
    assert town.causes("wera")[-1] == "settled"


def test_categories_of_both_sides_stand_side_by_side(town: Town) -> None:
    town.submit("ines", 1, profile="US", code="1")
    town.submit("wera", 1, facts={"age": "13_to_17", "grade": "3", "origin": "photographic"})
    view = town.content.inbox.open(town.actor("wera"), str(town.told("wera")[0]["notice"]))
    standings = {one.profile: (one.standing, dict(one.votes)) for one in view.views}
    assert standings["US"] == ("conflict", {"1": 1, "2": 1})
    assert standings["UK"] == ("single", {"C": 1})
    assert view.may_judge


@on_both
def test_a_case_reference_is_sealed_and_comes_back_to_its_tenant_only(town: Town) -> None:
    held = town.submit("ines", 1, case_ref="OUR-2024-0815")
    submissions = town.content.submissions
    assert submissions.case_ref(town.actor("sara"), held) == "OUR-2024-0815"
    with pytest.raises(Missing):
        submissions.case_ref(town.actor("ivan"), held)
    erased = submissions.erase(town.actor("sara"), held)
    assert (erased.status, erased.mark, erased.facts) == ("erased", "", {})
    assert town.check("ivan", 1) == []
    assert submissions.case_ref(town.actor("sara"), held) == ""


def test_a_weak_picture_is_met_by_equality_only_and_said_so(town: Town) -> None:
    flat = pdq(3, quality=0)
    done = town.content.submissions.submit(town.actor("ines"), Submission((flat,)))
    assert done.weak
    (answer,) = town.content.checks.check(town.actor("ivan"), [(pdq(3, 2),)], town.purpose("ivan"))
    assert answer.matches == ()
    (answer,) = town.content.checks.check(town.actor("ivan"), [(pdq(3, 0, 0),)], town.purpose("ivan"))
    assert len(answer.matches) == 1
    assert answer.notes == ("flat or weak picture or video: compared for equality only",)


def test_a_check_needs_a_purpose_and_a_role(town: Town) -> None:
    with pytest.raises(Denied, match="purpose"):
        town.content.checks.check(town.actor("ivan"), [(pdq(1),)], None)
    with pytest.raises(Denied, match="role"):
        town.content.submissions.submit(town.actor("aldo"), Submission((pdq(1),)))
