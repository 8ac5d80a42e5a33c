"""Stories about groups: who is led to, and who is left alone."""

from __future__ import annotations

import json

import pytest
from tests.lib.reading import own_words, reading

from safelight.ads.core.known import KnownImages
from safelight.ads.core.outcome import Options, Outcome, assemble
from safelight.ads.core.reading import Reading

SCRIPT = (
    "Hello, I am {name}, age {age}. Visiting your city for a few quiet days and looking forward to good company. "
    "Please write early in the day and tell me your favourite walk. Same rates for everybody, no late messages."
)
ROUTE = ("Oakland", "Reno", "Boise", "Salem")
PEOPLE = (("Anna", 23), ("Bella", 29), ("Coco", 35), ("Dora", 41))


def one_hand() -> list[Reading]:
    """Four people under one script on one phone, moved together from city to city."""
    return [
        reading(
            f"c-{stop}-{name}",
            SCRIPT.format(name=name, age=age),
            title=f"{name} is here",
            town=town,
            day=6 * stop,
            phones=["+15105550100"],
            names=[name],
        )
        for stop, town in enumerate(ROUTE)
        for name, age in PEOPLE
    ]


def shared_phone() -> list[Reading]:
    """Three adults who share a phone and a flat; each writes for herself and has a second contact."""
    return [
        reading(
            f"s-{name}-{day}",
            f"{name} here, age {age}. {own_words(voice)}",
            town="Oakland",
            day=day,
            phones=["+15105550111"],
            handles=[("telegram", f"{name.lower()}invented")],
            names=[name],
            pictures=[voice, 99],
        )
        for voice, (name, age) in enumerate(PEOPLE[:3])
        for day in (0, 7, 14, 21)
    ]


def touring() -> list[Reading]:
    """One adult in many cities."""
    return [
        reading(
            f"t-{day}",
            f"Elsa, age 31. {own_words(50)}",
            town=town,
            day=7 * day,
            phones=["+15105550122"],
            names=["Elsa"],
        )
        for day, town in enumerate(("Tucson", "Denver", "Omaha", "Boise", "Reno", "Salem"))
    ]


def studio() -> list[Reading]:
    """A place with an address, hours and staff, from one page template."""
    page = (
        "Lantern Salon, 4120 Alder Street. Open daily 10am-9pm, our team is glad to see you. Today {name}, age {age}."
    )
    return [
        reading(
            f"b-{name}-{day}",
            f"{page.format(name=name, age=age)} {own_words(70, 20)}",
            town="Denver",
            day=day,
            phones=["+15105550133"],
            names=[name],
        )
        for day in (0, 5, 10)
        for name, age in PEOPLE
    ]


def blast() -> list[Reading]:
    """One text in every town on one day."""
    towns = ("Tucson", "Denver", "Omaha", "Boise", "Reno", "Salem", "Oakland")
    return [
        reading(
            f"x-{town}", f"Sign up now, deposit first. {own_words(80)}", town=town, urls=["https://offer.example/a"]
        )
        for town in towns
    ]


def activities(outcome: Outcome, prefix: str) -> set[str]:
    return {row.activity for row in outcome.groups if row.ad_id.startswith(prefix)}


@pytest.fixture(scope="module")
def everybody() -> tuple[list[Reading], Outcome]:
    readings = one_hand() + shared_phone() + touring() + studio() + blast()
    return readings, assemble(readings)


def test_each_kind_is_judged_as_what_it_is(everybody: tuple[list[Reading], Outcome]) -> None:
    _, outcome = everybody
    assert activities(outcome, "c-") == {"controlled"}
    assert activities(outcome, "s-") == {"collective"}
    assert activities(outcome, "t-") == {"independent"}
    assert activities(outcome, "b-") == {"business"}
    assert activities(outcome, "x-") == {"spam"}


def test_only_the_controlled_group_is_a_lead(everybody: tuple[list[Reading], Outcome]) -> None:
    _, outcome = everybody
    assert [lead.ad_ids[0][:2] for lead in outcome.leads] == ["c-"]
    lead = outcome.leads[0]
    assert {reason.indicator for reason in lead.reasons} >= {"shared_script", "joint_movement", "shared_contact"}
    assert lead.score.risk == 0.0


