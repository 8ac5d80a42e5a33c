"""Names: what people in the ad call themselves.

Rules: "my name is X", "name: X", "I'm X", "call me X", "ask for X", "this is X", "X here", and a signature at the
end. After a sure lead-in any capitalised word that opens no statement is a name; after a weak one it must also be a
common given name or be set in mixed case. Several people ("Anna and Mia") are all read. Value: as written, first
letter capital. Linear.
"""

from __future__ import annotations

import re

from safelight.ads.core.extract.name_words import FIRST, NEVER
from safelight.ads.core.extract.passage import Passage
from safelight.ads.core.mention import Mention

_NAME = r"[a-z]{2,15}(?:'[a-z]{2,8})?"
_LED = re.compile(
    r"(?<![a-z])(?:(?P<sure>my name(?:'?s| is)|names?\s?[:=]|name is|i go by|me llamo|mi nombre es|known as|"
    r"they call me|call me|"
    r"ask(?:ing)? for)|(?P<weak>i'?\s?a?m|this is|it'?s|call|text|txt|contact|soy|meet|with|love,|kisses,?|"
    r"xo(?:xo)?,?|hi,?|"
    rf"sincerely,?|aka))[\s:\"*~.\-]{{1,4}}(?P<a>{_NAME})(?:\s?(?:&|and|y|/|\+)\s?(?P<b>{_NAME}))?"
)
_HERE = re.compile(r"(?<![A-Za-z])(?P<a>[A-Z][a-z]{1,14}) here(?![a-z])")
_SIGNED = re.compile(
    r"(?:\n|^|[.!?~*]\s)\s{0,3}(?:[-–~*]{1,3}\s?|xo+x?o?,?\s)(?P<a>[A-Z][a-zA-Z]{1,14})\s{0,3}[*~.!]{0,3}\s*\Z"
)
_LEAD = re.compile(
    r"name|i'?\s?a?m\b|call|text|txt|ask|this is|it'?s|meet|soy|llamo|nombre|love,|kiss|xo|here|contact|known|go by"
)


def names(passage: Passage) -> list[Mention]:
    """Names in one passage."""
    text = passage.text
    found: list[Mention] = []
    if _LEAD.search(passage.lower):
        for match in _LED.finditer(passage.lower):
            sure = match["sure"] is not None
            found += _people(passage, match, "name.stated" if sure else "name.led", sure)
        for match in _HERE.finditer(text):
            found += _people(passage, match, "name.here", sure=False)
    signed = _SIGNED.search(text, max(0, len(text) - 60))
    return found + (_people(passage, signed, "name.signed", sure=False) if signed else [])


def _people(passage: Passage, match: re.Match[str], rule: str, sure: bool) -> list[Mention]:
    found = []
    for group in ("a", "b"):
        if group not in match.re.groupindex or match[group] is None:
            continue
        start, end = match.span(group)
        if not _is_name(passage.text[start:end], sure):
            break
        if not passage.claimed(start, end):
            found.append(passage.mention("name", match[group].capitalize(), start, end, rule))
    return found


def _is_name(word: str, sure: bool) -> bool:
    lower = word.lower()
    if lower in NEVER and lower not in FIRST:
        return False
    if lower in FIRST:
        return True
    return sure and word[0].isupper() and not word.isupper() and len(word) > 2
