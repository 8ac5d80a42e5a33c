"""A third world for evaluation: cards with fields, sentences that hardly repeat, long time, other ways to share.

Control shows in seven ways (`CONTROLLED`), always by more than one shared thing. What must not join: a verification
desk and a photographer that many list, an answering service, a number that goes to somebody else after a pause, whole
texts that strangers copy, stolen pictures, house notices, namesakes of one town. Ages, prices and routes are drawn
alike for everybody. The same seed gives the same world.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from random import Random

from tests.lib import third_words as stock
from tests.lib.second_world import AdTruth, AdvertiserTruth, DeclaredWorld

CONTROLLED = ("desk", "burners", "carousel", "catalogue", "convoy", "cashier", "bilingual")
COLLECTIVES = ("house_phone", "shared_flat", "sisters", "tour_mates", "page", "text_swap")
INDEPENDENTS = ("plain", "plain", "plain", "terse", "renamed", "renumbered", "viral", "answering", "verified", "stolen")
SHARES = (("controlled", 0.2), ("collective", 0.18), ("independent", 0.42), ("business", 0.1), ("spam", 0.1))
START, DAYS = date(2025, 1, 13), 400
SITES = ("lamppost", "greenpages", "townsquare", "notify")


@dataclass(slots=True)
class Persona:
    """One presented adult and how her cards look. `stays`: (first day, city) in order."""

    name: str
    age: int
    price: int
    phone: str
    sentences: list[str]
    pictures: list[str]
    stays: list[tuple[int, tuple[str, ...]]]
    layout: int
    handle: str


@dataclass(slots=True)
class Card:
    """What one ad shows beside the sentences."""

    phone: str | None = None
    pictures: list[str] = field(default_factory=list)
    extra: list[str] = field(default_factory=list)
    text: str | None = None


@dataclass(slots=True)
class Town:
    """The generator's state. `retired`: numbers whose owner stopped before mid-year; they may go to somebody else."""

    seed: int
    rng: Random
    ages: Random
    prices: Random
    travel: Random
    serial: int = 0
    ads: list[tuple[int, dict[str, object], AdTruth]] = field(default_factory=list)
    advertisers: list[AdvertiserTruth] = field(default_factory=list)
    retired: list[str] = field(default_factory=list)

    def next(self) -> int:
        self.serial += 1
        return self.serial


def make_third_world(seed: int, size: int) -> DeclaredWorld:
    """About `size` ads (never fewer), in order of posting."""
    town = Town(seed, *(Random(f"third {seed} {name}") for name in ("all", "ages", "prices", "travel")))
    made = dict.fromkeys((name for name, _ in SHARES), 0)
    while len(town.ads) < size:
        activity = min(SHARES, key=lambda share: made[share[0]] / share[1])[0]
        before = len(town.ads)
        who = f"{activity[0]}{len(town.advertisers):05d}"
        MAKERS[activity](town, who)
        made[activity] += len(town.ads) - before
    town.ads.sort(key=lambda item: (item[0], str(item[1]["id"])))
    return DeclaredWorld([ad for _, ad, _ in town.ads], tuple(t for _, _, t in town.ads), tuple(town.advertisers))


def _stays(town: Town) -> list[tuple[int, tuple[str, ...]]]:
    """Half stay at home, half move every one to five weeks, some of them in a ring."""
    if town.travel.random() < 0.5:
        return [(0, town.travel.choice(stock.CITIES))]
    ring = town.travel.sample(stock.CITIES, town.travel.randint(2, 5))
    day, at, found = 0, 0, []
    while day < DAYS:
        found.append((day, ring[at % len(ring)]))
        day, at = day + town.travel.randint(7, 35), at + 1
    return found


def _number(town: Town, area: str) -> str:
    return f"{area}{town.rng.randint(200, 989)}{town.rng.randrange(10_000):04d}"


def _picture(name: str) -> str:
    return hashlib.sha256(f"third {name}".encode()).hexdigest()


def _print(rng: Random, sha: str) -> str:
    bits = int(hashlib.sha256(f"print {sha}".encode()).hexdigest(), 16)
    for _ in range(rng.randrange(9)):
        bits ^= 1 << rng.randrange(256)
    return f"{bits:064x}"


def _persona(town: Town, stays: list[tuple[int, tuple[str, ...]]], taken: set[str], spanish: bool = False) -> Persona:
    rng = town.rng
    name = rng.choice([name for name in stock.NAMES if name not in taken])
    taken.add(name)
    sentences = [stock.sentence(rng, spanish) for _ in range(rng.randint(3, 7))]
    sentences += rng.sample(stock.STOCK, rng.randint(1, 4))
    rng.shuffle(sentences)
    return Persona(
        name=name,
        age=town.ages.randint(21, 45),
        price=20 * town.prices.randint(5, 20),
        phone=_number(town, stays[0][1][2]),
        sentences=sentences,
        pictures=[_picture(f"{town.seed} {town.next()} {at}") for at in range(rng.randint(2, 5))],
        stays=stays,
        layout=rng.randrange(5),
        handle=f"{name.lower()}.{rng.choice(stock.THINGS).replace('-', '')}{rng.randrange(100)}",
    )


