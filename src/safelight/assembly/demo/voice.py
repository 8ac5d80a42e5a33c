"""How one person writes: style, habits of punctuation, favourite signs, phone and price formats.

Voices are drawn from one distribution for every activity. `setting` turns the pieces of a text into
the published string and says where each planted fact stands, in code points.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from random import Random

from safelight.assembly.demo.phones import OBSCURED_STYLES, PLAIN_STYLES
from safelight.assembly.demo.words import EMOJI

STYLES = ("plain", "terse", "wordy", "emoji", "caps", "bilingual", "list", "lower")
_STYLE_WEIGHTS = (26, 14, 16, 14, 7, 9, 8, 6)
_LENGTHS = {"terse": (3, 5), "wordy": (10, 16), "list": (6, 10)}
LEAST_MISTYPED = 6
"""Shortest word that is mistyped: one letter turns a short word into another word, and "ten" into a false alarm."""

_ENDS = (".", "!", "...", ".", ".", " -", "!!")


@dataclass(frozen=True, slots=True)
class Voice:
    """`size`: least and most sentences. `emoji_rate` and `spanish` are per sentence, `typos` per word."""

    style: str
    size: tuple[int, int]
    end: str
    between: str
    emoji: tuple[str, ...]
    emoji_rate: float
    typos: float
    spanish: float
    plain_style: int
    obscured_style: int
    price_style: int


@dataclass(frozen=True, slots=True)
class Planted:
    """One fact as it stands in a published field: `value` is what a reader should take from it."""

    field: str
    value: object
    text: str
    start: int = 0
    end: int = 0
    source: str = "body"
    obscured: bool = False

    def record(self) -> dict[str, object]:
        return {
            "field": self.field,
            "value": self.value,
            "start": self.start,
            "end": self.end,
            "source": self.source,
            "obscured": self.obscured,
        }


def draw_voice(rng: Random, typo: float) -> Voice:
    style = rng.choices(STYLES, _STYLE_WEIGHTS)[0]
    return Voice(
        style=style,
        size=_LENGTHS.get(style, (5, 10)),
        end=rng.choice(_ENDS),
        between="\n" if style == "list" or rng.random() < 0.25 else " ",
        emoji=tuple(rng.sample(EMOJI, 4)),
        emoji_rate=0.6 if style == "emoji" else rng.choice((0.0, 0.0, 0.05, 0.15)),
        typos=typo * rng.choice((0.0, 0.5, 1.0, 2.5)),
        spanish=0.45 if style == "bilingual" else 0.0,
        plain_style=rng.randrange(PLAIN_STYLES),
        obscured_style=rng.randrange(OBSCURED_STYLES),
        price_style=rng.randrange(6),
    )


def setting(
    rng: Random, voice: Voice, sentences: Iterable[Sequence[str | Planted]], source: str
) -> tuple[str, list[Planted]]:
    """The published text of some sentences in this voice, and the planted facts with their spans."""
    out: list[str] = []
    found: list[Planted] = []
    at = 0
    bullet = "- " if voice.style == "list" and source == "body" else ""
    for number, sentence in enumerate(sentences):
        opening = (voice.between if number else "") + bullet
        out.append(opening)
        at += len(opening)
        for place, piece in enumerate(sentence):
            if isinstance(piece, str):
                text = _cased(_mistyped(rng, piece, voice.typos), voice, place == 0)
            else:
                text = _cased(piece.text, voice, False) if piece.field in ("name", "location") else piece.text
                found.append(_placed(piece, at, text, source))
            out.append(text)
            at += len(text)
        closing = _closing(rng, voice, source)
        out.append(closing)
        at += len(closing)
    return "".join(out).rstrip(), found


def _placed(piece: Planted, at: int, text: str, source: str) -> Planted:
    return Planted(piece.field, piece.value, text, at, at + len(text), source, piece.obscured)


def _closing(rng: Random, voice: Voice, source: str) -> str:
    sign = f" {rng.choice(voice.emoji)}" if voice.emoji_rate and rng.random() < voice.emoji_rate else ""
    return sign if source == "title" or voice.style == "list" else voice.end + sign


def _cased(text: str, voice: Voice, first: bool) -> str:
    if voice.style == "caps":
        return text.upper()
    if voice.style == "lower":
        return text.lower()
    return text[:1].upper() + text[1:] if first else text


def _mistyped(rng: Random, text: str, rate: float) -> str:
    """Now and then one longer word is mistyped."""
    if not rate or rng.random() >= rate * (text.count(" ") + 1):
        return text
    at = rng.randrange(len(text))
    left = text.rfind(" ", 0, at) + 1
    right = text.find(" ", at)
    word = text[left : right if right >= 0 else len(text)]
    if text[at] == " " or len(word) < LEAST_MISTYPED or not word.isalpha():
        return text
    return text[:left] + mistyped(word, at - left, rng.randrange(3)) + text[left + len(word) :]


def mistyped(word: str, at: int, kind: int) -> str:
    """The word with the letter at `at` changed for the next one's place (0), doubled (1) or lost (2)."""
    if kind == 0:
        return word[:at] + word[at + 1 : at + 2] + word[at] + word[at + 2 :]
    return word[:at] + (word[at] * 2 if kind == 1 else "") + word[at + 1 :]
