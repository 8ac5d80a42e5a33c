"""A sixth world for evaluation, declared before its first score: profiles of labelled answers, and the poster's clock.

Everybody has hours of her own at which she posts. Control shows in nine ways (`CONTROLLED`), each in part of the ads
only: profiles of many people put up in one sitting, in whatever cities they are; one account for money behind
telephones that change; a script that was edited by hand; posting at the change of shifts; pictures before the same
walls; telephones that are handed on; names that replace one another; a desk that writes about people; or a little of
several. What looks like it (`COLLECTIVES`, `INDEPENDENTS`): a site of one's own, an agency of its members with an
office that posts, friends on tour, flats, pairs, a friend who puts up the profiles of two, borrowed answers, a
whip-round, a class of photography; an assistant whom strangers share, a machine that posts by the clock, tours, two
names, second-hand numbers, copied profiles, borrowed pictures. Ages, prices and routes come from streams of their own,
alike for everybody, also whether people of one advertiser go together. The same arguments give the same world.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from random import Random

from tests.lib import sixth_words as stock
from tests.lib.second_world import AdTruth, AdvertiserTruth, DeclaredWorld

CONTROLLED = ("sitting", "purse", "edited", "shifts", "walls", "handed_on", "replaced", "desk", "mixed")
COLLECTIVES = ("site", "agency", "tour", "flat", "pair", "helper", "borrowed_words", "whip_round", "class")
INDEPENDENTS = (
    *("plain",) * 6,
    *("touring",) * 3,
    *("assisted", "clockwork", "two_names", "renamed", "renumbered", "copied", "borrowed", "doorway"),
)
BASE_RATE = 0.1
OTHERS = (("collective", 0.22), ("independent", 0.57), ("business", 0.08), ("spam", 0.13))
"""Of the ads that are not of a controlled group."""

START, DAYS = datetime(2025, 6, 2, tzinfo=UTC), 260
PAGES = ("tallyboard", "velvetpage", "cityask", "roundtable")
STRANGERS = 150
"""Advertisers after which an assistant or a doorway is another."""

City = tuple[str, ...]


@dataclass(slots=True)
class Member:
    """One presented adult. `stays`: (first day, city) in order; `hour`: minute of the day around which she posts;
    `gives`: how often she gives her name."""

    name: str
    age: int
    price: int
    lines: list[str]
    stays: list[tuple[int, City]]
    phone: str
    mail: str
    pictures: list[str]
    manner: tuple[str, ...]
    hour: int
    gives: float
    page: str


@dataclass(slots=True)
class Form:
    """What one ad shows beside the answers."""

    phone: str | None
    pictures: list[str]
    more: list[str] = field(default_factory=list)
    lines: list[str] | None = None
    template: str | None = None
    minute: int | None = None
    page: str | None = None


@dataclass(slots=True)
class Office:
    """The generator's state. `given_up`: numbers that may go to somebody else."""

    seed: int
    rng: Random
    ages: Random
    prices: Random
    travel: Random
    serial: int = 0
    ads: list[tuple[str, dict[str, object], AdTruth]] = field(default_factory=list)
    advertisers: list[AdvertiserTruth] = field(default_factory=list)
    given_up: list[str] = field(default_factory=list)

    def next(self) -> int:
        self.serial += 1
        return self.serial


def make_sixth_world(seed: int, size: int, base_rate: float = BASE_RATE) -> DeclaredWorld:
    """About `size` ads (never fewer), in order of posting."""
    office = Office(seed, *(Random(f"sixth {seed} {name}") for name in ("all", "ages", "prices", "travel")))
    shares = {"controlled": base_rate} | {name: share * (1 - base_rate) for name, share in OTHERS}
    made = dict.fromkeys((name for name, share in shares.items() if share > 0), 0)
    while len(office.ads) < size:
        activity = min(made, key=lambda name: made[name] / shares[name])
        before = len(office.ads)
        MAKERS[activity](office, f"{activity}.{len(office.advertisers):05d}")
        made[activity] += len(office.ads) - before
    office.ads.sort(key=lambda item: (item[0], str(item[1]["id"])))
    return DeclaredWorld([ad for _, ad, _ in office.ads], tuple(t for _, _, t in office.ads), tuple(office.advertisers))


