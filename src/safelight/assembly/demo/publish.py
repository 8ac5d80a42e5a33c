"""Sets a demo post in type: the published record in the ad format, and the truth about it.

Every fact that fills a sentence is kept with its span, so that a test can ask whether extraction
found exactly what was planted. Nothing here knows the activity: what is published depends on the
post's words and contact alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from safelight.assembly.demo.cast import Persona, Post
from safelight.assembly.demo.drafting import Fact, Line, pick_line
from safelight.assembly.demo.phones import OBSCURED_STYLES, PLAIN_STYLES, e164, obscured, plain
from safelight.assembly.demo.places import AREAS_OF_TOWN
from safelight.assembly.demo.voice import Planted, Voice, setting

_SERVICE_MARKS = {"instagram": "IG", "telegram": "Telegram", "snapchat": "snap", "twitter": "Twitter", "kik": "Kik"}
_HALF_AN_HOUR = 0.6
"""What half an hour costs as a share of an hour."""


@dataclass(frozen=True, slots=True)
class AdTruth:
    """What is true of one ad. `template` is null when no other ad came of the same text;
    a text that strangers copied has one template and several advertisers. `phones` are the advertiser's
    own numbers in the ad, E.164; numbers of a verification service or booking line are planted as `generic_phone`."""

    ad_id: str
    advertiser: str
    personas: tuple[str, ...]
    activity: str
    phones: tuple[str, ...]
    template: str | None
    city: str
    state: str
    planted: tuple[Planted, ...]

    def record(self) -> dict[str, object]:
        return {
            "ad_id": self.ad_id,
            "advertiser": self.advertiser,
            "personas": list(self.personas),
            "activity": self.activity,
            "phones": list(self.phones),
            "template": self.template,
            "city": self.city,
            "state": self.state,
            "planted": [one.record() for one in self.planted],
        }


Sentence = list[str | Planted]


def publish(rng: Random, post: Post, serial: int, start: date, repeats: bool) -> tuple[dict[str, object], AdTruth]:
    """One record and its truth; `serial` numbers ads in order of posting, `repeats` says whether the text recurs."""
    voice = post.persona.voice
    own = Random(post.setting)  # noqa: S311 - invented ads, nothing secret is drawn
    title, in_title = setting(own, voice, _title(own, post), "title")
    body, in_body = setting(own, voice, _body(own, post), "body")
    if post.boilerplate:
        body = f"{body}\n\n{rng.choice(post.site.rules)}"
    ad_id = f"{post.site.prefix}-{serial:06d}"
    record: dict[str, object] = {
        "id": ad_id,
        "site": post.site.name,
        "url": _url(post, title, serial),
        "posted_at": _posted_at(post, start),
        "title": title,
        "body": body,
        "location": post.site.place.format(name=post.city.name, state=post.city.state, area=rng.choice(AREAS_OF_TOWN)),
        "images": [picture.record() for picture in post.pictures],
    }
    planted = (*in_title, *in_body)
    truth = AdTruth(
        ad_id=ad_id,
        advertiser=post.advertiser,
        personas=(post.persona.id,),
        activity=post.activity,
        phones=tuple(sorted({str(one.value) for one in planted if one.field == "phone"})),
        template=post.draft.key if repeats else None,
        city=post.city.name,
        state=post.city.state,
        planted=planted,
    )
    return record, truth


def _posted_at(post: Post, start: date) -> str:
    moment = datetime.combine(start, datetime.min.time()) + timedelta(seconds=int(post.when * 86_400))
    return moment.date().isoformat() if post.site.dates else f"{moment.isoformat()}Z"


def _url(post: Post, title: str, serial: int) -> str:
    slug = "-".join(re.findall(r"[a-z0-9]+", title.lower())[:8]) or "notice"
    words = title.lower()
    category = "wellness" if "massage" in words or "relax" in words or "spa" in words else "companions"
    return post.site.url.format(
        state=post.city.state.lower(), city=post.city.slug, category=category, slug=slug, serial=serial
    )


def _title(rng: Random, post: Post) -> list[Sentence]:
    sentence = _filled(rng, post, post.draft.title)
    if post.phone and rng.random() < 0.08:
        sentence += [" ", _phone(rng, post)]
    return [sentence]


def _body(rng: Random, post: Post) -> list[Sentence]:
    found: list[Sentence] = []
    for line in post.draft.lines:
        if line.section == "call":
            found += [_filled(rng, post, one) for one in _contact(rng, post, line)]
        elif _answerable(post, line):
            found.append(_filled(rng, post, line))
    if post.generic:
        found.append(_filled(rng, post, pick_line(rng, "verified")))
    return found


def _contact(rng: Random, post: Post, call: Line) -> list[Line]:
    """How to answer: the phone when shown, a mail or handle when there is one, else the site's own messages."""
    lines = [call] if post.phone else []
    persona = post.persona
    if persona.email and (not post.phone or rng.random() < 0.4):
        lines.append(pick_line(rng, "write"))
    if persona.handle and (not post.phone or rng.random() < 0.4):
        lines.append(pick_line(rng, "follow"))
    return lines or [pick_line(rng, "message")]


