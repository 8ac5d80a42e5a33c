"""Questions in an analyst's words, read into a measure: "conversations by county last quarter", "ads per 100,000 by
state, 2026", "dismissed leads this year".

A small grammar, no model: every word must be understood, or the question is refused with the word and what it may have
been. Nothing runs here; the reading is shown back first. Next: `measure.py` prints what was read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches

from safelight.kernel.facts import FactKind
from safelight.stats.core.measure import MOST_DIMENSIONS, Measure, Span, dimensions_of, spoken, words_of
from safelight.stats.core.spans import read_span

FILLER = frozenset(
    {
        *("a", "all", "an", "and", "are", "been", "chart", "compare", "count", "counts", "did", "do", "find", "for"),
        *("get", "give", "had", "has", "have", "how", "i", "is", "list", "many", "me", "much", "number", "of", "our"),
        *("please", "plot", "see", "show", "tell", "that", "the", "there", "they", "to", "us", "was", "we", "were"),
        *("what", "which", "with", "you", ","),
    }
)
"""Words that change nothing."""

SAID: Mapping[str, tuple[str, ...]] = {
    "ads": ("ads.posted",),
    "advertisements": ("ads.posted",),
    "ad": ("ads.posted",),
    "leads": ("ads.lead.raised", "ads.lead.decided"),
    "lead": ("ads.lead.raised", "ads.lead.decided"),
    "leads raised": ("ads.lead.raised",),
    "decisions": ("ads.lead.decided",),
    "conversations": ("textline.opened", "textline.closed"),
    "conversation": ("textline.opened", "textline.closed"),
    "chats": ("textline.opened", "textline.closed"),
    "texters": ("textline.opened",),
    "cases": ("cases.opened", "cases.closed"),
    "matches": ("content.met",),
    "contact requests": ("content.handshake",),
    "hashes": ("content.submitted",),
    "observations": ("content.submitted",),
}
"""What people say beside a kind's own noun; of several kinds the first that has everything asked for."""

PLURALS = {"states": "state", "counties": "county", "days": "day", "weeks": "week", "months": "month"} | {
    "quarters": "quarter",
    "years": "year",
    "outcome": "disposition",
    "outcomes": "disposition",
    "dispositions": "disposition",
    "urgency": "tier",
    "reason": "why",
    "daily": "day",
    "weekly": "week",
    "monthly": "month",
    "quarterly": "quarter",
    "yearly": "year",
}

TOKEN = re.compile(r"\d{4}-\d{2}-\d{2}|\d{4}-\d{2}|[a-z0-9_'/.-]+|,")
STATED_LAST = re.compile(
    r"\b(cases|conversations)\s+(?:that\s+)?(?:were|was|are|have been)\s+(opened|closed|claimed)\b"
)
STATED_FIRST = re.compile(r"\b(opened|closed|claimed)\s+(cases|conversations)\b")
"""`cases that were closed` and `closed cases` are `cases closed`."""

SUGGESTIONS = 3
LONGEST = 300


@dataclass(frozen=True, slots=True)
class Unread:
    """Why a question can't be read: `word` is what stopped it, `perhaps` what it may have been."""

    problem: str
    word: str = ""
    perhaps: tuple[str, ...] = ()

    def line(self) -> str:
        """As a person reads it."""
        hint = f" Perhaps: {', '.join(self.perhaps)}." if self.perhaps else ""
        return f"{self.problem}{hint}"


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What can be asked: the kinds, the names of states (lower case, to USPS codes), and today."""

    kinds: Mapping[str, FactKind]
    states: Mapping[str, str]
    today: date

    def nouns(self) -> dict[str, tuple[str, ...]]:
        """Every phrase that names what is counted, with the kinds it may mean."""
        said = {phrase: tuple(k for k in kinds if k in self.kinds) for phrase, kinds in SAID.items()}
        own = {kind.noun: (name,) for name, kind in self.kinds.items()}
        return {phrase: kinds for phrase, kinds in (own | said).items() if kinds}

    def dimensions(self) -> frozenset[str]:
        """Every dimension of any kind."""
        return frozenset(name for kind in self.kinds.values() for name in dimensions_of(kind))

    def attribute_words(self) -> dict[str, set[tuple[str, str]]]:
        """How a word is spoken -> pairs of attribute and word."""
        found: dict[str, set[tuple[str, str]]] = {}
        for kind in self.kinds.values():
            for name in kind.attributes:
                for word in words_of(kind, name):
                    found.setdefault(spoken(word), set()).add((name, word))
        return found


@dataclass(slots=True)
class _Reading:
    """What has been read so far."""

    kinds: tuple[str, ...] | None = None
    by: list[str] = field(default_factory=list)
    where: list[tuple[str, str]] = field(default_factory=list)
    loose: list[set[tuple[str, str]]] = field(default_factory=list)
    rate: bool = False
    span: Span | None = None


def read(question: str, vocabulary: Vocabulary) -> Measure | Unread:
    """The measure that a question asks for, or why it can't be read."""
    if len(question) > LONGEST:
        return Unread(f"A question has at most {LONGEST} characters.")
    plain = re.sub(r"(?<=\d),(?=\d{3})", "", question.lower().replace("?", " "))
    tokens = TOKEN.findall(STATED_FIRST.sub(r"\2 \1", STATED_LAST.sub(r"\1 \2", plain)))
    reading, at = _Reading(), 0
    while at < len(tokens):
        step = _step(tokens, at, reading, vocabulary)
        if isinstance(step, Unread):
            return step
        at += step
    return _decided(reading, vocabulary)


