"""A fifth world for evaluation, declared before its first score: signed letters, and a share of control that is asked.

Control shows in nine ways (`CONTROLLED`), each in part of the ads only: telephones that change by the week for all at
once, a script, a gallery of pictures, moves made together, letters posted in one sitting, one price list, women who
come and go on one line, one till, or a little of several. What looks like it (`COLLECTIVES`, `INDEPENDENTS`): flats,
pairs, cooperatives with agreed prices, friends on tour, one friend who writes for all, a common till, a photographer; a
person with two names, desks that screen clients for many, copied letters, second-hand numbers, borrowed pictures, one
who posts all her towns in one sitting. Ages, prices and routes come from streams of their own, alike for everybody;
friends and a hand both agree on prices. `base_rate`: share of ads that are of a controlled group. The same arguments
give the same world.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from random import Random

from tests.lib import fifth_words as stock
from tests.lib.second_world import AdTruth, AdvertiserTruth, DeclaredWorld

CONTROLLED = ("weekly", "script", "gallery", "together", "sitting", "tariff", "turnstile", "till", "mixed")
COLLECTIVES = ("flat", "pair", "cooperative", "tour", "one_writes", "purse", "photographer", "introductions")
INDEPENDENTS = (
    *("plain",) * 6,
    *("touring",) * 3,
    *("two_names", "renamed", "renumbered", "desk", "desk_only", "copied", "borrowed", "one_sitting"),
)
BASE_RATE = 0.09
OTHERS = (("collective", 0.22), ("independent", 0.58), ("business", 0.07), ("spam", 0.13))
"""Of the ads that are not of a controlled group."""

START, DAYS = datetime(2025, 3, 3, tzinfo=UTC), 240
PAGES = ("penpal", "lantern", "postbox", "evenings")

City = tuple[str, ...]


@dataclass(slots=True)
class Writer:
    """One presented adult. `stays`: (first day, city) in order; `signs`: how often she signs; `page`: where she
    posts."""

    name: str
    age: int
    price: int
    sentences: list[str]
    stays: list[tuple[int, City]]
    phone: str
    mail: str
    pictures: list[str]
    manner: tuple[str, ...]
    signs: float
    page: str


@dataclass(slots=True)
class Letter:
    """What one ad shows beside the sentences. `minute`: of the day, or none for any."""

    phone: str | None
    pictures: list[str]
    more: list[str] = field(default_factory=list)
    text: str | None = None
    template: str | None = None
    minute: int | None = None
    page: str | None = None


@dataclass(slots=True)
class Press:
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


def make_fifth_world(seed: int, size: int, base_rate: float = BASE_RATE) -> DeclaredWorld:
    """About `size` ads (never fewer), in order of posting."""
    press = Press(seed, *(Random(f"fifth {seed} {name}") for name in ("all", "ages", "prices", "travel")))
    shares = {"controlled": base_rate} | {name: share * (1 - base_rate) for name, share in OTHERS}
    made = dict.fromkeys((name for name, share in shares.items() if share > 0), 0)
    while len(press.ads) < size:
        activity = min(made, key=lambda name: made[name] / shares[name])
        before = len(press.ads)
        MAKERS[activity](press, f"{activity}.{len(press.advertisers):05d}")
        made[activity] += len(press.ads) - before
    press.ads.sort(key=lambda item: (item[0], str(item[1]["id"])))
    return DeclaredWorld([ad for _, ad, _ in press.ads], tuple(t for _, _, t in press.ads), tuple(press.advertisers))


def _stays(press: Press, moving: bool | None = None) -> list[tuple[int, City]]:
    """One in two moves, every five days to four weeks, some of them back and forth."""
    moving = press.travel.random() < 0.5 if moving is None else moving
    cities = press.travel.sample(stock.CITIES, press.travel.randint(2, 6) if moving else 1)
    found, day = [], 0
    while day < DAYS:
        found.append((day, cities[len(found) % len(cities)]))
        day += press.travel.randint(5, 28) if moving else DAYS
    return found


def _number(press: Press, area: str) -> str:
    return f"{area}{press.rng.randint(210, 979)}{press.rng.randrange(10_000):04d}"


def _picture(press: Press, name: str) -> str:
    return hashlib.sha256(f"fifth {press.seed} {name}".encode()).hexdigest()


def _pictures(press: Press, count: int) -> list[str]:
    return [_picture(press, str(press.next())) for _ in range(count)]


def _manner(rng: Random) -> tuple[str, ...]:
    """How she lays out a letter: greeting, naming, rate, age, town, call, sign-off, between sentences, in numbers."""
    parts = (stock.GREETINGS, stock.NAMED, stock.RATES, stock.AGES, stock.TOWNS, stock.CALLS, stock.SIGNED)
    return (
        *(rng.choice(part) for part in parts),
        rng.choice((" ", " ", "\n", "\n\n")),
        rng.choice(("-", ".", " ", "")),
    )


def _writer(press: Press, name: str, stays: list[tuple[int, City]]) -> Writer:
    rng = press.rng
    mail = f"{name.lower()}.{rng.choice(stock.BANKS['craft']).replace('-', '')}{rng.randrange(100)}@letters.example"
    return Writer(
        name=name,
        age=press.ages.randint(22, 48),
        price=20 * press.prices.randint(4, 22),
        sentences=[stock.sentence(rng) for _ in range(rng.randint(4, 9))],
        stays=stays,
        phone=_number(press, stays[0][1][2]),
        mail=mail,
        pictures=_pictures(press, rng.choice((0, 0, 2, 3, 4, 6))),
        manner=_manner(rng),
        signs=rng.choice((1.0, 0.9, 0.7, 0.5)),
        page=rng.choice(PAGES),
    )


def _writers(press: Press, count: int, stays: list[tuple[int, City]]) -> list[Writer]:
    return [_writer(press, name, stays) for name in press.rng.sample(stock.NAMES, count)]


def _days(rng: Random, count: int, first: int = 0, last: int = DAYS - 1) -> list[int]:
    return sorted(rng.randint(first, max(first, last)) for _ in range(count))


def _some(rng: Random, pictures: list[str], chance: float = 0.7) -> list[str]:
    return rng.sample(pictures, rng.randint(1, min(3, len(pictures)))) if pictures and rng.random() < chance else []


def _town(writer: Writer, day: int) -> City:
    return next(city for first, city in reversed(writer.stays) if first <= day)


def _written(rng: Random, who: Writer, letter: Letter, city: City) -> tuple[str, str]:
    greeting, naming, rate, age, town, call, signed, glue, dots = who.manner
    phone = dots.join((letter.phone[:3], letter.phone[3:6], letter.phone[6:])) if letter.phone else ""
    facts = {"name": who.name, "age": str(who.age), "price": str(who.price)}
    facts |= {"city": city[0].replace("_", " "), "phone": phone}
    said = [letter.text] if letter.text else [line for line in who.sentences if rng.random() > 0.12]
    named = rng.random() < who.signs
    lines = [greeting if rng.random() < 0.6 else rng.choice(stock.GREETINGS)] if rng.random() < 0.8 else []
    lines += [naming] if named and rng.random() < 0.6 else []
    lines += [*said, *(line for line, chance in ((rate, 0.45), (age, 0.4), (town, 0.5)) if rng.random() < chance)]
    lines += [call] if letter.phone else []
    lines += [*letter.more, *([rng.choice(stock.NOTICE)] if rng.random() < 0.2 else [])]
    lines += [signed if named else rng.choice(stock.UNSIGNED)]
    titles = stock.TITLES if named else [line for line in stock.TITLES if "{name}" not in line]
    return stock.filled(rng, rng.choice(titles), facts), glue.join(stock.filled(rng, line, facts) for line in lines)


def _post(press: Press, truth: AdTruth, who: Writer, day: int, letter: Letter) -> None:
    city = _town(who, day)
    title, body = _written(press.rng, who, letter, city)
    page = letter.page or (who.page if press.rng.random() < 0.8 else press.rng.choice(PAGES))
    _put(press, replace(truth, template=letter.template), title, body, city, day, letter, page)


def _put(press: Press, truth: AdTruth, title: str, body: str, city: City, day: int, letter: Letter, page: str) -> None:
    rng, number = press.rng, press.next()
    minute = rng.randint(420, 1430) if letter.minute is None else letter.minute
    images = []
    for sha in letter.pictures:
        bits = int(hashlib.sha256(f"look {sha}".encode()).hexdigest(), 16)
        for _ in range(rng.randrange(8)):
            bits ^= 1 << rng.randrange(256)
        saved = sha if rng.random() < 0.6 else _picture(press, f"{sha} {number}")
        images.append({"sha256": saved, "pdq": f"{bits:064x}"})
    slug, name = city[0].lower().replace("_", ""), city[0].replace("_", " ")
    ad: dict[str, object] = {
        "id": f"v{number:06d}",
        "site": f"{page}.example",
        "url": f"https://{page}.example/{slug}/{number}",
        "posted_at": (START + timedelta(days=day, minutes=minute)).isoformat(),
        "title": title,
        "body": body,
        "location": rng.choice((f"{name}, {city[1]}", f"{name}, {city[1]}", name, "")),
        "images": images,
    }
    press.ads.append((str(ad["posted_at"]), ad, replace(truth, ad_id=str(ad["id"]))))


@dataclass(slots=True)
class Hand:
    """What one hand has at hand. `slots`: minute of the day it sits down at, by day; `works`: on which days."""

    kinds: tuple[str, ...]
    lines: list[str]
    gallery: list[str]
    word: str
    often: float
    minute: int
    works: list[int]


def _hand(press: Press, kind: str, who: str, area: str) -> Hand:
    rng = press.rng
    every = ("weekly", "script", "gallery", "sitting", "tariff", "turnstile", "till")
    return Hand(
        kinds=tuple(rng.sample(every, 3)) if kind == "mixed" else (kind,),
        lines=[_number(press, area) for _ in range(DAYS // 7 + 1)],
        gallery=_pictures(press, rng.randint(4, 9)),
        word=rng.choice(stock.BANKS["craft"]).replace("-", "") + who[-4:],
        often=rng.uniform(0.25, 0.5) if kind == "mixed" else rng.uniform(0.45, 0.95),
        minute=rng.randint(480, 1300),
        works=sorted(rng.sample(range(DAYS), 14)),
    )


def _controlled(press: Press, who: str) -> None:
    rng, kind = press.rng, press.rng.choice(CONTROLLED)
    stays = _stays(press, True if kind == "together" else None)
    press.advertisers.append(AdvertiserTruth(who, "controlled", kind, len(stays) > 1))
    people = _writers(press, rng.randint(2, 7), stays)
    hand = _hand(press, kind, who, stays[0][1][2])
    script = [stock.sentence(rng) for _ in range(rng.randint(5, 8))]
    for at, person in enumerate(people):
        if "script" in hand.kinds or (kind in ("turnstile", "till", "weekly") and rng.random() < 0.3):
            kept = round(len(script) * (0.6 if kind == "mixed" else 0.9))
            person.sentences = [stock.reworded(rng, line, 0.1) for line in rng.sample(script, kept)]
            person.sentences += [stock.sentence(rng) for _ in range(len(script) - kept)]
            person.manner = people[0].manner if rng.random() < 0.6 else person.manner
        if "tariff" in hand.kinds:
            person.price, person.manner = people[0].price, (*person.manner[:2], people[0].manner[2], *person.manner[3:])
        if "turnstile" in hand.kinds:
            first = at * DAYS // (len(people) + 1)
            last = first + rng.randint(14, 40)
        else:
            first, last = rng.randint(0, 70), rng.randint(150, DAYS - 1)
        truth = AdTruth("", who, "controlled", f"{who}/{at}", None)
        days = rng.choices(hand.works, k=rng.randint(3, 8)) if "sitting" in hand.kinds else None
        for day in sorted(days) if days else _days(rng, rng.randint(3, 9), first, last):
            letter = _by_the_hand(rng, hand, person, at, day)
            letter.template = who if "script" in hand.kinds else f"{who}/{at}"
            _post(press, truth, person, day, letter)


def _by_the_hand(rng: Random, hand: Hand, person: Writer, at: int, day: int) -> Letter:
    """What the one hand leaves in this ad. Whoever shares nothing but a script, pictures or a sitting is tied to the
    rest by an address in some ads."""
    letter = Letter(person.phone, _some(rng, person.pictures))
    shows = {kind for kind in hand.kinds if rng.random() < hand.often}
    if "weekly" in shows:
        letter.phone = hand.lines[day // 7]
    if "turnstile" in shows or ("turnstile" in hand.kinds and rng.random() < 0.5):
        letter.phone = hand.lines[0]
    if "gallery" in shows:
        letter.pictures = rng.sample(hand.gallery, rng.randint(1, 3))
    if "sitting" in shows:
        letter.minute, letter.page = hand.minute + 2 * at + rng.randint(0, 1), PAGES[day % len(PAGES)]
    if "till" in shows:
        letter.more.append(f"Deposits by cashapp $till{hand.word}")
    if "tariff" in shows:
        letter.more.append(f"Two hours {2 * person.price - 20}, evening {4 * person.price - 60}, all the same.")
        letter.phone = hand.lines[at % 2]
    if rng.random() < (0.15 if "weekly" in hand.kinds or "turnstile" in hand.kinds else 0.35):
        letter.more.append(f"Bookings: {hand.word}@bookings.example")
    return letter


def _collective(press: Press, who: str) -> None:
    rng, kind = press.rng, press.rng.choice(COLLECTIVES)
    stays = _stays(press, True if kind == "tour" else None)
    press.advertisers.append(AdvertiserTruth(who, "collective", kind, len(stays) > 1))
    people = _writers(press, 2 if kind == "pair" else rng.randint(2, 5), stays)
    rooms, first_of_all = _pictures(press, rng.randint(2, 4)), people[0]
    for at, person in enumerate(people):
        if at and kind in ("cooperative", "introductions", "photographer", "purse"):
            person.stays = _stays(press, None if rng.random() < 0.5 else False)
        if kind == "cooperative" and rng.random() < 0.7:
            person.price = first_of_all.price
        if kind == "one_writes" and at:
            own = rng.sample(first_of_all.sentences, max(1, round(0.4 * len(first_of_all.sentences))))
            person.sentences, person.manner = [*own, *person.sentences[:4]], first_of_all.manner
        for day in _days(rng, rng.randint(3, 9), rng.randint(0, 90)):
            letter = Letter(person.phone, _some(rng, person.pictures), template=f"{who}/{at}")
            _among_friends(rng, who, kind, at, day, people, letter, rooms)
            _post(press, AdTruth("", who, "collective", f"{who}/{at}", None), person, day, letter)


def _among_friends(
    rng: Random, who: str, kind: str, at: int, day: int, people: list[Writer], letter: Letter, rooms: list[str]
) -> None:
    """Puts into one ad what these friends share."""
    person, other, word = people[at], people[(at + 1) % len(people)], who[-5:]
    if kind == "flat":
        letter.pictures += _some(rng, rooms, 0.6)
        letter.phone = people[0].phone if rng.random() < 0.35 else person.phone
        letter.more += [f"Or write to {person.mail}."] if rng.random() < 0.4 else []
    elif kind == "pair":
        letter.more += [f"My friend {other.name} can join us."] if rng.random() < 0.45 else []
        letter.phone = rng.choice((person.phone, person.phone, other.phone))
    elif kind == "cooperative":
        letter.more += [f"We are a cooperative: https://coop{word}.example/about"] if rng.random() < 0.6 else []
    elif kind == "tour":
        letter.phone = people[0].phone if rng.random() < 0.3 else person.phone
        letter.pictures += rooms[:1] if rng.random() < 0.2 else []
    elif kind == "one_writes":
        letter.more += [f"Or write to {people[0].mail}."] if rng.random() < 0.4 else []
    elif kind == "purse":
        letter.more += [f"Deposits by cashapp $purse{word}"] if rng.random() < 0.45 else []
    elif kind == "photographer":
        letter.pictures += _some(rng, rooms, 0.25)
        letter.more += [f"Or write to {people[0].mail}."] if rng.random() < 0.2 else []
    elif kind == "introductions":
        letter.more += [f"When I am away, ask for {other.name} at {other.phone}."] if rng.random() < 0.5 else []
    if kind in ("flat", "tour") and day % 9 == at:
        letter.minute = 600 + day


def _independent(press: Press, who: str) -> None:
    rng, kind = press.rng, press.rng.choice(INDEPENDENTS)
    stays = _stays(press, True if kind in ("touring", "one_sitting") else None)
    press.advertisers.append(AdvertiserTruth(who, "independent", kind, len(stays) > 1))
    person = _writers(press, 1, stays)[0]
    first, last, count = 0, DAYS - 1, len(press.advertisers)
    if press.given_up and rng.random() < 0.25:
        person.phone, first = press.given_up.pop(), 170
    elif kind == "plain" and rng.random() < 0.12:
        last = 80
        press.given_up.append(person.phone)
    later = rng.choice([name for name in stock.NAMES if name != person.name])
    lone = _Lone(
        kind, (person.name, later), (person.phone, _number(press, stays[0][1][2])), rng.randint(70, 170), count
    )
    copied, works = rng.randrange(len(stock.COPIED)), _days(rng, 6)
    for day in _days(rng, rng.choice((1, 1, 2, 3, 4, 5, 7, 10, 14)), first, last):
        on = works[day % len(works)] if kind == "one_sitting" else day
        letter = _alone(press, lone, person, on)
        letter.template = who
        if kind == "copied":
            letter.text, letter.template = stock.COPIED[copied], f"copied {copied}"
        _post(press, AdTruth("", who, "independent", who, None), person, on, letter)


@dataclass(frozen=True, slots=True)
class _Lone:
    kind: str
    names: tuple[str, str]
    phones: tuple[str, str]
    cut: int
    number: int


def _alone(press: Press, lone: _Lone, person: Writer, day: int) -> Letter:
    """What somebody on her own shows in this ad."""
    rng, kind = press.rng, lone.kind
    letter = Letter(person.phone, _some(rng, person.pictures))
    if kind == "two_names":
        person.name = rng.choice(lone.names)
    elif kind == "renamed":
        person.name = lone.names[day > lone.cut]
    elif kind == "renumbered":
        letter.phone = lone.phones[day > lone.cut]
        letter.more += [f"Or write to {person.mail}."] if rng.random() < 0.5 else []
    elif kind in ("desk", "desk_only"):
        desk = f"800-{555 + lone.number // 250 % 400}-{press.seed % 10}{lone.number // 250 % 10}00"
        letter.more += [f"New friends register with the desk: {desk}."]
        letter.phone = None if kind == "desk_only" and rng.random() < 0.6 else person.phone
    elif kind == "borrowed" and rng.random() < 0.7:
        letter.pictures = [_picture(press, f"common {rng.randrange(10)}")]
    elif kind == "one_sitting":
        letter.minute = 540 + day % 7
    return letter


def _business(press: Press, who: str) -> None:
    rng, city = press.rng, press.travel.choice(stock.CITIES)
    press.advertisers.append(AdvertiserTruth(who, "business", "spa", False))
    number = _number(press, city[2])
    facts = {
        "firm": rng.choice(stock.FIRMS),
        "number": str(rng.randint(11, 9_800)),
        "street": rng.choice(stock.STREETS),
    }
    facts["phone"] = f"({number[:3]}) {number[3:6]}-{number[6:]}"
    staff, rooms = rng.sample(stock.NAMES, 6), _pictures(press, 4)
    for day in _days(rng, rng.randint(5, 18)):
        team = "{}, {} and {}".format(*rng.sample(staff, 3))
        lines = [stock.filled(rng, line, facts | {"team": team}) for line in stock.FIRM if rng.random() > 0.1]
        truth = AdTruth("", who, "business", who, "spa")
        letter = Letter(number, rng.sample(rooms, 2))
        _put(press, truth, f"{facts['firm']} - open today", " ".join(lines), city, day, letter, rng.choice(PAGES))


def _spam(press: Press, who: str) -> None:
    rng = press.rng
    press.advertisers.append(AdvertiserTruth(who, "spam", "flood", False))
    lines, link = rng.sample(stock.FLOOD, 3), f"https://j{rng.randrange(10**6)}.example/in"
    letter = Letter(None, [_picture(press, f"common {rng.randrange(10)}") for _ in range(2)])
    for day in _days(rng, rng.randint(1, 3)):
        for city in rng.sample(stock.CITIES, rng.randint(8, 18)):
            name = city[0].replace("_", " ")
            body = " ".join([*(stock.filled(rng, line, {"city": name}) for line in lines), link])
            truth = AdTruth("", who, "spam", who, who)
            _put(press, truth, f"{name} tonight", body, city, day, letter, rng.choice(PAGES))


MAKERS: dict[str, Callable[[Press, str], None]] = {
    "controlled": _controlled,
    "collective": _collective,
    "independent": _independent,
    "business": _business,
    "spam": _spam,
}
