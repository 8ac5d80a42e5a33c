"""An eighth world for evaluation: the year of a small market, written after signs and weights of control were fixed.

The cast is drawn first (who lives where, when, by what number), then every posting is written in the order of time:
texts are drafts in the habits of whoever writes, revised from one ad to the next; lines spread from page to page,
pictures are stolen once they have been shown, numbers come back to the carrier and are given to strangers, boards
print below what they like. Hands (`HANDS`) are kinds of a few signs of control: each sign is missing in some, and found
in some of the others, as in some of the collectives (`COLLECTIVES`). Ages, prices and tours come from streams of their
own, alike for everybody. The same arguments give the same world. Scored once.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from random import Random
from zlib import crc32

from tests.lib import eighth_words as stock
from tests.lib.eighth_market import DAYS, Market, Person, Town, at, packed, post, put
from tests.lib.eighth_writer import Pen, draft, filled, number, pen, set_down, spun
from tests.lib.second_world import AdTruth, AdvertiserTruth, DeclaredWorld

HANDS: dict[str, tuple[str, ...]] = {
    "switchboard": ("line", "pen"),
    "penman": ("pen", "confined"),
    "carousel": ("rota", "line", "script"),
    "convoy": ("convoy", "sitting", "batch"),
    "till": ("till", "pen"),
    "studio": ("studio", "sheet"),
    "letterbox": ("letter", "sheet", "confined"),
    "handed_on": ("rota", "handed", "convoy"),
}
COLLECTIVES: dict[str, tuple[str, ...]] = {
    "flat": ("studio",),
    "desk": ("line",),
    "rules": ("sheet",),
    "one_pen": ("pen",),
    "page": ("page",),
    "kitty": ("till",),
    "caravan": ("convoy",),
    "buddy": (),
}
SIGNS = ("line", "pen", "confined", "rota", "script", "convoy", "sitting", "batch", "till", "studio", "sheet", "letter")
INDEPENDENTS = (
    *("plain",) * 10,
    *("touring",) * 2,
    "touring_with_friend",
    "assisted",
    "renumbered",
    "restless",
    "two_names",
    "third_person",
)
SHARES = (("controlled", 0.14), ("collective", 0.16), ("independent", 0.5), ("business", 0.08), ("spam", 0.12))
TOURING, HANDS_TOURING = 0.5, 0.4
"""Chance that somebody tours who isn't of a kind that does. Convoys are commoner among hands, so that the others there
tour less: in all, six in ten tour among hands, collectives and independents alike."""
Stays = list[tuple[int, Town]]


def make_eighth_world(seed: int, size: int) -> DeclaredWorld:
    """About `size` ads (never fewer), in order of posting."""
    market = Market(seed, *(Random(f"eighth {seed} {name}") for name in ("all", "lives", "travel")))
    shares, made = dict(SHARES), {name: 0 for name, _ in SHARES}
    while len(market.due) < size:
        activity = min(made, key=lambda name: made[name] / shares[name])
        before = len(market.due)
        MAKERS[activity](market)
        made[activity] += len(market.due) - before
    for day, minute, _, write in sorted(market.due, key=lambda one: one[:3]):
        write(day, minute)
    return DeclaredWorld([ad for _, ad, _ in market.ads], tuple(t for *_, t in market.ads), tuple(market.advertisers))


def _enter(market: Market, activity: str, kind: str, touring: bool = False) -> str:
    who = f"{activity}.{len(market.advertisers):05d}"
    market.advertisers.append(AdvertiserTruth(who, activity, kind, touring))
    return who


def _stays(market: Market, home: Town | None = None, moving: bool | None = None, touring: float = TOURING) -> Stays:
    """Where somebody is in the year: some go on tours and come home between them."""
    travel = market.travel
    region = travel.choice([one for one in stock.REGIONS if home is None or home in one])
    home = home or travel.choice(region)
    found: Stays = [(0, home)]
    day, others = travel.randint(5, 60), [one for one in region if one != home]
    moving = travel.random() < touring if moving is None else moving
    while moving and day < DAYS:
        for town in travel.sample(others, travel.randint(1, 3)):
            found.append((day, town))
            day += travel.randint(4, 14)
        found.append((day, home))
        day += travel.randint(7, 60)
    return found


def _person(market: Market, truth: AdTruth, who: Pen, name: str, stays: Stays, phone: str) -> Person:
    rng, lives = market.rng, market.lives
    tag = f"{name.lower()[:4].encode('ascii', 'ignore').decode()}{rng.randrange(10_000)}"
    mail = f"{tag}@{rng.choice(('letters', 'post', 'inbox'))}.example"
    account = rng.choice((f"cashapp ${tag}", f"venmo @{tag}", f"zelle {tag}@pay.example"))
    one = Person(
        truth,
        who,
        age=min(62, 21 + int(lives.expovariate(1 / 11))),
        price=20 * lives.randint(5, 19),
        names=[(0, name)],
        stays=stays,
        phones=[(0, phone)],
        account=account,
        reach=mail if rng.random() < 0.1 else "phone",
        text=draft(rng, who),
        pictures=market.pictures(rng.choice((0, 1, 2, 3, 4, 6)), f"@{tag}" if rng.random() < 0.08 else ""),
        hour=rng.uniform(560, 1320),
    )
    for share, wordings in ((0.25, stock.KITTY), (0.15, stock.LETTERS), (0.12, stock.HOMEBODY)):
        if rng.random() < share:
            one.extras.append((rng.uniform(0.2, 0.8), who, wordings, {"mail": mail, "account": account}))
    return one


def _days(market: Market, first: int, last: int) -> list[int]:
    """When somebody posts: a stretch of days, some days apart, and again after a pause."""
    rng, day, found = market.rng, first, []
    for _ in range(min(14, 1 + int(rng.lognormvariate(1.25, 0.7)))):
        found.append(min(day, last))
        day += 1 + int(rng.expovariate(1 / 8)) + (rng.randint(20, 70) if rng.random() < 0.12 else 0)
    return sorted(set(found))


def _schedule(market: Market, one: Person, days: list[int], sitting: list[tuple[int, int]] | None = None) -> None:
    """At the person's own hours; in a `sitting` of (day, minute), one after the other with the others."""
    rng = market.rng
    place, taken = int(one.truth.persona.rpartition("/")[2]), set()
    for day in days:
        when = day, int(min(1430, max(5, rng.gauss(one.hour, 90))))
        near = [one for one in sitting or () if abs(one[0] - day) <= 6 and one[0] not in taken]
        if near and rng.random() < 0.75:
            chosen = min(near, key=lambda one: abs(one[0] - day))
            taken.add(chosen[0])
            when = chosen[0], chosen[1] + place * rng.randint(2, 6)
        market.plan(*when, partial(post, market, one))


