"""Independents, collectives, businesses and spam: how each posts.

Each function returns one advertiser with everything it posts, in order of time. The fifth activity,
several people run by one hand, is in `controlled.py`.
"""

from __future__ import annotations

from dataclasses import replace

from safelight.assembly.demo.cast import Advertiser, Ground, Persona, Post, draw_disguise
from safelight.assembly.demo.drafting import pick_line, revised
from safelight.assembly.demo.pictures import take
from safelight.assembly.demo.places import CITIES, City
from safelight.assembly.demo.posting import Contact, Text, page_line, page_link, posts_of
from safelight.assembly.demo.travel import Itinerary, Stop, active_days, ad_count, day_time, itinerary
from safelight.assembly.demo.voice import draw_voice
from safelight.assembly.demo.words import BANKS

REASSIGNED_AFTER_DAYS = 45
"""Carriers in the United States rest a number for at least 45 days before handing it on (47 CFR 52.15(f), 2018)."""

FESTIVAL = 0.4
"""Share of collectives' tours that are one trip together to a festival and home again."""

Posted = tuple[Advertiser, list[Post]]


def independent(ground: Ground, key: str) -> Posted:
    """One adult with an own phone and an own style; some tour, some post on two sites."""
    home = ground.city()
    persona = ground.persona(home)
    first, last = active_days(ground.rng, ground.days)
    stops = itinerary(ground.rng, home, first, last, ground.shape.touring)
    obscures, guarded = draw_disguise(ground)
    phone = _own_phone(ground, key, home, first)
    address = street(ground) if len(stops) == 1 and ground.chance(0.1) else ""
    contact = Contact(phone, obscures, always=guarded, address=address)
    count = ad_count(ground.rng)
    extra = [pick_line(ground.rng, "address")] if address else []
    posts = posts_of(ground, key, "independent", persona, stops, count, contact, extra=extra)
    ground.phones.retire(phone, key, last)
    facts = Advertiser(
        key, "independent", "touring" if len(stops) > 1 else "settled", (phone,), (), len(stops) > 1, obscures
    )
    return replace(facts, innocent=guarded), posts


def _own_phone(ground: Ground, key: str, home: City, first: int) -> str:
    old = ground.phones.inherit(first, REASSIGNED_AFTER_DAYS) if ground.chance(ground.shape.reassigned * 2) else None
    if old is None:
        return ground.phones.lease(home)
    ground.reassigned.append((old[0], old[1], key))
    return old[0]


def collective(ground: Ground, key: str) -> Posted:
    """Two to five adults who share a phone, a flat or both, each with own texts, style and prices."""
    rng, shape = ground.rng, ground.shape
    home = ground.city()
    kind = rng.choices(("shared-phone", "shared-flat", "phone-and-flat"), (40, 35, 25))[0]
    members = ground.personas(rng.choice((2, 2, 3, 3, 4, 5)), home)
    first, last = active_days(rng, ground.days)
    stops = itinerary(rng, home, first, last, shape.touring)
    festival = len(stops) > 1 and last - first >= 12 and ground.chance(FESTIVAL)
    if festival:
        stops = _festival(ground, home, first, last)
    flat = () if kind == "shared-phone" else (take(rng, ground.next_key("F")), take(rng, ground.next_key("F")))
    address = street(ground) if flat and ground.chance(0.4) else ""
    pasted = [pick_line(rng, "flat")] if flat and ground.chance(shape.flat_paragraph) else []
    pasted += [pick_line(rng, "address")] if address else []
    obscures, guarded = draw_disguise(ground)
    phones = [ground.phones.lease(home) for _ in members]
    if kind != "shared-flat":
        phones = phones[:1] * len(members)
    posts: list[Post] = []
    for member, phone in zip(members, phones, strict=True):
        contact = Contact(phone, obscures, always=guarded, address=address)
        with_flat = ground.sharing(member, flat)
        own = posts_of(ground, key, "collective", with_flat, stops, ad_count(rng), contact, extra=pasted)
        posts += [_with_festival(ground, post, home) for post in own] if festival else own
    shares = (("phone",) if kind != "shared-flat" else ()) + (("flat",) if flat else ())
    unique = tuple(dict.fromkeys(phones))
    facts = Advertiser(key, "collective", kind, unique, shares, len(stops) > 1, obscures, innocent=True)
    return facts, _in_time(posts)


