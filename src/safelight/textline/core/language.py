"""Language of a short text: English, Spanish or other, with a confidence.

Counts words that only one language uses often, endings and letters; a script that isn't Latin decides at once. Promises
never to leave English on the strength of one or two unknown words; a text that mixes has the language with more weight.
Anything but English and Spanish is "other": no machine reads it here, it raises for a person who can.
Word lists are our own choice of frequent words (2026-11); measured in docs/evaluation.md.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from math import log
from typing import Literal

from safelight.textline.core.tongues import ENDINGS, LETTERS, WORDS

Language = Literal["en", "es", "other"]

SURE = 0.75
"""Confidence from which a conversation's language is switched: three times the evidence of any other language."""

FEW_WORDS = 3
"""Fewer Latin words than this never switch a conversation's language."""

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")


@dataclass(frozen=True, slots=True)
class Tongue:
    """`language` with the share of the evidence that speaks for it (0 to 1); `mixed` when both English and Spanish
    have a part of at least a quarter; `words` is how many were read."""

    language: Language
    confidence: float
    mixed: bool
    words: int


def tongue(text: str) -> Tongue:
    """The language of `text`. A text without letters is English with confidence 0."""
    words = [word.replace("’", "'").lower() for word in _WORD.findall(text[:2_000])]
    letters = "".join(words)
    if not letters:
        return Tongue("en", 0.0, False, 0)
    foreign = sum(not _latin(char) for char in letters) / len(letters)
    if foreign > 0.5:
        return Tongue("other", 1.0, False, len(words))
    scores = _scores(words)
    if "¿" in text or "¡" in text:
        scores["es"] += 3.0
    return _judged(scores, len(words))


def _judged(scores: dict[str, float], words: int) -> Tongue:
    best = max(scores, key=lambda name: (scores[name], name == "en", name == "es", name))
    if scores[best] == 0:
        return Tongue("en", 0.0, False, words)
    pair = scores["en"] + scores["es"]
    mixed = words >= FEW_WORDS and min(scores["en"], scores["es"]) >= 0.25 * pair > 0
    if best not in ("en", "es") and (words < 2 or scores[best] < 1.5):
        best = "es" if scores["es"] > scores["en"] else "en"
    rival = max(score for name, score in scores.items() if name != best)
    sure = scores[best] / (scores[best] + rival) if scores[best] else 0.0
    chosen: Language = "en" if best == "en" else "es" if best == "es" else "other"
    return Tongue(chosen, round(sure, 3), mixed, words)


def switches(tongue: Tongue) -> bool:
    """Whether a conversation should change to this language: enough words and confidence."""
    return tongue.words >= FEW_WORDS and tongue.confidence >= SURE


def _scores(words: list[str]) -> dict[str, float]:
    scores = dict.fromkeys(WORDS, 0.0)
    for word in words:
        bare = _unaccented(word)
        owners = [name for name, listed in WORDS.items() if word in listed or bare in listed]
        for name in owners:
            scores[name] += (2.0 if len(word) > 1 else 0.5) / len(owners)
        for name, letters in LETTERS.items():
            if any(char in letters for char in word):
                scores[name] += 0.7
        if not owners:
            _by_shape(bare, scores)
    return scores


def _by_shape(word: str, scores: dict[str, float]) -> None:
    """Adds what a word that is on no list says by its ending and its runs of three letters."""
    for ending, name in ENDINGS:
        if len(word) > len(ending) + 1 and word.endswith(ending):
            scores[name] += 0.8
            break
    if len(word) >= LONG_ENOUGH:
        leaning = sum(_leaning().get(run, 0.0) for run in _runs(word)) / (len(word) + 1)
        scores["es" if leaning > 0 else "en"] += min(abs(leaning), 1.0)


LONG_ENOUGH = 4
"""Letters from which the runs of a word say something."""


@lru_cache(maxsize=1)
def _leaning() -> dict[str, float]:
    """For each run of three letters in the word lists, how much it leans to Spanish (above 0) or English (log
    ratio)."""
    counts = {name: Counter(run for word in WORDS[name] for run in _runs(_unaccented(word))) for name in ("en", "es")}
    totals = {name: sum(count.values()) for name, count in counts.items()}
    every = set(counts["en"]) | set(counts["es"])
    rate = {
        name: {run: (count[run] + 0.5) / (totals[name] + 0.5 * len(every)) for run in every}
        for name, count in counts.items()
    }
    return {run: log(rate["es"][run] / rate["en"][run]) for run in sorted(every)}


def _runs(word: str) -> list[str]:
    padded = f"^{word}$"
    return [padded[at : at + 3] for at in range(len(padded) - 2)]


def _unaccented(word: str) -> str:
    return "".join(char for char in unicodedata.normalize("NFKD", word) if not unicodedata.combining(char))


def _latin(char: str) -> bool:
    return char.isascii() or unicodedata.name(char, "").startswith("LATIN")
