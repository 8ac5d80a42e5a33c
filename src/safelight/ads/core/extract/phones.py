"""Phones: telephone numbers however they are written.

A run of digit atoms (see `digits.py`) is cut into windows; each window of the right length and shape is scored by
how it is grouped, what stands between the groups and what stands before it, and the best windows that don't overlap
win. Value: E.164 when the country is given, written or implied; else national digits. Refuses prices, sizes, dates,
ids and ZIPs by their grouping and their cue words. Linear: a window has at most 15 digits.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from safelight.ads.core.extract.digits import ENOUGH, Atom, number_words, runs, weighed
from safelight.ads.core.extract.disguised import disguised
from safelight.ads.core.extract.passage import Passage
from safelight.ads.core.extract.phone_shapes import NANP, international, national
from safelight.ads.core.mention import Mention

SHORTEST, LONGEST = 8, 15
"""Digits in a number: E.164 allows 15; below eight, shape says too little (Singapore and Hong Kong have eight)."""

WITHOUT_CODE = 11
"""Longest number in several groups without a written international prefix: a trunk digit and ten more."""

_CUE = re.compile(
    r"(?:call|text|txt|tel|phone|cell|mobile|number|nmbr|num|whats ?app|viber|contact|reach|dial|ring|sms|"
    r"celular|llama\w*|"
    r"at|@|\#)[^a-z0-9]{0,6}(?:(?:me|us|now|at|is|on|or|text|txt|call|only)[^a-z0-9]{1,3}){0,2}\Z"
)
_ID = re.compile(
    r"(?:\bid|\bi\.d\.?|\bref|reference|\bpost|posting|listing|order|account|acct|member|license|licence|\blic|pid|"
    r"\bzip|invoice|ticket|serial)[^a-z0-9]{0,4}(?:(?:id|no|number|num|code)[^a-z0-9]{0,4})?\Z|"
    r"(?:\blicen[sc]e|\bpermit|\bregistration)\s[a-z]{2,4}[^a-z0-9]{0,3}\Z"
)
_DOORS = re.compile(r"(?<![a-z])(?:rooms|suites|units|apartments|apts|doors|lots|exits|pages)[^a-z0-9]{0,3}\Z")
_AND = re.compile(r",|&|(?<![a-z])(?:and|or)(?![a-z])")
_PLUS = re.compile(r"(?:\A|[^0-9a-z])\s?\+\s?\(?\Z|\A\+[ (]?\Z")
_GLUED = re.compile(r"(?<![a-z])(?:call|text|txt|cell|phone|tel|sms)\Z")
_PLAIN_GAP = re.compile(r"[ \t\u00a0]?(?:[-.)/(]{0,2}[ \t]{0,2}[(]?)?")
_UNLISTED_GAP = re.compile(r"[\n\r,;&|?!]|\s/|/\s")
_CANONICAL = {(10,), (3, 7), (6, 4), (3, 3, 4), (1, 10), (11,), (1, 3, 7), (1, 3, 3, 4), (4, 3, 4), (1, 6, 4), (4, 7)}
_DATE = re.compile(r"(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])")
_DATED = re.compile(
    r"[0-9]{1,2}([/.\-])[0-9]{1,2}\1(?:19|20)[0-9]{2}(?![0-9])|(?:19|20)[0-9]{2}-[01]?[0-9]-[0-3]?[0-9](?![0-9])"
)
_OCTETS = re.compile(r"(?:(?:1?[0-9]{1,2}|2[0-4][0-9]|25[0-5])\.){3}(?:1?[0-9]{1,2}|2[0-4][0-9]|25[0-5])(?![0-9.])")
_CODED = re.compile(r"[0-9][a-z0-9]*[a-z]\Z|[a-z]+[0-9][a-z0-9]*[a-z]\Z")
_REPEATED = re.compile(r"([0-9])\1{8,}")
_DIALLED = re.compile(r"(?:phone|tel|call|sms|text|number|whatsapp|wa\.me|cell|mobile|contact|viber)[a-z]{0,4}[=/:]\Z")
_CHAT = re.compile(r"1[2-9](?!11)[0-9]{2}[2-9][0-9]{6}")
"""What stands right behind the host in links that open a chat with a number, in a text (wa.me and its kind)."""

_FIGURES = re.compile(r"[0-9]+")
_SEGMENT = re.compile(r"[^/?&=#]+")
_ESCAPED = re.compile(r"%[0-9a-f]{2}")

EVIDENCE = 2
"""Number words or look-alike letters that make an odd grouping believable."""


class _Window(NamedTuple):
    first: int
    last: int
    value: str
    score: float
    rule: str
    obscured: bool


def phones(passage: Passage, country: str | None, implied: Sequence[str]) -> list[Mention]:
    """Every phone of one passage. `country` is given (ISO 3166); `implied` are countries the ad's places point to."""
    found: list[Mention] = []
    for atoms in runs(passage.lower, passage.hits):
        if sum(len(atom.digits) for atom in atoms) >= SHORTEST:
            found += _cut(passage, atoms, country, implied)
    return _with_disguised(passage, found, country, implied)


