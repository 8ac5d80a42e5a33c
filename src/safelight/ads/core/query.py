"""A search: free words and fields, parsed from one line as people type it.

`phone:510-555-0123 city:"San Diego" quiet evenings` asks for a phone, a city and two words. Words must
all occur; a quoted phrase must occur as it stands. A bare phone number, e-mail or @handle is taken
as that field. What can't be understood is refused with the word that is wrong; nothing is guessed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

FIELDS = ("phone", "email", "handle", "name", "city", "state", "site", "activity", "since", "until", "id")
LONGEST_QUERY = 500

_TOKEN = re.compile(r'(?:(?P<field>[A-Za-z]+):)?(?:"(?P<phrase>[^"]*)"|(?P<word>\S+))')
_PHONE = re.compile(r"\+?[\d().\-\s]{7,20}")
_EMAIL = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """`words` and `phrases` in lower case; `fields` name to wanted values (any of them); times are aware UTC."""

    words: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    fields: dict[str, tuple[str, ...]] = field(default_factory=dict)
    since: datetime | None = None
    until: datetime | None = None

    @property
    def is_empty(self) -> bool:
        return not (self.words or self.phrases or self.fields or self.since or self.until)


@dataclass(frozen=True, slots=True)
class NotUnderstood:
    """Why a line is no query, safe to show."""

    reason: str


def parse_query(line: str) -> SearchQuery | NotUnderstood:
    """Read one line."""
    if len(line) > LONGEST_QUERY:
        return NotUnderstood(f"A search has at most {LONGEST_QUERY} characters.")
    words: list[str] = []
    phrases: list[str] = []
    fields: dict[str, tuple[str, ...]] = {}
    if _is_phone(line):
        return SearchQuery(fields={"phone": (phone_digits(line),)})
    for match in _TOKEN.finditer(line):
        name = (match["field"] or "").lower()
        value = (match["phrase"] if match["phrase"] is not None else match["word"]).strip()
        if match["field"] and match["phrase"] is None and match["word"].startswith("//"):
            name, value = "", match[0]
        if name and name not in FIELDS:
            return NotUnderstood(f"There is no field {name!r}; fields are {', '.join(FIELDS)}.")
        name = name or _guess(value)
        if not value:
            continue
        if name:
            fields[name] = (*fields.get(name, ()), _field_value(name, value))
        elif match["phrase"] is not None:
            phrases.append(value.lower())
        else:
            words.append(value.lower())
    return _with_times(words, phrases, fields)


def _with_times(
    words: list[str], phrases: list[str], fields: dict[str, tuple[str, ...]]
) -> SearchQuery | NotUnderstood:
    times: dict[str, datetime | None] = {"since": None, "until": None}
    for name in times:
        for value in fields.pop(name, ()):
            try:
                parsed = datetime.fromisoformat(value)
            except ValueError:
                return NotUnderstood(f"{name} takes a date like 2026-03-31, not {value[:30]!r}.")
            times[name] = parsed.replace(tzinfo=UTC) if parsed.tzinfo is None else parsed.astimezone(UTC)
    until = times["until"]
    if until is not None and (until.hour, until.minute, until.second) == (0, 0, 0):
        until += timedelta(days=1)
    query = SearchQuery(tuple(words), tuple(phrases), fields, times["since"], until)
    if query.is_empty:
        return NotUnderstood("Type a word, a phone number, or a field such as city:Oakland.")
    return query


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
        return phone_digits(value)
    if name == "handle":
        return value.removeprefix("@").lower()
    return value if name == "id" else value.lower()