def _window(market: Market, place: int, start: int, rotating: bool) -> tuple[int, int]:
    """First and last day of a member: people come and go where names rotate, else they stay."""
    rng = market.rng
    first = min(DAYS - 10, start + (place * rng.randint(25, 55) if rotating else rng.randint(0, 60)))
    return first, min(DAYS - 1, first + (rng.randint(25, 70) if rotating else rng.randint(70, 330)))


def _members(market: Market, who: str, activity: str, signs: set[str], head: Pen) -> list[Person]:
    """People with what has to be so from the start: who writes, where all are, whose numbers come in a row."""
    rng, hand = market.rng, activity == "controlled"
    count, touring = 2 + min(5, int(rng.expovariate(0.6))), HANDS_TOURING if hand else TOURING
    route = _stays(market, moving="convoy" in signs or None, touring=touring)
    script, batch, start = draft(rng, head), market.phone(route[0][1][2], 0), rng.randint(0, 220)
    found: list[Person] = []
    for place, name in enumerate(rng.sample(stock.NAMES, count)):
        own = pen(rng, f"{market.seed}/{who}/{place}", rng.choice(("I", "I", "she")) if hand else "I", head.tongue)
        if "pen" in signs and rng.random() < 0.9:
            own = replace(head, order=own.order)
        home = route[0][1] if market.travel.random() < 0.75 else None
        stays = route if "convoy" in signs else _stays(market, home, touring=touring)
        window = _window(market, place, start, "rota" in signs)
        batch = f"{batch[:6]}{(int(batch[6:]) + rng.randint(1, 3)) % 10_000:04d}"
        phone = batch if "batch" in signs else market.phone(stays[0][1][2], window[0])
        scripted = "script" in signs and rng.random() < 0.8
        truth = AdTruth("", who, activity, f"{who}/{place}", who if scripted else f"{who}/{place}")
        one = _person(market, truth, head if scripted else own, name, stays, phone)
        one.text = [*script[:-1], one.text[-1]] if scripted else one.text
        one.window, one.phones = window, [*one.phones, *_change(market, one, window[1])]
        one.hour = found[0].hour if found and "sitting" in signs else one.hour
        found.append(one)
    return found


