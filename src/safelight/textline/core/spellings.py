"""Spellings: how people write words when they text, as tables of our own (compiled 2026-11).

Contractions with and without their mark, shortenings, letters for sounds, everyday misspellings, danger emoji. English
and Spanish of the United States. Refuses what is also another common word ("were", "well", "ill", "its" stay).
"""

from __future__ import annotations

from safelight.textline.core.spellings_en import CONTRACTED, SHORT
from safelight.textline.core.spellings_es import SPANISH_FORMS


def _turned(table: dict[str, str]) -> dict[str, str]:
    """Each written form to its plain words."""
    return {form: words for words, forms in table.items() for form in forms.split()}


ENGLISH = {**_turned(CONTRACTED), **_turned(SHORT)}
SPANISH = _turned(SPANISH_FORMS)

EMOJI: dict[str, tuple[str, str]] = {
    "🔫": ("gun", "pistola"),
    "🔪": ("knife", "cuchillo"),
    "🗡": ("knife", "cuchillo"),
    "🆘": ("sos", "sos"),
    "🩸": ("blood", "sangre"),
    "💊": ("pills", "pastillas"),
    "🚨": ("sos", "sos"),
    "🚔": ("police", "policia"),
    "🚓": ("police", "policia"),
    "👮": ("police", "policia"),
    "😂": ("laughing", "risa"),
    "🤣": ("laughing", "risa"),
    "😆": ("laughing", "risa"),
    "😹": ("laughing", "risa"),
    "💀": ("laughing", "risa"),
    "🔥": ("fire", "fuego"),
}
"""Emoji that speak of danger or of jest, in English and Spanish words. A skull stands for laughter among the young."""

PHRASES: tuple[dict[tuple[str, str], str], dict[tuple[str, str], str]] = (
    {
        ("no", "body"): "nobody",
        ("no", "one"): "nobody",
        ("my", "self"): "myself",
        ("him", "self"): "himself",
        ("some", "one"): "someone",
        ("any", "one"): "anyone",
        ("to", "night"): "tonight",
        ("every", "body"): "everyone",
        ("any", "more"): "anymore",
        ("out", "side"): "outside",
        ("pass", "port"): "passport",
        ("with", "out"): "without",
        ("bath", "room"): "bathroom",
        ("wit", "out"): "without",
        ("air", "port"): "airport",
    },
    {("a", "ser"): "hacer", ("a", "fuera"): "afuera", ("por", "fa"): "por favor", ("x", "favor"): "por favor"},
)
