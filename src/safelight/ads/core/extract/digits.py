"""Digits as people write them: figures, words, letters that look like figures.

`runs(text)` finds stretches of digit atoms with only short gaps between them; a phone is cut from such a stretch, see
`phones.py`. Lexicon: English and Spanish number words, compiled by hand 2026-11. Linear: every pattern is possessive.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick

UNITS = {
    "zero": "0", "oh": "0", "one": "1", "two": "2", "three": "3", "tree": "3", "four": "4", "five": "5", "six": "6",
    "seven": "7", "eight": "8", "ate": "8", "nine": "9", "niner": "9",
    "cero": "0", "uno": "1", "dos": "2", "tres": "3", "cuatro": "4", "cinco": "5", "seis": "6", "siete": "7",
    "ocho": "8", "nueve": "9",
}  # fmt: skip
TEENS = {
    "ten": "10", "eleven": "11", "twelve": "12", "thirteen": "13", "fourteen": "14", "fifteen": "15", "sixteen": "16",
    "seventeen": "17", "eighteen": "18", "nineteen": "19",
}  # fmt: skip
TENS = {
    "twenty": "2", "thirty": "3", "forty": "4", "fourty": "4", "fifty": "5", "sixty": "6", "seventy": "7",
    "eighty": "8", "ninety": "9",
}  # fmt: skip
GLUED = {
    "to": "2",
    "too": "2",
    "for": "4",
    "won": "1",
    "o": "0",
    "l": "1",
    "i": "1",
    "hundred": "00",
    "s": "5",
}
"""Words and letters that count only when they touch a figure or a number word."""

REPEATS = {"double": 2, "triple": 3}

_BIG = "|".join(sorted([*UNITS, *TEENS, *TENS], key=lambda word: (-len(word), word)))
_SMALL = "zero|one|two|three|four|five|six|seven|eight|nine|cero|uno|dos|tres|cuatro|cinco|seis|siete|ocho|nueve"
_GLUE = "hundred|too|to|for|won|o|l|i|s"
_WORDS = rf"(?:double|triple|{_BIG})"
_LETTERED = (
    rf"(?<![a-z])(?:{_WORDS})(?:(?:{_BIG})|(?:{_GLUE})(?=(?:{_SMALL})|[0-9]))*+(?![a-z])"
    rf"|(?<=[0-9])(?:{_GLUE})?+(?:{_BIG})(?:(?:{_GLUE})?+(?:{_BIG}))*+(?:to|too|for|o)?(?![a-z])"
    rf"|(?<=[0-9])(?:too|to|for|won|[olisb]{{1,3}})(?=[0-9])"
    rf"|(?<=[0-9])(?:to|for)(?=(?:{_SMALL}))(?:{_BIG})*+(?![a-z])"
    rf"|(?<=[0-9])(?:o{{1,4}}|[il]{{1,2}})(?![a-z0-9])"
    rf"|(?<![a-z0-9'])(?:o{{1,3}}|[il])(?=[0-9])"
    rf"|(?<![a-z])(?:{_BIG})(?:(?:{_GLUE})?+(?:{_BIG}))*+(?=[0-9])"
    rf"|(?<=[0-9][ .\-*])[oil](?=[ .\-*][0-9])|(?<![a-z0-9'])o(?=[ .\-*][0-9][ .\-*][0-9])"
)
_ATOM = rf"(?:[0-9]++|{_LETTERED})"
ENOUGH = 7
"""Digits and number words a stretch must hold: an eight-digit number with one look-alike letter or "double" in it."""

GAP = 6
"""Longest gap inside a run, in characters: "510 - - 555" has five; longer ones separate statements."""

_RUN = re.compile(rf"{_ATOM}(?:[^a-z0-9]{{0,{GAP}}}{_ATOM})*+")
_PIECES = re.compile(rf"(?P<figures>[0-9]++)|(?P<word>double|triple|{_BIG}|{_GLUE})|(?P<gap>[^a-z0-9]++)")
_PLAIN_RUN = re.compile(rf"[0-9]++(?:[^a-z0-9]{{0,{GAP}}}[0-9]++)*+")
_LETTERS = re.compile(r"[a-z]{3}|[0-9][ .\-*]?[a-z]|[a-z][ .\-*]?[0-9]")
_SCAN = AhoCorasick([*_SMALL.split("|"), "teen", "ten", "eleven", "twelve", "twen", "thirty", "fort", "fift", "niner"])


Hit = tuple[int, int, int]
"""Where digits or a number word stand, and how many digits they can be: start, end, weight."""


class Atom(NamedTuple):
    """Digits and the folded span that wrote them; `figures` when they were plain 0-9."""

    digits: str
    start: int
    end: int
    figures: bool


def number_words(lower: str) -> list[tuple[int, int]]:
    """Spans of number words and their parts, in order, some inside other words: candidates only."""
    return [(start, end) for _, start, end in _SCAN.find_matches_as_indexes(lower)]


def weighed(figures: Sequence[tuple[int, int]], words: Sequence[tuple[int, int]]) -> list[Hit]:
    """The spans of plain digits and of number words together, in order."""
    hits = [(start, end, end - start) for start, end in figures]
    return sorted([*hits, *((start, end, 1) for start, end in words)]) if words else hits


def runs(lower: str, hits: Sequence[Hit]) -> Iterator[list[Atom]]:
    """Runs of atoms in a folded, lower-case text, in order. `hits` are its digits and number words (`weighed`)."""
    for start, end in clusters(hits, GAP + 2, ENOUGH):
        pattern = _RUN if _LETTERS.search(lower, start, end) else _PLAIN_RUN
        for run in pattern.finditer(lower, start, end):
            yield _atoms(lower, run.start(), run.end())


def clusters(hits: Sequence[Hit], reach: int, enough: int) -> list[tuple[int, int]]:
    """Stretches with digits or number words at most `reach` characters apart and `enough` of them; the others hold no
    phone."""
    found: list[tuple[int, int]] = []
    first = last = weight = 0
    for start, end, size in hits:
        if weight and start - last > reach:
            if weight >= enough:
                found.append((max(0, first - 8), last + 8))
            weight = 0
        if not weight:
            first = start
        weight += size
        last = end
    if weight >= enough:
        found.append((max(0, first - 8), last + 8))
    return found


def _atoms(lower: str, start: int, end: int) -> list[Atom]:
    atoms: list[Atom] = []
    repeat = 0
    tens = ""
    for piece in _PIECES.finditer(lower, start, end):
        if piece.lastgroup == "gap":
            continue
        word = piece.group()
        if piece.lastgroup == "figures":
            digits = word
        elif word in REPEATS:
            repeat = REPEATS[word]
            continue
        else:
            digits = UNITS.get(word) or TEENS.get(word) or GLUED.get(word) or TENS[word] + "0"
        if (
            tens
            and len(digits) == 1
            and digits != "0"
            and piece.lastgroup == "word"
            and piece.start() - atoms[-1].end <= 1
        ):
            last = atoms.pop()
            atoms.append(Atom(tens + digits, last.start, piece.end(), False))
            tens = ""
            continue
        if repeat and len(digits) == 1:
            digits *= repeat
        repeat = 0
        tens = TENS.get(word, "")
        atoms.append(Atom(digits, piece.start(), piece.end(), piece.lastgroup == "figures"))
    return atoms
