"""Themes: what a word of a message is about (a weapon, being held, a game), so that unseen words still weigh.

`themes.tsv` lists the plain words of each theme by language. A theme that is denied or long past counts as another
("held~not", "harm~past"). Promises: every word of the table can be read and corrected by anybody, the same themes for
the same text. Refuses to weigh: what themes and pairs of them mean for a tier is learned (`weights.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations, groupby
from pathlib import Path

from safelight.textline.core.around import clause_bounds, denied, long_past
from safelight.textline.core.wording import Plain

TABLE = Path(__file__).with_name("themes.tsv")

LONGEST = 4
"""Words of the longest phrase in the table."""

SHORTEST_STEM = 3

UNTURNED = frozenset({"self", "other", "captor", "now", "denied", "asks"})
"""Themes of who and when, which a denial does not turn around."""

SETTINGS = frozenset(
    {"now", "longago", "days", "habit", "play", "advert", "food", "chatter", "idiom", "asks", "learns"}
)
"""Themes of time and of what the whole message is: they pair with every other theme, in any clause."""

Feature = tuple[str, int, int]


@dataclass(frozen=True, slots=True)
class Theme:
    """One theme of a message: its name with what turns it, and where its words stand in the plain text."""

    name: str
    start: int
    end: int
    clause: int

    @property
    def plain_name(self) -> str:
        return self.name.partition("~")[0]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The words of one language: whole words and phrases, and beginnings of words, each with its themes."""

    whole: Mapping[str, tuple[str, ...]]
    stems: Mapping[str, tuple[str, ...]]

    def of(self, word: str) -> Iterator[str]:
        yield from self.whole.get(word, ())
        for length in range(SHORTEST_STEM, len(word) + 1):
            yield from self.stems.get(word[:length], ())


@lru_cache(maxsize=1)
def lexicons() -> Mapping[str, Lexicon]:
    """The table by language, read once a process."""
    whole: dict[str, dict[str, tuple[str, ...]]] = {}
    stems: dict[str, dict[str, tuple[str, ...]]] = {}
    for line in TABLE.read_text("utf-8").splitlines():
        if line.startswith("#"):
            continue
        theme, language, words = line.split("\t")
        for word in words.split():
            kept = (stems if word.endswith("*") else whole).setdefault(language, {})
            name = word.removesuffix("*").replace("_", " ")
            kept[name] = (*kept.get(name, ()), theme)
    return {language: Lexicon(whole[language], stems.get(language, {})) for language in whole}


def themes_of(words: Plain, language: str) -> list[Theme]:
    """The themes of a message in the order of its words; a word may be of several."""
    lexicon = lexicons()[language]
    parts = words.text.split(" ") if words.text else []
    found = []
    for at in range(len(parts)):
        for length in range(1, min(LONGEST, len(parts) - at) + 1):
            phrase = " ".join(parts[at : at + length])
            names = lexicon.of(phrase) if length == 1 else lexicon.whole.get(phrase, ())
            start = words.starts[at]
            found += [_theme(name, words.text, start, start + len(phrase)) for name in names]
    return found


def _theme(name: str, text: str, start: int, end: int) -> Theme:
    opened, closed = clause_bounds(text, start, end)
    if name not in UNTURNED:
        if denied(text[opened:start]):
            name += "~not"
        elif long_past(text[opened:closed]):
            name += "~past"
    return Theme(name, start, end, opened)


def theme_features(words: Plain, language: str) -> Iterator[Feature]:
    """(name, from, to) of each theme, of each pair in one clause, and of each pair with a setting of the message."""
    found = themes_of(words, language)
    for one in found:
        yield f"theme:{one.name}", one.start, one.end
    for _, group in groupby(found, key=lambda one: one.clause):
        first = {one.name: one for one in reversed(list(group))}
        for a, b in combinations(sorted(first.values(), key=lambda one: one.name), 2):
            yield f"themes:{a.name}+{b.name}", min(a.start, b.start), max(a.end, b.end)
    for left, right in combinations(sorted({one.plain_name for one in found}), 2):
        if left in SETTINGS or right in SETTINGS:
            yield f"message:{left}&{right}", 0, 0