def _step(tokens: Sequence[str], at: int, reading: _Reading, vocabulary: Vocabulary) -> int | Unread:
    """Read what stands at a place; how many tokens it took, or why it can't be read."""
    parts: tuple[Callable[[Sequence[str], int, _Reading, Vocabulary], int | Unread], ...]
    parts = (_noun, _rate, _by, _where, _time, _place, _loose)
    for part in parts:
        step = part(tokens, at, reading, vocabulary)
        if step:
            return step
    if tokens[at] in FILLER:
        return 1
    known = [*vocabulary.nouns(), *vocabulary.dimensions(), *vocabulary.attribute_words(), *vocabulary.states]
    known += ["last quarter", "this year", "last month", "where", "since", "until"]
    perhaps = tuple(get_close_matches(tokens[at], known, SUGGESTIONS, 0.6))
    return Unread(f"“{tokens[at]}” is not understood.", tokens[at], perhaps)


def _phrase(tokens: Sequence[str], at: int, phrases: Mapping[str, object] | frozenset[str]) -> str | None:
    """The longest phrase that stands at a place."""
    for length in range(min(5, len(tokens) - at), 0, -1):
        words = " ".join(tokens[at : at + length])
        if words in phrases:
            return words
    return None


def _noun(tokens: Sequence[str], at: int, reading: _Reading, vocabulary: Vocabulary) -> int | Unread:
    nouns = vocabulary.nouns()
    phrase = _phrase(tokens, at, nouns)
    if phrase is None:
        return 0
    if reading.kinds is not None:
        return Unread(f"“{phrase}” is a second thing to count; ask for one at a time.", phrase)
    reading.kinds = nouns[phrase]
    return len(phrase.split())


def _rate(tokens: Sequence[str], at: int, reading: _Reading, vocabulary: Vocabulary) -> int | Unread:
    if tokens[at] not in ("per", "rate", "rates"):
        return 0
    if tokens[at] == "per":
        following = tokens[at + 1] if at + 1 < len(tokens) else ""
        if following in ("100000", "capita"):
            reading.rate = True
            more = tokens[at + 2] if at + 2 < len(tokens) else ""
            return 3 if more in ("people", "persons", "residents", "inhabitants") else 2
        return _by(("by", *tokens[at + 1 :]), 0, reading, vocabulary)
    reading.rate = True
    return 1


def _by(tokens: Sequence[str], at: int, reading: _Reading, vocabulary: Vocabulary) -> int | Unread:
    """`by county and week`; also `each week`, `weekly`."""
    if tokens[at] in ("daily", "weekly", "monthly", "quarterly", "yearly"):
        reading.by.append(PLURALS[tokens[at]])
        return 1
    if tokens[at] not in ("by", "each", "every"):
        return 0
    dimensions, end = vocabulary.dimensions(), at + 1
    while end < len(tokens):
        name = PLURALS.get(tokens[end], tokens[end])
        if name in dimensions:
            reading.by.append(name)
            end += 1
        elif tokens[end] in ("and", ",", "by") and end + 1 < len(tokens) and _is_dimension(tokens[end + 1], dimensions):
            end += 1
        else:
            break
    if end == at + 1:
        word = tokens[end] if end < len(tokens) else ""
        perhaps = tuple(get_close_matches(word, sorted(dimensions), SUGGESTIONS, 0.5)) or tuple(sorted(dimensions))
        return Unread(f"“{word}” is nothing to split by.", word, perhaps)
    return end - at


def _is_dimension(token: str, dimensions: frozenset[str]) -> bool:
    return PLURALS.get(token, token) in dimensions


def _where(tokens: Sequence[str], at: int, reading: _Reading, vocabulary: Vocabulary) -> int | Unread:
    """`where disposition is helped and tier is 3`."""
    if tokens[at] != "where":
        return 0
    end = at + 1
    while end + 2 < len(tokens) + 1:
        name = PLURALS.get(tokens[end], tokens[end]) if end < len(tokens) else ""
        if name not in vocabulary.dimensions() or end + 2 >= len(tokens) or tokens[end + 1] != "is":
            return Unread("Write: where disposition is helped.", name)
        word = _value(tokens, end + 2, name, vocabulary)
        if isinstance(word, Unread):
            return word
        reading.where.append((name, word[0]))
        end += 2 + word[1]
        if end + 1 < len(tokens) and tokens[end] == "and" and _is_dimension(tokens[end + 1], vocabulary.dimensions()):
            end += 1
            continue
        break
    return end - at


