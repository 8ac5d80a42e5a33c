"""A second, independent world for evaluation: other phrases, sites, habits and group structures than the demo world.

Written from the product's description alone. Control shows in seven ways (`CONTROLLED`), one a group; hard
negatives are adults who share (`COLLECTIVES`), who tour alone or in pairs, who change name or phone, fronts and
spam. Age, price and travel are drawn alike for everybody, by streams of their own: `deal` deals them anew and leaves
everything else as it was. The same seed gives the same world.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from tests.lib.second_words import CITIES, NAMES
from tests.lib.second_writer import Ink, Voice, business_text, ink, own_voice, rewrite, spam_text, written

CONTROLLED = ("one_phone", "rotating_script", "pictures", "joint_moves", "payment", "recovery_mail", "paraphrase")
COLLECTIVES = ("one_line", "flat", "copying_friends", "pair_ads", "co_op", "deposit_friend")
INDEPENDENTS = ("plain", "plain", "plain", "plain", "two_names", "new_phone", "by_mail", "stolen_picture")
SHARES = (("controlled", 0.16), ("collective", 0.16), ("independent", 0.48), ("business", 0.1), ("spam", 0.1))
START, DAYS = date(2026, 1, 5), 110

Place = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class AdTruth:
    ad_id: str
    advertiser: str
    activity: str
    persona: str
    template: str | None


@dataclass(frozen=True, slots=True)
class AdvertiserTruth:
    id: str
    activity: str
    kind: str
    touring: bool


@dataclass(frozen=True, slots=True)
class DeclaredWorld:
    """Ads with what is true of them: what every written world gives."""

    ads: list[dict[str, object]]
    truth: tuple[AdTruth, ...]
    advertisers: tuple[AdvertiserTruth, ...]


@dataclass(slots=True)
class Person:
    """One presented adult. `route` are (first day, city), in order."""

    name: str
    age: int
    price: int
    voice: Voice
    phone: str
    pictures: list[str]
    route: list[tuple[int, Place]]
    handle: str = ""


@dataclass(slots=True)
class Stage:
    """The generator's state: one stream a matter, so that dealing one anew moves no other."""

    seed: int
    ages: Random
    prices: Random
    travel: Random
    rng: Random = field(default_factory=lambda: Random("second"))
    serial: int = 0
    ads: list[tuple[int, dict[str, object], AdTruth]] = field(default_factory=list)
    advertisers: list[AdvertiserTruth] = field(default_factory=list)

    def number(self) -> int:
        self.serial += 1
        return self.serial


def make_second_world(seed: int, size: int, deal: int = 0) -> DeclaredWorld:
    """About `size` ads (never fewer) over 110 days, in order of posting."""
    stage = Stage(seed, *_dealt(seed, deal))
    made = dict.fromkeys((name for name, _ in SHARES), 0)
    while len(stage.ads) < size:
        activity = min(SHARES, key=lambda share: made[share[0]] / share[1])[0]
        before = len(stage.ads)
        _advertise(stage, activity)
        made[activity] += len(stage.ads) - before
    stage.ads.sort(key=lambda item: (item[0], str(item[1]["id"])))
    return DeclaredWorld([a for _, a, _ in stage.ads], tuple(t for _, _, t in stage.ads), tuple(stage.advertisers))


def _dealt(seed: int, deal: int) -> tuple[Random, Random, Random]:
    ages, prices, travel = (Random(f"second {seed} {deal} {name}") for name in ("ages", "prices", "travel"))
    return ages, prices, travel


def _advertise(stage: Stage, activity: str) -> None:
    name = f"{activity[:2]}-{len(stage.advertisers):05d}"
    stage.rng = rng = Random(f"second {stage.seed} {name}")
    stage.serial = 1_000 * len(stage.advertisers)
    kinds: dict[str, tuple[str, ...]] = {
        "controlled": CONTROLLED,
        "collective": COLLECTIVES,
        "independent": INDEPENDENTS,
        "business": ("front",),
        "spam": ("flood",),
    }
    kind = rng.choice(kinds[activity])
    touring = stage.travel.random() < 0.4 and activity not in ("business", "spam")
    if activity == "independent" and kind == "plain" and rng.random() < 0.12:
        _travelling_pair(stage, name)
        return
    stage.advertisers.append(AdvertiserTruth(name, activity, kind, touring))
    MAKERS[activity](stage, name, kind, touring)


