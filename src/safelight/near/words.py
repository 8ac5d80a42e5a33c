"""Words: texts as sequences of word digests in which disguised letters don't matter.

Other scripts' look-alike letters, accents, styled letters, digits and signs inside a word (c4ll, pa$$), case and
repeated letters are folded; numbers, punctuation, emoji and invisible signs are left out. Scripts written without
spaces are cut into overlapping pairs of characters. Digests are 32-bit: two different words agree once in 4 billion.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

MOST_WORDS = 4_096
"""Words of a text that are compared: far more than any ad has (p95 200; research, 2026-11), and bounded."""

_LOOKALIKES = dict(zip("аеорсухіјѕкмтвнгԁһԛԝɡıαορτνκιευχηω", "aeopcyxijskmtbhrdhqwgiaoptvkieuxhw", strict=True))
"""Letters of other scripts that pass for Latin ones (after Unicode TR 39), one way, in whatever word they stand."""

_CONTINUOUS = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"  # Thai, Lao, Burmese, Khmer
    "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f"  # Japanese, Chinese
)
_RUN = re.compile(f"[{_CONTINUOUS}]+")


class _Letters(dict[int, str]):
    """What each character is folded to, worked out when it is first met."""

    def __missing__(self, code: int) -> str:
        found = self[code] = _letter(chr(code))
        return found


def _letter(character: str) -> str:
    if _RUN.match(character):
        return character
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return ""
    plain = unicodedata.normalize("NFKD", character).lower()
    letters = [_LOOKALIKES.get(c, c) for c in plain if unicodedata.category(c) != "Mn"]
    if any(unicodedata.category(c)[0] not in "LNM" and not c.isascii() for c in letters):
        return " "
    return "".join(letters)


_LETTERS = _Letters({code: chr(code) for code in range(128)})


def plain(text: str) -> str:
    """The text in plain letters; what is left to the kernel is ASCII case, look-alike digits and repeated letters."""
    if text.isascii():
        return text
    folded = text.translate(_LETTERS)
    return folded if folded.isascii() else _RUN.sub(_pairs, folded)


def _pairs(run: re.Match[str]) -> str:
    text = run.group()
    return " " + " ".join(text[at : at + 2] for at in range(max(1, len(text) - 1))) + " "


@dataclass(frozen=True, slots=True)
class Words:
    """`words[starts[i]:starts[i + 1]]` is text i; `digests[i]` is equal for texts of equal words."""

    words: NDArray[np.uint32]
    starts: NDArray[np.int64]
    digests: NDArray[np.uint64]

    def __len__(self) -> int:
        return len(self.digests)

    def lengths(self) -> NDArray[np.int64]:
        return np.diff(self.starts)

    def pick(self, rows: NDArray[np.int64]) -> Words:
        """Those texts, in that order."""
        lengths = self.lengths()[rows]
        starts = np.concatenate((np.zeros(1, np.int64), np.cumsum(lengths)))
        at = np.repeat(self.starts[rows] - starts[:-1], lengths) + np.arange(starts[-1])
        return Words(self.words[at], starts, self.digests[rows])


def words_of(texts: Sequence[str]) -> Words:
    """The words of each text, in order; words without a letter (numbers) and all after MOST_WORDS are left out."""
    from safelight.near import word_kernels as kernels

    encoded = [plain(text).encode("utf-8", "surrogatepass") for text in texts]
    offsets = np.zeros(len(encoded) + 1, np.int64)
    np.cumsum([len(raw) for raw in encoded], out=offsets[1:])
    data = np.frombuffer(b"".join(encoded) or b"\0", np.uint8)
    words = np.empty(int(offsets[-1]) // 2 + len(encoded) + 1, np.uint32)
    starts = np.zeros(len(encoded) + 1, np.int64)
    digests = np.zeros(len(encoded), np.uint64)
    kernels.split(data, offsets, MOST_WORDS, kernels.LETTERS, kernels.KIND, words, starts, digests)
    return Words(words[: starts[-1]].copy(), starts, digests)