def _stays(office: Office, moving: bool | None = None) -> list[tuple[int, City]]:
    """One in two moves, every four days to three weeks, some of them back and forth."""
    travel = office.travel
    moving = travel.random() < 0.5 if moving is None else moving
    cities = travel.sample(stock.CITIES, travel.randint(2, 5) if moving else 1)
    found, day = [], 0
    while day < DAYS:
        found.append((day, cities[len(found) % len(cities)]))
        day += travel.randint(4, 21) if moving else DAYS
    return found


def _number(office: Office, area: str) -> str:
    return f"{area}{office.rng.randint(210, 979)}{office.rng.randrange(10_000):04d}"


def _picture(office: Office, name: str) -> str:
    return hashlib.sha256(f"sixth {office.seed} {name}".encode()).hexdigest()


def _pictures(office: Office, count: int, wall: str = "") -> list[str]:
    """Those before a wall have its name in theirs, which shows in their prints (`_print`)."""
    return [_picture(office, str(office.next())) + (f" {wall}" if wall else "") for _ in range(count)]


def _print(picture: str) -> int:
    """256 bits. Two pictures before one wall differ in about sixty: not the same picture, not as far as others."""
    sha, _, wall = picture.partition(" ")
    own = int(hashlib.sha256(f"look {sha}".encode()).hexdigest(), 16)
    if not wall:
        return own
    behind = int(hashlib.sha256(f"look {wall}".encode()).hexdigest(), 16)
    mask = own & int(hashlib.sha256(f"part {sha}".encode()).hexdigest(), 16)
    return behind ^ (mask & int(hashlib.sha256(f"less {sha}".encode()).hexdigest(), 16))


def _manner(rng: Random) -> tuple[str, ...]:
    """How she fills in a form: head, rate, age, town, call, between answers, in numbers."""
    parts = (stock.HEADS, stock.RATES, stock.AGES, stock.TOWNS, stock.CALLS, stock.SEPARATORS, ("-", ".", " ", ""))
    return tuple(rng.choice(part) for part in parts)


def _members(office: Office, count: int, stays: list[tuple[int, City]] | None) -> list[Member]:
    """`stays` None: each goes where she wants."""
    return [
        _member(office, name, stays or _stays(office), 60 * office.rng.randint(8, 23))
        for name in office.rng.sample(stock.NAMES, count)
    ]


def _member(office: Office, name: str, stays: list[tuple[int, City]], hour: int) -> Member:
    rng = office.rng
    return Member(
        name=name,
        age=office.ages.randint(22, 49),
        price=20 * office.prices.randint(5, 22),
        lines=stock.answers(rng, rng.randint(5, 9)),
        stays=stays,
        phone=_number(office, stays[0][1][2]),
        mail=f"{name.lower()}{rng.randrange(1000)}@answers.example",
        pictures=_pictures(office, rng.choice((0, 0, 1, 2, 3, 4, 6))),
        manner=_manner(rng),
        hour=hour,
        gives=rng.choice((1.0, 0.9, 0.75, 0.5)),
        page=rng.choice(PAGES),
    )


def _days(rng: Random, count: int, first: int = 0, last: int = DAYS - 1) -> list[int]:
    return sorted(rng.randint(first, max(first, last)) for _ in range(count))


def _some(rng: Random, pictures: list[str], chance: float = 0.7) -> list[str]:
    return rng.sample(pictures, rng.randint(1, min(3, len(pictures)))) if pictures and rng.random() < chance else []


def _town(member: Member, day: int) -> City:
    return next(city for first, city in reversed(member.stays) if first <= day)


