"""The indicator lexicon: phrases that stand for an indicator, as one table with a version and its sources.

Validated indicators follow Lugo-Graulich et al. (NIJ/JIRN 2022-24, 1,263 ads): trust language, youth language, a
stated ethnicity. The rest is language that training material often names and that the same study did not find
predictive; it is shown as "not validated". Phrases are our own neutral wording of those categories, compiled by
hand 2026-11, no site's text.
"""

from __future__ import annotations

VERSION = "2026-11"

PHRASES: dict[str, tuple[str, ...]] = {
    "trust_language": (
        "100% real", "100 % real", "100% me", "100% legit", "totally real", "real pics", "real photos", "recent pics",
        "recent photos", "my real photos", "pictures are real", "pics are real", "photos are real", "pics are me",
        "photos are me", "no bait and switch", "no bait", "no scam", "not a scam", "no scams", "no games",
        "no tricks", "legit",
        "legitimate", "trustworthy", "trust me", "you can trust", "honest", "reliable", "verified", "well reviewed",
        "safe and discreet", "safe & discreet", "your safety", "not law enforcement", "no police", "genuine",
        "what you see is what you get",
        "satisfaction guaranteed", "guaranteed", "reputable", "real deal", "no deposit", "no deposits",
    ),
    "youth_language": (
        "young", "younger", "youthful", "youngest", "barely 18", "just turned 18", "just turned 19", "teen", "teenage",
        "college girl", "college student", "student", "coed", "co-ed", "freshman", "innocent",
        "inexperienced", "new to this", "first timer", "fresh face",
        "joven", "jovencita", "estudiante",
    ),
    "movement_language": (
        "new in town", "new to town", "new to the area", "new in the area", "just arrived", "just got here", "visiting",
        "in town until", "in town for", "here until", "leaving soon", "leaving tomorrow", "leaving today", "last day",
        "last night in town", "back in town", "limited time", "one day only", "two days only", "passing through",
        "only here",
        "on tour", "touring", "nueva en la ciudad", "recien llegada",
    ),
    "client_screening": (
        "screening required", "must screen", "references required", "reference required", "provide references",
        "send id",
        "verification required", "must verify", "no blocked numbers", "no private numbers", "no private calls",
        "no blocked calls",
        "deposit required", "serious only", "serious inquiries only", "gentlemen only", "no rude",
        "employment verification",
    ),
    "around_the_clock": ("24/7", "24-7", "24 7", "24 hours", "24hrs", "24 hrs", "all day all night",
        "all day and night",        "any time day or night", "day or night", "day and night", "around the clock"),
    "states_ethnicity": (
        "african american", "asian", "black", "brazilian", "caribbean", "caucasian", "chinese", "colombian", "cuban",
        "dominican", "ebony", "european", "filipina", "french", "german", "greek", "hawaiian", "hispanic",
        "indian", "irish",
        "italian", "jamaican", "japanese", "korean", "latin", "latina", "mexican", "middle eastern", "mixed race",
        "native american", "persian", "polish", "puerto rican", "russian", "spanish", "thai", "turkish",
        "vietnamese", "white",
    ),
}  # fmt: skip
"""Indicator name -> phrases in lower case. `states_ethnicity` yields a span only; which phrase it was is never "
"recorded."""

YOUNG_ADULT = 23
"""A stated age under 23 is shown, not validated: the study found it not predictive."""
