"""How values look on a page: numbers, days, words for names, and the places an actor may go.

These are the templates' filters. Names of the glossary (`obscured_phone`) get words a newcomer
understands; a name without an entry is shown with its underscores as spaces, never hidden.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from safelight.access.core.permission import Action, allows
from safelight.access.core.tenant import Actor

WORDS: Mapping[str, str] = {
    "controlled": "Controlled",
    "independent": "Independent",
    "collective": "Collective",
    "business": "Business front",
    "spam": "Spam or scam",
    "unclear": "Unclear",
    "new": "New",
    "shared_script": "One script, the names changed",
    "joint_movement": "Several people move together",
    "passed_lines": "Contacts passed around among several people",
    "shared_pictures": "The same pictures under several names",
    "shared_payment": "One account for several people's money",
    "name_rotation": "Names come and go on one phone",
    "come_and_go": "People come and go",
    "one_sitting": "Ads of several people put up in one sitting",
    "changing_lines": "Telephones that change again and again",
    "address_for_all": "One address for several people, in nobody's name",
    "shared_contact": "One contact for several people",
    "client_screening": "Clients are screened",
    "movement_language": "Talk of travel",
    "age_under_23": "A stated age under 23",
    "children_first": "Children first: an age under 18, or a known picture",
    "obscured_phone": "Phone written so that a search would miss it",
    "trust_language": "Words about trust",
    "youth_language": "Youth language",
    "states_ethnicity": "States an ethnicity",
    "third_party_exploitation": "Exploitation by a third party",
    "exploited_minor": "Exploited minor",
    "missing_person": "Missing person",
    "content_deconfliction": "Content deconfliction",
    "payment_handle": "Payment name",
    "crypto": "Crypto address",
    "url": "Link",
    "candidate": "To look at",
    "is_adult": "It is the person, an adult",
    "is_minor": "It is the person, under 18",
    "not_the_person": "It is somebody else",
    "contact": "Contact was made",
    "consent": "Agrees to be told about",
    "decline": "Does not agree",
    "tell": "The reporter was told what was agreed",
    "to_be_asked": "To be asked first",
    "may_tell": "May be told about",
    "may_not_tell": "May not be told about",
    "protected": "With child protection",
    "relevance": "Best match first",
    "newest": "Newest first",
    "oldest": "Oldest first",
    "email": "E-mail",
    "image": "Picture",
    "image_print": "Similar picture",
    "sha256": "Same picture",
    "pdq": "Similar picture",
    "vpdq": "Similar video",
    "match": "Match",
    "silence_ended": "Silence ended",
    "identified": "Identified",
    "needs_checking": "Needs checking",
    "body": "nothing but “another body”",
    "ngo": "Hotline or NGO",
    "escalated": "With the watch desk",
    "requested": "Waiting for an answer",
    "victim_identified": "Victims identified",
    "investigation_assisted": "Investigations assisted",
    "group": "Child or adult",
    "why": "Reason",
    "helped": "Helped",
    "acknowledge": "Acknowledged",
    "follow_up": "Said",
    "withdraw": "Taken back",
    "hold": "Held by an order",
    "child": "Somebody under age",
    "siren_worse": "A siren makes it worse",
    "phone_watched": "The phone is watched",
    "follow_up_wanted": "Asked to be heard again",
    "tests_the_line": "Tests the line",
    "interpreter": "Needs an interpreter",
    "referred_to_service": "Referred to a service",
    "referred_to_agency": "Referred to an agency",
    "wanted_information": "Wanted information",
    "stopped_answering": "Stopped answering",
    "asked_to_stop": "Asked to stop",
    "not_for_us": "Not for us",
    "test": "A test of the line",
}

_UNSAFE_ANCHOR = re.compile(r"[^A-Za-z0-9_-]")


@dataclass(frozen=True, slots=True)
class Place:
    """One entry of the main navigation; `also` are pages of it that stand under another address."""

    name: str
    path: str
    also: tuple[str, ...] = ()


PLACES: tuple[tuple[Place, Action | None], ...] = (
    (Place("Leads", "/leads"), "ads.lead.queue"),
    (Place("Search", "/search"), "ads.search"),
    (Place("Alerts", "/alerts"), "ads.saved.list"),
    (Place("Posters", "/posters"), "ads.poster.list"),
    (Place("Text line", "/textline"), "textline.queue"),
    (Place("Referrals", "/referrals"), "textline.referral.read"),
    (Place("Cases", "/cases"), "case.list"),
    (Place("Numbers", "/numbers", ("/impact", "/impact/claims")), "stats.ask"),
    (Place("Audit", "/audit"), "audit.view"),
    (Place("Content", "/content"), "content.log"),
    (Place("Help", "/help"), None),
)


def places(actor: Actor) -> list[Place]:
    """Where the actor may go. Hiding is a courtesy; the services decide."""
    return [place for place, action in PLACES if action is None or allows(actor, action)]


def words(name: str) -> str:
    return WORDS.get(name) or (name[:1].upper() + name[1:]).replace("_", " ")


def hundred(value: float) -> str:
    """0.724 -> `72`. Numbers are kept from 0 to 1 and shown from 0 to 100."""
    return str(round(max(0.0, min(1.0, value)) * 100))


def hundredths(value: float) -> str:
    return f"{value:.2f}"


def thousands(value: int) -> str:
    return f"{value:,}"


def counted(count: int, one: str, many: str | None = None) -> str:
    """`1 ad`, `2 ads`, `3 people`."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def day(at: date | datetime | str) -> str:
    """`3 Jan 2026`, of a day or its ISO form. Day first, month by name: nobody can mix them up."""
    at = date.fromisoformat(at) if isinstance(at, str) else at
    return f"{at.day} {at:%b} {at.year}"


def moment(at: datetime) -> str:
    """`3 Jan 2026, 14:05` in UTC, as the audit log keeps it."""
    return f"{day(at)}, {at:%H:%M}"


def span(first: date, last: date | None) -> str:
    """`3 to 9 Jan 2026`, `3 Jan to 9 Feb 2026`, or the one day."""
    if last is None or (first.year, first.month, first.day) == (last.year, last.month, last.day):
        return day(first)
    if first.year != last.year:
        return f"{day(first)} to {day(last)}"
    start = str(first.day) if first.month == last.month else f"{first.day} {first:%b}"
    return f"{start} to {day(last)}"


def anchor(name: str) -> str:
    """An element id for anything: the name itself when it is plain, with a digest when it is not."""
    plain = _UNSAFE_ANCHOR.sub("_", name)[:80]
    return f"a-{plain}" if plain == name else f"a-{plain}-{hashlib.sha256(name.encode()).hexdigest()[:8]}"


def shortened(name: str) -> str:
    """A long digest by its first sixteen letters; ids are shorter and stay whole."""
    return name if len(name) <= 32 else name[:16] + "…"


FILTERS: Mapping[str, Callable[..., Any]] = {
    "anchor": anchor,
    "counted": counted,
    "day": day,
    "hundred": hundred,
    "hundredths": hundredths,
    "moment": moment,
    "places": places,
    "shortened": shortened,
    "span": span,
    "thousands": thousands,
    "words": words,
}