def _change(market: Market, one: Person, last: int, chance: float = 0.12) -> list[tuple[int, str]]:
    """A new number in the course of the year, for one in eight: the old one goes back to the carrier."""
    rng, area = market.rng, one.stays[0][1][2]
    if rng.random() > chance or last < 40:
        return []
    day = rng.randint(20, last)
    market.returned.append((day, at(day, one.phones)))
    return [(day, market.phone(area, day))]


def _line(market: Market, area: str, pace: int) -> list[tuple[int, str]]:
    """A number for several, changed every `pace` days."""
    found = [(day, market.phone(area, day)) for day in range(0, DAYS, pace)]
    market.returned += [(day, old) for (day, _), (_, old) in zip(found[1:], found, strict=False)]
    return found


def _marks(market: Market, head: Pen, people: list[Person], signs: set[str]) -> None:
    """What the members share. A hand's lines are always in the same words, those of others in each one's own; but for
    rules that all agreed on."""
    rng, often, hand = market.rng, market.rng.uniform(0.45, 0.95), people[0].truth.activity == "controlled"
    pace = rng.choice((30, 60, 90, 400)) if hand else rng.choice((400, 400, 180))
    line = _line(market, people[0].stays[0][1][2], pace)
    tag = f"{rng.choice(('home', 'desk', 'door', 'star', 'blue'))}{rng.randrange(10_000)}"
    account = rng.choice((f"cashapp ${tag}", f"venmo @{tag}", f"zelle {line[0][1]}"))
    facts = {"account": account, "mail": f"{tag}@letters.example", "page": f"https://{tag}.example"}
    rooms = market.pictures(rng.randint(2, 4), f"{tag}.example" if rng.random() < 0.4 else "")
    said = {"till": stock.KITTY, "letter": stock.LETTERS, "confined": stock.CONFINED}
    said |= {"sheet": stock.SHEETS if hand else stock.RULES, "page": stock.OWN_WORDS["page"]}
    same = {sign: (spun(rng, head, wordings),) for sign, wordings in said.items() if hand or sign == "sheet"}
    for place, one in enumerate(people):
        if "line" in signs:
            one.lent.append((often, line))
            one.reach = "phone"
        for sign, wordings in (said | same).items():
            if sign in signs:
                one.extras.append((often * (0.7 if sign == "confined" else 1), one.pen, wordings, facts))
        if "sheet" in signs and hand:
            one.price = people[0].price
        if "studio" in signs:
            one.album.append((often, [packed(room, one.truth.persona, rng.choice((0, 4, 10))) for room in rooms]))
        if "handed" in signs and place and rng.random() < often:
            one.pictures = [*people[place - 1].pictures, *one.pictures[:1]]


def _launch(market: Market, people: list[Person], signs: set[str]) -> None:
    pace = market.rng.randint(4, 9)
    sitting = [(day, market.rng.randint(480, 1380)) for day in range(0, DAYS, pace)] if "sitting" in signs else None
    for one in people:
        _schedule(market, one, _days(market, *one.window), sitting)


def _controlled(market: Market) -> None:
    rng, kind = market.rng, market.rng.choice(sorted(HANDS))
    signs = {one for one in HANDS[kind] if rng.random() < 0.85} | {one for one in SIGNS if rng.random() < 0.15}
    who = _enter(market, "controlled", kind, "convoy" in signs)
    head = pen(rng, f"{market.seed}/{who}", rng.choice(("she", "she", "none", "I")))
    people = _members(market, who, "controlled", signs, head)
    _marks(market, head, people, signs)
    _launch(market, people, signs)


