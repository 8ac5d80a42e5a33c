"""A missing-person poster: what an agency knows of somebody it looks for, and what may be done with a match.

A poster belongs to one open case of the kind missing person. What a match leads to is the workflow below: a person of
the agency looks, makes contact, and asks an adult first. There is no move from a candidate to telling anybody
anything: `told` is reached only from `may_tell`, and that only by the found person's own consent. Somebody found to
be under 18 goes the way of child protection instead. The reporter has no verb, no page and no answer here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from safelight.ads.core.ad import Image
from safelight.kernel.workflow import Move, Workflow

POSTER_WORKFLOW = Workflow(
    name="poster",
    start="open",
    moves=(Move("open", "close", "closed", "ads.poster.close"),),
)
"""Closing erases what the poster says; its id and its moves stay in the audit log."""

MATCH_WORKFLOW = Workflow(
    name="match",
    start="candidate",
    moves=(
        Move("candidate", "set_aside", "set_aside", "ads.poster.set_aside"),
        Move("set_aside", "look_again", "candidate", "ads.poster.look_again"),
        Move("candidate", "contact", "contacted", "ads.poster.contact"),
        Move("contacted", "not_the_person", "set_aside", "ads.poster.set_aside"),
        Move("contacted", "is_adult", "to_be_asked", "ads.poster.is_adult"),
        Move("contacted", "is_minor", "protected", "ads.poster.is_minor"),
        Move("to_be_asked", "consent", "may_tell", "ads.poster.consent"),
        Move("to_be_asked", "decline", "may_not_tell", "ads.poster.decline"),
        Move("may_not_tell", "consent", "may_tell", "ads.poster.consent"),
        Move("may_tell", "decline", "may_not_tell", "ads.poster.decline"),
        Move("may_tell", "tell", "told", "ads.poster.tell"),
    ),
)
"""A found adult is asked first. `tell` records that a person told the reporter what the found person agreed to."""

NEVER_A_VERDICT = (
    "A list of ads for a person to look at. It says where words, places, times or pictures agree with a poster; it "
    "never says that somebody was found. People share names, towns and ages."
)

MOST_ALIASES = 20
MOST_MARKS = 20
MOST_PICTURES = 50
LONGEST_FIELD = 200
"""Characters of a name, a place or a mark."""

_HEX = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Seen:
    """A place where the person was last seen, with degrees when the gazetteer knows it."""

    city: str
    state: str
    lat: float | None = None
    lon: float | None = None


@dataclass(frozen=True, slots=True)
class Poster:
    """`age` is that on `age_on`; `missing_since` the day last seen; `marks` short phrases ("rose tattoo on left
    wrist"); `pictures` fingerprints alone."""

    name: str
    aliases: tuple[str, ...] = ()
    age: int | None = None
    age_on: date | None = None
    missing_since: date | None = None
    places: tuple[Seen, ...] = ()
    marks: tuple[str, ...] = ()
    pictures: tuple[Image, ...] = ()

    def record(self) -> dict[str, object]:
        return {
            "name": self.name,
            "aliases": list(self.aliases),
            "age": self.age,
            "age_on": self.age_on.isoformat() if self.age_on else None,
            "missing_since": self.missing_since.isoformat() if self.missing_since else None,
            "places": [
                {"city": place.city, "state": place.state, "lat": place.lat, "lon": place.lon} for place in self.places
            ],
            "marks": list(self.marks),
            "pictures": [{"sha256": picture.sha256, "pdq": picture.pdq} for picture in self.pictures],
        }


def poster_from(record: Mapping[str, Any]) -> Poster:
    """The poster that `record` made this of. Fields that are left out are empty; a wrong date or age raises
    ValueError."""
    return Poster(
        name=str(record.get("name") or "").strip(),
        aliases=tuple(str(item).strip() for item in record.get("aliases") or () if str(item).strip()),
        age=int(record["age"]) if record.get("age") not in (None, "") else None,
        age_on=_day(record.get("age_on")),
        missing_since=_day(record.get("missing_since")),
        places=tuple(
            Seen(place["city"], place.get("state") or "", place.get("lat"), place.get("lon"))
            for place in record.get("places") or ()
        ),
        marks=tuple(str(item).strip() for item in record.get("marks") or () if str(item).strip()),
        pictures=tuple(Image(one.get("sha256"), one.get("pdq")) for one in record.get("pictures") or ()),
    )


def _day(value: object) -> date | None:
    return date.fromisoformat(str(value)) if value else None


def poster_problem(poster: Poster, today: date) -> str | None:
    """What keeps a poster from being kept, in words, or None."""
    words = (poster.name, *poster.aliases, *poster.marks, *(place.city for place in poster.places))
    if not poster.name:
        return "A poster needs a name."
    if any(len(word) > LONGEST_FIELD for word in words):
        return f"A name, place or mark has at most {LONGEST_FIELD} characters."
    if len(poster.aliases) > MOST_ALIASES or len(poster.marks) > MOST_MARKS or len(poster.pictures) > MOST_PICTURES:
        return f"A poster has at most {MOST_ALIASES} aliases, {MOST_MARKS} marks and {MOST_PICTURES} pictures."
    if poster.age is not None and not 0 <= poster.age <= 110:
        return "The age is a whole number of years."
    if any(day is not None and day > today for day in (poster.age_on, poster.missing_since)):
        return "A date lies in the future."
    digests = [digest for one in poster.pictures for digest in (one.sha256, one.pdq) if digest]
    if any(_HEX.fullmatch(digest) is None for digest in digests):
        return "A picture is named by 64 hex digits (SHA-256 or PDQ)."
    return None


def age_window(poster: Poster, on: date | None) -> tuple[int, int] | None:
    """Youngest and oldest the person can be on a day, or None when the poster doesn't say. Birthdays are unknown, so
    the window is two years wide; without a day it is the poster's own."""
    if poster.age is None:
        return None
    told = poster.age_on or poster.missing_since
    years = (on - told).days / 365.25 if on and told else 0.0
    low = poster.age + int(years // 1)
    return low, low + 1
