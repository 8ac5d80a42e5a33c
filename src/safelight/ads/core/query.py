"""A search: free words and fields, parsed from one line as people type it.

`phone:510-555-0123 city:"San Diego" quiet evenings` asks for a phone, a city and two words. Words must
all occur; a quoted phrase must occur as it stands. A bare phone number, e-mail or @handle is taken
as that field. `near:94612~25mi` and `city:"Oakland, CA"~40km` ask for a radius, `image:` for a fingerprint (SHA-256, or
a near PDQ). What can't be understood is refused with the word that is wrong; nothing is guessed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from safelight.ads.core.facts import ACTIVITIES

FIELDS = (
    *("phone", "email", "handle", "name", "city", "state", "near", "image"),
    *("site", "activity", "since", "until", "id"),
)
LONGEST_QUERY = 500

USUAL_RADIUS_KM = 40.2
"""25 miles, the usual reach of a metropolitan search, when `near:` names none."""

FARTHEST_KM = 1_000.0
"""A wider circle is several states: ask by state."""

KM_A_MILE = 1.609344

_TOKEN = re.compile(r'(?:(?P<field>[A-Za-z]+):)?(?:"(?P<phrase>[^"]*)"(?P<radius>~[\d.]+(?:mi|km))?|(?P<word>\S+))')
_RADIUS = re.compile(r"(?P<place>.+?)(?:~(?P<number>\d{1,5}(?:\.\d{1,3})?)(?P<unit>mi|km))?", re.IGNORECASE)
_HEX64 = re.compile(r"[0-9a-f]{64}")
_PLAIN_PHONE = re.compile(r"[\d+().\-\s]+")
_PHONE = re.compile(r"\+?[\d().\-\s]{7,20}")
_EMAIL = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")


@dataclass(frozen=True, slots=True)
class Near:
    """Around a place as typed (a ZIP, or a city with or without its state), within `km`."""

    place: str
    km: float


@dataclass(frozen=True, slots=True)
class Circle:
    """Around a point (degrees WGS 84), within `km`."""

    lat: float
    lon: float
    km: float


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """`words` and `phrases` in lower case; `fields` name to wanted values (any of them); times are aware UTC. `near` is
    what was typed; whoever knows places turns it into `circles` (any of them)."""

    words: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    fields: dict[str, tuple[str, ...]] = field(default_factory=dict)
    since: datetime | None = None
    until: datetime | None = None
    near: tuple[Near, ...] = ()
    circles: tuple[Circle, ...] = ()

    @property
    def is_empty(self) -> bool:
        return not (self.words or self.phrases or self.fields or self.near or self.since or self.until)


@dataclass(frozen=True, slots=True)
class NotUnderstood:
    """Why a line is no query, safe to show."""

    reason: str


def parse_query(line: str) -> SearchQuery | NotUnderstood:
    """Read one line."""
    if len(line) > LONGEST_QUERY:
        return NotUnderstood(f"A search has at most {LONGEST_QUERY} characters.")
    if _is_phone(line):
        return SearchQuery(fields={"phone": (phone_digits(line),)})
    words: list[str] = []
    phrases: list[str] = []
    fields: dict[str, tuple[str, ...]] = {}
    for match in _TOKEN.finditer(line):
        name, value = _named_value(match)
        if name and name not in FIELDS:
            return NotUnderstood(f"There is no field {name!r}; fields are {', '.join(FIELDS)}.")
        if not value:
            continue
        if match["phrase"] is None and value[-1] == ":" and value[:-1].lower() in FIELDS:
            return NotUnderstood(f"{value} stands alone; write the field and its value without a space: city:Oakland.")
        if name:
            fields[name] = (*fields.get(name, ()), _field_value(name, value))
        elif match["phrase"] is not None:
            phrases.append(value.lower())
        else:
            words.append(value.lower())
    return _with_fields(words, phrases, fields)


def _named_value(match: re.Match[str]) -> tuple[str, str]:
    """The field, as typed or as its value shows ("" for a word), and the value."""
    name = (match["field"] or "").lower()
    value = (match["phrase"] if match["phrase"] is not None else match["word"]).strip()
    if match["field"] and match["phrase"] is None and match["word"].startswith("//"):
        name, value = "", match[0]
    value += match["radius"] or ""
    name = name or _guess(value)
    return ("near" if name == "city" and "~" in value else name), value


def _with_fields(
    words: list[str], phrases: list[str], fields: dict[str, tuple[str, ...]]
) -> SearchQuery | NotUnderstood:
    near = [_near(value) for value in fields.pop("near", ())]
    refused = next((each for each in near if isinstance(each, NotUnderstood)), None)
    if refused is not None:
        return refused
    if not all(_HEX64.fullmatch(value) for value in fields.get("image", ())):
        return NotUnderstood("image takes a fingerprint of 64 hex digits: SHA-256 or PDQ.")
    unknown = next((value for value in fields.get("activity", ()) if value not in ACTIVITIES), None)
    if unknown is not None:
        return NotUnderstood(f"activity is one of {', '.join(ACTIVITIES)}, not {unknown[:30]!r}.")
    return _with_times(words, phrases, fields, tuple(each for each in near if isinstance(each, Near)))


def _near(value: str) -> Near | NotUnderstood:
    match = _RADIUS.fullmatch(value.strip())
    if match is None or "~" in match["place"]:
        return NotUnderstood(f"near takes a place and a radius like 94612~25mi, not {value[:40]!r}.")
    factor = KM_A_MILE if (match["unit"] or "").lower() == "mi" else 1.0
    km = float(match["number"]) * factor if match["number"] else USUAL_RADIUS_KM
    if not 0 < km <= FARTHEST_KM:
        return NotUnderstood(f"A radius is more than 0 and at most {FARTHEST_KM:,.0f} km.")
    return Near(match["place"].strip(), km)


def _with_times(
    words: list[str], phrases: list[str], fields: dict[str, tuple[str, ...]], near: tuple[Near, ...]
) -> SearchQuery | NotUnderstood:
    times: dict[str, datetime | None] = {"since": None, "until": None}
    for name in times:
        for value in fields.pop(name, ()):
            try:
                times[name] = _moment(value, whole_day=name == "until")
            except (ValueError, OverflowError):
                return NotUnderstood(f"{name} takes a date like 2026-03-31, not {value[:30]!r}.")
    query = SearchQuery(tuple(words), tuple(phrases), fields, times["since"], times["until"], near)
    if query.is_empty:
        return NotUnderstood("Type a word, a phone number, or a field such as city:Oakland.")
    return query


def _moment(value: str, whole_day: bool) -> datetime:
    """A date or time in UTC; with `whole_day` midnight is its day's end. ValueError or OverflowError for no date."""
    parsed = datetime.fromisoformat(value)
    moment = parsed.replace(tzinfo=UTC) if parsed.tzinfo is None else parsed.astimezone(UTC)
    if whole_day and (moment.hour, moment.minute, moment.second) == (0, 0, 0):
        moment += timedelta(days=1)
    return moment


def _guess(value: str) -> str:
    if _is_phone(value):
        return "phone"
    if _EMAIL.fullmatch(value):
        return "email"
    return "handle" if value.startswith("@") and len(value) > 2 else ""


def _is_phone(value: str) -> bool:
    return _PHONE.fullmatch(value.strip()) is not None and 7 <= len(phone_digits(value).lstrip("+")) <= 15


def phone_digits(value: str) -> str:
    """The digits of a number as typed, with a leading + kept."""
    digits = "".join(character for character in value if character.isdigit() and character.isascii())
    return "+" + digits if value.strip().startswith("+") else digits


def _field_value(name: str, value: str) -> str:
    if name == "phone":
        return phone_digits(value) if _PLAIN_PHONE.fullmatch(value) else value
    if name == "handle":
        return value.removeprefix("@").lower()
    return value if name == "id" else value.lower()
