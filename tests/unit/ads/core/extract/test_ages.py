"""Ages: what is stated of a person in the ad, and nothing of its readers.

Strings are invented; numbers are of the fictional 555-01xx kind or plainly made up.
"""

from __future__ import annotations

import pytest

from safelight.ads.core.ad import Ad
from safelight.ads.core.extract import Extractor
from safelight.kernel.ids import AdId

STATED: list[tuple[str, list[int]]] = [
    ("we are 21 and 23", [21, 23]),
    ("open 10 years", []),
    ("31, redhead, patient", [31]),
    ("45, minutes of your time", []),
    ("20, 30 or 60 minutes", []),
    ("29/f/brunette", [29]),
    ("f/41/tall", [41]),
    ("f/5/10", []),
    ("our cat is almost 18 years old", []),
    ("a house 40 years old", []),
    ("the business is 12 years old, I am 33", [33]),
    ("AGE.....24", [24]),
    ("im twenty 2 yrs", [22]),
    ("Im 22, my friend is 27", [22, 27]),
    ("Mia, 24, brunette", [24]),
    ("April, 24, at noon", []),
    ("ich bin 29 jahre alt", [29]),
    ("Ages 25-30 welcome, I am 31", [31]),
    ("married 15 years", []),
    ("I'm 24 and friendly", [24]),
    ("Age: 31", [31]),
    ("22yo", [22]),
    ("22 y/o", [22]),
    ("twenty-two years old", [22]),
    ("i am 17", [17]),
    ("16 years old", [16]),
    ("over 35 only", []),
    ("must be 21 or older", []),
    ("18+ only", []),
    ("20 years experience", []),
    ("10 years of massage", []),
    ("5'6 130lbs 34-24-36", []),
    ("I'm 5 minutes away", []),
    ("im 20 minutes from downtown", []),
    ("24/7 available", []),
    ("25 yr old", [25]),
    ("ages 21 & 23", [21, 23]),
    ("21 and 24 years old", [21, 24]),
    ("men over 30 please", []),
    ("No one under 30", []),
    ("I am 25-year-old student", [25]),
    ("tengo 22 años", [22]),
    ("18yrs old", [18]),
    ("nineteen yrs old", [19]),
    ("Age 25/female", [25]),
    ("30 year old woman", [30]),
    ("for gentlemen 40 and up", []),
    ("in my 30s", []),
    ("I'm 100% real", []),
    ("age is just a number", []),
    ("I'm 21, fun", [21]),
    ("just turned 18", [18]),
    ("she is 23", [23]),
    ("my friend is 22 years young", [22]),
    ("Aged 28", [28]),
    ("I am 27 yrs", [27]),
    ("25 years old or older only", []),
    ("gentlemen must be 30 years old or older", []),
    ("Not 18 yet? do not call", []),
    ("under 18 not allowed", []),
    ("at least 21 years of age", []),
    ("I'm 26 5'4", [26]),
    ("me: 29 f", []),
    ("w/29, quiet", [29]),
    ("my friend and I, we are both 34.", [34]),
    ("we are both 10 minutes away", []),
    ("Years: 52", [52]),
    ("Hello, Ruby here, 37, kind", [37]),
    ("②④ years old", [24]),
    ("2️⃣2️⃣ yrs old", [22]),
    ("une femme de 38 ans", [38]),
    ("bionda di 25 anni", [25]),
    ("27-jährige Studentin", [27]),
    ("Frau (31 J.) empfängt", [31]),
    ("Anke, 25 jaar, blond", [25]),
    ("mujer de 38 añitos", [38]),
    ("tenho 30 aninhos", [30]),
    ("мне 27 лет, звоните", [27]),
    ("para hombres mayores de 30 años", []),
    ("ouverte depuis 10 ans", []),
    ("20 ans d'expérience", []),
    ("25 Jahre Erfahrung", []),
    ("15 anni di esperienza", []),
    ("we are two girls, 24 and 26, close to you", [24, 26]),
    ("two friends 30/60 min rates", []),
    ("Grace, 29, or Nelly, 31, tonight", [29, 31]),
    ("Sofia 24 latina", [24]),
    ("Sara 50 kisses", []),
    ("37yr mature redhead", [37]),
    ("20yrs strong and open", []),
    ("twenty five, blonde and sweet", [25]),
    ("thirty, forty, whatever you like", []),
    ("25 | blonde | 5'4", [25]),
    ("30 | 60 | 90 minutes", []),
    ("about me: 31, single", [31]),
    ("in my thirties, 36 to be honest", [36]),
    ("our shop just turned 20", []),
    ("the bar, about 30 years old", []),
    ("23f in room 25f", [23]),
    ("natural 34f", []),
    ("Denver (10-12) Boulder (13)", []),
]


@pytest.mark.parametrize(("text", "wanted"), STATED, ids=[text for text, _ in STATED])
def test_ages(extractor: Extractor, text: str, wanted: list[int]) -> None:
    assert list(extractor.extract(Ad(AdId("a"), body=text)).ages) == wanted


@pytest.mark.parametrize("title", ["Dana (26)", "Quiet evening - 26", "Hello there - w4m - 26 (downtown)"])
def test_a_title_ends_in_the_age(extractor: Extractor, title: str) -> None:
    assert extractor.extract(Ad(AdId("a"), title=title)).ages == (26,)


@pytest.mark.parametrize(
    ("title", "wanted"),
    [
        ("Ruby 34 (north side)", (34,)),
        ("Quiet * 41 * outcall", (41,)),
        ("Ruby & Grace | 29 & 35", (29, 35)),
        ("hh - 50 | hr", ()),
        ("here March * 12 * downtown", ()),
        ("Studio 54 downtown", ()),
        ("Quiet 🌷 38 🌷 kind", (38,)),
        ("from Dec 🎄 24 🎄 on", ()),
        ("27 - Greensboro - kind", (27,)),
        ("30 - full body - now", ()),
    ],
)
def test_a_title_has_the_age_behind_a_name_or_between_bars(
    extractor: Extractor, title: str, wanted: tuple[int, ...]
) -> None:
    assert extractor.extract(Ad(AdId("a"), title=title)).ages == wanted


def test_conflicting_ages_are_kept(extractor: Extractor) -> None:
    assert extractor.extract(Ad(AdId("a"), title="Dana - 22", body="I am 25 years old")).ages == (22, 25)


def test_the_suffix_of_a_body_counts_only_when_nothing_else_is_stated(extractor: Extractor) -> None:
    assert extractor.extract(Ad(AdId("a"), body="Quiet evening - 26\nOakland")).ages == (26,)
    assert extractor.extract(Ad(AdId("a"), body="Quiet evening - 26\nI am 31 years old")).ages == (31,)