def route(travel: Random, touring: bool) -> list[tuple[int, Place]]:
    """(first day, city) over all the days; a third of the tours return in a circle."""
    home = travel.choice(CITIES)
    if not touring:
        return [(0, _place(home))]
    ring = travel.sample(CITIES, travel.randint(3, 6))
    circle = travel.random() < 1 / 3
    day, at, found = 0, 0, []
    while day < DAYS:
        found.append((day, _place(ring[at % len(ring)] if circle else travel.choice(ring))))
        day += travel.randint(5, 11)
        at += 1
    return found


def _place(row: tuple[str, ...]) -> Place:
    return (row[0].replace("_", " "), row[1], row[2])


def _person(stage: Stage, where: list[tuple[int, Place]], voice: Voice | None = None) -> Person:
    rng = stage.rng
    number = stage.number()
    return Person(
        name=rng.choice(NAMES),
        age=stage.ages.randint(20, 44),
        price=10 * stage.prices.randint(10, 40),
        voice=voice or own_voice(rng),
        phone=f"{where[0][1][2]}{200 + number % 700:03d}{rng.randrange(10_000):04d}",
        pictures=[_picture(f"{number} {at}") for at in range(rng.randint(2, 4))],
        route=where,
        handle=f"{rng.choice(NAMES).lower()}{number}",
    )


def _people(stage: Stage, count: int, where: list[tuple[int, Place]], voice: Voice | None = None) -> list[Person]:
    people: list[Person] = []
    while len(people) < count:
        one = _person(stage, where, voice)
        if all(one.name != other.name for other in people):
            people.append(one)
    return people


def _picture(name: str) -> str:
    return hashlib.sha256(f"second picture {name}".encode()).hexdigest()


def _print(rng: Random, sha: str) -> str:
    """A PDQ-like print: the picture's own 256 bits, up to 12 of them flipped, as after another compression."""
    bits = int(hashlib.sha256(f"pdq {sha}".encode()).hexdigest(), 16)
    for _ in range(rng.randrange(13)):
        bits ^= 1 << rng.randrange(256)
    return f"{bits:064x}"


@dataclass(slots=True)
class Post:
    """What one ad says of its own beside the person's facts."""

    phone: str | None = None
    mail: str | None = None
    tag: str | None = None
    handle: str | None = None
    other: str | None = None
    pictures: list[str] | None = None
    template: str | None = None


def _publish(stage: Stage, who: str, activity: str, persona: str, person: Person, day: int, post: Post) -> None:
    rng = stage.rng
    place = next(city for first, city in reversed(person.route) if first <= day)
    facts = Ink(
        person.name, person.age, person.price, place[0], post.phone, post.mail, post.tag, post.handle, post.other
    )
    title, body = written(rng, person.voice, facts)
    _put(stage, AdTruth("", who, activity, persona, post.template), title, body, place, day, post.pictures)


def _put(
    stage: Stage, truth: AdTruth, title: str, body: str, place: Place, day: int, pictures: list[str] | None
) -> None:
    rng = stage.rng
    ad_id = f"w2-{stage.number():06d}"
    board = rng.choice(("pinboard", "cornerpost", "weeklysheet"))
    slug = place[0].lower().replace(" ", "-")
    location = {"pinboard": f"{place[0]}, {place[1]}", "cornerpost": place[0], "weeklysheet": ""}[board]
    url = {
        "pinboard": f"https://pinboard.example/{place[1].lower()}/{slug}/{ad_id}.html",
        "cornerpost": f"https://{slug}-{place[1].lower()}.cornerpost.example/?id={ad_id}",
        "weeklysheet": f"https://weeklysheet.example/us/{place[1].lower()}/{slug}/notices/{ad_id}",
    }[board]
    posted = f"{START + timedelta(days=day)}T{rng.randrange(24):02d}:{rng.randrange(60):02d}:00Z"
    images = []
    for sha in pictures or []:
        images.append({"sha256": sha if rng.random() < 0.6 else _picture(f"{sha} {ad_id}"), "pdq": _print(rng, sha)})
    ad: dict[str, object] = {
        "id": ad_id,
        "site": f"{board}.example",
        "url": url,
        "posted_at": posted,
        "title": title,
        "body": body,
        "location": location,
        "images": images,
    }
    stage.ads.append((day, ad, AdTruth(ad_id, truth.advertiser, truth.activity, truth.persona, truth.template)))