def _festival(ground: Ground, home: City, first: int, last: int) -> Itinerary:
    away = ground.rng.choice([city for city in CITIES if city is not home])
    start = ground.rng.randrange(first + 3, last - 6)
    return (Stop(home, first, start), Stop(away, start, start + 4), Stop(home, start + 4, last))


def _with_festival(ground: Ground, post: Post, home: City) -> Post:
    if post.city is home:
        return post
    lines = (*post.draft.lines[:1], pick_line(ground.rng, "together"), *post.draft.lines[1:])
    return replace(post, draft=replace(post.draft, lines=lines))


def business(ground: Ground, key: str) -> Posted:
    """A studio with a fixed address, opening hours and a page for each of its staff, from one page template."""
    rng = ground.rng
    home = ground.city()
    voice = draw_voice(rng, ground.shape.typo)
    staff = ground.personas(rng.choice((1, 2, 3, 4, 5, 6, 8)), home, voice)
    first, last = active_days(rng, ground.days)
    title = f"{rng.choice(BANKS['studio'])} {rng.choice(BANKS['kindof'])}"
    obscures, guarded = draw_disguise(ground)
    phone = ground.phones.lease(home)
    link = page_link(ground, staff[0])
    contact = Contact(phone, obscures, always=guarded, address=street(ground), business=title, link=link)
    extra = [pick_line(rng, section) for section in ("studio", "hours", "address")] + [*page_line(ground, link)]
    page = ground.draft(voice, extra, trade="staff")
    rooms = tuple(take(rng, ground.next_key("F")) for _ in range(3))
    posts: list[Post] = []
    for one in staff:
        there = replace(ground.sharing(one, rooms), sites=staff[0].sites, price=staff[0].price)
        stops = (Stop(home, first, last),)
        posts += posts_of(ground, key, "business", there, stops, ad_count(rng), contact, drafts=(page,))
    ground.phones.retire(phone, key, last)
    return Advertiser(
        key, "business", "studio", (phone,), ("phone", "address", "page"), False, obscures, innocent=True
    ), _in_time(posts)


def spam(ground: Ground, key: str) -> Posted:
    """One text in dozens of cities within hours, with links and throw-away phones."""
    rng = ground.rng
    persona = ground.persona(ground.city())
    draft = ground.draft(persona.voice, [pick_line(rng, "link")])
    link = f"https://{rng.choice(BANKS['noun'])}-{rng.choice(BANKS['noun'])}{rng.randrange(100)}.example/join"
    obscures, guarded = draw_disguise(ground)
    posts: list[Post] = []
    phones: list[str] = []
    setting = rng.getrandbits(32)
    for _ in range(rng.choice((1, 1, 2, 3))):
        start = rng.randrange(ground.days) + day_time(rng)
        length = rng.uniform(1.5, 7.0) / 24
        for city in rng.sample(CITIES, rng.randint(24, 52)):
            if not phones or ground.chance(0.15):
                phones.append(ground.phones.lease(ground.city()))
            contact = Contact(phones[-1], obscures, always=guarded, link=link)
            when = min(start + rng.random() * length, ground.days - 1e-5)
            posts.append(_blast(ground, key, persona, (draft, setting), (when, city), contact))
    facts = Advertiser(key, "spam", "blast", tuple(phones), ("text", "link"), False, obscures)
    return facts, _in_time(posts)


def _blast(ground: Ground, key: str, persona: Persona, text: Text, where: tuple[float, City], contact: Contact) -> Post:
    if not ground.chance(ground.shape.exact):
        text = revised(ground.rng, text[0], ground.shape.edit), ground.rng.getrandbits(32)
    return contact.post(ground, key, "spam", persona, where, text, persona.price)


def street(ground: Ground) -> str:
    """An invented street address: the house number is out of any usual range."""
    rng = ground.rng
    return f"{rng.randrange(90000, 99999)} {rng.choice(BANKS['street'])} {rng.choice(BANKS['road'])}"


def _in_time(posts: list[Post]) -> list[Post]:
    return sorted(posts, key=lambda post: post.when)
