"""Who posts in a demo world: personas, what one of them posts, and the facts that are true of an advertiser.

An advertiser is one hand: a person, adults who share something, a business, a spammer, or whoever runs
other people's ads. `Ground` holds what the activities draw from together, so that names, ages, prices,
sites, pictures and voices are one distribution for all of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from random import Random
from typing import Literal

from safelight.assembly.demo.drafting import Draft, Line, pick_line
from safelight.assembly.demo.phones import PhonePool
from safelight.assembly.demo.pictures import Picture, resaved, take
from safelight.assembly.demo.places import CITIES, SITE_WEIGHTS, SITES, City, Site
from safelight.assembly.demo.shape import Shape
from safelight.assembly.demo.voice import Voice, draw_voice
from safelight.assembly.demo.words import BANKS, NAMES

Activity = Literal["independent", "collective", "business", "spam", "controlled"]
ACTIVITIES: tuple[Activity, ...] = ("independent", "collective", "business", "spam", "controlled")

AGES = (21, 48)
"""Youngest and oldest; every person in the demo world is an adult, drawn from one distribution."""

STOCK_PICTURES = 40


@dataclass(frozen=True, slots=True)
class Persona:
    """One advertised adult. `price` is dollars for an hour."""

    id: str
    name: str
    age: int
    price: int
    home: City
    voice: Voice
    pictures: tuple[Picture, ...]
    sites: tuple[Site, ...]
    email: str | None
    handle: tuple[str, str] | None


@dataclass(frozen=True, slots=True)
class Post:
    """One ad before it is set in type. `when` is in days from the start; `phone` is national digits or None;
    ads with the same draft, facts and `setting` come out letter for letter the same."""

    advertiser: str
    persona: Persona
    activity: Activity
    when: float
    city: City
    site: Site
    draft: Draft
    phone: str | None
    obscured: bool
    price: int
    setting: int
    pictures: tuple[Picture, ...] = ()
    address: str = ""
    business: str = ""
    link: str = ""
    boilerplate: bool = False
    generic: str | None = None


@dataclass(frozen=True, slots=True)
class Advertiser:
    """What is true of one hand. `shares` names what holds its ads together; `innocent` marks look-alikes planted on
    purpose (adults who share, people who guard their number)."""

    id: str
    activity: Activity
    kind: str
    phones: tuple[str, ...] = ()
    shares: tuple[str, ...] = ()
    touring: bool = False
    obscures: bool = False
    lifted: bool = False
    innocent: bool = False


@dataclass(slots=True)
class Ground:
    """What every activity draws from. One per world; `serial` numbers personas, drafts and pictures;
    `texts` are those somebody may copy."""

    rng: Random
    shape: Shape
    days: int
    phones: PhonePool
    stock: tuple[Picture, ...]
    generic: tuple[str, ...]
    serial: int = 0
    texts: list[Draft] = field(default_factory=list)
    reassigned: list[tuple[str, str, str]] = field(default_factory=list)

    def next_key(self, letter: str) -> str:
        self.serial += 1
        return f"{letter}{self.serial:06d}"

    def city(self) -> City:
        return self.rng.choice(CITIES)

    def chance(self, probability: float) -> bool:
        return self.rng.random() < probability

    def personas(self, count: int, home: City, voice: Voice | None = None) -> list[Persona]:
        """Personas of one advertiser, with different names."""
        return [self.persona(home, voice, name) for name in self.rng.sample(NAMES, count)]

    def persona(self, home: City, voice: Voice | None = None, name: str = "") -> Persona:
        """One adult, with a voice and a name of her own unless given."""
        rng = self.rng
        key = self.next_key("P")
        name = name or rng.choice(NAMES)
        noun = rng.choice(BANKS["noun"])
        number = rng.randrange(1000, 10000)
        email = f"{name.lower()}.{noun}{number}@mailbarn.example" if rng.random() < 0.18 else None
        handle = (rng.choice(_SERVICES), f"{name.lower()}_{noun}_x{number}") if rng.random() < 0.22 else None
        return Persona(
            id=key,
            name=name,
            age=int(rng.triangular(AGES[0], AGES[1] + 1, 27)),
            price=draw_price(rng),
            home=home,
            voice=voice or draw_voice(rng, self.shape.typo),
            pictures=tuple(take(rng, f"{key}-{n}") for n in range(rng.choice((0, 2, 3, 3, 4, 5, 6)))),
            sites=self.sites(),
            email=email,
            handle=handle,
        )

    def sharing(self, persona: Persona, shared: Sequence[Picture]) -> Persona:
        """The persona with up to two pictures exchanged for shared ones: how many anybody has stays as drawn."""
        count = min(2, len(persona.pictures), len(shared))
        kept = persona.pictures[: len(persona.pictures) - count]
        return replace(persona, pictures=(*kept, *self.rng.sample(shared, count)))

    def sites(self) -> tuple[Site, ...]:
        """One site, or two for a fifth of all posters."""
        first = self.rng.choices(SITES, SITE_WEIGHTS)[0]
        second = self.rng.choices(SITES, SITE_WEIGHTS)[0]
        return (first, second) if self.chance(0.2) and second is not first else (first,)

    def shown(self, pictures: Sequence[Picture]) -> tuple[Picture, ...]:
        """The pictures one ad shows: some of the poster's own, re-saved now and then, and at times a stock picture."""
        rng = self.rng
        count = min(len(pictures), rng.choice((0, 1, 1, 2, 2, 3)))
        chosen = rng.sample(pictures, count) if count else []
        found = [resaved(rng, one) if rng.random() < 0.25 else one for one in chosen]
        if self.chance(self.shape.stock_picture):
            stock = rng.choice(self.stock)
            found.append(resaved(rng, stock) if rng.random() < 0.5 else stock)
        return tuple(found)

    def draft(self, voice: Voice, extra: Sequence[Line] = (), trade: str = "self", lift: float = 1.0) -> Draft:
        """A fresh text in a voice, `extra` lines among it (an address, a shared paragraph) in place of others."""
        rng = self.rng
        size = max(2, rng.randint(*voice.size) - len(extra))
        plan = ["greeting"] if rng.random() < 0.7 else []
        plan += [rng.choices(_BODY, _BODY_WEIGHTS)[0] for _ in range(size - len(plan))]
        if trade != "self":
            plan = [trade if section == "self" else section for section in plan]
        plan += [name for name, rate in _indicators(self.shape, lift) if rng.random() < rate]
        lines = [pick_line(rng, section, voice.spanish) for section in plan]
        for line in extra:
            lines.insert(rng.randint(min(1, len(lines)), len(lines)), line)
        if rng.random() < 0.75:
            lines.insert(rng.randint(len(lines) // 2, len(lines)), pick_line(rng, "price"))
        if rng.random() < 0.4:
            lines.append(pick_line(rng, "closing", voice.spanish))
        lines.insert(len(lines) - rng.randrange(2), pick_line(rng, "call", voice.spanish))
        return Draft(self.next_key("T"), pick_line(rng, "title"), tuple(lines))


_SERVICES = ("instagram", "telegram", "snapchat", "twitter", "kik")
_BODY = ("self", "likes", "offer", "manners", "logistics")
_BODY_WEIGHTS = (22, 24, 24, 14, 16)


def _indicators(shape: Shape, lift: float) -> tuple[tuple[str, float], ...]:
    return (("trust", shape.trust * lift), ("youth", shape.youth * lift))


def draw_price(rng: Random) -> int:
    """Dollars for an hour: one distribution for every activity."""
    return max(60, min(600, round(rng.lognormvariate(5.15, 0.38) / 10) * 10))


def draw_disguise(ground: Ground, lift: float = 1.0) -> tuple[bool, bool]:
    """Whether an advertiser disguises the number, and whether in every ad: one rate for all, times `lift`."""
    guarded = ground.chance(ground.shape.guarded)
    return guarded or ground.chance(ground.shape.obscured * lift), guarded