def _shown(rng: Random, phone: str, layout: int) -> str:
    a, b, c = phone[:3], phone[3:6], phone[6:]
    plain = (f"{a}-{b}-{c}", f"({a}){b}-{c}", f"{a}.{b}.{c}", " ".join(phone), f"{a}~{b}~{c}")[layout]
    return plain if rng.random() < 0.9 else f"{a} {b} {c}"


def _body(rng: Random, who: Persona, card: Card, place: tuple[str, ...]) -> tuple[str, str]:
    city = place[0].replace("_", " ")
    said = [line for line in who.sentences if rng.random() > 0.08]
    if card.text is not None:
        said = [card.text]
    fields = {
        "name": rng.choice((f"name: {who.name}", f"i'm {who.name}", f"ask for {who.name}", who.name)),
        "age": rng.choice((f"age: {who.age}", f"{who.age} yo", f"{who.age} years young")),
        "rate": rng.choice((f"rate: ${who.price}/hr", f"${who.price} per hour", f"1h {who.price}$")),
        "tel": f"{rng.choice(('tel', 'cell', 'text', 'ring'))} {_shown(rng, card.phone, who.layout)}"
        if card.phone
        else "",
    }
    shown = [fields["name"]] + [fields[key] for key in ("age", "rate") if rng.random() < 0.5]
    tail = [fields["tel"], *card.extra] + ([rng.choice(stock.HOUSE)] if rng.random() < 0.35 else [])
    parts = [part for part in (*shown, *said, *tail) if part]
    glue = ("\n", "\n🌼 ", " / ", "\n- ", ". ")[who.layout]
    title = rng.choice(
        (
            f"{who.name} {city}",
            f"★ {who.name.upper()} ★ {who.age}",
            f"{who.name} - {said[0][:30]}" if said else who.name,
        )
    )
    return title, glue.join(parts)


def _post(town: Town, truth: AdTruth, who: Persona, day: int, card: Card) -> None:
    place = next(city for first, city in reversed(who.stays) if first <= day)
    title, body = _body(town.rng, who, card, place)
    _put(town, truth, title, body, place, day, card.pictures)


def _put(
    town: Town, truth: AdTruth, title: str, body: str, place: tuple[str, ...], day: int, pictures: list[str]
) -> None:
    rng, site = town.rng, town.rng.choice(SITES)
    number, slug, state = town.next(), place[0].lower().replace("_", "-"), place[1].lower()
    city = place[0].replace("_", " ")
    images = [
        {"sha256": sha if rng.random() < 0.7 else _picture(f"{sha} saved {number}"), "pdq": _print(rng, sha)}
        for sha in pictures
    ]
    ad: dict[str, object] = {
        "id": f"t{number:06d}",
        "site": f"{site}.example",
        "url": f"https://{site}.example/{state}/{slug}/{number}",
        "posted_at": f"{START + timedelta(days=day)}T{rng.randrange(24):02d}:{rng.randrange(60):02d}:00Z",
        "title": title,
        "body": body,
        "location": rng.choice((f"{city}, {place[1]}", city, "")),
        "images": images,
    }
    town.ads.append((day, ad, replace(truth, ad_id=str(ad["id"]))))


def _days(rng: Random, count: int, first: int = 0, last: int = DAYS - 1) -> list[int]:
    """Days of posting, some of them runs of daily bumps."""
    days: list[int] = []
    while len(days) < count:
        day = rng.randint(first, max(first, last))
        days += [min(last, day + more) for more in range(rng.choice((1, 1, 1, 2, 3)))]
    return sorted(days[:count])


def _some(rng: Random, pictures: list[str]) -> list[str]:
    return rng.sample(pictures, rng.randint(1, min(3, len(pictures)))) if rng.random() < 0.75 else []


