"""Folded text: what a text says to a reader, in ASCII, with the way back to the original.

`fold` maps each character on its own: digits of any script, circled, keycap and full-width ones become 0-9, look-
alike letters become Latin, zero-width and combining marks vanish. Every folded character knows the original code
point it came from, so a span found in the folded text is a span of the original. Pure ASCII passes untouched.
Linear; never refuses.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from anyascii import anyascii

from safelight.ads.core.extract.digits import UNITS

_FOREIGN = re.compile(r"[^\x00-\x7f]+")
_HAN_DIGITS = dict(zip("〇零一二三四五六七八九壹贰叁肆伍陆柒捌玖", "00123456789123456789", strict=True))
_PICTURES = {
    "\U0001f4b2": "$",
    "\U0001f4b5": "$",
    "\U0001f339": " roses ",
    "\U0001f51f": "10",
    "\u20ac": "\u20ac",
    "\u00a3": "\u00a3",
    "\u00a5": "\u00a5",
    "\u20b9": "\u20b9",
}
"""Signs read as what they stand for; the currency signs stay as they are, prices need them."""

_ROSE = "\U0001f339"

_LOOKS = dict(
    zip(
        "АВЕЅІЈКМНОРСТУХЗӀабсеѕіјорухԁһӏзΑΒΕΖΗΙΚΜΝΟΡΤΥΧαικνορτυχ",
        "ABESIJKMHOPCTYX3Ia6cesijopyxdhl3ABEZHIKMNOPTYXaikvoptux",
        strict=True,
    )
)
"""Cyrillic and Greek letters by look, used in words with ASCII letters or digits (Unicode confusables table, TR39 rev.
30)."""

_FIGURES = frozenset("Ззб")
"""Look-alikes of figures: only right beside ASCII."""

_WIDEST = 24
"""Characters of a word looked through on either side for an ASCII letter or digit."""

_NUMBER_WORDS = frozenset(UNITS)

_LONGEST = 12
"""Longest ASCII rendering kept for one character; longer ones are ligatures of whole phrases."""


@dataclass(slots=True)
class Folded:
    """`text` is the folded text, `lower` the same in lower case, equally long. `offsets[i]` is the original code point
    of folded character i; null when the text was ASCII and each is its own."""

    original: str
    text: str
    lower: str
    offsets: array[int] | None

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The span of the original that folded characters [start, end) came from; start < end."""
        if self.offsets is None:
            return start, end
        return self.offsets[start], self.offsets[end - 1] + 1

    def foreign(self, start: int, end: int) -> bool:
        """Whether the original of that span holds anything but ASCII."""
        if self.offsets is None:
            return False
        first, last = self.span(start, end)
        return not self.original[first:last].isascii()


def fold(original: str) -> Folded:
    """The folded form of any text."""
    if original.isascii():
        return Folded(original, original, original.lower(), None)
    parts: list[str] = []
    offsets = array("l")
    at = 0
    count = _counted(len(original))
    for run in _FOREIGN.finditer(original):
        start, end = run.span()
        parts.append(original[at:start])
        offsets += count[at:start]
        word = run.group()
        shown: Sequence[str] = (" ",) if word == _ROSE and _parts_digits(original, start, end) else ()
        shown = shown or _alone(word) if _LOOKS.keys().isdisjoint(word) else _looked(original, start, end)
        parts += shown
        for index, sign in enumerate(shown, start):
            if len(sign) == 1:
                offsets.append(index)
            else:
                offsets.extend((index,) * len(sign))
        at = end
    parts.append(original[at:])
    offsets += count[at : len(original)]
    text = "".join(parts)
    lower = text.lower()
    return Folded(original, text, lower if len(lower) == len(text) else text, offsets)


_COUNT = array("l", range(4_096))
"""The numbers from 0, from which places of characters are copied."""


def _counted(size: int) -> array[int]:
    """The numbers from 0 to `size` and perhaps more."""
    return _COUNT if size <= len(_COUNT) else array("l", range(size))


def _parts_digits(original: str, start: int, end: int) -> bool:
    """Whether a single figure stands right on either side: the parts of a number, no amount."""
    before, after = original[max(0, start - 2) : start], original[end : end + 2]
    return (
        before[-1:].isdigit()
        and after[:1].isdigit()
        and not (before.isdigit() and len(before) > 1)
        and not (after.isdigit() and len(after) > 1)
    )


@lru_cache(maxsize=16_384)
def _alone(word: str) -> tuple[str, ...]:
    """Each character of a run that holds no look-alike letter: what stands around it doesn't matter."""
    return tuple(map(_one, word))


def _looked(original: str, start: int, end: int) -> list[str]:
    """Each character of a run with look-alike letters: as they look in a number word, else by what stands around."""
    if end - start < _WIDEST and _alike(original[start:end]) in _NUMBER_WORDS:
        return [_LOOKS[char] for char in original[start:end]]
    return [_shown(original, index) for index in range(start, end)]


def _alike(word: str) -> str:
    """A word of look-alikes alone as it looks, in lower case; anything else as "."."""
    return "".join(_LOOKS.get(char, ".") for char in word).lower()


def _shown(original: str, index: int) -> str:
    char = original[index]
    if char in _LOOKS and _in_latin_word(original, index, 2 if char in _FIGURES else _WIDEST):
        return _LOOKS[char]
    return _one(char)


def _in_latin_word(original: str, index: int, reach: int) -> bool:
    """Whether the word around a letter, as far as `reach` on either side, holds an ASCII letter or digit."""
    for step in (-1, 1):
        at = index + step
        while 0 <= at < len(original) and abs(at - index) <= reach and original[at].isalnum():
            if original[at].isascii():
                return True
            at += step
    return False


@lru_cache(maxsize=65_536)
def _one(char: str) -> str:
    """One character outside ASCII as ASCII: digits first, then signs, then letters; pictures become a blank."""
    known = _PICTURES.get(char) or _HAN_DIGITS.get(char)
    if known is not None:
        return known
    digit = unicodedata.digit(char, None)
    if digit is not None:
        return str(digit)
    kind = unicodedata.category(char)
    if kind in ("Cf", "Mn", "Me"):
        return ""
    compat = unicodedata.normalize("NFKC", char)
    if compat != char and compat.isascii():
        return compat
    if kind in ("So", "Sk", "Co", "Cn", "Cs") and not compat.isalpha():
        return " "
    return str(anyascii(char))[:_LONGEST] or " "
