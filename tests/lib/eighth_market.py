"""What the eighth world's people meet in: a carrier that gives numbers again, boards with their own small print, and a
year of postings that are written in the order of time, so that what is posted later can use what stood there before."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from random import Random
from typing import TypeVar

from tests.lib import eighth_words as stock
from tests.lib.eighth_writer import Pen, chosen, filled, number, revised, set_down, spun
from tests.lib.second_world import AdTruth, AdvertiserTruth

START, DAYS = datetime(2025, 2, 3, tzinfo=UTC), 365
QUARANTINE = 90
Town = tuple[str, ...]
Held = TypeVar("Held")
Picture = tuple[str, str, str]
"""(SHA-256, PDQ, words read in it)"""


@dataclass(slots=True)
class Board:
    """A site: what it prints before and after every ad, how it shows places, whether it packs pictures anew."""

    name: str
    before: str
    after: str
    place: str
    packs: bool


BOARDS = (
    Board(
        "lantern", "", "\n--\nLantern Notices. Report abuse: 800-555-0174 or care@lantern.example", "{0}, {1}", False
    ),
    Board("ferry", "Listing {ref}. ", "", "{0}", True),
    Board("commons", "", "\nRef {ref} | posted from {0} | never pay before you meet", "{1} > {0}", False),
    Board("almanac", "", "", "", True),
)


_PRINT = [
    re.compile(r"[\w ]+".join(map(re.escape, re.split(r"\{ref\}|\{0\}", said))))
    for board in BOARDS
    for said in (board.before, board.after)
    if said
]


def without_print(text: str) -> str:
    """An ad without what its board prints around it."""
    for said in _PRINT:
        text = said.sub("", text)
    return text


@dataclass(slots=True)
class Person:
    """One presented adult. `phones`, `names`, `stays`: (first day, value) in order. `extras`: (chance, who words it,
    wordings, facts of its own). `lent`: (chance, line) shown instead of her own number, `album`: (chance, pictures).
    `last`: title and body of the last ad, `last_facts`: town, name and contact in it."""

    truth: AdTruth
    pen: Pen
    age: int
    price: int
    names: list[tuple[int, str]]
    stays: list[tuple[int, Town]]
    phones: list[tuple[int, str]]
    account: str
    reach: str
    text: list[tuple[str, str]]
    pictures: list[Picture]
    hour: float
    extras: list[tuple[float, Pen, tuple[str, ...], dict[str, str]]] = field(default_factory=list)
    lent: list[tuple[float, list[tuple[int, str]]]] = field(default_factory=list)
    album: list[tuple[float, list[Picture]]] = field(default_factory=list)
    last: tuple[str, str] = ("", "")
    last_facts: tuple[str, ...] = ()
    window: tuple[int, int] = (0, DAYS - 1)


@dataclass(slots=True)
class Market:
    seed: int
    rng: Random
    lives: Random
    travel: Random
    serial: int = 0
    returned: list[tuple[int, str]] = field(default_factory=list)
    due: list[tuple[int, int, int, Callable[[int, int], None]]] = field(default_factory=list)
    wall: list[str] = field(default_factory=list)
    gallery: list[tuple[Picture, Person]] = field(default_factory=list)
    ads: list[tuple[str, dict[str, object], AdTruth]] = field(default_factory=list)
    advertisers: list[AdvertiserTruth] = field(default_factory=list)

    def next(self) -> int:
        self.serial += 1
        return self.serial

    def phone(self, area: str, day: int) -> str:
        """A number from a day on: now and then one that somebody gave up a season ago."""
        free = [at for at, (gone, one) in enumerate(self.returned) if gone + QUARANTINE <= day and one[:3] == area]
        if free and self.rng.random() < 0.5:
            return self.returned.pop(free[0])[1]
        return f"{area}{self.rng.choice(('555', '556', '557'))}{self.rng.randrange(10_000):04d}"

    def pictures(self, count: int, words: str = "") -> list[Picture]:
        found = []
        for _ in range(count):
            one = f"eighth {self.seed} {self.next()}"
            found.append((_digest(one), _digest(f"look {one}"), words))
        return found

    def plan(self, day: int, minute: int, write: Callable[[int, int], None]) -> None:
        self.due.append((day, minute, len(self.due), write))


def _digest(words: str) -> str:
    return hashlib.sha256(words.encode()).hexdigest()


def packed(picture: Picture, how: str, bits: int) -> Picture:
    """The same picture stored anew: another file, a look some bits away."""
    look, seen = int(picture[1], 16), Random(f"{how} {picture[0]}")
    for bit in seen.sample(range(256), bits):
        look ^= 1 << bit
    return _digest(f"{how} {picture[0]}"), f"{look:064x}", picture[2]


def at(day: int, history: list[tuple[int, Held]]) -> Held:
    """What holds on a day."""
    return next((value for first, value in reversed(history) if first <= day), history[0][1])


def facts_of(market: Market, one: Person, day: int) -> dict[str, str]:
    phone = at(day, one.phones)
    for share, line in one.lent:
        phone = at(day, line) if market.rng.random() < share else phone
    return {
        "name": at(day, one.names),
        "town": at(day, one.stays)[0],
        "quarter": chosen(market.rng, one.truth.persona, stock.QUARTERS).replace("-", " "),
        "age": str(one.age),
        "price": str(one.price),
        "half": str(one.price * 6 // 10 // 10 * 10),
        "two": str(one.price * 19 // 10 // 10 * 10),
        "reach": number(phone, one.pen.shape) if one.reach == "phone" else one.reach,
        "account": one.account,
    }


def post(market: Market, one: Person, day: int, minute: int) -> None:
    """A person's ad of the day: as often as not the last one once more."""
    rng = market.rng
    facts, town = facts_of(market, one, day), at(day, one.stays)
    now = facts["town"], facts["name"], facts["reach"]
    if one.last_facts != now or rng.random() < 0.5:
        one.text = revised(rng, one.pen, one.text, market.wall[-200:])
        lines = [line for _, line in one.text]
        for share, who, wordings, own in one.extras:
            if rng.random() < share:
                lines.append(filled(spun(rng, who, wordings), {**{key: f"{{{key}}}" for key in facts}, **own}))
        lines.append(spun(rng, one.pen, stock.CONTACTS[one.pen.tongue]))
        title = set_down(one.pen, [spun(rng, one.pen, stock.TITLES[one.pen.tongue])], facts)
        one.last, one.last_facts = (title, set_down(one.pen, lines, facts)), now
        market.wall += [line for idea, line in one.text if idea not in ("hello", "heard", "farewell")]
    shown = rng.sample(one.pictures, rng.randint(1, min(3, len(one.pictures)))) if one.pictures else []
    for share, album in one.album:
        shown += rng.sample(album, min(len(album), rng.randint(1, 2))) if album and rng.random() < share else []
    put(market, one.truth, one.last, town, day, minute, shown)
    if one.truth.activity == "independent":
        market.gallery += [(picture, one) for picture in shown]


def put(
    market: Market, truth: AdTruth, text: tuple[str, str], town: Town, day: int, minute: int, shown: list[Picture]
) -> None:
    rng, serial = market.rng, market.next()
    board = rng.choices(BOARDS, (4, 3, 2, 1))[0]
    ref = str(rng.randrange(10**9, 10**10))
    before, after = (one.replace("{ref}", ref).replace("{0}", town[0]) for one in (board.before, board.after))
    pictures = [packed(one, board.name, 6) if board.packs else one for one in dict.fromkeys(shown)]
    ad: dict[str, object] = {
        "id": f"e{serial:07d}",
        "site": f"{board.name}.example",
        "url": f"https://{board.name}.example/{town[0].lower().replace(' ', '-')}/{serial}",
        "posted_at": (START + timedelta(days=day, minutes=minute)).isoformat(),
        "title": text[0],
        "body": f"{before}{text[1]}{after}",
        "location": board.place.format(*town),
        "images": [{"sha256": sha, "pdq": look, "text": words} for sha, look, words in pictures],
    }
    market.ads.append((str(ad["posted_at"]), ad, replace(truth, ad_id=str(ad["id"]))))
