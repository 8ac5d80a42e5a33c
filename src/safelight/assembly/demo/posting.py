"""How a persona's ads come about, whoever runs them: texts that repeat with edits, contact, travel talk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from safelight.assembly.demo.cast import Activity, Ground, Persona, Post
from safelight.assembly.demo.drafting import Draft, Line, pick_line, revised
from safelight.assembly.demo.places import City
from safelight.assembly.demo.travel import Itinerary, moments
from safelight.assembly.demo.words import BANKS

Text = tuple[Draft, int]
"""A draft and the number its typesetting starts from: the same pair is the same text again."""

DISGUISE = 0.85
"""How often somebody who disguises a number does it in a given ad; `always` makes it every time."""

LINK = 0.12
"""Share of personas with a page of their own, whatever the activity."""


@dataclass(frozen=True, slots=True)
class Contact:
    """How an advertiser's ads are answered, and what is fixed about the place."""

    phone: str | None
    obscures: bool
    always: bool = False
    address: str = ""
    business: str = ""
    link: str = ""

    def post(
        self,
        ground: Ground,
        key: str,
        activity: Activity,
        persona: Persona,
        where: tuple[float, City],
        text: Text,
        price: int,
    ) -> Post:
        """One ad with this contact; whether it shows the phone, house rules or a generic number is drawn here."""
        rng, shape = ground.rng, ground.shape
        shows = rng.random() < shape.phone_shown
        return Post(
            advertiser=key,
            persona=persona,
            activity=activity,
            when=where[0],
            city=where[1],
            site=rng.choice(persona.sites),
            draft=text[0],
            phone=self.phone if shows else None,
            obscured=self.obscures and (self.always or rng.random() < DISGUISE),
            price=price,
            setting=text[1],
            pictures=ground.shown(persona.pictures),
            address=self.address,
            business=self.business,
            link=self.link,
            boilerplate=rng.random() < shape.boilerplate,
            generic=rng.choice(ground.generic) if rng.random() < shape.verification else None,
        )


def posts_of(
    ground: Ground,
    key: str,
    activity: Activity,
    persona: Persona,
    stops: Itinerary,
    count: int,
    contact: Contact,
    *,
    drafts: Sequence[Draft] = (),
    extra: Sequence[Line] = (),
    lift: float = 1.0,
    edit: float | None = None,
) -> list[Post]:
    """`count` ads of one persona along its stops. Without `drafts` the persona writes own texts and repeats them with
    edits; with them every ad is a revision of one of these. `edit` overrides the shape's edit rate."""
    rng, shape = ground.rng, ground.shape
    rate = shape.edit if edit is None else edit
    page = "" if drafts else page_link(ground, persona)
    with_page = replace(contact, link=contact.link or page)
    own: Draft | None = None
    last: Text | None = None
    posts: list[Post] = []
    price = persona.price
    for where in moments(rng, stops, count):
        if last and rng.random() < shape.exact * shape.repost:
            text, setting = last
        else:
            setting = rng.getrandbits(32)
            if drafts:
                text = revised(rng, drafts[rng.randrange(len(drafts))], rate)
            elif own is None or rng.random() >= shape.repost:
                text = own = _written(ground, persona, [*extra, *page_line(ground, page)], lift)
            else:
                text = revised(rng, own, rate)
            if rng.random() < 0.15:
                price = max(60, price + rng.choice((-20, -10, 10, 20)))
        last = (text, setting)
        seen = (_travelling(ground, text, stops, where[1], persona), setting)
        posts.append(with_page.post(ground, key, activity, persona, where, seen, price))
    return posts


def _written(ground: Ground, persona: Persona, extra: Sequence[Line], lift: float) -> Draft:
    """A text of the persona's own, or now and then one that copies a stranger's, with changes."""
    rng, shape = ground.rng, ground.shape
    if ground.texts and rng.random() < shape.copied:
        return revised(rng, rng.choice(ground.texts), shape.edit * 2)
    draft = ground.draft(persona.voice, extra, lift=lift)
    ground.texts.append(draft)
    return draft


def page_link(ground: Ground, persona: Persona) -> str:
    """The address of an own page, or nothing for most."""
    if ground.rng.random() >= LINK:
        return ""
    rng = ground.rng
    noun = rng.choice(BANKS["noun"])
    return (
        f"https://{persona.name.lower()}-{noun}{rng.randrange(100_000)}.example/{rng.choice(('dates', 'about', 'me'))}"
    )


def page_line(ground: Ground, page: str) -> tuple[Line, ...]:
    """The sentence that names a page, when there is one."""
    return (pick_line(ground.rng, "link"),) if page else ()


def _travelling(ground: Ground, draft: Draft, stops: Itinerary, city: City, persona: Persona) -> Draft:
    """Half of the ads written away from the first stop say so: independents' as much as anybody's."""
    if city is stops[0].city or ground.rng.random() < 0.5:
        return draft
    at = ground.rng.randrange(len(draft.lines))
    line = pick_line(ground.rng, "visit", persona.voice.spanish)
    return replace(draft, lines=(*draft.lines[:at], line, *draft.lines[at:]))
