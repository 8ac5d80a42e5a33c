"""Duty: what has to be said or done because of what a texter stated, before anything more is asked.

Under age: the mandated-report rule is explained before age, name, school or place is asked. Imminent danger: the
emergency procedure, step by step. Promises steps and the texts for them; refuses to report, call or promise by
itself: a person does. Sources: 34 USC 20341 (child abuse reporting on federal land and facilities) and the states'
own laws, which counsel names for each operator; NENA text-to-911 guidance: a service can't text 911 for somebody
else, it calls the desk's own line.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from safelight.textline.core.language import tongue
from safelight.textline.core.wording import plain

Step = Literal["explain_rule", "say_choice", "ask_consent", "advise_911", "ask_siren", "ask_place", "call_desk", "note"]

ADULT = 18
"""Years; 22 USC 7102(11) and every state's child protection law take it for this purpose."""

_NUMBERS = {
    "ten": 10,
    "eleven": 11,
    "twelve": 12,
    "thirteen": 13,
    "fourteen": 14,
    "fifteen": 15,
    "sixteen": 16,
    "seventeen": 17,
    "eighteen": 18,
    "diez": 10,
    "once": 11,
    "doce": 12,
    "trece": 13,
    "catorce": 14,
    "quince": 15,
    "dieciseis": 16,
    "diecisiete": 17,
    "dieciocho": 18,
}
_YEARS = r"(\d{1,2}|" + "|".join(_NUMBERS) + r")"
_OWN = (
    re.compile(
        rf"(?<!when )(?<!since )\b(?:i am|i turned|i just turned|me|age)"
        rf"(?: only| just| about to be| almost| a)? {_YEARS}\b"
        r"(?! (?:minutes?|hours?|days?|weeks?|months?|miles?|blocks?|percent|to|of|out|times|feet))"
    ),
    re.compile(rf"^{_YEARS} (?:years|yo|y o|f|m)\b"),
    re.compile(
        rf"(?<!cuando )(?<!desde que )\b(?:tengo|cumpli|voy a cumplir|acabo de cumplir)"
        rf"(?: solo| apenas| casi)? {_YEARS}"
        r"(?= anos?\b| y\b| \.| ,|$)"
    ),
    re.compile(r"\bi am (?:still )?(?:a minor|under ?age|in (?:middle|high) school)\b"),
    re.compile(r"\bsoy menor(?: de edad)?\b"),
)
_PAST = re.compile(r"\b(?:when|since|cuando|desde que|was|tenia)\b[^.,]*$")


@dataclass(frozen=True, slots=True)
class StatedAge:
    """`years` as she stated them, None for "a minor"; the span is where it stands in the original."""

    years: int | None
    start: int
    end: int

    @property
    def under_age(self) -> bool:
        return self.years is None or self.years < ADULT


def stated_age(text: str) -> StatedAge | None:
    """The age a texter states for herself, or None. Ages of others and of long ago don't count."""
    language = "es" if tongue(text).language == "es" else "en"
    words = plain(text, language)
    for pattern in _OWN:
        for hit in pattern.finditer(words.text):
            if _PAST.search(words.text[: hit.start()]):
                continue
            start, end = words.original_span(hit.start(), hit.end())
            if hit.re.groups == 0:
                return StatedAge(None, start, end)
            years = _NUMBERS.get(hit.group(1)) or int(hit.group(1))
            if 8 <= years <= 99:
                return StatedAge(years, start, end)
    return None


@dataclass(frozen=True, slots=True)
class Told:
    """What was already said or asked in a conversation: ids of canned replies that were sent, and what is known."""

    replies: frozenset[str]
    place_known: bool = False
    desk_phone: str = ""


def steps(tier: int, under_age: bool, told: Told) -> tuple[Step, ...]:
    """What an advocate does next, in order. Danger goes before rules; a step that was done is left out."""
    wanted: list[tuple[Step, bool]] = []
    if tier >= 3:
        wanted += [
            ("advise_911", "call_911" not in told.replies),
            ("ask_siren", "siren" not in told.replies),
            ("ask_place", not told.place_known),
            ("call_desk", told.place_known),
        ]
    if under_age:
        wanted += [
            ("explain_rule", "minor_rule" not in told.replies),
            ("say_choice", "minor_choice" not in told.replies),
        ]
    wanted.append(("ask_consent", "who_may_know" not in told.replies))
    wanted.append(("note", tier >= 3 or under_age))
    return tuple(step for step, needed in wanted if needed)


LIMITS = frozenset({"limits", "minor_rule", "minor_choice"})
"""Canned replies after which the limits of confidentiality count as told."""


def limits_told(told: Told) -> bool:
    """Whether age, name or place may be asked now."""
    return bool(LIMITS & told.replies)


def desk_line(told: Told) -> str:
    """Whom to phone for the stated place, in words for the advocate."""
    if told.desk_phone:
        return f"Phone the emergency desk of the stated place: {told.desk_phone}. Say what she said, nothing you guess."
    return "The emergency desk's own line is not in the table: phone 911 here and ask to be put through to that county."
