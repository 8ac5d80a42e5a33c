"""Spots: where in texts a word stands that may be a name, and what stands around it, as numbers.

A spot is a word with a capital (any word where a text has only capitals or none), and at most three places: after two
other tokens, before two, between two. Tokens are numbered as they come and looked at once; the rest is done on arrays,
a run of texts at a time. Which spots are names is told in `naming.py`.
"""

from __future__ import annotations

import re
from array import array
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.int64]
Marks = NDArray[np.bool_]

RUN = 1 << 18
"""Tokens that are worked on at once: 20 MB."""

EDGE = "^"
"""What stands before and after a text."""

AFTER, BEFORE, BETWEEN = range(3)
"""Kinds of places: after two tokens, before two, between two."""

_BITS = 30
_WORD = re.compile(r"\w+(?:['’]\w+)?|[^\w\s]+|\n")
_ADDRESS = re.compile(r"https?://\S+|www\.\S+|(?<![\w.+-])[\w.+-]*+(?:@[\w.-]+)+")
"""Addresses and handles hold names, but not as words."""
_CAPITAL = re.compile(r"[A-Z][a-z]{2,14}")
_FLAT = re.compile(r"[a-z]{3,15}|[A-Z]{3,15}")
_PART = re.compile(r"[^\w\s.!?…]|\n")
"""How signs begin that part a word from what follows, and end no sentence."""


def is_flat(text: str) -> bool:
    """Whether a text has, beside addresses and handles, no capitals or only capitals, so that a name doesn't stand
    out."""
    return _of_one_case(_unaddressed(text))


def _of_one_case(text: str) -> bool:
    return text == text.lower() or text == text.upper()


def tokens_of(text: str) -> list[str]:
    """Words, runs of signs, and line ends; an address is one sign."""
    return _WORD.findall(_unaddressed(text))


def _unaddressed(text: str) -> str:
    return _ADDRESS.sub("@", text) if "@" in text or "://" in text or "www." in text else text


class Tokens(dict[str, int]):
    """Tokens by number, figures all under that of "#": of each what it is called (`plain`, the number of its lower
    case in `words`), and whether it may be a name by its capital, or in a flat text, and is lower case itself."""

    def __init__(self) -> None:
        self.words: dict[str, int] = {}
        self.plain, self.capital, self.flat, self.lower = array("q"), array("b"), array("b"), array("b")
        self.letters, self.parts = array("b"), array("b")
        self.edge, self.figure, _ = self._new(EDGE), self._new("#"), self._new("\n")

    def __missing__(self, token: str) -> int:
        return self.figure if token[0].isdigit() else self._new(token)

    def _new(self, token: str) -> int:
        self[token] = number = len(self.plain)
        word = token.lower()
        self.plain.append(self.words.setdefault(word, len(self.words)))
        if len(self.words) > len(self.letters):
            self.letters.append(word.isalpha())
            self.parts.append(_PART.match(word) is not None)
        self.capital.append(_CAPITAL.fullmatch(token) is not None)
        self.flat.append(_FLAT.fullmatch(token) is not None)
        self.lower.append(token.islower())
        return number


@dataclass(slots=True)
class Spots:
    """The spots of some texts, which are numbered as they are added."""

    tokens: Tokens = field(default_factory=Tokens)
    places: dict[int, int] = field(default_factory=dict)
    _run: array[int] = field(default_factory=lambda: array("q"))
    _lengths: list[int] = field(default_factory=list)
    _flats: list[bool] = field(default_factory=list)
    _texts: int = 0
    _found: list[NDArray[np.int32]] = field(default_factory=list)
    _lower: list[Numbers] = field(default_factory=list)

    def add(self, text: str) -> None:
        edge, before, said = self.tokens.edge, len(self._run), _unaddressed(text)
        self._run.extend((edge, edge))
        self._run.extend(map(self.tokens.__getitem__, _WORD.findall(said)))
        self._run.extend((edge, edge))
        self._lengths.append(len(self._run) - before)
        self._flats.append(_of_one_case(said))
        if len(self._run) >= RUN:
            self._work()

    def all(self) -> NDArray[np.int32]:
        """A row a spot: its text, its word, its three places (-1: none)."""
        self._work()
        return np.concatenate([np.zeros((0, 5), np.int32), *self._found])

    def lower(self) -> Numbers:
        """For each word how many texts with capitals write it without one."""
        self._work()
        return np.bincount(np.concatenate([np.zeros(0, np.int64), *self._lower]), minlength=len(self.tokens.words))

    def inside(self) -> Marks:
        """For each place whether it shows that a word owes its capital to no sentence: the word stands inside one, or
        alone at the start of a line, before a sign that parts it from the rest."""
        keys = np.fromiter(self.places, np.int64, len(self.places))
        kind, flat = keys >> 1 & 3, (keys & 1).astype(np.bool_)
        before, after = keys >> 3 + _BITS, keys >> 3 & (1 << _BITS) - 1
        within = _marks(self.tokens.letters)[before] | (before == self.tokens.words.get(",", -1))
        alone = self._starts(before) & _marks(self.tokens.parts)[after]
        inside: Marks = flat | ((kind == BETWEEN) & (within | alone))
        return inside

    def _starts(self, before: Numbers) -> Marks:
        """Where what stands before is the start of a text or of a line."""
        return np.isin(before, [self.tokens.words[EDGE], self.tokens.words["\n"]])

    def _work(self) -> None:
        if not self._run:
            return
        run, lengths = np.array(self._run, np.int64), np.array(self._lengths)
        flat = np.repeat(np.array(self._flats), lengths)
        text = np.repeat(np.arange(self._texts, self._texts + len(lengths)), lengths)
        self._texts += len(lengths)
        known, plain = self.tokens, np.array(self.tokens.plain)
        at = np.flatnonzero(np.where(flat, _marks(known.flat)[run], _marks(known.capital)[run]))
        around = plain[run[at[:, None] + np.arange(-2, 3)]]
        places = self._places(around, flat[at])
        self._found.append(np.column_stack((text[at], around[:, 2], places)).astype(np.int32))
        written = np.flatnonzero(~flat & _marks(known.lower)[run])
        self._lower.append(plain[np.unique(text[written] << _BITS | run[written]) & (1 << _BITS) - 1])
        del self._run[:]
        self._lengths.clear()
        self._flats.clear()

    def _places(self, around: Numbers, flat: Marks) -> Numbers:
        """The places of spots, three a row; `around`: two words before, the word, two after."""
        far, before, _, after, beyond = around.T
        word, places = _marks(self.tokens.letters), self.places
        opened, closed = word[before], word[after]
        starts = self._starts(before)
        found = np.full((len(around), 3), -1, np.int64)
        for kind, one, other, there in (
            (AFTER, far, before, opened | word[far]),
            (BEFORE, after, beyond, closed | word[beyond]),
            (BETWEEN, before, after, opened | closed | starts),
        ):
            keys, which = np.unique((one << _BITS | other)[there] << 3 | kind << 1 | flat[there], return_inverse=True)
            found[there, kind] = np.array([places.setdefault(key, len(places)) for key in keys.tolist()], np.int64)[
                which
            ]
        return found


def _marks(of: array[int]) -> Marks:
    return np.array(of, np.bool_)