def _days(stage: Stage, count: int, first: int = 0, last: int = DAYS - 1) -> list[int]:
    return sorted(stage.rng.randint(first, max(first, last)) for _ in range(count))


def _shown(rng: Random, pictures: list[str]) -> list[str]:
    return rng.sample(pictures, rng.randint(1, min(2, len(pictures)))) if pictures and rng.random() < 0.8 else []


def _controlled(stage: Stage, who: str, kind: str, touring: bool) -> None:
    rng = stage.rng
    together = route(stage.travel, touring or kind == "joint_moves")
    count = rng.randint(3, 6)
    script = own_voice(rng) if kind in ("rotating_script", "paraphrase") or rng.random() < 0.3 else None
    people = _people(stage, count, together, script)
    if kind == "paraphrase":
        for person in people:
            person.voice = rewrite(rng, person.voice, 0.5)
    pool = [_picture(f"{who} pool {at}") for at in range(rng.randint(4, 7))]
    lines = [person.phone for person in people]
    for at, person in enumerate(people):
        first = rng.randint(0, 40) if kind != "one_phone" else min(80, at * rng.randint(6, 18))
        for turn, day in enumerate(_days(stage, rng.randint(4, 10), first, min(DAYS - 1, first + rng.randint(30, 90)))):
            post = Post(phone=person.phone, pictures=_shown(rng, person.pictures), template=f"{who}/{at}")
            _show_control(stage, who, kind, day, turn, post, lines, pool)
            if kind != "pictures" and rng.random() < 0.25:
                post.pictures = rng.sample(pool, 1)
            post.template = who if script else post.template
            _publish(stage, who, "controlled", f"{who}/{at}", person, day, post)


