"""How the eighth world's people write: a pen has habits, and a text is a draft that is revised from one ad to the next.

Nested choices are decided by the pen: it leans to some wordings, always the same ones, so that two texts of one pen
agree in small things without sharing a sentence. Facts of the day are filled in last."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random
from zlib import crc32

from tests.lib import eighth_words as stock

VOICES: dict[str, dict[str, str]] = {
    "I": {"I": "I", "am": "am", "my": "my", "me": "me", "s": "", "es": "", "have": "have"},
    "she": {"I": "she", "am": "is", "my": "her", "me": "her", "s": "s", "es": "es", "have": "has"},
    "we": {"I": "we", "am": "are", "my": "our", "me": "us", "s": "", "es": "", "have": "have"},
    "none": {"I": "", "am": "", "my": "the", "me": "here", "s": "", "es": "", "have": "with"},
}
_SAYS = {"I": "1", "she": "3", "we": "4", "none": "3"}
_INNER = re.compile(r"\[([^\[\]]*)\]")
_TOKEN = re.compile(r"<(\w+)>")
_SLOT = re.compile(r"\{(\w+)\}")
_DIGITS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
SHAPES = (
    *("{0}-{1}-{2}", "({0}) {1}-{2}", "{0}.{1}.{2}", "{0}{1}{2}", "{0} {1} {2}") * 3,
    "words",
    "spread",
    "keycaps",
)


@dataclass(frozen=True, slots=True)
class Pen:
    """Who writes. `joint`: what stands between sentences; `shape`: how a number is written; `slips`: words it spells
    its own way; `order`: what it likes to speak of, first to last."""

    key: str
    voice: str
    tongue: str
    case: str
    joint: str
    mark: str
    shape: str
    slips: tuple[tuple[str, str], ...]
    order: tuple[str, ...]


def pen(rng: Random, key: str, voice: str = "I", tongue: str | None = None) -> Pen:
    tongue = tongue or rng.choices(("en", "es", "fr"), (84, 11, 5))[0]
    ideas = [name for name in stock.STOCK[tongue] if name not in ("hello", "farewell")]
    some = rng.sample(ideas, min(len(ideas), rng.randint(5, 9)))
    return Pen(
        key,
        voice,
        tongue,
        rng.choices(("plain", "lower", "upper first"), (70, 22, 8))[0],
        rng.choice((". ", ". ", ". ", "\n", " - ", " / ", "... ", "! ", " * ", ", ")),
        rng.choice(("", "", "", "", "☕", "🌿", "✨", "~", "♪", "🌙")),
        rng.choice(SHAPES),
        tuple(rng.sample(stock.SLIPS, rng.choice((0, 0, 1, 1, 2)))) if tongue == "en" else (),
        ("hello", *some, *(["farewell"] if rng.random() < 0.5 else [])),
    )


def chosen(rng: Random, key: str, choices: Sequence[str]) -> str:
    """One of some wordings: the habits of a pen weigh more than the moment."""
    if len(choices) == 1:
        return choices[0]
    return rng.choices(choices, [0.04 + (crc32(f"{key}|{one}".encode()) / 2**32) ** 4 for one in choices])[0]


def spun(rng: Random, who: Pen, patterns: Sequence[str]) -> str:
    """A sentence with its facts still open."""
    fit = [one for one in patterns if one[1:2] != ":" or one[0] in _SAYS[who.voice]]
    line = chosen(rng, who.key, fit or patterns)
    line = line[2:] if line[1:2] == ":" else line
    while (found := _INNER.search(line)) is not None:
        line = line[: found.start()] + chosen(rng, who.key, found[1].split("|")) + line[found.end() :]
    said = VOICES[who.voice]
    line = re.sub(r"\s+", " ", _TOKEN.sub(lambda m: said[m[1]], line)).strip()
    return re.sub(r" (?=[,:;!])", "", line).removeprefix(",").strip().removeprefix("and ")


def draft(rng: Random, who: Pen) -> list[tuple[str, str]]:
    """A first text: (what it speaks of, sentence)."""
    return [(idea, spun(rng, who, stock.STOCK[who.tongue][idea])) for idea in who.order]


def revised(rng: Random, who: Pen, text: list[tuple[str, str]], wall: Sequence[str]) -> list[tuple[str, str]]:
    """The text after another look at it: mostly left alone, now and then a sentence put otherwise, dropped, added,
    moved, or taken from a stranger."""
    text, bank = list(text), stock.STOCK[who.tongue]
    while rng.random() < 0.45:
        at, turn = rng.randrange(len(text)), rng.random()
        if turn < 0.45:
            text[at] = (text[at][0], spun(rng, who, bank[text[at][0]]) if text[at][0] in bank else text[at][1])
        elif turn < 0.6 and len(text) > 4:
            del text[at]
        elif turn < 0.8:
            idea = rng.choice([*bank])
            text += [] if idea in dict(text) else [(idea, spun(rng, who, bank[idea]))]
        elif turn < 0.93:
            text.insert(rng.randint(1, len(text)), text.pop(at))
        elif wall:
            text.append(("heard", rng.choice(wall)))
    return text


def filled(line: str, facts: Mapping[str, str]) -> str:
    return _SLOT.sub(lambda m: facts[m[1]], line)


def _slipped(line: str, slips: Sequence[tuple[str, str]]) -> str:
    for word, slip in slips:
        line = re.sub(rf"\b{word}\b", slip, line)
    return line


def set_down(who: Pen, lines: Sequence[str], facts: Mapping[str, str]) -> str:
    """Sentences as the pen types them, facts filled in."""
    typed = []
    for line in lines:
        said = filled(_slipped(line, who.slips), facts)
        typed.append(said.lower() if who.case == "lower" else said[:1].upper() + said[1:])
    if who.case == "upper first" and typed:
        typed[0] = typed[0].upper()
    glue = f" {who.mark} " if who.mark else who.joint
    return glue.join(typed)


def number(phone: str, shape: str) -> str:
    """A phone as it is written: ten digits, parted, or made hard to read for programs."""
    if shape == "words":
        return f"{phone[:3]} {' '.join(_DIGITS[int(one)] for one in phone[3:6])} {phone[6:]}"
    if shape == "spread":
        return " . ".join((" ".join(phone[:3]), " ".join(phone[3:6]), " ".join(phone[6:])))
    if shape == "keycaps":
        return "".join(f"{one}\ufe0f\u20e3" for one in phone)
    return shape.format(phone[:3], phone[3:6], phone[6:])
