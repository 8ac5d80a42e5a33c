"""Weights: how much each word, pair of words, theme and sign speaks for each tier, learned from invented messages.

A linear model of four tiers: the weights of what a message contains are summed and made into shares of one. Promises
that the part of every word can be shown, the same shares for the same text, and a table anybody can read. Refuses to
know more than its table: a word that is not in it has no weight. `benchmarks/triage_weights.py` learns the table, from
sets that `benchmarks/triage/README.md` names; sets it never saw measure it (docs/evaluation.md).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from math import exp
from pathlib import Path

from safelight.textline.core.themes import Feature, theme_features
from safelight.textline.core.wording import Plain

TABLE = Path(__file__).with_name("weights.tsv")

STEM = 5
"""Letters of a word's beginning that stand for its forms ("threatened", "threatens"); longer words have both."""

TIERS = 4

Four = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Judged:
    """`shares` are of tiers 0 to 3 and sum to one; `telling` are the spans of the plain text that spoke most for the
    two upper tiers, with how much, the strongest first."""

    shares: Four
    telling: tuple[tuple[float, int, int], ...]


def features(words: Plain, language: str) -> Iterator[Feature]:
    """(name, from, to) of each word, beginning, pair of words and theme in the plain wording, with its span there; an
    empty span when it is about the whole message."""
    parts = words.text.split(" ") if words.text else []
    for at, word in enumerate(parts):
        start = words.starts[at]
        end = start + len(word)
        yield f"{language}:{word}", start, end
        if len(word) > STEM:
            yield f"{language}:{word[:STEM]}*", start, end
        if at:
            yield f"{language}:{parts[at - 1]} {word}", words.starts[at - 1], end
    yield from theme_features(words, language)


def judged(found: list[Feature], most: int = 3) -> Judged:
    """The shares of the tiers for these features, each counted once, and the `most` telling spans."""
    table = weights()
    sums = list(table.get("", (0.0, 0.0, 0.0, 0.0)))
    spans: dict[tuple[int, int], float] = {}
    for name, start, end in {each[0]: each for each in found}.values():
        weight = table.get(name)
        if weight is None:
            continue
        sums = [sum_ + part for sum_, part in zip(sums, weight, strict=True)]
        if end > start:
            lean = max(weight[2], weight[3]) - max(weight[0], weight[1])
            spans[start, end] = spans.get((start, end), 0.0) + lean
    top = max(sums)
    raised = [exp(each - top) for each in sums]
    whole = sum(raised)
    telling = sorted(((lean, *span) for span, lean in spans.items() if lean > 0), key=lambda row: (-row[0], row[1]))
    shares = (raised[0] / whole, raised[1] / whole, raised[2] / whole, raised[3] / whole)
    return Judged(shares, tuple(telling[:most]))


@lru_cache(maxsize=1)
def weights() -> dict[str, Four]:
    """The table by feature; "" is where a message without any known word begins. Read once a process."""
    table: dict[str, Four] = {}
    for line in TABLE.read_text("utf-8").splitlines():
        if line.startswith("#"):
            continue
        name, *parts = line.split("\t")
        zero, one, two, three = map(float, parts)
        table[name] = (zero, one, two, three)
    return table
