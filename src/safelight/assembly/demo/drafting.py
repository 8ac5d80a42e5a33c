"""How demo sentences are chosen, kept and varied.

A `Line` is one sentence with every word choice made but the facts of the ad still open; a `Draft` is
a title and lines. Posting the same draft again with few choices changed is a repost; changing many is
a paraphrase. Choices sit side by side, so changing one leaves the others alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from random import Random

from safelight.assembly.demo import lines_en, lines_es
from safelight.assembly.demo.words import BANKS

_SLOT = re.compile(r"\{([^}]*)\}|<(\w+)>|\[(\w+)\]")


@dataclass(frozen=True, slots=True)
class Fact:
    """A place in a sentence that a fact of the ad fills: name, age, price, phone, city ..."""

    name: str


Part = str | tuple[str, ...] | Fact


@dataclass(frozen=True, slots=True)
class Line:
    """`picks` holds one number per tuple among `parts`."""

    section: str
    parts: tuple[Part, ...]
    picks: tuple[int, ...]

    def pieces(self) -> list[str | Fact]:
        """Runs of literal text and open facts, in order."""
        found: list[str | Fact] = []
        run = ""
        at = 0
        for part in self.parts:
            if isinstance(part, str):
                run += part
            elif isinstance(part, tuple):
                run += part[self.picks[at]]
                at += 1
            else:
                found += (run, part) if run else (part,)
                run = ""
        if run:
            found.append(run)
        return found


@dataclass(frozen=True, slots=True)
class Draft:
    """One text before the facts of an ad are filled in. `key` is the same for every edit of it."""

    key: str
    title: Line
    lines: tuple[Line, ...]


def compile_line(text: str) -> tuple[Part, ...]:
    """The parts of one written sentence."""
    parts: list[Part] = []
    at = 0
    for match in _SLOT.finditer(text):
        if match.start() > at:
            parts.append(text[at : match.start()])
        choice, bank, fact = match.groups()
        if fact:
            parts.append(Fact(fact))
        else:
            parts.append(BANKS[bank] if bank else _choices(choice))
        at = match.end()
    if at < len(text):
        parts.append(text[at:])
    return tuple(parts)


def _choices(written: str) -> tuple[str, ...]:
    """Alternatives of a braced choice; one that is itself a bank brings its words along."""
    found: list[str] = []
    for choice in written.split("|"):
        found.extend(_spread(choice))
    return tuple(found)


def _spread(choice: str) -> list[str]:
    bank = re.search(r"<(\w+)>", choice)
    if bank is None:
        return [choice.replace("[city]", "town")]
    return [choice.replace(bank.group(0), word) for word in BANKS[bank.group(1)]]


_ENGLISH = {name: tuple(compile_line(text) for text in texts) for name, texts in lines_en.SECTIONS.items()}
_SPANISH = {name: tuple(compile_line(text) for text in texts) for name, texts in lines_es.SECTIONS.items()}


def pick_line(rng: Random, section: str, spanish: float = 0.0) -> Line:
    """A fresh sentence of a section; `spanish` is the chance of a Spanish one where the section has any."""
    bank = _ENGLISH
    if spanish and section in _SPANISH and rng.random() < spanish:
        bank = _SPANISH
    parts = rng.choice(bank[section])
    return Line(section, parts, _fresh(rng, parts))


def _fresh(rng: Random, parts: tuple[Part, ...]) -> tuple[int, ...]:
    return tuple(int(rng.random() * len(part)) for part in parts if isinstance(part, tuple))


def edited(rng: Random, line: Line, chance: float) -> Line:
    """The same sentence with each word choice made anew with probability `chance`."""
    if not line.picks:
        return line
    fresh = _fresh(rng, line.parts)
    kept = tuple(new if rng.random() < chance else old for old, new in zip(line.picks, fresh, strict=True))
    return line if kept == line.picks else Line(line.section, line.parts, kept)


def revised(rng: Random, draft: Draft, chance: float) -> Draft:
    """The draft as it is posted again: word choices change with probability `chance`, now and then a line goes or
    two lines change places."""
    lines = [edited(rng, line, chance) for line in draft.lines]
    if len(lines) > 4 and rng.random() < chance * 2:
        at = rng.randrange(len(lines))
        if lines[at].section not in KEPT:
            del lines[at]
    if len(lines) > 3 and rng.random() < chance * 2:
        at = rng.randrange(len(lines) - 1)
        lines[at], lines[at + 1] = lines[at + 1], lines[at]
    return replace(draft, title=edited(rng, draft.title, chance), lines=tuple(lines))


KEPT = frozenset({"call", "price", "write", "follow", "message", "link", "address"})
"""Sections an edit never drops: a repost keeps its contact and its price."""
