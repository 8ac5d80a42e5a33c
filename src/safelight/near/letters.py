"""Letters: texts as code points, and what each code point is folded to. One table for words and for templates.

Other scripts' look-alike letters, accents, styled letters, digits and signs inside a word (c4ll, pa$$) and case are
folded; marks and invisible signs fold to nothing. What a code point folds to is worked out by Python when it is first
met; the kernels only look it up.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

BREAK, LETTER, DIGIT, INNER, LONE, MARK, SIGN = range(7)
"""What a folded character is: a break; a letter; a digit; a sign that is a letter only between two characters of a word
(@ $ | ! '); a letter of a script written without spaces; punctuation; a symbol or emoji."""

CHUNK = 1 << 22
"""Code points that are turned into words at once: bounds the memory beside the texts to some 50 MB."""

_LOOKALIKES = dict(zip("аеорсухіјѕкмтвнгԁһԛԝɡıαορτνκιευχηω", "aeopcyxijskmtbhrdhqwgiaoptvkieuxhw", strict=True))
"""Letters of other scripts that pass for Latin ones (after Unicode TR 39), one way, in whatever word they stand."""

_READ_AS = dict(zip("0123456789@$!|l", "oizeasbtbgasiii", strict=True))
"""Digits and signs inside a word, and l, by the letter they pass for."""

_CONTINUOUS = (
    (0x0E00, 0x0EFF), (0x1000, 0x109F), (0x1780, 0x17FF),  # Thai, Lao, Burmese, Khmer
    (0x3040, 0x30FF), (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x3134F),  # Japanese, Chinese
)  # fmt: skip

UPPER, DISGUISED = 1, 2
"""What is worth knowing of how it was written: a capital; a sign of another script for a Latin letter."""

Folded = tuple[int, int, int, int]
"""(code point in lower case and plain, the letter it passes for, what it is, how it was written)"""


def folded(character: str) -> list[Folded]:
    """What a character is folded to: nothing for a mark or an invisible sign, several letters for a ligature."""
    if any(low <= ord(character) <= high for low, high in _CONTINUOUS):
        return [(ord(character), ord(character), LONE, 0)]
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return []
    plain = unicodedata.normalize("NFKD", character).lower()
    return [_letter(character, _LOOKALIKES.get(c, c)) for c in plain if unicodedata.category(c) != "Mn"]


def _letter(written: str, plain: str) -> Folded:
    category = unicodedata.category(plain)
    if category == "Nd":
        plain = str(unicodedata.digit(plain))
    how = UPPER * written.isupper() | DISGUISED * (plain.isascii() and not written.isascii())
    read = ord(_READ_AS.get(plain, plain))
    if plain in "@$!|'":
        return ord(plain), 0 if plain == "'" else read, INNER, how
    what = {"L": LETTER, "N": LETTER, "M": LETTER, "P": MARK, "S": SIGN}.get(category[0], BREAK)
    return ord(plain), read, DIGIT if category == "Nd" else what, how


@dataclass(frozen=True, slots=True)
class Letters:
    """`heads[code]` is where the folding of a code point starts, in rows of `rows`, times 32, plus its length, plus 1;
    0: not met yet."""

    heads: NDArray[np.uint32]
    rows: NDArray[np.uint32]

    def with_all(self, fresh: Sequence[int]) -> Letters:
        heads, rows = self.heads.copy(), self.rows.tolist()
        for code in fresh:
            own = folded(chr(code))[:31]
            heads[code] = len(rows) * 32 + len(own) + 1
            rows += own
        return Letters(heads, np.array(rows, np.uint32).reshape(-1, 4))


_met = [Letters(np.zeros(0x110000, np.uint32), np.zeros((0, 4), np.uint32))]
"""The table so far: a reader takes it as it is, a writer puts a larger one in its place."""


def letters(codes: NDArray[np.uint32]) -> Letters:
    """A table that knows all of `codes`."""
    known = _met[0]
    fresh = np.unique(codes[known.heads[codes] == 0])
    if len(fresh):
        known = _met[0] = known.with_all(fresh.tolist())
    return known


@dataclass(frozen=True, slots=True)
class Codes:
    """`codes[starts[i]:starts[i + 1]]` are the code points of text i."""

    codes: NDArray[np.uint32]
    starts: NDArray[np.int64]


def codes_of(texts: Sequence[str]) -> Codes:
    starts = np.zeros(len(texts) + 1, np.int64)
    np.cumsum([len(text) for text in texts], out=starts[1:])
    return Codes(np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), np.uint32), starts)


def chunks(texts: Iterable[str], most: int = CHUNK) -> Iterator[Codes]:
    """The code points of runs of texts, each run of at most `most` unless one text alone has more."""
    run: list[str] = []
    size = 0
    for text in texts:
        if run and size + len(text) > most:
            yield codes_of(run)
            run, size = [], 0
        run.append(text)
        size += len(text)
    if run:
        yield codes_of(run)
