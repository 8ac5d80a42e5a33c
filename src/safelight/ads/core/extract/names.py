"""Names: what people in the ad call themselves.

Rules: "my name is X", "name: X", "I'm X", "call me X", "ask for X", "this is X", "X here", and a signature at the
end. After a sure lead-in any capitalised word that opens no statement is a name; after a weak one it must also be a
common given name. Several people ("Anna and Mia") are all read. Value: as written, first
letter capital. Linear.
"""

from __future__ import annotations

import re

from ahocorasick_rs import AhoCorasick, MatchKind

from safelight.ads.core.extract.name_words import FIRST, NEVER
from safelight.ads.core.extract.passage import Passage
from safelight.ads.core.mention import Mention

_NAME = r"[a-z]{2,15}(?:'[a-z]{2,8})?"
_SURE = (
    "my name is",
    "my name's",
    "my names",
    "name:",
    "nombre:",
    "name :",
    "name is",
    "name=",
    "i go by",
    "me llamo",
    "je m'appelle",
    "mi chiamo",
    "ich heisse",
    "mi nombre es",
    "known as",
    "they call me",
    "call me",
    "ask for",
    "asking for",
    "names:",
)
_WEAK = (
    "i'm",
    "i am",
    "im",
    "i m",
    "iam",
    "this is",
    "it's",
    "its",
    "call",
    "text",
    "txt",
    "contact",
    "soy",
    "meet",
    "with",
    "love,",
    "kisses",
    "kisses,",
    "kisses from",
    "my friend",
    "xo",
    "xoxo",
    "xoxo,",
    "hi",
    "hi,",
    "sincerely",
    "sincerely,",
    "aka",
)
_LEADS = (*_SURE, *_WEAK)
_SCAN = AhoCorasick(list(_LEADS), matchkind=MatchKind.LeftmostLongest)
_NEXT = re.compile(rf"[\s:\"*~.\-]{{1,4}}(?P<a>{_NAME})(?:\s?(?:&|and|y|/|\+)\s?(?P<b>{_NAME}))?")
_HERE = re.compile(r"(?P<a>[A-Z](?<![A-Za-z].)[a-z]{1,14}) here(?![a-z])")
_PAIR = re.compile(r"(?P<a>[A-Z](?<![A-Za-z].)[a-z]{2,14})\s?(?:&|\+|and|y)\s(?P<b>[A-Z][a-z]{2,14})(?![A-Za-z])")
_NOT_PEOPLE_WORDS = (
    "amber april asia brandy carolina cat charlotte chelsea crystal dawn destiny eden emerald faith genesis grace "
    "harmony heather holly iris ivy jade joy kitty lily london madison melody paris raven rose ruby sandy savannah "
    "sierra sky star summer sydney victoria violet willow"
)
_NOT_PEOPLE = frozenset(_NOT_PEOPLE_WORDS.split())
"""Given names that are places or words too: two of them side by side are no two people."""

_SIGNED = re.compile(
    r"(?:\n|^|[.!?~*]\s)\s{0,3}(?:[-–~*]{1,3}\s?|xo+x?o?,?\s)(?P<a>[A-Z][a-zA-Z]{1,14})\s{0,3}[*~.!]{0,3}\s*\Z"
)


def names(passage: Passage) -> list[Mention]:
    """Names in one passage."""
    text, lower = passage.text, passage.lower
    found: list[Mention] = []
    for lead, start, end in _SCAN.find_matches_as_indexes(lower):
        if start and lower[start - 1].isalpha():
            continue
        match = _NEXT.match(lower, end)
        if match is not None:
            sure = lead < len(_SURE)
            found += _people(passage, match, "name.stated" if sure else "name.led", sure)
    if " here" in lower:
        for match in _HERE.finditer(text):
            found += _people(passage, match, "name.here", sure=False)
    for match in _PAIR.finditer(text) if "and" in lower or "&" in lower or "+" in lower or " y " in lower else ():
        pair = {match["a"].lower(), match["b"].lower()}
        if pair <= FIRST and not pair <= _NOT_PEOPLE:
            found += _people(passage, match, "name.pair", sure=False)
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
