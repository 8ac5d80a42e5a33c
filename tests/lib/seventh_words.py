"""Word stock of the seventh world: clipped notices with dashes and few verbs. Nothing is taken from the other worlds.
Everything is plain and invented; everybody is an adult."""

from __future__ import annotations

import re
from random import Random

_split = str.split

NAMES = tuple(
    _split(
        "Adriana Agnes Aitana Alexandra Alma Anastasia Anneli Ariel Ava Barbara Bernadette Bianca Brenda Callie Candela"
        " Cassandra Cecily Clara Constance Dafne Delia Desiree Dora Edith Eliana Elvira Esme Eva Faye Felicia Flavia"
        " Gemma Gloria Gwen Helena Ida Irma Isadora Jana Jeanne Joanna Julieta Kaia Kendra Kirsten Laila Leona Lorena"
        " Lydia Maeve Marcela Margo Marta Melisande Mina Miriam Nora Oona Ophelia Paula Polina Quinn Rhea Romy Rosa"
        " Ruth Selma Sienna Sybil Talia Tess Thelma Tilda Uma Vesna Vita Willa Yara Zelie Clover Sage Eve"
    )
)

CITIES = tuple(
    tuple(row.split("|"))
    for row in _split(
        "Amarillo|TX|806 Ann_Arbor|MI|734 Asheville|NC|828 Bakersfield|CA|661 Billings|MT|406 Boulder|CO|303"
        " Cedar_Rapids|IA|319 Corpus_Christi|TX|361 Duluth|MN|218 Erie|PA|814 Eugene|OR|541 Fargo|ND|701"
        " Flagstaff|AZ|928 Gainesville|FL|352 Green_Bay|WI|920 Lubbock|TX|806 Macon|GA|478 Missoula|MT|406"
        " Montgomery|AL|334 Pensacola|FL|850 Peoria|IL|309 Rapid_City|SD|605 Roanoke|VA|540 Scranton|PA|570"
        " Shreveport|LA|318 Sioux_Falls|SD|605 South_Bend|IN|574 Syracuse|NY|315 Tacoma|WA|253 Topeka|KS|785"
        " Waco|TX|254 Wichita|KS|316 Worcester|MA|508 Yakima|WA|509"
    )
)
"""(name with _ for a space, state, area code)"""

STARTS = _split(
    "warm calm bright steady lively mellow quick gentle wry bold smart easy sunny crisp earnest candid dapper jolly"
    " lucid nimble poised quiet rustic serene tender vivid witty zesty"
)
MIDDLES = _split(
    "company evenings conversation manners laughter weather hands stories music mornings dinners walks attention"
    " talk afternoons tea trips games lunches weekends cooking humour moods nights visits hours"
)
PLACES = _split(
    "downtown uptown riverside lakeside midtown near-the-mall by-the-airport old-town north-side south-side"
    " off-the-interstate near-campus by-the-park west-end east-end harbor-side"
)
FACTS = (
    "{start} {middle}, {start} {middle}",
    "{start} + {start} = {middle}",
    "known for {start} {middle}",
    "{middle} - {start}, never rushed",
    "no {middle} without {middle}",
    "seeks {start} {middle}",
    "offers {middle} {place}",
    "{start} person, {start} {middle}, {place}",
    "likes {middle}; likes {start} guests",
    "{place}: {start} {middle}",
    "{middle} first, {middle} later",
    "more {middle}, less {middle}",
)
CALLED = ("{name} -", "{name}:", "notice of {name} -", "{name}, {age} -", "{name} / {city} -")
HOURS = ("{price}/hr", "${price} hour", "hr {price}", "{price} per hour")
CALLS = ("ph {phone}", "call {phone}", "{phone}", "txt {phone}")
TITLES = ("{name} {city}", "{city} notice", "{name}, {city}", "{city} - {start} {middle}", "notice {age}")
_SLOT = re.compile(r"\{(\w+)\}")


def filled(rng: Random, pattern: str, facts: dict[str, str]) -> str:
    banks = {"start": STARTS, "middle": MIDDLES, "place": PLACES}
    return _SLOT.sub(lambda m: facts.get(m[1]) or rng.choice(banks[m[1]]).replace("-", " "), pattern)


def facts(rng: Random, count: int) -> list[str]:
    return [filled(rng, one, {}) for one in rng.sample(FACTS, count)]