def _controlled(town: Town, who: str) -> None:
    rng, kind = town.rng, town.rng.choice(CONTROLLED)
    town.advertisers.append(AdvertiserTruth(who, "controlled", kind, False))
    stays, taken = _stays(town), set()
    if kind == "convoy" and len(stays) == 1:
        stays = [
            (day, city) for (day, city) in zip(range(0, DAYS, 20), stock.CITIES[rng.randrange(20) :], strict=False)
        ]
    people = [_persona(town, stays, taken) for _ in range(rng.randint(3, 7))]
    script = [stock.sentence(rng) for _ in range(rng.randint(4, 7))]
    pool = [_picture(f"{town.seed} {who} {at}") for at in range(rng.randint(5, 9))]
    lines = [_number(town, stays[0][1][2]) for _ in range(3)]
    word = rng.choice(stock.THINGS).replace("-", "") + who[1:]
    tool = _Hand(kind, lines, pool, word)
    for at, person in enumerate(people):
        if kind in ("burners", "carousel", "catalogue", "bilingual"):
            person.sentences = [stock.reworded(rng, line, 0.15 if kind == "burners" else 0.04) for line in script]
        if kind == "bilingual" and at % 2:
            person.sentences = [stock.sentence(rng, True) for _ in range(5)]
        first = rng.randint(0, DAYS // 3) if kind != "carousel" else at * DAYS // (len(people) + 1)
        last = min(DAYS - 1, first + (rng.randint(15, 40) if kind == "carousel" else rng.randint(90, 260)))
        truth = AdTruth(
            "", who, "controlled", f"{who}/{at}", who if kind in ("burners", "carousel", "catalogue") else f"{who}/{at}"
        )
        for day in _days(rng, rng.randint(5, 11), first, last):
            _post(town, truth, person, day, _by_one_hand(town, tool, person, at, day))


@dataclass(frozen=True, slots=True)
class _Hand:
    kind: str
    lines: list[str]
    pool: list[str]
    word: str


def _by_one_hand(town: Town, hand: _Hand, person: Persona, at: int, day: int) -> Card:
    """What the one hand leaves in this ad."""
    rng, card = town.rng, Card(person.phone, _some(town.rng, person.pictures))
    if hand.kind == "desk":
        card.phone = hand.lines[0]
        card.pictures = _some(rng, hand.pool) if rng.random() < 0.4 else card.pictures
    elif hand.kind == "burners":
        card.phone = (
            f"{hand.lines[0][:3]}{200 + day // 10 * 7 % 780}{(day // 10 * 7919 + int(hand.lines[0])) % 10_000:04d}"
        )
        card.extra = [f"telegram @{hand.word}"] if rng.random() < 0.4 else []
    elif hand.kind == "carousel":
        card.phone = hand.lines[day % 2]
    elif hand.kind == "catalogue":
        card.pictures = rng.sample(hand.pool, 2)
    elif hand.kind == "convoy":
        card.extra = [f"whatsapp {_shown(rng, hand.lines[2], 0)}"] if rng.random() < 0.5 else []
        card.pictures = _some(rng, hand.pool) if rng.random() < 0.2 else card.pictures
    elif hand.kind == "cashier":
        card.extra = [f"cashapp ${hand.word}"] if rng.random() < 0.6 else []
        card.phone = hand.lines[at % 3]
    elif hand.kind == "bilingual":
        card.phone = hand.lines[at % 2] if rng.random() < 0.6 else person.phone
        card.pictures = _some(rng, hand.pool)
    return card


def _collective(town: Town, who: str) -> None:
    rng, kind = town.rng, town.rng.choice(COLLECTIVES)
    town.advertisers.append(AdvertiserTruth(who, "collective", kind, False))
    stays, taken = _stays(town), set()
    people = [_persona(town, stays, taken) for _ in range(2 if kind == "sisters" else rng.randint(2, 5))]
    rooms = [_picture(f"{town.seed} {who} room {at}") for at in range(3)]
    for at, person in enumerate(people):
        if at and kind not in ("tour_mates", "sisters") and rng.random() < 0.5:
            person.stays = [(0, stays[0][1])]
        if kind == "text_swap" and at:
            own = people[0].sentences
            person.sentences = [*rng.sample(own, len(own) // 3), *person.sentences]
        for day in _days(rng, rng.randint(4, 11), rng.randint(0, 120)):
            card = Card(person.phone, _some(rng, person.pictures))
            if kind == "house_phone":
                card.phone = people[0].phone
                card.extra = [f"ig @{person.handle}"] if rng.random() < 0.5 else []
            elif kind == "shared_flat":
                card.pictures = [*card.pictures, *rng.sample(rooms, 1)]
                card.phone = people[0].phone if rng.random() < 0.25 else person.phone
            elif kind == "sisters":
                card.extra = [f"{people[1 - at].name} is here too, one or both"] if rng.random() < 0.5 else []
                card.phone = rng.choice((person.phone, people[1 - at].phone))
            elif kind in ("page", "tour_mates"):
                card.extra = [f"our page: https://{who}.sites.example/us"] if rng.random() < 0.3 else []
                card.phone = rng.choice((person.phone, person.phone, people[0].phone))
            elif kind == "text_swap":
                card.phone = people[0].phone if rng.random() < 0.4 else person.phone
            _post(town, AdTruth("", who, "collective", f"{who}/{at}", f"{who}/{at}"), person, day, card)


def _independent(town: Town, who: str) -> None:
    rng, kind = town.rng, town.rng.choice(INDEPENDENTS)
    town.advertisers.append(AdvertiserTruth(who, "independent", kind, False))
    person = _persona(town, _stays(town), set())
    first, last = 0, DAYS - 1
    if town.retired and rng.random() < 0.25:
        person.phone, first = town.retired.pop(), 320
    elif kind == "plain" and rng.random() < 0.2:
        last = 100
        town.retired.append(person.phone)
    if kind == "terse":
        person.sentences = rng.sample(stock.STOCK, 2)
    lone = _Lone(kind, person.name, person.phone, rng.choice(stock.NAMES), _number(town, person.stays[0][1][2]))
    cut, viral = rng.randint(120, 280), rng.randrange(len(stock.VIRAL))
    truth = AdTruth("", who, "independent", who, f"viral {viral}" if kind == "viral" else who)
    for day in _days(rng, rng.choice((1, 2, 3, 4, 6, 9, 14, 20)), first, last):
        card = _alone(town, lone, person, day > cut)
        card.text = stock.VIRAL[viral] if kind == "viral" else None
        _post(town, truth, person, day, card)


@dataclass(frozen=True, slots=True)
class _Lone:
    kind: str
    name: str
    phone: str
    later_name: str
    later_phone: str


def _alone(town: Town, lone: _Lone, person: Persona, later: bool) -> Card:
    """What somebody on her own shows in this ad."""
    rng, card = town.rng, Card(person.phone, _some(town.rng, person.pictures))
    count = len(town.advertisers)
    if lone.kind == "renamed":
        person.name = lone.later_name if later else lone.name
    elif lone.kind == "renumbered":
        card.phone = lone.later_phone if later else lone.phone
        card.extra = [f"telegram @{person.handle}"] if rng.random() < 0.4 else []
    elif lone.kind == "answering" and rng.random() < 0.6:
        card.phone = f"800555{town.seed % 10}{count // 160:03d}"
        card.extra = [f"direct {_shown(rng, person.phone, 0)}"] if rng.random() < 0.6 else []
    elif lone.kind == "verified":
        card.extra = [f"verified by telegram @badge_desk{count // 400}"]
        card.extra += [f"photos by ig @frame.and.light{count // 200}"] if rng.random() < 0.5 else []
    elif lone.kind == "stolen" and rng.random() < 0.7:
        card.pictures = [_picture(f"{town.seed} stolen {rng.randrange(9)}")]
    return card


def _business(town: Town, who: str) -> None:
    rng, place = town.rng, town.travel.choice(stock.CITIES)
    town.advertisers.append(AdvertiserTruth(who, "business", "front", False))
    phone, firm, number = _number(town, place[2]), rng.choice(stock.FIRM_NAMES), str(rng.randint(10, 9_900))
    street, a, b = rng.choice(stock.STREETS), str(rng.randint(8, 11)), str(rng.randint(8, 11))
    rooms = [_picture(f"{town.seed} {who} hall {at}") for at in range(4)]
    for day in _days(rng, rng.randint(6, 22)):
        facts = {"firm": firm, "number": number, "street": street, "a": a, "b": b, "phone": _shown(rng, phone, 1)}
        lines = [
            stock.filled(rng, line, name=rng.choice(stock.NAMES), **facts) for line in stock.FIRM if rng.random() > 0.1
        ]
        title = f"{firm} - {rng.choice(('open now', 'relax today', 'new faces'))}"
        _put(
            town, AdTruth("", who, "business", who, "front"), title, ". ".join(lines), place, day, rng.sample(rooms, 2)
        )


def _spam(town: Town, who: str) -> None:
    rng = town.rng
    town.advertisers.append(AdvertiserTruth(who, "spam", "flood", False))
    lines, link = rng.sample(stock.FLOOD, 3), f"https://x{rng.randrange(10**6)}.example/in"
    pictures = [_picture(f"{town.seed} stolen {rng.randrange(9)}") for _ in range(2)]
    for day in _days(rng, rng.randint(1, 3)):
        for place in rng.sample(stock.CITIES, rng.randint(9, 18)):
            city = place[0].replace("_", " ")
            body = ". ".join([*(stock.filled(rng, line, city=city) for line in lines), link])
            _put(town, AdTruth("", who, "spam", who, who), f"{city} tonight", body, place, day, pictures)


MAKERS: dict[str, Callable[[Town, str], None]] = {
    "controlled": _controlled,
    "collective": _collective,
    "independent": _independent,
    "business": _business,
    "spam": _spam,
}