def _written(rng: Random, who: Member, form: Form, city: City) -> tuple[str, str]:
    head, rate, age, town, call, glue, dots = who.manner
    phone = dots.join((form.phone[:3], form.phone[3:6], form.phone[6:])) if form.phone else ""
    facts = {"name": who.name, "age": str(who.age), "price": str(who.price)}
    facts |= {"city": city[0].replace("_", " "), "phone": phone}
    said = [line for line in who.lines if rng.random() > 0.12] if form.lines is None else form.lines
    if rng.random() < 0.25:
        said = rng.sample(said, len(said))
    named = rng.random() < who.gives
    lines = [head] if named else []
    lines += [line for line, chance in ((age, 0.45), (town, 0.5), (rate, 0.45)) if rng.random() < chance]
    lines += [*said, *form.more, *([call] if form.phone else [])]
    lines += [rng.choice(stock.NOTICE)] if rng.random() < 0.2 else []
    titles = stock.TITLES if named else [line for line in stock.TITLES if "{name}" not in line]
    return stock.filled(rng, rng.choice(titles), facts), glue.join(stock.filled(rng, line, facts) for line in lines)


def _post(office: Office, truth: AdTruth, who: Member, day: int, form: Form) -> None:
    rng, city = office.rng, _town(who, day)
    title, body = _written(rng, who, form, city)
    if form.minute is None:
        form.minute = round(rng.gauss(who.hour, 80)) % 1440
    form.page = form.page or (who.page if rng.random() < 0.8 else rng.choice(PAGES))
    _put(office, replace(truth, template=form.template), title, body, city, day, form)


def _put(office: Office, truth: AdTruth, title: str, body: str, city: City, day: int, form: Form) -> None:
    rng, number = office.rng, office.next()
    minute = rng.randint(400, 1430) if form.minute is None else form.minute
    images = []
    for picture in form.pictures:
        bits = _print(picture)
        for _ in range(rng.randrange(8)):
            bits ^= 1 << rng.randrange(256)
        sha = picture.partition(" ")[0]
        images.append(
            {"sha256": sha if rng.random() < 0.6 else _picture(office, f"{sha} {number}"), "pdq": f"{bits:064x}"}
        )
    slug, name, page = city[0].lower().replace("_", ""), city[0].replace("_", " "), form.page or rng.choice(PAGES)
    ad: dict[str, object] = {
        "id": f"w{number:06d}",
        "site": f"{page}.example",
        "url": f"https://{page}.example/{slug}/{number}",
        "posted_at": (START + timedelta(days=day, minutes=minute)).isoformat(),
        "title": title,
        "body": body,
        "location": rng.choice((f"{name}, {city[1]}", f"{name}, {city[1]}", name, "")),
        "images": images,
    }
    office.ads.append((str(ad["posted_at"]), ad, replace(truth, ad_id=str(ad["id"]))))


@dataclass(slots=True)
class Hand:
    """What one hand has at hand. `sits`: day -> minute at which it sits down; `shifts`: minutes of the day."""

    kinds: tuple[str, ...]
    people: list[Member]
    lines: list[str]
    often: float
    word: str
    wall: str
    script: list[str]
    sits: dict[int, int]
    shifts: list[int]
    turn: int
    pool: list[str]


ALONE = ("sitting", "purse", "edited", "shifts", "walls", "handed_on", "replaced", "desk")