def test_every_quote_is_the_exact_span(everybody: tuple[list[Reading], Outcome]) -> None:
    readings, outcome = everybody
    ads = {r.ad.id: r.ad for r in readings}
    quotes = [item for lead in outcome.leads for reason in lead.reasons for item in reason.evidence]
    assert all(reason.evidence for lead in outcome.leads for reason in lead.reasons)
    assert all(ads[q.ad_id].field(q.source)[q.start : q.end] == q.text != "" for q in quotes)  # type: ignore[index]


def test_contributions_add_up(everybody: tuple[list[Reading], Outcome]) -> None:
    _, outcome = everybody
    for lead in outcome.leads:
        control = sum(reason.contribution for reason in lead.reasons if reason.kind == "control")
        assert control == pytest.approx(lead.score.control, abs=0.001)
        assert lead.score.interval[0] <= lead.score.score <= lead.score.interval[1]


def test_an_age_under_18_comes_first_and_is_masked() -> None:
    child = reading("q-1", "A plain invented ad, age 17. Nothing else is said in it at all.", day=1)
    outcome = assemble([*one_hand(), child])
    (held,) = outcome.quarantine
    assert (held.ad_id, held.reason) == ("q-1", "states age 17")
    assert set(held.masked) <= set("• 17")
    assert "17" in held.masked
    first, second = outcome.leads
    assert first.ad_ids == ("q-1",)
    assert first.score.score > second.score.score
    assert (first.score.control, first.score.risk) == (0.0, 0.0)
    assert [item.text for reason in first.reasons for item in reason.evidence] == ["17"]


def test_words_of_a_quarantined_ad_never_leave_by_another_door() -> None:
    twice = [
        reading(f"q-{n}", f"A plain invented ad, age 17. {own_words(5)}", phones=["+15105550144"]) for n in range(2)
    ]
    outcome = assemble([*one_hand(), *twice])
    printed = json.dumps(
        [item.record() for items in (outcome.templates, outcome.leads, outcome.quarantine) for item in items]
    )
    assert own_words(5)[:20] not in printed
    assert "plain invented" not in printed


def test_known_images_are_quarantined() -> None:
    ad = reading("k-1", own_words(3), pictures=[7])
    outcome = assemble([ad], Options(known_images=KnownImages({f"{7:064x}"})))
    assert [item.reason for item in outcome.quarantine] == ["an image is known to the content network"]
    assert outcome.leads[0].children_first
    assert all(len(q.text) == 1 for reason in outcome.leads[0].reasons for q in reason.evidence)


def test_age_price_and_travel_alone_raise_nothing() -> None:
    young = [
        reading(f"y-{at}", f"Mia, age 18. New in town, {own_words(9)}", town=town, day=3 * at, names=["Mia"])
        for at, town in enumerate(ROUTE)
    ]
    assert assemble(young).leads == ()


def test_risk_needs_all_three_indicators_and_ethnicity_is_off() -> None:
    words = f"Honest and genuine. Youthful smile. Call fiveonezero. {own_words(4)}"
    two = [("trust_language", "Honest and genuine"), ("youth_language", "Youthful smile")]
    three = [*two, ("obscured_phone", "fiveonezero")]
    assert assemble([reading("r-1", words, indicators=two)]).leads == ()
    assert assemble([reading("r-1", words, indicators=[*two, ("states_ethnicity", "Call")])]).leads == ()
    (lead,) = assemble([reading("r-1", words, indicators=three)]).leads
    assert (lead.activity, lead.score.control, lead.score.risk) == ("independent", 0.0, 0.75)


def test_indicators_without_support_show_and_weigh_nothing() -> None:
    ads = one_hand()
    spoken = reading(
        "c-9-Anna",
        SCRIPT.format(name="Anna", age=23),
        town="Salem",
        day=30,
        phones=["+15105550100"],
        names=["Anna"],
        indicators=[("movement_language", "Visiting your city")],
    )
    with_it, without = assemble([*ads, spoken]), assemble(ads)
    (reason,) = [r for r in with_it.leads[0].reasons if r.indicator == "movement_language"]
    assert (reason.kind, reason.contribution, reason.validated) == ("risk", 0.0, False)
    assert with_it.leads[0].score.risk == without.leads[0].score.risk == 0.0


def test_two_readings_of_one_ad_are_refused() -> None:
    ad = reading("a-1", own_words(1))
    with pytest.raises(ValueError, match="one ad id"):
        assemble([ad, ad])


def test_nothing_in_nothing_out() -> None:
    assert assemble([]) == Outcome()
