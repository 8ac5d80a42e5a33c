"""Several personas run by one hand: the pattern the pipeline is there to find.

Groups differ in what holds them together: one phone, a few phones in turn, fresh phones behind one
script, or the same pictures behind different texts. Some rewrite the script for each post. They move
together, with personas taking turns, no more and no further than anybody else.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from safelight.assembly.demo.cast import Advertiser, Ground, Persona, Post, draw_disguise
from safelight.assembly.demo.drafting import Draft
from safelight.assembly.demo.pictures import Picture
from safelight.assembly.demo.places import City
from safelight.assembly.demo.posting import Contact, page_line, page_link, posts_of
from safelight.assembly.demo.travel import Itinerary, active_days, ad_count, itinerary
from safelight.assembly.demo.voice import Voice, draw_voice

PLACEHOLDER = "0000000000"
"""Stands for "some phone" until `_rotated` puts the one of the day in its place; never published."""

ADS_PER_PHONE = 4
"""A rotating phone is thrown away after about as many ads."""


@dataclass(frozen=True, slots=True)
class Hand:
    """How one hand works: `edit` is how much of the script changes in each post."""

    kind: str
    home: City
    voice: Voice
    lift: float
    edit: float
    scripts: tuple[Draft, ...]
    link: str


def controlled(ground: Ground, key: str) -> tuple[Advertiser, list[Post]]:
    """Three to twelve personas with everything posted for them."""
    rng, shape = ground.rng, ground.shape
    hand = _hand(ground)
    personas = _personas(ground, hand)
    first, last = active_days(rng, ground.days)
    stops = itinerary(rng, hand.home, first, last, shape.touring)
    obscures, guarded = draw_disguise(ground, hand.lift)
    phones = _phones(ground, hand, len(personas))
    contacts = [Contact(phone, obscures, always=guarded, link=hand.link) for phone in phones]
    posts: list[Post] = []
    for persona, contact in zip(personas, contacts, strict=True):
        turn = _turn(ground, stops)
        posts += posts_of(
            ground, key, "controlled", persona, turn, ad_count(rng), contact,
            drafts=hand.scripts, lift=hand.lift, edit=hand.edit,
        )  # fmt: skip
    posts.sort(key=lambda post: post.when)
    if hand.kind == "rotating-phones":
        posts = _rotated(ground, posts, hand.home)
    used = tuple(dict.fromkeys(post.phone for post in posts if post.phone))
    return Advertiser(
        key, "controlled", hand.kind, used, _shares(hand, personas), len(stops) > 1, obscures, hand.lift > 1
    ), posts


def _hand(ground: Ground) -> Hand:
    rng, shape = ground.rng, ground.shape
    kinds = ("one-phone", "shared-phones", "rotating-phones", "pictures-only")
    weights = (shape.one_phone, shape.shared_phones, shape.rotating_phones, shape.pictures_only)
    kind = rng.choices(kinds, weights)[0]
    voice = draw_voice(rng, shape.typo)
    lift = shape.lift if ground.chance(shape.lifted) else 1.0
    edit = shape.paraphrase if ground.chance(shape.paraphrasing) else shape.edit
    home, link = ground.city(), ""
    scripts: tuple[Draft, ...] = ()
    if kind != "pictures-only":
        link = page_link(ground, ground.persona(home))
        scripts = tuple(ground.draft(voice, page_line(ground, link), lift=lift) for _ in range(rng.choice((1, 1, 2))))
    return Hand(kind, home, voice, lift, edit, scripts, link)


def _personas(ground: Ground, hand: Hand) -> list[Persona]:
    """Personas with own names, ages and prices; some of their pictures are the same."""
    rng = ground.rng
    voice = None if hand.kind == "pictures-only" else hand.voice
    personas = ground.personas(rng.choice((3, 3, 4, 4, 5, 6, 7, 9, 12)), hand.home, voice)
    shared = _shared_pictures(ground, hand, personas)
    if not shared:
        return personas
    return [ground.sharing(one, shared) for one in personas]


def _shared_pictures(ground: Ground, hand: Hand, personas: list[Persona]) -> tuple[Picture, ...]:
    pool = tuple(picture for one in personas for picture in one.pictures)[:4]
    wanted = hand.kind == "pictures-only" or ground.chance(0.45)
    if wanted and len(pool) < 2:
        spare = ground.persona(hand.home).pictures or ground.stock[:2]
        pool = (*pool, *spare)[:4]
    return pool if wanted and len(pool) >= 2 else ()


def _phones(ground: Ground, hand: Hand, count: int) -> list[str]:
    """The phone of each persona."""
    if hand.kind == "one-phone":
        return [ground.phones.lease(hand.home)] * count
    if hand.kind == "shared-phones":
        few = [ground.phones.lease(hand.home) for _ in range(ground.rng.choice((2, 3)))]
        return [few[at % len(few)] for at in range(count)]
    if hand.kind == "rotating-phones":
        return [PLACEHOLDER] * count
    return [ground.phones.lease(hand.home) for _ in range(count)]


def _turn(ground: Ground, stops: Itinerary) -> Itinerary:
    """The run of the group's stops one persona is part of."""
    if len(stops) < 3 or ground.chance(0.4):
        return stops
    length = ground.rng.randint(2, len(stops))
    start = ground.rng.randrange(len(stops) - length + 1)
    return stops[start : start + length]


def _rotated(ground: Ground, posts: list[Post], home: City) -> list[Post]:
    """The same posts with a fresh phone every few ads, for all personas together."""
    found: list[Post] = []
    phone = ground.phones.lease(home)
    for post in posts:
        if ground.chance(1 / ADS_PER_PHONE):
            phone = ground.phones.lease(post.city)
        found.append(replace(post, phone=phone) if post.phone else post)
    return found


def _shares(hand: Hand, personas: list[Persona]) -> tuple[str, ...]:
    pictures = [picture.key for one in personas for picture in one.pictures]
    found = [] if hand.kind in ("pictures-only", "rotating-phones") else ["phone"]
    found += ["script"] if hand.scripts else []
    found += ["pictures"] if len(pictures) != len(dict.fromkeys(pictures)) else []
    return tuple(found)
