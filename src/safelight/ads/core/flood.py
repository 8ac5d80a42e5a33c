"""Floods under swapped names: mass advertising that puts one text up in many towns, under another first name in each.

One hand that moves several people has a text with a slot for the name, too. But its people stay: a name comes back, in
the same town on another day or in the next town, and a line on which they are reached is given again. In a flood
nobody does: names, towns and numbers are used up. One text, names, towns and lines all have to say so, and enough else
has to confirm it, so that a page for several people who are seen for a day, with pictures of their own, is none.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass

from safelight.ads.core.board import Board
from safelight.ads.core.movement import Place
from safelight.ads.core.party import BURST
from safelight.ads.core.selector import PICTURES, Selector
from safelight.ads.core.sign_lines import LINES

NEARLY_ALL = 0.8
"""Of a flood's ads, at least: those of one text."""

HARDLY_ANY = 0.1
"""Of the names in a town, at most: those that are there on another day again."""

ADS_A_NAME = 2
"""Ads for each first name, below which names are used up: who is moved about or posts herself is put up more often."""

TOWNS_A_WEEK = 2 * BURST
"""Cities in seven days that count like BURST on one."""

CONFIRMED_BY = 3
"""Points of what confirms a flood, see `_confirmed`: no two things do but pictures of others with one more."""

MOSTLY = 0.5

WEEK = 7
"""Days."""


@dataclass(frozen=True, slots=True)
class Turnover:
    """What comes back in a group's ads. `names`: how many it tells; `named`: ads that tell one; `staying`: of the names
    in a town, the share that is there on another day again; `crowded`: share of ads of days on which the group is in
    BURST towns, or of weeks in which it is in TOWNS_A_WEEK, and `days`: how many such days; `answered`: a line stands
    in two ads; `reached`: share of ads with a line; `paged`: share with a page; `borrowed`: of the ads with pictures,
    those that show only others'."""

    names: int
    named: int
    staying: float
    crowded: float
    days: int
    answered: bool
    reached: float
    paged: float
    borrowed: float


def turnover(
    world: Board, ads: Sequence[int], metro: Mapping[Place, Place], everybodys: Set[Selector] = frozenset()
) -> Turnover:
    """`everybodys`: pictures that other groups show, too. A date without a town, or a town without a date, says
    nothing of where a name is when."""
    lines = Counter(one for at in ads for one in world.selectors[at] if one.kind in LINES)
    kinds = [{one.kind for one in world.selectors[at]} for at in ads]
    pictures = [own for at in ads if (own := _pictures(world.selectors[at]))]
    where = {
        at: (metro[place], when.toordinal()) for at in ads if (place := world.places[at]) and (when := world.posted[at])
    }
    towns: dict[int, set[Place]] = {}
    seen: dict[tuple[str, Place], set[int]] = {}
    for at, (town, day) in where.items():
        towns.setdefault(day, set()).add(town)
        for name in world.names[at]:
            seen.setdefault((name, town), set()).add(day)
    full = _full(towns)
    return Turnover(
        names=len({name for at in ads for name in world.names[at]}),
        named=sum(bool(world.names[at]) for at in ads),
        staying=_share(sum(len(days) > 1 for days in seen.values()), len(seen)),
        crowded=_share(sum(day in full for _, day in where.values()), len(ads)),
        days=len(full),
        answered=max(lines.values(), default=0) > 1,
        reached=_share(sum(not LINES.isdisjoint(own) for own in kinds), len(ads)),
        paged=_share(sum("page" in own for own in kinds), len(ads)),
        borrowed=_share(sum(own <= everybodys for own in pictures), len(pictures)),
    )


def swaps_names(
    world: Board,
    ads: Sequence[int],
    metro: Mapping[Place, Place],
    everybodys: Set[Selector],
    main_text: float,
    asking: float,
) -> bool:
    """`main_text`: share of ads of one text; `asking`: share of texts that ask for money, a click or an account."""
    if main_text < NEARLY_ALL or len(ads) < BURST:
        return False
    return used_up(turnover(world, ads, metro, everybodys), asking)


def used_up(seen: Turnover, asking: float) -> bool:
    """Whether nothing of so many names, towns and lines comes back, and enough else confirms a flood."""
    names = seen.names >= BURST and seen.named < ADS_A_NAME * seen.names and seen.staying <= HARDLY_ANY
    return names and seen.crowded >= MOSTLY and not seen.answered and _confirmed(seen, asking) >= CONFIRMED_BY


def _confirmed(seen: Turnover, asking: float) -> int:
    """Pictures that others show, too, count two; a page and nobody to speak to, as many towns on another day again, and
    asking for money, a click or an account one each."""
    page_alone = seen.paged >= MOSTLY and seen.reached <= HARDLY_ANY
    return 2 * (seen.borrowed >= MOSTLY) + sum((page_alone, seen.days > 1, asking >= MOSTLY))


def _full(towns: Mapping[int, Set[Place]]) -> set[int]:
    """Days on which, or in a week with which, so many towns are too many to be in."""
    full = {day for day, there in towns.items() if len(there) >= BURST}
    for first in towns:
        week = [day for later in range(WEEK) if (day := first + later) in towns]
        if len({town for day in week for town in towns[day]}) >= TOWNS_A_WEEK:
            full.update(week)
    return full


def _pictures(own: Sequence[Selector]) -> set[Selector]:
    """As they look; by their files where there are no prints."""
    return {one for one in own if one.kind == "image_print"} or {one for one in own if one.kind in PICTURES}


def _share(part: int, of: int) -> float:
    return part / of if of else 0.0