def _show_control(
    stage: Stage, who: str, kind: str, day: int, turn: int, post: Post, lines: list[str], pool: list[str]
) -> None:
    """Puts into one ad what this group's one hand leaves in it."""
    rng, word = stage.rng, who.replace("-", "")
    if kind == "one_phone":
        post.phone = lines[0]
    elif kind == "paraphrase":
        post.phone = lines[rng.randrange(2)]
    elif kind == "rotating_script":
        fresh = f"{lines[0][:3]}{300 + (day // 9) % 600:03d}{stage.serial * 37 % 10000:04d}"
        post.phone = lines[(day // 12) % len(lines)] if turn % 4 else fresh
    elif kind == "pictures":
        post.pictures = rng.sample(pool, rng.randint(1, 3))
    elif kind == "joint_moves" and rng.random() < 0.5:
        post.handle = f"book{word}"
    elif kind == "payment" and rng.random() < 0.6:
        post.tag = f"${word}pays"
    elif kind == "recovery_mail" and rng.random() < 0.5:
        post.mail = f"{word}.desk@mail.example"


def _collective(stage: Stage, who: str, kind: str, touring: bool) -> None:
    rng = stage.rng
    together = route(stage.travel, touring and rng.random() < 0.5)
    people = _people(stage, 2 if kind == "pair_ads" else rng.randint(2, 5), together)
    rooms = [_picture(f"{who} room {at}") for at in range(2)]
    if kind == "copying_friends":
        for person in people[1:]:
            person.voice = own_voice(rng, like=people[0].voice, part=rng.uniform(0.2, 0.5))
    for at, person in enumerate(people):
        if touring and together == people[0].route and at and rng.random() < 0.6:
            person.route = route(stage.travel, rng.random() < 0.4)
        first = rng.randint(0, 30)
        for day in _days(stage, rng.randint(4, 10), first, DAYS - 1):
            post = Post(phone=person.phone, pictures=_shown(rng, person.pictures), template=f"{who}/{at}")
            _show_friends(stage, who, kind, at, people, post, rooms)
            _publish(stage, who, "collective", f"{who}/{at}", person, day, post)


def _show_friends(
    stage: Stage, who: str, kind: str, at: int, people: list[Person], post: Post, rooms: list[str]
) -> None:
    """Puts into one ad what these friends share."""
    rng, person, word = stage.rng, people[at], who.replace("-", "")
    if kind in ("one_line", "copying_friends"):
        post.phone = people[0].phone
        post.handle = person.handle if rng.random() < 0.6 else None
    elif kind == "flat":
        post.pictures = [*_shown(rng, person.pictures), *(rng.sample(rooms, 1) if rng.random() < 0.7 else [])]
        post.phone = people[0].phone if rng.random() < 0.3 else person.phone
    elif kind == "pair_ads" and rng.random() < 0.4:
        post.other = people[1 - at].name
        post.phone = rng.choice((person.phone, people[1 - at].phone))
    elif kind == "co_op" and rng.random() < 0.5:
        post.mail = f"{word}.friends@mail.example"
    elif kind == "deposit_friend" and rng.random() < 0.4:
        post.tag = f"${word}tips"


def _independent(stage: Stage, who: str, kind: str, touring: bool) -> None:
    rng = stage.rng
    person = _person(stage, route(stage.travel, touring))
    names = [person.name, rng.choice(NAMES)]
    phones = [person.phone, f"{person.phone[:6]}{rng.randrange(10_000):04d}"]
    for day in _days(stage, rng.choice((1, 2, 3, 5, 8, 12, 18))):
        post = Post(phone=person.phone, pictures=_shown(rng, person.pictures), template=who)
        if kind == "two_names":
            person.name = names[day > DAYS // 2]
        elif kind == "new_phone":
            post.phone = phones[day > DAYS // 2]
        elif kind == "by_mail":
            post.phone, post.mail = None, f"{person.handle}@mail.example"
        elif kind == "stolen_picture" and rng.random() < 0.6:
            post.pictures = [_picture(f"stolen {rng.randrange(12)}")]
        if rng.random() < 0.1:
            post.handle = person.handle
        _publish(stage, who, "independent", who, person, day, post)


def _travelling_pair(stage: Stage, who: str) -> None:
    """Two friends who tour together: two advertisers, own phones, texts and pictures, the same towns and days."""
    rng = stage.rng
    together = route(stage.travel, True)
    for side, person in zip("ab", _people(stage, 2, together), strict=True):
        name = f"{who}{side}"
        stage.advertisers.append(AdvertiserTruth(name, "independent", "travelling_pair", True))
        for day in _days(stage, rng.randint(6, 16)):
            post = Post(phone=person.phone, pictures=_shown(rng, person.pictures), template=name)
            _publish(stage, name, "independent", name, person, day, post)


def _business(stage: Stage, who: str, kind: str, touring: bool) -> None:
    rng = stage.rng
    people = _people(stage, rng.randint(2, 6), route(stage.travel, False))
    text = business_text(rng)
    rooms = [_picture(f"{who} hall {at}") for at in range(4)]
    for day in _days(stage, rng.randint(6, 24)):
        person = rng.choice(people)
        title, body = text(rng, ink(person.name, person.age, person.price, people[0].route[0][1][0], people[0].phone))
        truth = AdTruth("", who, "business", who, who)
        _put(stage, truth, title, body, people[0].route[0][1], day, rng.sample(rooms, 2))


def _spam(stage: Stage, who: str, kind: str, touring: bool) -> None:
    rng = stage.rng
    text, phone = spam_text(rng), f"{rng.randrange(201, 989)}{rng.randrange(200, 999)}{rng.randrange(10_000):04d}"
    pictures = [_picture(f"stolen {rng.randrange(12)}") for _ in range(2)]
    for day in _days(stage, rng.randint(2, 4)):
        for row in rng.sample(CITIES, rng.randint(8, 16)):
            title, body = text(rng, ink(rng.choice(NAMES), 0, 0, row[0].replace("_", " "), phone))
            _put(stage, AdTruth("", who, "spam", who, who), title, body, _place(row), day, pictures)


MAKERS: dict[str, Callable[[Stage, str, str, bool], None]] = {
    "controlled": _controlled,
    "collective": _collective,
    "independent": _independent,
    "business": _business,
    "spam": _spam,
}
