"""Activity: what kind of advertising a group is, by a flat table of rules. The first rule that holds decides.

`spam` one text in very many places at once, under no name or under ever new ones; `business` a fixed address with
opening hours or staff; `controlled` several people's ads run by one hand; `collective` several adults who share a
contact and each write for themselves; `independent` one person; `unclear` when nothing decides. Size is not risk, and
none of these is an accusation: a class only says which questions make sense.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence, Set
from dataclasses import dataclass
from datetime import date

from safelight.ads.core.board import Board
from safelight.ads.core.flood import swaps_names
from safelight.ads.core.movement import Place, day_of, metros, place_of
from safelight.ads.core.party import BURST
from safelight.ads.core.reading import text_of
from safelight.ads.core.selector import Selector
from safelight.ads.core.sign import Sign

TOWNS_A_PERSON = 3

MOSTLY = 0.5
CONTROLLED = 0.45
"""Control from which a group is classed controlled; between UNCLEAR_FROM and this nothing is concluded."""

UNCLEAR_FROM = 0.25
"""One in four, where control reads as a probability: below it a group is what its people say, one person or several."""

PREMISES: tuple[re.Pattern[str], ...] = (
    re.compile(
        r"\b\d{1,6}\s+(?:[NSEW]\.?\s+)?(?:[^\W\d_]+\s+){1,3}(?:st|street|ave|avenue|blvd|boulevard|rd|road|dr|drive|suite"
        r"|ste|hwy|highway|plaza|lane|ln|pkwy|parkway|way|square|court|ct)\b",
        re.IGNORECASE,
    ),
    re.compile(
        r"\b(?:open(?:ing)? (?:daily|hours|from|late|every ?day|7 days|seven days|mon\w*)|(?:business|office|our) hours"
        r"|hours:|walk[- ]?ins?|(?:we are|we're|are) open|abierto|horario)\b"
        r"|\b\d{1,2}(?::\d\d)?\s*(?:am|a\.m\.)\s*(?:-|–|to|till|until)\s*\d{1,2}(?::\d\d)?\s*(?:pm|p\.m\.)",
        re.IGNORECASE,
    ),
    re.compile(
        r"\b(?:(?:our|new|friendly|professional|experienced) (?:staff|team|therapists?|masseuses?|crew)"
        r"|joined (?:our|the) team|reception(?:ist)?|front desk|now hiring|under new management|grand opening"
        r"|licensed|nuestro (?:personal|equipo))\b",
        re.IGNORECASE,
    ),
    re.compile(r"\b[A-Z][\w']+ (?:(?i:day )?(?i:spa|salon|studio|parlou?r|wellness|bodywork|bath ?house))\b"),
)
"""Four marks of a place of business (English, some Spanish): street address, opening hours, staff, a firm's name. A
massage on offer or a parking hint is none of them: people who work for themselves say that too."""

IN_PART = 1 / 3
"""Share of a group's distinct texts that must show a mark; two different marks make premises."""

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
    """What the rules see of a group. Shares are 0 to 1 of its distinct texts or of its ads; `swapped`: a flood under
    swapped names, see `flood.py`."""

    ads: int
    people: int
    names: int
    reachable: bool
    home: float
    towns_on_one_day: int
    main_text: float
    premises: int
    spam: float
    links: float
    mass: bool
    swapped: bool
    control: float
    signs: frozenset[str]


@dataclass(frozen=True, slots=True)
class Judgement:
    activity: str
    why: str


def portrait(
    world: Board,
    ads: Sequence[int],
    people: int,
    control: float,
    signs: Sequence[Sign],
    mass: bool,
    everybodys: Set[Selector] = frozenset(),
) -> Portrait:
    """`mass`: an ad of the group has a text that is a hub, or no contact but one; `everybodys`: pictures that other
    groups show, too."""
    texts = {world.labels[at] if world.labels[at] >= 0 else -2 - at: at for at in reversed(ads)}
    written = [text_of(world.readings[at].ad) for at in texts.values()]
    label, main = Counter(world.labels[at] for at in ads).most_common(1)[0]
    metro = metros(world.readings[at] for at in ads)
    towns = [(metro[place], day_of(world.readings[at])) for at in ads if (place := place_of(world.readings[at]))]
    main_text, asking = main / len(ads) if label >= 0 else 1 / len(ads), _share(written, SPAM_WORDS)
    return Portrait(
        ads=len(ads),
        people=people,
        names=len({name for at in ads for name in world.names[at]}),
        reachable=any(selector.contact for at in ads for selector in world.selectors[at]),
        home=max(Counter(place for place, _ in towns).values(), default=1) / max(1, len(towns)),
        towns_on_one_day=_most_on_one_day(towns),
        main_text=main_text,
        premises=sum(_share(written, mark) >= IN_PART for mark in PREMISES),
        spam=asking,
        links=sum(bool(world.readings[at].extraction.urls) for at in ads) / len(ads),
        mass=mass,
        swapped=swaps_names(world, ads, metro, everybodys, main_text, asking),
        control=control,
        signs=frozenset(sign.indicator for sign in signs),
    )


def _most_on_one_day(towns: Sequence[tuple[Place, date | None]]) -> int:
    by_day: dict[date | None, set[Place]] = {}
    for place, day in towns:
        by_day.setdefault(day, set()).add(place)
    return max((len(places) for day, places in by_day.items() if day), default=0)


def _share(texts: Sequence[str], mark: re.Pattern[str]) -> float:
    return sum(mark.search(text) is not None for text in texts) / len(texts)


def judge(seen: Portrait) -> Judgement:
    """The first rule of the table that holds."""
    return next(Judgement(activity, why) for activity, why, holds in RULES if holds(seen))


def _everywhere_at_once(seen: Portrait) -> bool:
    return seen.main_text >= MOSTLY and seen.towns_on_one_day >= max(BURST, TOWNS_A_PERSON * seen.people)


def _asks_for_money_first(seen: Portrait) -> bool:
    spread = seen.towns_on_one_day >= TOWNS_A_PERSON * seen.people
    return seen.spam >= MOSTLY and (spread or (seen.links >= MOSTLY and not seen.names))


def _has_premises(seen: Portrait) -> bool:
    return seen.premises >= 2 and seen.home >= MOSTLY


def _run_by_one_hand(seen: Portrait) -> bool:
    """Two people with a single sign in common stay unclear: friends copy from each other."""
    return seen.people >= 2 and seen.control >= CONTROLLED and (seen.people > 2 or len(seen.signs) > 1)


Rule = tuple[str, str, Callable[[Portrait], bool]]
RULES: tuple[Rule, ...] = (
    ("spam", "one text or contact in more ads than any person posts", lambda seen: seen.mass),
    ("spam", "one text in many cities on one day", _everywhere_at_once),
    ("spam", "one text under ever new names in many cities, where nobody stays", lambda seen: seen.swapped),
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