def _collective(market: Market) -> None:
    rng, kind = market.rng, market.rng.choice(sorted(COLLECTIVES))
    signs = set(COLLECTIVES[kind]) | {one for one in SIGNS if one not in ("rota", "script") and rng.random() < 0.05}
    who = _enter(market, "collective", kind, "convoy" in signs)
    head = pen(rng, f"{market.seed}/{who}", rng.choice(("I", "we")))
    people = _members(market, who, "collective", signs, head)
    _marks(market, head, people, signs)
    for place, one in enumerate(people):
        friend = people[(place + 1) % len(people)]
        facts = {"friend": friend.names[0][1], "other": number(friend.phones[0][1], one.pen.shape)}
        if kind != "page" and rng.random() < 0.8:
            one.extras.append((rng.uniform(0.3, 0.8), one.pen, stock.OWN_WORDS[kind], facts))
    _launch(market, people, signs)


def _alone(market: Market, kind: str, stays: Stays, voice: str = "I") -> Person:
    rng, who = market.rng, _enter(market, "independent", kind, len(stays) > 1)
    first, name = rng.randint(0, DAYS - 20), rng.choice(stock.NAMES)
    last = min(DAYS - 1, first + rng.randint(30, 330))
    own, truth = pen(rng, f"{market.seed}/{who}", voice), AdTruth("", who, "independent", f"{who}/0", f"{who}/0")
    one = _person(market, truth, own, name, stays, market.phone(stays[0][1][2], first))
    one.window, changes = (first, last), {"renumbered": 1, "restless": 4}.get(kind, 0)
    for _ in range(changes or 1):
        one.phones = sorted([*one.phones, *_change(market, one, last, 1.0 if changes else 0.12)])
    if kind == "two_names":
        cut = rng.randint(first, last)
        one.names += [(cut, rng.choice(stock.NAMES)), (cut + rng.randint(10, 60), name)]
    return one


def _independent(market: Market) -> None:
    rng, kind = market.rng, market.rng.choice(INDEPENDENTS)
    if kind == "assisted":
        _assisted(market)
        return
    voice = "she" if kind == "third_person" or rng.random() < 0.06 else rng.choice(("I", "I", "I", "none"))
    stays = _stays(market, moving=True if kind.startswith("touring") else None)
    people = [_alone(market, kind, stays, voice)]
    if kind == "touring_with_friend":
        people.append(_alone(market, kind, stays))
        people[1].window = people[0].window
        for mine, other in (people, people[::-1]):
            facts = {"friend": other.names[0][1]}
            mine.extras.append((rng.uniform(0.2, 0.6), mine.pen, stock.FRIENDLY, facts))
            mine.lent.append((0.06, other.phones))
    _launch(market, people, set())


def _assisted(market: Market) -> None:
    """Some who don't know one another, and a clerk whom each has hired to post, and now and then to answer."""
    rng, clerk = market.rng, market.rng.choice(stock.NAMES)
    people = [_alone(market, "assisted", _stays(market)) for _ in range(rng.randint(1, 3))]
    phone = market.phone(people[0].stays[0][1][2], 0)
    sitting = [(day, rng.randint(500, 1200)) for day in range(0, DAYS, 6)]
    for place, one in enumerate(people):
        facts = {"clerk": clerk, "other": number(phone, one.pen.shape)}
        one.extras.append((rng.uniform(0.1, 0.6), one.pen, stock.ASSISTED, facts))
        one.truth = replace(one.truth, persona=f"{one.truth.advertiser}/{place}")
        _schedule(market, one, _days(market, *one.window), sitting)


def _business(market: Market) -> None:
    """A salon with a list of who is on duty, now and then a few words for one of them; some have two addresses."""
    rng = market.rng
    who = _enter(market, "business", rng.choice(("salon", "salon", "chain")))
    region = market.travel.choice(stock.REGIONS)
    towns = market.travel.sample(region, 2 if market.advertisers[-1].kind == "chain" else 1)
    firm, clerk = f"{rng.choice(stock.FIRMS[0])} {rng.choice(stock.FIRMS[1])}", pen(rng, who, "we", "en")
    staff, price = rng.sample(stock.NAMES, rng.randint(3, 7)), str(20 * market.lives.randint(3, 8))
    doors = [
        (town, f"{rng.randint(2, 980)} {rng.choice(stock.STREETS)} St", market.phone(town[2], 0)) for town in towns
    ]
    rooms = market.pictures(rng.randint(0, 3))
    truth = AdTruth("", who, "business", who, who)

    def advertise(day: int, minute: int) -> None:
        town, street, phone = rng.choice(doors)
        on_duty = rng.sample(staff, rng.randint(2, len(staff)))
        facts = {"firm": firm, "street": street, "town": town[0], "price": price, "reach": number(phone, clerk.shape)}
        facts |= {"staff": ", ".join(on_duty), "name": on_duty[0]}
        lines = [spun(rng, clerk, stock.SALON) for _ in range(rng.randint(1, 2))]
        text = filled(f"{firm} {{town}}", facts), set_down(clerk, list(dict.fromkeys(lines)), facts)
        put(market, truth, text, town, day, minute, rooms[:1])

    for _ in range(rng.randint(1, 3)):
        for day in _days(market, rng.randint(0, DAYS - 1), DAYS - 1):
            market.plan(day, rng.randint(540, 1200), advertise)


