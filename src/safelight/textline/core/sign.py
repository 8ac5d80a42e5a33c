"""Signs: what a message says that bears on its urgency, as tables of phrases with a tier and a weight.

A sign is one row: a name in plain words, the tier it speaks for, and patterns over *clauses in plain wording* (lower
case, no accents, short forms written out: see `wording.py`). Patterns are written with macros (`<HE>`, `<HIT>`) that
each language's table defines. Promises that every tier rests on a named row; refuses scores without one. The tables
are `signs/`; how rows are weighed is `triage.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

VERSION = "2026.11.3"
"""Changes with every row; recorded with each reading that is kept."""

IMMINENT, URGENT, ORDINARY, NOT_OURS = 3, 2, 1, 0


@dataclass(frozen=True)
class Sign:
    """`negated` rows hold their own "not"; `figurative` rows are also said in jest ("my boss will kill me"); `raises`
    rows don't count alone for their tier but lift another sign of the same message to it."""

    name: str
    tier: int
    patterns: tuple[str, ...]
    negated: bool = False
    figurative: bool = False
    weight: float = 1.0

    @cached_property
    def compiled(self) -> re.Pattern[str]:
        return re.compile(r"\b(?:" + "|".join(self.patterns) + r")(?!\w)")


_MACRO = re.compile(r"<([A-Z_]+)>")


def written_out(signs: Iterable[Sign], macros: Mapping[str, str]) -> tuple[Sign, ...]:
    """The signs with every macro replaced, macros inside macros too. An unknown macro is a KeyError."""

    def expand(pattern: str) -> str:
        while _MACRO.search(pattern):
            pattern = _MACRO.sub(lambda found: f"(?:{macros[found.group(1)]})", pattern)
        return pattern

    return tuple(
        Sign(sign.name, sign.tier, tuple(map(expand, sign.patterns)), sign.negated, sign.figurative, sign.weight)
        for sign in signs
    )


def vocabulary(signs: Iterable[Sign]) -> frozenset[str]:
    """Whole words of five letters and more that the patterns name; misspellings are read as these."""
    return frozenset(
        word
        for sign in signs
        for pattern in sign.patterns
        for word in re.findall(r"(?<![a-z\\\[])[a-z]{5,}(?![a-z])(?!\?(?!:))", pattern)
    )
