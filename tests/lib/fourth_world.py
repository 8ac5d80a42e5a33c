"""A fourth world for evaluation, declared before its first score: chatty notes, few controlled, names in short forms.

About one ad in eleven is of a controlled group. Control shows in seven ways (`CONTROLLED`), each in part of the ads
only. What looks like it: roommates, duos, a page of a guild, a borrowed phone, friends on tour, a common tip jar; a
screening desk and a photographer that many strangers list; texts that strangers copy, second-hand numbers, stock
pictures, ads that name nobody. Ages, prices and routes come from streams of their own, alike for everybody. The same
seed gives the same world.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from random import Random

from tests.lib import fourth_words as stock
from tests.lib.second_world import AdTruth, AdvertiserTruth, DeclaredWorld

CONTROLLED = ("switchboard", "relay", "brochure", "studio", "caravan", "ledger", "turnover")
COLLECTIVES = ("roommates", "duo", "guild", "borrowed", "friends_on_tour", "tip_jar")
INDEPENDENTS = ("plain", "plain", "plain", "plain", "short_form", "renamed", "renumbered", "screened", "viral", "stock")
SHARES = (("controlled", 0.09), ("collective", 0.21), ("independent", 0.5), ("business", 0.08), ("spam", 0.12))
START, DAYS = datetime(2025, 9, 1, tzinfo=UTC), 200
BOARDS = ("curb", "nightowl", "corkwall")

City = tuple[str, ...]


@dataclass(slots=True)
class Voice:
    """How one writer's notes look: what she says, in what order, with what signs. `named`: share of notes with a
    name."""

    remarks: list[str]
    opener: str
    sign: str
    price: str
    place: str
    glue: str
    dots: str
    named: float


@dataclass(slots=True)
class Person:
    """One presented adult. `legs`: (first day, city) in order."""

    names: tuple[str, ...]
    age: int
    price: int
    voice: Voice
    phone: str
    pictures: list[str]
    legs: list[tuple[int, City]]
    handle: str


@dataclass(slots=True)
class Note:
    """What one ad shows beside the remarks."""

    phone: str | None
    pictures: list[str]
    more: list[str] = field(default_factory=list)
    text: str | None = None
    template: str | None = None


@dataclass(slots=True)
class Wall:
    """The generator's state. `freed`: numbers given up early, which may go to somebody else."""

    seed: int
    rng: Random
    ages: Random
    prices: Random
    travel: Random
    serial: int = 0
    ads: list[tuple[int, dict[str, object], AdTruth]] = field(default_factory=list)
    advertisers: list[AdvertiserTruth] = field(default_factory=list)
    freed: list[str] = field(default_factory=list)

    def next(self) -> int:
        self.serial += 1
        return self.serial


def make_fourth_world(seed: int, size: int) -> DeclaredWorld:
    """About `size` ads (never fewer), in order of posting."""
    wall = Wall(seed, *(Random(f"fourth {seed} {name}") for name in ("all", "ages", "prices", "travel")))
    made = dict.fromkeys((name for name, _ in SHARES), 0)
    while len(wall.ads) < size:
        activity = min(SHARES, key=lambda share: made[share[0]] / share[1])[0]
        before = len(wall.ads)
        MAKERS[activity](wall, f"{activity}-{len(wall.advertisers):05d}")
        made[activity] += len(wall.ads) - before
    wall.ads.sort(key=lambda item: (item[0], str(item[1]["id"])))
    return DeclaredWorld([ad for _, ad, _ in wall.ads], tuple(t for _, _, t in wall.ads), tuple(wall.advertisers))


def _legs(wall: Wall) -> list[tuple[int, City]]:
    """Two of five travel, a week or two in a place; a third of these go round."""
    if wall.travel.random() < 0.6:
        return [(0, wall.travel.choice(stock.CITIES))]
    cities = wall.travel.sample(stock.CITIES, wall.travel.randint(3, 7))
    round_trip, day, found = wall.travel.random() < 0.33, 0, []
    while day < DAYS:
        at = len(found)
        found.append((day, cities[at % len(cities)] if round_trip else wall.travel.choice(cities)))
        day += wall.travel.randint(6, 16)
    return found


def _phone(wall: Wall, area: str) -> str:
    return f"{area}{wall.rng.randint(201, 988)}{wall.rng.randrange(10_000):04d}"


def _picture(wall: Wall, name: str) -> str:
    return hashlib.sha256(f"fourth {wall.seed} {name}".encode()).hexdigest()


def _pictures(wall: Wall, count: int) -> list[str]:
    return [_picture(wall, str(wall.next())) for _ in range(count)]


