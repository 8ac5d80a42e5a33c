"""Children first: ads that must not be shown, and why.

An ad is quarantined when it states an age under 18, or when the content network knows one of its
images. Its picture is never shown and its text is masked; a person prepares the report. The stated
age itself stays legible, since it is the reason. Nothing is concluded from looks or wording: only a bare
statement about a person counts. A number that speaks of a thing, a past, a count or a span of years is none,
whatever the age rules made of it; `bare` says why not. In a title the listing suffix ("... - 17") is the statement.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from safelight.ads.core.extract.normalise import fold
from safelight.ads.core.known import KnownImages
from safelight.ads.core.mention import Mention
from safelight.ads.core.reading import Reading, text_of

ADULT = 18
"""Age of majority in 18 U.S.C. 2256(1)."""

KNOWN_IMAGE = "an image is known to the content network"

_SHOWN = re.compile(r"\S")

_THING = (
    r"(?:dogs?|cats?|pupp(?:y|ies)|pets?|parrot|horse|whisk(?:e)?y|scotch|rum|wine|port|brandy|bourbon|tequila|cheese|"
    r"cars?|truck|van|bike|phone|laptop|piano|building|house|home|apartment|flat|hotel|room|business|company|firm|"
    r"studio|spa|shop|salon|parlou?r|clinic|gym|bar|club|website|site|page|account|ad|number|tradition|brand|"
    r"marriage|career|friendship|relationship|tree|record|guitar|camera|boat|sofa|oak|plant|school|daughter|son|"
    r"grandson|granddaughter|nephew|niece|kid|toddler|company's)"
)
"""What an age may be of besides the person: animals, drinks, places, firms, belongings, and relatives mentioned."""

_OLD = r"\s{0,2}-?\s{0,2}(?:years?|yrs?|yr'?s)?\.?\s{0,2}-?\s{0,2}(?:old|young|of age|y/?o)?\s{0,2}-?\s{0,2}"
_THING_AFTER = re.compile(rf"{_OLD}(?:single[- ]malt\s|rescue\s|family\s)?{_THING}(?![a-z])")
_COUNT_AFTER = re.compile(
    r"\s{0,2}(?:friends|people|persons|guests|members|rooms?|stones?|floors?|stor(?:y|ies)|flights|steps|doors|exits|"
    r"stops|streets|avenues|minutes|times|points|out of|of (?:my|the|our|us|them)|strong|deep|deg|degrees|carat|k\b|"
    r"percent|bucks|dollars|euros?|roses|km\b|kms|metres?|meters?|yards|nights|hrs?\b|hours)"
)
_RANGE_AFTER = re.compile(r"\s{0,2}(?:-|to|through|till|until|up)\s{0,2}(?P<to>[1-9][0-9])?(?P<word>\s{0,2}welcome)?")
_BARE_YEARS = re.compile(r"\s{0,2}-?\s{0,2}(?:years?|yrs?)\b\.?(?!\s{0,2}-?\s{0,2}(?:old|young|of age))")
_THING_BEFORE = re.compile(
    rf"(?:^|[^a-z])(?:(?:my|our|the|this|that|his|her|a)\s(?:[a-z]+\s)?|)?{_THING}"
    r"\s(?:is|was|are|were|has been|turned|turns|turning|just turned|will be)\s(?:(?:only|just|now|almost|about)\s)?\Z"
)
_PAST_BEFORE = re.compile(
    r"(?:when i (?:was|turned|were)|since i (?:was|turned)|until i (?:was|turned)|before i (?:was|turned)|"
    r"i was|used to be|back when i was|"
    r"(?:left|started|began|moved|arrived|emigrated|learned|played|working|danced|dancing|graduated|quit|married)"
    r"(?:\s[a-z]+){0,3}\s(?:at|from|since)|"
    r"at the (?:tender )?age of|from the age of|since (?:the )?age(?: of)?|since|at age|aged under|not|isn't|never)"
    r"\s{0,2}(?:(?:only|just|about)\s)?\Z"
)
_PARENT_BEFORE = re.compile(
    r"(?:(?:mother|mom|mum|mama|father|dad|parent|aunt|guardian) (?:of|to)|i have|i've got|i also have|raising|"
    r"i live with) (?:an?|my|one|two|our)?\s?\Z"
)
_LIMIT_BEFORE = re.compile(
    r"(?:under|below|over|above|least|than|minimum(?: age)?(?: is|:)?|age limit(?: is|:)?|no one|nobody|not for)"
    r"(?: the)?(?: age)?(?: of)?\s{0,2}\Z"
)


@dataclass(frozen=True, slots=True)
class Quarantined:
    """`masked`: the ad's title and body, every visible character a dot but for the stated age."""

    ad_id: str
    reason: str
    masked: str

    def record(self) -> dict[str, object]:
        return {"ad_id": self.ad_id, "reason": self.reason, "masked": self.masked}


def stated_ages(reading: Reading) -> tuple[Mention, ...]:
    """Bare statements of an age under 18."""
    if not any(age < ADULT for age in reading.extraction.ages):
        return ()
    return tuple(
        mention
        for mention in reading.extraction.mentions
        if mention.field == "age"
        and isinstance(mention.value, int)
        and mention.value < ADULT
        and bare(mention, reading.ad.field(mention.source)) is None
    )


def bare(mention: Mention, text: str) -> str | None:
    """None when the mention states a person's age now; else what it speaks of instead."""
    before = fold(text[max(0, mention.start - 60) : mention.start]).lower
    after = fold(text[mention.end : mention.end + 48]).lower
    if mention.rule == "age.suffix" and mention.source != "title":
        return "a number in brackets or behind a dash in running text"
    if _THING_AFTER.match(after) or _THING_BEFORE.search(before):
        return "the age of a thing, an animal or a relative"
    if _PAST_BEFORE.search(before):
        return "a past, or a denial"
    if _PARENT_BEFORE.search(before) or _LIMIT_BEFORE.search(before):
        return "somebody else's age, or a limit"
    if mention.rule == "age.years" and _BARE_YEARS.match(after):
        return "a span of years"
    if _COUNT_AFTER.match(after) or _is_range(mention, after):
        return "a count or a range"
    return None


def _is_range(mention: Mention, after: str) -> bool:
    """ "16 to 60", "16+ welcome": whom one receives, not who one is."""
    found = _RANGE_AFTER.match(after)
    if found is None or not isinstance(mention.value, int):
        return False
    return bool(found["word"]) or (found["to"] is not None and int(found["to"]) - mention.value >= 10)


def quarantine(reading: Reading, known_images: KnownImages) -> Quarantined | None:
    """Why this ad must not be shown, or None."""
    ages = stated_ages(reading)
    if ages:
        youngest = min(m.value for m in ages if isinstance(m.value, int))
        return Quarantined(reading.ad.id, f"states age {youngest}", masked(reading, ages))
    if known_images.match(reading.ad.images) is not None:
        return Quarantined(reading.ad.id, KNOWN_IMAGE, masked(reading, ()))
    return None


def masked(reading: Reading, kept: Sequence[Mention]) -> str:
    """Title and body with every visible character replaced, save for the spans in `kept`."""
    text = text_of(reading.ad)
    shown = list(_SHOWN.sub("•", text))
    body_at = len(reading.ad.title) + 1
    for mention in kept:
        shift = {"title": 0, "body": body_at, "text": body_at}.get(mention.source)
        if shift is not None:
            span = slice(mention.start + shift, mention.end + shift)
            shown[span] = text[span]
    return "".join(shown).strip("\n")
