"""Wording: a message in plain words, each with the place in the original where it stands.

Lower case, no accents, short forms and texting spellings written out ("cnt", "im", "xfa"), drawn-out letters let go,
danger emoji named, misspelt sign words put right. Every plain word keeps the span of the original it came from, so
that a reason can quote what was really written. Promises the same words for the same text; refuses to judge: it only
reads. The spellings are in `spellings.py`; what plain words mean is in `signs`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from anyascii import anyascii

from safelight.textline.core.spellings import EMOJI, ENGLISH, PHRASES, SPANISH

MAX_READ = 4_000
"""Characters read of one message; a text of ten segments has 1,530. What lies behind is shown to a person unread."""

_TOKEN = re.compile(
    r"(?P<word>[^\W_]+(?:['’‘`´][^\W_]+)*|[$&@](?=\s|$))|(?P<stop>[.!?;\n…]+|,|[()\[\]:]|\s[-–—]+\s)|(?P<mark>[^\s\w])"
)
_DRAWN = re.compile(r"(.)\1{2,}")
_SPLIT_DIGIT = re.compile(r"^(\d{1,2})([a-z]+)$")


@dataclass(frozen=True, slots=True)
class Plain:
    """`text` is the plain wording, one space between words, " . " between clauses, " , " at commas; `starts` holds
    where each plain word begins in it, `spans` where that word stands in the original (code points)."""

    text: str
    starts: tuple[int, ...]
    spans: tuple[tuple[int, int], ...]
    emoji_only: bool

    @property
    def words(self) -> list[str]:
        """Plain words without the marks between clauses."""
        return [word for word in self.text.split(" ") if word and word not in ".,?!"]

    def original_span(self, start: int, end: int) -> tuple[int, int]:
        """The span of the original that `text[start:end]` came from."""
        inside = [span for at, span in zip(self.starts, self.spans, strict=True) if start <= at < end]
        return (inside[0][0], inside[-1][1]) if inside else (0, 0)


def plain(text: str, language: str, known: frozenset[str] = frozenset()) -> Plain:
    """`text` in plain words of `language` ("en" or "es"; other languages are read as they stand)."""
    spelt = SPANISH if language == "es" else ENGLISH
    words: list[str] = []
    spans: list[tuple[int, int]] = []
    letters = False
    for found in _TOKEN.finditer(text[:MAX_READ]):
        for word in _plain_of(found, spelt, language, known):
            words.append(word)
            spans.append(found.span())
        letters = letters or found.lastgroup == "word"
    words, spans = _phrases(words, spans, language)
    starts: list[int] = []
    at = 0
    for word in words:
        starts.append(at)
        at += len(word) + 1
    return Plain(" ".join(words), tuple(starts), tuple(spans), not letters)


def _plain_of(found: re.Match[str], spelt: Mapping[str, str], language: str, known: frozenset[str]) -> list[str]:
    if found.lastgroup == "stop":
        mark = found.group().strip()
        return ["?"] if "?" in mark else [","] if mark == "," else ["."]
    if found.lastgroup == "mark":
        named = EMOJI.get(found.group())
        return [named[language == "es"]] if named else []
    return _spelt(found.group(), language == "es", known) if spelt else []


@lru_cache(maxsize=65_536)
def _spelt(token: str, spanish: bool, known: frozenset[str]) -> list[str]:
    """The plain words of one token."""
    word = _bare(token)
    spelt = SPANISH if spanish else ENGLISH
    for form in dict.fromkeys((word, _DRAWN.sub(r"\1\1", word), _DRAWN.sub(r"\1", word))):
        if form in spelt:
            return spelt[form].split()
        if form in known:
            return [form]
    word = _DRAWN.sub(r"\1", word)
    split = _SPLIT_DIGIT.match(word)
    if split and split[2] in {"yo", "yrs", "yr", "y", "yrold", "anos", "f"}:
        return [split[1], "anos" if spanish else "years"]
    return [nearest(word, known) or word]


def _bare(token: str) -> str:
    text = token if token.isascii() else str(anyascii(token))
    return re.sub(r"[^a-z0-9$&@]", "", text.lower())


def nearest(word: str, known: frozenset[str]) -> str | None:
    """The known word that one slip of the finger away from `word` (letter missing, added, changed, or two swapped),
    when it is long enough to be sure (five letters) and there is one alone; else None."""
    if len(word) < 5 or word in known or word.isdigit():
        return None
    found = {form for form in _one_off(word) if form in known}
    return min(found) if found else None


def _one_off(word: str) -> set[str]:
    cuts = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    letters = "abcdefghijklmnopqrstuvwxyz"
    dropped = {a + b[1:] for a, b in cuts if b}
    swapped = {a + b[1] + b[0] + b[2:] for a, b in cuts if len(b) > 1}
    changed = {a + letter + b[1:] for a, b in cuts if a and b for letter in letters}
    added = {a + letter + b for a, b in cuts if a for letter in letters}
    return dropped | swapped | changed | added


def _phrases(words: list[str], spans: list[tuple[int, int]], language: str) -> tuple[list[str], list[tuple[int, int]]]:
    """Two words that are one ("can not" stays, "no body" is "nobody")."""
    table = PHRASES[language == "es"]
    done: list[str] = []
    where: list[tuple[int, int]] = []
    for word, span in zip(words, spans, strict=True):
        joined = table.get((done[-1], word)) if done else None
        if joined:
            done[-1], where[-1] = joined, (where[-1][0], span[1])
        else:
            done.append(word)
            where.append(span)
    return done, where