def _voice(wall: Wall) -> Voice:
    rng = wall.rng
    return Voice(
        remarks=[stock.remark(rng) for _ in range(rng.randint(4, 8))],
        opener=rng.choice(stock.OPENERS),
        sign=rng.choice(stock.SIGNS),
        price=rng.choice(stock.PRICES),
        place=rng.choice(stock.PLACES),
        glue=rng.choice(("\n", ". ", " ~ ", " ... ", " | ")),
        dots=rng.choice(("-", ".", " ", "", "_")),
        named=rng.choice((1.0, 1.0, 0.9, 0.8, 0.5)),
    )


def _people(wall: Wall, count: int, legs: list[tuple[int, City]]) -> list[Person]:
    rng = wall.rng
    return [
        Person(
            names=names,
            age=wall.ages.randint(21, 47),
            price=10 * wall.prices.randint(8, 45),
            voice=_voice(wall),
            phone=_phone(wall, legs[0][1][2]),
            pictures=_pictures(wall, rng.choice((0, 2, 3, 4, 5))),
            legs=legs,
            handle=f"{names[-1]}_{rng.choice(stock.BANKS['noun']).replace('-', '')}{rng.randrange(1000)}",
        )
        for names in rng.sample(stock.NAMES, count)
    ]


def _days(rng: Random, count: int, first: int = 0, last: int = DAYS - 1) -> list[int]:
    return sorted(rng.randint(first, max(first, last)) for _ in range(count))


def _some(rng: Random, pictures: list[str]) -> list[str]:
    return rng.sample(pictures, rng.randint(1, min(3, len(pictures)))) if pictures and rng.random() < 0.7 else []


def _written(rng: Random, who: Person, note: Note, place: City) -> tuple[str, str]:
    voice, city = who.voice, place[0].replace("_", " ").lower()
    name = who.names[-1] if rng.random() < 0.85 else who.names[0]
    digits = (note.phone or "")[:3], (note.phone or "")[3:6], (note.phone or "")[6:]
    facts = {"name": name, "age": str(who.age), "price": str(who.price), "city": city}
    facts["phone"] = voice.dots.join(digits)
    opener = voice.opener if rng.random() < 0.8 else rng.choice(stock.OPENERS)
    lines = [opener if rng.random() < voice.named else rng.choice(stock.NAMELESS)]
    lines += [note.text] if note.text else [line for line in voice.remarks if rng.random() > 0.1]
    lines += [line for line, chance in ((voice.price, 0.4), (voice.place, 0.5)) if rng.random() < chance]
    lines += [voice.sign] if note.phone else []
    lines += note.more + ([rng.choice(stock.RULES)] if rng.random() < 0.25 else [])
    body = voice.glue.join(stock.filled(rng, line, facts) for line in lines)
    titles = ("{look} & {mood}, {city}", "{city} | {age}", "{mood} {day} in {city}", "{name} | {city}", "{name} {age}")
    usual = titles[len(voice.remarks[0]) % 3 :: 2] if voice.named == 1.0 else titles[:3]
    return stock.filled(rng, rng.choice(usual), facts), body


def _post(wall: Wall, truth: AdTruth, who: Person, day: int, note: Note) -> None:
    place = next(city for first, city in reversed(who.legs) if first <= day)
    title, body = _written(wall.rng, who, note, place)
    _put(wall, replace(truth, template=note.template), title, body, place, day, note.pictures)


def _put(wall: Wall, truth: AdTruth, title: str, body: str, place: City, day: int, pictures: list[str]) -> None:
    rng, board, number = wall.rng, wall.rng.choice(BOARDS), wall.next()
    city, slug, state = place[0].replace("_", " "), place[0].lower().replace("_", "-"), place[1].lower()
    images = []
    for sha in pictures:
        bits = int(hashlib.sha256(f"bits {sha}".encode()).hexdigest(), 16)
        for _ in range(rng.randrange(10)):
            bits ^= 1 << rng.randrange(256)
        kept = sha if rng.random() < 0.5 else _picture(wall, f"{sha} {number}")
        images.append({"sha256": kept, "pdq": f"{bits:064x}"})
    ad: dict[str, object] = {
        "id": f"f{number:06d}",
        "site": f"{board}.example",
        "url": f"https://{board}.example/{state}/{slug}/note/{number}",
        "posted_at": (START + timedelta(days=day, minutes=rng.randrange(1440))).isoformat(),
        "title": title,
        "body": body,
        "location": f"{city}, {place[1]}" if rng.random() < 0.7 else city,
        "images": images,
    }
    wall.ads.append((day, ad, replace(truth, ad_id=str(ad["id"]))))