def _with_disguised(
    passage: Passage, found: list[Mention], country: str | None, implied: Sequence[str]
) -> list[Mention]:
    """Adds what only the reader of disguises sees; where both read, the longer reading explains more and stays."""
    plain = [passage.unfold(m.start, m.end) for m in found if not m.obscured]
    for reading in disguised(passage, country, implied, plain):
        before = passage.lower[max(0, reading.start - 28) : reading.start]
        if _ID.search(before) or _counted(passage.lower, reading.start, reading.end):
            continue
        mention = passage.mention("phone", reading.value, reading.start, reading.end, reading.rule, obscured=True)
        rivals = [m for m in found if m.start < mention.end and mention.start < m.end]
        longest = max((m.end - m.start for m in rivals), default=0)
        if mention.end - mention.start > longest - (reading.rule == "phone.area" or reading.value[0] == "+"):
            found = [m for m in found if m not in rivals] + [mention]
    return sorted(found, key=lambda m: m.start)


def url_phones(
    passage: Passage, spans: Sequence[tuple[int, int]], country: str | None, implied: Sequence[str]
) -> list[Mention]:
    """Phones inside links: each path segment alone; a last segment of bare digits is the page's id."""
    found: list[Mention] = []
    for start, end in spans:
        if sum(weight for first, last, weight in passage.hits if last > start and first < end) < ENOUGH:
            continue
        segments = list(_SEGMENT.finditer(passage.lower, start, end))
        for segment in segments:
            text = _ESCAPED.sub("   ", segment.group())
            bare = text.split(".")[0].isdigit() and segment is segments[-1]
            chat = passage.source != "url" and len(segments) <= 3 and _CHAT.fullmatch(text)
            if bare and not chat and not _DIALLED.search(passage.lower[max(0, segment.start() - 14) : segment.start()]):
                continue
            figures = [figure.span() for figure in _FIGURES.finditer(text)]
            for atoms in runs(text, weighed(figures, number_words(text))):
                moved = [Atom(a.digits, a.start + segment.start(), a.end + segment.start(), a.figures) for a in atoms]
                found += _cut(passage, moved, country, implied, link=True)
    return found


def _cut(
    passage: Passage, atoms: list[Atom], country: str | None, implied: Sequence[str], link: bool = False
) -> list[Mention]:
    """The best windows of one run that don't overlap, as mentions in reading order."""
    windows: list[_Window] = []
    for first in range(len(atoms)):
        if first and _continues(passage.lower, atoms[first - 1], atoms[first]):
            continue
        total = 0
        for last in range(first, len(atoms)):
            total += len(atoms[last].digits)
            if total > LONGEST + 3:
                break
            if total >= SHORTEST:
                window = _window(passage, atoms, first, last, country, implied)
                if window is not None:
                    windows.append(window)
    windows.sort(key=lambda w: (-w.score, w.first, -w.last))
    taken = [False] * len(atoms)
    kept: list[_Window] = []
    for window in windows:
        if not any(taken[window.first : window.last + 1]):
            taken[window.first : window.last + 1] = [True] * (window.last + 1 - window.first)
            kept.append(window)
    kept.sort(key=lambda w: w.first)
    return [
        _mention(passage, atoms, window, link)
        for window in kept
        if not _counted(passage.lower, atoms[window.first].start, atoms[window.last].end)
    ]