def _answerable(post: Post, line: Line) -> bool:
    """False when a sentence asks for something this ad doesn't have."""
    have = {"link": post.link, "address": post.address, "business": post.business}
    return all(have.get(part.name, "yes") for part in line.parts if isinstance(part, Fact))


def _filled(rng: Random, post: Post, line: Line) -> Sentence:
    sentence: Sentence = []
    for piece in line.pieces():
        if isinstance(piece, str):
            sentence.append(piece)
        else:
            sentence += _fact(rng, post, piece.name)
    return sentence


def _fact(rng: Random, post: Post, name: str) -> Sentence:
    persona = post.persona
    if name == "price":
        return _price(rng, post)
    if name == "phone":
        return [_phone(rng, post)]
    if name == "generic" and post.generic:
        return [Planted("generic_phone", e164(post.generic), plain(post.generic, 2 if rng.random() < 0.5 else 1))]
    if name == "handle" and persona.handle:
        return _handle(persona)
    if name == "email" and persona.email:
        return [Planted("email", persona.email, persona.email)]
    if name == "age":
        return [Planted("age", persona.age, str(persona.age))]
    if name == "name":
        return [Planted("name", persona.name, persona.name)]
    if name == "city":
        return [Planted("location", f"{post.city.name}, {post.city.state}", post.city.name)]
    if name == "link":
        return [Planted("url", post.link, post.link)]
    return [{"address": post.address, "business": post.business}[name]]


def _handle(persona: Persona) -> Sentence:
    service, account = persona.handle or ("", "")
    value = {"service": service, "name": account}
    return [f"{_SERVICE_MARKS[service]} ", Planted("handle", value, f"@{account}")]


def _phone(rng: Random, post: Post) -> Planted:
    """The number as its writer usually writes it, now and then otherwise."""
    voice = post.persona.voice
    national = post.phone or ""
    other = rng.random() < 0.15
    if post.obscured:
        style = rng.randrange(OBSCURED_STYLES) if other else voice.obscured_style
        text = obscured(rng, national, style, voice.spanish > 0 and rng.random() < 0.5)
        return Planted("phone", e164(national), text, obscured=True)
    if rng.random() < 0.04:
        return Planted("phone", e164(national), f"https://chat.example/1{national}")
    style = rng.randrange(PLAIN_STYLES) if other else voice.plain_style
    return Planted("phone", e164(national), plain(national, style))


def _price(rng: Random, post: Post) -> Sentence:
    voice, hour = post.persona.voice, post.price
    half = round(hour * _HALF_AN_HOUR / 10) * 10
    first = _amount(voice, hour, "hour")
    if rng.random() < 0.6:
        return [first]
    return [first, rng.choice((", ", " / ", " or ")), _amount(voice, half, "half_hour")]


def _amount(voice: Voice, amount: int, unit: str) -> Planted:
    hourly = unit == "hour"
    texts = (
        f"${amount} {'an hour' if hourly else 'half an hour'}",
        f"${amount}/{'hr' if hourly else 'half hr'}",
        f"{amount} {'per hour' if hourly else 'per half hour'}",
        f"{'1h' if hourly else '30min'} ${amount}",
        f"{'hour' if hourly else 'half hour'}: {amount}$",
        f"{amount}/{'h' if hourly else 'hh'}",
    )
    currency = "USD" if "$" in texts[voice.price_style] else None
    return Planted("price", {"amount": amount, "currency": currency, "unit": unit}, texts[voice.price_style])
