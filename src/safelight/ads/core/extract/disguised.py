"""Disguised numbers: telephone numbers that the plain reader of `phones.py` does not see or reads in part.

It reads figures and number words in any mix, leet and misspelled ones, words that sound like digits, letters spelled
one by one, look-alike letters, odd separators, linking words ("then", "followed by", "dot") and an area code named
behind its number. Because so much may stand for a digit, it accepts a stretch only when the *whole* stretch between
other words is one number. Refuses price lists, sizes, ids. Linear: no more than 18 pieces are ever read as one.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from operator import itemgetter

from safelight.ads.core.extract.digits import clusters
from safelight.ads.core.extract.disguise_words import PLURALS, REPEATS, STRONG, WEAK, Piece, segment
from safelight.ads.core.extract.passage import Passage
from safelight.ads.core.extract.phone_shapes import NANP, international, national

LEAST, LONGEST = 7, 15
REACH, ENOUGH = 32, 4
"""Longest gap inside a stretch worth a look ("followed by", "area code"), and the digits and number words it holds."""

_LINK_WORDS = (
    "code and then next last first second third 1st 2nd 3rd y luego despues dash dot space hyphen guion punto comma "
    "underscore followed by start starts starting begin begins continue with end ends ending finish middle finally "
    "call text txt dial slash period minus point the plus in is number primero segundo tercero al final lastly"
)
_LINKS = frozenset(_LINK_WORDS.split())
_COUNTED = frozenset({"first", "next", "last"})
_COUNTS = frozenset({"three", "four", "3", "4"})
_TWICE = {"twice": 2, "thrice": 3}
_AREA = frozenset({"area", "areacode"})
_TOKEN = re.compile(r"(?:\$(?=[a-z]))?[a-z0-9]+(?:[!|$](?=[a-z])[a-z0-9]+)*|(?:(?!\$[a-z])[^a-z0-9])+")
_MARKS = re.compile(r"[!|$]")
_LINE = re.compile(r"\n")
_HARD = re.compile(r"\n|[.!?,;:]\s|\s{2}|\s-\s|[—–]")
_USUAL = re.compile(r"[\s\-.,:()/]*")
_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2212\u00a0\u2009\u202f\u00ad\u200b\ufeff"
_NO_SIGN = re.compile(r"[a-z0-9 ]+")
_FEET = re.compile(r"[4-6]\s?['´`]\s?[0-9]")
_TOKEN_WORD = re.compile(r"(?:\$(?=[a-z]))?[a-z0-9]+(?:[!|$](?=[a-z])[a-z0-9]+)*")
_SAID = re.compile(r"(?<![a-z])(?:area|plus)(?![a-z])")
_LETTERED = re.compile(r"[0-9][a-z!|$]|[a-z!|$][0-9]")
_SINGLES = re.compile(
    r"[ .\-*_/,][a-z0-9][ .\-*_/,]{1,3}[a-z0-9][ .\-*_/,]{1,3}[a-z0-9][ .\-*_/,]{1,3}[a-z0-9][ .\-*_/,]"
)
"""Four letters or figures on their own: the quick look for `_LETTERS`."""

SHORTEST_SPELLED = 23
"""Characters of the shortest number that `_LETTERS` finds: twelve letters and what separates them."""

_LETTERS = re.compile(r"(?<![a-z0-9])(?:[a-z0-9][ .\-*_/,]{1,3}){11,}[a-z0-9](?![a-z0-9])")
_SPELLED = re.compile(r"(?:zero|oh|one|two|three|four|five|six|seven|eight|nine|cero|uno|dos|tres|cuatro|cinco|seis|"
                      r"siete|ocho|nueve|[0-9])+")  # fmt: skip
_LOOK = "[0-9OoQDlIi|!ZzESsAGbqgTB$]"
_GAP = r"[ ]?[-./_()]{0,2}[ ]?"
_LOOKS = re.compile(
    rf"(?<![A-Za-z0-9$])(?:\+?1[ \-.]{{1,2}})?(?P<a>{_LOOK}{{3}})(?P<s>{_GAP})(?P<b>{_LOOK}{{3}})(?P<t>{_GAP})"
    rf"(?P<c>{_LOOK}{{4}})(?![A-Za-z0-9$])"
)
_LIKE = str.maketrans("OoQDlIi|!ZzESsAGbqgTB$", "0000" + "11111" + "22" + "3" + "55" + "4" + "66" + "99" + "7" + "85")
_DIGIT = re.compile(r"[0-9]")
LEAST_FIGURES = 5
"""Figures that a number with look-alike letters must hold, of ten."""


@dataclass(slots=True)
class _Stretch:
    """Pieces in place, and at which piece a linking word, "area" or "plus" stands."""

    pieces: list[Piece] = field(default_factory=list)
    links: set[int] = field(default_factory=set)
    area: int | None = None
    plus: int | None = None
    repeat: int = 1
    counted: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """One number: its value and its folded span. The rule `phone.area` knows which digits are the area code."""

    value: str
    start: int
    end: int
    rule: str


def disguised(
    passage: Passage, country: str | None, implied: Sequence[str], plain: Sequence[tuple[int, int]]
) -> list[Reading]:
    """Every disguised number of one passage, in order. `plain` are the spans of numbers written plainly: nothing that
    surrounds them can make more of them but an area code or a plus in words."""
    lower = passage.lower
    found = list(_spelled(lower)) if len(lower) >= SHORTEST_SPELLED and _SINGLES.search(lower) else []
    places = (country, *implied)
    for start, end in clusters(passage.hits, REACH, ENOUGH):
        first, last = _whole(lower, max(0, start - REACH), min(len(lower), end + REACH))
        found += _looks(passage.text, first, last) if _LETTERED.search(lower, first, last) else []
        for begin, stop in [(first, last)] if _SAID.search(lower, first, last) else _beside(first, last, plain):
            if _enough(lower, begin, stop):
                for stretch in _stretches(lower, begin, stop):
                    found += _numbers(passage, stretch, places)
    return [reading for reading in found if not passage.claimed(reading.start, reading.end)]


def _beside(first: int, last: int, plain: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """[first, last) without the plain numbers in it, which are in order."""
    at = bisect.bisect_right(plain, first, key=itemgetter(1))
    while at < len(plain) and plain[at][0] < last:
        yield first, plain[at][0]
        first = plain[at][1]
        at += 1
    yield first, last


def _enough(lower: str, start: int, end: int) -> bool:
    """Whether some stretch holds digits enough for a number: the quick look before the slow one."""
    held = 0
    for word in _TOKEN_WORD.findall(lower, start, end):
        worth = len(word) if word.isdigit() else _worth(word)
        held = held + worth if worth >= 0 else 0
        if held >= LEAST:
            return True
    return False


@lru_cache(maxsize=16_384)
def _worth(word: str) -> int:
    """Digits that a token can write; 0 for a word that may stand between, -1 for one that ends the number."""
    if word in _LINKS or word in _AREA:
        return 0
    if word in PLURALS or word in _TWICE or word in REPEATS:
        return 3
    parts = [segment(part) for part in (re.split(r"[!|$]", word) if segment(word) is None else [word]) if part]
    if any(pieces is None for pieces in parts):
        return -1
    return sum(len(piece.digits) for pieces in parts for piece in pieces or ())


def _whole(lower: str, start: int, end: int) -> tuple[int, int]:
    """The same bounds moved outwards, at most REACH characters each, so that they cut no token."""
    begin, stop = max(0, start - REACH), min(len(lower), end + REACH)
    while start > begin and lower[start - 1].isalnum() and lower[start].isalnum():
        start -= 1
    while end < stop and lower[end - 1].isalnum() and lower[end].isalnum():
        end += 1
    return start, end


def _spelled(lower: str) -> Iterator[Reading]:
    """Letters one by one: "f i v e  o n e  z e r o"."""
    for match in _LETTERS.finditer(lower):
        places = [at for at in range(match.start(), match.end()) if lower[at].isalnum()]
        joined = "".join(lower[at] for at in places)
        for word in _SPELLED.finditer(joined):
            pieces = segment(word.group()) or ()
            digits = "".join(piece.digits for piece in pieces)
            if NANP.fullmatch(digits) and any(not piece.figures for piece in pieces):
                yield Reading(digits, places[word.start()], places[word.end() - 1] + 1, "phone.spelled")


def _looks(text: str, start: int, end: int) -> Iterator[Reading]:
    """Groups of three, three and four, or ten in a row, in which letters stand for digits."""
    for match in _LOOKS.finditer(text, start, end):
        written = match["a"] + match["b"] + match["c"]
        digits = written.translate(_LIKE)
        gaps = {match["s"].strip("() "), match["t"].strip("() ")}
        if written == digits or len(_DIGIT.findall(written)) < LEAST_FIGURES or not NANP.fullmatch(digits):
            continue
        if len(gaps) == 1 and not all(part[-1] in "$!" for part in (match["a"], match["b"])):
            yield Reading(digits, match.start("a"), match.end(), "phone.looks")


def _stretches(lower: str, start: int, end: int) -> Iterator[_Stretch]:
    """Stretches of pieces with nothing but separators and linking words between them."""
    stretch = _Stretch()
    for token in _TOKEN.finditer(lower, start, end):
        word = token.group()
        if not word[-1].isalnum():
            if len(word) <= 12:
                continue
        elif _add(stretch, word, token.start()):
            continue
        if stretch.pieces:
            yield stretch
        stretch = _Stretch()
    if stretch.pieces:
        yield stretch


def _add(stretch: _Stretch, word: str, at: int) -> bool:
    """Adds one token; false when it is none of a number."""
    here = len(stretch.pieces)
    counted, stretch.counted = stretch.counted, word in _COUNTED
    if word in _AREA:
        stretch.area = here if stretch.area is None else stretch.area
    elif word in _LINKS:
        stretch.plus = here if word == "plus" and not here else stretch.plus
        if word != "code":
            stretch.links.add(here)
    elif word in REPEATS:
        stretch.repeat = REPEATS[word]
    elif here and _again(stretch.pieces, word, at + len(word)):
        return True
    elif not (counted and word in _COUNTS):
        return _append(stretch, word, at) or _marked(stretch, word, at)
    return True


def _again(pieces: list[Piece], word: str, end: int) -> bool:
    """ "five twice" and "three sevens": the piece before is repeated, or says how often."""
    before = pieces[-1]
    if word in _TWICE and len(before.digits) == 1:
        pieces[-1] = Piece(before.digits * _TWICE[word], before.start, end, STRONG)
    elif word in PLURALS and before.digits in ("2", "3", "4"):
        pieces[-1] = Piece(PLURALS[word] * int(before.digits), before.start, end, STRONG)
    else:
        return False
    return True


def _marked(stretch: _Stretch, word: str, at: int) -> bool:
    """A token with a mark inside that is no letter of it: "call!five" is two tokens."""
    if not _MARKS.search(word):
        return False
    return all(_append(stretch, part.group(), at + part.start()) for part in re.finditer(r"[a-z0-9]+", word))


def _append(stretch: _Stretch, word: str, at: int) -> bool:
    pieces = segment(word)
    if pieces is None:
        return False
    for number, piece in enumerate(pieces):
        placed = piece._replace(start=piece.start + at, end=piece.end + at)
        if not number and stretch.repeat > 1 and len(piece.digits) == 1:
            proof = STRONG if piece.proof == WEAK else piece.proof
            placed = placed._replace(digits=piece.digits * stretch.repeat, proof=proof, figures=False)
        stretch.pieces.append(placed)
    stretch.repeat = 1
    return True


def _numbers(passage: Passage, stretch: _Stretch, places: Sequence[str | None]) -> list[Reading]:
    """The one number that a stretch is, else those between its hard stops."""
    pieces = stretch.pieces
    whole = _whole_number(passage, stretch, places)
    if whole is not None or len(pieces) < 2:
        return [whole] if whole is not None else []
    for stop in (_LINE, _HARD):
        stops = _stops(passage.lower, pieces, stop)
        found = _between(passage, stretch, stops, places) if len(stops) > 2 else []
        if found:
            return found
    return []


def _between(passage: Passage, stretch: _Stretch, stops: Sequence[int], places: Sequence[str | None]) -> list[Reading]:
    """Numbers that reach from one stop to another, from the left, the shortest first."""
    found: list[Reading] = []
    at = 0
    while at < len(stops) - 1:
        first, step = stops[at], 1
        for reach in range(1, LONGEST + 3):
            if at + reach >= len(stops) or stops[at + reach] - first > LONGEST + 3:
                break
            reading = _whole_number(passage, _part(stretch, first, stops[at + reach]), places)
            if reading is not None:
                found.append(reading)
                step = reach
                break
        at += step
    return found


def _stops(lower: str, pieces: Sequence[Piece], stop: re.Pattern[str]) -> list[int]:
    """Where a number may begin or end inside a stretch: at its ends and at line ends, full stops and wide gaps."""
    inner = [at for at in range(1, len(pieces)) if stop.search(lower, pieces[at - 1].end, pieces[at].start)]
    return [0, *inner, len(pieces)]


def _part(stretch: _Stretch, first: int, last: int) -> _Stretch:
    area = stretch.area
    return _Stretch(
        stretch.pieces[first:last],
        {at - first for at in stretch.links if first < at < last},
        area - first if area is not None and first <= area <= last else None,
        0 if stretch.plus is not None and stretch.plus == first else None,
    )


def _whole_number(passage: Passage, stretch: _Stretch, places: Sequence[str | None]) -> Reading | None:
    """The stretch as one number: all of it, or without doubtful pieces at its ends."""
    lower = passage.lower
    pieces = stretch.pieces
    if sum(len(piece.digits) for piece in pieces[: LONGEST + 5]) > LONGEST + 3 or len(pieces) > LONGEST + 3:
        return None
    ends = [(0, len(pieces))]
    ends += [(0, len(pieces) - 1)] if pieces[-1].proof == WEAK else []
    ends += [(1, len(pieces))] if pieces[0].proof == WEAK else []
    for first, last in ends:
        part = pieces[first:last]
        if not part or not _believable(passage, stretch, first, last):
            continue
        links = {at - first for at in stretch.links}
        for digits, bounds in _readings(lower, part):
            value = _value(digits, bounds, stretch, first, len(part), links, places)
            if value is not None:
                rule = "phone.disguised" if stretch.area is None else "phone.area"
                return Reading(value, part[0].start, part[-1].end, rule)
    return None


def _readings(lower: str, part: Sequence[Piece]) -> Iterator[tuple[str, list[int]]]:
    """(digits, digits before each piece): tens with the unit behind them as one ("ninety four" is 94), then apart."""
    for merged in (True, False):
        digits, bounds = "", list[int]()
        for at, piece in enumerate(part):
            before = part[at - 1] if at else None
            unit = len(piece.digits) == 1 and piece.digits != "0" and not piece.figures
            gap = lower[before.end : piece.start] if before else ""
            bounds.append(len(digits))
            if before is not None and before.tens and unit and gap in ("", " ", "-") and (merged or gap != " "):
                digits = digits[:-1]
                bounds[-1] = len(digits)
            digits += piece.digits
        yield digits, bounds
        if not any(piece.tens for piece in part):
            return


def _value(
    digits: str,
    bounds: list[int],
    stretch: _Stretch,
    first: int,
    size: int,
    links: set[int],
    places: Sequence[str | None],
) -> str | None:
    """The number these digits are, moved into order when the area code stands behind; null when they are none."""
    lead = int(len(digits) == 11 and digits[0] == "1")
    if stretch.plus is not None and stretch.plus == first:
        found = international(digits)
        return found[0] if found else None
    edges = {bounds[at] - lead for at in links if 0 < at < size}
    if edges - ({3, 6, -1, 0} if stretch.area is None else {3, 6, 7, 0}):
        return None
    if stretch.area is not None and not lead:
        at = stretch.area - first
        behind = (0 < at < size and bounds[at] == 7) or (at == size and 7 in bounds and 3 in bounds and 6 not in bounds)
        digits = digits[7:] + digits[:7] if behind else digits
    if NANP.fullmatch(digits[lead:]):
        country = next((place for place in places if place is not None and national(digits, place)), None)
        return national(digits, country) if country else digits[lead:]
    return next((n for place in places[:1] if place and len(digits) >= 9 and (n := national(digits, place))), None)


def _believable(passage: Passage, stretch: _Stretch, first: int, last: int) -> bool:
    """Whether pieces [first, last) look like a number that somebody hid, rather than figures in a row."""
    part = stretch.pieces[first:last]
    gaps = [passage.lower[a.end : b.start] for a, b in pairwise(part)]
    if all(piece.figures for piece in part):
        return _odd_figures(passage, stretch, part, gaps, any(first < at < last for at in stretch.links))
    weak = sum(piece.proof == WEAK for piece in part)
    ways = {_NO_SIGN.sub(" ", gap) for gap in gaps}
    even = len(ways) == 1 or (len(ways) == 2 and "" in ways)
    if len(part) - weak < 3 or (weak > 1 and not even):
        return False
    return all(piece.proof == STRONG for piece in part) or len({way.strip() for way in ways}) <= 3


def _odd_figures(passage: Passage, stretch: _Stretch, part: Sequence[Piece], gaps: Sequence[str], linked: bool) -> bool:
    """Figures alone: linked by words, singled out one by one, or with odd separators; never a list of round prices."""
    if len(part) < 2 or all(int(piece.digits) % 5 == 0 and piece.digits[0] != "0" for piece in part):
        return False
    if linked or stretch.area is not None:
        return True
    if max(len(piece.digits) for piece in part) == 1:
        return True
    odd = [gap for gap, (a, b) in zip(gaps, pairwise(part), strict=True) if _odd_gap(passage, gap, a.end, b.start)]
    if len(odd) < 2 and not (len(set(gaps)) == 1 and "_" in gaps[0]):
        return False
    return not _FEET.match(passage.lower, part[0].start) and (len(odd) > len(gaps) // 2 or len(part) > 5)


def _odd_gap(passage: Passage, gap: str, start: int, end: int) -> bool:
    """A separator that ordinary lists of figures don't have: a picture, a rare sign, or three signs in a row."""
    if not _USUAL.fullmatch(gap) or len(gap.strip()) > 2:
        return True
    if not passage.folded.foreign(start, end):
        return False
    first, last = passage.folded.span(start, end)
    return any(not char.isascii() and char not in _DASHES for char in passage.folded.original[first:last])
