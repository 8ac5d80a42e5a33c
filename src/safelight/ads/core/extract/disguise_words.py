"""Number words in disguise: the table that `disguised.py` reads. Version 2026-11.

From the plain English and Spanish number words it derives figures for letters ("s3ven"), slips ("sevn", "fivee") and
words that only sound like a digit ("won", "ate"). `segment` cuts one token into such pieces. Refuses slips that are
common words themselves.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import product
from typing import NamedTuple

from safelight.ads.core.extract.digits import TEENS, TENS, UNITS

STRONG, ODD, WEAK = 0, 1, 2
"""Evidence of a piece: a figure or number word; a leet or misspelled one; a word or letter that is usually no digit."""

_ENGLISH = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_SPANISH = ("cero", "uno", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve")
_LEET = {"o": "0", "i": "1!|", "l": "1!|", "z": "2", "e": "3", "a": "4", "s": "5$", "g": "69", "t": "7", "b": "8"}
_SOUNDS = {
    "oh": "0", "o": "0", "ow": "0", "ohe": "0", "nil": "0", "nought": "0", "naught": "0", "won": "1", "wun": "1",
    "wan": "1", "l": "1", "i": "1", "to": "2", "too": "2", "tu": "2", "tree": "3", "free": "3", "thri": "3", "for": "4",
    "fore": "4", "fo": "4", "fife": "5", "foive": "5", "sicks": "6", "siks": "6", "sics": "6", "svn": "7", "ate": "8",
    "ait": "8", "ayt": "8", "eyt": "8", "niner": "9", "nain": "9", "nein": "9", "ten": "10",
}  # fmt: skip
_REAL_WORDS = (
    "on our even thee fur sin fie see or no wo do os un si ix tw es eis ne nin in ine fou fin ere hero her here "
    "there seen sever fever never ocho inco sex vine wine fine line mine dine pine done gone none tone bone zone "
    "lone once ore owe use ode ole ones twos tho threw tour hour pour your sour fours flour foul fire file live "
    "give dive hive fare face fives fiver rive sit sir fix mix sip sixth fifth seventh eighth ninth tenth weight "
    "height nice nile nina xero zeno ger tero seems leven severn to two too tree for so ten ocio cena cine sine "
    "nude nun near sore soy says dose dis das des tos tre tras"
)
_REAL = frozenset(_REAL_WORDS.split())
"""Slips that are words of their own and so prove nothing."""

PLURALS = {"zeros": "0", "zeroes": "0", "ohs": "0", **{f"{word}s": str(n) for n, word in enumerate(_ENGLISH) if n},
           "sixes": "6"}  # fmt: skip
REPEATS = {"double": 2, "dbl": 2, "doble": 2, "triple": 3, "treble": 3, "quadruple": 4, "quad": 4}
DEAREST = 8.0
"""Cost up to which a token counts as digits: five slips in one glued token, and no more."""


class Piece(NamedTuple):
    """Digits written by [start, end) of a token. `tens` when a following unit may belong to it ("twenty" "three")."""

    digits: str
    start: int
    end: int
    proof: int
    tens: bool = False
    figures: bool = False


def _leet(word: str, digit: str) -> Iterator[str]:
    """The word with figures for some of its letters, or its own digit for the first one ("4our")."""
    for letters in product(*(letter + _LEET.get(letter, "") for letter in word)):
        yield "".join(letters)
    yield digit + word[1:]


def _slips(word: str) -> Iterator[str]:
    """One letter lost, put in, drawn out, exchanged, or changed for the next one's place."""
    letters = "abcdefghijklmnopqrstuvwxyz"
    for at in range(len(word)):
        if len(word) > 3 or at == 1:
            yield word[:at] + word[at + 1 :]
        yield word[:at] + word[at] * 3 + word[at + 1 :]
        if at and len(word) > 3:
            yield word[: at - 1] + word[at] + word[at - 1] + word[at + 1 :]
        if len(word) > 3:
            yield from (word[:at] + letter + word[at + 1 :] for letter in letters)
        yield from (word[:at] + letter + word[at:] for letter in (letters if len(word) > 3 else word[at]))
    yield word + word[-1]
    yield from (word[:at] + word[at : at + 2] * 2 + word[at + 2 :] for at in range(len(word) - 1) if len(word) > 3)


def _vocabulary() -> dict[str, tuple[str, int]]:
    known: dict[str, tuple[str, int]] = {}
    for words in (_ENGLISH, _SPANISH):
        for number, word in enumerate(words):
            for slip in _slips(word):
                if len(slip) > 1 and slip not in _REAL and (words is _ENGLISH or len(word) > 4):
                    known.setdefault(slip, (str(number), ODD))
            for leet in _leet(word, str(number)):
                if not leet.isdigit():
                    known[leet] = (str(number), ODD)
    known |= {f"{word}s": (str(number), ODD) for number, word in enumerate(_ENGLISH) if number not in (1, 2)}
    known |= {word: (digit, WEAK) for word, digit in _SOUNDS.items()}
    known |= {word: (digit, STRONG) for word, digit in (UNITS | TEENS).items() if word not in _SOUNDS}
    known["oh"] = ("0", ODD)
    return known | {word: (f"{tens}0", STRONG) for word, tens in TENS.items()}


VOCABULARY = _vocabulary()
LONGEST_WORD = max(len(word) for word in VOCABULARY)
_COST = (0.1, 1.0, 1.2)


@lru_cache(maxsize=8_192)
def segment(token: str) -> tuple[Piece, ...] | None:
    """The cheapest cut of a lower-case ASCII token into digit pieces; null when something is left over."""
    if len(token) > 64 and not token.isdigit():
        return None
    if token.isdigit():
        return (Piece(token, 0, len(token), STRONG, figures=True),)
    best: list[tuple[float, Piece | None]] = [(0.0, None), *((DEAREST, None) for _ in token)]
    for start in range(len(token)):
        for piece in _from(token, start) if best[start][0] < DEAREST else ():
            cost = best[start][0] + _COST[piece.proof]
            if cost < best[piece.end][0]:
                best[piece.end] = (cost, piece)
    return _cut(best)


def _from(token: str, start: int) -> Iterator[Piece]:
    if token[start].isdigit():
        yield Piece(token[start], start, start + 1, STRONG, figures=True)
    for end in range(start + 1, min(len(token), start + LONGEST_WORD) + 1):
        known = VOCABULARY.get(token[start:end])
        if known is not None:
            yield Piece(known[0], start, end, known[1], token[start:end] in TENS)


def _cut(best: list[tuple[float, Piece | None]]) -> tuple[Piece, ...] | None:
    at, found = len(best) - 1, list[Piece]()
    while at:
        piece = best[at][1]
        if piece is None:
            return None
        found.append(piece)
        at = piece.start
    return tuple(reversed(found))