def _controlled(wall: Wall, who: str) -> None:
    rng, kind, legs = wall.rng, wall.rng.choice(CONTROLLED), _legs(wall)
    wall.advertisers.append(AdvertiserTruth(who, "controlled", kind, len(legs) > 1))
    people = _people(wall, rng.randint(3, 6), legs)
    hand = _Hand(kind, [_phone(wall, legs[0][1][2]) for _ in range(3)], _pictures(wall, rng.randint(5, 8)), rng, who)
    script = [stock.remark(rng) for _ in range(rng.randint(5, 8))]
    scripted = kind in ("brochure", "turnover", "ledger") or rng.random() < 0.2
    for at, person in enumerate(people):
        if scripted:
            person.voice = replace(people[0].voice, remarks=[stock.twisted(rng, line, 0.12) for line in script])
        elif kind == "switchboard":
            mine = person.voice.remarks
            person.voice.remarks = [*mine[: len(mine) // 2], *rng.sample(script, len(script) // 2)]
        first = rng.randint(0, 60) if kind != "turnover" else at * DAYS // (len(people) + 1)
        last = min(DAYS - 1, first + (rng.randint(12, 30) if kind == "turnover" else rng.randint(50, 140)))
        truth = AdTruth("", who, "controlled", f"{who}/{at}", None)
        for day in _days(rng, rng.randint(3, 8), first, last):
            note = hand.note(person, at, day)
            note.template = who if scripted else f"{who}/{at}"
            _post(wall, truth, person, day, note)


@dataclass(frozen=True, slots=True)
class _Hand:
    kind: str
    lines: list[str]
    pool: list[str]
    rng: Random
    who: str

    def note(self, person: Person, at: int, day: int) -> Note:
        """What the one hand leaves in this ad."""
        rng, note = self.rng, Note(person.phone, _some(self.rng, person.pictures))
        word = self.who.replace("controlled-", "")
        if self.kind in ("switchboard", "turnover"):
            note.phone = self.lines[0]
        elif self.kind == "relay":
            note.phone = rng.choice(self.lines)
        elif self.kind == "studio":
            note.pictures = rng.sample(self.pool, rng.randint(1, 3))
        elif self.kind == "caravan":
            note.more = [f"booking: road{word}@mail.example"] if rng.random() < 0.5 else []
            note.phone = self.lines[at % 2] if rng.random() < 0.3 else person.phone
        elif self.kind == "ledger":
            note.more = [f"cashapp $till{word}"] if rng.random() < 0.5 else []
            note.phone = f"{self.lines[0][:3]}{201 + day // 8 * 13 % 780}{(day // 8 * 6151 + at) % 10_000:04d}"
        if self.kind not in ("studio", "brochure") and rng.random() < 0.25:
            note.pictures = rng.sample(self.pool, 1)
        return note


def _collective(wall: Wall, who: str) -> None:
    rng, kind, legs = wall.rng, wall.rng.choice(COLLECTIVES), _legs(wall)
    wall.advertisers.append(AdvertiserTruth(who, "collective", kind, len(legs) > 1))
    people = _people(wall, 2 if kind == "duo" else rng.randint(2, 6 if kind == "guild" else 4), legs)
    rooms = _pictures(wall, 3)
    for at, person in enumerate(people):
        if at and kind in ("guild", "tip_jar", "borrowed") and rng.random() < 0.6:
            person.legs = [(0, legs[0][1])] if rng.random() < 0.5 else _legs(wall)
        if kind == "borrowed" and at:
            person.voice.remarks[:2] = rng.sample(people[0].voice.remarks, 2)
        for day in _days(rng, rng.randint(3, 9), rng.randint(0, 70)):
            note = Note(person.phone, _some(rng, person.pictures), template=f"{who}/{at}")
            _between_friends(rng, who, kind, at, day, people, note, rooms)
            _post(wall, AdTruth("", who, "collective", f"{who}/{at}", None), person, day, note)


def _between_friends(
    rng: Random, who: str, kind: str, at: int, day: int, people: list[Person], note: Note, rooms: list[str]
) -> None:
    """Puts into one ad what these friends share."""
    person, word = people[at], who.replace("collective-", "")
    if kind == "roommates":
        note.pictures = [*note.pictures, rng.choice(rooms)] if rng.random() < 0.6 else note.pictures
        note.phone = people[0].phone if rng.random() < 0.3 else person.phone
    elif kind == "duo":
        other = people[1 - at]
        note.more = [f"w/ my friend {other.names[-1]}, ask 4 both"] if rng.random() < 0.4 else []
        note.phone = rng.choice((person.phone, other.phone))
    elif kind == "guild":
        note.more = [f"all of us: https://guild{word}.example/who"] if rng.random() < 0.5 else []
    elif kind == "borrowed":
        note.phone = people[0].phone if 60 < day < 110 else person.phone
        note.more = [f"tg @{person.handle}"] if rng.random() < 0.4 else []
    elif kind == "friends_on_tour":
        note.phone = people[0].phone if rng.random() < 0.35 else person.phone
    elif kind == "tip_jar":
        note.more = [f"cashapp $jar{word}"] if rng.random() < 0.4 else []


def _independent(wall: Wall, who: str) -> None:
    rng, kind, legs = wall.rng, wall.rng.choice(INDEPENDENTS), _legs(wall)
    wall.advertisers.append(AdvertiserTruth(who, "independent", kind, len(legs) > 1))
    person = _people(wall, 1, legs)[0]
    first, last, count = 0, DAYS - 1, len(wall.advertisers)
    if wall.freed and rng.random() < 0.3:
        person.phone, first = wall.freed.pop(), 150
    elif kind == "plain" and rng.random() < 0.15:
        last = 60
        wall.freed.append(person.phone)
    later, cut = rng.choice(stock.NAMES), rng.randint(60, 150)
    other, viral = _phone(wall, legs[0][1][2]), rng.randrange(len(stock.VIRAL))
    for day in _days(rng, rng.choice((1, 1, 2, 3, 4, 6, 9, 15)), first, last):
        note = Note(person.phone, _some(rng, person.pictures), template=who)
        if kind == "renamed" and day > cut:
            person.names = later
        elif kind == "renumbered":
            note.phone = other if day > cut else person.phone
            note.more = [f"ig @{person.handle}"] if rng.random() < 0.5 else []
        elif kind == "screened":
            note.more = [f"screened by tg @doorcheck{count // 300}"] if rng.random() < 0.7 else []
            note.more += [f"pics by ig @lens_and_lamp{count // 150}"] if rng.random() < 0.4 else []
        elif kind == "viral":
            note.text, note.template = stock.VIRAL[viral], f"viral {viral}"
        elif kind == "stock" and rng.random() < 0.6:
            note.pictures = [_picture(wall, f"stock {rng.randrange(8)}")]
        _post(wall, AdTruth("", who, "independent", who, None), person, day, note)


def _business(wall: Wall, who: str) -> None:
    rng, place = wall.rng, wall.travel.choice(stock.CITIES)
    wall.advertisers.append(AdvertiserTruth(who, "business", "shop", False))
    number, street = str(rng.randint(100, 9_900)), rng.choice(stock.STREETS)
    phone, firm = (
        "-".join((place[2], str(rng.randint(201, 988)), f"{rng.randrange(10_000):04d}")),
        rng.choice(stock.SHOPS),
    )
    rooms, staff = _pictures(wall, 4), [names[-1] for names in rng.sample(stock.NAMES, 5)]
    for day in _days(rng, rng.randint(5, 20)):
        facts = {"firm": firm, "number": number, "street": street, "phone": phone, "name": rng.choice(staff)}
        lines = [stock.filled(rng, line, facts) for line in stock.SHOP if rng.random() > 0.08]
        truth = AdTruth("", who, "business", who, "shop")
        _put(wall, truth, f"{firm} open now", "\n".join(lines), place, day, rng.sample(rooms, 2))


def _spam(wall: Wall, who: str) -> None:
    rng = wall.rng
    wall.advertisers.append(AdvertiserTruth(who, "spam", "flood", False))
    lines, link = rng.sample(stock.FLOODS, 3), f"https://go-{rng.randrange(10**6)}.example/x"
    pictures = [_picture(wall, f"stock {rng.randrange(8)}") for _ in range(2)]
    for day in _days(rng, rng.randint(1, 3)):
        for place in rng.sample(stock.CITIES, rng.randint(8, 20)):
            city = place[0].replace("_", " ").lower()
            body = "\n".join([*(stock.filled(rng, line, {"city": city}) for line in lines), link])
            _put(wall, AdTruth("", who, "spam", who, who), f"{city} live", body, place, day, pictures)


MAKERS: dict[str, Callable[[Wall, str], None]] = {
    "controlled": _controlled,
    "collective": _collective,
    "independent": _independent,
    "business": _business,
    "spam": _spam,
}
