"""Activity: what kind of advertising a group is, by a flat table of rules. The first rule that holds decides.

`spam` one text in very many places at once; `business` a fixed address with opening hours or staff;
`controlled` several people's ads run by one hand; `collective` several adults who share a contact and
each write for themselves; `independent` one person; `unclear` when nothing decides. Size is not risk, and none
of these is an accusation: a class only says which questions make sense.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from safelight.ads.core.control import Sign
from safelight.ads.core.link import Board
from safelight.ads.core.movement import Place, day_of, place_of
from safelight.ads.core.reading import text_of

MANY_TOWNS = 6
"""Cities of one text on one day that no person or small group can be in (sites allow a few neighbouring ones)."""

TOWNS_A_PERSON = 3

MOSTLY = 0.5
CONTROLLED = 0.40
"""Control from which a group is classed controlled, if two different signs show; below UNCLEAR_FROM it isn't."""

UNCLEAR_FROM = 0.30

BUSINESS_WORDS = re.compile(
    r"\b(?:walk[- ]?ins?|open (?:daily|7 days|seven days|late|every day|mon\w*)|opening hours|business hours|hours:"
    r"|(?:our|new|friendly|professional|experienced) (?:staff|team|therapists?|masseuses?)|front desk|reception"
    r"|(?:day )?spa|salon|studio|parlou?r|massage|bodywork|licensed|grand opening|new management|now hiring"
    r"|(?:private|free|rear|plenty of) parking|gift certificates?|credit cards? accepted|visa|mastercard"
    r"|abierto|horario|estacionamiento|nuestro (?:personal|equipo))\b",
    re.IGNORECASE,
)
"""What a place of business says about itself (English, some Spanish): premises, hours, staff, means of payment."""

HOURS = re.compile(
    r"\b\d{1,2}(?::\d\d)?\s*(?:am|a\.m\.)?\s*(?:-|–|to|till|until)\s*\d{1,2}(?::\d\d)?\s*(?:pm|p\.m\.)", re.I
)
STREET = re.compile(
    r"\b\d{1,5}\s+(?:[NSEW]\.?\s+)?(?:\w+\s+){1,3}(?:st|street|ave|avenue|blvd|boulevard|rd|road|dr|drive|suite|ste"
    r"|hwy|highway|plaza|lane|ln|pkwy)\b",
    re.IGNORECASE,
)
SPAM_WORDS = re.compile(
    r"\b(?:pre[- ]?pay\w*|advance payment|deposit|gift ?cards?|verif(?:y|ied|ication)"
    r"|(?:click|tap|visit|follow) (?:the |this |my |our )?(?:link|site|profile|page|here)"
    r"|sign[- ]?up|register|subscribe|join (?:now|free|today)"
    r"|free (?:trial|access|membership)|limited (?:time|offer)|promo(?: code)?)\b",
    re.IGNORECASE,
)
"""What mass advertising asks for: money first, a click, an account."""


@dataclass(frozen=True, slots=True)
class Portrait:
    """What the rules see of a group. Shares are 0 to 1 of its distinct texts or of its ads."""

    ads: int
    people: int
    names: int
    reachable: bool
    towns: int
    towns_on_one_day: int
    main_text: float
    business: float
    spam: float
    links: float
    mass: bool
    control: float
    signs: frozenset[str]


@dataclass(frozen=True, slots=True)
class Judgement:
    activity: str
    why: str


def portrait(
    world: Board, ads: Sequence[int], people: int, control: float, signs: Sequence[Sign], mass: bool
) -> Portrait:
    """`mass`: an ad of the group carries a text or contact that is a hub."""
    texts = {world.labels[at] if world.labels[at] >= 0 else -2 - at: at for at in reversed(ads)}
    written = [text_of(world.readings[at].ad) for at in texts.values()]
    label, main = Counter(world.labels[at] for at in ads).most_common(1)[0]
    towns = [(place, day_of(world.readings[at])) for at in ads if (place := place_of(world.readings[at]))]
    return Portrait(
        ads=len(ads),
        people=people,
        names=len({name.lower() for at in ads for name in world.readings[at].extraction.names}),
        reachable=any(selector.contact for at in ads for selector in world.selectors[at]),
        towns=len({place for place, _ in towns}),
        towns_on_one_day=_most_on_one_day(towns),
        main_text=main / len(ads) if label >= 0 else 1 / len(ads),
        business=_share(written, _says_business),
        spam=_share(written, lambda text: bool(SPAM_WORDS.search(text))),
        links=sum(bool(world.readings[at].extraction.urls) for at in ads) / len(ads),
        mass=mass,
        control=control,
        signs=frozenset(sign.indicator for sign in signs),
    )


def _most_on_one_day(towns: Sequence[tuple[Place, date | None]]) -> int:
    by_day: dict[date | None, set[Place]] = {}
    for place, day in towns:
        by_day.setdefault(day, set()).add(place)
    return max((len(places) for day, places in by_day.items() if day), default=0)


def _share(texts: Sequence[str], holds: Callable[[str], bool]) -> float:
    return sum(map(holds, texts)) / len(texts)


def _says_business(text: str) -> bool:
    """At least two different marks of premises, hours, staff or an address."""
    marks = {match.group().lower() for match in BUSINESS_WORDS.finditer(text)}
    return len(marks) + bool(HOURS.search(text)) + bool(STREET.search(text)) >= 2


def judge(seen: Portrait) -> Judgement:
    """The first rule of the table that holds."""
    return next(Judgement(activity, why) for activity, why, holds in RULES if holds(seen))


def _everywhere_at_once(seen: Portrait) -> bool:
    return seen.main_text >= MOSTLY and seen.towns_on_one_day >= max(MANY_TOWNS, TOWNS_A_PERSON * seen.people)


def _asks_for_money_first(seen: Portrait) -> bool:
    spread = seen.towns_on_one_day >= TOWNS_A_PERSON * seen.people
    return seen.spam >= MOSTLY and (spread or (seen.links >= MOSTLY and not seen.names))


def _has_premises(seen: Portrait) -> bool:
    return seen.business >= MOSTLY and seen.towns <= 2 and "joint_movement" not in seen.signs


def _run_by_one_hand(seen: Portrait) -> bool:
    return seen.people >= 2 and seen.control >= CONTROLLED and len(seen.signs) >= 2


Rule = tuple[str, str, Callable[[Portrait], bool]]
RULES: tuple[Rule, ...] = (
    ("spam", "one text or contact in more ads than any person posts", lambda seen: seen.mass),
    ("spam", "one text in many cities on one day", _everywhere_at_once),
    (
        "spam",
        "asks for money, a click or an account first, in many places or for nobody in particular",
        _asks_for_money_first,
    ),
    ("business", "premises, hours or staff at one place", _has_premises),
    ("controlled", "several people's ads run by one hand", _run_by_one_hand),
    (
        "unclear",
        "some signs of one hand, too few to say",
        lambda seen: seen.people >= 2 and seen.control >= UNCLEAR_FROM,
    ),
    ("collective", "several people share a contact, each for themselves", lambda seen: seen.people >= 2),
    ("independent", "one person", lambda seen: seen.reachable or seen.names > 0 or seen.ads == 1),
    ("unclear", "no name and no contact to tell who it is", lambda _: True),
)