def _hand(office: Office, kind: str, who: str, people: list[Member]) -> Hand:
    rng, area = office.rng, people[0].stays[0][1][2]
    days = sorted(rng.sample(range(DAYS), 16))
    return Hand(
        kinds=tuple(rng.sample(ALONE, 3)) if kind == "mixed" else (kind,),
        people=people,
        lines=[_number(office, area) for _ in range(max(2, (len(people) + 2) // 2))],
        often=rng.uniform(0.25, 0.5) if kind == "mixed" else rng.uniform(0.45, 0.95),
        word=f"{rng.choice(stock.TOPICS['gifts'][1]).replace('-', '')}{who[-4:]}",
        wall=f"wall {who}",
        script=stock.answers(rng, rng.randint(6, 9)),
        sits={day: rng.randint(500, 1380) for day in days},
        shifts=rng.choice(([360, 840, 1320], [420, 1140], [600, 1080])),
        turn=rng.randint(16, 30),
        pool=_pictures(office, rng.randint(3, 6), f"wall {who}"),
    )


def _controlled(office: Office, who: str) -> None:
    rng, kind = office.rng, office.rng.choice(CONTROLLED)
    stays = _stays(office) if office.travel.random() < 0.5 else None
    people = _members(office, rng.randint(2, 7), stays)
    office.advertisers.append(AdvertiserTruth(who, "controlled", kind, any(len(one.stays) > 1 for one in people)))
    hand = _hand(office, kind, who, people)
    for at, person in enumerate(people):
        if "edited" in hand.kinds:
            kept = hand.script if kind != "mixed" else rng.sample(hand.script, len(hand.script) * 2 // 3)
            person.lines = [stock.edited(rng, line, 0.18) for line in kept] + stock.answers(rng, 1)
        if "walls" in hand.kinds:
            person.pictures = _pictures(office, rng.randint(1, 3), hand.wall)
        first, last = rng.randint(0, 80), rng.randint(160, DAYS - 1)
        if "replaced" in hand.kinds:
            first = at * DAYS // (len(people) + 1)
            last = first + rng.randint(14, 40)
        truth = AdTruth("", who, "controlled", f"{who}/{at}", None)
        days = sorted(rng.choices([*hand.sits], k=rng.randint(3, 8))) if "sitting" in hand.kinds else None
        for day in days or _days(rng, rng.randint(3, 9), first, last):
            form = _by_the_hand(rng, hand, person, at, day)
            form.template = who if "edited" in hand.kinds else f"{who}/{at}"
            _post(office, truth, person, day, form)


def _by_the_hand(rng: Random, hand: Hand, person: Member, at: int, day: int) -> Form:
    """What the one hand leaves in this ad. In some ads an address for bookings ties those who share no contact."""
    form = Form(person.phone, _some(rng, person.pictures))
    shows = {kind for kind in hand.kinds if rng.random() < hand.often}
    if "sitting" in shows:
        form.minute, form.page = hand.sits[day] + rng.randint(0, 2 + 2 * len(hand.people)), PAGES[day % len(PAGES)]
    if "shifts" in shows:
        form.minute = rng.choice(hand.shifts) + 5 * at + rng.randint(0, 3)
    if "purse" in shows:
        form.more.append(f"deposit to venmo @{hand.word}")
        form.phone = f"{person.phone[:6]}{(int(person.phone[6:]) + 37 * (day // 45)) % 10_000:04d}"
    if "walls" in shows:
        form.pictures += rng.sample(hand.pool, rng.randint(1, 2))
    if "handed_on" in shows:
        form.phone = hand.lines[(at + day // hand.turn) % len(hand.lines)]
    if "replaced" in hand.kinds and ("replaced" in shows or rng.random() < 0.5):
        form.phone = hand.lines[0]
    if "desk" in shows:
        form.phone = rng.choice(hand.lines[:2])
        form.more += [line.replace("{name}", person.name) for line in rng.sample(stock.ABOUT, 2)]
    if rng.random() < (0.12 if {"handed_on", "replaced", "desk", "purse"} & {*hand.kinds} else 0.35):
        form.more.append(f"bookings {hand.word}@reserve.example")
    return form


def _collective(office: Office, who: str) -> None:
    rng, kind = office.rng, office.rng.choice(COLLECTIVES)
    stays = _stays(office, True) if kind == "tour" else (_stays(office) if office.travel.random() < 0.5 else None)
    people = _members(office, 2 if kind in ("pair", "helper") else rng.randint(2, 6), stays)
    office.advertisers.append(AdvertiserTruth(who, "collective", kind, any(len(one.stays) > 1 for one in people)))
    rooms, wall, desk = _pictures(office, rng.randint(2, 4)), f"wall {who}", _number(office, people[0].stays[0][1][2])
    mondays = {day: rng.randint(540, 1020) for day in range(0, DAYS, 7)}
    for at, person in enumerate(people):
        if kind == "borrowed_words" and at:
            lent = rng.sample(people[0].lines, max(1, round(0.5 * len(people[0].lines))))
            person.lines = [*lent, *stock.answers(rng, 3)]
        if kind == "class":
            person.pictures = [*person.pictures, *_pictures(office, 2, wall)]
        for some_day in _days(rng, rng.randint(3, 9), rng.randint(0, 90)):
            form, day = Form(person.phone, _some(rng, person.pictures), template=f"{who}/{at}"), some_day
            if kind == "agency" and rng.random() < 0.4:
                day = some_day - some_day % 7
                form.minute = mondays[day] + rng.randint(0, 12)
            if kind == "helper" and rng.random() < 0.4:
                form.minute = people[0].hour + day % 40 + at * 3
            _among_friends(rng, who, kind, (people, at), form, rooms, desk)
            _post(office, AdTruth("", who, "collective", f"{who}/{at}", None), person, day, form)


def _among_friends(
    rng: Random, who: str, kind: str, among: tuple[list[Member], int], form: Form, rooms: list[str], desk: str
) -> None:
    """Puts into one ad what these friends share."""
    people, at = among
    person, other, word = people[at], people[(at + 1) % len(people)], who[-5:]
    if kind == "site":
        form.more += [f"all of us: https://circle{word}.example/{person.name.lower()}"] if rng.random() < 0.6 else []
        form.more += [f"mail circle{word}@answers.example"] if rng.random() < 0.25 else []
    elif kind == "agency":
        form.more += [rng.choice(stock.TERMS)] if rng.random() < 0.7 else []
        form.phone = desk if rng.random() < 0.4 else person.phone
        form.more += [f"or {person.mail}"] if rng.random() < 0.4 else []
    elif kind == "tour":
        form.phone = people[0].phone if rng.random() < 0.25 else person.phone
        form.pictures += rooms[:1] if rng.random() < 0.25 else []
    elif kind == "flat":
        form.pictures += _some(rng, rooms, 0.6)
        form.phone = people[0].phone if rng.random() < 0.35 else person.phone
    elif kind == "pair":
        form.more += [f"with {other.name} if you like"] if rng.random() < 0.5 else []
        form.phone = rng.choice((person.phone, person.phone, other.phone))
    elif kind == "helper":
        form.more += [f"or {people[0].mail}"] if rng.random() < 0.45 else []
    elif kind == "borrowed_words":
        form.more += [f"or {people[0].mail}"] if rng.random() < 0.35 else []
    elif kind == "whip_round":
        form.more += [f"deposit to venmo @round{word}"] if rng.random() < 0.45 else []
    elif kind == "class":
        form.more += [f"or {people[0].mail}"] if rng.random() < 0.3 else []


@dataclass(frozen=True, slots=True)
class _Lone:
    kind: str
    names: tuple[str, str]
    phones: tuple[str, str]
    cut: int
    number: int


def _independent(office: Office, who: str) -> None:
    rng, kind = office.rng, office.rng.choice(INDEPENDENTS)
    person = _members(office, 1, _stays(office, True if kind in ("touring", "assisted") else None))[0]
    office.advertisers.append(AdvertiserTruth(who, "independent", kind, len(person.stays) > 1))
    first, last = 0, DAYS - 1
    if office.given_up and rng.random() < 0.25:
        person.phone, first = office.given_up.pop(), 180
    elif kind == "plain" and rng.random() < 0.12:
        last = 90
        office.given_up.append(person.phone)
    later = rng.choice([name for name in stock.NAMES if name != person.name])
    phones = (person.phone, _number(office, person.stays[0][1][2]))
    lone = _Lone(kind, (person.name, later), phones, rng.randint(70, 190), len(office.advertisers))
    copied = rng.randrange(len(stock.COPIED))
    for day in _days(rng, rng.choice((1, 1, 2, 3, 4, 5, 7, 10, 14)), first, last):
        form = _alone(office, lone, person, day)
        form.template = who
        if kind == "copied":
            form.lines, form.template = [stock.COPIED[copied]], f"copied {copied}"
        _post(office, AdTruth("", who, "independent", who, None), person, day, form)


def _alone(office: Office, lone: _Lone, person: Member, day: int) -> Form:
    """What somebody on her own shows in this ad."""
    rng, kind = office.rng, lone.kind
    form = Form(person.phone, _some(rng, person.pictures))
    if kind == "two_names":
        person.name = rng.choice(lone.names)
    elif kind == "renamed":
        person.name = lone.names[day > lone.cut]
    elif kind == "renumbered":
        form.phone = lone.phones[day > lone.cut]
        form.more += [f"or {person.mail}"] if rng.random() < 0.5 else []
    elif kind == "assisted":
        form.more += [f"assistant: help{lone.number // STRANGERS}@desk.example"] if rng.random() < 0.6 else []
        form.minute = 600 + lone.number // STRANGERS + day % 5 if rng.random() < 0.6 else None
    elif kind == "clockwork":
        form.minute = 720 + lone.number % 7 * 60
    elif kind == "borrowed" and rng.random() < 0.7:
        form.pictures = [_picture(office, f"common {rng.randrange(10)}")]
    elif kind == "doorway":
        number = lone.number // STRANGERS
        form.more.append(f"first time? get checked at 888-{510 + number % 400}-{office.seed % 10}{number % 10}10")
    return form


def _business(office: Office, who: str) -> None:
    rng, city = office.rng, office.travel.choice(stock.CITIES)
    office.advertisers.append(AdvertiserTruth(who, "business", "spa", False))
    number = _number(office, city[2])
    facts = {
        "firm": rng.choice(stock.FIRMS),
        "number": str(rng.randint(11, 9_800)),
        "street": rng.choice(stock.STREETS),
    }
    facts["phone"] = f"({number[:3]}) {number[3:6]}-{number[6:]}"
    staff, rooms = rng.sample(stock.NAMES, 6), _pictures(office, 4)
    for day in _days(rng, rng.randint(5, 18)):
        team = "{}, {} and {}".format(*rng.sample(staff, 3))
        lines = [stock.filled(rng, line, facts | {"team": team}) for line in stock.FIRM if rng.random() > 0.1]
        truth = AdTruth("", who, "business", who, "spa")
        _put(
            office,
            truth,
            f"{facts['firm']}, open daily",
            " ".join(lines),
            city,
            day,
            Form(number, rng.sample(rooms, 2)),
        )


def _spam(office: Office, who: str) -> None:
    rng = office.rng
    office.advertisers.append(AdvertiserTruth(who, "spam", "flood", False))
    lines, link = rng.sample(stock.FLOOD, 3), f"https://q{rng.randrange(10**6)}.example/go"
    pictures = [_picture(office, f"common {rng.randrange(10)}") for _ in range(2)]
    for day in _days(rng, rng.randint(1, 3)):
        for city in rng.sample(stock.CITIES, rng.randint(8, 18)):
            name = city[0].replace("_", " ")
            body = " ".join([*(stock.filled(rng, line, {"city": name}) for line in lines), link])
            _put(office, AdTruth("", who, "spam", who, who), f"{name} now", body, city, day, Form(None, pictures))


MAKERS: dict[str, Callable[[Office, str], None]] = {
    "controlled": _controlled,
    "collective": _collective,
    "independent": _independent,
    "business": _business,
    "spam": _spam,
}