def _value(tokens: Sequence[str], at: int, name: str, vocabulary: Vocabulary) -> tuple[str, int] | Unread:
    """The word that a dimension is to have, and how many tokens it took."""
    if name == "state":
        phrase = _phrase(tokens, at, vocabulary.states)
        return (vocabulary.states[phrase], len(phrase.split())) if phrase else _no_value(tokens[at], name, ())
    if name == "county":
        found = re.fullmatch(r"\d{5}", tokens[at])
        return (tokens[at], 1) if found else _no_value(tokens[at], name, ("the five digits of its FIPS code",))
    own = {say: word for say, pairs in vocabulary.attribute_words().items() for n, word in pairs if n == name}
    phrase = _phrase(tokens, at, own)
    return (own[phrase], len(phrase.split())) if phrase else _no_value(tokens[at], name, tuple(own))


def _no_value(word: str, name: str, known: tuple[str, ...]) -> Unread:
    perhaps = tuple(get_close_matches(word, known, SUGGESTIONS, 0.5)) or known[:8]
    return Unread(f"“{word}” is no {name}.", word, perhaps)


def _time(tokens: Sequence[str], at: int, reading: _Reading, vocabulary: Vocabulary) -> int | Unread:
    found = read_span(tokens, at, vocabulary.today)
    if found is None:
        return 0
    if reading.span is not None:
        return Unread("That is a second period; ask for one.", tokens[at])
    reading.span = found[0]
    return found[1]


def _place(tokens: Sequence[str], at: int, reading: _Reading, vocabulary: Vocabulary) -> int | Unread:
    """`in California`, `in ca`, `in county 06001`. A bare code would be taken for a word such as `or` or `in`."""
    if tokens[at] not in ("in", "from", "within"):
        return 0
    if at + 2 < len(tokens) and tokens[at + 1] == "county" and re.fullmatch(r"\d{5}", tokens[at + 2]):
        reading.where.append(("county", tokens[at + 2]))
        return 3
    phrase = _phrase(tokens, at + 1, vocabulary.states)
    if phrase is None:
        return 1 if at + 1 < len(tokens) and read_span(tokens, at + 1, vocabulary.today) else 0
    reading.where.append(("state", vocabulary.states[phrase]))
    return 1 + len(phrase.split())


def _loose(tokens: Sequence[str], at: int, reading: _Reading, vocabulary: Vocabulary) -> int | Unread:
    """A word of a closed list that stands by itself: `dismissed leads`."""
    words = {say: pairs for say, pairs in vocabulary.attribute_words().items() if not say.isdigit()}
    phrase = _phrase(tokens, at, words)
    if phrase is None:
        return 0
    reading.loose.append(words[phrase])
    return len(phrase.split())


# --- deciding -------------------------------------------------------------------------------------


def _decided(reading: _Reading, vocabulary: Vocabulary) -> Measure | Unread:
    if reading.kinds is None:
        return Unread("Say what to count.", "", tuple(sorted(kind.noun for kind in vocabulary.kinds.values())))
    if len(set(reading.by)) != len(reading.by) or len(reading.by) > MOST_DIMENSIONS:
        return Unread(f"Split by up to {MOST_DIMENSIONS} different things.")
    for name in reading.kinds:
        where = _fitting(reading, vocabulary.kinds[name])
        if where is not None:
            return _measure(name, reading, where)
    kind = vocabulary.kinds[reading.kinds[0]]
    wanted = [*reading.by, *(name for name, _ in reading.where)]
    missing = [name for name in wanted if name not in dimensions_of(kind)]
    word = missing[0] if missing else "that"
    return Unread(f"{kind.noun.capitalize()} are not counted by {word}.", word, dimensions_of(kind))


def _measure(name: str, reading: _Reading, where: list[tuple[str, str]]) -> Measure | Unread:
    named = [each for each, _ in where]
    if len(set(named)) != len(named):
        return Unread("One thing can't have two values; ask twice, or split by it.")
    located = {"state", "county"} & {*reading.by, *named}
    if reading.rate and not located:
        return Unread("A rate is for the people of a place: add “by state” or “in California”.", "per 100,000")
    return Measure(name, tuple(reading.by), tuple(sorted(where)), reading.rate, reading.span or Span())


def _fitting(reading: _Reading, kind: FactKind) -> list[tuple[str, str]] | None:
    """The filters as this kind has them; None when it lacks a dimension or a word."""
    if not {*reading.by, *(name for name, _ in reading.where)} <= set(dimensions_of(kind)):
        return None
    where = list(reading.where)
    for pairs in reading.loose:
        own = sorted(pair for pair in pairs if pair[0] in kind.attributes and pair[1] in words_of(kind, pair[0]))
        if len(own) != 1:
            return None
        where.append(own[0])
    fits = all(n not in kind.attributes or word in words_of(kind, n) for n, word in where)
    return where if fits else None
