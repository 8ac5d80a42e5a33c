"""What stands around a phrase and turns it: a denial, a time long past or just now, a question in general.

Works on plain wording (`wording.py`), clause by clause. Promises: pure, the same for English and Spanish words in one
message; says what stands there and decides nothing.
"""

from __future__ import annotations

import re

NEGATORS = re.compile(
    r"\b(?:not|no|never|nobody|none|nothing|without|no longer|neither|nunca|nadie|tampoco|ni|sin|ya no)\b"
)
BREAK = re.compile(r"[.?]|\b(?:but|pero|because|porque|and now|y ahora)\b")
LONG_AGO = re.compile(
    r"\b(?:years? ago|months ago|when i was|used to|as a (?:child|kid|teenager|teen)|last year"
    r"|in (?:19|20)\d\d|once when"
    r"|back then|in the past|hace (?:\w+ )?anos|cuando (?:tenia|era)|el ano pasado|de nin[oa]|en (?:19|20)\d\d|antes)\b"
)
NOW = re.compile(
    r"\b(?:now|tonight|right now|today|again|still|outside|ahora|ahorita|hoy|esta noche|otra vez|todavia|en una hora"
    r"|an hour ago|just|hace una hora|acaba)\b"
)
GENERAL = re.compile(
    r"\b(?:if (?:someone|somebody|a person|they|people|you)"
    r"|what (?:happens|should|would happen|is)|do you (?:help|work|have)"
    r"|how do i know|people who|someone who|can you explain|que (?:debe|pasa si|es)|ayudan a|como se si|alguien que"
    r"|personas que|si alguien)\b"
)


def clause_bounds(text: str, start: int, end: int) -> tuple[int, int]:
    """From where to where the clause goes in which `text[start:end]` stands."""
    opened = max((found.end() for found in BREAK.finditer(text, 0, start)), default=0)
    return opened, next((found.start() for found in BREAK.finditer(text, end)), len(text))


def denied(before: str) -> bool:
    """Whether one of the last four words before a phrase denies it."""
    return NEGATORS.search(" ".join(before.split()[-4:])) is not None


def long_past(clause: str) -> bool:
    """Whether a clause speaks of a time long past and of nothing now."""
    return LONG_AGO.search(clause) is not None and NOW.search(clause) is None