def _spam(market: Market) -> None:
    """Floods of one text under many numbers, copies of somebody's ad, catalogues of stolen pictures and one account."""
    rng, kind = market.rng, market.rng.choice(("flood", "flood", "clone", "catalogue"))
    who = _enter(market, "spam", kind)
    robot = pen(rng, f"{market.seed}/{who}", "none", "en")
    lines = [spun(rng, robot, stock.FLOODS), *(line for _, line in draft(rng, robot)[1:3])]
    models: list[Person] = []
    write = partial(_flood, market, who, robot, [] if kind == "catalogue" else lines)
    if kind == "clone":
        write = partial(_clone, market, who, robot, models)
    start = rng.randint(20, DAYS - 12)
    for day in range(start, start + rng.randint(1, 4)):
        for town in rng.sample([one for region in stock.REGIONS for one in region], rng.randint(4, 12)):
            market.plan(day, rng.randint(0, 1435), partial(write, town))


def _spammed(market: Market, robot: Pen, town: Town, day: int) -> dict[str, str]:
    age, price = 21 + int(market.lives.expovariate(1 / 11)), 20 * market.lives.randint(5, 19)
    phone = market.phone(market.rng.choice(market.rng.choice(stock.REGIONS))[2], day)
    facts = {"name": market.rng.choice(stock.NAMES), "town": town[0], "age": str(age), "quarter": "downtown"}
    facts |= {"price": str(price), "half": str(price // 2), "two": str(2 * price), "reach": number(phone, robot.shape)}
    tag = f"z{crc32(robot.key.encode()) % 10**6}"
    return facts | {"page": f"https://{tag}.example/in", "account": f"cashapp ${tag}"}


def _clone(market: Market, who: str, robot: Pen, models: list[Person], town: Town, day: int, minute: int) -> None:
    """The ad of somebody who stands on the boards, with another number. One model for all copies."""
    facts = _spammed(market, robot, town, day)
    if not models and market.gallery:
        models.append(market.rng.choice(market.gallery[-150:])[1])
    if not models:
        _flood(market, who, robot, list(stock.FLOODS[:1]), town, day, minute)
        return
    title, body = models[0].last
    body = body.replace(models[0].last_facts[2], facts["reach"])
    truth = AdTruth("", who, "spam", who, models[0].truth.template)
    text = title, f"{body} {filled(spun(market.rng, robot, stock.CLONE), facts)}"
    put(market, truth, text, town, day, minute, models[0].pictures[:2])


def _flood(market: Market, who: str, robot: Pen, lines: list[str], town: Town, day: int, minute: int) -> None:
    """One text in a town or, without lines, one of a catalogue's invented people; the picture is somebody's."""
    rng, recent, facts = market.rng, market.gallery[-150:], _spammed(market, robot, town, day)
    catalogue = not lines
    said = [*(line for _, line in draft(rng, robot)[:5]), stock.CLONE[1]] if catalogue else lines
    truth = AdTruth("", who, "spam", f"{who}/{facts['name']}" if catalogue else who, who)
    text = filled("{name}, {town}", facts), set_down(robot, [spun(rng, robot, (line,)) for line in said], facts)
    put(market, truth, text, town, day, minute, [one for one, _ in rng.sample(recent, min(1, len(recent)))])


MAKERS: dict[str, Callable[[Market], None]] = {
    "controlled": _controlled,
    "collective": _collective,
    "independent": _independent,
    "business": _business,
    "spam": _spam,
}
