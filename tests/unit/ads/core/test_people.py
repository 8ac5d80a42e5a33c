"""Who ads speak of: names where names stand, working names of one person, and groups that stay unclear."""

from __future__ import annotations

import pytest
from tests.lib.reading import own_words, reading

from safelight.ads.core.naming import names_of
from safelight.ads.core.nickname import short_of
from safelight.ads.core.outcome import Outcome, assemble
from safelight.ads.core.reading import Reading

NOTES = ("anna", "maria", "kelly", "zorvana")


def test_a_text_without_capitals_has_places_for_names_too() -> None:
    notes = [reading(f"n{at}", f"hey its {name} again. {own_words(at, 8)}") for at, name in enumerate(NOTES)]
    other = reading("o", f"a porch and a kettle. {own_words(9, 8)}")
    assert names_of([*notes, other]) == (*((name,) for name in NOTES), ())


def test_a_name_in_an_address_is_no_use_of_the_word() -> None:
    said = [reading(f"n{at}", f"Hello, I am {name.title()} here") for at, name in enumerate(NOTES)]
    linked = [reading(f"l{at}", f"See https://zorvana-{at}.example or @zorvana_{at}") for at in range(9)]
    assert names_of([*said, *linked])[3] == ("zorvana",)
    assert set(names_of([*said, *linked])[4:]) == {()}


def test_a_word_that_stands_beside_another_name_is_none() -> None:
    names = [*NOTES[:3], "paula", "tina"]
    pasted = [
        reading(f"p{at}", f"its {name} again, come by. hey its wobblet again. {own_words(at, 8)}")
        for at, name in enumerate(names)
    ]
    notes = [reading(f"n{at}", f"hey its {name} again. {own_words(20 + at, 8)}") for at, name in enumerate(names)]
    assert all("wobblet" not in own for own in names_of([*pasted, *notes]))


@pytest.mark.parametrize(
    "pair", [("etta", "henrietta"), ("vinnie", "lavinia"), ("evie", "evangeline"), ("kate", "kathy")]
)
def test_short_forms_are_made_of_the_name(pair: tuple[str, str]) -> None:
    assert short_of(*pair)
    assert short_of(*reversed(pair))


@pytest.mark.parametrize("pair", [("anna", "maria"), ("nora", "dora"), ("eve", "olivia"), ("mila", "carmen")])
def test_other_names_are_not_short_for_one_another(pair: tuple[str, str]) -> None:
    assert not short_of(*pair)


def under(names: tuple[str, ...], pictures: int = 1, own: bool = False) -> Outcome:
    """Ads under one phone and one text (or, `own`, one for each name) whose names take turns, day by day."""
    ads: list[Reading] = []
    for day in range(4 * len(names)):
        name = names[day % len(names)]
        text = f"my name is {name}. {own_words(names.index(name) if own else 1)}"
        shown = [day % pictures] if pictures else []
        ads.append(
            reading(f"{day:02d}", text, town="Reno", day=day, phones=["+15105550100"], names=[name], pictures=shown)
        )
    return assemble(ads)


def test_a_name_and_its_short_form_are_one_person_however_they_take_turns() -> None:
    assert [one.people for one in under(("Vinnie", "Lavinia")).verdicts] == [1]
    assert [one.people for one in under(("Vinnie", "Carmen"), pictures=0).verdicts] == [1]
    assert [one.people for one in under(("Vinnie", "Carmen"), pictures=0, own=True).verdicts] == [2]


def test_one_person_has_two_working_names_at_most() -> None:
    assert [one.people for one in under(("Mila", "Carmen", "Dora")).verdicts] == [3]
    renamed = [
        reading(f"{day:02d}", f"my name is {name}. {own_words(1)}", day=day, phones=["+15105550100"], names=[name])
        for day, name in enumerate(("Mila", "Mila", "Carmen", "Carmen", "Dora", "Dora"))
    ]
    assert [one.people for one in assemble(renamed[:4]).verdicts] == [1]
    assert [one.people for one in assemble(renamed).verdicts] == [3]
    slip = reading("99", f"my name is Ulla. {own_words(1)}", day=9, phones=["+15105550100"], names=["Ulla"])
    assert [one.people for one in assemble([*renamed[:2], *renamed[4:], slip]).verdicts] == [2]


def test_three_people_with_a_small_pool_are_unclear_and_a_lead_low_in_the_queue() -> None:
    people = {"Anna": 22, "Bella": 29, "Coco": 36}
    ads = [
        reading(
            f"{name}-{day}",
            f"my name is {name}, age {age}. {own_words(age)}",
            town="Reno",
            day=3 * day,
            phones=["+15105550100"],
            names=[name],
            pictures=[day % 2],
        )
        for name, age in people.items()
        for day in range(4)
    ]
    (lead,) = assemble(ads).leads
    assert lead.activity == "unclear"
    assert 0.25 <= lead.score.control < 0.45
    assert assemble([ad for ad in ads if "Coco" not in ad.ad.id]).leads == ()
