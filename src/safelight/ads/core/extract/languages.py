"""Languages an ad is written in: ISO 639 codes, by Compact Language Detector 2 (the extra `nlp`; without it, none).

Compatibility letters are read as what they show (NFKC), and nothing else is folded: accents and scripts are what tells.
Promises: the same text gives the same codes; a text too short or too strange to tell gives none rather than a guess; an
ad in two languages gives both when each is a fifth of it. Measured in docs/evaluation.md.
"""

from __future__ import annotations

import unicodedata
from importlib.util import find_spec

TOLD = find_spec("pycld2") is not None
"""Whether languages are told here: the extra is installed."""

LEAST = 20
"""Percent of a text from which a language counts: a fifth; below, it is a name or a borrowed word."""

LONGEST = 10_000
"""Letters that are looked at: ten times a usual ad."""


def languages(text: str) -> tuple[str, ...]:
    """Sorted codes: two letters, or three where ISO 639-1 has none. Empty without the extra `nlp`."""
    if not TOLD:
        return ()
    import pycld2

    shown = text[:LONGEST]
    shown = shown if shown.isascii() else unicodedata.normalize("NFKC", shown)
    if not shown.isprintable():
        for mark in {mark for mark in set(shown) if not mark.isprintable()}:
            shown = shown.replace(mark, " ")
    try:
        sure, _, found = pycld2.detect(shown, isPlainText=True)
    except pycld2.error:  # letters that CLD2 does not take for text
        return ()
    if not sure:
        return ()
    codes = (code.partition("-")[0] for _, code, percent, _ in found if percent >= LEAST)
    return tuple(sorted({code for code in codes if code not in ("un", "xx")}))