def _mention(passage: Passage, atoms: list[Atom], window: _Window, link: bool) -> Mention:
    start, end = atoms[window.first].start, atoms[window.last].end
    obscured = window.obscured or passage.folded.foreign(start, end)
    return passage.mention("phone", window.value, start, end, f"{window.rule}.url" if link else window.rule, obscured)


def _window(
    passage: Passage, atoms: list[Atom], first: int, last: int, country: str | None, implied: Sequence[str]
) -> _Window | None:
    digits = "".join(atom.digits for atom in atoms[first : last + 1])
    if len(digits) > WITHOUT_CODE and first != last and digits[0] != "0":
        at = atoms[first].start
        if "+" not in passage.lower[max(0, at - 2) : at]:
            return None
    shape = _shape(passage, digits, atoms, first, last, country, implied)
    if shape is None:
        return None
    value, worth, rule = shape
    start, end = atoms[first].start, atoms[last].end
    if _goes_on(passage.lower, atoms, first, last):
        return None
    if rule == "phone.trunk" and _went_on(passage.lower, atoms, first, last):
        return None
    if _REPEATED.search(digits) or passage.claimed(start, end) or _alien(passage.lower, atoms, first, last):
        return None
    before = passage.lower[max(0, start - 28) : start]
    if _ID.search(before) or _DATED.match(passage.lower, start) or _OCTETS.match(passage.lower, start):
        return None
    if first == last and atoms[first].figures and before[-1:].isalpha() and _CODED.search(before):
        return None
    grouping = _grouping(passage.lower, atoms[first : last + 1], rule, bool(_CUE.search(before)))
    if grouping is None:
        return None
    quality, obscured = grouping
    return _Window(first, last, value, worth + quality, rule, obscured)


def _shape(
    passage: Passage, digits: str, atoms: list[Atom], first: int, last: int, country: str | None, implied: Sequence[str]
) -> tuple[str, float, str] | None:
    """(value, worth, rule) when the digits have the shape of a number. Written country codes are worth most."""
    size = len(digits)
    start = atoms[first].start
    if _PLUS.search(passage.lower[max(0, start - 3) : start]):
        return _written(digits, "phone.plus")
    if digits.startswith("00") and size >= 11 and len(atoms[first].digits) >= 2:
        return _written(digits[2:], "phone.00")
    if digits.startswith("011") and size >= 13:
        return _written(digits[3:], "phone.011")
    for place in (country, *implied):
        if place is not None and (found := national(digits, place)) is not None and (size >= 9 or place == country):
            return found, 1.0, "phone.national"
    if (size == 10 and NANP.fullmatch(digits)) or (size == 11 and digits[0] == "1" and NANP.fullmatch(digits[1:])):
        return digits[-10:], 1.0 + 0.2 * (size == 11), "phone.nanp"
    if digits[0] == "0" and digits[1] != "0" and 9 <= size <= 11 and country in (None, "US", "CA"):
        return digits[1:], 0.8, "phone.trunk"
    return _bare_international(digits, first == last)


def _written(digits: str, rule: str) -> tuple[str, float, str] | None:
    found = international(digits)
    return (found[0], 3.0 + 0.05 * len(digits) if found[1] else 1.5 - 0.02 * len(digits), rule) if found else None


def _bare_international(digits: str, alone: bool) -> tuple[str, float, str] | None:
    """A calling code without a plus: one atom only, a real range only, and not a date or time stamp."""
    if not alone or not 11 <= len(digits) <= 13 or _DATE.match(digits):
        return None
    found = international(digits)
    return (found[0], 0.6, "phone.bare") if found and found[1] else None


def _counted(lower: str, start: int, end: int) -> bool:
    """Whether the groups are rather the numbers of several doors: "rooms 204, 315 and 4120"."""
    return bool(_DOORS.search(lower, max(0, start - 14), start) and _AND.search(lower, start, end))


def _continues(lower: str, before: Atom, atom: Atom) -> bool:
    """Whether an atom only goes on with the digits before it, so that no number starts there."""
    return lower[before.end : atom.start] in ("", ".", ",") and (atom.figures or before.figures)


