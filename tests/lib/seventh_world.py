"""A seventh world for evaluation, declared after signs and weights of control were fixed: clipped notices.

Control shows in seven ways (`CONTROLLED`): a telephone of the month for all, pictures that wander from one woman to the
next, one layout with one line, moves made together, one account, a calendar on which all must post, one notice in
which the name is replaced. What looks like it (`COLLECTIVES`, `INDEPENDENTS`): houses, sisters, guilds with a common
address, two on tour, a mentor whose number and words a newcomer uses at first, a common account, friends who answer
for one another; a person who changes her number for her own peace, two names, tours, borrowed pictures, a hall that
many strangers name. Ages, prices and routes come from streams of their own, alike for everybody. The same arguments
give the same world. Scored once.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from random import Random

from tests.lib import seventh_words as stock
from tests.lib.second_world import AdTruth, AdvertiserTruth, DeclaredWorld

CONTROLLED = ("month", "wandering", "layout", "together", "account", "calendar", "replaced")
COLLECTIVES = ("house", "sisters", "guild", "two_on_tour", "mentor", "common_account", "answering")
INDEPENDENTS = (*("plain",) * 6, *("touring",) * 3, "private", "alias", "renumbered", "borrowed", "hall")
SHARES = (("controlled", 0.1), ("collective", 0.2), ("independent", 0.5), ("business", 0.08), ("spam", 0.12))
START, DAYS = datetime(2025, 1, 6, tzinfo=UTC), 220
PAGES = ("kiosk", "pinboard", "rounds")

City = tuple[str, ...]


@dataclass(slots=True)
class Woman:
    """One presented adult. `stays`: (first day, city) in order; `manner`: called, hours, call, between facts."""

    name: str
    age: int
    price: int
    said: list[str]
    stays: list[tuple[int, City]]
    phone: str
    mail: str
    pictures: list[str]
    manner: tuple[str, ...]
    names: float


@dataclass(slots=True)
class Kiosk:
    seed: int
    rng: Random
    ages: Random
    prices: Random
    travel: Random
    serial: int = 0
    ads: list[tuple[str, dict[str, object], AdTruth]] = field(default_factory=list)
    advertisers: list[AdvertiserTruth] = field(default_factory=list)

    def next(self) -> int:
        self.serial += 1
        return self.serial


@dataclass(slots=True)
class Notice:
    phone: str | None
    pictures: list[str]
    more: list[str] = field(default_factory=list)
    minute: int | None = None


def make_seventh_world(seed: int, size: int) -> DeclaredWorld:
    """About `size` ads (never fewer), in order of posting."""
    kiosk = Kiosk(seed, *(Random(f"seventh {seed} {name}") for name in ("all", "ages", "prices", "travel")))
    shares, made = dict(SHARES), {name: 0 for name, _ in SHARES}
    while len(kiosk.ads) < size:
        activity = min(made, key=lambda name: made[name] / shares[name])
        before = len(kiosk.ads)
        MAKERS[activity](kiosk, f"{activity}.{len(kiosk.advertisers):05d}")
        made[activity] += len(kiosk.ads) - before
    kiosk.ads.sort(key=lambda item: (item[0], str(item[1]["id"])))
    return DeclaredWorld([ad for _, ad, _ in kiosk.ads], tuple(t for _, _, t in kiosk.ads), tuple(kiosk.advertisers))


def _stays(kiosk: Kiosk, moving: bool | None = None) -> list[tuple[int, City]]:
    travel = kiosk.travel
    moving = travel.random() < 0.5 if moving is None else moving
    cities = travel.sample(stock.CITIES, travel.randint(2, 5) if moving else 1)
    found, day = [], 0
    while day < DAYS:
        found.append((day, cities[len(found) % len(cities)]))
        day += travel.randint(6, 24) if moving else DAYS
    return found


def _number(kiosk: Kiosk, area: str) -> str:
    return f"{area}{kiosk.rng.randint(210, 979)}{kiosk.rng.randrange(10_000):04d}"


def _pictures(kiosk: Kiosk, count: int) -> list[str]:
    return [hashlib.sha256(f"seventh {kiosk.seed} {kiosk.next()}".encode()).hexdigest() for _ in range(count)]


def _women(kiosk: Kiosk, count: int, stays: list[tuple[int, City]] | None) -> list[Woman]:
    """`stays` None: each goes where she wants."""
    rng, found = kiosk.rng, []
    for name in rng.sample(stock.NAMES, count):
        own = stays or _stays(kiosk)
        manner = (rng.choice(stock.CALLED), rng.choice(stock.HOURS), rng.choice(stock.CALLS), rng.choice((" - ", ". ")))
        woman = Woman(
            name=name,
            age=kiosk.ages.randint(21, 47),
            price=20 * kiosk.prices.randint(4, 20),
            said=stock.facts(rng, rng.randint(5, 8)),
            stays=own,
            phone=_number(kiosk, own[0][1][2]),
            mail=f"{name.lower()}_{rng.randrange(1000)}@notices.example",
            pictures=_pictures(kiosk, rng.choice((0, 1, 2, 3, 5))),
            manner=manner,
            names=rng.choice((1.0, 0.9, 0.8, 0.6)),
        )
        found.append(woman)
    return found


def _some(rng: Random, pictures: list[str], chance: float = 0.65) -> list[str]:
    return rng.sample(pictures, rng.randint(1, min(2, len(pictures)))) if pictures and rng.random() < chance else []


def _post(kiosk: Kiosk, truth: AdTruth, who: Woman, day: int, notice: Notice) -> None:
    rng = kiosk.rng
    city = next(city for first, city in reversed(who.stays) if first <= day)
    facts = {"name": who.name, "age": str(who.age), "price": str(who.price), "city": city[0].replace("_", " ")}
    facts["phone"] = f"{notice.phone[:3]}-{notice.phone[3:6]}-{notice.phone[6:]}" if notice.phone else ""
    called, hours, call, glue = who.manner
    named = rng.random() < who.names
    said = [one for one in who.said if rng.random() > 0.1]
    lines = [*([called] if named else []), *said, *([hours] if rng.random() < 0.5 else []), *notice.more]
    lines += [call] if notice.phone else []
    titles = stock.TITLES if named else [one for one in stock.TITLES if "{name}" not in one]
    body = glue.join(stock.filled(rng, line, facts) for line in lines)
    _put(kiosk, truth, stock.filled(rng, rng.choice(titles), facts), body, city, day, notice)


def _put(kiosk: Kiosk, truth: AdTruth, title: str, body: str, city: City, day: int, notice: Notice) -> None:
    rng, number = kiosk.rng, kiosk.next()
    minute = rng.randint(420, 1420) if notice.minute is None else notice.minute
    page, name = rng.choice(PAGES), city[0].replace("_", " ")
    ad: dict[str, object] = {
        "id": f"s{number:06d}",
        "site": f"{page}.example",
        "url": f"https://{page}.example/{number}",
        "posted_at": (START + timedelta(days=day, minutes=minute)).isoformat(),
        "title": title,
        "body": body,
        "location": rng.choice((f"{name}, {city[1]}", f"{name}, {city[1]}", name, "")),
        "images": [
            {"sha256": one, "pdq": hashlib.sha256(f"look {one}".encode()).hexdigest()} for one in notice.pictures
        ],
    }
    kiosk.ads.append((str(ad["posted_at"]), ad, replace(truth, ad_id=str(ad["id"]))))


def _controlled(kiosk: Kiosk, who: str) -> None:
    rng, kind = kiosk.rng, kiosk.rng.choice(CONTROLLED)
    together = kind == "together" or kiosk.travel.random() < 0.5
    people = _women(kiosk, rng.randint(2, 7), _stays(kiosk, True if kind == "together" else None) if together else None)
    kiosk.advertisers.append(AdvertiserTruth(who, "controlled", kind, any(len(one.stays) > 1 for one in people)))
    lines, often = [_number(kiosk, people[0].stays[0][1][2]) for _ in range(8)], rng.uniform(0.5, 0.95)
    calendar = sorted(rng.sample(range(DAYS), 12))
    script, pool = stock.facts(rng, 7), _pictures(kiosk, rng.randint(4, 7))
    for at, one in enumerate(people):
        if kind == "layout":
            one.manner = people[0].manner
        if kind == "replaced":
            one.said = [*script, *stock.facts(rng, 1)]
        first, last = rng.randint(0, 60), rng.randint(150, DAYS - 1)
        if kind in ("replaced", "wandering") and rng.random() < 0.7:
            first = at * DAYS // (len(people) + 1)
            last = first + rng.randint(20, 45)
        truth = AdTruth("", who, "controlled", f"{who}/{at}", who if kind == "replaced" else f"{who}/{at}")
        days = rng.choices(calendar, k=6) if kind == "calendar" else _days(rng, rng.randint(3, 9), first, last)
        for day in sorted(days):
            notice = _by_the_hand(rng, kind, who, one, day, lines, pool, often)
            _post(kiosk, truth, one, day, notice)


def _by_the_hand(
    rng: Random, kind: str, who: str, one: Woman, day: int, lines: list[str], pool: list[str], often: float
) -> Notice:
    """What the one hand leaves in this ad."""
    notice = Notice(one.phone, _some(rng, one.pictures))
    shows = rng.random() < often
    if kind == "month" and shows:
        notice.phone = lines[day // 30]
    elif kind == "wandering" and shows:
        notice.pictures = rng.sample(pool, 2)
        notice.phone = rng.choice((one.phone, lines[0]))
    elif kind in ("layout", "replaced", "together") and rng.random() < often / 2:
        notice.phone = lines[0]
    elif kind == "account":
        notice.more += [f"deposit zelle {lines[0]} or cashapp $pay{who[-5:]}"] if shows else []
        notice.phone = rng.choice((one.phone, lines[0])) if rng.random() < 0.3 else one.phone
    elif kind == "calendar":
        notice.minute = 540 + day + 11 * rng.randint(0, 5) if shows else None
        notice.more += [f"whatsapp {lines[0]}"] if rng.random() < 0.5 else []
    return notice


def _days(rng: Random, count: int, first: int = 0, last: int = DAYS - 1) -> list[int]:
    return sorted(rng.randint(first, max(first, last)) for _ in range(count))


def _collective(kiosk: Kiosk, who: str) -> None:
    rng, kind = kiosk.rng, kiosk.rng.choice(COLLECTIVES)
    together = kind == "two_on_tour" or kiosk.travel.random() < 0.5
    count = 2 if kind in ("sisters", "two_on_tour", "mentor") else rng.randint(2, 6)
    people = _women(kiosk, count, _stays(kiosk, True if kind == "two_on_tour" else None) if together else None)
    kiosk.advertisers.append(AdvertiserTruth(who, "collective", kind, any(len(one.stays) > 1 for one in people)))
    rooms, learns = _pictures(kiosk, rng.randint(2, 3)), rng.randint(30, 70)
    own = [list(one.said) for one in people]
    for at, one in enumerate(people):
        other = people[(at + 1) % len(people)]
        for day in _days(rng, rng.randint(3, 9), rng.randint(0, 80)):
            notice, one.said = Notice(one.phone, _some(rng, one.pictures)), own[at]
            if kind == "house":
                notice.pictures += _some(rng, rooms, 0.5)
                notice.phone = people[0].phone if rng.random() < 0.4 else one.phone
            elif kind == "sisters":
                notice.more += [f"sister {other.name} too"] if rng.random() < 0.5 else []
                notice.phone = rng.choice((one.phone, other.phone))
            elif kind == "guild":
                notice.more += [f"guild{who[-5:]}@notices.example"] if rng.random() < 0.5 else []
            elif kind == "two_on_tour":
                notice.phone = people[0].phone if rng.random() < 0.3 else one.phone
            elif kind == "mentor" and at and day < learns + 40:
                notice.phone = people[0].phone if rng.random() < 0.6 else one.phone
                one.said = [*own[0][:3], *own[at][:3]]
            elif kind == "common_account":
                notice.more += [f"deposit cashapp $ours{who[-5:]}"] if rng.random() < 0.5 else []
            elif kind == "answering":
                notice.more += [f"away? {other.name} answers {other.phone}"] if rng.random() < 0.4 else []
            _post(kiosk, AdTruth("", who, "collective", f"{who}/{at}", f"{who}/{at}"), one, day, notice)


def _independent(kiosk: Kiosk, who: str) -> None:
    rng, kind = kiosk.rng, kiosk.rng.choice(INDEPENDENTS)
    one = _women(kiosk, 1, _stays(kiosk, True if kind == "touring" else None))[0]
    kiosk.advertisers.append(AdvertiserTruth(who, "independent", kind, len(one.stays) > 1))
    phones, count = [one.phone, *(_number(kiosk, one.stays[0][1][2]) for _ in range(5))], len(kiosk.advertisers)
    names, cut = (one.name, rng.choice(stock.NAMES)), rng.randint(60, 160)
    for day in _days(rng, rng.choice((1, 1, 2, 3, 5, 7, 10, 13))):
        notice = Notice(one.phone, _some(rng, one.pictures))
        if kind == "private":
            notice.phone = phones[day // 40]
            notice.more += [one.mail] if rng.random() < 0.7 else []
        elif kind == "alias":
            one.name = rng.choice(names)
        elif kind == "renumbered":
            notice.phone = phones[day > cut]
            notice.more += [one.mail] if rng.random() < 0.6 else []
        elif kind == "borrowed" and rng.random() < 0.6:
            notice.pictures = [hashlib.sha256(f"common {rng.randrange(8)}".encode()).hexdigest()]
        elif kind == "hall":
            notice.more += [f"meets at hall{count // 140}@halls.example"]
        _post(kiosk, AdTruth("", who, "independent", who, who), one, day, notice)


def _business(kiosk: Kiosk, who: str) -> None:
    rng, city = kiosk.rng, kiosk.travel.choice(stock.CITIES)
    kiosk.advertisers.append(AdvertiserTruth(who, "business", "spa", False))
    phone, street = _number(kiosk, city[2]), f"{rng.randint(10, 9000)} {rng.choice(('Elm', 'Quarry', 'Depot'))} Street"
    firm = f"{rng.choice(('Amber', 'Cobalt', 'Linden'))} {rng.choice(('Spring', 'Gate', 'Hill'))} Spa"
    for day in _days(rng, rng.randint(5, 16)):
        body = f"{firm}, {street}. Open daily 10 am - 9 pm, walk-ins. Professional staff. Call {phone}"
        _put(kiosk, AdTruth("", who, "business", who, who), f"{firm} open", body, city, day, Notice(phone, []))


def _spam(kiosk: Kiosk, who: str) -> None:
    rng = kiosk.rng
    kiosk.advertisers.append(AdvertiserTruth(who, "spam", "flood", False))
    link = f"https://z{rng.randrange(10**6)}.example/x"
    for day in _days(rng, rng.randint(1, 3)):
        for city in rng.sample(stock.CITIES, rng.randint(8, 16)):
            name = city[0].replace("_", " ")
            body = f"Free sign up for {name}. Click the link, verify with a card, limited offer in {name}. {link}"
            _put(kiosk, AdTruth("", who, "spam", who, who), f"{name} free", body, city, day, Notice(None, []))


MAKERS: dict[str, Callable[[Kiosk, str], None]] = {
    "controlled": _controlled,
    "collective": _collective,
    "independent": _independent,
    "business": _business,
    "spam": _spam,
}
