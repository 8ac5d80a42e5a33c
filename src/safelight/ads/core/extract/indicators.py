"""Indicators in one ad: lexicon phrases with spans, the obscured phone, and a stated age under 23.

One Aho-Corasick pass over the folded text finds all phrases of `lexicon.py`; a phrase counts between word borders
only. Stated ethnicity is read only when the option is on and is reported as a span, never as a value. Refuses to
score: weights live in the risk rules.
"""

from __future__ import annotations

from collections.abc import Iterable

from ahocorasick_rs import AhoCorasick, MatchKind

from safelight.ads.core.extract.passage import Passage
from safelight.ads.core.indicator import OFF_BY_DEFAULT, IndicatorMention
from safelight.ads.core.lexicon import PHRASES, YOUNG_ADULT
from safelight.ads.core.mention import Extraction


class IndicatorReader:
    """Holds the automaton. `ethnicity` switches the stated-ethnicity indicator on."""

    def __init__(self, *, ethnicity: bool = False) -> None:
        entries = [
            (phrase, indicator)
            for indicator, phrases in sorted(PHRASES.items())
            for phrase in phrases
            if ethnicity or indicator not in OFF_BY_DEFAULT
        ]
        self._phrases = [phrase for phrase, _ in entries]
        self._names = [indicator for _, indicator in entries]
        self._automaton = AhoCorasick(self._phrases, matchkind=MatchKind.LeftmostLongest)

    def phrased(self, passages: Iterable[Passage]) -> list[IndicatorMention]:
        """The phrases of a text that are indicators. `passages`: its title and body."""
        return [one for passage in passages for one in self._phrased(passage)]

    def read(self, phrased: Iterable[IndicatorMention], extraction: Extraction) -> tuple[IndicatorMention, ...]:
        """Indicators sorted by source and place. `phrased`: the phrases of the ad's text."""
        found = list(phrased)
        for mention in extraction.mentions:
            if mention.field == "phone" and mention.obscured:
                found.append(IndicatorMention("obscured_phone", mention.start, mention.end, mention.source))
            elif mention.field == "age" and isinstance(mention.value, int) and mention.value < YOUNG_ADULT:
                found.append(IndicatorMention("age_under_23", mention.start, mention.end, mention.source))
        return tuple(sorted(set(found), key=lambda m: (m.source, m.start, m.end, m.indicator)))

    def _phrased(self, passage: Passage) -> list[IndicatorMention]:
        lower = passage.lower
        found: list[IndicatorMention] = []
        for at, start, end in self._automaton.find_matches_as_indexes(lower):
            if _bordered(lower, start, end):
                first, last = passage.folded.span(start, end)
                found.append(IndicatorMention(self._names[at], first, last, passage.source))
        return found


def _bordered(lower: str, start: int, end: int) -> bool:
    before = lower[start - 1 : start] if start else ""
    return not before.isalnum() and not lower[end : end + 1].isalnum()