def _alien(lower: str, atoms: list[Atom], first: int, last: int) -> bool:
    """Whether the window is a piece of something longer: glued to more digits, or letters on both sides."""
    start, end = atoms[first].start, atoms[last].end
    before, after = lower[start - 1 : start] if start else "", lower[end : end + 1]
    if before.isalpha() and after.isalpha() and not (first > 0 and atoms[first - 1].end == start):
        return _GLUED.search(lower, max(0, start - 8), start) is None
    return last + 1 < len(atoms) and lower[end : atoms[last + 1].start] == ""


def _goes_on(lower: str, atoms: list[Atom], first: int, last: int) -> bool:
    """Whether figures go on behind the window after the very sign that joins its own groups: a longer code."""
    if first == last or last + 1 == len(atoms) or not atoms[last + 1].figures:
        return False
    joint = lower[atoms[first].end : atoms[first + 1].start]
    return joint in ("-", ".") and joint == lower[atoms[last].end : atoms[last + 1].start]


def _went_on(lower: str, atoms: list[Atom], first: int, last: int) -> bool:
    """Whether figures stand before the window behind the very hyphen that joins its groups: a code's end."""
    if first in (0, last) or not atoms[first - 1].figures:
        return False
    return lower[atoms[first - 1].end : atoms[first].start] == lower[atoms[first].end : atoms[first + 1].start] == "-"


def _grouping(lower: str, atoms: list[Atom], rule: str, cue: bool) -> tuple[float, bool] | None:
    """(quality, obscured) of how the digits are grouped; null when nobody writes a number like that."""
    sizes = tuple(len(atom.digits) for atom in atoms)
    gaps = [lower[a.end : b.start] for a, b in pairwise(atoms)]
    worded = sum(not atom.figures for atom in atoms)
    plain = all(_PLAIN_GAP.fullmatch(gap) for gap in gaps)
    obscured = worded > 0 or not plain or (len(atoms) >= 7 and max(sizes) == 1)
    listed = any(_UNLISTED_GAP.search(gap) for gap in gaps)
    if listed and rule in ("phone.00", "phone.011"):
        return None
    if rule in ("phone.plus", "phone.00", "phone.011"):
        return 3.0 - 0.01 * len(atoms) - (0.5 if listed else 0.0), obscured
    if worded >= EVIDENCE or (worded and (cue or "" in gaps or len(set(gaps)) == 1)):
        return 2.5 - 0.4 * listed, True
    if _priced(atoms, gaps, listed) or (listed and not cue and sizes != (3, 3, 4)):
        return None
    if len(atoms) == 1 or sizes in _CANONICAL:
        return 3.0 - 0.3 * (not plain) - 0.5 * listed, obscured
    return _odd(sizes, gaps, rule, cue, plain, obscured)


def _priced(atoms: list[Atom], gaps: list[str], listed: bool) -> bool:
    """Whether the groups are rather a list of round prices: "200/300/1000"."""
    if len(atoms) < 2 or not (listed or any("/" in gap or gap.isspace() for gap in gaps)):
        return False
    step = 5 if listed or any("/" in gap for gap in gaps) else 10
    return all(int(atom.digits) % step == 0 and atom.digits[0] != "0" for atom in atoms)


def _odd(
    sizes: tuple[int, ...], gaps: list[str], rule: str, cue: bool, plain: bool, obscured: bool
) -> tuple[float, bool] | None:
    """Unusual groupings: spaced single digits, pairs, or anything right after "call"."""
    even = len(set(gaps)) == 1
    if max(sizes) == 1 and len({gap.strip() for gap in gaps}) <= 2:
        return 2.4, True
    if rule in ("phone.trunk", "phone.national") and sizes[0] >= 2 and (plain or even) and max(sizes) <= 8:
        return (2.2 if cue or even else 1.6), obscured
    if even and plain and max(sizes) <= 4 and min(sizes) >= 2 and len(sizes) >= 4:
        return 1.8, obscured
    if cue and max(sizes) <= 7 and len(sizes) <= 8 and (plain or even):
        return 1.5, obscured or len(sizes) > 5
    return None
